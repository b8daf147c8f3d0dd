/* SPDX-License-Identifier: MIT */
/*
 * Compiled once for any processor and once for AVX2 with FMA, see meson.build: the loops are
 * plain C that compilers vectorise. bench_matte shows what that brings.
 */
#include "matte/guided.h"

#include <string.h>

static void slide_moments(float *restrict sums, size_t stride, const struct fc_guided_row *in,
                          const struct fc_guided_row *out, size_t count)
{
    const float *restrict in0 = in->guide[0];
    const float *restrict in1 = in->guide[1];
    const float *restrict in2 = in->guide[2];
    const float *restrict in_p = in->p;
    const float *restrict out0 = out->guide[0];
    const float *restrict out1 = out->guide[1];
    const float *restrict out2 = out->guide[2];
    const float *restrict out_p = out->p;

    const float *restrict in_trust = in->trust;
    const float *restrict out_trust = out->trust;

    for (size_t x = 0; x < count; x++) {
        float a = in0[x];
        float b = in1[x];
        float c = in2[x];
        float p = in_p[x];
        float w = in_trust[x];
        float d = out0[x];
        float e = out1[x];
        float f = out2[x];
        float q = out_p[x];
        float v = out_trust[x];
        float wa = w * a;
        float wb = w * b;
        float wc = w * c;
        float vd = v * d;
        float ve = v * e;
        float vf = v * f;

        sums[0 * stride + x] += wa - vd;
        sums[1 * stride + x] += wb - ve;
        sums[2 * stride + x] += wc - vf;
        sums[3 * stride + x] += w * p - v * q;
        sums[4 * stride + x] += wa * p - vd * q;
        sums[5 * stride + x] += wb * p - ve * q;
        sums[6 * stride + x] += wc * p - vf * q;
        sums[7 * stride + x] += wa * a - vd * d;
        sums[8 * stride + x] += wa * b - vd * e;
        sums[9 * stride + x] += wa * c - vd * f;
        sums[10 * stride + x] += wb * b - ve * e;
        sums[11 * stride + x] += wb * c - ve * f;
        sums[12 * stride + x] += wc * c - vf * f;
        sums[13 * stride + x] += w - v;
    }
}

static void slide(float *restrict sums, const float *restrict in, const float *restrict out,
                  size_t count)
{
    for (size_t x = 0; x < count; x++)
        sums[x] += in[x] - out[x];
}

static void widen(float *restrict to, const float *restrict from, size_t count)
{
    for (size_t x = 0; x < count; x++) {
        to[2 * x] = 0.75f * from[x] + 0.25f * from[(ptrdiff_t)x - 1];
        to[2 * x + 1] = 0.75f * from[x] + 0.25f * from[x + 1];
    }
}

/* A sum of 17 by doubling: 2, 4, 8, 16 and one more. No sum runs along, so nothing drifts. */
static void box_row(float *restrict to, const float *restrict from,
                    const struct fc_guided_scale *scale, size_t count, float *restrict s,
                    float *restrict t)
{
    const float *restrict along = scale->along;
    const float factor = scale->factor;

    from -= FC_GUIDED_RADIUS;
    for (size_t x = 0; x < count + 16; x++)
        s[x] = from[x] + from[x + 1];
    for (size_t x = 0; x < count + 12; x++)
        t[x] = s[x] + s[x + 2];
    for (size_t x = 0; x < count + 8; x++)
        s[x] = t[x] + t[x + 4];
    for (size_t x = 0; x < count; x++)
        to[x] = factor * along[x] * (s[x] + s[x + 8] + from[x + 16]);
}

static void box(float *to, const float *from, const struct fc_guided_scale *scale, size_t stride,
                size_t planes, size_t count, float *scratch)
{
    for (size_t m = 0; m < planes; m++)
        box_row(to + m * stride, from + m * stride, scale, count, scratch, scratch + count + 48);
}

static inline float at_least(float value, float least)
{
    return value > least ? value : least;
}

static void solve(float *restrict coefficients, const float *restrict m, size_t stride, float eps,
                  size_t count)
{
    for (size_t x = 0; x < count; x++) {
        float n = 1.0f / at_least(m[13 * stride + x], 1e-6f);
        float i0 = n * m[0 * stride + x];
        float i1 = n * m[1 * stride + x];
        float i2 = n * m[2 * stride + x];
        float p = n * m[3 * stride + x];
        float c0 = n * m[4 * stride + x] - i0 * p;
        float c1 = n * m[5 * stride + x] - i1 * p;
        float c2 = n * m[6 * stride + x] - i2 * p;
        float v00 = n * m[7 * stride + x] - i0 * i0 + eps;
        float v01 = n * m[8 * stride + x] - i0 * i1;
        float v02 = n * m[9 * stride + x] - i0 * i2;
        float v11 = n * m[10 * stride + x] - i1 * i1 + eps;
        float v12 = n * m[11 * stride + x] - i1 * i2;
        float v22 = n * m[12 * stride + x] - i2 * i2 + eps;
        /*
         * By L D L^T: where a window holds two colours only, the matrix is all but singular, and
         * cofactors lose everything in rounding. The exact pivots are all at least eps.
         */
        float r0 = 1.0f / at_least(v00, eps);
        float l1 = v01 * r0;
        float l2 = v02 * r0;
        float r1 = 1.0f / at_least(v11 - l1 * v01, eps);
        float rest = v12 - l1 * v02;
        float l3 = rest * r1;
        float r2 = 1.0f / at_least(v22 - l2 * v02 - l3 * rest, eps);
        float y1 = c1 - l1 * c0;
        float a2 = (c2 - l2 * c0 - l3 * y1) * r2;
        float a1 = y1 * r1 - l3 * a2;
        float a0 = c0 * r0 - l1 * a1 - l2 * a2;

        coefficients[0 * stride + x] = a0;
        coefficients[1 * stride + x] = a1;
        coefficients[2 * stride + x] = a2;
        coefficients[3 * stride + x] = p - a0 * i0 - a1 * i1 - a2 * i2;
    }
}

static void apply(uint8_t *restrict alpha, const float *restrict above, const float *restrict below,
                  float weight, size_t stride, const uint8_t *restrict y, const uint8_t *restrict u,
                  const uint8_t *restrict v, size_t count)
{
    for (size_t x = 0; x < count; x++) {
        float a0 = above[0 * stride + x];
        float a1 = above[1 * stride + x];
        float a2 = above[2 * stride + x];
        float b = above[3 * stride + x];
        int value;

        a0 += weight * (below[0 * stride + x] - a0);
        a1 += weight * (below[1 * stride + x] - a1);
        a2 += weight * (below[2 * stride + x] - a2);
        b += weight * (below[3 * stride + x] - b);
        /* clamped as an int: of floats, compilers make masks that they narrow and mix bytes by */
        value = (int)(a0 * y[x] + a1 * u[x] + a2 * v[x] + b + 0.5f);
        value = value < 0 ? 0 : value;
        alpha[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

static void add(uint16_t *restrict sums, const uint8_t *restrict row, size_t count)
{
    for (size_t x = 0; x < count; x++)
        sums[x] = (uint16_t)(sums[x] + row[x]);
}

static void add_pairs(uint16_t *restrict to, const uint16_t *restrict from, size_t count)
{
    for (size_t x = 0; x < count; x++)
        to[x] = (uint16_t)(from[2 * x] + from[2 * x + 1]);
}

static void mix(uint16_t *restrict to, const uint8_t *restrict near, const uint8_t *restrict far,
                size_t count)
{
    for (size_t x = 0; x < count; x++)
        to[x] = (uint16_t)(3 * near[x] + far[x]);
}

static void widen_mixed(uint8_t *restrict to, const uint16_t *restrict from, size_t count)
{
    for (size_t x = 0; x < count; x++) {
        const uint16_t own = (uint16_t)(3 * from[x] + 8);
        const uint16_t left = (uint16_t)(own + from[(ptrdiff_t)x - 1]);
        const uint16_t right = (uint16_t)(own + from[x + 1]);

        to[2 * x] = (uint8_t)(left >> 4);
        to[2 * x + 1] = (uint8_t)(right >> 4);
    }
}

const struct fc_guided_kernels FC_GUIDED_KERNELS = {
    .name = FC_GUIDED_NAME,
    .slide_moments = slide_moments,
    .slide = slide,
    .widen = widen,
    .box = box,
    .solve = solve,
    .apply = apply,
    .add = add,
    .add_pairs = add_pairs,
    .mix = mix,
    .widen_mixed = widen_mixed,
};
