/* SPDX-License-Identifier: MIT */
/* The pixel formats that are read from V4L2, by each of their names. Any thread. */
#ifndef FC_SERVICE_CAMERA_FORMATS_H
#define FC_SERVICE_CAMERA_FORMATS_H

#include <stdint.h>

#include <gst/video/video.h>

struct fc_camera_format {
    uint32_t fourcc; /* V4L2_PIX_FMT_... */
    GstVideoFormat format;
    const char *name;  /* as in fc_camera_mode */
    int bytes_across;  /* of a pixel in plane 0 */
    int planes;        /* one behind the other in one buffer */
    int chroma_stride; /* the stride of plane 0 is so many times that of the others */
    int chroma_down;   /* so many rows of plane 0 to one of the others */
};

/* NULL for what is not read. */
const struct fc_camera_format *fc_camera_format_of(uint32_t fourcc);
const struct fc_camera_format *fc_camera_format_named(const char *name);
const struct fc_camera_format *fc_camera_format_for(GstVideoFormat format);

#endif
