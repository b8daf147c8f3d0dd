/* SPDX-License-Identifier: MIT */
#include "matte/working.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

#define BLOCK FC_WORKING_BLOCK
#define MARGIN FC_WORKING_MARGIN

/* A probability beyond these, contrast raised, is sure. */
static const float sure_background = 0.02f;
static const float sure_person = 0.98f;
static const float contrast = 2.0f;

static float clampf(float value, float least, float most)
{
    return value < least ? least : value > most ? most : value;
}

static int factor_for(int lines)
{
    int factor = 1;

    while (lines / (2 * factor) >= FC_WORKING_LINES)
        factor *= 2;
    return factor;
}

/* Where each working column lies between the columns of probabilities. */
static void fill_columns(struct fc_working *w)
{
    const float step = (float)w->person.width * (float)w->factor / (float)w->full.width;

    for (int x = 0; x < w->size.width; x++) {
        float at = clampf(((float)x + 0.5f) * step - 0.5f, 0.0f, (float)(w->person.width - 1));

        w->column[x] = (int)at;
        w->part[x] = at - (float)w->column[x];
    }
}

static float *alloc_rows(size_t rows, size_t stride)
{
    return fc_alloc_aligned(rows * stride * sizeof(float));
}

int fc_working_init(struct fc_working *w, struct fc_size full, struct fc_size person)
{
    *w = (struct fc_working){.full = full, .person = person, .factor = factor_for(full.height)};
    w->size.width = (full.width + w->factor - 1) / w->factor;
    w->size.height = (full.height + w->factor - 1) / w->factor;
    w->blocks.width = (w->size.width + BLOCK - 1) / BLOCK;
    w->blocks.height = (w->size.height + BLOCK - 1) / BLOCK;
    w->stride = fc_round_up((size_t)w->size.width, 16) + 2 * MARGIN;
    for (int i = 0; i < 3; i++)
        w->guide[i] = alloc_rows((size_t)w->size.height, w->stride);
    w->p = alloc_rows((size_t)w->size.height, w->stride);
    w->zero = alloc_rows(1, w->stride);
    w->wide_p = alloc_rows(2, w->stride);
    w->part = alloc_rows(1, w->stride);
    w->state = fc_alloc_aligned((size_t)w->blocks.width * (size_t)w->blocks.height);
    w->bytes = fc_alloc_aligned((size_t)w->size.width * (size_t)w->size.height);
    w->column = fc_alloc_aligned((size_t)w->size.width * sizeof(*w->column));
    if (!w->guide[0] || !w->guide[1] || !w->guide[2] || !w->p || !w->zero || !w->wide_p ||
        !w->part || !w->state || !w->bytes || !w->column) {
        fc_working_finish(w);
        return -ENOMEM;
    }
    fill_columns(w);
    return 0;
}

void fc_working_finish(struct fc_working *w)
{
    for (int i = 0; i < 3; i++)
        free(w->guide[i]);
    free(w->p);
    free(w->zero);
    free(w->wide_p);
    free(w->part);
    free(w->state);
    free(w->bytes);
    free(w->column);
    *w = (struct fc_working){0};
}

static float *row_of(const struct fc_working *w, float *rows, int y)
{
    return rows + (size_t)y * w->stride + MARGIN;
}

static void fill_guide(struct fc_working *w, const struct fc_image *frame)
{
    const int width = w->size.width;

    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(frame->size, i);

        ScalePlane(frame->plane[i], frame->stride[i], plane.width, plane.height, w->bytes, width,
                   width, w->size.height, kFilterBox);
        for (int y = 0; y < w->size.height; y++) {
            const uint8_t *from = w->bytes + (ptrdiff_t)y * width;
            float *to = row_of(w, w->guide[i], y);

            for (int x = 0; x < width; x++)
                to[x] = (float)from[x] * (1.0f / 255.0f) - 0.5f;
        }
    }
}

/* One row of probabilities at the working width. */
static void widen_person(const struct fc_working *w, const float *from, float *to)
{
    const int last = w->person.width - 1;

    for (int x = 0; x < w->size.width; x++) {
        int left = w->column[x];
        int right = left < last ? left + 1 : last;

        to[x] = from[left] + w->part[x] * (from[right] - from[left]);
    }
}

static void mix_rows(float *restrict to, const float *restrict above, const float *restrict below,
                     float part, int width)
{
    for (int x = 0; x < width; x++) {
        float value = above[x] + part * (below[x] - above[x]);

        value = 0.5f + contrast * (value - 0.5f);
        value = value < 0.0f ? 0.0f : value;
        to[x] = value > 1.0f ? 1.0f : value;
    }
}

static void fill_p(struct fc_working *w, const float *person)
{
    const float step = (float)w->person.height * (float)w->factor / (float)w->full.height;
    const int last = w->person.height - 1;
    int widened[2] = {-1, -1}; /* which row of probabilities each wide row holds */

    for (int y = 0; y < w->size.height; y++) {
        float at = clampf(((float)y + 0.5f) * step - 0.5f, 0.0f, (float)last);
        int rows[2] = {(int)at, (int)at < last ? (int)at + 1 : last};

        for (int i = 0; i < 2; i++) {
            if (widened[rows[i] % 2] == rows[i])
                continue;
            widen_person(w, person + (ptrdiff_t)rows[i] * w->person.width,
                         row_of(w, w->wide_p, rows[i] % 2));
            widened[rows[i] % 2] = rows[i];
        }
        mix_rows(row_of(w, w->p, y), row_of(w, w->wide_p, rows[0] % 2),
                 row_of(w, w->wide_p, rows[1] % 2), at - (float)rows[0], w->size.width);
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

void fc_working_fill(struct fc_working *w, const struct fc_image *frame, const float *person)
{
    fill_guide(w, frame);
    fill_p(w, person);
    fill_state(w);
}

struct fc_guided_row fc_working_row(const struct fc_working *w, int y)
{
    const float *zero = w->zero + MARGIN;

    if (y < 0 || y >= w->size.height)
        return (struct fc_guided_row){{zero, zero, zero}, zero};
    return (struct fc_guided_row){
        .guide = {row_of(w, w->guide[0], y), row_of(w, w->guide[1], y), row_of(w, w->guide[2], y)},
        .p = row_of(w, w->p, y),
    };
}

const uint8_t *fc_working_states(const struct fc_working *w, int y)
{
    return w->state + (ptrdiff_t)(y / BLOCK) * w->blocks.width;
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
