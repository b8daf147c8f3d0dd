/* SPDX-License-Identifier: MIT */
#include "compose/blur_disc.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* No radius is larger: rows of one disc. */
#define MAX_REACH 64

/* Pixels of a row that are summed up together, to stay in registers. */
#define TOGETHER 8

static size_t row_length(const struct fc_blur_disc *disc)
{
    return (size_t)disc->size.width + 2 * (size_t)disc->reach + 1 + TOGETHER;
}

int fc_blur_disc_init(struct fc_blur_disc *disc, struct fc_size size, double max_radius)
{
    size_t count;
    size_t bytes;

    *disc = (struct fc_blur_disc){.size = size, .reach = (int)ceil(max_radius)};
    assert(disc->reach <= MAX_REACH);
    if (!fc_mul_size(row_length(disc), (size_t)size.height, &count) ||
        !fc_mul_size(count, sizeof(fc_blur_pixel), &bytes))
        return -ENOMEM;
    disc->sums = fc_alloc_aligned(bytes);
    disc->line = fc_alloc_aligned(((size_t)size.width + 2) * sizeof(fc_blur_pixel));
    if (!disc->sums || !disc->line) {
        fc_blur_disc_finish(disc);
        return -ENOMEM;
    }
    return 0;
}

void fc_blur_disc_finish(struct fc_blur_disc *disc)
{
    free(disc->sums);
    free(disc->line);
    *disc = (struct fc_blur_disc){0};
}

/* Three rows added up, those that there are. */
static void add_rows(const struct fc_blur_disc *disc, const fc_blur_pixel *pixel, int y)
{
    const int width = disc->size.width;
    const fc_blur_pixel zero = {0};
    fc_blur_pixel *line = disc->line + 1;

    for (int x = 0; x < width; x++)
        line[x] = pixel[(ptrdiff_t)y * width + x];
    for (int other = y - 1; other <= y + 1; other += 2)
        for (int x = 0; other >= 0 && other < disc->size.height && x < width; x++)
            line[x] += pixel[(ptrdiff_t)other * width + x];
    line[-1] = zero;
    line[width] = zero;
}

/* Sums from the row's beginning, of pixels spread over three by three. */
static void sum_row(const struct fc_blur_disc *disc, const fc_blur_pixel *pixel, int y)
{
    fc_blur_pixel *to = disc->sums + (size_t)y * row_length(disc);
    const fc_blur_pixel *line = disc->line + 1;
    fc_blur_pixel sum = {0};

    add_rows(disc, pixel, y);
    for (int i = 0; i <= disc->reach; i++)
        *to++ = sum;
    for (int x = 0; x < disc->size.width; x++) {
        sum += line[x - 1] + line[x] + line[x + 1];
        *to++ = sum;
    }
    for (int i = 0; i < disc->reach + TOGETHER; i++)
        *to++ = sum;
}

/* The rows of a disc round one pixel: where their sums begin and end. */
struct rows {
    const fc_blur_pixel *first[2 * MAX_REACH + 1];
    const fc_blur_pixel *end[2 * MAX_REACH + 1];
    int count;
};

static void find_rows(const struct fc_blur_disc *disc, const int *half, int y, struct rows *rows)
{
    rows->count = 0;
    for (int i = -disc->reach; i <= disc->reach; i++) {
        const int row = y + i;
        const int wide = half[abs(i)];

        if (wide < 0 || row < 0 || row >= disc->size.height)
            continue;
        rows->first[rows->count] = disc->sums + (size_t)row * row_length(disc) + disc->reach - wide;
        rows->end[rows->count] = rows->first[rows->count] + 2 * wide + 1;
        rows->count++;
    }
}

static void fill_row(const struct fc_blur_disc *disc, const struct rows *rows, float norm,
                     fc_blur_pixel *to)
{
    for (int x = 0; x < disc->size.width; x += TOGETHER) {
        fc_blur_pixel sum[TOGETHER] = {{0}};

        for (int i = 0; i < rows->count; i++)
            for (int k = 0; k < TOGETHER; k++)
                sum[k] += rows->end[i][x + k] - rows->first[i][x + k];
        for (int k = 0; k < TOGETHER && x + k < disc->size.width; k++)
            to[x + k] = sum[k] * norm;
    }
}

void fc_blur_disc_apply(struct fc_blur_disc *disc, fc_blur_pixel *pixel, double radius)
{
    int half[MAX_REACH + 1];
    int area = 0;

    assert(radius >= 1 && radius <= disc->reach);
    for (int i = 0; i <= disc->reach; i++) {
        half[i] = i <= radius ? (int)sqrt(radius * radius - (double)i * i) : -1;
        if (half[i] >= 0)
            area += (half[i] * 2 + 1) * (i > 0 ? 2 : 1);
    }
    for (int y = 0; y < disc->size.height; y++)
        sum_row(disc, pixel, y);
    for (int y = 0; y < disc->size.height; y++) {
        struct rows rows;

        find_rows(disc, half, y, &rows);
        fill_row(disc, &rows, 1.0f / (9.0f * (float)area),
                 pixel + (size_t)y * (size_t)disc->size.width);
    }
}
