/* SPDX-License-Identifier: MIT */
/*
 * Blocks that come back to be used again, so that nothing is allocated per frame. What is pooled
 * begins with an fc_pool_item and is one block from malloc or its kin.
 *
 * A pool keeps blocks of one kind (a size, say) at a time: when another kind is asked for, those
 * of the one before are let go. Blocks may outlive the owner's reference on the pool: it goes
 * when the last of both has gone. Thread-safe.
 */
#ifndef FC_BASE_POOL_H
#define FC_BASE_POOL_H

#include <stdint.h>

struct fc_pool;

struct fc_pool_item {
    struct fc_pool *pool; /* one reference on it while the block is out */
    struct fc_pool_item *next;
    uint64_t kind;
};

/* NULL when out of memory. */
struct fc_pool *fc_pool_create(void);
void fc_pool_unref(struct fc_pool **pool);

/* A block of that kind that was used before, content as it was left; or NULL. */
struct fc_pool_item *fc_pool_take(struct fc_pool *pool, uint64_t kind);

/* Makes a new block one of the pool's, in use. */
void fc_pool_adopt(struct fc_pool *pool, struct fc_pool_item *item, uint64_t kind);

/* Gives a block in use back to its pool. */
void fc_pool_give_back(struct fc_pool_item *item);

#endif
