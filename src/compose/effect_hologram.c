/* SPDX-License-Identifier: MIT */
/*
 * A person beamed in from far away: their light as a ramp from blue to green, scan bands that
 * flicker, two shifted ghosts, and the person's own colours half over it, brighter than real.
 * All of that is linear in R'G'B', so it is done on Y'CbCr as it is.
 */
#include "compose/effect.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/clamp.h"
#include "frame/colour.h"
#include "frame/frame.h"

/* Lengths in a picture of 720 lines; others are scaled. */
#define LINES 720
#define BAND_PERIOD 5
#define BAND_DARK 2
#define GHOST_PX 5

/* Dark bands keep between these shares of their light. */
#define DARKEST 0.1f
#define LEAST_DARK 0.3f

/* How much of the picture, and of the hologram at its place and at the two ghosts', there is. */
#define OWN 0.5f
static const float shares[3] = {0.6f * 0.4f * 0.2f, 0.6f * 0.4f * 0.8f, 0.6f * 0.6f};

/* Luma gains are in 1 / 2^8, chroma gains in 1 / 2^7: sums then fit in 16 bits. */
#define LUMA_BITS 8
#define CHROMA_BITS 7

/* The hologram of light t (0 black, 1 white) is base + slope * t, in codes above black. */
struct tint {
    float base[3], slope[3];
    int black, white;
    int chroma_min, chroma_max;
};

struct bands {
    int period, dark;
    uint64_t number; /* of the frame */
};

struct hologram {
    struct tint tint;
    struct bands bands;
    int ghost_px;
};

/* blue at the dark end, green with half as much blue at the bright end */
static struct tint tint_of(struct fc_colour colour)
{
    struct fc_yuv dark = fc_colour_from_rgb(colour, 0, 0, 255);
    struct fc_yuv bright = fc_colour_from_rgb(colour, 0, 255, 128);
    bool full = colour.range == FC_RANGE_FULL;
    float black = fc_colour_black(colour);

    return (struct tint){
        .base = {dark.y - black, dark.u - 128.0f, dark.v - 128.0f},
        .slope = {(float)(bright.y - dark.y), (float)(bright.u - dark.u),
                  (float)(bright.v - dark.v)},
        .black = fc_colour_black(colour),
        .white = full ? 255 : 235,
        .chroma_min = full ? 0 : 16,
        .chroma_max = full ? 255 : 240,
    };
}

static int scaled(int length, int height, int least)
{
    int px = (int)lrint((double)length * height / LINES);

    return px < least ? least : px;
}

/* A number of 64 bits that looks like any other, for each x (Steele, Lea, Flood: SplitMix64). */
static uint64_t hash(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The share of its light that a row of luma keeps. */
static float row_light(const struct bands *bands, int y)
{
    uint64_t band = (uint64_t)(y / bands->period);
    float random;

    if (y % bands->period >= bands->dark)
        return 1.0f;
    random = (float)(hash(hash(bands->number) + band) >> 40) / (float)(1 << 24);
    return DARKEST + (LEAST_DARK - DARKEST) * random;
}

/* --- luma --- */

struct luma_gains {
    uint16_t gain[3];
    uint16_t add;
};

/* The compiler makes SIMD of it: everything stays within 16 bits and below 255 << LUMA_BITS. */
static void luma_kernel(const struct luma_gains *gains, const uint8_t *const from[3], uint8_t *to,
                        int count)
{
    const uint8_t *restrict a = from[0];
    const uint8_t *restrict b = from[1];
    const uint8_t *restrict c = from[2];
    uint8_t *restrict out = to;
    struct luma_gains g = *gains;

    for (int x = 0; x < count; x++) {
        uint16_t sum = (uint16_t)(a[x] * g.gain[0] + b[x] * g.gain[1] + c[x] * g.gain[2] + g.add);

        out[x] = (uint8_t)(sum >> LUMA_BITS);
    }
}

static struct luma_gains luma_gains_of(const struct tint *tint, const float light[3])
{
    const float one = 1 << LUMA_BITS;
    float span = (float)(tint->white - tint->black);
    float add = (float)tint->black + 0.5f;
    struct luma_gains gains;

    for (int i = 0; i < 3; i++) {
        float gain = shares[i] * light[i] * tint->slope[0] / span + (i == 0 ? OWN : 0.0f);

        gains.gain[i] = (uint16_t)lrintf(gain * one);
        add +=
            shares[i] * light[i] * tint->base[0] - (float)tint->black * (float)gains.gain[i] / one;
    }
    gains.add = (uint16_t)lrintf(fmaxf(add, 0.0f) * one);
    return gains;
}

/* --- chroma --- */

struct chroma_gains {
    int16_t gain[3];
    int16_t add;
    int16_t low, high;
};

/*
 * own is the picture's chroma; the others are rows of luma, of which each sample takes the two
 * beside one another that it covers.
 */
static void chroma_kernel(const struct chroma_gains *gains, const uint8_t *own,
                          const uint8_t *const luma[3], uint8_t *to, int count)
{
    const uint8_t *restrict o = own;
    const uint8_t *restrict a = luma[0];
    const uint8_t *restrict b = luma[1];
    const uint8_t *restrict c = luma[2];
    uint8_t *restrict out = to;
    struct chroma_gains g = *gains;

    for (int x = 0; x < count; x++) {
        int16_t ta = (int16_t)((a[2 * x] + a[2 * x + 1]) >> 1);
        int16_t tb = (int16_t)((b[2 * x] + b[2 * x + 1]) >> 1);
        int16_t tc = (int16_t)((c[2 * x] + c[2 * x + 1]) >> 1);
        int16_t sum = (int16_t)((int16_t)(ta * g.gain[0]) + (int16_t)(tb * g.gain[1]) +
                                (int16_t)(tc * g.gain[2]) + g.add);
        int16_t code = (int16_t)((int16_t)(sum >> CHROMA_BITS) + (o[x] >> 1));

        code = code < g.low ? g.low : code;
        out[x] = (uint8_t)(code > g.high ? g.high : code);
    }
}

static struct chroma_gains chroma_gains_of(const struct tint *tint, int plane, const float light[3])
{
    const float one = 1 << CHROMA_BITS;
    float span = (float)(tint->white - tint->black);
    float add = 128.0f * (1.0f - OWN) + 0.5f;
    struct chroma_gains gains = {.low = (int16_t)tint->chroma_min,
                                 .high = (int16_t)tint->chroma_max};

    for (int i = 0; i < 3; i++) {
        float gain = shares[i] * light[i] * tint->slope[plane] / span;

        gains.gain[i] = (int16_t)lrintf(gain * one);
        add += shares[i] * light[i] * tint->base[plane] -
               (float)tint->black * (float)gains.gain[i] / one;
    }
    gains.add = (int16_t)lrintf(add * one);
    return gains;
}

/* --- rows --- */

/* The three places of a row of the hologram: its own, and where its ghosts come from. */
struct sources {
    const uint8_t *row[3]; /* of luma */
    int shift[3];          /* in samples of luma */
    float light[3];
};

/* y and ghost_px in pixels; rows beyond the picture are its outermost ones. */
static struct sources sources_of(const struct hologram *h, const struct fc_image *from, int y,
                                 int ghost_px)
{
    struct sources sources = {.shift = {0, -ghost_px, ghost_px}};

    for (int i = 0; i < 3; i++) {
        int row = fc_clamp_int(y + sources.shift[i], 0, from->size.height - 1);

        sources.row[i] = from->plane[0] + (ptrdiff_t)row * from->stride[0];
        sources.light[i] = row_light(&h->bands, row);
    }
    return sources;
}

static void draw_luma_row(const struct sources *s, const struct luma_gains *gains, uint8_t *to,
                          int width)
{
    int margin = s->shift[2] < width ? s->shift[2] : width;
    int inner = width - 2 * margin;

    if (inner > 0) {
        const uint8_t *from[3] = {s->row[0] + margin, s->row[1], s->row[2] + 2 * (ptrdiff_t)margin};

        luma_kernel(gains, from, to + margin, inner);
    }
    for (int x = 0; x < width; x++) {
        const uint8_t *from[3];

        if (x == margin && inner > 0)
            x += inner;
        for (int i = 0; i < 3; i++)
            from[i] = s->row[i] + fc_clamp_int(x + s->shift[i], 0, width - 1);
        luma_kernel(gains, from, to + x, 1);
    }
}

/* One sample near the left or right edge, from copies that do not go beyond it. */
static void draw_chroma_edge(const struct sources *s, const struct chroma_gains *gains,
                             const uint8_t *own, uint8_t *to, int x, int width)
{
    uint8_t pair[3][2];
    const uint8_t *from[3];

    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++)
            pair[i][k] = s->row[i][fc_clamp_int(2 * x + k + s->shift[i], 0, width - 1)];
        from[i] = pair[i];
    }
    chroma_kernel(gains, own + x, from, to + x, 1);
}

/* width is luma's. */
static void draw_chroma_row(const struct sources *s, const struct chroma_gains *gains,
                            const uint8_t *own, uint8_t *to, int width)
{
    int count = (width + 1) / 2;
    int margin = s->shift[2] / 2;
    int inner = width / 2 - 2 * margin;

    if (inner > 0) {
        ptrdiff_t step = 2 * (ptrdiff_t)margin;
        const uint8_t *from[3] = {s->row[0] + step, s->row[1], s->row[2] + 2 * step};

        chroma_kernel(gains, own + margin, from, to + margin, inner);
    }
    for (int x = 0; x < count; x++) {
        if (x == margin && inner > 0)
            x += inner;
        if (x < count)
            draw_chroma_edge(s, gains, own, to, x, width);
    }
}

/* A chroma row covers two rows of luma, so it has the mean of their light. */
static void mean_light(struct sources *sources, const struct sources *below)
{
    for (int i = 0; i < 3; i++)
        sources->light[i] = (sources->light[i] + below->light[i]) / 2;
}

static void draw_chroma(const struct hologram *h, const struct fc_image *from,
                        const struct fc_image *to)
{
    struct fc_size size = fc_plane_size(from->size, 1);
    int ghost_px = h->ghost_px & ~1;

    for (int y = 0; y < size.height; y++) {
        struct sources sources = sources_of(h, from, 2 * y, ghost_px);
        struct sources below = sources_of(h, from, 2 * y + 1, ghost_px);

        mean_light(&sources, &below);
        for (int plane = 1; plane < 3; plane++) {
            struct chroma_gains gains = chroma_gains_of(&h->tint, plane, sources.light);

            draw_chroma_row(&sources, &gains,
                            from->plane[plane] + (ptrdiff_t)y * from->stride[plane],
                            to->plane[plane] + (ptrdiff_t)y * to->stride[plane], from->size.width);
        }
    }
}

static void hologram_apply(const struct fc_image *from, uint64_t number, const struct fc_image *to)
{
    int height = from->size.height;
    struct hologram h = {
        .tint = tint_of(from->colour),
        .bands = {.period = scaled(BAND_PERIOD, height, 2),
                  .dark = scaled(BAND_DARK, height, 1),
                  .number = number},
        .ghost_px = scaled(GHOST_PX, height, 1),
    };

    for (int y = 0; y < height; y++) {
        struct sources sources = sources_of(&h, from, y, h.ghost_px);
        struct luma_gains gains = luma_gains_of(&h.tint, sources.light);

        draw_luma_row(&sources, &gains, to->plane[0] + (ptrdiff_t)y * to->stride[0],
                      from->size.width);
    }
    draw_chroma(&h, from, to);
}

const struct fc_effect_ops fc_effect_hologram = {
    .choice = FC_EFFECT_HOLOGRAM,
    .apply = hologram_apply,
};
