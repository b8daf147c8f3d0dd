/* SPDX-License-Identifier: MIT */
#include "matte/matte.h"

#include <assert.h>

#include "base/memory.h"
#include "frame/frame.h"
#include "matte/small.h"

#include <libyuv.h>

static size_t count_tiles(struct fc_size tiles)
{
    return (size_t)tiles.width * (size_t)tiles.height;
}

static struct fc_matte *matte_alloc(struct fc_size size)
{
    struct fc_size chroma = fc_plane_size(size, 1);
    size_t stride = fc_round_up((size_t)size.width, FC_ALIGNMENT);
    size_t chroma_stride = fc_round_up((size_t)chroma.width, FC_ALIGNMENT);
    size_t head = fc_round_up(sizeof(struct fc_matte), FC_ALIGNMENT);
    size_t alpha_bytes = stride * (size_t)size.height;
    size_t chroma_bytes = chroma_stride * (size_t)chroma.height;
    struct fc_size tiles = {(size.width + FC_MATTE_TILE - 1) / FC_MATTE_TILE,
                            (size.height + FC_MATTE_TILE - 1) / FC_MATTE_TILE};
    struct fc_size small = fc_small_size(size);
    size_t tile_bytes = count_tiles(tiles) * sizeof(struct fc_matte_tile);
    struct fc_matte *matte = fc_alloc_aligned(head + alpha_bytes + chroma_bytes + tile_bytes +
                                              (size_t)small.width * (size_t)small.height);

    if (!matte)
        return NULL;
    matte->size = size;
    matte->alpha = (uint8_t *)matte + head;
    matte->stride = (int)stride;
    matte->chroma_alpha = matte->alpha + alpha_bytes;
    matte->chroma_stride = (int)chroma_stride;
    matte->tiles = tiles;
    matte->tile = (struct fc_matte_tile *)(matte->chroma_alpha + chroma_bytes);
    matte->seen = matte->chroma_alpha + chroma_bytes + tile_bytes;
    return matte;
}

struct fc_matte *fc_matte_take(struct fc_pool *pool, struct fc_size size, int64_t time_ns)
{
    const uint64_t kind = (uint64_t)size.width << 32 | (uint64_t)size.height;
    struct fc_matte *matte = (struct fc_matte *)fc_pool_take(pool, kind);

    if (!matte) {
        matte = matte_alloc(size);
        if (!matte)
            return NULL;
        fc_pool_adopt(pool, &matte->item, kind);
    }
    matte->time_ns = time_ns;
    matte->has_seen = false;
    matte->coverage = 0;
    matte->unsure = 0;
    matte->view = (struct fc_view){0};
    atomic_init(&matte->references, 1);
    return matte;
}

struct fc_matte *fc_matte_ref(struct fc_matte *matte)
{
    atomic_fetch_add_explicit(&matte->references, 1, memory_order_relaxed);
    return matte;
}

void fc_matte_unref(struct fc_matte **matte_ptr)
{
    struct fc_matte *matte = *matte_ptr;

    *matte_ptr = NULL;
    if (!matte || atomic_fetch_sub(&matte->references, 1) != 1)
        return;
    fc_frame_unref(&matte->framed);
    fc_pool_give_back(&matte->item);
}

/* Shares that are NaN are refused too. */
bool fc_matte_is_fit(const struct fc_matte *matte)
{
    return matte->coverage <= FC_MATTE_MAX_COVERAGE && matte->unsure <= FC_MATTE_MAX_UNSURE;
}

void fc_matte_mirror(const struct fc_matte *from, struct fc_matte *to)
{
    assert(fc_size_equal(from->size, to->size));
    MirrorPlane(from->alpha, from->stride, to->alpha, to->stride, to->size.width, to->size.height);
    fc_matte_seal(to);
    /* at an odd width other pixels share a sample, but it is as fit to be used as it was */
    to->coverage = from->coverage;
    to->unsure = from->unsure;
}

void fc_matte_copy(const struct fc_matte *from, struct fc_matte *to)
{
    assert(fc_size_equal(from->size, to->size));
    CopyPlane(from->alpha, from->stride, to->alpha, to->stride, to->size.width, to->size.height);
    fc_matte_seal(to);
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
