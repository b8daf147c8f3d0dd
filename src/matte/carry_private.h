/* SPDX-License-Identifier: MIT */
/*
 * The insides of carry.h: carry.c decides, cell by cell, what is to be made of a matte, and
 * carry_alpha.c makes it.
 */
#ifndef FC_MATTE_CARRY_PRIVATE_H
#define FC_MATTE_CARRY_PRIVATE_H

#include <stddef.h>

#include "matte/carry.h"
#include "matte/motion.h"

/* Side of a cell, in small pixels: what one way of making alpha is chosen for. */
#define CELL 4

enum cell_flag {
    CELL_COVERED = 1, /* a piece of the person is there now */
    CELL_SOLID = 2,   /* and nothing but them */
    CELL_SWEPT = 4,   /* an edge has passed, and the room comes behind it */
};

struct extremes {
    uint8_t least, most;
};

enum action {
    ACTION_ROOM,
    ACTION_PERSON,
    ACTION_KEEP,
    ACTION_MOVE,
    ACTION_LOWER, /* move, but no higher than it was */
};

struct cell {
    float x, y, weight;  /* how the person moves there: a sum, then the mean */
    struct extremes was; /* alpha there before */
    uint8_t flags;
    uint8_t action;
};

struct fc_carry {
    struct fc_size full;
    int factor;
    struct fc_size cells_size;
    struct fc_motion motion;
    struct cell *cells; /* owned */
    uint8_t *alpha;     /* owned; the small matte */
};

static inline struct cell *cell_at(const struct fc_carry *c, int x, int y)
{
    return c->cells + (ptrdiff_t)y * c->cells_size.width + x;
}

/* Writes the cells of row cy to `to`, each by its action. */
void fc_carry_make_row(const struct fc_carry *c, const struct fc_matte *from, struct fc_matte *to,
                       int cy);

#endif
