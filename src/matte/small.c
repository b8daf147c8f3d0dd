/* SPDX-License-Identifier: MIT */
#include "matte/small.h"

#include <stddef.h>
#include <string.h>

/* How many columns are worked on at a time. */
#define STRIP 512

int fc_small_factor(struct fc_size full)
{
    int factor = 1;

    while (factor < FC_SMALL_MAX_FACTOR && full.height / (2 * factor) >= FC_SMALL_LINES)
        factor *= 2;
    return factor;
}

struct fc_size fc_small_size(struct fc_size full)
{
    const int factor = fc_small_factor(full);

    return (struct fc_size){(full.width + factor - 1) / factor,
                            (full.height + factor - 1) / factor};
}

/* A piece of the two rows that a row of squares is made from. */
struct strip {
    const uint8_t *rows[2];
    int width;
    int padded; /* a whole number of squares */
};

/*
 * The sums of both rows, each of two columns: two samples are read as one number, whichever way
 * round the machine has them.
 */
static void add_rows(const struct strip *strip, uint16_t *restrict sums)
{
    const uint8_t *restrict above = strip->rows[0];
    const uint8_t *restrict below = strip->rows[1];
    const int pairs = strip->width / 2;

    for (int x = 0; x < pairs; x++) {
        uint16_t a;
        uint16_t b;

        memcpy(&a, above + 2 * x, sizeof(a));
        memcpy(&b, below + 2 * x, sizeof(b));
        sums[x] = (uint16_t)((a & 255) + (a >> 8) + (b & 255) + (b >> 8));
    }
    if (strip->width % 2)
        sums[pairs] =
            (uint16_t)(2 * (strip->rows[0][strip->width - 1] + strip->rows[1][strip->width - 1]));
    /* the last ones go on where the plane ends */
    for (int x = (strip->width + 1) / 2; x < strip->padded / 2; x++)
        sums[x] =
            (uint16_t)(2 * (strip->rows[0][strip->width - 1] + strip->rows[1][strip->width - 1]));
}

static void add_pairs(const uint16_t *restrict from, int count, uint16_t *restrict to)
{
    for (int x = 0; x < count; x++) {
        uint32_t pair;

        memcpy(&pair, from + 2 * x, sizeof(pair));
        to[x] = (uint16_t)((pair & 0xffff) + (pair >> 16));
    }
}

static void shrink_strip(const struct strip *strip, int factor, uint8_t *restrict to)
{
    uint16_t sums[2][STRIP];
    int shift = 2;
    int which = 0;
    const uint16_t *last;
    int half;

    add_rows(strip, sums[0]);
    for (int side = factor / 2; side > 1; side /= 2, shift++, which ^= 1)
        add_pairs(sums[which], strip->padded * side / factor / 2, sums[which ^ 1]);
    last = sums[which];
    half = 1 << shift >> 1;
    for (int i = 0; i < strip->padded / factor; i++)
        to[i] = (uint8_t)((last[i] + half) >> shift);
}

static void copy(const uint8_t *from, int stride, struct fc_size size, uint8_t *to, int to_stride)
{
    for (int y = 0; y < size.height; y++)
        memcpy(to + (ptrdiff_t)y * to_stride, from + (ptrdiff_t)y * stride, (size_t)size.width);
}

void fc_small_shrink(const uint8_t *from, int stride, struct fc_size size, int factor, uint8_t *to,
                     int to_stride)
{
    if (factor == 1) {
        copy(from, stride, size, to, to_stride);
        return;
    }
    for (int y = 0; y < size.height; y += factor, to += to_stride) {
        const int last = size.height - 1;
        const int above = y + factor / 4;
        const int below = y + factor * 3 / 4;

        for (int x = 0; x < size.width; x += STRIP) {
            const int width = size.width - x < STRIP ? size.width - x : STRIP;
            const struct strip strip = {
                .rows = {from + (ptrdiff_t)(above < last ? above : last) * stride + x,
                         from + (ptrdiff_t)(below < last ? below : last) * stride + x},
                .width = width,
                .padded = (width + factor - 1) / factor * factor,
            };

            shrink_strip(&strip, factor, to + x / factor);
        }
    }
}
