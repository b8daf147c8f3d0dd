/* SPDX-License-Identifier: MIT */
/*
 * How a person has moved from one small picture to another: for each block of the former that holds
 * a piece of them, where that is in the latter. Blocks are matched by the sum of absolute
 * differences, in which the person counts more than the room round them: first coarsely, on a
 * quarter of the lines, then from what neighbours found, then to fractions of a pixel.
 *
 * Nothing is allocated but by init. One thread at a time.
 */
#ifndef FC_MATTE_MOTION_H
#define FC_MATTE_MOTION_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/frame.h"

/* Side of a block, in pixels of the small picture. */
#define FC_MOTION_BLOCK 8

/* No block moves by more than this, each way. */
#define FC_MOTION_REACH 48

enum fc_motion_kind {
    FC_MOTION_NOBODY = 0, /* nothing of the person: not looked for */
    FC_MOTION_EDGE,       /* person and room */
    FC_MOTION_INSIDE,     /* person, and nothing else; next to an edge */
    FC_MOTION_DEEP,       /* person all round too: not looked for, goes along */
};

enum fc_motion_state {
    FC_MOTION_LOST = 0, /* nothing like it was found: taken to be where it was */
    FC_MOTION_STILL,    /* where it was */
    FC_MOTION_MOVED,
};

struct fc_motion_block {
    uint8_t kind;  /* enum fc_motion_kind */
    uint8_t state; /* enum fc_motion_state */
    bool trails;  /* an edge, and not one that goes ahead of the person: the room comes behind it */
    float dx, dy; /* pixels of the small picture, to the right and down */
};

/* A plane of bytes with room round it, in which its border goes on. */
struct fc_motion_plane {
    struct fc_size size;
    int stride;
    uint8_t *memory; /* owned */
    uint8_t *origin; /* its first pixel */
};

struct fc_motion {
    struct fc_size size;
    struct fc_size blocks;
    struct fc_motion_plane before, now, mask;                      /* the small pictures */
    struct fc_motion_plane coarse_before, coarse_now, coarse_mask; /* a quarter of each */
    struct fc_motion_block *found;                                 /* owned; each block's */
    int (*coarse)[2]; /* owned; how each square of 2 x 2 blocks moves, in small pixels */
    struct fc_size coarse_blocks;
    int active; /* blocks that were looked for */
    int moved;  /* of those */
    int lost;   /* likewise */
};

/* Makes the buffers for small pictures of that size. 0 or -ENOMEM; then all is freed. */
int fc_motion_init(struct fc_motion *motion, struct fc_size size);
void fc_motion_finish(struct fc_motion *motion);

/*
 * Fills in found and the counts from the pictures that were written to before and now (size
 * pixels from their origin on; their room is filled here), and alpha, the matte of before.
 */
void fc_motion_run(struct fc_motion *motion, const uint8_t *alpha, int stride);

#endif
