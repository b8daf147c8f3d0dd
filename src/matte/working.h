/* SPDX-License-Identifier: MIT */
/*
 * The small picture that the matte is sharpened on: the frame as guide and the network's
 * probabilities, both at the size of small.h's pictures, and the blocks of it that
 * hold an edge. Rows have FC_WORKING_MARGIN floats before them and as many behind, all zero.
 */
#ifndef FC_MATTE_WORKING_H
#define FC_MATTE_WORKING_H

#include <stdbool.h>
#include <stddef.h>

#include "matte/guided.h"
#include "matte/matte.h"
#include "matte/spread.h"

/* Side of a block of working pixels that is worked on or skipped as a whole. */
#define FC_WORKING_BLOCK 8

#define FC_WORKING_MARGIN 32

enum fc_block_state {
    FC_BLOCK_SURE = 0, /* far from an edge: all person or none */
    FC_BLOCK_NEAR,     /* sure, but windows of the blocks at work reach into it */
    FC_BLOCK_WORK,     /* holds an edge, or is next to one that does */
};

struct fc_working {
    const struct fc_guided_kernels *kernels;
    struct fc_size full;
    struct fc_size size;
    struct fc_size blocks;
    int factor; /* full pixels to a working one, each way: 1, 2, 4, ... */
    size_t stride;

    float *guide[3];   /* owned; Y, Cb, Cr in -0.5..0.5 */
    float *p;          /* owned; 0..1, contrast raised */
    float *trust;      /* owned; what each pixel counts, 0..1 */
    uint8_t *state;    /* owned; enum fc_block_state of each block */
    int near_from;     /* columns of working pixels that hold all blocks which are not sure */
    int near_to;       /* (not in it); the same as near_from where there are none */
    uint16_t *sums[2]; /* owned; a row of the frame, while it is shrunk */
    float *zero;       /* owned; a row of zeros */
    struct fc_spread spread;
};

/* Makes the buffers for frames of that size. 0 or -ENOMEM; then all is freed. */
int fc_working_init(struct fc_working *working, struct fc_size full);
void fc_working_finish(struct fc_working *working);

/* Fills guide, p and state. */
void fc_working_fill(struct fc_working *working, const struct fc_image *frame,
                     const struct fc_reading *readings, int count);

/* Row y; zeros where y lies outside the picture. */
struct fc_guided_row fc_working_row(const struct fc_working *working, int y);

/* States of the blocks that hold working row y. */
const uint8_t *fc_working_states(const struct fc_working *working, int y);

/* The frame's column where a block begins; the frame's width behind the last. */
int fc_working_column(const struct fc_working *working, int block);

/*
 * The next run of blocks of at least that state, from *first on, as *first and *end (not in the
 * run); false where there is none.
 */
bool fc_working_next_run(const struct fc_working *working, const uint8_t *states, uint8_t least,
                         int *first, int *end);

#endif
