/* SPDX-License-Identifier: MIT */
#include "compose/own_colour.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

/* The grid has fewer lines than this. */
#define MAX_LINES 270

/* Cells that are looked at together: BLOCK in a row; TILE each way. */
#define BLOCK 8
#define TILE 8

/* Alphas from 0 that are no soft edge yet, and as many up to 255. */
#define SURE 4

/*
 * What a cell counts is its alpha to this power: one that is half room has next to no say in what
 * the person's colour is.
 */
#define STEEPNESS 8

/* What is known from a coarser level counts, where a cell that is all person counts 1. */
#define FILL 0.06f

/* --- set-up --- */

void fc_own_colour_finish(struct fc_own_colour *own)
{
    for (int i = 0; i < 4; i++)
        free(own->small[i]);
    for (int i = 0; i < FC_OWN_COLOUR_LEVELS; i++)
        for (int k = 0; k < 2; k++)
            free(own->level[i].mean[k]);
    free(own->edge);
    free(own->near);
    free(own->wide);
    free(own->narrow);
    for (int i = 0; i < 2; i++) {
        free(own->doubled[i]);
    }
    *own = (struct fc_own_colour){0};
}

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static int within(int at, int end)
{
    return at < 0 ? 0 : at < end ? at : end - 1;
}

/* Whole ones; what is left at the end goes with the last. */
static int cells_of(int side, int shift)
{
    return side >> shift ? side >> shift : 1;
}

static struct fc_size parts_of(struct fc_size size, int side)
{
    return (struct fc_size){(size.width + side - 1) / side, (size.height + side - 1) / side};
}

static size_t count_of(struct fc_size size)
{
    return (size_t)size.width * (size_t)size.height;
}

/* From twice the cells' size on, until there is one pixel. */
static bool alloc_levels(struct fc_own_colour *own)
{
    struct fc_size size = own->grid;
    bool ok = true;

    do {
        struct fc_own_colour_level *level = &own->level[own->levels++];

        size = parts_of(size, 2);
        level->size = size;
        for (int k = 0; k < 2; k++) {
            level->mean[k] = fc_alloc_aligned(count_of(size) * sizeof(fc_own_pixel));
            ok = ok && level->mean[k];
        }
    } while (count_of(size) > 1 && own->levels < FC_OWN_COLOUR_LEVELS);
    return ok;
}

static bool alloc_planes(struct fc_own_colour *own)
{
    const size_t blocks = (size_t)own->tiles.width * (size_t)own->grid.height;
    const size_t cells = (size_t)own->tiles.width * BLOCK;
    bool ok = true;

    for (int i = 0; i < 4; i++) {
        own->small[i] = fc_alloc_aligned(count_of(own->grid));
        ok = ok && own->small[i];
    }
    own->edge = fc_alloc_aligned(blocks);
    own->near = fc_alloc_aligned(count_of(own->tiles));
    own->narrow_stride = fc_round_up(cells + 2, FC_ALIGNMENT);
    own->narrow = fc_alloc_aligned(6 * own->narrow_stride);
    own->wide_stride = fc_round_up(cells << own->shift, FC_ALIGNMENT);
    own->wide = fc_alloc_aligned(18 * own->wide_stride);
    for (int i = 0; i < 2; i++) {
        own->doubled[i] = fc_alloc_aligned((cells << own->shift) + 2);
        ok = ok && own->doubled[i];
    }
    return ok && own->edge && own->near && own->narrow && own->wide;
}

static int prepare(struct fc_own_colour *own, struct fc_size frame)
{
    if (fc_size_equal(own->frame, frame))
        return 0;
    fc_own_colour_finish(own);
    own->shift = 1; /* chroma has cells of one sample at least */
    while (cells_of(frame.height, own->shift) > MAX_LINES)
        own->shift++;
    own->grid =
        (struct fc_size){cells_of(frame.width, own->shift), cells_of(frame.height, own->shift)};
    own->tiles = parts_of(parts_of(frame, 1 << own->shift), TILE);
    if (!alloc_levels(own) || !alloc_planes(own)) {
        fc_own_colour_finish(own);
        return -ENOMEM;
    }
    for (int i = 0; i < 256; i++)
        own->weight[i] = (float)pow(i / 255.0, STEEPNESS);
    own->frame = frame;
    return 0;
}

/* --- where --- */

/* Whether one of the alphas is that of a soft edge. Most of them are 0 or 255, all alike. */
static bool is_soft(const uint8_t *alpha, int count)
{
    uint8_t any = 0;
    int i = 0;

    for (; i + 8 <= count; i += 8) {
        uint64_t eight;

        memcpy(&eight, alpha + i, sizeof(eight));
        if (eight + 1 < 2)
            continue;
        for (int k = i; k < i + 8; k++)
            any |= (uint8_t)(alpha[k] - SURE - 1) < 255 - 2 * SURE - 1;
        if (any)
            return true;
    }
    for (; i < count; i++)
        any |= (uint8_t)(alpha[i] - SURE - 1) < 255 - 2 * SURE - 1;
    return any;
}

struct span {
    int first, end;
};

/* A plane's rows that belong to a row of cells. */
static struct span rows_of(const struct fc_own_colour *own, int cell, int plane)
{
    const int shift = own->shift - (plane ? 1 : 0);
    const int height = fc_plane_size(own->frame, plane).height;

    return (struct span){at_most(cell << shift, height),
                         cell == own->grid.height - 1 ? height : (cell + 1) << shift};
}

/* The columns of a block's samples. */
static struct span columns_of(const struct fc_own_colour *own, int block, int plane)
{
    const int shift = own->shift - (plane ? 1 : 0);
    const int width = fc_plane_size(own->frame, plane).width;

    return (struct span){at_most((block * BLOCK) << shift, width),
                         block == own->tiles.width - 1 ? width : ((block + 1) * BLOCK) << shift};
}

/* Chroma's alpha is the mean of four: what is soft there is soft in one of them, and the other
 * way round but for a step from 0 to 255, which has nothing to be corrected. */
static bool find_edges(struct fc_own_colour *own, struct fc_plane_rows alpha)
{
    bool any = false;

    memset(own->near, 0, count_of(own->tiles));
    for (int y = 0; y < own->grid.height; y++) {
        const struct span rows = rows_of(own, y, 1);
        uint8_t *edge = own->edge + (ptrdiff_t)y * own->tiles.width;

        for (int b = 0; b < own->tiles.width; b++) {
            const struct span columns = columns_of(own, b, 1);

            edge[b] = 0;
            for (int row = rows.first; row < rows.end && !edge[b]; row++)
                edge[b] = is_soft(alpha.data + (ptrdiff_t)row * alpha.stride + columns.first,
                                  columns.end - columns.first);
            if (!edge[b])
                continue;
            any = true;
            for (int ty = y / TILE - 1; ty <= y / TILE + 1; ty++)
                for (int tx = b - 1; tx <= b + 1; tx++)
                    if (ty >= 0 && ty < own->tiles.height && tx >= 0 && tx < own->tiles.width)
                        own->near[ty * own->tiles.width + tx] = 1;
        }
    }
    return any;
}

/* --- means --- */

static const uint8_t *at(struct fc_plane_rows rows, int x, int y)
{
    return rows.data + (ptrdiff_t)y * rows.stride + x;
}

/* The cells of tiles that stand side by side in a row of tiles. */
static void shrink_tiles(const struct fc_own_colour *own, struct fc_plane_rows from, int plane,
                         int ty, struct span tiles, uint8_t *to)
{
    const int shift = own->shift - (plane ? 1 : 0);
    const struct fc_size size = fc_plane_size(own->frame, plane);
    const int x = tiles.first * TILE;
    const int y = ty * TILE;
    const struct fc_size cells = {at_most(tiles.end * TILE, own->grid.width) - x,
                                  at_most(TILE, own->grid.height - y)};

    if (cells.width <= 0 || cells.height <= 0)
        return;
    ScalePlane(at(from, x << shift, y << shift), from.stride,
               at_most(cells.width << shift, size.width - (x << shift)),
               at_most(cells.height << shift, size.height - (y << shift)),
               to + (ptrdiff_t)y * own->grid.width + x, own->grid.width, cells.width, cells.height,
               kFilterBox);
}

/* Where there are edges near. */
static void shrink(const struct fc_own_colour *own, struct fc_plane_rows from, int plane,
                   uint8_t *to)
{
    for (int ty = 0; ty < own->tiles.height; ty++) {
        const uint8_t *near = own->near + (ptrdiff_t)ty * own->tiles.width;
        struct span run = {0};

        while (run.first < own->tiles.width) {
            run.end = run.first;
            while (run.end < own->tiles.width && near[run.end])
                run.end++;
            if (run.end > run.first)
                shrink_tiles(own, from, plane, ty, run, to);
            run.first = run.end + 1;
        }
    }
}

/* A cell with what it counts, for k: 0 as room, 1 as person. */
static inline fc_own_pixel weighed(const struct fc_own_colour *own, size_t at, int k)
{
    const uint8_t alpha = own->small[3][at];
    const fc_own_pixel pixel = {own->small[0][at], own->small[1][at], own->small[2][at], 1.0f};

    return pixel * own->weight[k ? alpha : 255 - alpha];
}

/* The sums of a tile's cells, two by two. */
static void sum_tile(const struct fc_own_colour *own, int tx, int ty)
{
    const struct fc_own_colour_level *level = &own->level[0];
    const int end_x = at_most((tx + 1) * TILE / 2, level->size.width);
    const int end_y = at_most((ty + 1) * TILE / 2, level->size.height);

    for (int y = ty * TILE / 2; y < end_y; y++) {
        const size_t row[2] = {(size_t)(2 * y) * (size_t)own->grid.width,
                               (size_t)within(2 * y + 1, own->grid.height) *
                                   (size_t)own->grid.width};

        for (int x = tx * TILE / 2; x < end_x; x++) {
            const size_t left = (size_t)(2 * x);
            const size_t right = (size_t)within(2 * x + 1, own->grid.width);
            const size_t at = (size_t)y * (size_t)level->size.width + (size_t)x;

            for (int k = 0; k < 2; k++)
                level->mean[k][at] =
                    0.25f * (weighed(own, row[0] + left, k) + weighed(own, row[0] + right, k) +
                             weighed(own, row[1] + left, k) + weighed(own, row[1] + right, k));
        }
    }
}

static void sum_cells(const struct fc_own_colour *own)
{
    for (int k = 0; k < 2; k++)
        memset(own->level[0].mean[k], 0, count_of(own->level[0].size) * sizeof(fc_own_pixel));
    for (int y = 0; y < own->tiles.height; y++)
        for (int x = 0; x < own->tiles.width; x++)
            if (own->near[y * own->tiles.width + x])
                sum_tile(own, x, y);
}

static void sum_level(const struct fc_own_colour_level *fine,
                      const struct fc_own_colour_level *coarse, int k)
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

static inline struct pair pair_of(const struct fc_own_colour_level *coarse, int y, int k)
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
static void fill_part(const struct fc_own_colour_level *coarse,
                      const struct fc_own_colour_level *fine, int k, int y, struct span columns)
{
    const struct pair pair = pair_of(coarse, y, k);
    fc_own_pixel *row = fine->mean[k] + (size_t)y * (size_t)fine->size.width;

    for (int x = columns.first; x < columns.end; x++)
        row[x] = filled(row[x], between(pair.near, pair.far, x, coarse->size.width));
}

static void fill_level(const struct fc_own_colour_level *coarse,
                       const struct fc_own_colour_level *fine, int k)
{
    for (int y = 0; y < fine->size.height; y++)
        fill_part(coarse, fine, k, y, (struct span){0, fine->size.width});
}

/* The finest one is only asked for near edges. */
static void fill_first(const struct fc_own_colour *own, int k)
{
    const struct fc_own_colour_level *first = &own->level[0];

    for (int y = 0; own->levels > 1 && y < first->size.height; y++) {
        const uint8_t *near = own->near + y / (TILE / 2) * own->tiles.width;

        for (int x = 0; x < own->tiles.width; x++)
            if (near[x])
                fill_part(&own->level[1], first, k, y,
                          (struct span){at_most(x * TILE / 2, first->size.width),
                                        at_most((x + 1) * TILE / 2, first->size.width)});
    }
}

/* Grey, where there is nothing of it at all. */
static fc_own_pixel whole_mean(fc_own_pixel sum)
{
    return sum[3] > 0 ? sum * (1.0f / sum[3]) : (fc_own_pixel){128.0f, 128.0f, 128.0f, 1.0f};
}

static void find_means(struct fc_own_colour *own, const struct fc_own_colour_params *params)
{
    const struct fc_own_colour_level *last = &own->level[own->levels - 1];

    for (int i = 0; i < 3; i++)
        shrink(own, (struct fc_plane_rows){params->person->plane[i], params->person->stride[i]}, i,
               own->small[i]);
    shrink(own, params->alpha[1], 1, own->small[3]);
    sum_cells(own);
    for (int k = 0; k < 2; k++) {
        for (int i = 1; i < own->levels; i++)
            sum_level(&own->level[i - 1], &own->level[i], k);
        for (size_t i = 0; i < count_of(last->size); i++)
            last->mean[k][i] = whole_mean(last->mean[k][i]);
        for (int i = own->levels - 1; i > 1; i--)
            fill_level(&own->level[i], &own->level[i - 1], k);
        fill_first(own, k);
    }
}

/* --- onto the picture --- */

/* A row of the means of room (k = 0) or person, at a plane's full width, for a row of cells; of
 * those, three are kept. */
static uint8_t *wide_row(const struct fc_own_colour *own, int y, int k, int plane)
{
    return own->wide + (size_t)((y + 3) % 3 * 6 + 3 * k + plane) * own->wide_stride;
}

/* The same as narrow as cells, with one more at both ends, while it is widened. */
static uint8_t *narrow_row(const struct fc_own_colour *own, int k, int plane)
{
    return own->narrow + (size_t)(3 * k + plane) * own->narrow_stride + 1;
}

static fc_own_pixel mean_of(const struct fc_own_colour *own, int x, int y, int k)
{
    const struct fc_own_colour_level *coarse = &own->level[0];
    const struct pair pair = pair_of(coarse, y, k);

    return filled(weighed(own, (size_t)y * (size_t)own->grid.width + (size_t)x, k),
                  between(pair.near, pair.far, x, coarse->size.width));
}

/* Means for cells from first to end, and one more at both ends. */
static void fill_cells(const struct fc_own_colour *own, int y, struct span cells)
{
    const int row = within(y, own->grid.height);

    for (int k = 0; k < 2; k++) {
        uint8_t *to[3] = {narrow_row(own, k, 0), narrow_row(own, k, 1), narrow_row(own, k, 2)};

        for (int x = cells.first - 1; x < cells.end + 1; x++) {
            const fc_own_pixel mean = mean_of(own, within(x, own->grid.width), row, k) + 0.5f;

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

static void widen(const struct fc_own_colour *own, const uint8_t *narrow, struct span cells,
                  int shift, uint8_t *wide)
{
    const uint8_t *from = narrow + cells.first;
    int count = cells.end - cells.first;

    for (int i = 0; i < shift; i++, count *= 2) {
        uint8_t *to = own->doubled[i % 2] + 1;

        double_row(from, to, count);
        from = to;
    }
    memcpy(wide + ((size_t)cells.first << shift), from, (size_t)count);
}

/* What a row of cells and its neighbours ask for. */
static void fill_row(const struct fc_own_colour *own, int y)
{
    const int width = own->tiles.width;
    const uint8_t *row[3];

    for (int i = 0; i < 3; i++)
        row[i] = own->edge + (ptrdiff_t)within(y + i - 1, own->grid.height) * width;
    for (int b = 0; b < width; b++) {
        struct span cells = {.first = b * BLOCK};

        while (b < width && (row[0][b] | row[1][b] | row[2][b]))
            b++;
        cells.end = b * BLOCK;
        if (cells.end <= cells.first)
            continue;
        fill_cells(own, y, cells);
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < 3; i++)
                widen(own, narrow_row(own, k, i), cells, own->shift - (i ? 1 : 0),
                      wide_row(own, y, k, i));
    }
}

/* A row of samples in blocks that stand side by side. */
struct samples {
    const uint8_t *room[2], *person[2]; /* means: of the row of cells, and of that beyond */
    int16_t beyond;                     /* what the latter count, out of 128 */
    const uint8_t *camera;
    const uint8_t *alpha;
    const uint8_t *share; /* alpha it was blended with */
    int count;
};

/*
 * With P and R the means of person and room, F = P + alpha (I - alpha P - (1 - alpha) R), which is
 * I + (1 - alpha) (P + alpha (P - R) - I); so the blend lacks share (F - I). All in 16 bits, where
 * alpha is out of 128.
 */
static void correct(const struct samples *s, uint8_t *restrict to)
{
    const uint16_t far = (uint16_t)s->beyond;
    const uint16_t near = (uint16_t)(128 - s->beyond);

    for (int x = 0; x < s->count; x++) {
        const int16_t room = (int16_t)((uint16_t)(s->room[0][x] * near + s->room[1][x] * far) >> 7);
        const int16_t person =
            (int16_t)((uint16_t)(s->person[0][x] * near + s->person[1][x] * far) >> 7);
        const int16_t alpha = (int16_t)((s->alpha[x] + 1) >> 1);
        const int16_t pure = (int16_t)(person + ((int16_t)(alpha * (person - room)) >> 7));
        const int16_t code = (int16_t)(pure < 0 ? 0 : pure > 255 ? 255 : pure);
        const int16_t soft = (int16_t)((int16_t)((s->share[x] >> 1) * (128 - alpha)) >> 5);
        const int16_t lacks = (int16_t)((int16_t)(soft * (code - s->camera[x]) + 127) >> 9);
        const int16_t sum = (int16_t)(to[x] + lacks);

        to[x] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

/* Blocks that stand side by side in a row of cells. */
struct run {
    int cell;
    struct span blocks;
};

static void correct_run(const struct fc_own_colour *own, const struct fc_own_colour_params *params,
                        const struct run *run, int i, const struct fc_image *to)
{
    const int shift = own->shift - (i ? 1 : 0);
    const struct span rows = rows_of(own, run->cell, i);
    const int x = columns_of(own, run->blocks.first, i).first;
    const struct fc_plane_rows camera = {params->person->plane[i], params->person->stride[i]};

    for (int y = rows.first; y < rows.end; y++) {
        const int place = 2 * (y - (run->cell << shift)) + 1 - (1 << shift); /* from the middle */
        const int far = run->cell + (place < 0 ? -1 : 1);
        const struct samples samples = {
            .room = {wide_row(own, run->cell, 0, i) + x, wide_row(own, far, 0, i) + x},
            .person = {wide_row(own, run->cell, 1, i) + x, wide_row(own, far, 1, i) + x},
            .beyond = (int16_t)(at_most(abs(place), 1 << shift) * 64 >> shift),
            .camera = at(camera, x, y),
            .alpha = at(params->alpha[i ? 1 : 0], x, y),
            .share = at(params->share[i ? 1 : 0], x, y),
            .count = columns_of(own, run->blocks.end - 1, i).end - x};

        correct(&samples, to->plane[i] + (ptrdiff_t)y * to->stride[i] + x);
    }
}

static void correct_row(const struct fc_own_colour *own, const struct fc_own_colour_params *params,
                        int y, const struct fc_image *to)
{
    const int width = own->tiles.width;
    const uint8_t *edge = own->edge + (ptrdiff_t)y * width;

    for (int b = 0; b < width; b++) {
        struct run run = {.cell = y, .blocks = {.first = b}};

        while (b < width && edge[b])
            b++;
        run.blocks.end = b;
        for (int i = 0; run.blocks.end > run.blocks.first && i < 3; i++)
            correct_run(own, params, &run, i, to);
    }
}

int fc_own_colour_apply(struct fc_own_colour *own, const struct fc_own_colour_params *params,
                        const struct fc_image *to)
{
    int ret = prepare(own, params->person->size);

    if (ret < 0)
        return ret;
    if (!find_edges(own, params->alpha[1]))
        return 0;
    find_means(own, params);
    fill_row(own, -1);
    fill_row(own, 0);
    for (int y = 0; y < own->grid.height; y++) {
        fill_row(own, y + 1);
        correct_row(own, params, y, to);
    }
    return 0;
}
