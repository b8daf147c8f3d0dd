/* SPDX-License-Identifier: MIT */
#include "matte/soften.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "frame/frame.h"

#define REACH FC_SOFTEN_REACH
#define TAPS (2 * REACH + 1)
/* Below, pixels are so large that edges are not wider than they; measured at 360 lines. */
#define LEAST_FACTOR 4

struct fc_soften {
    struct fc_size size;
    uint16_t *rows; /* owned; the last TAPS rows, each summed along: size.width samples */
};

struct fc_soften *fc_soften_create(void)
{
    return fc_calloc(1, sizeof(struct fc_soften));
}

void fc_soften_destroy(struct fc_soften **soften)
{
    if (!*soften)
        return;
    free((*soften)->rows);
    free(*soften);
    *soften = NULL;
}

static int set_size(struct fc_soften *s, struct fc_size size)
{
    if (fc_size_equal(s->size, size))
        return 0;
    free(s->rows);
    s->size = (struct fc_size){0, 0};
    s->rows = fc_alloc_aligned(TAPS * (size_t)size.width * sizeof(*s->rows));
    if (!s->rows)
        return -ENOMEM;
    s->size = size;
    return 0;
}

static int within(int i, int size)
{
    return i < 0 ? 0 : i < size ? i : size - 1;
}

/* Weights 1, 4, 6, 4, 1 round a sample: at most 16 times 255. */
static uint16_t sum_at(const uint8_t *alpha, int width, int x)
{
    return (uint16_t)(alpha[within(x - 2, width)] + alpha[within(x + 2, width)] +
                      4 * (alpha[within(x - 1, width)] + alpha[within(x + 1, width)]) +
                      6 * alpha[x]);
}

/* Beyond the ends of the row the last sample goes on. */
static void sum_along(const uint8_t *restrict alpha, int width, int from, int to,
                      uint16_t *restrict sums)
{
    const int last = to < width - REACH ? to : width - REACH;
    int x = from;

    for (; x < to && x < REACH; x++)
        sums[x] = sum_at(alpha, width, x);
    for (; x < last; x++)
        sums[x] = (uint16_t)(alpha[x - 2] + alpha[x + 2] + 4 * (alpha[x - 1] + alpha[x + 1]) +
                             6 * alpha[x]);
    for (; x < to; x++)
        sums[x] = sum_at(alpha, width, x);
}

/* The same down: 256 times 255 and what rounds still fit 16 bits. */
static void sum_down(const uint16_t *const rows[TAPS], int from, int to, uint8_t *restrict alpha)
{
    const uint16_t *restrict a = rows[0];
    const uint16_t *restrict b = rows[1];
    const uint16_t *restrict c = rows[2];
    const uint16_t *restrict d = rows[3];
    const uint16_t *restrict e = rows[4];

    for (int x = from; x < to; x++) {
        const uint16_t sum = (uint16_t)(a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x] + 128);

        alpha[x] = (uint8_t)(sum >> 8);
    }
}

static uint16_t *row_of(const struct fc_soften *s, int y)
{
    return s->rows + (size_t)(y % TAPS) * (size_t)s->size.width;
}

/* Which blocks of a frame are softened: its working picture, and states of its blocks. */
struct where {
    const struct fc_working *working;
    const uint8_t *states;
};

/* States of the blocks of a row of the frame. */
static const uint8_t *states_at(const struct where *where, int y)
{
    const struct fc_working *w = where->working;

    return where->states + (ptrdiff_t)(y / (FC_WORKING_BLOCK * w->factor)) * w->blocks.width;
}

/* Sums along row y what the rows at work within reach of it ask for. */
static void sum_row(const struct fc_soften *s, const struct where *where, int y,
                    const uint8_t *alpha)
{
    const struct fc_working *w = where->working;
    const uint8_t *done = NULL;

    for (int row = y - REACH; row <= y + REACH; row += REACH) {
        const uint8_t *states = states_at(where, within(row, s->size.height));
        int first = 0;
        int end;

        if (states == done)
            continue;
        done = states;
        for (; fc_working_next_run(w, states, FC_BLOCK_WORK, &first, &end); first = end)
            sum_along(alpha, s->size.width, fc_working_column(w, first), fc_working_column(w, end),
                      row_of(s, y));
    }
}

static void soften_row(const struct fc_soften *s, const struct where *where, int y, uint8_t *alpha)
{
    const struct fc_working *w = where->working;
    const uint8_t *states = states_at(where, y);
    const uint16_t *rows[TAPS];
    int first = 0;
    int end;

    for (int i = 0; i < TAPS; i++)
        rows[i] = row_of(s, within(y + i - REACH, s->size.height));
    for (; fc_working_next_run(w, states, FC_BLOCK_WORK, &first, &end); first = end)
        sum_down(rows, fc_working_column(w, first), fc_working_column(w, end), alpha);
}

static void soften(const struct fc_soften *s, const struct where *where, struct fc_matte *matte)
{
    const int height = matte->size.height;

    for (int y = -REACH; y < height; y++) {
        const int ahead = y + REACH;

        if (ahead < height)
            sum_row(s, where, ahead, matte->alpha + (ptrdiff_t)ahead * matte->stride);
        if (y >= 0)
            soften_row(s, where, y, matte->alpha + (ptrdiff_t)y * matte->stride);
    }
}

int fc_soften_run(struct fc_soften *s, const struct fc_working *w, const uint8_t *moving,
                  struct fc_matte *matte)
{
    int ret;

    assert(fc_size_equal(matte->size, w->full));
    if (w->factor < LEAST_FACTOR)
        return 0;
    ret = set_size(s, matte->size);
    if (ret)
        return ret;
    soften(s, &(struct where){w, fc_working_states(w, 0)}, matte);
    if (moving)
        soften(s, &(struct where){w, moving}, matte);
    return 0;
}
