/* SPDX-License-Identifier: MIT */
/* The insides of motion.h: motion.c looks for blocks, motion_blocks.c says what they are. */
#ifndef FC_MATTE_MOTION_PRIVATE_H
#define FC_MATTE_MOTION_PRIVATE_H

#include <stddef.h>

#include "matte/motion.h"

#define BLOCK FC_MOTION_BLOCK

static inline struct fc_motion_block *block_at(const struct fc_motion *m, int bx, int by)
{
    return m->found + (ptrdiff_t)by * m->blocks.width + bx;
}

static inline bool is_active(const struct fc_motion_block *block)
{
    return block->kind == FC_MOTION_EDGE || block->kind == FC_MOTION_INSIDE;
}

/* Says of each block of what kind it is, by the matte of before; nothing is found yet. */
void fc_motion_classify(struct fc_motion *m, const uint8_t *alpha, int stride);

/* Once blocks are found: which edges trail, and how many blocks there are. */
void fc_motion_conclude(struct fc_motion *m, const uint8_t *alpha, int stride);

#endif
