/* SPDX-License-Identifier: MIT */
#include "matte/carry_private.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/clamp.h"
#include "frame/frame.h"
#include "matte/small.h"

/* Motions that differ by less, in pixels, are one. */
static const float alike_px = 0.25f;

/* The part of the full picture that a cell covers. */
static struct fc_area area_of(const struct fc_carry *c, int cx, int cy)
{
    const int side = CELL * c->factor;
    const int x = cx * side;
    const int y = cy * side;

    return (struct fc_area){
        x,
        y,
        {c->full.width - x < side ? c->full.width - x : side,
         c->full.height - y < side ? c->full.height - y : side},
    };
}

static void fill(struct fc_matte *to, struct fc_area area, uint8_t alpha)
{
    for (int y = area.y; y < area.y + area.size.height; y++)
        memset(to->alpha + (ptrdiff_t)y * to->stride + area.x, alpha, (size_t)area.size.width);
}

static void copy(const struct fc_matte *from, struct fc_matte *to, struct fc_area area)
{
    for (int y = area.y; y < area.y + area.size.height; y++)
        memcpy(to->alpha + (ptrdiff_t)y * to->stride + area.x,
               from->alpha + (ptrdiff_t)y * from->stride + area.x, (size_t)area.size.width);
}

struct motion_at {
    float x, y; /* in small pixels */
};

/* Between the four cells round a point, in cells from the middle of the first. */
static struct motion_at motion_at(const struct fc_carry *c, float x, float y)
{
    const int x0 = fc_clamp_int((int)floorf(x), 0, c->cells_size.width - 1);
    const int y0 = fc_clamp_int((int)floorf(y), 0, c->cells_size.height - 1);
    const int x1 = x0 + 1 < c->cells_size.width ? x0 + 1 : x0;
    const int y1 = y0 + 1 < c->cells_size.height ? y0 + 1 : y0;
    const float fx = fminf(fmaxf(x - (float)x0, 0), 1);
    const float fy = fminf(fmaxf(y - (float)y0, 0), 1);
    const struct cell *cells[4] = {cell_at(c, x0, y0), cell_at(c, x1, y0), cell_at(c, x0, y1),
                                   cell_at(c, x1, y1)};
    const float shares[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
    struct motion_at sum = {0, 0};
    float all = 0;

    for (int i = 0; i < 4; i++) {
        const float share = cells[i]->weight > 0 ? shares[i] : 0;

        sum.x += share * cells[i]->x;
        sum.y += share * cells[i]->y;
        all += share;
    }
    return all > 0 ? (struct motion_at){sum.x / all, sum.y / all} : sum;
}

/* A piece of a row with the border going on, where it does not lie within. */
static const uint8_t *reach_row(const struct fc_matte *from, int x, int y, int count,
                                uint8_t *scratch)
{
    const uint8_t *row =
        from->alpha + (ptrdiff_t)fc_clamp_int(y, 0, from->size.height - 1) * from->stride;

    if (x >= 0 && x + count <= from->size.width)
        return row + x;
    for (int i = 0; i < count; i++)
        scratch[i] = row[fc_clamp_int(x + i, 0, from->size.width - 1)];
    return scratch;
}

#define MAX_RUN (CELL * FC_SMALL_MAX_FACTOR)

/* Pixels out of the two rows that they lie between. */
static inline void mix_run(const uint8_t *restrict a, const uint8_t *restrict b, const uint16_t *w,
                           int count, uint8_t *restrict to)
{
    for (int i = 0; i < count; i++)
        to[i] = (uint8_t)((uint16_t)(a[i] * w[0] + a[i + 1] * w[1] + b[i] * w[2] + b[i + 1] * w[3] +
                                     128) >>
                          8);
}

/* A run of one row, bilinearly, from where it was by that motion in pixels. */
static void warp_run(const struct fc_matte *from, int x, int y, int count, struct motion_at v,
                     uint8_t *to)
{
    const int at_x = (int)lrintf(16 * ((float)x - v.x));
    const int at_y = (int)lrintf(16 * ((float)y - v.y));
    const int fx = at_x & 15;
    const int fy = at_y & 15;
    uint8_t scratch[2][MAX_RUN + 1];
    const uint8_t *a = reach_row(from, at_x >> 4, at_y >> 4, count + 1, scratch[0]);
    const uint8_t *b = reach_row(from, at_x >> 4, (at_y >> 4) + 1, count + 1, scratch[1]);
    const uint16_t w[4] = {(uint16_t)((16 - fx) * (16 - fy)), (uint16_t)(fx * (16 - fy)),
                           (uint16_t)((16 - fx) * fy), (uint16_t)(fx * fy)};

    if (count == 16)
        mix_run(a, b, w, 16, to);
    else if (count == 8)
        mix_run(a, b, w, 8, to);
    else
        mix_run(a, b, w, count, to);
}

static struct motion_at mean_of(struct motion_at a, struct motion_at b, float part)
{
    return (struct motion_at){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

/* The motion down the middle of a column: at a cell's upper end, its middle and its lower end. */
struct column {
    struct motion_at knots[3]; /* in pixels */
};

static struct column column_at(const struct fc_carry *c, int x, int y, int width)
{
    const float side = (float)(CELL * c->factor);
    const float across = ((float)x + 0.5f * (float)width) / side - 0.5f;
    struct column column;

    for (int i = 0; i < 3; i++) {
        column.knots[i] = motion_at(c, across, (float)y / side + 0.5f * (float)i - 0.5f);
        column.knots[i].x *= (float)c->factor;
        column.knots[i].y *= (float)c->factor;
    }
    return column;
}

static bool is_alike(const struct column *a, const struct column *b)
{
    for (int i = 0; i < 3; i++)
        if (fabsf(a->knots[i].x - b->knots[i].x) > alike_px ||
            fabsf(a->knots[i].y - b->knots[i].y) > alike_px)
            return false;
    return true;
}

/* Row by row, each with the motion of its middle. */
static void warp_column(const struct fc_carry *c, const struct fc_matte *from, struct fc_matte *to,
                        struct fc_area area, const struct column *column)
{
    for (int i = 0; i < area.size.height; i++) {
        const float at = 2 * ((float)i + 0.5f) / (float)(CELL * c->factor);
        const int upper = at >= 1;

        warp_run(from, area.x, area.y + i, area.size.width,
                 mean_of(column->knots[upper], column->knots[upper + 1], at - (float)upper),
                 to->alpha + (ptrdiff_t)(area.y + i) * to->stride + area.x);
    }
}

/* Cell by cell, in two halves where these move differently. */
static void warp(const struct fc_carry *c, const struct fc_matte *from, struct fc_matte *to,
                 struct fc_area area)
{
    const int side = CELL * c->factor;
    const int right = area.x + area.size.width;

    for (int x = area.x; x < right; x += side) {
        const int width = right - x < side ? right - x : side;
        const int half = width < side / 2 ? width : side / 2;
        const struct column left = column_at(c, x, area.y, side / 2);
        const struct column other = column_at(c, x + side / 2, area.y, side / 2);
        struct fc_area part = {x, area.y, {width, area.size.height}};

        if (is_alike(&left, &other)) {
            warp_column(c, from, to, part, &left);
            continue;
        }
        part.size.width = half;
        warp_column(c, from, to, part, &left);
        part.x += half;
        part.size.width = width - half;
        if (part.size.width > 0)
            warp_column(c, from, to, part, &other);
    }
}

/* The lower one of what was there and what has been written. */
static void lower(const struct fc_matte *from, struct fc_matte *to, struct fc_area area)
{
    for (int y = area.y; y < area.y + area.size.height; y++) {
        const uint8_t *restrict was = from->alpha + (ptrdiff_t)y * from->stride + area.x;
        uint8_t *restrict now = to->alpha + (ptrdiff_t)y * to->stride + area.x;

        for (int x = 0; x < area.size.width; x++)
            now[x] = was[x] < now[x] ? was[x] : now[x];
    }
}

/* Cells of one row, from first on, of which the same is to be made. */
static void make_run(const struct fc_carry *c, const struct fc_matte *from, struct fc_matte *to,
                     struct fc_area area, enum action action)
{
    switch (action) {
    case ACTION_ROOM:
        fill(to, area, 0);
        break;
    case ACTION_PERSON:
        fill(to, area, 255);
        break;
    case ACTION_KEEP:
        copy(from, to, area);
        break;
    case ACTION_MOVE:
        warp(c, from, to, area);
        break;
    case ACTION_LOWER:
        warp(c, from, to, area);
        lower(from, to, area);
        break;
    }
}

void fc_carry_make_row(const struct fc_carry *c, const struct fc_matte *from, struct fc_matte *to,
                       int cy)
{
    int first = 0;

    for (int cx = 1; cx <= c->cells_size.width; cx++) {
        const enum action action = (enum action)cell_at(c, first, cy)->action;
        struct fc_area area;

        if (cx < c->cells_size.width && cell_at(c, cx, cy)->action == action)
            continue;
        area = area_of(c, first, cy);
        area.size.width =
            (cx < c->cells_size.width ? area_of(c, cx, cy).x : c->full.width) - area.x;
        make_run(c, from, to, area, action);
        first = cx;
    }
}
