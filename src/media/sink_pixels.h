/* SPDX-License-Identifier: MIT */
/*
 * Pictures as encoders of pictures want them, in GStreamer's buffers. Converted here and not by
 * videoconvert, which comes out up to two codes too dark (seen in 1.22).
 */
#ifndef FC_MEDIA_SINK_PIXELS_H
#define FC_MEDIA_SINK_PIXELS_H

#include <gst/gst.h>

#include "fakecam/fakecam.h"

/* Rows of R, G, B, padded to 4 bytes. NULL when out of memory. */
GstBuffer *fc_sink_pixels_rgb(const struct fc_image *image);

/* A copy as I420 in that colour, size.width x size.height of it. NULL when out of memory. */
GstBuffer *fc_sink_pixels_i420(const struct fc_image *image, struct fc_size size,
                               struct fc_colour colour);

/*
 * The image's own memory, size.width x size.height of it from the top left; release(user) is
 * called when the buffer goes.
 */
GstBuffer *fc_sink_pixels_wrap(const struct fc_image *image, struct fc_size size,
                               void (*release)(void *user), void *user);

/* A copy of size.width x size.height grey values, rows padded to 4 bytes. */
GstBuffer *fc_sink_pixels_grey(const uint8_t *grey, int stride, struct fc_size size);

#endif
