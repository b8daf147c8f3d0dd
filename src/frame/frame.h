/* SPDX-License-Identifier: MIT */
/*
 * The insides of frames, see fakecam/frame.h for the contract.
 */
#ifndef FC_FRAME_FRAME_H
#define FC_FRAME_FRAME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "fakecam/frame.h"

struct fc_frame {
    struct fc_pool_item item; /* pool is NULL where the frame is of none */
    struct fc_image image;    /* planes inside this block, or borrowed with release set */
    int64_t time_ns;
    atomic_int references;
    void (*release)(void *user);
    void *user;
};

/* A part of a frame, in pixels. */
struct fc_area {
    int x;
    int y;
    struct fc_size size;
};

/* As fc_frame_create(), from a pool of frames; base/pool.h has the rules. */
struct fc_frame *fc_frame_take(struct fc_pool *pool, struct fc_size size, struct fc_colour colour,
                               int64_t time_ns);

/*
 * As fc_frame_wrap(), with no allocation once the pool is filled: a pool of such frames and of
 * nothing else.
 */
struct fc_frame *fc_frame_take_wrapped(struct fc_pool *pool, const struct fc_image *image,
                                       int64_t time_ns, void (*release)(void *user), void *user);

bool fc_size_is_valid(struct fc_size size);
bool fc_size_equal(struct fc_size a, struct fc_size b);
bool fc_colour_is_valid(struct fc_colour colour);
bool fc_colour_equal(struct fc_colour a, struct fc_colour b);

/* Samples across and down of plane 0, 1 or 2 of an I420 picture of that size. */
struct fc_size fc_plane_size(struct fc_size size, int plane);

/* Copies all samples; both of the same size. */
void fc_image_copy(const struct fc_image *from, const struct fc_image *to);

#endif
