/* SPDX-License-Identifier: MIT */
/* Compiled once for any processor and once for AVX2 with FMA, see meson.build. */
#include "exec/xnn/pointwise.h"

#include <string.h>

/* Pixels of a tile. With AVX2: 12 vectors of sums, 2 of weights, 1 number: 15 of 16 registers. */
#define ROWS FC_POINTWISE_ROWS
#ifdef __AVX2__
#include <immintrin.h>
#define LANES 8
#else
#define LANES 4
#endif
#define VECTORS (FC_POINTWISE_GROUP / LANES)

typedef float vector __attribute__((vector_size(LANES * sizeof(float))));

static inline vector load(const float *from)
{
    vector v;

    memcpy(&v, from, sizeof(v));
    return v;
}

static inline vector clamp(vector v, float low, float high)
{
#ifdef __AVX2__
    return _mm256_min_ps(_mm256_max_ps(v, _mm256_set1_ps(low)), _mm256_set1_ps(high));
#else
    for (int i = 0; i < LANES; i++)
        v[i] = v[i] < low ? low : v[i] > high ? high : v[i];
    return v;
#endif
}

/* Through a copy: sums whose address goes elsewhere would be kept in memory all the time. */
static inline void store(float *to, const vector *sums, int vectors, int columns)
{
    vector row[VECTORS];

    for (int v = 0; v < vectors; v++)
        row[v] = sums[v];
    if (columns == FC_POINTWISE_GROUP)
        memcpy(to, row, sizeof(row));
    else
        memcpy(to, row, (size_t)columns * sizeof(float));
}

/* One group of channels of a few pixels: where this is called, rows and vectors are constants, so
 * that the sums stay in registers. */
static inline __attribute__((always_inline)) void run_tile(const struct fc_pointwise *pw,
                                                           const float *weights, const float *in,
                                                           float *out, int columns, int rows,
                                                           int vectors)
{
    vector sums[ROWS][VECTORS];

    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            sums[r][v] = load(weights + v * LANES);
    weights += FC_POINTWISE_GROUP;
    for (size_t k = 0; k < pw->in_channels; k++, weights += FC_POINTWISE_GROUP) {
        vector w[VECTORS];

        for (int v = 0; v < vectors; v++)
            w[v] = load(weights + v * LANES);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++)
                sums[r][v] += in[(size_t)r * pw->in_channels + k] * w[v];
    }
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++)
            sums[r][v] = clamp(sums[r][v], pw->clamp_min, pw->clamp_max);
        store(out + (size_t)r * pw->out_channels, sums[r], vectors, columns);
    }
}

static void run_rows(const struct fc_pointwise *pw, const float *in, float *out, int rows)
{
    const float *weights = pw->packed;
    size_t left = pw->out_channels;

    for (; left > FC_POINTWISE_GROUP / 2; weights += (1 + pw->in_channels) * FC_POINTWISE_GROUP) {
        const size_t columns = left < FC_POINTWISE_GROUP ? left : FC_POINTWISE_GROUP;

        if (rows == ROWS)
            run_tile(pw, weights, in, out, (int)columns, ROWS, VECTORS);
        else
            run_tile(pw, weights, in, out, (int)columns, 1, VECTORS);
        out += columns;
        left -= columns;
    }
    if (left > 0 && rows == ROWS)
        run_tile(pw, weights, in, out, (int)left, ROWS, VECTORS / 2);
    else if (left > 0)
        run_tile(pw, weights, in, out, (int)left, 1, VECTORS / 2);
}

/* in * gate + plus of a few pixels. */
static void weigh(const struct fc_pointwise *pw, const struct fc_pointwise_input *input, size_t row,
                  int rows, float *restrict to)
{
    const size_t channels = pw->in_channels;
    const float *restrict gate = input->gate;

    for (int r = 0; r < rows; r++, to += channels) {
        const size_t at = (row + (size_t)r) * channels;
        const float *restrict in = input->in + at;
        const float *restrict plus = input->plus ? input->plus + at : NULL;

        for (size_t k = 0; !plus && k < channels; k++)
            to[k] = in[k] * gate[k];
        for (size_t k = 0; plus && k < channels; k++)
            to[k] = in[k] * gate[k] + plus[k];
    }
}

static void run(const struct fc_pointwise *pw, const struct fc_pointwise_input *input, float *out,
                size_t rows)
{
    float weighed[ROWS * FC_POINTWISE_GATED_MAX];
    size_t row = 0;

    while (row < rows) {
        const int count = rows - row >= ROWS ? ROWS : 1;
        const float *in = input->in + row * pw->in_channels;

        if (input->gate) {
            weigh(pw, input, row, count, weighed);
            in = weighed;
        }
        run_rows(pw, in, out + row * pw->out_channels, count);
        row += (size_t)count;
    }
}

const struct fc_pointwise_kernel FC_POINTWISE_KERNEL = {.name = FC_POINTWISE_NAME, .run = run};
