/* SPDX-License-Identifier: MIT */
#include "matte/matte.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

struct fc_matte_pool {
    mtx_t lock;
    struct fc_matte *free_mattes; /* owned; all of size */
    struct fc_size size;
    atomic_int references; /* the owner's and one for each matte that is out */
};

static void free_list(struct fc_matte *matte)
{
    while (matte) {
        struct fc_matte *next = matte->next_free;

        free(matte);
        matte = next;
    }
}

static void pool_drop(struct fc_matte_pool *pool)
{
    if (atomic_fetch_sub(&pool->references, 1) != 1)
        return;
    free_list(pool->free_mattes);
    mtx_destroy(&pool->lock);
    free(pool);
}

struct fc_matte_pool *fc_matte_pool_create(void)
{
    struct fc_matte_pool *pool = fc_calloc(1, sizeof(*pool));

    if (!pool)
        return NULL;
    if (mtx_init(&pool->lock, mtx_plain) != thrd_success) {
        free(pool);
        return NULL;
    }
    atomic_init(&pool->references, 1);
    return pool;
}

void fc_matte_pool_unref(struct fc_matte_pool **pool)
{
    if (*pool)
        pool_drop(*pool);
    *pool = NULL;
}

static struct fc_matte *matte_alloc(struct fc_size size)
{
    struct fc_size chroma = fc_plane_size(size, 1);
    size_t stride = fc_round_up((size_t)size.width, FC_ALIGNMENT);
    size_t chroma_stride = fc_round_up((size_t)chroma.width, FC_ALIGNMENT);
    size_t head = fc_round_up(sizeof(struct fc_matte), FC_ALIGNMENT);
    size_t alpha_bytes = stride * (size_t)size.height;
    struct fc_matte *matte =
        fc_alloc_aligned(head + alpha_bytes + chroma_stride * (size_t)chroma.height);

    if (!matte)
        return NULL;
    matte->size = size;
    matte->alpha = (uint8_t *)matte + head;
    matte->stride = (int)stride;
    matte->chroma_alpha = matte->alpha + alpha_bytes;
    matte->chroma_stride = (int)chroma_stride;
    return matte;
}

static struct fc_matte *pool_reuse(struct fc_matte_pool *pool, struct fc_size size)
{
    struct fc_matte *matte = NULL;
    struct fc_matte *stale = NULL;

    mtx_lock(&pool->lock);
    if (fc_size_equal(pool->size, size)) {
        matte = pool->free_mattes;
        if (matte)
            pool->free_mattes = matte->next_free;
    } else {
        stale = pool->free_mattes;
        pool->free_mattes = NULL;
        pool->size = size;
    }
    mtx_unlock(&pool->lock);
    free_list(stale);
    return matte;
}

struct fc_matte *fc_matte_pool_take(struct fc_matte_pool *pool, struct fc_size size,
                                    int64_t time_ns)
{
    struct fc_matte *matte = pool_reuse(pool, size);

    if (!matte)
        matte = matte_alloc(size);
    if (!matte)
        return NULL;
    matte->time_ns = time_ns;
    matte->coverage = 0;
    matte->next_free = NULL;
    matte->pool = pool;
    atomic_init(&matte->references, 1);
    atomic_fetch_add(&pool->references, 1);
    return matte;
}

void fc_matte_unref(struct fc_matte **matte_ptr)
{
    struct fc_matte *matte = *matte_ptr;
    struct fc_matte_pool *pool;

    *matte_ptr = NULL;
    if (!matte || atomic_fetch_sub(&matte->references, 1) != 1)
        return;
    pool = matte->pool;
    mtx_lock(&pool->lock);
    if (fc_size_equal(matte->size, pool->size)) {
        matte->next_free = pool->free_mattes;
        pool->free_mattes = matte;
        matte = NULL;
    }
    mtx_unlock(&pool->lock);
    free(matte);
    pool_drop(pool);
}

void fc_matte_seal(struct fc_matte *matte)
{
    struct fc_size chroma = fc_plane_size(matte->size, 1);
    size_t person = 0;

    ScalePlane(matte->alpha, matte->stride, matte->size.width, matte->size.height,
               matte->chroma_alpha, matte->chroma_stride, chroma.width, chroma.height, kFilterBox);
    for (int y = 0; y < chroma.height; y++) {
        const uint8_t *row = matte->chroma_alpha + (ptrdiff_t)y * matte->chroma_stride;

        for (int x = 0; x < chroma.width; x++)
            person += row[x] >= 128;
    }
    matte->coverage = (double)person / ((double)chroma.width * chroma.height);
}

struct fc_size fc_matte_size(const struct fc_matte *matte)
{
    return matte->size;
}

const uint8_t *fc_matte_alpha(const struct fc_matte *matte, int *stride)
{
    *stride = matte->stride;
    return matte->alpha;
}

int64_t fc_matte_time_ns(const struct fc_matte *matte)
{
    return matte->time_ns;
}
