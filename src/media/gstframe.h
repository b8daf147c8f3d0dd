/* SPDX-License-Identifier: MIT */
/*
 * GStreamer's samples as frames. I420 samples are wrapped, not copied: the buffer lives as long as
 * the frame. BGRA samples become full-range BT.601, over white where they are transparent.
 */
#ifndef FC_MEDIA_GSTFRAME_H
#define FC_MEDIA_GSTFRAME_H

#include "media/gstutil.h"

/* What to do to a picture before it is shown: mirror it left to right, then turn it clockwise. */
struct fc_orientation {
    bool mirrored;
    int degrees; /* 0, 90, 180, 270 */
};

/*
 * What an image-orientation tag says; false where there is none. The names of the tag's values
 * are GStreamer's (GST_TAG_IMAGE_ORIENTATION), EXIF 2.3's orientations 1 to 8 in its order.
 */
bool fc_orientation_from_tags(const GstTagList *tags, struct fc_orientation *orientation);

/* What Exif's orientation 1 to 8 says. */
struct fc_orientation fc_orientation_from_exif(int exif);

/* One number for it, so that threads can hand it over atomically, and back. */
int fc_orientation_pack(struct fc_orientation orientation);
struct fc_orientation fc_orientation_unpack(int packed);

/*
 * A new frame of rows of BGRA with straight alpha: full-range BT.601, over white. NULL when out
 * of memory.
 */
struct fc_frame *fc_frame_from_bgra(const uint8_t *bgra, int stride, struct fc_size size,
                                    int64_t time_ns);

/*
 * The size of a picture that is made smaller, in its own shape, as long as it covers that; a
 * cover of 0 x 0 leaves it.
 */
struct fc_size fc_size_shrunk(struct fc_size size, struct fc_size cover);

/* The frame in that size; takes the frame over (NULL too). NULL when out of memory. */
struct fc_frame *fc_frame_shrink(struct fc_frame *frame, struct fc_size cover);

/* A new frame of the sample (I420 or BGRA), turned the right way up. NULL when out of memory. */
struct fc_frame *fc_gst_frame(GstSample *sample, struct fc_orientation orientation,
                              int64_t time_ns);

#endif
