/* SPDX-License-Identifier: MIT */
#include "matte/steady.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

#define BLOCK FC_WORKING_BLOCK

/* A longer gap than this between two mattes, and the one before is of no use. */
#define MOST_GAP_NS (250 * FC_NS_PER_MS)

/* Share of an old matte that is left of it 250 ms later, at full strength. */
static const double left_over = 0.05;
/* Changes of a working pixel, of 1: camera noise is below still; from moving on, something moves. */
static const float still = 6.0f / 255;
static const float moving = 20.0f / 255;
/* Where more than this share of the picture moves, it is another scene, or another light. */
static const double scene_cut = 0.6;
/* A block moves where more than this share of it does. */
static const double moving_share = 0.1;

struct fc_steady {
    struct fc_size full;
    struct fc_size size;     /* of the working picture */
    struct fc_matte *before; /* owned reference; NULL: none */

    float *seen;      /* owned; the luma that the matte at each working pixel stands for */
    float *motion[2]; /* owned; how far each working pixel moves, 0..1; as it is, and widened */
    uint8_t *weights; /* owned; of a row of the frame */
    uint8_t *moving;  /* owned; enum fc_block_state of each block */

    /* what was found by the newest look */
    bool knows; /* motion and moving hold something */
    double strength;
    float least; /* how much the new matte counts where nothing moves */
};

struct fc_steady *fc_steady_create(void)
{
    return fc_calloc(1, sizeof(struct fc_steady));
}

static void free_buffers(struct fc_steady *s)
{
    fc_matte_unref(&s->before);
    free(s->seen);
    free(s->motion[0]);
    free(s->motion[1]);
    free(s->weights);
    free(s->moving);
    *s = (struct fc_steady){0};
}

void fc_steady_destroy(struct fc_steady **steady)
{
    if (!*steady)
        return;
    free_buffers(*steady);
    free(*steady);
    *steady = NULL;
}

void fc_steady_reset(struct fc_steady *steady)
{
    fc_matte_unref(&steady->before);
    steady->knows = false;
}

static int set_size(struct fc_steady *s, const struct fc_working *w)
{
    const size_t count = (size_t)w->size.width * (size_t)w->size.height;

    if (fc_size_equal(s->full, w->full))
        return 0;
    free_buffers(s);
    s->seen = fc_alloc_aligned(count * sizeof(float));
    s->motion[0] = fc_alloc_aligned(count * sizeof(float));
    s->motion[1] = fc_alloc_aligned(count * sizeof(float));
    s->weights = fc_alloc_aligned((size_t)w->size.width * (size_t)w->factor);
    s->moving = fc_alloc_aligned((size_t)w->blocks.width * (size_t)w->blocks.height);
    if (!s->seen || !s->motion[0] || !s->motion[1] || !s->weights || !s->moving) {
        free_buffers(s);
        return -ENOMEM;
    }
    s->full = w->full;
    s->size = w->size;
    return 0;
}

static void see(struct fc_steady *s, const struct fc_working *w)
{
    for (int y = 0; y < s->size.height; y++)
        memcpy(s->seen + (ptrdiff_t)y * s->size.width, fc_working_row(w, y).guide[0],
               (size_t)s->size.width * sizeof(float));
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* How far each pixel of a row moves, and how many do. */
static int find_row_motion(const float *restrict luma, const float *restrict seen, int width,
                           float *restrict motion)
{
    const float scale = 1 / (moving - still);
    int count = 0;

    for (int x = 0; x < width; x++) {
        const float part = scale * (fabsf(luma[x] - seen[x]) - still);

        motion[x] = smaller(larger(part, 0), 1);
        count += part >= 1;
    }
    return count;
}

static size_t find_motion(const struct fc_steady *s, const struct fc_working *w)
{
    size_t count = 0;

    for (int y = 0; y < s->size.height; y++) {
        const ptrdiff_t at = (ptrdiff_t)y * s->size.width;

        count += (size_t)find_row_motion(fc_working_row(w, y).guide[0], s->seen + at, s->size.width,
                                         s->motion[0] + at);
    }
    return count;
}

/* The largest of three rows. */
static void widen_down(const float *restrict above, const float *restrict row,
                       const float *restrict below, int width, float *restrict to)
{
    for (int x = 0; x < width; x++)
        to[x] = larger(larger(above[x], below[x]), row[x]);
}

/* The largest of three neighbours. */
static void widen_along(const float *restrict row, int width, float *restrict to)
{
    const int last = width - 1;

    for (int x = 1; x < last; x++)
        to[x] = larger(larger(row[x - 1], row[x + 1]), row[x]);
    to[0] = larger(row[0], row[last > 0 ? 1 : 0]);
    to[last] = larger(row[last], row[last > 0 ? last - 1 : 0]);
}

/* An edge that moves takes the pixels next to it along: the largest of 3 x 3. */
static void widen_motion(const struct fc_steady *s)
{
    const int width = s->size.width;
    const int last = s->size.height - 1;

    for (int y = 0; y <= last; y++) {
        const ptrdiff_t at = (ptrdiff_t)y * width;
        const float *row = s->motion[0] + at;

        widen_down(y > 0 ? row - width : row, row, y < last ? row + width : row, width,
                   s->motion[1] + at);
    }
    for (int y = 0; y <= last; y++)
        widen_along(s->motion[1] + (ptrdiff_t)y * width, width,
                    s->motion[0] + (ptrdiff_t)y * width);
}

/* What is seen follows the picture as fast as the matte does, so that slow changes add up. */
static void follow(struct fc_steady *s, const struct fc_working *w, float least)
{
    for (int y = 0; y < s->size.height; y++) {
        const float *restrict luma = fc_working_row(w, y).guide[0];
        const float *restrict motion = s->motion[0] + (ptrdiff_t)y * s->size.width;
        float *restrict seen = s->seen + (ptrdiff_t)y * s->size.width;

        for (int x = 0; x < s->size.width; x++)
            seen[x] += (least + (1 - least) * motion[x]) * (luma[x] - seen[x]);
    }
}

/* Weights of the new matte for the frame's pixels of count working pixels, 0..255. */
static void fill_weights(const float *motion, int count, float least, int factor, uint8_t *weights)
{
    for (int i = 0; i < count; i++) {
        const uint8_t weight = (uint8_t)(255.0f * (least + (1 - least) * motion[i]) + 0.5f);

        for (int k = 0; k < factor; k++)
            *weights++ = weight;
    }
}

/* The rows of the frame behind one working row, in a run of blocks. */
static void mix_run(const struct fc_steady *s, const struct fc_working *w, float least, int y,
                    int first, int end, struct fc_matte *matte)
{
    const int from = first * BLOCK;
    const int to = end * BLOCK < w->size.width ? end * BLOCK : w->size.width;
    const int column = fc_working_column(w, first);
    const int row = y * w->factor;
    const int rows = w->full.height - row < w->factor ? w->full.height - row : w->factor;
    uint8_t *alpha = matte->alpha + (ptrdiff_t)row * matte->stride + column;
    const uint8_t *before = s->before->alpha + (ptrdiff_t)row * s->before->stride + column;

    fill_weights(s->motion[0] + (ptrdiff_t)y * s->size.width + from, to - from, least, w->factor,
                 s->weights);
    BlendPlane(alpha, matte->stride, before, s->before->stride, s->weights, 0, alpha, matte->stride,
               fc_working_column(w, end) - column, rows);
}

/* The same of all rows of a row of blocks. */
static void mix_blocks(const struct fc_steady *s, const struct fc_working *w, float least, int by,
                       int first, int end, struct fc_matte *matte)
{
    const int x = fc_working_column(w, first);
    const int y = by * BLOCK;
    const int last = y + BLOCK < w->size.height ? y + BLOCK : w->size.height;
    const int bottom = last * w->factor < w->full.height ? last * w->factor : w->full.height;

    for (int row = y; row < last; row++)
        mix_run(s, w, least, row, first, end, matte);
    fc_matte_touch(matte,
                   (struct fc_area){
                       x, y * w->factor, {fc_working_column(w, end) - x, bottom - y * w->factor}});
}

/*
 * Only blocks that hold an edge: where the network is sure, it is believed at once, for an old
 * matte that was wrong there would show the room.
 */
static void mix(const struct fc_steady *s, const struct fc_working *w, float least,
                struct fc_matte *matte)
{
    for (int by = 0; by < w->blocks.height; by++) {
        const uint8_t *states = fc_working_states(w, by * BLOCK);
        int first = 0;
        int end;

        for (; fc_working_next_run(w, states, FC_BLOCK_WORK, &first, &end); first = end)
            mix_blocks(s, w, least, by, first, end, matte);
    }
    fc_matte_reseal(matte);
}

/* How much a new matte counts at least, after that time. */
static float least_weight(double strength, int64_t passed_ns)
{
    const double periods = (double)passed_ns / MOST_GAP_NS;

    return (float)(1 - strength * pow(left_over, periods));
}

static bool is_moving(const struct fc_steady *s, const struct fc_working *w, int bx, int by)
{
    const int right = (bx + 1) * BLOCK < w->size.width ? (bx + 1) * BLOCK : w->size.width;
    const int bottom = (by + 1) * BLOCK < w->size.height ? (by + 1) * BLOCK : w->size.height;
    int count = 0;

    for (int y = by * BLOCK; y < bottom; y++)
        for (int x = bx * BLOCK; x < right; x++)
            count += s->motion[0][(ptrdiff_t)y * s->size.width + x] >= 1;
    return count > moving_share * (right - bx * BLOCK) * (bottom - by * BLOCK);
}

static void find_moving(const struct fc_steady *s, const struct fc_working *w)
{
    for (int by = 0; by < w->blocks.height; by++) {
        const uint8_t *states = fc_working_states(w, by * BLOCK);

        for (int bx = 0; bx < w->blocks.width; bx++)
            s->moving[by * w->blocks.width + bx] =
                states[bx] == FC_BLOCK_WORK && is_moving(s, w, bx, by) ? FC_BLOCK_WORK
                                                                       : FC_BLOCK_SURE;
    }
}

int fc_steady_look(struct fc_steady *s, const struct fc_working *w, double strength,
                   int64_t time_ns)
{
    int64_t passed_ns;
    int ret = set_size(s, w);

    if (ret)
        return ret;
    s->strength = strength;
    passed_ns = s->before ? time_ns - s->before->time_ns : -1;
    s->knows = strength > 0 && passed_ns > 0 && passed_ns <= MOST_GAP_NS &&
               (double)find_motion(s, w) <= scene_cut * s->size.width * s->size.height;
    if (s->knows) {
        s->least = least_weight(strength, passed_ns);
        widen_motion(s);
        find_moving(s, w);
    }
    return 0;
}

const uint8_t *fc_steady_moving(const struct fc_steady *s)
{
    return s->knows ? s->moving : NULL;
}

void fc_steady_run(struct fc_steady *s, const struct fc_working *w, struct fc_matte *matte)
{
    assert(fc_size_equal(s->full, w->full) && fc_size_equal(matte->size, w->full));
    if (s->knows) {
        mix(s, w, s->least, matte);
        follow(s, w, s->least);
    } else {
        see(s, w);
    }
    fc_matte_unref(&s->before);
    if (s->strength > 0)
        s->before = fc_matte_ref(matte);
}
