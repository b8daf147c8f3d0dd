/* SPDX-License-Identifier: MIT */
/*
 * Frames: pictures of planar YUV 4:2:0 (I420) that threads share by counted references.
 *
 * Sizes are in pixels, 1 to FC_MAX_SIDE each way, odd ones allowed: chroma planes are
 * (width + 1) / 2 by (height + 1) / 2. Strides are in bytes. Samples are 8 bits.
 * Matrices and ranges are those of ITU-R BT.601-7 and BT.709-6; "full" is the range of
 * JFIF (Y, Cb, Cr in 0..255), "limited" that of video (Y 16..235, Cb and Cr 16..240).
 *
 * A frame may be written by the thread that created it until it is first handed to somebody
 * else; from then on it is immutable. fc_frame_ref() and fc_frame_unref() may be called from
 * any thread.
 */
#ifndef FAKECAM_FRAME_H
#define FAKECAM_FRAME_H

#include <stdint.h>

#if defined(__GNUC__)
#define FC_API __attribute__((visibility("default")))
#else
#define FC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The longest side of a frame, in pixels. */
#define FC_MAX_SIDE 16384

enum fc_matrix {
    FC_MATRIX_UNSET = 0,
    FC_MATRIX_BT601,
    FC_MATRIX_BT709,
};

enum fc_range {
    FC_RANGE_UNSET = 0,
    FC_RANGE_LIMITED,
    FC_RANGE_FULL,
};

struct fc_colour {
    enum fc_matrix matrix;
    enum fc_range range;
};

struct fc_size {
    int width;
    int height;
};

/*
 * A view of somebody's I420 picture: it owns nothing. Planes stand in the order Y, Cb, Cr.
 */
struct fc_image {
    struct fc_size size;
    struct fc_colour colour;
    uint8_t *plane[3];
    int stride[3];
};

struct fc_frame;

/*
 * A new frame of that size with planes of its own; their content is undefined.
 * time_ns is when the camera saw it (monotonic clock) or its place in the film (media time).
 * Returns NULL when out of memory or when the size or colour is not allowed.
 */
FC_API struct fc_frame *fc_frame_create(struct fc_size size, struct fc_colour colour,
                                        int64_t time_ns);

/*
 * A frame around memory of the caller's, which must stay as it is until release(user) is
 * called, from whichever thread drops the last reference. Strides are at least the planes'
 * widths. Returns NULL when out of memory or when something of the image is not allowed, and
 * then release is not called.
 */
FC_API struct fc_frame *fc_frame_wrap(const struct fc_image *image, int64_t time_ns,
                                      void (*release)(void *user), void *user);

FC_API struct fc_frame *fc_frame_ref(struct fc_frame *frame);

/* Drops the reference that *frame holds and sets it to NULL. *frame may be NULL. */
FC_API void fc_frame_unref(struct fc_frame **frame);

/* The picture of a frame. Valid as long as the reference is; write it only while it is new. */
FC_API const struct fc_image *fc_frame_image(const struct fc_frame *frame);

FC_API int64_t fc_frame_time_ns(const struct fc_frame *frame);

#ifdef __cplusplus
}
#endif

#endif
