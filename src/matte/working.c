/* SPDX-License-Identifier: MIT */
#include "matte/working.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clamp.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "matte/small.h"

#define BLOCK FC_WORKING_BLOCK
#define MARGIN FC_WORKING_MARGIN

/* A probability beyond these, contrast raised, is sure. */
static const float sure_background = 0.02f;
static const float sure_person = 0.98f;
static const float contrast = 2.0f;
/*
 * Where the network is not sure it does not know where the edge is: such pixels say less of how
 * colours and person go together. What they say at least:
 */
static const float least_trust = 0.3f;

struct plane {
    const uint8_t *data;
    int stride;
    struct fc_size size;
};

static float *alloc_rows(size_t rows, size_t stride)
{
    return fc_alloc_aligned(rows * stride * sizeof(float));
}

int fc_working_init(struct fc_working *w, struct fc_size full)
{
    *w = (struct fc_working){
        .kernels = fc_guided_choose(), .full = full, .factor = fc_small_factor(full)};
    w->size = fc_small_size(full);
    w->blocks.width = (w->size.width + BLOCK - 1) / BLOCK;
    w->blocks.height = (w->size.height + BLOCK - 1) / BLOCK;
    w->stride = fc_round_up((size_t)w->size.width, 16) + 2 * MARGIN;
    for (int i = 0; i < 3; i++)
        w->guide[i] = alloc_rows((size_t)w->size.height, w->stride);
    w->p = alloc_rows((size_t)w->size.height, w->stride);
    w->trust = alloc_rows((size_t)w->size.height, w->stride);
    w->zero = alloc_rows(1, w->stride);
    w->state = fc_alloc_aligned((size_t)w->blocks.width * (size_t)w->blocks.height);
    for (int i = 0; i < 2; i++)
        w->sums[i] =
            fc_alloc_aligned((size_t)w->size.width * (size_t)w->factor * sizeof(*w->sums[i]));
    if (w->guide[0] && w->guide[1] && w->guide[2] && w->p && w->trust && w->zero && w->state &&
        w->sums[0] && w->sums[1] && !fc_spread_init(&w->spread, w->size, w->factor))
        return 0;
    fc_working_finish(w);
    return -ENOMEM;
}

void fc_working_finish(struct fc_working *w)
{
    for (int i = 0; i < 3; i++)
        free(w->guide[i]);
    free(w->p);
    free(w->trust);
    free(w->zero);
    free(w->state);
    for (int i = 0; i < 2; i++)
        free(w->sums[i]);
    fc_spread_finish(&w->spread);
    *w = (struct fc_working){0};
}

static float *row_of(const struct fc_working *w, float *rows, int y)
{
    return rows + (size_t)y * w->stride + MARGIN;
}

/* Adds row after row, and goes on with the last one where the plane ends. */
static void add_rows(const struct fc_working *w, const struct plane *plane, int first, int count,
                     uint16_t *sums)
{
    const int last = plane->size.height - 1;

    memset(sums, 0, (size_t)plane->size.width * sizeof(*sums));
    for (int i = 0; i < count; i++) {
        const int y = first + i < last ? first + i : last;

        w->kernels->add(sums, plane->data + (ptrdiff_t)y * plane->stride,
                        (size_t)plane->size.width);
    }
}

/*
 * Means of squares of `factor` samples, exact, as -0.5..0.5. libyuv's scaling rounds, in part
 * always down, to a code; the filter takes a bias of half a code for a difference of colour.
 */
static void shrink_plane(struct fc_working *w, const struct plane *plane, int factor, float *to)
{
    const int padded = w->size.width * factor;
    const float scale = 1.0f / (255.0f * (float)(factor * factor));

    for (int y = 0; y < w->size.height; y++) {
        float *restrict row = row_of(w, to, y);

        uint16_t *sums = w->sums[0];
        uint16_t *halved = w->sums[1];

        add_rows(w, plane, y * factor, factor, sums);
        for (int x = plane->size.width; x < padded; x++)
            sums[x] = sums[plane->size.width - 1];
        for (int step = factor; step > 1; step /= 2) {
            uint16_t *other = sums;

            w->kernels->add_pairs(halved, sums, (size_t)(padded * step / factor / 2));
            sums = halved;
            halved = other;
        }
        for (int x = 0; x < w->size.width; x++)
            row[x] = (float)sums[x] * scale - 0.5f;
    }
}

/* Where the frame is not shrunk: each sample of chroma stands for two working pixels each way. */
static void double_plane(struct fc_working *w, const struct plane *plane, float *to)
{
    for (int y = 0; y < w->size.height; y++) {
        const uint8_t *from = plane->data + (ptrdiff_t)(y / 2) * plane->stride;
        float *row = row_of(w, to, y);

        for (int x = 0; x < w->size.width; x++)
            row[x] = (float)from[x / 2] * (1.0f / 255.0f) - 0.5f;
    }
}

static void fill_guide(struct fc_working *w, const struct fc_image *frame)
{
    for (int i = 0; i < 3; i++) {
        const struct plane plane = {frame->plane[i], frame->stride[i],
                                    fc_plane_size(frame->size, i)};

        if (i > 0 && w->factor == 1)
            double_plane(w, &plane, w->guide[i]);
        else
            shrink_plane(w, &plane, i == 0 ? w->factor : w->factor / 2, w->guide[i]);
    }
}

static void fill_p(struct fc_working *w, const struct fc_reading *readings, int count)
{
    fc_spread_run(&w->spread, w->full, readings, count, row_of(w, w->p, 0), w->stride);
    for (int y = 0; y < w->size.height; y++) {
        float *restrict row = row_of(w, w->p, y);
        float *restrict trust = row_of(w, w->trust, y);

        for (int x = 0; x < w->size.width; x++) {
            const float p = fc_clamp_float(0.5f + contrast * (row[x] - 0.5f), 0.0f, 1.0f);
            const float sure = (2.0f * p - 1.0f) * (2.0f * p - 1.0f);

            row[x] = p;
            trust[x] = least_trust + (1.0f - least_trust) * sure;
        }
    }
}

/* Whether a block holds anything but background, or anything but person. */
static bool block_is_unsure(const struct fc_working *w, int bx, int by)
{
    const int x1 = (bx + 1) * BLOCK < w->size.width ? (bx + 1) * BLOCK : w->size.width;
    const int y1 = (by + 1) * BLOCK < w->size.height ? (by + 1) * BLOCK : w->size.height;
    bool background = true;
    bool person = true;

    for (int y = by * BLOCK; y < y1; y++) {
        const float *p = row_of(w, w->p, y);

        for (int x = bx * BLOCK; x < x1; x++) {
            background &= p[x] <= sure_background;
            person &= p[x] >= sure_person;
        }
    }
    return !background && !person;
}

/* Raises the blocks round (bx, by) to at least that state. */
static void raise_around(struct fc_working *w, int bx, int by, uint8_t state, int reach)
{
    for (int y = by - reach; y <= by + reach; y++) {
        for (int x = bx - reach; x <= bx + reach; x++) {
            uint8_t *at;

            if (x < 0 || y < 0 || x >= w->blocks.width || y >= w->blocks.height)
                continue;
            at = w->state + (ptrdiff_t)y * w->blocks.width + x;
            *at = *at > state ? *at : state;
        }
    }
}

static void fill_state(struct fc_working *w)
{
    memset(w->state, FC_BLOCK_SURE, (size_t)w->blocks.width * (size_t)w->blocks.height);
    for (int by = 0; by < w->blocks.height; by++) {
        for (int bx = 0; bx < w->blocks.width; bx++) {
            if (!block_is_unsure(w, bx, by))
                continue;
            /* one block lets the edge move; windows reach a block and two pixels further */
            raise_around(w, bx, by, FC_BLOCK_NEAR, 3);
            raise_around(w, bx, by, FC_BLOCK_WORK, 1);
        }
    }
}

static void find_near(struct fc_working *w)
{
    int first = w->blocks.width;
    int end = 0;

    for (int by = 0; by < w->blocks.height; by++) {
        const uint8_t *states = w->state + (ptrdiff_t)by * w->blocks.width;

        for (int bx = 0; bx < w->blocks.width; bx++) {
            if (states[bx] == FC_BLOCK_SURE)
                continue;
            first = bx < first ? bx : first;
            end = bx + 1 > end ? bx + 1 : end;
        }
    }
    w->near_from = first < end ? first * BLOCK : 0;
    w->near_to = end * BLOCK < w->size.width ? end * BLOCK : w->size.width;
}

void fc_working_fill(struct fc_working *w, const struct fc_image *frame,
                     const struct fc_reading *readings, int count)
{
    fill_guide(w, frame);
    fill_p(w, readings, count);
    fill_state(w);
    find_near(w);
}

struct fc_guided_row fc_working_row(const struct fc_working *w, int y)
{
    const float *zero = w->zero + MARGIN;

    if (y < 0 || y >= w->size.height)
        return (struct fc_guided_row){{zero, zero, zero}, zero, zero};
    return (struct fc_guided_row){
        .guide = {row_of(w, w->guide[0], y), row_of(w, w->guide[1], y), row_of(w, w->guide[2], y)},
        .p = row_of(w, w->p, y),
        .trust = row_of(w, w->trust, y),
    };
}

const uint8_t *fc_working_states(const struct fc_working *w, int y)
{
    return w->state + (ptrdiff_t)(y / BLOCK) * w->blocks.width;
}

int fc_working_column(const struct fc_working *w, int block)
{
    const int column = block * BLOCK * w->factor;

    return column < w->full.width ? column : w->full.width;
}

bool fc_working_next_run(const struct fc_working *w, const uint8_t *states, uint8_t least,
                         int *first, int *end)
{
    while (*first < w->blocks.width && states[*first] < least)
        ++*first;
    *end = *first;
    while (*end < w->blocks.width && states[*end] >= least)
        ++*end;
    return *first < *end;
}
