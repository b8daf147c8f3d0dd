/* SPDX-License-Identifier: MIT */
/*
 * Between GStreamer's video frames and ours: I420 is wrapped where it lies, the other formats are
 * converted to I420 and back with libyuv. 4:2:2 loses every second row of chroma on the way.
 * Nothing is allocated once the pools are filled.
 *
 * One thread at a time.
 */
#ifndef FC_GST_PIXELS_H
#define FC_GST_PIXELS_H

#include <stdbool.h>

#include <gst/video/video.h>

#include "base/pool.h"
#include "fakecam/fakecam.h"

/* The formats that are taken and given, for a caps string. */
#define FC_ELEMENT_FORMATS "{ I420, NV12, YUY2, Y42B }"

struct fc_element_pixels {
    struct fc_pool *wrappers;  /* owned */
    struct fc_pool *converted; /* owned */
};

/* 0 or -ENOMEM. */
int fc_element_pixels_init(struct fc_element_pixels *pixels);
void fc_element_pixels_finish(struct fc_element_pixels *pixels);

/*
 * A new frame of a mapped one, which must stay mapped for as long as the frame lives. -ENOMEM, or
 * -EINVAL where size, strides or format are none of ours.
 */
int fc_element_pixels_read(struct fc_element_pixels *pixels, const GstVideoFrame *from,
                           int64_t time_ns, struct fc_frame **frame);

/*
 * Whether all rows of all planes lie inside the mapped memory: what says where they are comes
 * with the buffer, and may be wrong.
 */
bool fc_element_pixels_is_whole(const GstVideoFrame *frame);

/* Writes a picture into a mapped frame of its size. */
void fc_element_pixels_write(const struct fc_image *from, GstVideoFrame *to);

#endif
