/* SPDX-License-Identifier: MIT */
#include "base/pool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <threads.h>

#include "base/memory.h"

struct fc_pool {
    mtx_t lock;
    struct fc_pool_item *idle; /* owned; all of kind */
    uint64_t kind;
    atomic_int references; /* the owner's and one for each block in use */
};

struct fc_pool *fc_pool_create(void)
{
    struct fc_pool *pool = fc_calloc(1, sizeof(*pool));

    if (!pool)
        return NULL;
    if (mtx_init(&pool->lock, mtx_plain) != thrd_success) {
        free(pool);
        return NULL;
    }
    atomic_init(&pool->references, 1);
    return pool;
}

static void free_list(struct fc_pool_item *item)
{
    while (item) {
        struct fc_pool_item *next = item->next;

        free(item);
        item = next;
    }
}

static void drop(struct fc_pool *pool)
{
    if (atomic_fetch_sub(&pool->references, 1) != 1)
        return;
    free_list(pool->idle);
    mtx_destroy(&pool->lock);
    free(pool);
}

void fc_pool_unref(struct fc_pool **pool)
{
    if (*pool)
        drop(*pool);
    *pool = NULL;
}

struct fc_pool_item *fc_pool_take(struct fc_pool *pool, uint64_t kind)
{
    struct fc_pool_item *item = NULL;
    struct fc_pool_item *stale = NULL;

    mtx_lock(&pool->lock);
    if (pool->kind == kind) {
        item = pool->idle;
        if (item)
            pool->idle = item->next;
    } else {
        stale = pool->idle;
        pool->idle = NULL;
        pool->kind = kind;
    }
    mtx_unlock(&pool->lock);
    free_list(stale);
    if (item)
        fc_pool_adopt(pool, item, kind);
    return item;
}

void fc_pool_adopt(struct fc_pool *pool, struct fc_pool_item *item, uint64_t kind)
{
    *item = (struct fc_pool_item){.pool = pool, .kind = kind};
    atomic_fetch_add(&pool->references, 1);
}

void fc_pool_give_back(struct fc_pool_item *item)
{
    struct fc_pool *pool = item->pool;

    mtx_lock(&pool->lock);
    if (item->kind == pool->kind) {
        item->next = pool->idle;
        pool->idle = item;
        item = NULL;
    }
    mtx_unlock(&pool->lock);
    free(item);
    drop(pool);
}
