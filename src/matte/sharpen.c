/* SPDX-License-Identifier: MIT */
#include "matte/sharpen.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"
#include "matte/guided.h"
#include "matte/working.h"

#define RADIUS FC_GUIDED_RADIUS
#define BLOCK FC_WORKING_BLOCK
#define MARGIN FC_WORKING_MARGIN
#define COEFFICIENTS FC_GUIDED_COEFFICIENTS
/* Rows that the ring keeps for each working row: the coefficients, and the support behind them. */
#define RING_ROWS (COEFFICIENTS + 1)
/* The mean of p among the moments. */
#define MEAN_OF_P 3
/* Rows of coefficients that a window holds, and the one that leaves it. */
#define RING (2 * RADIUS + 2)
/* Full columns that are done for all rows of a band before the next; even. */
#define CHUNK 512
/* Samples beyond a run's ends that widening it takes, at each doubling. */
#define REACH 2

static const float contrast = 2.0f;
static const float eps = 1e-5f;
/*
 * A line through the colours of a window says something of any colour, also far from where the
 * network saw anybody. So alpha fades out where the window's mean probability does, and is 0
 * where it is: nothing shows more than RADIUS working pixels outside the network's own answer.
 */
static const float support_gain = 8.0f;

struct fc_sharpen {
    const struct fc_guided_kernels *kernels;
    struct fc_working working;

    /* at the working width, working.stride floats a row */
    float *sums;      /* owned; MOMENTS rows: of the window's height */
    float *means;     /* owned; MOMENTS rows */
    float *ring;      /* owned; RING times RING_ROWS rows */
    float *ring_sums; /* owned; COEFFICIENTS rows */
    float *smooth;    /* owned; COEFFICIENTS rows */
    float *along;     /* owned; one row: 1 / columns of the window that lie inside */
    float *no_row;    /* owned; RING_ROWS rows of zeros */
    float *scratch;   /* owned */

    /* at full width, wide_stride floats or bytes a row */
    size_t wide_stride;
    float *wide[2];     /* owned; COEFFICIENTS rows each: of an even and an odd working row */
    float *between[2];  /* owned; one row each, between two doublings */
    uint8_t *chroma[2]; /* owned; CHUNK bytes each, chroma at luma's width */
    uint16_t *mixed;    /* owned; a row of chroma between two rows, for CHUNK columns */
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
        s->sums,       s->means,      s->ring,      s->ring_sums, s->smooth,
        s->along,      s->no_row,     s->scratch,   s->wide[0],   s->wide[1],
        s->between[0], s->between[1], s->chroma[0], s->chroma[1], s->mixed,
    };

    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
        free(buffers[i]);
    fc_working_finish(&s->working);
    *s = (struct fc_sharpen){.kernels = s->kernels};
}

void fc_sharpen_destroy(struct fc_sharpen **sharpen)
{
    if (!*sharpen)
        return;
    free_buffers(*sharpen);
    free(*sharpen);
    *sharpen = NULL;
}

/* How many pixels of a window round i lie within 0..size. */
static int inside(int i, int size)
{
    int first = i - RADIUS > 0 ? i - RADIUS : 0;
    int last = i + RADIUS < size - 1 ? i + RADIUS : size - 1;

    return last - first + 1;
}

static float *alloc_rows(size_t rows, size_t stride)
{
    return fc_alloc_aligned(rows * stride * sizeof(float));
}

static int alloc_buffers(struct fc_sharpen *s, struct fc_size full)
{
    size_t stride;
    int ret = fc_working_init(&s->working, full);

    if (ret)
        return ret;
    stride = s->working.stride;
    s->wide_stride = ((size_t)s->working.size.width + 2 * MARGIN) * (size_t)s->working.factor;
    s->sums = alloc_rows(FC_GUIDED_MOMENTS, stride);
    s->means = alloc_rows(FC_GUIDED_MOMENTS, stride);
    s->ring = alloc_rows(RING * RING_ROWS, stride);
    s->ring_sums = alloc_rows(COEFFICIENTS, stride);
    s->smooth = alloc_rows(COEFFICIENTS, stride);
    s->along = alloc_rows(1, stride);
    s->no_row = alloc_rows(RING_ROWS, stride);
    s->scratch = alloc_rows(2, stride + 48);
    for (int i = 0; i < 2; i++) {
        s->wide[i] = alloc_rows(COEFFICIENTS, s->wide_stride);
        s->between[i] = alloc_rows(1, s->wide_stride);
        s->chroma[i] = fc_alloc_aligned(CHUNK);
    }
    s->mixed = fc_alloc_aligned((CHUNK / 2 + 2) * sizeof(*s->mixed));
    if (!s->sums || !s->means || !s->ring || !s->ring_sums || !s->smooth || !s->along ||
        !s->no_row || !s->scratch || !s->between[0] || !s->between[1] || !s->wide[0] ||
        !s->wide[1] || !s->chroma[0] || !s->chroma[1] || !s->mixed)
        return -ENOMEM;
    for (int x = 0; x < s->working.size.width; x++)
        s->along[MARGIN + x] = 1.0f / (float)inside(x, s->working.size.width);
    return 0;
}

static int set_size(struct fc_sharpen *s, struct fc_size full)
{
    int ret;

    if (fc_size_equal(s->working.full, full))
        return 0;
    free_buffers(s);
    ret = alloc_buffers(s, full);
    if (ret)
        free_buffers(s);
    return ret;
}

/* The row from that column on. */
static struct fc_guided_row row_from(const struct fc_working *w, int y, size_t column)
{
    struct fc_guided_row row = fc_working_row(w, y);

    for (int i = 0; i < 3; i++)
        row.guide[i] += column;
    row.p += column;
    row.trust += column;
    return row;
}

/*
 * Moves the window of moments down to row y, from the row above, in those columns that windows of
 * blocks near an edge reach. Rows outside are zeros.
 */
static void move_moments(struct fc_sharpen *s, int y)
{
    const struct fc_working *w = &s->working;
    const int first = w->near_from - RADIUS > 0 ? w->near_from - RADIUS : 0;
    const int end = w->near_to + RADIUS < w->size.width ? w->near_to + RADIUS : w->size.width;

    for (int row = y == 0 ? 0 : y + RADIUS; row <= y + RADIUS; row++) {
        struct fc_guided_row in = row_from(w, row, (size_t)first);
        struct fc_guided_row out = row_from(w, y == 0 ? -1 : y - RADIUS - 1, (size_t)first);

        s->kernels->slide_moments(s->sums + MARGIN + first, w->stride, &in, &out,
                                  (size_t)(end - first));
    }
}

static float *ring_row(const struct fc_sharpen *s, int y)
{
    if (y < 0 || y >= s->working.size.height)
        return s->no_row;
    return s->ring + (size_t)(y % RING) * RING_ROWS * s->working.stride;
}

/* 0 where a window holds no person, 1 where it holds some, and between between. */
static void find_support(float *restrict support, const float *restrict mean_of_p, size_t count)
{
    for (size_t x = 0; x < count; x++) {
        float value = support_gain * mean_of_p[x];

        support[x] = value > 1.0f ? 1.0f : value;
    }
}

/* Writes row y of the ring: a, b and support where they are needed, 0 elsewhere. */
static void solve_row(struct fc_sharpen *s, int y)
{
    const struct fc_working *w = &s->working;
    const uint8_t *states = fc_working_states(w, y);
    const float factor = 1.0f / (float)inside(y, w->size.height);
    float *coefficients = ring_row(s, y);
    int first = 0;
    int end;

    move_moments(s, y);
    memset(coefficients, 0, RING_ROWS * w->stride * sizeof(float));
    for (; fc_working_next_run(w, states, FC_BLOCK_NEAR, &first, &end); first = end) {
        size_t at = MARGIN + (size_t)first * BLOCK;
        size_t count = (size_t)(end - first) * BLOCK;

        s->kernels->box(s->means + at, s->sums + at,
                        &(struct fc_guided_scale){s->along + at, factor}, w->stride,
                        FC_GUIDED_MOMENTS, count, s->scratch);
        s->kernels->solve(coefficients + at, s->means + at, w->stride, eps, count);
        find_support(coefficients + COEFFICIENTS * w->stride + at,
                     s->means + MEAN_OF_P * w->stride + at, count);
    }
}

/* Moves the window of coefficients down to row y, from the row above. */
static void move_coefficients(struct fc_sharpen *s, int y)
{
    const struct fc_working *w = &s->working;
    const size_t first = MARGIN + (size_t)w->near_from;
    const size_t count = (size_t)(w->near_to - w->near_from);

    for (int row = y == 0 ? 0 : y + RADIUS; row <= y + RADIUS; row++) {
        if (row < w->size.height)
            solve_row(s, row);
        for (size_t at = first; at < COEFFICIENTS * w->stride; at += w->stride)
            s->kernels->slide(s->ring_sums + at, ring_row(s, row) + at,
                              (y == 0 ? s->no_row : ring_row(s, y - RADIUS - 1)) + at, count);
    }
}

/*
 * Turns means of coefficients into what kernels->apply takes: for bytes of the guide and alpha
 * in 0..255, with the contrast in them already.
 */
static void to_bytes(float *smooth, size_t stride, size_t count)
{
    const float *a[3] = {smooth, smooth + stride, smooth + 2 * stride};
    float *b = smooth + 3 * stride;

    for (size_t x = 0; x < count; x++)
        b[x] = 255.0f * (b[x] - 0.5f * (a[0][x] + a[1][x] + a[2][x]) - 0.5f * (contrast - 1.0f));
}

/* Multiplies alpha, all its coefficients that is, with the support. */
static void fade(float *smooth, const float *restrict support, size_t stride, size_t count)
{
    for (size_t m = 0; m < COEFFICIENTS; m++) {
        float *restrict row = smooth + m * stride;

        for (size_t x = 0; x < count; x++)
            row[x] *= support[x];
    }
}

/* At the picture's borders the outermost sample goes on. */
static void extend_ends(const struct fc_working *w, float *row, int from, int to)
{
    for (int i = 1; i <= REACH; i++) {
        if (from == 0)
            row[-i] = row[0];
        if (to == w->size.width)
            row[to - 1 + i] = row[to - 1];
    }
}

/*
 * Doubles one row of a run, from..to, until it is at full width. What is between goes to rows of
 * its own: in wide it would overwrite another run.
 */
static void widen_run(struct fc_sharpen *s, const float *narrow, int from, int to, float *wide)
{
    const float *source = narrow + from;
    size_t count = (size_t)(to - from);

    if (s->working.factor == 1)
        memcpy(wide + MARGIN + from, source, count * sizeof(float));
    for (int scale = 2, i = 0; scale <= s->working.factor; scale *= 2, i ^= 1) {
        float *row = scale == s->working.factor ? wide : s->between[i];
        float *target = row + MARGIN + (ptrdiff_t)from * scale;

        s->kernels->widen(target - 2, source - 1, count + 2);
        source = target;
        count *= 2;
    }
}

/* Means of the coefficients round row y, at full width. */
static void smooth_row(struct fc_sharpen *s, int y)
{
    const struct fc_working *w = &s->working;
    const uint8_t *states = fc_working_states(w, y);
    const float factor = contrast / (float)inside(y, w->size.height);
    int first = 0;
    int end;

    for (; fc_working_next_run(w, states, FC_BLOCK_WORK, &first, &end); first = end) {
        int from = first * BLOCK;
        int to = end * BLOCK < w->size.width ? end * BLOCK : w->size.width;
        size_t at = MARGIN + (size_t)from - REACH;
        size_t count = (size_t)(to - from) + 2 * REACH;

        s->kernels->box(s->smooth + at, s->ring_sums + at,
                        &(struct fc_guided_scale){s->along + at, factor}, w->stride, COEFFICIENTS,
                        count, s->scratch);
        to_bytes(s->smooth + at, w->stride, count);
        fade(s->smooth + at, ring_row(s, y) + COEFFICIENTS * w->stride + at, w->stride, count);
        for (size_t m = 0; m < COEFFICIENTS; m++) {
            float *row = s->smooth + m * w->stride + MARGIN;

            extend_ends(w, row, from, to);
            widen_run(s, row, from, to, s->wide[y % 2] + m * s->wide_stride);
        }
    }
}

/*
 * Chroma at luma's size, for columns from..from + count of a row: between the four samples round
 * each pixel, 9, 3, 3 and 1 parts. Samples lie in the middle of their four pixels.
 */
static void widen_chroma(const struct fc_sharpen *s, uint8_t *to, const struct fc_image *frame,
                         int plane, int row, size_t from, size_t count)
{
    const struct fc_size size = fc_plane_size(frame->size, plane);
    const int near = row / 2;
    const int other = row % 2 ? near + 1 : near - 1;
    const int far = other < 0 ? 0 : other < size.height ? other : size.height - 1;
    const uint8_t *a = frame->plane[plane] + (ptrdiff_t)near * frame->stride[plane];
    const uint8_t *b = frame->plane[plane] + (ptrdiff_t)far * frame->stride[plane];
    const size_t width = (size_t)size.width;
    const size_t end = (from + count + 1) / 2; /* samples of the plane */
    const size_t first = from > 0 ? from / 2 - 1 : 0;
    const size_t last = end < width ? end + 1 : width;
    uint16_t *mixed = s->mixed + 1; /* of the sample at from / 2 */

    s->kernels->mix(mixed - (from / 2 - first), a + first, b + first, last - first);
    if (from == 0)
        mixed[-1] = mixed[0];
    if (end == width)
        mixed[end - from / 2] = mixed[end - from / 2 - 1];
    s->kernels->widen_mixed(to, mixed, end - from / 2);
}

/* The rows of the frame that lie between two working rows, and the frame and matte themselves. */
struct band {
    const struct fc_image *frame;
    struct fc_matte *matte;
    int first; /* rows of the frame */
    int end;
    int above; /* working rows; the same at the borders */
    int below;
};

/* Where a row of the frame lies among the working rows. */
static float working_row_of(const struct fc_working *w, int row)
{
    const float last = (float)(w->size.height - 1);
    float at = ((float)row + 0.5f) / (float)w->factor - 0.5f;

    return at < 0.0f ? 0.0f : at > last ? last : at;
}

/* What a block that is sure holds. */
static int sure_value(const struct fc_working *w, const struct band *band, int block)
{
    const bool above_is_sure = fc_working_states(w, band->above)[block] != FC_BLOCK_WORK;
    const float *p = fc_working_row(w, above_is_sure ? band->above : band->below).p;

    return p[(ptrdiff_t)block * BLOCK] > 0.5f ? 255 : 0;
}

static void emit_sure(const struct fc_working *w, const struct band *band, int first, int end,
                      int value)
{
    const size_t from = (size_t)fc_working_column(w, first);
    const size_t count = (size_t)fc_working_column(w, end) - from;

    for (int row = band->first; row < band->end; row++)
        memset(band->matte->alpha + (ptrdiff_t)row * band->matte->stride + from, value, count);
}

/* A few columns of the band, so that the coefficients stay in the nearest cache for all rows. */
static void emit_columns(struct fc_sharpen *s, const struct band *band, size_t from, size_t count)
{
    const struct fc_image *frame = band->frame;
    const float *above = s->wide[band->above % 2] + MARGIN + from;
    const float *below = s->wide[band->below % 2] + MARGIN + from;

    for (int row = band->first; row < band->end; row++) {
        const float weight = working_row_of(&s->working, row) - (float)band->above;

        for (int i = 0; i < 2; i++)
            widen_chroma(s, s->chroma[i], frame, i + 1, row, from, count);
        s->kernels->apply(band->matte->alpha + (ptrdiff_t)row * band->matte->stride + from, above,
                          below, weight, s->wide_stride,
                          frame->plane[0] + (ptrdiff_t)row * frame->stride[0] + from, s->chroma[0],
                          s->chroma[1], count);
    }
}

static void emit_work(struct fc_sharpen *s, const struct band *band, int first, int end)
{
    const size_t to = (size_t)fc_working_column(&s->working, end);

    for (size_t from = (size_t)fc_working_column(&s->working, first); from < to; from += CHUNK)
        emit_columns(s, band, from, to - from < CHUNK ? to - from : CHUNK);
}

/* Whether the band's rows of a block come from coefficients: both working rows have them. */
static bool is_worked_on(const struct fc_working *w, const struct band *band, int block)
{
    return fc_working_states(w, band->above)[block] == FC_BLOCK_WORK &&
           fc_working_states(w, band->below)[block] == FC_BLOCK_WORK;
}

/* Rows of the matte, run by run: from coefficients, or what is sure. */
static void emit_band(struct fc_sharpen *s, const struct band *band)
{
    const struct fc_working *w = &s->working;
    const int count = w->blocks.width;

    for (int block = 0; block < count;) {
        const int first = block;

        while (block < count && is_worked_on(w, band, block))
            block++;
        if (block > first) {
            emit_work(s, band, first, block);
        } else {
            const int value = sure_value(w, band, first);

            while (block < count && !is_worked_on(w, band, block) &&
                   sure_value(w, band, block) == value)
                block++;
            emit_sure(w, band, first, block, value);
        }
    }
}

/* The band that begins at a row: all rows that lie between the same two working rows. */
static void find_band(const struct fc_working *w, struct band *band)
{
    const int last = w->size.height - 1;

    band->above = (int)working_row_of(w, band->first);
    band->below = band->above < last ? band->above + 1 : last;
    band->end = band->first + 1;
    while (band->end < w->full.height && (int)working_row_of(w, band->end) == band->above)
        band->end++;
}

int fc_sharpen_run(struct fc_sharpen *s, const struct fc_image *frame,
                   const struct fc_reading *readings, int count, struct fc_matte *matte)
{
    struct band band = {.frame = frame, .matte = matte};
    int smoothed = -1;
    int ret = set_size(s, frame->size);

    if (ret)
        return ret;
    assert(fc_size_equal(matte->size, frame->size));
    fc_working_fill(&s->working, frame, readings, count);
    memset(s->sums, 0, FC_GUIDED_MOMENTS * s->working.stride * sizeof(float));
    memset(s->ring_sums, 0, COEFFICIENTS * s->working.stride * sizeof(float));
    for (; band.first < frame->size.height; band.first = band.end) {
        find_band(&s->working, &band);
        while (smoothed < band.below) {
            move_coefficients(s, ++smoothed);
            smooth_row(s, smoothed);
        }
        emit_band(s, &band);
    }
    return 0;
}

const struct fc_working *fc_sharpen_working(const struct fc_sharpen *sharpen)
{
    return &sharpen->working;
}
