/* SPDX-License-Identifier: MIT */
#include "matte/carry_private.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <stdbool.h>
#include <string.h>

#include "base/clamp.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "matte/small.h"

#define BLOCK FC_MOTION_BLOCK
/* How far a block speaks for its surroundings, in small pixels. */
#define SPEAKS 10
/* By how much small pixels differ where something has changed. */
#define CHANGED 6
/* By how much at most, in the mean, where the same piece of the person is found again. */
#define MOST_UNLIKE 12

/* What blocks inside the person count, and those that were not found, beside those with an edge. */
static const float inside_counts = 0.25f;
static const float lost_counts = 0.1f;
/* Blocks that moved by less, in small pixels, sweep nothing. */
static const float least_sweep = 1.0f;
/* A motion that is none, in small pixels. */
static const float none = 0.03f;
/* Where more of the blocks are lost it is another scene, or another light. */
static const double most_lost = 0.5;
/* Share of the room that may have changed meanwhile. */
static const double most_new = 0.2;

struct fc_carry *fc_carry_create(void)
{
    return fc_calloc(1, sizeof(struct fc_carry));
}

static void free_buffers(struct fc_carry *c)
{
    fc_motion_finish(&c->motion);
    free(c->cells);
    free(c->alpha);
    *c = (struct fc_carry){0};
}

void fc_carry_destroy(struct fc_carry **carry)
{
    if (!*carry)
        return;
    free_buffers(*carry);
    free(*carry);
    *carry = NULL;
}

static int set_size(struct fc_carry *c, struct fc_size full)
{
    const struct fc_size small = fc_small_size(full);

    if (fc_size_equal(c->full, full))
        return 0;
    free_buffers(c);
    c->cells_size =
        (struct fc_size){(small.width + CELL - 1) / CELL, (small.height + CELL - 1) / CELL};
    c->cells = fc_alloc_aligned((size_t)c->cells_size.width * (size_t)c->cells_size.height *
                                sizeof(*c->cells));
    c->alpha = fc_alloc_aligned((size_t)small.width * (size_t)small.height);
    if (!c->cells || !c->alpha || fc_motion_init(&c->motion, small)) {
        free_buffers(c);
        return -ENOMEM;
    }
    c->factor = fc_small_factor(full);
    c->full = full;
    return 0;
}

void fc_carry_see(const struct fc_image *frame, struct fc_matte *matte)
{
    assert(fc_size_equal(frame->size, matte->size));
    fc_small_shrink(frame->plane[0], frame->stride[0], frame->size, fc_small_factor(frame->size),
                    matte->seen, fc_small_size(frame->size).width);
    matte->has_seen = true;
}

static void fill_small(struct fc_carry *c, const struct fc_matte *from,
                       const struct fc_image *frame)
{
    const struct fc_size small = c->motion.size;
    struct fc_motion_plane *before = &c->motion.before;

    for (int y = 0; y < small.height; y++)
        memcpy(before->origin + (ptrdiff_t)y * before->stride,
               from->seen + (ptrdiff_t)y * small.width, (size_t)small.width);
    fc_small_shrink(frame->plane[0], frame->stride[0], c->full, c->factor, c->motion.now.origin,
                    c->motion.now.stride);
    if (c->factor == 1)
        fc_small_shrink(from->alpha, from->stride, c->full, 1, c->alpha, small.width);
    else
        fc_small_shrink(from->chroma_alpha, from->chroma_stride, fc_plane_size(c->full, 1),
                        c->factor / 2, c->alpha, small.width);
}

/* --- what is to be done where --- */

/* Of a cell and the pixels round it: whether the means of 2 x 2 pixels differ anywhere. */
static bool has_changed(const struct fc_carry *c, int cx, int cy)
{
    const struct fc_motion_plane *before = &c->motion.before;
    const struct fc_motion_plane *now = &c->motion.now;

    for (int y = cy * CELL - 1; y <= cy * CELL + CELL - 1; y++) {
        const uint8_t *a = before->origin + (ptrdiff_t)y * before->stride + cx * CELL - 1;
        const uint8_t *b = now->origin + (ptrdiff_t)y * now->stride + cx * CELL - 1;

        for (int x = 0; x <= CELL; x++) {
            const int sum = a[x] + a[x + 1] + a[x + before->stride] + a[x + before->stride + 1] -
                            b[x] - b[x + 1] - b[x + now->stride] - b[x + now->stride + 1];

            if (abs(sum) > 4 * CHANGED)
                return true;
        }
    }
    return false;
}

static void widen(struct extremes *e, struct extremes by)
{
    e->least = by.least < e->least ? by.least : e->least;
    e->most = by.most > e->most ? by.most : e->most;
}

static struct extremes extremes_of(const struct fc_carry *c, int cx, int cy)
{
    const struct fc_size small = c->motion.size;
    const int right = fc_clamp_int((cx + 1) * CELL, 0, small.width);
    const int bottom = fc_clamp_int((cy + 1) * CELL, 0, small.height);
    struct extremes e = {255, 0};

    for (int y = cy * CELL; y < bottom; y++) {
        const uint8_t *row = c->alpha + (ptrdiff_t)y * small.width;

        for (int x = cx * CELL; x < right; x++)
            widen(&e, (struct extremes){row[x], row[x]});
    }
    return e;
}

static void begin_cells(const struct fc_carry *c)
{
    for (int y = 0; y < c->cells_size.height; y++)
        for (int x = 0; x < c->cells_size.width; x++)
            *cell_at(c, x, y) = (struct cell){.was = extremes_of(c, x, y)};
}

static int cell_of(float small)
{
    return (int)floorf(small * (1.0f / CELL));
}

/* Alpha of the cells where a cell, and a pixel round it, came from by that motion. */
static struct extremes source_of(const struct fc_carry *c, int cx, int cy, float dx, float dy)
{
    const float x = (float)(cx * CELL) - dx;
    const float y = (float)(cy * CELL) - dy;
    const int left = fc_clamp_int(cell_of(x - 1), 0, c->cells_size.width - 1);
    const int right = fc_clamp_int(cell_of(x + CELL), 0, c->cells_size.width - 1);
    const int top = fc_clamp_int(cell_of(y - 1), 0, c->cells_size.height - 1);
    const int bottom = fc_clamp_int(cell_of(y + CELL), 0, c->cells_size.height - 1);
    struct extremes e = {255, 0};

    for (int i = top; i <= bottom; i++)
        for (int k = left; k <= right; k++)
            widen(&e, cell_at(c, k, i)->was);
    return e;
}

/* The cells whose middles lie within that of (x, y), each way. */
struct reach {
    int left, right, top, bottom;
};

static struct reach reach_of(const struct fc_carry *c, float x, float y, float far)
{
    const float half = (CELL - 1) / 2.0f;

    return (struct reach){
        fc_clamp_int((int)ceilf((x - far - half) / CELL), 0, c->cells_size.width),
        fc_clamp_int((int)floorf((x + far - half) / CELL), -1, c->cells_size.width - 1),
        fc_clamp_int((int)ceilf((y - far - half) / CELL), 0, c->cells_size.height),
        fc_clamp_int((int)floorf((y + far - half) / CELL), -1, c->cells_size.height - 1),
    };
}

static void raise_flags(const struct fc_carry *c, float x, float y, float far, uint8_t flags)
{
    const struct reach r = reach_of(c, x, y, far);

    for (int cy = r.top; cy <= r.bottom; cy++)
        for (int cx = r.left; cx <= r.right; cx++)
            cell_at(c, cx, cy)->flags |= flags;
}

/* A block tells the cells round where it is now how it came there. */
static void speak(const struct fc_carry *c, const struct fc_motion_block *b, float x, float y)
{
    const struct reach r = reach_of(c, x, y, SPEAKS);
    const float counts = (b->kind == FC_MOTION_EDGE ? 1 : inside_counts) *
                         (b->state == FC_MOTION_LOST ? lost_counts : 1);

    for (int cy = r.top; cy <= r.bottom; cy++) {
        for (int cx = r.left; cx <= r.right; cx++) {
            struct cell *cell = cell_at(c, cx, cy);
            const float away_x = fabsf((float)(cx * CELL) + (CELL - 1) / 2.0f - x) / SPEAKS;
            const float away_y = fabsf((float)(cy * CELL) + (CELL - 1) / 2.0f - y) / SPEAKS;
            const float weight = counts * (1 - away_x) * (1 - away_y);

            cell->x += weight * b->dx;
            cell->y += weight * b->dy;
            cell->weight += weight;
        }
    }
}

/* All the way from where an edge was to where it is now. */
static void sweep(const struct fc_carry *c, const struct fc_motion_block *b, float x, float y)
{
    const float far = fmaxf(fabsf(b->dx), fabsf(b->dy));
    const int steps = (int)(far / CELL) + 1;

    if (far < least_sweep)
        return;
    for (int i = 0; i <= steps; i++) {
        const float part = (float)i / (float)steps;

        raise_flags(c, x + part * b->dx, y + part * b->dy, BLOCK / 2.0f + 1, CELL_SWEPT);
    }
}

static void raise_solid(const struct fc_carry *c, const struct fc_motion_block *b, float x, float y)
{
    const struct reach r = reach_of(c, x, y, BLOCK / 2.0f);

    for (int cy = r.top; cy <= r.bottom; cy++)
        for (int cx = r.left; cx <= r.right; cx++)
            if (!(cell_at(c, cx, cy)->flags & CELL_SOLID) &&
                source_of(c, cx, cy, b->dx, b->dy).least == 255)
                cell_at(c, cx, cy)->flags |= CELL_SOLID;
}

static void place_blocks(const struct fc_carry *c)
{
    const struct fc_motion *m = &c->motion;

    for (int by = 0; by < m->blocks.height; by++) {
        for (int bx = 0; bx < m->blocks.width; bx++) {
            const struct fc_motion_block *b = m->found + (ptrdiff_t)by * m->blocks.width + bx;
            const float x = (float)(bx * BLOCK) + (BLOCK - 1) / 2.0f;
            const float y = (float)(by * BLOCK) + (BLOCK - 1) / 2.0f;

            if (b->kind == FC_MOTION_NOBODY)
                continue;
            raise_flags(c, x + b->dx, y + b->dy, BLOCK / 2.0f + 3, CELL_COVERED);
            speak(c, b, x + b->dx, y + b->dy);
            if (b->trails)
                sweep(c, b, x, y);
            if (b->kind != FC_MOTION_EDGE && b->state != FC_MOTION_LOST)
                raise_solid(c, b, x + b->dx, y + b->dy);
        }
    }
    for (int i = 0; i < c->cells_size.width * c->cells_size.height; i++) {
        struct cell *cell = c->cells + i;

        if (cell->weight > 0) {
            cell->x /= cell->weight;
            cell->y /= cell->weight;
        }
    }
}

static bool is_all(struct extremes e, uint8_t alpha)
{
    return e.least == alpha && e.most == alpha;
}

static enum action keep(const struct cell *cell)
{
    return is_all(cell->was, 0)     ? ACTION_ROOM
           : is_all(cell->was, 255) ? ACTION_PERSON
                                    : ACTION_KEEP;
}

/* Sums over those pixels of a cell, and of one more round it, that the person is taken to be at. */
struct likeness {
    int moved;  /* how it differs from where the piece of them was */
    int stayed; /* and from what was here before */
    int count;  /* of the pixels */
};

static struct likeness likeness_of(const struct fc_carry *c, int cx, int cy, int dx, int dy)
{
    const struct fc_motion *m = &c->motion;
    struct likeness sums = {0, 0, 0};

    for (int y = cy * CELL - 1; y <= cy * CELL + CELL; y++) {
        const uint8_t *now = m->now.origin + (ptrdiff_t)y * m->now.stride;
        const uint8_t *here = m->before.origin + (ptrdiff_t)y * m->before.stride;
        const int from_y = fc_clamp_int(y - dy, 0, m->size.height - 1);
        const uint8_t *there = m->before.origin + (ptrdiff_t)from_y * m->before.stride;
        const uint8_t *alpha = c->alpha + (ptrdiff_t)from_y * m->size.width;

        for (int x = cx * CELL - 1; x <= cx * CELL + CELL; x++) {
            const int from_x = fc_clamp_int(x - dx, 0, m->size.width - 1);
            const int counts = alpha[from_x] >= 128;

            sums.moved += counts * abs(now[x] - there[from_x]);
            sums.stayed += counts * abs(now[x] - here[x]);
            sums.count += counts;
        }
    }
    return sums;
}

/*
 * Whether a cell looks like the piece of the person that is taken to have come there, give or take
 * a pixel, and less like what it showed before.
 */
static bool looks_moved(const struct fc_carry *c, int cx, int cy)
{
    const struct cell *cell = cell_at(c, cx, cy);
    const int dx = (int)lrintf(cell->x);
    const int dy = (int)lrintf(cell->y);

    for (int i = 0; i < 9; i++) {
        static const int nearest_first[9] = {4, 1, 3, 5, 7, 0, 2, 6, 8};
        const int at = nearest_first[i];
        const struct likeness l = likeness_of(c, cx, cy, dx + at % 3 - 1, dy + at / 3 - 1);

        if (l.moved <= MOST_UNLIKE * l.count && 8 * l.moved <= 7 * l.stayed)
            return true;
    }
    return false;
}

/* Where a piece of the person is now. */
static enum action decide_covered(const struct fc_carry *c, int cx, int cy)
{
    const struct cell *cell = cell_at(c, cx, cy);
    const struct extremes source = source_of(c, cx, cy, cell->x, cell->y);
    const bool solid = cell->flags & CELL_SOLID || is_all(source, 255);

    if (fabsf(cell->x) < none && fabsf(cell->y) < none)
        return keep(cell);
    if (is_all(source, 0) && !solid)
        return ACTION_ROOM;
    if (is_all(cell->was, 255) || (has_changed(c, cx, cy) && looks_moved(c, cx, cy)))
        return solid ? ACTION_PERSON : ACTION_MOVE;
    return solid || is_all(cell->was, 0) ? keep(cell) : ACTION_LOWER;
}

static enum action decide(const struct fc_carry *c, int cx, int cy)
{
    const struct fc_motion_block *block = c->motion.found +
                                          (ptrdiff_t)(cy * CELL / BLOCK) * c->motion.blocks.width +
                                          cx * CELL / BLOCK;
    const struct cell *cell = cell_at(c, cx, cy);

    /* another piece of the person may lie over them now, but no room: unless their edge came by */
    if (block->kind == FC_MOTION_DEEP && (!(cell->flags & CELL_SWEPT) || !has_changed(c, cx, cy)))
        return keep(cell);
    if (cell->flags & CELL_COVERED)
        return decide_covered(c, cx, cy);
    return cell->flags & CELL_SWEPT ? ACTION_ROOM : keep(cell);
}

/*
 * Whether the room itself has changed, in more places than a few: what is new in the picture then
 * says nothing of the person. Every fourth cell is looked at.
 */
static bool room_has_changed(const struct fc_carry *c)
{
    int room = 0;
    int changed = 0;

    for (int cy = 0; cy < c->cells_size.height; cy += 2) {
        for (int cx = 0; cx < c->cells_size.width; cx += 2) {
            const struct cell *cell = cell_at(c, cx, cy);

            if (cell->flags || !is_all(cell->was, 0))
                continue;
            room++;
            changed += has_changed(c, cx, cy);
        }
    }
    return changed > most_new * room;
}

int fc_carry_run(struct fc_carry *c, const struct fc_matte *from, const struct fc_image *frame,
                 struct fc_matte *to)
{
    const struct fc_motion *m = &c->motion;
    int ret;

    assert(fc_size_equal(from->size, frame->size) && fc_size_equal(from->size, to->size));
    if (!from->has_seen)
        return 0;
    ret = set_size(c, from->size);
    if (ret)
        return ret;
    fill_small(c, from, frame);
    fc_motion_run(&c->motion, c->alpha, m->size.width);
    if (m->moved == 0 || m->lost > most_lost * m->active)
        return 0;
    begin_cells(c);
    place_blocks(c);
    if (room_has_changed(c))
        return 0;
    for (int cy = 0; cy < c->cells_size.height; cy++) {
        for (int cx = 0; cx < c->cells_size.width; cx++)
            cell_at(c, cx, cy)->action = (uint8_t)decide(c, cx, cy);
        fc_carry_make_row(c, from, to, cy);
    }
    fc_matte_seal(to);
    to->coverage = to->coverage > from->coverage ? to->coverage : from->coverage;
    to->unsure = to->unsure > from->unsure ? to->unsure : from->unsure;
    to->time_ns = from->time_ns;
    to->view = from->view;
    return 1;
}
