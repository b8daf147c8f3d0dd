/* SPDX-License-Identifier: MIT */
#include "compose/blur.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Boxes in a row; with three, their sum is a Gaussian to a few per cent. */
#define BOXES 3

/* One box: radius samples to either side count in full, the next ones count by end. */
struct box {
    int radius;
    float end;
    float norm; /* 1 over the sum of all */
};

/* The box whose variance is a BOXES-th of sigma's. */
static struct box box_for(double sigma)
{
    double variance = sigma * sigma / BOXES;
    int radius = (int)((sqrt(12 * variance + 1) - 1) / 2);
    int next = radius + 1;
    double whole = 2 * radius + 1;
    double end = whole * (radius * next / 3.0 - variance) / (2 * (variance - (double)next * next));

    return (struct box){radius, (float)end, (float)(1 / (whole + 2 * end))};
}

int fc_blur_grid_init(struct fc_blur_grid *grid, struct fc_size size, double max_sigma)
{
    int longest = size.width > size.height ? size.width : size.height;
    size_t count;
    size_t bytes;

    *grid = (struct fc_blur_grid){.size = size, .max_reach = box_for(max_sigma).radius + 1};
    if (!fc_mul_size((size_t)size.width, (size_t)size.height, &count) ||
        !fc_mul_size(count, sizeof(fc_blur_pixel), &bytes))
        return -ENOMEM;
    grid->pixel = fc_alloc_aligned(bytes);
    grid->transposed = fc_alloc_aligned(bytes);
    for (int i = 0; i < 2; i++)
        grid->line[i] = fc_alloc_aligned(((size_t)longest + 2 * (size_t)grid->max_reach) *
                                         sizeof(fc_blur_pixel));
    if (!grid->pixel || !grid->transposed || !grid->line[0] || !grid->line[1]) {
        fc_blur_grid_finish(grid);
        return -ENOMEM;
    }
    return 0;
}

void fc_blur_grid_finish(struct fc_blur_grid *grid)
{
    free(grid->pixel);
    free(grid->transposed);
    free(grid->line[0]);
    free(grid->line[1]);
    *grid = (struct fc_blur_grid){0};
}

/* from has radius + 1 samples before and behind its length. */
static void filter_line(const struct box *box, const fc_blur_pixel *from, fc_blur_pixel *to,
                        int length)
{
    const fc_blur_pixel *left = from - box->radius - 1;
    const fc_blur_pixel *right = from + box->radius + 1;
    fc_blur_pixel sum = {0};

    for (int i = -box->radius; i <= box->radius; i++)
        sum += from[i];
    for (int i = 0; i < length; i++) {
        to[i] = (sum + (left[i] + right[i]) * box->end) * box->norm;
        sum += right[i] - left[i + 1];
    }
}

static void clear_ends(const struct fc_blur_grid *grid, int length)
{
    for (int i = 0; i < 2; i++) {
        memset(grid->line[i], 0, (size_t)grid->max_reach * sizeof(fc_blur_pixel));
        memset(grid->line[i] + grid->max_reach + length, 0,
               (size_t)grid->max_reach * sizeof(fc_blur_pixel));
    }
}

/* Blurs the rows of from and writes them as columns of to, so that twice does both ways. */
static void filter_rows(const struct fc_blur_grid *grid, const struct box *box,
                        const fc_blur_pixel *from, fc_blur_pixel *to, struct fc_size size)
{
    fc_blur_pixel *a = grid->line[0] + grid->max_reach;
    fc_blur_pixel *b = grid->line[1] + grid->max_reach;
    size_t length = (size_t)size.width;

    clear_ends(grid, size.width);
    for (int y = 0; y < size.height; y++) {
        memcpy(a, from + (size_t)y * length, length * sizeof(*a));
        filter_line(box, a, b, size.width);
        filter_line(box, b, a, size.width);
        filter_line(box, a, b, size.width);
        for (int x = 0; x < size.width; x++)
            to[(size_t)x * (size_t)size.height + (size_t)y] = b[x];
    }
}

void fc_blur_grid_apply(struct fc_blur_grid *grid, double sigma)
{
    struct box box = box_for(sigma);
    struct fc_size turned = {grid->size.height, grid->size.width};

    assert(sigma > 0 && box.radius + 1 <= grid->max_reach);
    filter_rows(grid, &box, grid->pixel, grid->transposed, grid->size);
    filter_rows(grid, &box, grid->transposed, grid->pixel, turned);
}
