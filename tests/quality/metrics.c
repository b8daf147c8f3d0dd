/* SPDX-License-Identifier: MIT */
#include "metrics.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where the Gaussian has fallen to a hundredth: ceil(sigma * 2.588). */
#define REACH 4
#define TAPS (2 * REACH + 1)

/* Which sides of the edge are near, as bits. */
enum {
    SIDE_PERSON = 1,
    SIDE_ROOM = 2,
};

struct filter {
    float smooth[TAPS];
    float derive[TAPS];
};

struct quality_figures quality_no_figures(void)
{
    struct quality_figures figures;

    for (int i = 0; i < QUALITY_METRICS; i++)
        figures.value[i] = NAN;
    return figures;
}

static size_t count_of(struct fc_size size)
{
    return (size_t)size.width * (size_t)size.height;
}

static void spread_along(uint8_t *to, const uint8_t *from, int width)
{
    for (int x = 0; x < width; x++) {
        uint8_t seen = 0;

        for (int k = MAX(x - QUALITY_BAND_PX, 0); k <= MIN(x + QUALITY_BAND_PX, width - 1); k++)
            seen |= from[k];
        to[x] = seen;
    }
}

static void spread_across(uint8_t *to, const uint8_t *from, struct fc_size size, int y)
{
    memset(to, 0, (size_t)size.width);
    for (int k = MAX(y - QUALITY_BAND_PX, 0); k <= MIN(y + QUALITY_BAND_PX, size.height - 1); k++) {
        const uint8_t *row = from + (ptrdiff_t)k * size.width;

        for (int x = 0; x < size.width; x++)
            to[x] |= row[x];
    }
}

static uint8_t *mark_band(const uint8_t *alpha, struct fc_size size)
{
    const size_t count = count_of(size);
    uint8_t *band = g_malloc(count);
    uint8_t *along = g_malloc(count);

    for (size_t i = 0; i < count; i++)
        band[i] = alpha[i] >= 128 ? SIDE_PERSON : SIDE_ROOM;
    for (int y = 0; y < size.height; y++)
        spread_along(along + (ptrdiff_t)y * size.width, band + (ptrdiff_t)y * size.width,
                     size.width);
    for (int y = 0; y < size.height; y++)
        spread_across(band + (ptrdiff_t)y * size.width, along, size, y);
    for (size_t i = 0; i < count; i++)
        band[i] = band[i] == (SIDE_PERSON | SIDE_ROOM);
    g_free(along);
    return band;
}

static void scale_to_unit_energy(float *taps)
{
    double energy = 0;

    for (int i = 0; i < TAPS; i++)
        energy += (double)taps[i] * (double)taps[i];
    for (int i = 0; i < TAPS; i++)
        taps[i] = (float)((double)taps[i] / sqrt(energy));
}

static struct filter make_filter(void)
{
    struct filter filter;

    for (int i = 0; i < TAPS; i++) {
        const double x = i - REACH;
        const double bell = exp(-x * x / (2 * QUALITY_GRAD_SIGMA * QUALITY_GRAD_SIGMA));

        filter.smooth[i] = (float)bell;
        filter.derive[i] = (float)(x * bell);
    }
    scale_to_unit_energy(filter.smooth);
    scale_to_unit_energy(filter.derive);
    return filter;
}

/* Adds the row, times weight / 255, to sums, with REACH samples more on either side. */
static void add_row(float *sums, const uint8_t *row, int width, float weight)
{
    weight /= 255;
    for (int x = 0; x < width; x++)
        sums[REACH + x] += weight * (float)row[x];
    for (int k = 0; k < REACH; k++) {
        sums[k] += weight * (float)row[0];
        sums[REACH + width + k] += weight * (float)row[width - 1];
    }
}

/* The gradient's amplitude along row y. rows: 2 * (width + 2 * REACH) floats to work in. */
static void slope_row(float *slope, const struct filter *filter, const uint8_t *alpha,
                      struct fc_size size, int y, float *rows)
{
    const size_t wide = (size_t)size.width + 2 * REACH;
    float *smooth = rows;
    float *derive = rows + wide;

    memset(rows, 0, 2 * wide * sizeof(*rows));
    for (int i = 0; i < TAPS; i++) {
        const int k = CLAMP(y + i - REACH, 0, size.height - 1);
        const uint8_t *row = alpha + (ptrdiff_t)k * size.width;

        add_row(smooth, row, size.width, filter->smooth[i]);
        add_row(derive, row, size.width, filter->derive[i]);
    }
    for (int x = 0; x < size.width; x++) {
        float across = 0;
        float down = 0;

        for (int i = 0; i < TAPS; i++) {
            across += filter->derive[i] * smooth[x + i];
            down += filter->smooth[i] * derive[x + i];
        }
        slope[x] = sqrtf(across * across + down * down);
    }
}

static float *new_rows(struct fc_size size)
{
    return g_new(float, 2 * ((gsize)size.width + 2 * REACH));
}

void quality_truth_init(struct quality_truth *truth, const uint8_t *alpha, struct fc_size size)
{
    const struct filter filter = make_filter();
    float *rows = new_rows(size);

    *truth = (struct quality_truth){.size = size, .alpha = alpha};
    truth->band = mark_band(alpha, size);
    truth->slope = g_new(float, count_of(size));
    for (int y = 0; y < size.height; y++)
        slope_row(truth->slope + (ptrdiff_t)y * size.width, &filter, alpha, size, y, rows);
    g_free(rows);
}

void quality_truth_finish(struct quality_truth *truth)
{
    g_free(truth->band);
    g_free(truth->slope);
    *truth = (struct quality_truth){0};
}

static double gradient_error(const struct quality_truth *truth, const uint8_t *found)
{
    const struct filter filter = make_filter();
    const struct fc_size size = truth->size;
    float *rows = new_rows(size);
    float *slope = g_new(float, size.width);
    double sum = 0;

    for (int y = 0; y < size.height; y++) {
        const float *wanted = truth->slope + (ptrdiff_t)y * size.width;

        slope_row(slope, &filter, found, size, y, rows);
        for (int x = 0; x < size.width; x++) {
            const double off = (double)slope[x] - (double)wanted[x];

            sum += off * off;
        }
    }
    g_free(slope);
    g_free(rows);
    return sum / 1000;
}

void quality_compare(const struct quality_truth *truth, const uint8_t *found,
                     struct quality_figures *figures)
{
    const size_t count = count_of(truth->size);
    double absolute = 0;
    double squared = 0;
    double near = 0;
    size_t inside = 0;
    size_t both = 0;
    size_t any = 0;

    for (size_t i = 0; i < count; i++) {
        const double off = abs(found[i] - truth->alpha[i]) / 255.0;
        const bool is_found = found[i] >= 128;
        const bool is_true = truth->alpha[i] >= 128;

        absolute += off;
        squared += off * off;
        near += truth->band[i] ? off : 0;
        inside += truth->band[i];
        both += is_found && is_true;
        any += is_found || is_true;
    }
    figures->value[QUALITY_IOU] = any ? (double)both / (double)any : 1;
    figures->value[QUALITY_MAD] = absolute / (double)count;
    figures->value[QUALITY_MSE] = squared / (double)count;
    figures->value[QUALITY_GRAD] = gradient_error(truth, found);
    figures->value[QUALITY_BAND] = inside ? near / (double)inside : NAN;
}
