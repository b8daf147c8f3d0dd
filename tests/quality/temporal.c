/* SPDX-License-Identifier: MIT */
#include "temporal.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHIFTS (2 * QUALITY_LAG_REACH + 1)
/* As many frames as changes at all shifts need. */
#define KEPT (SHIFTS + 1)
#define WINDOW 5

struct quality_motion {
    struct fc_size size;
    size_t count;
    int frames;           /* so far */
    uint8_t *truth[KEPT]; /* owned; frame n lies at n % KEPT */
    uint8_t *found[KEPT];
    uint8_t *recent;   /* owned; for how many frames more a fast change is among the kept ones */
    double difference; /* sum over pairs of frames */
    /* normal equations of the fit */
    double products[SHIFTS][SHIFTS];
    double right[SHIFTS];
};

struct quality_flicker {
    struct fc_size size;
    size_t count;
    int frames;
    uint8_t *found;  /* owned; the frame before */
    uint16_t *sums;  /* owned; of 5 x 5 pixels, the frame before */
    uint16_t *fresh; /* owned; the same of this frame */
    uint16_t *row;   /* owned; sums down the columns */
    uint64_t still;
    uint64_t flips;
};

struct quality_motion *quality_motion_create(struct fc_size size)
{
    struct quality_motion *motion = g_new0(struct quality_motion, 1);

    motion->size = size;
    motion->count = (size_t)size.width * (size_t)size.height;
    motion->recent = g_malloc0(motion->count);
    for (int i = 0; i < KEPT; i++) {
        motion->truth[i] = g_malloc(motion->count);
        motion->found[i] = g_malloc(motion->count);
    }
    return motion;
}

void quality_motion_destroy(struct quality_motion **motion)
{
    if (!*motion)
        return;
    for (int i = 0; i < KEPT; i++) {
        g_free((*motion)->truth[i]);
        g_free((*motion)->found[i]);
    }
    g_free((*motion)->recent);
    g_free(*motion);
    *motion = NULL;
}

static void add_difference(struct quality_motion *motion)
{
    const int now = (motion->frames - 1) % KEPT;
    const int before = (motion->frames - 2) % KEPT;
    uint64_t sum = 0;

    for (size_t i = 0; i < motion->count; i++) {
        const int found = motion->found[now][i] - motion->found[before][i];
        const int truth = motion->truth[now][i] - motion->truth[before][i];

        sum += (uint64_t)((found - truth) * (found - truth));
    }
    motion->difference += 100 * sqrt((double)sum / (double)motion->count) / 255;
}

static void look_for_fast(struct quality_motion *motion)
{
    const uint8_t *now = motion->truth[(motion->frames - 1) % KEPT];
    const uint8_t *before = motion->truth[(motion->frames - 2) % KEPT];

    for (size_t i = 0; i < motion->count; i++) {
        const uint8_t left = motion->recent[i];

        motion->recent[i] =
            (uint8_t)(abs(now[i] - before[i]) >= QUALITY_FAST ? SHIFTS : left - (left > 0));
    }
}

/* With all kept frames there: the fit's equations for the one in the middle. */
static void add_fit(struct quality_motion *motion)
{
    const int middle = motion->frames - 1 - QUALITY_LAG_REACH;
    const uint8_t *now = motion->found[middle % KEPT];
    const uint8_t *before = motion->found[(middle - 1) % KEPT];
    const uint8_t *truths[KEPT]; /* oldest first */
    int changes[SHIFTS];

    for (int k = 0; k < KEPT; k++)
        truths[k] = motion->truth[(motion->frames + k) % KEPT];
    for (size_t i = 0; i < motion->count; i++) {
        const int found = now[i] - before[i];

        if (!motion->recent[i])
            continue;
        /* newest first */
        for (int k = 0; k < SHIFTS; k++)
            changes[k] = truths[SHIFTS - k][i] - truths[SHIFTS - k - 1][i];
        for (int a = 0; a < SHIFTS; a++) {
            motion->right[a] += changes[a] * found;
            for (int b = 0; b < SHIFTS; b++)
                motion->products[a][b] += changes[a] * changes[b];
        }
    }
}

void quality_motion_push(struct quality_motion *motion, const uint8_t *found, const uint8_t *truth)
{
    const int slot = motion->frames % KEPT;

    memcpy(motion->truth[slot], truth, motion->count);
    memcpy(motion->found[slot], found, motion->count);
    motion->frames++;
    if (motion->frames >= 2) {
        add_difference(motion);
        look_for_fast(motion);
    }
    if (motion->frames >= KEPT)
        add_fit(motion);
}

/*
 * Solves products * weights = right by elimination. products is that of a least squares fit; a
 * little is added to its diagonal, so that changes that never come weigh nothing.
 */
static bool solve(const struct quality_motion *motion, double *weights)
{
    double rows[SHIFTS][SHIFTS + 1];
    double trace = 0;

    for (int a = 0; a < SHIFTS; a++) {
        trace += motion->products[a][a];
        memcpy(rows[a], motion->products[a], sizeof(motion->products[a]));
        rows[a][SHIFTS] = motion->right[a];
    }
    if (trace <= 0)
        return false;
    for (int a = 0; a < SHIFTS; a++)
        rows[a][a] += 1e-9 * trace;
    for (int pivot = 0; pivot < SHIFTS; pivot++) {
        for (int a = 0; a < SHIFTS; a++) {
            const double factor = rows[a][pivot] / rows[pivot][pivot];

            for (int b = pivot; a != pivot && b <= SHIFTS; b++)
                rows[a][b] -= factor * rows[pivot][b];
        }
    }
    for (int a = 0; a < SHIFTS; a++)
        weights[a] = rows[a][SHIFTS] / rows[a][a];
    return true;
}

static double lag_of(const struct quality_motion *motion)
{
    double weights[SHIFTS];
    double moment = 0;
    double sum = 0;

    if (!solve(motion, weights))
        return NAN;
    /* changes[0] is the newest, which the middle one sees QUALITY_LAG_REACH frames early */
    for (int k = 0; k < SHIFTS; k++) {
        moment += weights[k] * (k - QUALITY_LAG_REACH);
        sum += weights[k];
    }
    return sum > 0.05 ? moment / sum : NAN;
}

void quality_motion_result(const struct quality_motion *motion, struct quality_figures *figures)
{
    figures->value[QUALITY_DTSSD] =
        motion->frames > 1 ? motion->difference / (motion->frames - 1) : NAN;
    figures->value[QUALITY_LAG] = lag_of(motion);
}

struct quality_flicker *quality_flicker_create(struct fc_size size)
{
    struct quality_flicker *flicker = g_new0(struct quality_flicker, 1);

    flicker->size = size;
    flicker->count = (size_t)size.width * (size_t)size.height;
    flicker->found = g_malloc(flicker->count);
    flicker->sums = g_new(uint16_t, flicker->count);
    flicker->fresh = g_new(uint16_t, flicker->count);
    flicker->row = g_new(uint16_t, size.width);
    return flicker;
}

void quality_flicker_destroy(struct quality_flicker **flicker)
{
    if (!*flicker)
        return;
    g_free((*flicker)->found);
    g_free((*flicker)->sums);
    g_free((*flicker)->fresh);
    g_free((*flicker)->row);
    g_free(*flicker);
    *flicker = NULL;
}

/* Sums of 5 of the row's sums. */
static void add_row(uint16_t *to, const uint16_t *row, int width)
{
    const int half = WINDOW / 2;
    int sum = 0;

    for (int k = -half; k <= half; k++)
        sum += row[CLAMP(k, 0, width - 1)];
    for (int x = 0; x < width; x++) {
        to[x] = (uint16_t)sum;
        sum += row[MIN(x + half + 1, width - 1)] - row[MAX(x - half, 0)];
    }
}

/* Sums of 5 x 5 pixels; beyond the picture its border goes on. */
static void add_up(struct quality_flicker *flicker, const uint8_t *luma)
{
    const int width = flicker->size.width;
    const int half = WINDOW / 2;

    for (int y = 0; y < flicker->size.height; y++) {
        uint16_t *to = flicker->fresh + (ptrdiff_t)y * width;

        memset(flicker->row, 0, (size_t)width * sizeof(*flicker->row));
        for (int k = y - half; k <= y + half; k++) {
            const uint8_t *from = luma + (ptrdiff_t)CLAMP(k, 0, flicker->size.height - 1) * width;

            for (int x = 0; x < width; x++)
                flicker->row[x] = (uint16_t)(flicker->row[x] + from[x]);
        }
        add_row(to, flicker->row, width);
    }
}

static void count_flips(struct quality_flicker *flicker, const uint8_t *found)
{
    for (size_t i = 0; i < flicker->count; i++) {
        if (abs(flicker->fresh[i] - flicker->sums[i]) >= QUALITY_STILL * WINDOW * WINDOW)
            continue;
        flicker->still++;
        flicker->flips += (found[i] >= 128) != (flicker->found[i] >= 128);
    }
}

void quality_flicker_push(struct quality_flicker *flicker, const uint8_t *found,
                          const uint8_t *luma)
{
    uint16_t *sums = flicker->sums;

    add_up(flicker, luma);
    if (flicker->frames++ > 0)
        count_flips(flicker, found);
    flicker->sums = flicker->fresh;
    flicker->fresh = sums;
    memcpy(flicker->found, found, flicker->count);
}

void quality_flicker_result(const struct quality_flicker *flicker, struct quality_figures *figures)
{
    figures->value[QUALITY_FLICKER] =
        flicker->still ? (double)flicker->flips / (double)flicker->still : NAN;
}
