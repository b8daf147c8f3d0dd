/* SPDX-License-Identifier: MIT */
#include "matte/outline.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

/* The frame's lines that grow and feather are in pixels of. */
#define LINES 720.0

/* Columns that are done from top to bottom before the next, so that they stay in the cache. */
#define STRIP 256

/* Edges are softened on a copy with fewer lines than this. */
#define SMALL_LINES 600

/* In pixels of that copy; it is smaller where edges are to be softer. */
#define MAX_SIGMA 1.6

bool fc_outline_is_none(const struct fc_outline_params *params)
{
    return params->threshold == 50 && params->grow == 0 && params->feather == 0;
}

/* --- buffers --- */

void fc_outline_finish(struct fc_outline *outline)
{
    free(outline->strip);
    for (int i = 0; i < 2; i++) {
        free(outline->line[i]);
        free(outline->small[i]);
    }
    *outline = (struct fc_outline){0};
}

/* Of the copy on which edges are softened: the largest that there may be. */
static struct fc_size largest_small(struct fc_size size)
{
    while (size.height >= SMALL_LINES)
        size = fc_plane_size(size, 1);
    return size;
}

static int prepare(struct fc_outline *outline, struct fc_size size, int reach)
{
    const struct fc_size small = largest_small(size);
    bool ok = true;

    if (fc_size_equal(outline->size, size) && outline->reach == reach)
        return 0;
    fc_outline_finish(outline);
    outline->size = size;
    outline->reach = reach;
    outline->strip = fc_alloc_aligned(STRIP * ((size_t)size.height + 2 * (size_t)reach));
    for (int i = 0; i < 2; i++) {
        outline->line[i] = fc_alloc_aligned((size_t)size.width + 2 * (size_t)reach);
        outline->small[i] = fc_alloc_aligned(((size_t)small.width + 2) * (size_t)small.height);
        ok = ok && outline->line[i] && outline->small[i];
    }
    if (ok && outline->strip)
        return 0;
    fc_outline_finish(outline);
    return -ENOMEM;
}

/* --- threshold --- */

/* 0 stays 0 and 255 stays 255, whatever the threshold; inverted for shrinking. */
static void fill_table(uint8_t *table, int threshold, bool is_inverted)
{
    const double half = threshold / 100.0;

    for (int i = 0; i < 256; i++) {
        const double alpha = i / 255.0;
        const double moved = alpha < half ? alpha / half / 2 : 1 - (1 - alpha) / (1 - half) / 2;
        const uint8_t code = (uint8_t)lrint(255 * moved);

        table[i] = is_inverted ? (uint8_t)(255 - code) : code;
    }
}

static void apply_table(const uint8_t *table, const struct fc_matte *from, struct fc_matte *to)
{
    for (int y = 0; y < from->size.height; y++) {
        const uint8_t *row = from->alpha + (ptrdiff_t)y * from->stride;
        uint8_t *out = to->alpha + (ptrdiff_t)y * to->stride;

        for (int x = 0; x < from->size.width; x++)
            out[x] = table[row[x]];
    }
}

/* --- growing --- */

/* to may be one of the others, as what is written has been read. */
static void take_highest(const uint8_t *one, const uint8_t *other, uint8_t *to, int count)
{
    for (int x = 0; x < count; x++)
        to[x] = one[x] > other[x] ? one[x] : other[x];
}

/* How far apart the windows of that length are that make the next longer one. */
static int step_of(int length, int window)
{
    return 2 * length <= window ? length : window - length;
}

/*
 * The highest of each window of so many samples, count of them, from windows of 1, 2, 4, ... and at
 * last two that overlap. from and spare have window - 1 samples behind the count. Returns that of
 * the two which has the result.
 */
static uint8_t *slide_along(uint8_t *from, uint8_t *spare, int count, int window)
{
    for (int length = 1; length < window;) {
        const int step = step_of(length, window);
        uint8_t *to = spare;

        length += step;
        take_highest(from, from + step, to, count + window - length);
        spare = from;
        from = to;
    }
    return from;
}

/* The same of rows of STRIP samples, in place. */
static void slide_down(uint8_t *rows, int count, int window)
{
    for (int length = 1; length < window;) {
        const int step = step_of(length, window);

        length += step;
        for (int y = 0; y < count + window - length; y++)
            take_highest(rows + (ptrdiff_t)y * STRIP, rows + (ptrdiff_t)(y + step) * STRIP,
                         rows + (ptrdiff_t)y * STRIP, STRIP);
    }
}

/* Beyond the frame there is what is at its edge. */
static void grow_across(const struct fc_outline *outline, struct fc_matte *matte)
{
    const int width = matte->size.width;
    const int reach = outline->reach;

    for (int y = 0; y < matte->size.height; y++) {
        uint8_t *row = matte->alpha + (ptrdiff_t)y * matte->stride;

        memset(outline->line[0], row[0], (size_t)reach);
        memcpy(outline->line[0] + reach, row, (size_t)width);
        memset(outline->line[0] + reach + width, row[width - 1], (size_t)reach);
        memcpy(row, slide_along(outline->line[0], outline->line[1], width, 2 * reach + 1),
               (size_t)width);
    }
}

static void grow_down(const struct fc_outline *outline, struct fc_matte *matte)
{
    const int height = matte->size.height;
    const int reach = outline->reach;

    for (int x = 0; x < matte->size.width; x += STRIP) {
        const int left = matte->size.width - x;
        const size_t width = (size_t)(left < STRIP ? left : STRIP);

        for (int y = -reach; y < height + reach; y++) {
            const int row = y < 0 ? 0 : y < height ? y : height - 1;

            memcpy(outline->strip + (ptrdiff_t)(y + reach) * STRIP,
                   matte->alpha + (ptrdiff_t)row * matte->stride + x, width);
        }
        slide_down(outline->strip, height, 2 * reach + 1);
        for (int y = 0; y < height; y++)
            memcpy(matte->alpha + (ptrdiff_t)y * matte->stride + x,
                   outline->strip + (ptrdiff_t)y * STRIP, width);
    }
}

static void invert(struct fc_matte *matte)
{
    for (int y = 0; y < matte->size.height; y++) {
        uint8_t *row = matte->alpha + (ptrdiff_t)y * matte->stride;

        for (int x = 0; x < matte->size.width; x++)
            row[x] = (uint8_t)(255 - row[x]);
    }
}

/* --- feather --- */

/* A quarter, a half, a quarter; rows have one more at both ends. */
static void mix_three(const uint8_t *before, const uint8_t *at, const uint8_t *after,
                      uint8_t *restrict to, int count)
{
    for (int x = 0; x < count; x++)
        to[x] = (uint8_t)((before[x] + 2 * at[x] + after[x] + 2) >> 2);
}

static void repeat_ends(uint8_t *row, int count)
{
    row[-1] = row[0];
    row[count] = row[count - 1];
}

/* One step of softening, each way; small[0] to small[0]. */
static void soften(const struct fc_outline *outline, struct fc_size size)
{
    const int stride = size.width + 2;

    for (int y = 0; y < size.height; y++) {
        uint8_t *row = outline->small[0] + (ptrdiff_t)y * stride + 1;

        repeat_ends(row, size.width);
        mix_three(row - 1, row, row + 1, outline->small[1] + (ptrdiff_t)y * stride + 1, size.width);
    }
    for (int y = 0; y < size.height; y++) {
        const uint8_t *row = outline->small[1] + (ptrdiff_t)y * stride + 1;
        const uint8_t *above = y > 0 ? row - stride : row;
        const uint8_t *below = y < size.height - 1 ? row + stride : row;

        mix_three(above, row, below, outline->small[0] + (ptrdiff_t)y * stride + 1, size.width);
    }
}

/*
 * On a small copy, for a soft edge needs no more, and few steps do there. Each has a variance of
 * half a pixel; an edge looks as wide as four sigmas.
 */
static void feather(const struct fc_outline *outline, double width_px, struct fc_matte *matte)
{
    struct fc_size size = matte->size;
    double sigma = width_px / 4;
    int stride;

    for (; size.height >= SMALL_LINES || sigma > MAX_SIGMA; sigma /= 2)
        size = fc_plane_size(size, 1);
    stride = size.width + 2;
    ScalePlane(matte->alpha, matte->stride, matte->size.width, matte->size.height,
               outline->small[0] + 1, stride, size.width, size.height, kFilterBox);
    for (long steps = lrint(2 * sigma * sigma); steps > 0; steps--)
        soften(outline, size);
    ScalePlane(outline->small[0] + 1, stride, size.width, size.height, matte->alpha, matte->stride,
               matte->size.width, matte->size.height, kFilterBilinear);
}

int fc_outline_apply(struct fc_outline *outline, const struct fc_outline_params *params,
                     const struct fc_matte *from, struct fc_matte *to)
{
    const double scale = from->size.height / LINES;
    const int reach = (int)lrint(abs(params->grow) * scale);
    const bool shrinks = params->grow < 0 && reach > 0;
    uint8_t table[256];
    int ret = prepare(outline, from->size, reach);

    if (ret < 0)
        return ret;
    assert(fc_size_equal(from->size, to->size));
    assert(params->threshold > 0 && params->threshold < 100);
    fill_table(table, params->threshold, shrinks);
    apply_table(table, from, to);
    if (reach > 0) {
        grow_across(outline, to);
        grow_down(outline, to);
    }
    if (shrinks)
        invert(to);
    if (params->feather > 0)
        feather(outline, params->feather * scale, to);
    fc_matte_seal(to);
    /* what may not be shown does not become fit by shrinking */
    to->coverage = fmax(to->coverage, from->coverage);
    to->unsure = fmax(to->unsure, from->unsure);
    return 0;
}
