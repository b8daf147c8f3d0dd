/* SPDX-License-Identifier: MIT */
#include "matte/sharpen.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"
#include "matte/guided.h"

#include <libyuv.h>

#define RADIUS FC_GUIDED_RADIUS
/* Side of a block of working pixels that is worked on or skipped as a whole. */
#define BLOCK 16
/* Floats before each row, for windows that reach over the left edge. */
#define MARGIN BLOCK
/* Rows of coefficients that the second pass still needs. */
#define RING (2 * RADIUS + 2)

static const float contrast_before = 2.0f;
static const float contrast_after = 1.5f;
static const float eps = 1e-5f;

enum block_state {
    BLOCK_SURE = 0, /* far from an edge: alpha is 0 or 255 */
    BLOCK_NEAR,     /* its coefficients are needed by a neighbour */
    BLOCK_WORK,     /* alpha comes from the coefficients */
};

struct fc_sharpen {
    const struct fc_guided_kernels *kernels;
    struct fc_size full;
    struct fc_size work;
    struct fc_size blocks;
    size_t stride; /* floats in a working row, margins included */

    /* at the working resolution */
    uint8_t *bytes;   /* owned; one plane, scaled, before it becomes floats */
    float *guide[3];  /* owned; work.height rows */
    float *p;         /* owned; work.height rows */
    uint8_t *state;   /* owned; enum block_state of each block */
    float *sums;      /* owned; MOMENTS rows */
    float *means;     /* owned; MOMENTS rows */
    float *ring;      /* owned; RING times COEFFICIENTS rows */
    float *ring_sums; /* owned; COEFFICIENTS rows */
    float *smooth;    /* owned; COEFFICIENTS rows */
    float *scale;     /* owned; one row: 1 / pixels of the window that lie inside, columns */
    float *scratch;   /* owned */

    /* at full width */
    size_t wide_stride;
    float *wide[2];       /* owned; COEFFICIENTS rows each: working rows above and below */
    uint8_t *chroma[2];   /* owned; one row each, chroma at luma's width */
    size_t *block_column; /* owned; first full column of each block, and the end */
    uint32_t *column;     /* owned; working column to the left of each full one */
    float *column_part;   /* owned; how far right of it, 0..1 */
};

struct fc_sharpen *fc_sharpen_create(void)
{
    struct fc_sharpen *sharpen = fc_calloc(1, sizeof(*sharpen));

    if (sharpen)
        sharpen->kernels = fc_guided_choose();
    return sharpen;
}

static void free_buffers(struct fc_sharpen *s)
{
    void *const buffers[] = {
        s->bytes,     s->guide[0],  s->guide[1], s->guide[2],    s->p,
        s->state,     s->sums,      s->means,    s->ring,        s->ring_sums,
        s->smooth,    s->scale,     s->scratch,  s->wide[0],     s->wide[1],
        s->chroma[0], s->chroma[1], s->column,   s->column_part, s->block_column,
    };
    const struct fc_guided_kernels *kernels = s->kernels;

    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
        free(buffers[i]);
    *s = (struct fc_sharpen){.kernels = kernels};
}

void fc_sharpen_destroy(struct fc_sharpen **sharpen)
{
    if (!*sharpen)
        return;
    free_buffers(*sharpen);
    free(*sharpen);
    *sharpen = NULL;
}

static float *alloc_rows(size_t rows, size_t stride)
{
    return fc_alloc_aligned(rows * stride * sizeof(float));
}

static bool alloc_buffers(struct fc_sharpen *s)
{
    const size_t height = (size_t)s->work.height;
    const size_t width = (size_t)s->full.width;

    s->bytes = fc_alloc_aligned((size_t)s->work.width * height);
    for (int i = 0; i < 3; i++)
        s->guide[i] = alloc_rows(height, s->stride);
    s->p = alloc_rows(height, s->stride);
    s->state = fc_alloc_aligned((size_t)s->blocks.width * (size_t)s->blocks.height);
    s->sums = alloc_rows(FC_GUIDED_MOMENTS, s->stride);
    s->means = alloc_rows(FC_GUIDED_MOMENTS, s->stride);
    s->ring = alloc_rows(RING * FC_GUIDED_COEFFICIENTS, s->stride);
    s->ring_sums = alloc_rows(FC_GUIDED_COEFFICIENTS, s->stride);
    s->smooth = alloc_rows(FC_GUIDED_COEFFICIENTS, s->stride);
    s->scale = alloc_rows(1, s->stride);
    s->scratch = alloc_rows(2, s->stride + 48);
    for (int i = 0; i < 2; i++) {
        s->wide[i] = alloc_rows(FC_GUIDED_COEFFICIENTS, s->wide_stride);
        s->chroma[i] = fc_alloc_aligned(s->wide_stride);
    }
    s->column = fc_alloc_aligned(width * sizeof(*s->column));
    s->column_part = fc_alloc_aligned(width * sizeof(*s->column_part));
    s->block_column = fc_calloc((size_t)s->blocks.width + 1, sizeof(*s->block_column));
    return s->bytes && s->guide[0] && s->guide[1] && s->guide[2] && s->p && s->state && s->sums &&
           s->means && s->ring && s->ring_sums && s->smooth && s->scale && s->scratch &&
           s->wide[0] && s->wide[1] && s->chroma[0] && s->chroma[1] && s->column &&
           s->column_part && s->block_column;
}

/* How many pixels of a window round i lie within 0..size. */
static int inside(int i, int size)
{
    int first = i - RADIUS > 0 ? i - RADIUS : 0;
    int last = i + RADIUS < size - 1 ? i + RADIUS : size - 1;

    return last - first + 1;
}

static void fill_tables(struct fc_sharpen *s)
{
    const float step = (float)s->work.width / (float)s->full.width;

    for (int x = 0; x < s->work.width; x++)
        s->scale[MARGIN + x] = 1.0f / (float)inside(x, s->work.width);
    for (int x = 0; x < s->full.width; x++) {
        float at = ((float)x + 0.5f) * step - 0.5f;

        at = fminf(fmaxf(at, 0.0f), (float)(s->work.width - 1));
        s->column[x] = (uint32_t)at;
        s->column_part[x] = at - floorf(at);
    }
    for (int x = s->full.width - 1; x >= 0; x--)
        s->block_column[s->column[x] / BLOCK] = (size_t)x;
    s->block_column[0] = 0;
    s->block_column[s->blocks.width] = (size_t)s->full.width;
}

/* Whole fractions of the frame, so that working pixels cover the same number of full ones. */
static struct fc_size working_size(struct fc_size full)
{
    int factor = (full.height + FC_SHARPEN_LINES / 2) / FC_SHARPEN_LINES;

    factor = factor < 1 ? 1 : factor;
    return (struct fc_size){(full.width + factor - 1) / factor,
                            (full.height + factor - 1) / factor};
}

static int set_size(struct fc_sharpen *s, struct fc_size full)
{
    if (fc_size_equal(s->full, full))
        return 0;
    free_buffers(s);
    s->work = working_size(full);
    s->full = full;
    s->blocks =
        (struct fc_size){(s->work.width + BLOCK - 1) / BLOCK, (s->work.height + BLOCK - 1) / BLOCK};
    s->stride = fc_round_up((size_t)s->blocks.width * BLOCK, 16) + 2 * MARGIN + 16;
    s->wide_stride = fc_round_up((size_t)full.width, 16) + 16;
    if (!alloc_buffers(s)) {
        free_buffers(s);
        return -ENOMEM;
    }
    fill_tables(s);
    return 0;
}

static float *row_of(float *rows, size_t stride, int row)
{
    return rows + (size_t)row * stride + MARGIN;
}

static void scale_guide(struct fc_sharpen *s, const struct fc_image *frame)
{
    const int width = s->work.width;

    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(frame->size, i);

        ScalePlane(frame->plane[i], frame->stride[i], plane.width, plane.height, s->bytes, width,
                   width, s->work.height, kFilterBox);
        for (int y = 0; y < s->work.height; y++) {
            const uint8_t *from = s->bytes + (ptrdiff_t)y * width;
            float *to = row_of(s->guide[i], s->stride, y);

            for (int x = 0; x < width; x++)
                to[x] = (float)from[x] * (1.0f / 255.0f) - 0.5f;
        }
    }
}

/* Enlarges the probabilities to the working resolution, with more contrast about a half. */
static void scale_person(struct fc_sharpen *s, const float *person, struct fc_size size)
{
    const float step_x = (float)size.width / (float)s->work.width;
    const float step_y = (float)size.height / (float)s->work.height;

    for (int y = 0; y < s->work.height; y++) {
        float at_y = fminf(fmaxf(((float)y + 0.5f) * step_y - 0.5f, 0.0f), (float)size.height - 1);
        int y0 = (int)at_y;
        const float *above = person + (ptrdiff_t)y0 * size.width;
        const float *below = y0 + 1 < size.height ? above + size.width : above;
        float part_y = at_y - (float)y0;
        float *to = row_of(s->p, s->stride, y);

        for (int x = 0; x < s->work.width; x++) {
            float at_x =
                fminf(fmaxf(((float)x + 0.5f) * step_x - 0.5f, 0.0f), (float)size.width - 1);
            int x0 = (int)at_x;
            int x1 = x0 + 1 < size.width ? x0 + 1 : x0;
            float part_x = at_x - (float)x0;
            float top = above[x0] + part_x * (above[x1] - above[x0]);
            float bottom = below[x0] + part_x * (below[x1] - below[x0]);
            float value = top + part_y * (bottom - top);

            value = 0.5f + contrast_before * (value - 0.5f);
            to[x] = fminf(fmaxf(value, 0.0f), 1.0f);
        }
    }
}

static bool block_is_unsure(const struct fc_sharpen *s, int bx, int by)
{
    const int x1 = (bx + 1) * BLOCK < s->work.width ? (bx + 1) * BLOCK : s->work.width;
    const int y1 = (by + 1) * BLOCK < s->work.height ? (by + 1) * BLOCK : s->work.height;
    float least = 1.0f;
    float most = 0.0f;

    for (int y = by * BLOCK; y < y1; y++) {
        const float *p = row_of(s->p, s->stride, y);

        for (int x = bx * BLOCK; x < x1; x++) {
            least = fminf(least, p[x]);
            most = fmaxf(most, p[x]);
        }
    }
    return most > 0.02f && least < 0.98f;
}

/* Raises the blocks round (bx, by) to at least that state. */
static void raise_around(struct fc_sharpen *s, int bx, int by, uint8_t state, int reach)
{
    for (int y = by - reach; y <= by + reach; y++) {
        for (int x = bx - reach; x <= bx + reach; x++) {
            uint8_t *at;

            if (x < 0 || y < 0 || x >= s->blocks.width || y >= s->blocks.height)
                continue;
            at = s->state + (ptrdiff_t)y * s->blocks.width + x;
            *at = *at > state ? *at : state;
        }
    }
}

static void find_blocks(struct fc_sharpen *s)
{
    memset(s->state, BLOCK_SURE, (size_t)s->blocks.width * (size_t)s->blocks.height);
    for (int by = 0; by < s->blocks.height; by++) {
        for (int bx = 0; bx < s->blocks.width; bx++) {
            if (!block_is_unsure(s, bx, by))
                continue;
            /* a window of the first pass reaches 8 pixels, one of the second another 8 */
            raise_around(s, bx, by, BLOCK_NEAR, 2);
            raise_around(s, bx, by, BLOCK_WORK, 1);
        }
    }
}

static const uint8_t *states_of_row(const struct fc_sharpen *s, int y)
{
    return s->state + (ptrdiff_t)(y / BLOCK) * s->blocks.width;
}

/* The next run of blocks of at least that state, from *first on; false where there is none. */
static bool next_run(const struct fc_sharpen *s, const uint8_t *states, uint8_t least, int *first,
                     int *end)
{
    while (*first < s->blocks.width && states[*first] < least)
        ++*first;
    *end = *first;
    while (*end < s->blocks.width && states[*end] >= least)
        ++*end;
    return *first < *end;
}

static struct fc_guided_row guided_row(const struct fc_sharpen *s, int y)
{
    return (struct fc_guided_row){
        .guide = {row_of(s->guide[0], s->stride, y), row_of(s->guide[1], s->stride, y),
                  row_of(s->guide[2], s->stride, y)},
        .p = row_of(s->p, s->stride, y),
    };
}

/* Moves the sums of moments down to row y. Rows beyond the picture count for nothing. */
static void move_moments(struct fc_sharpen *s, int y)
{
    const size_t width = (size_t)s->work.width;
    struct fc_guided_row row;

    for (int in = y == 0 ? 0 : y + RADIUS; in <= y + RADIUS && in < s->work.height; in++) {
        row = guided_row(s, in);
        s->kernels->add_moments(s->sums + MARGIN, s->stride, &row, 1.0f, width);
    }
    if (y - RADIUS - 1 >= 0) {
        row = guided_row(s, y - RADIUS - 1);
        s->kernels->add_moments(s->sums + MARGIN, s->stride, &row, -1.0f, width);
    }
}

static float *ring_row(const struct fc_sharpen *s, int y)
{
    return s->ring + (size_t)(y % RING) * FC_GUIDED_COEFFICIENTS * s->stride;
}

/* Writes row y of the ring: a and b where they are needed, 0 elsewhere. */
static void solve_row(struct fc_sharpen *s, int y)
{
    const uint8_t *states = states_of_row(s, y);
    const float factor = 1.0f / (float)inside(y, s->work.height);
    float *coefficients = ring_row(s, y);
    int first = 0;
    int end;

    move_moments(s, y);
    memset(coefficients, 0, FC_GUIDED_COEFFICIENTS * s->stride * sizeof(float));
    for (; next_run(s, states, BLOCK_NEAR, &first, &end); first = end) {
        size_t at = MARGIN + (size_t)first * BLOCK;
        size_t count = (size_t)(end - first) * BLOCK;

        s->kernels->box(s->means + at, s->sums + at,
                        &(struct fc_guided_scale){s->scale + at, factor}, s->stride,
                        FC_GUIDED_MOMENTS, count, s->scratch);
        s->kernels->solve(coefficients + at, s->means + at, s->stride, eps, count);
    }
}

/* Moves the sums of coefficients down to row y. */
static void move_coefficients(struct fc_sharpen *s, int y)
{
    const size_t count = FC_GUIDED_COEFFICIENTS * s->stride;

    for (int in = y == 0 ? 0 : y + RADIUS; in <= y + RADIUS && in < s->work.height; in++) {
        solve_row(s, in);
        s->kernels->accumulate(s->ring_sums, ring_row(s, in), 1.0f, count);
    }
    if (y - RADIUS - 1 >= 0)
        s->kernels->accumulate(s->ring_sums, ring_row(s, y - RADIUS - 1), -1.0f, count);
}

/*
 * Means of the coefficients round row y, in the units of kernels->apply: for guide bytes and
 * alpha in 0..255, with the contrast that follows.
 */
static void smooth_row(struct fc_sharpen *s, int y)
{
    const uint8_t *states = states_of_row(s, y);
    const float factor = contrast_after / (float)inside(y, s->work.height);
    float *a[3] = {s->smooth, s->smooth + s->stride, s->smooth + 2 * s->stride};
    float *b = s->smooth + 3 * s->stride;
    int first = 0;
    int end;

    for (; next_run(s, states, BLOCK_WORK, &first, &end); first = end) {
        size_t at = MARGIN + (size_t)first * BLOCK;
        /* one more, for the pixels between this run's last column and the next */
        size_t count = (size_t)(end - first) * BLOCK + 1;

        s->kernels->box(s->smooth + at, s->ring_sums + at,
                        &(struct fc_guided_scale){s->scale + at, factor}, s->stride,
                        FC_GUIDED_COEFFICIENTS, count, s->scratch);
        for (size_t x = at; x < at + count; x++)
            b[x] = 255.0f *
                   (b[x] - 0.5f * (a[0][x] + a[1][x] + a[2][x]) - 0.5f * (contrast_after - 1.0f));
    }
}

/* The full columns that a run of blocks covers. */
static void full_columns(const struct fc_sharpen *s, int first, int end, size_t *from, size_t *to)
{
    *from = s->block_column[first];
    *to = s->block_column[end];
}

/* Enlarges the smoothed row sideways into one of the two wide rows. */
static void widen_row(struct fc_sharpen *s, int y)
{
    const uint8_t *states = states_of_row(s, y);
    float *wide = s->wide[y % 2];
    int first = 0;
    int end;

    for (; next_run(s, states, BLOCK_WORK, &first, &end); first = end) {
        size_t from;
        size_t to;

        full_columns(s, first, end, &from, &to);
        for (size_t m = 0; m < FC_GUIDED_COEFFICIENTS; m++) {
            const float *narrow = s->smooth + m * s->stride + MARGIN;
            float *out = wide + m * s->wide_stride;

            for (size_t x = from; x < to; x++) {
                const float *left = narrow + s->column[x];

                out[x] = left[0] + s->column_part[x] * (left[1] - left[0]);
            }
        }
    }
}

/* One row of chroma at luma's width: each sample twice. */
static void widen_chroma(uint8_t *restrict to, const uint8_t *restrict from, int width)
{
    for (int x = 0; x < width / 2; x++) {
        to[2 * x] = from[x];
        to[2 * x + 1] = from[x];
    }
    if (width % 2)
        to[width - 1] = from[width / 2];
}

/* Fills the blocks from first on that are sure in row y, up to the next that is not. */
static void fill_sure(const struct fc_sharpen *s, int y, int first, int end, uint8_t *alpha)
{
    const float *p = row_of(s->p, s->stride, y);

    for (int bx = first; bx < end; bx++) {
        size_t from;
        size_t to;

        full_columns(s, bx, bx + 1, &from, &to);
        memset(alpha + from, p[(ptrdiff_t)bx * BLOCK] > 0.5f ? 255 : 0, to - from);
    }
}

/* Writes the full rows that lie between working rows y0 and y1 (the same at the border). */
static int emit_rows(struct fc_sharpen *s, const struct fc_image *frame, struct fc_matte *matte,
                     int row, int y0, int y1)
{
    const uint8_t *states[2] = {states_of_row(s, y0), states_of_row(s, y1)};
    const float step = (float)s->work.height / (float)s->full.height;
    int chroma_row = -1;

    for (; row < s->full.height; row++) {
        float at = fmaxf(((float)row + 0.5f) * step - 0.5f, 0.0f);
        uint8_t *alpha = matte->alpha + (ptrdiff_t)row * matte->stride;
        int end;

        if (at >= (float)y1 && y1 != y0)
            break;
        if (chroma_row != row / 2) {
            chroma_row = row / 2;
            for (int i = 0; i < 2; i++)
                widen_chroma(s->chroma[i],
                             frame->plane[i + 1] + (ptrdiff_t)chroma_row * frame->stride[i + 1],
                             s->full.width);
        }
        for (int first = 0; first < s->blocks.width; first = end) {
            bool work = states[0][first] == BLOCK_WORK && states[1][first] == BLOCK_WORK;
            size_t from;
            size_t to;

            for (end = first + 1; end < s->blocks.width; end++)
                if ((states[0][end] == BLOCK_WORK && states[1][end] == BLOCK_WORK) != work)
                    break;
            if (!work) {
                fill_sure(s, states[0][first] == BLOCK_WORK ? y1 : y0, first, end, alpha);
                continue;
            }
            full_columns(s, first, end, &from, &to);
            s->kernels->apply(alpha + from, s->wide[y0 % 2] + from, s->wide[y1 % 2] + from,
                              at - (float)y0, s->wide_stride,
                              frame->plane[0] + (ptrdiff_t)row * frame->stride[0] + from,
                              s->chroma[0] + from, s->chroma[1] + from, to - from);
        }
    }
    return row;
}

int fc_sharpen_run(struct fc_sharpen *s, const struct fc_image *frame, const float *person,
                   struct fc_size person_size, struct fc_matte *matte)
{
    int row = 0;
    int ret = set_size(s, frame->size);

    if (ret)
        return ret;
    assert(fc_size_equal(matte->size, frame->size));
    scale_guide(s, frame);
    scale_person(s, person, person_size);
    find_blocks(s);
    memset(s->sums, 0, FC_GUIDED_MOMENTS * s->stride * sizeof(float));
    memset(s->ring_sums, 0, FC_GUIDED_COEFFICIENTS * s->stride * sizeof(float));
    for (int y = 0; y < s->work.height; y++) {
        move_coefficients(s, y);
        smooth_row(s, y);
        widen_row(s, y);
        if (y > 0)
            row = emit_rows(s, frame, matte, row, y - 1, y);
    }
    emit_rows(s, frame, matte, row, s->work.height - 1, s->work.height - 1);
    fc_matte_seal(matte);
    return 0;
}
