/* SPDX-License-Identifier: MIT */
#include "service/camera/formats.h"

#include <string.h>

#include <linux/videodev2.h>

static const struct fc_camera_format formats[] = {
    {V4L2_PIX_FMT_YUYV, GST_VIDEO_FORMAT_YUY2, "YUY2", 2, 1, 1, 1},
    {V4L2_PIX_FMT_UYVY, GST_VIDEO_FORMAT_UYVY, "UYVY", 2, 1, 1, 1},
    {V4L2_PIX_FMT_NV12, GST_VIDEO_FORMAT_NV12, "NV12", 1, 2, 1, 2},
    {V4L2_PIX_FMT_NV21, GST_VIDEO_FORMAT_NV21, "NV21", 1, 2, 1, 2},
    {V4L2_PIX_FMT_YUV420, GST_VIDEO_FORMAT_I420, "I420", 1, 3, 2, 2},
    {V4L2_PIX_FMT_YVU420, GST_VIDEO_FORMAT_YV12, "YV12", 1, 3, 2, 2},
    {V4L2_PIX_FMT_YUV422P, GST_VIDEO_FORMAT_Y42B, "Y42B", 1, 3, 2, 1},
    {V4L2_PIX_FMT_RGB24, GST_VIDEO_FORMAT_RGB, "RGB", 3, 1, 1, 1},
    {V4L2_PIX_FMT_BGR24, GST_VIDEO_FORMAT_BGR, "BGR", 3, 1, 1, 1},
    {V4L2_PIX_FMT_GREY, GST_VIDEO_FORMAT_GRAY8, "GRAY8", 1, 1, 1, 1},
    {V4L2_PIX_FMT_MJPEG, GST_VIDEO_FORMAT_ENCODED, "MJPEG", 0, 1, 1, 1},
    {V4L2_PIX_FMT_JPEG, GST_VIDEO_FORMAT_ENCODED, "MJPEG", 0, 1, 1, 1},
};

const struct fc_camera_format *fc_camera_format_of(uint32_t fourcc)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].fourcc == fourcc)
            return &formats[i];
    return NULL;
}

const struct fc_camera_format *fc_camera_format_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

const struct fc_camera_format *fc_camera_format_for(GstVideoFormat format)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].format == format)
            return &formats[i];
    return NULL;
}
