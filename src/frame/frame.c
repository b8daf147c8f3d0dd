/* SPDX-License-Identifier: MIT */
#include "frame/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include <libyuv.h>

bool fc_size_is_valid(struct fc_size size)
{
    return size.width >= 1 && size.width <= FC_MAX_SIDE && size.height >= 1 &&
           size.height <= FC_MAX_SIDE;
}

bool fc_size_equal(struct fc_size a, struct fc_size b)
{
    return a.width == b.width && a.height == b.height;
}

bool fc_colour_equal(struct fc_colour a, struct fc_colour b)
{
    return a.matrix == b.matrix && a.range == b.range;
}

bool fc_colour_is_valid(struct fc_colour colour)
{
    return (colour.matrix == FC_MATRIX_BT601 || colour.matrix == FC_MATRIX_BT709) &&
           (colour.range == FC_RANGE_LIMITED || colour.range == FC_RANGE_FULL);
}

struct fc_size fc_plane_size(struct fc_size size, int plane)
{
    if (plane == 0)
        return size;
    return (struct fc_size){(size.width + 1) / 2, (size.height + 1) / 2};
}

void fc_image_copy(const struct fc_image *from, const struct fc_image *to)
{
    assert(fc_size_equal(from->size, to->size));
    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(from->size, i);

        CopyPlane(from->plane[i], from->stride[i], to->plane[i], to->stride[i], size.width,
                  size.height);
    }
}

/* Planes follow the struct in one block; rows begin at multiples of FC_ALIGNMENT. */
static struct fc_frame *frame_alloc(struct fc_size size)
{
    size_t offset = fc_round_up(sizeof(struct fc_frame), FC_ALIGNMENT);
    size_t offsets[3];
    int strides[3];
    struct fc_frame *frame;

    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(size, i);

        strides[i] = (int)fc_round_up((size_t)plane.width, FC_ALIGNMENT);
        offsets[i] = offset;
        offset += (size_t)strides[i] * (size_t)plane.height;
    }
    frame = fc_alloc_aligned(offset);
    if (!frame)
        return NULL;
    for (int i = 0; i < 3; i++) {
        frame->image.plane[i] = (uint8_t *)frame + offsets[i];
        frame->image.stride[i] = strides[i];
    }
    frame->image.size = size;
    return frame;
}

static void frame_reset(struct fc_frame *frame, struct fc_colour colour, int64_t time_ns)
{
    frame->image.colour = colour;
    frame->time_ns = time_ns;
    atomic_init(&frame->references, 1);
}

struct fc_frame *fc_frame_create(struct fc_size size, struct fc_colour colour, int64_t time_ns)
{
    struct fc_frame *frame;

    if (!fc_size_is_valid(size) || !fc_colour_is_valid(colour))
        return NULL;
    frame = frame_alloc(size);
    if (frame)
        frame_reset(frame, colour, time_ns);
    return frame;
}

static bool planes_are_valid(const struct fc_image *image)
{
    for (int i = 0; i < 3; i++)
        if (!image->plane[i] || image->stride[i] < fc_plane_size(image->size, i).width)
            return false;
    return true;
}

static bool image_is_valid(const struct fc_image *image)
{
    return fc_size_is_valid(image->size) && fc_colour_is_valid(image->colour) &&
           planes_are_valid(image);
}

struct fc_frame *fc_frame_wrap(const struct fc_image *image, int64_t time_ns,
                               void (*release)(void *user), void *user)
{
    struct fc_frame *frame;

    if (!image_is_valid(image))
        return NULL;
    frame = fc_calloc(1, sizeof(*frame));
    if (!frame)
        return NULL;
    frame->image = *image;
    frame_reset(frame, image->colour, time_ns);
    frame->release = release;
    frame->user = user;
    return frame;
}

struct fc_frame *fc_frame_take_wrapped(struct fc_pool *pool, const struct fc_image *image,
                                       int64_t time_ns, void (*release)(void *user), void *user)
{
    struct fc_frame *frame;

    if (!image_is_valid(image))
        return NULL;
    frame = (struct fc_frame *)fc_pool_take(pool, 0);
    if (!frame) {
        frame = fc_calloc(1, sizeof(*frame));
        if (!frame)
            return NULL;
        fc_pool_adopt(pool, &frame->item, 0);
    }
    frame->image = *image;
    frame_reset(frame, image->colour, time_ns);
    frame->release = release;
    frame->user = user;
    return frame;
}

struct fc_frame *fc_frame_ref(struct fc_frame *frame)
{
    atomic_fetch_add_explicit(&frame->references, 1, memory_order_relaxed);
    return frame;
}

void fc_frame_unref(struct fc_frame **frame_ptr)
{
    struct fc_frame *frame = *frame_ptr;

    *frame_ptr = NULL;
    if (!frame || atomic_fetch_sub(&frame->references, 1) != 1)
        return;
    if (frame->release)
        frame->release(frame->user);
    if (frame->item.pool)
        fc_pool_give_back(&frame->item);
    else
        free(frame);
}

const struct fc_image *fc_frame_image(const struct fc_frame *frame)
{
    return &frame->image;
}

int64_t fc_frame_time_ns(const struct fc_frame *frame)
{
    return frame->time_ns;
}

/* Frames of one size are one kind. */
static uint64_t kind_of(struct fc_size size)
{
    return (uint64_t)size.width << 32 | (uint64_t)size.height;
}

struct fc_frame *fc_frame_take(struct fc_pool *pool, struct fc_size size, struct fc_colour colour,
                               int64_t time_ns)
{
    struct fc_frame *frame;

    if (!fc_size_is_valid(size) || !fc_colour_is_valid(colour))
        return NULL;
    frame = (struct fc_frame *)fc_pool_take(pool, kind_of(size));
    if (!frame) {
        frame = frame_alloc(size);
        if (!frame)
            return NULL;
        fc_pool_adopt(pool, &frame->item, kind_of(size));
    }
    frame_reset(frame, colour, time_ns);
    return frame;
}
