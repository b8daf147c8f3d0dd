/* SPDX-License-Identifier: MIT */
/*
 * A camera's pictures made frames: to I420, cropped to the wanted shape about the middle, scaled,
 * and in the wanted colour, with libyuv. Nothing is allocated once the pools are filled.
 *
 * One thread at a time.
 */
#ifndef FC_SERVICE_CAMERA_CONVERT_H
#define FC_SERVICE_CAMERA_CONVERT_H

#include <gst/video/video.h>

#include "fakecam/fakecam.h"

/* Raw formats that are taken, for a caps string. */
#define FC_CONVERT_FORMATS "{ I420, YV12, NV12, NV21, YUY2, UYVY, Y42B, Y444, GRAY8, RGB, BGR }"

/*
 * A picture in somebody's memory; planes in the format's own order. RGB is without a colour of its
 * own; it becomes limited BT.601 on the way.
 */
struct fc_camera_picture {
    GstVideoFormat format; /* ENCODED: MJPEG, jpeg_size bytes at plane[0] */
    struct fc_size size;
    struct fc_colour colour;
    const uint8_t *plane[3];
    int stride[3];
    size_t jpeg_size;
};

struct fc_convert;

/* size and colour are those of the frames; colour all zero: each picture's own. NULL: no memory. */
struct fc_convert *fc_convert_create(struct fc_size size, struct fc_colour colour);
void fc_convert_destroy(struct fc_convert **convert);

/*
 * 0 and a new frame; -ENOTSUP for other formats; -EBADMSG: a JPEG that is damaged, not whole or of
 * another size (cameras send such now and then); -ENOMEM.
 */
int fc_convert_run(struct fc_convert *convert, const struct fc_camera_picture *picture,
                   int64_t time_ns, struct fc_frame **frame);

#endif
