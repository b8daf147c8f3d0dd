/* SPDX-License-Identifier: MIT */
#include "matte/spread.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clamp.h"
#include "base/memory.h"

/* How far into its area a reading fades, as a share of the area's side. */
static const float fade = 0.05f;

int fc_spread_init(struct fc_spread *spread, struct fc_size size, int factor)
{
    const size_t width = (size_t)size.width;

    *spread = (struct fc_spread){.size = size, .factor = factor};
    spread->left = fc_alloc_aligned(FC_MAX_READINGS * width * sizeof(*spread->left));
    spread->part = fc_alloc_aligned(FC_MAX_READINGS * width * sizeof(*spread->part));
    spread->cover = fc_alloc_aligned(FC_MAX_READINGS * width * sizeof(*spread->cover));
    spread->weight = fc_alloc_aligned(width * sizeof(*spread->weight));
    if (spread->left && spread->part && spread->cover && spread->weight)
        return 0;
    fc_spread_finish(spread);
    return -ENOMEM;
}

void fc_spread_finish(struct fc_spread *spread)
{
    free(spread->left);
    free(spread->part);
    free(spread->cover);
    free(spread->weight);
    *spread = (struct fc_spread){0};
}

/* One side of an area: where it begins, how long it is, how many samples it has. */
struct side {
    int from;
    int length;
    int samples;
    int frame; /* the frame's own length */
};

/* How much a reading counts at a place along one side, 0..1; edges that are the frame's do not fade. */
static float cover_at(const struct side *side, float at)
{
    const float far = fade * (float)side->length;
    const float before = at - (float)side->from;
    const float behind = (float)(side->from + side->length) - at;
    float cover = 1;

    if (side->from > 0)
        cover = fc_clamp_float(before / far, 0, cover);
    if (side->from + side->length < side->frame)
        cover = fc_clamp_float(behind / far, 0, cover);
    return cover;
}

/* The sample before a place along one side, and how far behind it the place is. */
static int sample_at(const struct side *side, float at, float *part)
{
    const float scale = (float)side->samples / (float)side->length;
    const float place =
        fc_clamp_float((at - (float)side->from) * scale - 0.5f, 0, (float)(side->samples - 1));
    const int sample = (int)place < side->samples - 1 ? (int)place : side->samples - 1;

    *part = place - (float)sample;
    return sample;
}

/* The middle of a pixel of the map, in pixels of the frame. */
static float middle_of(const struct fc_spread *spread, int i)
{
    return ((float)i + 0.5f) * (float)spread->factor;
}

static void fill_columns(struct fc_spread *spread, struct fc_size frame,
                         const struct fc_reading *reading, int number)
{
    const struct side side = {reading->area.x, reading->area.size.width, reading->size.width,
                              frame.width};
    const int first = number * spread->size.width;

    for (int x = 0; x < spread->size.width; x++) {
        const float at = middle_of(spread, x);

        spread->left[first + x] = sample_at(&side, at, &spread->part[first + x]);
        spread->cover[first + x] = reading->weight * cover_at(&side, at);
    }
}

/* A reading's rows above and below a row of the map. */
struct rows {
    const float *above;
    const float *below;
    float part;
    float cover;
};

static struct rows rows_at(const struct fc_spread *spread, struct fc_size frame,
                           const struct fc_reading *reading, int y)
{
    const struct side side = {reading->area.y, reading->area.size.height, reading->size.height,
                              frame.height};
    const float at = middle_of(spread, y);
    struct rows rows = {.cover = cover_at(&side, at)};
    const int above = sample_at(&side, at, &rows.part);
    const int below = above < reading->size.height - 1 ? above + 1 : above;

    rows.above = reading->person + (ptrdiff_t)above * reading->size.width;
    rows.below = reading->person + (ptrdiff_t)below * reading->size.width;
    return rows;
}

static float value_at(const struct rows *rows, int left, int right, float part)
{
    const float above = rows->above[left] + part * (rows->above[right] - rows->above[left]);
    const float below = rows->below[left] + part * (rows->below[right] - rows->below[left]);

    return above + rows->part * (below - above);
}

/* The sums of a row become means. */
static void divide_row(const struct fc_spread *spread, float *restrict map)
{
    const float *restrict weight = spread->weight;

    for (int x = 0; x < spread->size.width; x++)
        map[x] /= weight[x];
}

/* Adds what a reading says of a row. */
static void add_row(const struct fc_spread *spread, const struct rows *rows, int number, int last,
                    float *restrict map)
{
    const ptrdiff_t first = (ptrdiff_t)number * spread->size.width;
    const int *left = spread->left + first;
    const float *part = spread->part + first;
    const float *cover = spread->cover + first;
    float *restrict weight = spread->weight;

    for (int x = 0; x < spread->size.width; x++) {
        const int right = left[x] < last ? left[x] + 1 : last;
        const float own = rows->cover * cover[x];

        map[x] += own * value_at(rows, left[x], right, part[x]);
        weight[x] += own;
    }
}

void fc_spread_run(struct fc_spread *spread, struct fc_size frame,
                   const struct fc_reading *readings, int count, float *map, size_t stride)
{
    const size_t row_bytes = (size_t)spread->size.width * sizeof(*map);

    assert(count >= 1 && count <= FC_MAX_READINGS);
    assert(fc_size_equal(readings[count - 1].area.size, frame) && readings[count - 1].weight > 0);
    for (int i = 0; i < count; i++)
        fill_columns(spread, frame, &readings[i], i);
    for (int y = 0; y < spread->size.height; y++) {
        float *row = map + (size_t)y * stride;

        memset(row, 0, row_bytes);
        memset(spread->weight, 0, row_bytes);
        for (int i = 0; i < count; i++) {
            const struct rows rows = rows_at(spread, frame, &readings[i], y);

            if (rows.cover > 0)
                add_row(spread, &rows, i, readings[i].size.width - 1, row);
        }
        divide_row(spread, row);
    }
}
