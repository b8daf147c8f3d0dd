/* SPDX-License-Identifier: MIT */
/* Out of focus: sums along rows make the cost of a disc grow with its radius, not its area. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

static int clamp(int v, int max)
{
    return v < 0 ? 0 : v > max ? max : v;
}

/* sums[x] is the sum of all pixels left of x - margin; beyond the edges their pixels go on. */
static void sum_row(const float *row, int width, int margin, double *sums)
{
    memset(sums, 0, 4 * sizeof(*sums));
    for (int x = 0; x < width + 2 * margin; x++) {
        const float *from = row + 4 * (size_t)clamp(x - margin, width - 1);

        for (int c = 0; c < 4; c++)
            sums[4 * (x + 1) + c] = sums[4 * x + c] + (double)from[c];
    }
}

static void *need(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory)
        abort();
    return memory;
}

/* Most of a layer is: such rows cost nothing. */
static bool is_empty(const float *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        if (row[i] != 0)
            return false;
    return true;
}

static void add_run(float *row, int width, const double *sums, int margin, int half, double share)
{
    const double *left = sums + 4 * (size_t)(margin - half);
    const double *right = sums + 4 * (size_t)(margin + half + 1);

    for (size_t i = 0; i < 4 * (size_t)width; i++)
        row[i] += (float)(share * (right[i] - left[i]));
}

void bg_lens(struct bg_image *image, double radius)
{
    const double r = radius * image->height;
    const int reach = (int)r;
    const size_t width = (size_t)image->width;
    const size_t step = 4 * (width + 2 * (size_t)reach + 1);
    double *sums;
    bool *has_light;
    double area = 0;

    if (reach < 1)
        return;
    sums = need((size_t)image->height * step, sizeof(*sums));
    has_light = need((size_t)image->height, sizeof(*has_light));
    for (int y = 0; y < image->height; y++) {
        const float *row = image->pixels + 4 * width * (size_t)y;

        has_light[y] = !is_empty(row, image->width);
        if (has_light[y])
            sum_row(row, image->width, reach, sums + step * (size_t)y);
    }
    for (int dy = -reach; dy <= reach; dy++)
        area += 2 * floor(sqrt(r * r - dy * dy)) + 1;
    memset(image->pixels, 0, 4 * width * (size_t)image->height * sizeof(float));
    for (int y = 0; y < image->height; y++)
        for (int dy = -reach; dy <= reach; dy++) {
            const int from = clamp(y + dy, image->height - 1);

            if (has_light[from])
                add_run(image->pixels + 4 * width * (size_t)y, image->width,
                        sums + step * (size_t)from, reach, (int)sqrt(r * r - dy * dy), 1 / area);
        }
    free(has_light);
    free(sums);
}

static void box_rows(struct bg_image *image, int half)
{
    double *sums = need(4 * ((size_t)image->width + 2 * (size_t)half + 1), sizeof(*sums));

    for (int y = 0; y < image->height; y++) {
        float *row = image->pixels + 4 * (size_t)image->width * (size_t)y;

        if (is_empty(row, image->width))
            continue;
        sum_row(row, image->width, half, sums);
        memset(row, 0, 4 * (size_t)image->width * sizeof(*row));
        add_run(row, image->width, sums, half, half, 1.0 / (2 * half + 1));
    }
    free(sums);
}

static void box_columns(struct bg_image *image, int half)
{
    const size_t count = 4 * (size_t)image->width;
    const int last = image->height - 1;
    float *copy = need(count * (size_t)image->height, sizeof(*copy));
    double *sum = need(count, sizeof(*sum));

    memcpy(copy, image->pixels, count * (size_t)image->height * sizeof(*copy));
    for (int y = -half; y <= half; y++)
        for (size_t i = 0; i < count; i++)
            sum[i] += (double)copy[count * (size_t)clamp(y, last) + i];
    for (int y = 0; y <= last; y++) {
        const float *in = copy + count * (size_t)clamp(y + half + 1, last);
        const float *out = copy + count * (size_t)clamp(y - half, last);
        float *to = image->pixels + count * (size_t)y;

        for (size_t i = 0; i < count; i++) {
            to[i] = (float)(sum[i] / (2 * half + 1));
            sum[i] += (double)in[i] - (double)out[i];
        }
    }
    free(sum);
    free(copy);
}

void bg_soft(struct bg_image *image, double radius)
{
    /* Three boxes are as wide as a bell of half that radius. */
    const int half = (int)lround(0.5 * radius * image->height);

    for (int i = 0; i < 3 && half; i++) {
        box_rows(image, half);
        box_columns(image, half);
    }
}
