/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <glib.h>
#include <string.h>

static int mirrored(int i, int count)
{
    while (i < 0 || i >= count)
        i = i < 0 ? -i : 2 * (count - 1) - i;
    return i;
}

/* to = whether one of side pixels along the row is person. */
static void grow_row(uint8_t *to, const uint8_t *from, int width, int side)
{
    int next = 0; /* the first pixel that was not looked at yet */
    int seen = -1;

    for (int x = 0; x < width; x++) {
        const int first = x - side / 2;

        for (; next < MIN(first + side, width); next++)
            seen = from[next] ? next : seen;
        to[x] = seen >= 0 && seen >= first ? 255 : 0;
    }
}

static void grow(uint8_t *alpha, struct fc_size size, int side)
{
    uint8_t *along = g_malloc((gsize)size.width * (gsize)size.height);

    for (int y = 0; y < size.height; y++)
        grow_row(along + (ptrdiff_t)y * size.width, alpha + (ptrdiff_t)y * size.width, size.width,
                 side);
    for (int y = 0; y < size.height; y++) {
        uint8_t *to = alpha + (ptrdiff_t)y * size.width;
        const int end = MIN(y - side / 2 + side, size.height);

        memset(to, 0, (size_t)size.width);
        for (int k = MAX(y - side / 2, 0); k < end; k++) {
            for (int x = 0; x < size.width; x++)
                to[x] = MAX(to[x], along[(ptrdiff_t)k * size.width + x]);
        }
    }
    g_free(along);
}

/* sums: of side pixels down each column. */
static void average_row(uint8_t *to, const uint16_t *sums, int width, int side)
{
    int sum = side * side / 2;

    for (int k = 0; k < side; k++)
        sum += sums[mirrored(k - side / 2, width)];
    for (int x = 0; x < width; x++) {
        to[x] = (uint8_t)(sum / (side * side));
        sum += sums[mirrored(x - side / 2 + side, width)] - sums[mirrored(x - side / 2, width)];
    }
}

static const uint8_t *row_of(const uint8_t *alpha, struct fc_size size, int y)
{
    return alpha + (ptrdiff_t)mirrored(y, size.height) * size.width;
}

static void average(uint8_t *alpha, struct fc_size size, int side)
{
    uint8_t *from = g_memdup2(alpha, (gsize)size.width * (gsize)size.height);
    uint16_t *sums = g_new0(uint16_t, size.width);

    for (int k = 0; k < side; k++) {
        const uint8_t *row = row_of(from, size, k - side / 2);

        for (int x = 0; x < size.width; x++)
            sums[x] = (uint16_t)(sums[x] + row[x]);
    }
    for (int y = 0; y < size.height; y++) {
        const uint8_t *in = row_of(from, size, y - side / 2 + side);
        const uint8_t *out = row_of(from, size, y - side / 2);

        average_row(alpha + (ptrdiff_t)y * size.width, sums, size.width, side);
        for (int x = 0; x < size.width; x++)
            sums[x] = (uint16_t)(sums[x] + in[x] - out[x]);
    }
    g_free(sums);
    g_free(from);
}

void quality_smear(const struct quality_smear *smear, uint8_t *alpha, struct fc_size size)
{
    const gsize count = (gsize)size.width * (gsize)size.height;

    for (gsize i = 0; i < count; i++)
        alpha[i] = alpha[i] > smear->threshold ? 255 : 0;
    grow(alpha, size, smear->dilate_px);
    average(alpha, size, smear->box_px);
}

struct place {
    int index;
    int next;
    float part; /* how far from index to next */
};

static struct place place_of(int i, int count, int from)
{
    const float at = ((float)i + 0.5f) * (float)from / (float)count - 0.5f;
    const float clamped = CLAMP(at, 0.0f, (float)(from - 1));
    const int index = (int)clamped;

    return (struct place){index, MIN(index + 1, from - 1), clamped - (float)index};
}

void quality_enlarge(const float *person, struct fc_size from, uint8_t *alpha, struct fc_size to)
{
    struct place *columns = g_new(struct place, to.width);

    for (int x = 0; x < to.width; x++)
        columns[x] = place_of(x, to.width, from.width);
    for (int y = 0; y < to.height; y++) {
        const struct place row = place_of(y, to.height, from.height);
        const float *above = person + (ptrdiff_t)row.index * from.width;
        const float *below = person + (ptrdiff_t)row.next * from.width;

        for (int x = 0; x < to.width; x++) {
            const struct place at = columns[x];
            const float up = above[at.index] + at.part * (above[at.next] - above[at.index]);
            const float down = below[at.index] + at.part * (below[at.next] - below[at.index]);
            const float value = up + row.part * (down - up);

            alpha[(ptrdiff_t)y * to.width + x] = (uint8_t)(CLAMP(value, 0.0f, 1.0f) * 255 + 0.5f);
        }
    }
    g_free(columns);
}
