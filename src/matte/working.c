/* SPDX-License-Identifier: MIT */
#include "matte/working.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

#define BLOCK FC_WORKING_BLOCK
#define MARGIN FC_WORKING_MARGIN
/* Sums of its square of samples fit 16 bits. */
#define MAX_FACTOR 16

/* A probability beyond these, contrast raised, is sure. */
static const float sure_background = 0.02f;
static const float sure_person = 0.98f;
static const float contrast = 2.0f;

static float clampf(float value, float least, float most)
{
    return value < least ? least : value > most ? most : value;
}

struct plane {
    const uint8_t *data;
    int stride;
    struct fc_size size;
};

static int factor_for(int lines)
{
    int factor = 1;

    while (factor < MAX_FACTOR && lines / (2 * factor) >= FC_WORKING_LINES)
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
    w->sums = fc_alloc_aligned((size_t)w->size.width * (size_t)w->factor * sizeof(*w->sums));
    w->column = fc_alloc_aligned((size_t)w->size.width * sizeof(*w->column));
    if (!w->guide[0] || !w->guide[1] || !w->guide[2] || !w->p || !w->zero || !w->wide_p ||
        !w->part || !w->state || !w->sums || !w->column) {
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
    free(w->sums);
    free(w->column);
    *w = (struct fc_working){0};
}

static float *row_of(const struct fc_working *w, float *rows, int y)
{
    return rows + (size_t)y * w->stride + MARGIN;
}

/* Adds row after row, and goes on with the last one where the plane ends. */
static void add_rows(const struct plane *plane, int first, int count, uint16_t *restrict sums)
{
    memset(sums, 0, (size_t)plane->size.width * sizeof(*sums));
    for (int i = 0; i < count; i++) {
        const int last = plane->size.height - 1;
        const int y = first + i < last ? first + i : last;
        const uint8_t *restrict row = plane->data + (ptrdiff_t)y * plane->stride;

        for (int x = 0; x < plane->size.width; x++)
            sums[x] = (uint16_t)(sums[x] + row[x]);
    }
}

/* Halves the number of sums by adding neighbours. */
static void add_pairs(uint16_t *sums, int count)
{
    for (int x = 0; x < count; x++)
        sums[x] = (uint16_t)(sums[2 * x] + sums[2 * x + 1]);
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

        add_rows(plane, y * factor, factor, w->sums);
        for (int x = plane->size.width; x < padded; x++)
            w->sums[x] = w->sums[plane->size.width - 1];
        for (int step = factor; step > 1; step /= 2)
            add_pairs(w->sums, padded * step / factor / 2);
        for (int x = 0; x < w->size.width; x++)
            row[x] = (float)w->sums[x] * scale - 0.5f;
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
