/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of the guided filter (He, Sun, Tang, "Guided Image Filtering", TPAMI 2013, with
 * a colour guide, section 3.4; at reduced resolution after He and Sun, "Fast Guided Filter",
 * 2015), as rows of planes, so that each loop runs along memory.
 *
 * Within a window, the matte is taken as a linear function of the picture's colour,
 * p = a . I + b. Moments of I and p over the window give a and b by least squares, in which pixels
 * count as much as they are trusted.
 */
#ifndef FC_MATTE_GUIDED_H
#define FC_MATTE_GUIDED_H

#include <stddef.h>
#include <stdint.h>

/* Half the window, in pixels of the working resolution; the window is 17 by 17. */
#define FC_GUIDED_RADIUS 8

/* Planes of moments: I (3), p, I p (3), I I (6: 00 01 02 11 12 22), 1; all times trust. */
#define FC_GUIDED_MOMENTS 14

/* Planes of coefficients: a (3), b. */
#define FC_GUIDED_COEFFICIENTS 4

/* One row of the picture and the matte: guide in -0.5..0.5, p in 0..1, and what each counts. */
struct fc_guided_row {
    const float *guide[3];
    const float *p;
    const float *trust;
};

/* What a sum over a window is multiplied with: along the row, and the whole row. */
struct fc_guided_scale {
    const float *along;
    float factor;
};

/*
 * Kernels. Rows of one kind lie `stride` floats apart. Every row may be read and written up to
 * 16 floats beyond `count`.
 */
struct fc_guided_kernels {
    const char *name;

    /* sums[m][x] += moment m of row `in` at x, minus that of row `out` */
    void (*slide_moments)(float *sums, size_t stride, const struct fc_guided_row *in,
                          const struct fc_guided_row *out, size_t count);

    /* sums[x] += in[x] - out[x] */
    void (*slide)(float *sums, const float *in, const float *out, size_t count);

    /*
     * to[m][x] = factor * along[x] * sum of from[m][x - R .. x + R] for x in 0..count, R the
     * radius; from is readable from -R to count + R + 16. scratch holds 2 * (count + 48) floats.
     */
    void (*box)(float *to, const float *from, const struct fc_guided_scale *scale, size_t stride,
                size_t planes, size_t count, float *scratch);

    /* a, b from means of moments: (covariance of I + eps) a = covariance of I and p */
    void (*solve)(float *coefficients, const float *means, size_t stride, float eps, size_t count);

    /*
     * Twice as many samples between the same ends: to[2x] = 3/4 from[x] + 1/4 from[x - 1],
     * to[2x + 1] = 3/4 from[x] + 1/4 from[x + 1], for x in 0..count.
     */
    void (*widen)(float *to, const float *from, size_t count);

    /*
     * alpha[x] = 255 * (a . I + b) clamped, where a, b lie between rows above and below by
     * weight (0: above, 1: below) and I is the row of bytes y, u, v (u, v already as wide as y).
     * Coefficients are for bytes: see sharpen.c.
     */
    void (*apply)(uint8_t *alpha, const float *above, const float *below, float weight,
                  size_t stride, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                  size_t count);

    /* sums[x] += row[x]; at most 257 rows fit */
    void (*add)(uint16_t *sums, const uint8_t *row, size_t count);

    /* to[x] = from[2x] + from[2x + 1] */
    void (*add_pairs)(uint16_t *to, const uint16_t *from, size_t count);

    /* to[x] = 3 near[x] + far[x]: three quarters of the way from one row to the next, times 4 */
    void (*mix)(uint16_t *to, const uint8_t *near, const uint8_t *far, size_t count);

    /*
     * Bytes, twice as many as the mixed ones, between the same ends:
     * to[2x] = 3/16 from[x] + 1/16 from[x - 1], to[2x + 1] = 3/16 from[x] + 1/16 from[x + 1],
     * rounded.
     */
    void (*widen_mixed)(uint8_t *to, const uint16_t *from, size_t count);
};

extern const struct fc_guided_kernels fc_guided_kernels_c;
extern const struct fc_guided_kernels fc_guided_kernels_avx2;

/* The fastest that this processor runs. To be called once, when a size is settled. */
const struct fc_guided_kernels *fc_guided_choose(void);

#endif
