/* SPDX-License-Identifier: MIT */
/*
 * Mattes: how much of each pixel is person. fakecam/fakecam.h has what users of the library see.
 * Written by the thread that took it from the pool, immutable once handed on; references are
 * counted and may be dropped by any thread.
 */
#ifndef FC_MATTE_MATTE_H
#define FC_MATTE_MATTE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/pool.h"
#include "fakecam/fakecam.h"
#include "frame/frame.h"
#include "frame/view.h"

/* Side of a tile, in pixels; in chroma samples it is half that. */
#define FC_MATTE_TILE 64

/* What is counted tile by tile, so that a matte which changes a little is not counted anew. */
struct fc_matte_tile {
    uint16_t person; /* chroma samples of at least FC_MATTE_SHOWS */
    uint16_t unsure; /* chroma samples that are neither person nor room */
    bool is_touched; /* alpha may have changed since it was sealed */
};

struct fc_matte {
    struct fc_pool_item item;
    struct fc_size size;
    uint8_t *alpha; /* size.height rows of stride bytes; FC_ALLOC_SLACK readable behind them */
    int stride;
    /* alpha of the chroma samples: the mean of the pixels that each covers */
    uint8_t *chroma_alpha; /* (height + 1) / 2 rows of chroma_stride bytes */
    int chroma_stride;
    struct fc_size tiles;
    struct fc_matte_tile *tile; /* tiles.height rows of tiles.width */
    /* what its frame looked like, small.h: rows without padding; undefined until it is written */
    uint8_t *seen;
    bool has_seen;
    int64_t time_ns; /* of the frame that it was made from */
    double coverage; /* share of the pixels with alpha >= FC_MATTE_SHOWS, 0..1 */
    double unsure;   /* share of those that are neither person nor room, see FC_MATTE_UNSURE_LOW */
    /* which view of its frame it is of; and what that showed, where it is not the frame itself */
    struct fc_view view;
    struct fc_frame *framed;    /* owned, or NULL */
    const uint8_t *framed_from; /* the frame's luma, to know it by */
    atomic_int references;
};

/*
 * A matte of that size with undefined alpha, from a pool of mattes (base/pool.h has the rules).
 * NULL when out of memory.
 */
struct fc_matte *fc_matte_take(struct fc_pool *pool, struct fc_size size, int64_t time_ns);

/* The alpha that lets enough of the camera's picture through to make out what is there. */
#define FC_MATTE_SHOWS 64

/* Share of the picture beyond which a matte counts as "all person" and is refused. */
#define FC_MATTE_MAX_COVERAGE 0.98

/*
 * Alphas from low to below high are neither person nor room. Edges have them: of photos of people
 * at most 0.07, of films in which a person comes and goes 0.26. Where more than FC_MATTE_MAX_UNSURE
 * of a picture has them the network knows nothing, and the whole room would shine through.
 */
#define FC_MATTE_UNSURE_LOW 16
#define FC_MATTE_UNSURE_HIGH 240
#define FC_MATTE_MAX_UNSURE 0.5

/* Writes from's alpha, left and right swapped, to to; both of the same size. Seals to. */
void fc_matte_mirror(const struct fc_matte *from, struct fc_matte *to);

/* The same, not swapped: the outline alone goes over, and nothing of the camera's picture. */
void fc_matte_copy(const struct fc_matte *from, struct fc_matte *to);

/* Whether a sealed matte may be shown: FC_MATTE_MAX_COVERAGE, FC_MATTE_MAX_UNSURE. */
bool fc_matte_is_fit(const struct fc_matte *matte);

/* Works out chroma_alpha, tiles, coverage and unsure from alpha, once alpha is written. */
void fc_matte_seal(struct fc_matte *matte);

/* Says that alpha has changed in that area since the matte was sealed. */
void fc_matte_touch(struct fc_matte *matte, struct fc_area area);

/* Seals again what was touched of a matte that was sealed before. */
void fc_matte_reseal(struct fc_matte *matte);

#endif
