/* SPDX-License-Identifier: MIT */
#include "compose/own_means.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

/*
 * What a cell counts is its alpha to this power: one that is half room has next to no say in what
 * the person's colour is.
 */
#define STEEPNESS 8

/* What is known from a coarser level counts, where a cell that is all person counts 1. */
#define FILL 0.06f

/* --- set-up --- */

/* From twice the cells' size on, until there is one pixel. */
static bool alloc_levels(struct fc_own_means *means)
{
    struct fc_size size = means->grid.cells;
    bool ok = true;

    do {
        struct fc_own_level *level = &means->level[means->levels++];

        size = fc_own_parts(size, 2);
        level->size = size;
        for (int k = 0; k < 2; k++) {
            level->mean[k] = fc_alloc_aligned(fc_own_count(size) * sizeof(fc_own_pixel));
            ok = ok && level->mean[k];
        }
    } while (fc_own_count(size) > 1 && means->levels < FC_OWN_LEVELS);
    return ok;
}

static bool alloc_planes(struct fc_own_means *means)
{
    const size_t cells = (size_t)means->grid.tiles.width * FC_OWN_BLOCK;
    bool ok = true;

    for (int i = 0; i < 4; i++) {
        means->small[i] = fc_alloc_aligned(fc_own_count(means->grid.cells));
        ok = ok && means->small[i];
    }
    means->narrow_stride = fc_round_up(cells + 2, FC_ALIGNMENT);
    means->narrow = fc_alloc_aligned(6 * means->narrow_stride);
    means->wide_stride = fc_round_up(cells << means->grid.shift, FC_ALIGNMENT);
    means->wide = fc_alloc_aligned(18 * means->wide_stride);
    for (int i = 0; i < 2; i++) {
        means->doubled[i] = fc_alloc_aligned((cells << means->grid.shift) + 2);
        ok = ok && means->doubled[i];
    }
    return ok && means->narrow && means->wide;
}

int fc_own_means_init(struct fc_own_means *means, struct fc_size frame)
{
    int ret;

    *means = (struct fc_own_means){0};
    ret = fc_own_grid_init(&means->grid, frame);
    if (ret < 0)
        return ret;
    if (!alloc_levels(means) || !alloc_planes(means)) {
        fc_own_means_finish(means);
        return -ENOMEM;
    }
    for (int i = 0; i < 256; i++)
        means->weight[i] = (float)pow(i / 255.0, STEEPNESS);
    return 0;
}

void fc_own_means_finish(struct fc_own_means *means)
{
    fc_own_grid_finish(&means->grid);
    for (int i = 0; i < 4; i++)
        free(means->small[i]);
    for (int i = 0; i < FC_OWN_LEVELS; i++)
        for (int k = 0; k < 2; k++)
            free(means->level[i].mean[k]);
    free(means->narrow);
    free(means->wide);
    for (int i = 0; i < 2; i++)
        free(means->doubled[i]);
    *means = (struct fc_own_means){0};
}

/* --- of cells, and of coarser ones --- */

static int within(int at, int end)
{
    return at < 0 ? 0 : at < end ? at : end - 1;
}

/* The cells of tiles that stand side by side in a row of tiles. */
static void shrink_tiles(const struct fc_own_means *means, struct fc_plane_rows from, int plane,
                         int ty, struct fc_own_span tiles, uint8_t *to)
{
    const int shift = means->grid.shift - (plane ? 1 : 0);
    const struct fc_size size = fc_plane_size(means->grid.frame, plane);
    const struct fc_size grid = means->grid.cells;
    const int x = tiles.first * FC_OWN_TILE;
    const int y = ty * FC_OWN_TILE;
    const struct fc_size cells = {fc_own_at_most(tiles.end * FC_OWN_TILE, grid.width) - x,
                                  fc_own_at_most(FC_OWN_TILE, grid.height - y)};

    if (cells.width <= 0 || cells.height <= 0)
        return;
    ScalePlane(fc_own_at(from, x << shift, y << shift), from.stride,
               fc_own_at_most(cells.width << shift, size.width - (x << shift)),
               fc_own_at_most(cells.height << shift, size.height - (y << shift)),
               to + (ptrdiff_t)y * grid.width + x, grid.width, cells.width, cells.height,
               kFilterBox);
}

/* Where there are edges near. */
static void shrink(const struct fc_own_means *means, struct fc_plane_rows from, int plane,
                   uint8_t *to)
{
    for (int ty = 0; ty < means->grid.tiles.height; ty++) {
        const uint8_t *near = means->grid.near + (ptrdiff_t)ty * means->grid.tiles.width;
        struct fc_own_span run = {0};

        while (run.first < means->grid.tiles.width) {
            run.end = run.first;
            while (run.end < means->grid.tiles.width && near[run.end])
                run.end++;
            if (run.end > run.first)
                shrink_tiles(means, from, plane, ty, run, to);
            run.first = run.end + 1;
        }
    }
}

/* A cell with what it counts, for k: 0 as room, 1 as person. */
static inline fc_own_pixel weighed(const struct fc_own_means *means, size_t at, int k)
{
    const uint8_t alpha = means->small[3][at];
    const fc_own_pixel pixel = {means->small[0][at], means->small[1][at], means->small[2][at],
                                1.0f};

    return pixel * means->weight[k ? alpha : 255 - alpha];
}

/* The sums of a tile's cells, two by two. */
static void sum_tile(const struct fc_own_means *means, int tx, int ty)
{
    const struct fc_own_level *level = &means->level[0];
    const int end_x = fc_own_at_most((tx + 1) * FC_OWN_TILE / 2, level->size.width);
    const int end_y = fc_own_at_most((ty + 1) * FC_OWN_TILE / 2, level->size.height);

    for (int y = ty * FC_OWN_TILE / 2; y < end_y; y++) {
        const size_t row[2] = {(size_t)(2 * y) * (size_t)means->grid.cells.width,
                               (size_t)within(2 * y + 1, means->grid.cells.height) *
                                   (size_t)means->grid.cells.width};

        for (int x = tx * FC_OWN_TILE / 2; x < end_x; x++) {
            const size_t left = (size_t)(2 * x);
            const size_t right = (size_t)within(2 * x + 1, means->grid.cells.width);
            const size_t at = (size_t)y * (size_t)level->size.width + (size_t)x;

            for (int k = 0; k < 2; k++)
                level->mean[k][at] =
                    0.25f * (weighed(means, row[0] + left, k) + weighed(means, row[0] + right, k) +
                             weighed(means, row[1] + left, k) + weighed(means, row[1] + right, k));
        }
    }
}

static void sum_cells(const struct fc_own_means *means)
{
    for (int k = 0; k < 2; k++)
        memset(means->level[0].mean[k], 0,
               fc_own_count(means->level[0].size) * sizeof(fc_own_pixel));
    for (int y = 0; y < means->grid.tiles.height; y++)
        for (int x = 0; x < means->grid.tiles.width; x++)
            if (means->grid.near[y * means->grid.tiles.width + x])
                sum_tile(means, x, y);
}

static void sum_level(const struct fc_own_level *fine, const struct fc_own_level *coarse, int k)
{
    const size_t width = (size_t)fine->size.width;

    for (int y = 0; y < coarse->size.height; y++) {
        const fc_own_pixel *above = fine->mean[k] + (size_t)(2 * y) * width;
        const fc_own_pixel *below =
            fine->mean[k] + (size_t)within(2 * y + 1, fine->size.height) * width;
        fc_own_pixel *to = coarse->mean[k] + (size_t)y * (size_t)coarse->size.width;

        for (int x = 0; x < coarse->size.width; x++) {
            const int right = within(2 * x + 1, fine->size.width);

            to[x] = 0.25f * (above[2 * x] + above[right] + below[2 * x] + below[right]);
        }
    }
}

/* Between the four pixels of the coarser level that are nearest to one of the finer. */
static inline fc_own_pixel between(const fc_own_pixel *near, const fc_own_pixel *far, int x,
                                   int width)
{
    const int own = x >> 1;
    const int other = within(x & 1 ? own + 1 : own - 1, width);

    return 0.0625f * (9.0f * near[own] + 3.0f * (near[other] + far[own]) + far[other]);
}

/* Its two rows. */
struct pair {
    const fc_own_pixel *near, *far;
};

static inline struct pair pair_of(const struct fc_own_level *coarse, int y, int k)
{
    const int own = y >> 1;
    const int other = within(y & 1 ? own + 1 : own - 1, coarse->size.height);
    const size_t width = (size_t)coarse->size.width;

    return (struct pair){coarse->mean[k] + (size_t)own * width,
                         coarse->mean[k] + (size_t)other * width};
}

/* The mean of what is known here, and from the coarser level; of a weight of 1. */
static inline fc_own_pixel filled(fc_own_pixel sum, fc_own_pixel coarse)
{
    const fc_own_pixel all = sum + FILL * coarse;

    return all * (1.0f / all[3]);
}

/* A part of a row. */
static void fill_part(const struct fc_own_level *coarse, const struct fc_own_level *fine, int k,
                      int y, struct fc_own_span columns)
{
    const struct pair pair = pair_of(coarse, y, k);
    fc_own_pixel *row = fine->mean[k] + (size_t)y * (size_t)fine->size.width;

    for (int x = columns.first; x < columns.end; x++)
        row[x] = filled(row[x], between(pair.near, pair.far, x, coarse->size.width));
}

static void fill_level(const struct fc_own_level *coarse, const struct fc_own_level *fine, int k)
{
    for (int y = 0; y < fine->size.height; y++)
        fill_part(coarse, fine, k, y, (struct fc_own_span){0, fine->size.width});
}

/* The finest one is only asked for near edges. */
static void fill_first(const struct fc_own_means *means, int k)
{
    const struct fc_own_level *first = &means->level[0];

    for (int y = 0; means->levels > 1 && y < first->size.height; y++) {
        const uint8_t *near = means->grid.near + y / (FC_OWN_TILE / 2) * means->grid.tiles.width;

        for (int x = 0; x < means->grid.tiles.width; x++)
            if (near[x])
                fill_part(&means->level[1], first, k, y,
                          (struct fc_own_span){
                              fc_own_at_most(x * FC_OWN_TILE / 2, first->size.width),
                              fc_own_at_most((x + 1) * FC_OWN_TILE / 2, first->size.width)});
    }
}

/* Grey, where there is nothing of it at all. */
static fc_own_pixel whole_mean(fc_own_pixel sum)
{
    return sum[3] > 0 ? sum * (1.0f / sum[3]) : (fc_own_pixel){128.0f, 128.0f, 128.0f, 1.0f};
}

void fc_own_means_find(struct fc_own_means *means, const struct fc_image *picture,
                       struct fc_plane_rows alpha)
{
    const struct fc_own_level *last = &means->level[means->levels - 1];

    for (int i = 0; i < 3; i++)
        shrink(means, (struct fc_plane_rows){picture->plane[i], picture->stride[i]}, i,
               means->small[i]);
    shrink(means, alpha, 1, means->small[3]);
    sum_cells(means);
    for (int k = 0; k < 2; k++) {
        for (int i = 1; i < means->levels; i++)
            sum_level(&means->level[i - 1], &means->level[i], k);
        for (size_t i = 0; i < fc_own_count(last->size); i++)
            last->mean[k][i] = whole_mean(last->mean[k][i]);
        for (int i = means->levels - 1; i > 1; i--)
            fill_level(&means->level[i], &means->level[i - 1], k);
        fill_first(means, k);
    }
}

/* --- at the picture's width --- */

/* A row of the means of room (k = 0) or person, at a plane's full width, for a row of cells; of
 * those, three are kept. */
static uint8_t *wide_row(const struct fc_own_means *means, int y, int k, int plane)
{
    return means->wide + (size_t)((y + 3) % 3 * 6 + 3 * k + plane) * means->wide_stride;
}

/* The same as narrow as cells, with one more at both ends, while it is widened. */
static uint8_t *narrow_row(const struct fc_own_means *means, int k, int plane)
{
    return means->narrow + (size_t)(3 * k + plane) * means->narrow_stride + 1;
}

static fc_own_pixel mean_of(const struct fc_own_means *means, int x, int y, int k)
{
    const struct fc_own_level *coarse = &means->level[0];
    const struct pair pair = pair_of(coarse, y, k);

    return filled(weighed(means, (size_t)y * (size_t)means->grid.cells.width + (size_t)x, k),
                  between(pair.near, pair.far, x, coarse->size.width));
}

/* Means for cells from first to end, and one more at both ends. */
static void fill_cells(const struct fc_own_means *means, int y, struct fc_own_span cells)
{
    const int row = within(y, means->grid.cells.height);

    for (int k = 0; k < 2; k++) {
        uint8_t *to[3] = {narrow_row(means, k, 0), narrow_row(means, k, 1),
                          narrow_row(means, k, 2)};

        for (int x = cells.first - 1; x < cells.end + 1; x++) {
            const fc_own_pixel mean =
                mean_of(means, within(x, means->grid.cells.width), row, k) + 0.5f;

            for (int i = 0; i < 3; i++)
                to[i][x] = (uint8_t)mean[i];
        }
    }
}

/* Twice as many samples; both rows have one more at both ends. */
static void double_row(const uint8_t *from, uint8_t *restrict to, int count)
{
    for (int i = 0; i < count; i++) {
        to[2 * i] = (uint8_t)((3 * from[i] + from[i - 1] + 2) >> 2);
        to[2 * i + 1] = (uint8_t)((3 * from[i] + from[i + 1] + 2) >> 2);
    }
    to[-1] = (uint8_t)((3 * from[-1] + from[0] + 2) >> 2);
    to[2 * count] = (uint8_t)((3 * from[count] + from[count - 1] + 2) >> 2);
}

static void widen(const struct fc_own_means *means, const uint8_t *narrow, struct fc_own_span cells,
                  int shift, uint8_t *wide)
{
    const uint8_t *from = narrow + cells.first;
    int count = cells.end - cells.first;

    for (int i = 0; i < shift; i++, count *= 2) {
        uint8_t *to = means->doubled[i % 2] + 1;

        double_row(from, to, count);
        from = to;
    }
    memcpy(wide + ((size_t)cells.first << shift), from, (size_t)count);
}

/* Only what the row and its neighbours ask for. */
void fc_own_means_fill_row(const struct fc_own_means *means, int y)
{
    const int width = means->grid.tiles.width;
    const uint8_t *row[3];

    for (int i = 0; i < 3; i++)
        row[i] = means->grid.edge + (ptrdiff_t)within(y + i - 1, means->grid.cells.height) * width;
    for (int b = 0; b < width; b++) {
        struct fc_own_span cells = {.first = b * FC_OWN_BLOCK};

        while (b < width && (row[0][b] | row[1][b] | row[2][b]))
            b++;
        cells.end = b * FC_OWN_BLOCK;
        if (cells.end <= cells.first)
            continue;
        fill_cells(means, y, cells);
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < 3; i++)
                widen(means, narrow_row(means, k, i), cells, means->grid.shift - (i ? 1 : 0),
                      wide_row(means, y, k, i));
    }
}

const uint8_t *fc_own_means_row(const struct fc_own_means *means, int y, int k, int plane)
{
    return wide_row(means, y, k, plane);
}
