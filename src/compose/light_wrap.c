/* SPDX-License-Identifier: MIT */
#include "compose/light_wrap.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

/* The grid has fewer lines than this. */
#define MAX_LINES 128

/* How far light reaches, in cells: the blur is a tent of this radius. */
#define REACH 3
#define TENT_SUM 16 /* of 1 2 3 4 3 2 1 */

/* --- set-up --- */

void fc_light_wrap_finish(struct fc_light_wrap *wrap)
{
    free(wrap->cells);
    free(wrap->padded);
    free(wrap->wide);
    *wrap = (struct fc_light_wrap){0};
}

/* Whole ones; what is left at the end goes with the last. */
static int cells_of(int side, int shift)
{
    return side >> shift ? side >> shift : 1;
}

static int prepare(struct fc_light_wrap *wrap, struct fc_size frame)
{
    size_t count;

    if (fc_size_equal(wrap->frame, frame))
        return 0;
    fc_light_wrap_finish(wrap);
    wrap->shift = 1; /* chroma has cells of one sample at least */
    while (cells_of(frame.height, wrap->shift) >= MAX_LINES)
        wrap->shift++;
    wrap->grid =
        (struct fc_size){cells_of(frame.width, wrap->shift), cells_of(frame.height, wrap->shift)};
    count = (size_t)wrap->grid.width * (size_t)wrap->grid.height;
    wrap->cells = fc_alloc_aligned(6 * count);
    wrap->padded = fc_alloc_aligned((size_t)wrap->grid.width + 2 * REACH);
    wrap->wide = fc_alloc_aligned(4 * (size_t)frame.width);
    if (!wrap->cells || !wrap->padded || !wrap->wide) {
        fc_light_wrap_finish(wrap);
        return -ENOMEM;
    }
    wrap->alpha = wrap->cells;
    for (int i = 0; i < 3; i++)
        wrap->light[i] = wrap->cells + (size_t)(1 + i) * count;
    wrap->weight = wrap->cells + 4 * count;
    wrap->spare = wrap->cells + 5 * count;
    wrap->frame = frame;
    return 0;
}

/* --- the grid --- */

struct plane {
    const uint8_t *data;
    int stride;
    struct fc_size size;
    int shift; /* of a cell, in samples of this plane */
};

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

/* Two rows of each cell are enough of a look at what gets blurred. */
static void shrink(const struct fc_light_wrap *wrap, const struct plane *from, uint8_t *to)
{
    const int step = from->shift > 1 ? 1 << (from->shift - 1) : 1;
    const int width = at_most(wrap->grid.width << from->shift, from->size.width);
    const int height = at_most(wrap->grid.height << from->shift, from->size.height);

    ScalePlane(from->data, from->stride * step, width, (height + step - 1) / step, to,
               wrap->grid.width, wrap->grid.width, wrap->grid.height, kFilterBox);
}

static int within(int at, int end)
{
    return at < 0 ? 0 : at < end ? at : end - 1;
}

/* The seven neighbours of a tent, its middle's last. */
static inline uint8_t tent(int far, int near, int nearest, int middle)
{
    return (uint8_t)((far + 2 * near + 3 * nearest + 4 * middle + TENT_SUM / 2) / TENT_SUM);
}

/* padded has room for REACH more at both ends. */
static void blur_across(const uint8_t *from, uint8_t *to, struct fc_size size, uint8_t *padded)
{
    for (int y = 0; y < size.height; y++) {
        const uint8_t *row = from + (size_t)y * (size_t)size.width;
        const uint8_t *p = padded + REACH;
        uint8_t *out = to + (size_t)y * (size_t)size.width;

        memset(padded, row[0], REACH);
        memcpy(padded + REACH, row, (size_t)size.width);
        memset(padded + REACH + size.width, row[size.width - 1], REACH);
        for (int x = 0; x < size.width; x++)
            out[x] = tent(p[x - 3] + p[x + 3], p[x - 2] + p[x + 2], p[x - 1] + p[x + 1], p[x]);
    }
}

static void blur_down(const uint8_t *from, uint8_t *to, struct fc_size size)
{
    for (int y = 0; y < size.height; y++) {
        const uint8_t *row[2 * REACH + 1];
        uint8_t *out = to + (size_t)y * (size_t)size.width;

        for (int i = -REACH; i <= REACH; i++)
            row[REACH + i] = from + (size_t)within(y + i, size.height) * (size_t)size.width;
        for (int x = 0; x < size.width; x++)
            out[x] = tent(row[0][x] + row[6][x], row[1][x] + row[5][x], row[2][x] + row[4][x],
                          row[3][x]);
    }
}

static void blur(const struct fc_light_wrap *wrap, uint8_t *plane)
{
    blur_across(plane, wrap->spare, wrap->grid, wrap->padded);
    blur_down(wrap->spare, plane, wrap->grid);
}

/* Not 0 where something of the person is in the cell or beside it. */
static void find_near(const struct fc_light_wrap *wrap, int y, uint8_t *near)
{
    const size_t width = (size_t)wrap->grid.width;
    const uint8_t *row = wrap->alpha + (size_t)y * width;
    const uint8_t *above = wrap->alpha + (size_t)within(y - 1, wrap->grid.height) * width;
    const uint8_t *below = wrap->alpha + (size_t)within(y + 1, wrap->grid.height) * width;
    uint8_t *any = wrap->padded + 1;

    any[-1] = 0;
    any[width] = 0;
    for (size_t x = 0; x < width; x++)
        any[x] = above[x] | row[x] | below[x];
    for (size_t x = 0; x < width; x++)
        near[x] = any[(ptrdiff_t)x - 1] | any[x] | any[x + 1];
}

/* weight holds how much of the surroundings is the person. */
static void weigh(const struct fc_light_wrap *wrap, int strength, struct fc_colour colour)
{
    const int black = fc_colour_black(colour);
    const int white = fc_colour_from_rgb(colour, 255, 255, 255).y;

    for (int y = 0; y < wrap->grid.height; y++) {
        find_near(wrap, y, wrap->spare);
        for (int x = 0; x < wrap->grid.width; x++) {
            const size_t at = (size_t)y * (size_t)wrap->grid.width + (size_t)x;
            const int luma = wrap->light[0][at] - black;
            const int bright = luma < 0 ? 0 : luma < white - black ? luma : white - black;
            const int weight = (255 - wrap->weight[at]) * bright / (white - black) * strength / 100;

            wrap->weight[at] = (uint8_t)(wrap->spare[x] ? weight : 0);
        }
    }
}

static void fill_grid(struct fc_light_wrap *wrap, const struct fc_light_wrap_params *params)
{
    const struct fc_size chroma = fc_plane_size(wrap->frame, 1);
    const struct plane alpha = {params->alpha[1], params->alpha_stride[1], chroma, wrap->shift - 1};

    shrink(wrap, &alpha, wrap->alpha);
    memcpy(wrap->weight, wrap->alpha, (size_t)wrap->grid.width * (size_t)wrap->grid.height);
    blur(wrap, wrap->weight);
    for (int i = 0; i < 3; i++) {
        const struct plane light = {params->backdrop->plane[i], params->backdrop->stride[i],
                                    fc_plane_size(wrap->frame, i), wrap->shift - (i ? 1 : 0)};

        shrink(wrap, &light, wrap->light[i]);
        blur(wrap, wrap->light[i]);
    }
    weigh(wrap, params->strength, params->backdrop->colour);
}

/* --- onto the picture --- */

/*
 * Where a sample lies between two cells: samples have their middles at (at + 1/2), cells at
 * (cell + 1/2) << shift. share is the second cell's, out of 2 << shift.
 */
struct between {
    int first, second, share;
};

static struct between find(int at, int shift, int count)
{
    const int whole = 2 << shift;
    const int place = 2 * at + 1 + (1 << shift); /* never negative: a cell further on */
    const int cell = (place >> (shift + 1)) - 1;

    return (struct between){within(cell, count), within(cell + 1, count), place & (whole - 1)};
}

/* Samples begin to end, all of them between the same two cells, of which the values are. */
struct run {
    int begin, end;
    int share; /* of the second cell, at begin; 2 more at each sample */
    int first, second;
};

static void fill_run(const struct run *run, int shift, uint8_t *to)
{
    const int whole = 2 << shift;
    int share = run->share;

    for (int x = run->begin; x < run->end; x++, share += 2)
        to[x] = (uint8_t)((run->first * (whole - share) + run->second * share) >> (shift + 1));
}

/* A row of cells, as many samples wide as the plane is. */
struct wide {
    uint8_t *light;
    uint8_t *weight;
    int row;        /* that it is of */
    int begin, end; /* all samples with weight are from here to there */
};

/* Where there is no weight, what the light is does not count. */
static void widen(const struct fc_light_wrap *wrap, int plane, int row, struct wide *to)
{
    const int shift = wrap->shift - (plane ? 1 : 0);
    const int width = fc_plane_size(wrap->frame, plane).width;
    const size_t start = (size_t)row * (size_t)wrap->grid.width;
    const uint8_t *light = wrap->light[plane] + start;
    const uint8_t *weight = wrap->weight + start;
    int x = 0;

    memset(to->weight, 0, (size_t)width);
    to->begin = width;
    to->end = 0;
    while (x < width) {
        const struct between at = find(x, shift, wrap->grid.width);
        const int end = x + ((2 << shift) - at.share + 1) / 2;
        struct run run = {.begin = x, .end = at_most(end, width), .share = at.share};

        if (weight[at.first] || weight[at.second]) {
            run.first = weight[at.first];
            run.second = weight[at.second];
            fill_run(&run, shift, to->weight);
            run.first = light[at.first];
            run.second = light[at.second];
            fill_run(&run, shift, to->light);
            to->begin = at_most(to->begin, run.begin);
            to->end = run.end;
        }
        x = run.end;
    }
    to->row = row;
}

/* The two wide rows around a row of samples, and the second one's share. */
struct around {
    const struct wide *above, *below;
    uint16_t share; /* of 2^SHARE_BITS */
};

/* So many that all products fit in 16 bits: eight samples at a time, with SSE2 alone. */
#define SHARE_BITS 7

static void wrap_row(const struct around *around, const uint8_t *alpha, uint8_t *restrict to)
{
    const uint8_t *light[2] = {around->above->light, around->below->light};
    const uint8_t *weight[2] = {around->above->weight, around->below->weight};
    const uint16_t b = around->share;
    const uint16_t a = (uint16_t)((1 << SHARE_BITS) - b);
    const int begin = at_most(around->above->begin, around->below->begin);
    const int end = -at_most(-around->above->end, -around->below->end);

    for (int x = begin; x < end; x++) {
        const uint16_t l = (uint16_t)(light[0][x] * a + light[1][x] * b) >> SHARE_BITS;
        const uint16_t w = (uint16_t)(weight[0][x] * a + weight[1][x] * b) >> SHARE_BITS;
        const uint16_t in = (uint16_t)(w * alpha[x] + 255) >> 8;
        const uint16_t mix = (uint16_t)(l * in + to[x] * (uint16_t)(255 - in) + 255);

        to[x] = (uint8_t)(mix >> 8);
    }
}

static void wrap_plane(const struct fc_light_wrap *wrap, const struct fc_light_wrap_params *params,
                       const struct fc_image *image, int plane)
{
    const struct fc_size size = fc_plane_size(image->size, plane);
    const int shift = wrap->shift - (plane ? 1 : 0);
    const size_t room = (size_t)wrap->frame.width;
    struct wide wide[2] = {{wrap->wide, wrap->wide + room, -1, 0, 0},
                           {wrap->wide + 2 * room, wrap->wide + 3 * room, -1, 0, 0}};

    for (int y = 0; y < size.height; y++) {
        const struct between rows = find(y, shift, wrap->grid.height);
        const uint16_t share = (uint16_t)(((unsigned)rows.share << SHARE_BITS) >> (shift + 1));
        const struct around around = {
            .above = &wide[rows.first & 1], .below = &wide[rows.second & 1], .share = share};
        const int i = plane ? 1 : 0;

        if (around.above->row != rows.first)
            widen(wrap, plane, rows.first, &wide[rows.first & 1]);
        if (around.below->row != rows.second)
            widen(wrap, plane, rows.second, &wide[rows.second & 1]);
        wrap_row(&around, params->alpha[i] + (ptrdiff_t)y * params->alpha_stride[i],
                 image->plane[plane] + (ptrdiff_t)y * image->stride[plane]);
    }
}

int fc_light_wrap_apply(struct fc_light_wrap *wrap, const struct fc_light_wrap_params *params,
                        const struct fc_image *image)
{
    int ret = prepare(wrap, image->size);

    if (ret < 0)
        return ret;
    fill_grid(wrap, params);
    for (int i = 0; i < 3; i++)
        wrap_plane(wrap, params, image, i);
    return 0;
}
