/* SPDX-License-Identifier: MIT */
/*
 * Mattes: how much of each pixel is person. fakecam/fakecam.h has what users of the library see.
 * Written by the thread that took it from the pool, immutable once handed on; references are
 * counted and may be dropped by any thread.
 */
#ifndef FC_MATTE_MATTE_H
#define FC_MATTE_MATTE_H

#include <stdatomic.h>

#include "fakecam/fakecam.h"

struct fc_matte_pool;

struct fc_matte {
    struct fc_size size;
    uint8_t *alpha; /* size.height rows of stride bytes; FC_ALLOC_SLACK readable behind them */
    int stride;
    /* alpha of the chroma samples: the mean of the pixels that each covers */
    uint8_t *chroma_alpha; /* (height + 1) / 2 rows of chroma_stride bytes */
    int chroma_stride;
    int64_t time_ns; /* of the frame that it was made from */
    double coverage; /* share of the pixels with alpha >= 128, 0..1 */
    atomic_int references;
    struct fc_matte_pool *pool; /* one reference on it */
    struct fc_matte *next_free;
};

/* Mattes that come back to be used again; as the pool of frames. Thread-safe. */
struct fc_matte_pool *fc_matte_pool_create(void);
void fc_matte_pool_unref(struct fc_matte_pool **pool);

/* A matte of that size with undefined alpha. NULL when out of memory. */
struct fc_matte *fc_matte_pool_take(struct fc_matte_pool *pool, struct fc_size size,
                                    int64_t time_ns);

/* Share of the picture beyond which a matte counts as "all person" and is refused. */
#define FC_MATTE_MAX_COVERAGE 0.98

/* Works out chroma_alpha and coverage from alpha, once alpha is written. */
void fc_matte_seal(struct fc_matte *matte);

#endif
