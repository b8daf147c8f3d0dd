/* SPDX-License-Identifier: MIT */
#include "gst/pixels.h"

#include <assert.h>
#include <errno.h>

#include "frame/frame.h"
#include "media/gstutil.h"

#include <libyuv.h>

/* Somebody's planes in any of the formats. */
struct planes {
    uint8_t *data[3];
    int stride[3];
};

int fc_element_pixels_init(struct fc_element_pixels *pixels)
{
    pixels->wrappers = fc_pool_create();
    pixels->converted = fc_pool_create();
    return pixels->wrappers && pixels->converted ? 0 : -ENOMEM;
}

void fc_element_pixels_finish(struct fc_element_pixels *pixels)
{
    fc_pool_unref(&pixels->wrappers);
    fc_pool_unref(&pixels->converted);
}

static struct fc_size size_of(const GstVideoFrame *frame)
{
    return (struct fc_size){GST_VIDEO_FRAME_WIDTH(frame), GST_VIDEO_FRAME_HEIGHT(frame)};
}

static struct planes planes_of(const GstVideoFrame *frame)
{
    struct planes planes = {0};

    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(frame) && i < 3; i++) {
        planes.data[i] = GST_VIDEO_FRAME_PLANE_DATA(frame, i);
        planes.stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE(frame, i);
    }
    return planes;
}

/* Bytes of a row of that plane, and rows. */
static struct fc_size plane_bytes(const GstVideoFrame *frame, guint plane)
{
    const struct fc_size size = size_of(frame);
    const struct fc_size half = {(size.width + 1) / 2, (size.height + 1) / 2};

    switch (GST_VIDEO_FRAME_FORMAT(frame)) {
    case GST_VIDEO_FORMAT_NV12:
        return plane ? (struct fc_size){2 * half.width, half.height} : size;
    case GST_VIDEO_FORMAT_YUY2:
        return (struct fc_size){4 * half.width, size.height};
    case GST_VIDEO_FORMAT_Y42B:
        return plane ? (struct fc_size){half.width, size.height} : size;
    default:
        return plane ? half : size;
    }
}

/* Without its own places of planes a buffer is one piece of memory, the first to be mapped. */
static const GstMapInfo *map_of(const GstVideoFrame *frame, guint plane)
{
    return &frame->map[frame->meta ? plane : 0];
}

bool fc_element_pixels_is_whole(const GstVideoFrame *frame)
{
    const struct planes planes = planes_of(frame);

    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(frame); i++) {
        const GstMapInfo *map = map_of(frame, i);
        const struct fc_size bytes = plane_bytes(frame, i);
        const gsize rows = (gsize)bytes.height - 1;
        const gsize offset = (gsize)(planes.data[i] - map->data);

        if (planes.data[i] < map->data || planes.stride[i] < bytes.width || offset > map->size ||
            map->size - offset < rows * (gsize)planes.stride[i] + (gsize)bytes.width)
            return false;
    }
    return true;
}

static int to_i420(GstVideoFormat format, const struct planes *from, const struct fc_image *to)
{
    uint8_t *const *p = from->data;
    const int *s = from->stride;
    uint8_t *const *q = to->plane;
    const int *t = to->stride;
    const int w = to->size.width;
    const int h = to->size.height;

    switch (format) {
    case GST_VIDEO_FORMAT_NV12:
        return NV12ToI420(p[0], s[0], p[1], s[1], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_YUY2:
        return YUY2ToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_Y42B:
        return I422ToI420(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], w,
                          h);
    default:
        return -1;
    }
}

static int wrap(struct fc_element_pixels *pixels, const GstVideoFrame *from, int64_t time_ns,
                struct fc_frame **frame)
{
    const struct planes planes = planes_of(from);
    struct fc_image image = {.size = size_of(from), .colour = fc_gst_colour(&from->info, NULL)};

    for (int i = 0; i < 3; i++) {
        image.plane[i] = planes.data[i];
        image.stride[i] = planes.stride[i];
    }
    *frame = fc_frame_take_wrapped(pixels->wrappers, &image, time_ns, NULL, NULL);
    return *frame ? 0 : -EINVAL;
}

int fc_element_pixels_read(struct fc_element_pixels *pixels, const GstVideoFrame *from,
                           int64_t time_ns, struct fc_frame **frame)
{
    const struct planes planes = planes_of(from);
    struct fc_frame *result;

    *frame = NULL;
    if (GST_VIDEO_FRAME_FORMAT(from) == GST_VIDEO_FORMAT_I420)
        return wrap(pixels, from, time_ns, frame);
    result =
        fc_frame_take(pixels->converted, size_of(from), fc_gst_colour(&from->info, NULL), time_ns);
    if (!result)
        return -ENOMEM;
    if (to_i420(GST_VIDEO_FRAME_FORMAT(from), &planes, fc_frame_image(result))) {
        fc_frame_unref(&result);
        return -EINVAL;
    }
    *frame = result;
    return 0;
}

void fc_element_pixels_write(const struct fc_image *from, GstVideoFrame *to)
{
    const struct planes planes = planes_of(to);
    uint8_t *const *p = from->plane;
    const int *s = from->stride;
    uint8_t *const *q = planes.data;
    const int *t = planes.stride;
    const int w = from->size.width;
    const int h = from->size.height;
    int ret;

    assert(fc_size_equal(from->size, size_of(to)));
    switch (GST_VIDEO_FRAME_FORMAT(to)) {
    case GST_VIDEO_FORMAT_NV12:
        ret = I420ToNV12(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], w, h);
        break;
    case GST_VIDEO_FORMAT_YUY2:
        ret = I420ToYUY2(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], w, h);
        break;
    case GST_VIDEO_FORMAT_Y42B:
        ret = I420ToI422(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], w,
                         h);
        break;
    default:
        ret =
            I420Copy(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
        break;
    }
    assert(ret == 0);
    (void)ret;
}
