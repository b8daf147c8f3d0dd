/* SPDX-License-Identifier: MIT */
#include "matte/motion_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clamp.h"
#include "base/memory.h"
#include "matte/small.h"

#define REACH FC_MOTION_REACH
/* Pixels of a block's window beyond it at each side, and the window's side. */
#define AROUND 4
#define WINDOW (BLOCK + 2 * AROUND)
/* Where a window may lie: with its block's middle up to so far outside the picture. */
#define OUTSIDE 4
#define MARGIN 32
/* The coarse picture: so many pixels become one, each way; a block there, and its window. */
#define COARSE 4
#define COARSE_BLOCK 4
#define COARSE_WINDOW 8
#define COARSE_REACH (REACH / COARSE)

/* How much more a pixel of the person counts than one of the room. */
#define PERSON_MORE 2
/* Mean differences: below the first nothing has moved, above the second nothing was found. */
#define STILL 2
#define LOST 20
/* Motions that differ by less are one. */
#define SAME_WAY 2
/* What a step of a pixel away from where a neighbour went costs, in differences of the window. */
#define ROUGHNESS 24

struct vector {
    int x, y;
};

static int apart(struct vector a, struct vector b)
{
    return abs(a.x - b.x) + abs(a.y - b.y);
}

/* One window of before: what is looked for. */
struct window {
    const uint8_t *now; /* where it would be, had it not moved */
    int stride;
    int weight; /* of all its pixels */
    bool whole; /* nothing but the person */
    uint8_t luma[WINDOW * WINDOW];
    uint8_t person[WINDOW * WINDOW]; /* the luma where the mask is set */
    uint8_t mask[WINDOW * WINDOW];
};

/* --- planes --- */

static int init_plane(struct fc_motion_plane *plane, struct fc_size size)
{
    const size_t stride = fc_round_up((size_t)size.width + 2 * MARGIN, FC_ALIGNMENT);

    *plane = (struct fc_motion_plane){.size = size, .stride = (int)stride};
    plane->memory = fc_alloc_aligned(stride * ((size_t)size.height + 2 * MARGIN));
    if (!plane->memory)
        return -ENOMEM;
    plane->origin = plane->memory + MARGIN * stride + MARGIN;
    return 0;
}

static uint8_t *row_of(const struct fc_motion_plane *plane, int y)
{
    return plane->origin + (ptrdiff_t)y * plane->stride;
}

/* The border goes on outwards. */
static void fill_margin(const struct fc_motion_plane *plane)
{
    const int width = plane->size.width;
    const int last = plane->size.height - 1;

    for (int y = 0; y <= last; y++) {
        uint8_t *row = row_of(plane, y);

        memset(row - MARGIN, row[0], MARGIN);
        memset(row + width, row[width - 1], MARGIN);
    }
    for (int i = 1; i <= MARGIN; i++) {
        memcpy(row_of(plane, -i) - MARGIN, row_of(plane, 0) - MARGIN, (size_t)width + 2 * MARGIN);
        memcpy(row_of(plane, last + i) - MARGIN, row_of(plane, last) - MARGIN,
               (size_t)width + 2 * MARGIN);
    }
}

static void fill_coarse(const struct fc_motion_plane *from, const struct fc_motion_plane *to)
{
    fc_small_shrink(from->origin, from->stride, from->size, COARSE, to->origin, to->stride);
    fill_margin(to);
}

static void fill_mask(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    for (int y = 0; y < m->size.height; y++) {
        const uint8_t *restrict from = alpha + (ptrdiff_t)y * stride;
        uint8_t *restrict to = row_of(&m->mask, y);

        for (int x = 0; x < m->size.width; x++)
            to[x] = from[x] >= 128 ? 255 : 0;
    }
    fill_margin(&m->mask);
    fill_coarse(&m->mask, &m->coarse_mask);
    for (int y = -MARGIN; y < m->coarse_mask.size.height + MARGIN; y++) {
        uint8_t *row = row_of(&m->coarse_mask, y) - MARGIN;

        for (int x = 0; x < m->coarse_mask.size.width + 2 * MARGIN; x++)
            row[x] = row[x] >= 128 ? 255 : 0;
    }
}

int fc_motion_init(struct fc_motion *m, struct fc_size size)
{
    const struct fc_size coarse = {(size.width + COARSE - 1) / COARSE,
                                   (size.height + COARSE - 1) / COARSE};
    int ret;

    *m = (struct fc_motion){.size = size};
    m->blocks =
        (struct fc_size){(size.width + BLOCK - 1) / BLOCK, (size.height + BLOCK - 1) / BLOCK};
    m->coarse_blocks = (struct fc_size){(m->blocks.width + 1) / 2, (m->blocks.height + 1) / 2};
    ret = init_plane(&m->before, size) | init_plane(&m->now, size) | init_plane(&m->mask, size) |
          init_plane(&m->coarse_before, coarse) | init_plane(&m->coarse_now, coarse) |
          init_plane(&m->coarse_mask, coarse);
    m->found =
        fc_alloc_aligned((size_t)m->blocks.width * (size_t)m->blocks.height * sizeof(*m->found));
    m->coarse = fc_alloc_aligned((size_t)m->coarse_blocks.width * (size_t)m->coarse_blocks.height *
                                 sizeof(*m->coarse));
    if (!ret && m->found && m->coarse)
        return 0;
    fc_motion_finish(m);
    return -ENOMEM;
}

void fc_motion_finish(struct fc_motion *m)
{
    free(m->before.memory);
    free(m->now.memory);
    free(m->mask.memory);
    free(m->coarse_before.memory);
    free(m->coarse_now.memory);
    free(m->coarse_mask.memory);
    free(m->found);
    free(m->coarse);
    *m = (struct fc_motion){0};
}

/* --- windows --- */

static inline int count_mask(const uint8_t *mask, int count)
{
    int set = 0;

    for (int i = 0; i < count; i++)
        set += mask[i] & 1;
    return set;
}

/* The window of that side whose first pixel is at x, y. */
static inline void take_window(struct window *w, const struct fc_motion_plane *before,
                               const struct fc_motion_plane *mask,
                               const struct fc_motion_plane *now, int x, int y, int side)
{
    for (int i = 0; i < side; i++) {
        const uint8_t *luma = row_of(before, y + i) + x;
        const uint8_t *set = row_of(mask, y + i) + x;

        for (int k = 0; k < side; k++) {
            w->luma[i * side + k] = luma[k];
            w->mask[i * side + k] = set[k];
            w->person[i * side + k] = luma[k] & set[k];
        }
    }
    w->now = row_of(now, y) + x;
    w->stride = now->stride;
    w->weight = side * side + PERSON_MORE * count_mask(w->mask, side * side);
    w->whole = w->weight == side * side * (1 + PERSON_MORE);
}

static inline int differences(const struct window *w, struct vector v, int side)
{
    const uint8_t *restrict now = w->now + (ptrdiff_t)v.y * w->stride + v.x;
    int all = 0;
    int person = 0;

    if (w->whole) {
        for (int i = 0; i < side; i++, now += w->stride)
            for (int k = 0; k < side; k++)
                all += abs(w->luma[i * side + k] - now[k]);
        return all * (1 + PERSON_MORE);
    }
    for (int i = 0; i < side; i++, now += w->stride) {
        for (int k = 0; k < side; k++)
            all += abs(w->luma[i * side + k] - now[k]);
        for (int k = 0; k < side; k++)
            person += abs(w->person[i * side + k] - (uint8_t)(now[k] & w->mask[i * side + k]));
    }
    return all + PERSON_MORE * person;
}

static int window_differences(const struct window *w, struct vector v)
{
    return differences(w, v, WINDOW);
}

/* --- coarse --- */

/* As far as a block whose middle is at c may go on a picture of that length. */
static int limit(int v, int c, int length, int reach, int outside)
{
    return fc_clamp_int(v, -c - outside > -reach ? -c - outside : -reach,
                        length - 1 + outside - c < reach ? length - 1 + outside - c : reach);
}

static void try_coarse(const struct window *w, struct vector v, struct vector *best, int *least)
{
    const int cost = differences(w, v, COARSE_WINDOW) + 2 * (abs(v.x) + abs(v.y));

    if (cost < *least) {
        *least = cost;
        *best = v;
    }
}

/* Every other place, and then those next to the best. */
static struct vector search_coarse(const struct window *w, struct vector least_v,
                                   struct vector most_v)
{
    struct vector best = {0, 0};
    struct vector middle;
    int least = differences(w, best, COARSE_WINDOW);

    if (least <= STILL * w->weight)
        return best;
    for (int y = least_v.y; y <= most_v.y; y += 2)
        for (int x = least_v.x; x <= most_v.x; x += 2)
            try_coarse(w, (struct vector){x, y}, &best, &least);
    middle = best;
    for (int y = -1; y <= 1; y++)
        for (int x = -1; x <= 1; x++)
            try_coarse(w,
                       (struct vector){fc_clamp_int(middle.x + x, least_v.x, most_v.x),
                                       fc_clamp_int(middle.y + y, least_v.y, most_v.y)},
                       &best, &least);
    return best;
}

/* Whether one of the 2 x 2 blocks holds a piece of the person. */
static bool coarse_is_active(const struct fc_motion *m, int cx, int cy)
{
    for (int by = 2 * cy; by < 2 * cy + 2 && by < m->blocks.height; by++)
        for (int bx = 2 * cx; bx < 2 * cx + 2 && bx < m->blocks.width; bx++)
            if (is_active(block_at(m, bx, by)))
                return true;
    return false;
}

static void run_coarse(struct fc_motion *m)
{
    const struct fc_size size = m->coarse_now.size;
    const int before = (COARSE_WINDOW - COARSE_BLOCK) / 2;
    struct window w;

    for (int cy = 0; cy < m->coarse_blocks.height; cy++) {
        for (int cx = 0; cx < m->coarse_blocks.width; cx++) {
            int *to = m->coarse[(ptrdiff_t)cy * m->coarse_blocks.width + cx];
            const int x = cx * COARSE_BLOCK + COARSE_BLOCK / 2;
            const int y = cy * COARSE_BLOCK + COARSE_BLOCK / 2;
            struct vector v = {0, 0};

            if (coarse_is_active(m, cx, cy)) {
                take_window(&w, &m->coarse_before, &m->coarse_mask, &m->coarse_now,
                            cx * COARSE_BLOCK - before, cy * COARSE_BLOCK - before, COARSE_WINDOW);
                v = search_coarse(&w,
                                  (struct vector){limit(-REACH, x, size.width, COARSE_REACH, 1),
                                                  limit(-REACH, y, size.height, COARSE_REACH, 1)},
                                  (struct vector){limit(REACH, x, size.width, COARSE_REACH, 1),
                                                  limit(REACH, y, size.height, COARSE_REACH, 1)});
            }
            to[0] = v.x * COARSE;
            to[1] = v.y * COARSE;
        }
    }
}

/* --- fine --- */

/* What is known round one block, and the best so far. */
struct search {
    const struct fc_motion *m;
    const struct window *w;
    int cx, cy;            /* the block's middle */
    struct vector near[8]; /* where neighbours went */
    int near_count;
    struct vector best;
    int least;       /* with what roughness costs */
    int differences; /* without */
};

static int roughness(const struct search *s, struct vector v)
{
    int nearest = INT32_MAX;

    for (int i = 0; i < s->near_count; i++) {
        const int distance = apart(v, s->near[i]);

        nearest = distance < nearest ? distance : nearest;
    }
    return s->near_count ? ROUGHNESS * (nearest < 8 ? nearest : 8) : 0;
}

static bool try(struct search *s, struct vector v)
{
    const struct vector at = {limit(v.x, s->cx, s->m->size.width, REACH, OUTSIDE),
                              limit(v.y, s->cy, s->m->size.height, REACH, OUTSIDE)};
    const int found = window_differences(s->w, at);
    const int cost = found + roughness(s, at);

    if (cost >= s->least)
        return false;
    s->least = cost;
    s->differences = found;
    s->best = at;
    return true;
}

static void refine(struct search *s, int step)
{
    for (; step >= 1; step--) {
        bool better = true;

        for (int times = 0; better && times < 4; times++) {
            const struct vector at = s->best;

            better = false;
            for (int i = 0; i < 9; i++)
                if (i != 4)
                    better |= try(
                        s, (struct vector){at.x + step * (i % 3 - 1), at.y + step * (i / 3 - 1)});
        }
    }
}

/* The lowest point of the parabola through three costs, around the middle one. */
static float between(int before, int middle, int after)
{
    const int bend = before + after - 2 * middle;

    if (bend <= 0 || before < middle || after < middle)
        return 0;
    return 0.5f * (float)(before - after) / (float)bend;
}

static void settle(const struct search *s, struct fc_motion_block *block)
{
    const struct vector v = s->best;
    const int least = s->differences;

    block->state = FC_MOTION_MOVED;
    block->dx = (float)v.x + between(window_differences(s->w, (struct vector){v.x - 1, v.y}), least,
                                     window_differences(s->w, (struct vector){v.x + 1, v.y}));
    block->dy = (float)v.y + between(window_differences(s->w, (struct vector){v.x, v.y - 1}), least,
                                     window_differences(s->w, (struct vector){v.x, v.y + 1}));
}

static void add_near(struct search *s, int bx, int by)
{
    const struct fc_motion_block *block;
    struct vector v;

    if (bx < 0 || by < 0 || bx >= s->m->blocks.width || by >= s->m->blocks.height)
        return;
    block = block_at(s->m, bx, by);
    if (!is_active(block) || block->state == FC_MOTION_LOST)
        return;
    v = (struct vector){(int)lrintf(block->dx), (int)lrintf(block->dy)};
    for (int i = 0; i < s->near_count; i++)
        if (apart(s->near[i], v) == 0)
            return;
    s->near[s->near_count++] = v;
}

static void add_coarse(struct search *s, int cx, int cy)
{
    const int *v;

    if (cx < 0 || cy < 0 || cx >= s->m->coarse_blocks.width || cy >= s->m->coarse_blocks.height)
        return;
    v = s->m->coarse[(ptrdiff_t)cy * s->m->coarse_blocks.width + cx];
    try(s, (struct vector){v[0], v[1]});
}

static void begin(struct search *s, const struct fc_motion *m, int bx, int by)
{
    *s = (struct search){.m = m, .cx = bx * BLOCK + BLOCK / 2, .cy = by * BLOCK + BLOCK / 2};
}

static void look(struct search *s, struct window *w, int bx, int by)
{
    const struct fc_motion *m = s->m;

    take_window(w, &m->before, &m->mask, &m->now, bx * BLOCK - AROUND, by * BLOCK - AROUND, WINDOW);
    s->w = w;
}

/* Whether a neighbour went another way. */
static bool others_are_near(const struct search *s, struct vector was)
{
    for (int i = 0; i < s->near_count; i++)
        if (apart(s->near[i], was) > SAME_WAY)
            return true;
    return false;
}

static struct fc_motion_block lost(const struct fc_motion_block *block)
{
    return (struct fc_motion_block){.kind = block->kind};
}

static void finish(const struct search *s, struct fc_motion_block *block)
{
    if (s->differences > LOST * s->w->weight)
        *block = lost(block);
    else
        settle(s, block);
}

/* From where those went that were looked for before, and where the coarse picture has it. */
static void search_block(struct fc_motion *m, int bx, int by)
{
    struct fc_motion_block *block = block_at(m, bx, by);
    struct window w;
    struct search s;

    if (!is_active(block))
        return;
    begin(&s, m, bx, by);
    look(&s, &w, bx, by);
    s.differences = window_differences(&w, s.best);
    if (s.differences <= STILL * w.weight) {
        block->state = FC_MOTION_STILL;
        return;
    }
    for (int i = 0; i < 4; i++)
        add_near(&s, bx + i % 3 - 1, by + i / 3 - 1);
    s.least = s.differences + roughness(&s, s.best);
    for (int i = 0; i < s.near_count; i++)
        try(&s, s.near[i]);
    add_coarse(&s, bx / 2, by / 2);
    add_coarse(&s, bx / 2 + (bx % 2 ? 1 : -1), by / 2);
    add_coarse(&s, bx / 2, by / 2 + (by % 2 ? 1 : -1));
    refine(&s, 2);
    finish(&s, block);
}

/* Whether one of those all round, that went another way, went where this one has a better match. */
static void search_again(struct fc_motion *m, int bx, int by)
{
    struct fc_motion_block *block = block_at(m, bx, by);
    const struct vector was = {(int)lrintf(block->dx), (int)lrintf(block->dy)};
    struct window w;
    struct search s;
    bool better = false;

    if (!is_active(block) || block->state == FC_MOTION_STILL)
        return;
    begin(&s, m, bx, by);
    for (int i = 0; i < 9; i++)
        if (i != 4)
            add_near(&s, bx + i % 3 - 1, by + i / 3 - 1);
    if (!others_are_near(&s, was))
        return;
    look(&s, &w, bx, by);
    s.best = was;
    s.differences = window_differences(&w, was);
    s.least = s.differences + roughness(&s, was);
    for (int i = 0; i < s.near_count; i++)
        if (apart(s.near[i], was) > SAME_WAY)
            better |= try(&s, s.near[i]);
    if (!better)
        return;
    refine(&s, 1);
    finish(&s, block);
}

/* Whether the picture is as before where a block is taken to be now. */
static bool is_still_at(const struct fc_motion *m, int x, int y)
{
    int all = 0;

    for (int i = 0; i < WINDOW; i++) {
        const uint8_t *restrict before = row_of(&m->before, y + i) + x;
        const uint8_t *restrict now = row_of(&m->now, y + i) + x;

        for (int k = 0; k < WINDOW; k++)
            all += abs(before[k] - now[k]);
    }
    return all <= STILL * WINDOW * WINDOW;
}

/*
 * Who comes to a place changes the picture there. A block that was found again where nothing has
 * changed was hidden by another piece of the person, or is gone, and what it was found in is
 * something like it.
 */
static void drop_alike(struct fc_motion *m)
{
    for (int by = 0; by < m->blocks.height; by++) {
        for (int bx = 0; bx < m->blocks.width; bx++) {
            struct fc_motion_block *block = block_at(m, bx, by);

            if (is_active(block) && block->state == FC_MOTION_MOVED &&
                is_still_at(m, bx * BLOCK - AROUND + (int)lrintf(block->dx),
                            by * BLOCK - AROUND + (int)lrintf(block->dy)))
                *block = lost(block);
        }
    }
}

void fc_motion_run(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    fill_margin(&m->before);
    fill_margin(&m->now);
    fill_coarse(&m->before, &m->coarse_before);
    fill_coarse(&m->now, &m->coarse_now);
    fill_mask(m, alpha, stride);
    fc_motion_classify(m, alpha, stride);
    run_coarse(m);
    for (int by = 0; by < m->blocks.height; by++)
        for (int bx = 0; bx < m->blocks.width; bx++)
            search_block(m, bx, by);
    for (int by = m->blocks.height - 1; by >= 0; by--)
        for (int bx = m->blocks.width - 1; bx >= 0; bx--)
            search_again(m, bx, by);
    drop_alike(m);
    fc_motion_conclude(m, alpha, stride);
}
