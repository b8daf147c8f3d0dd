/* SPDX-License-Identifier: MIT */
#include "service/camera/convert.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/pool.h"
#include "compose/fit.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

struct fc_convert {
    struct fc_size size;
    struct fc_colour colour;
    /* owned; one for each use, for a pool keeps blocks of one size */
    struct fc_pool *frames;
    struct fc_pool *converted; /* at the camera's size */
    struct fc_pool *scratch;   /* fc_fit()'s */
};

struct fc_convert *fc_convert_create(struct fc_size size, struct fc_colour colour)
{
    struct fc_convert *convert = fc_calloc(1, sizeof(*convert));

    if (!convert)
        return NULL;
    convert->size = size;
    convert->colour = colour;
    convert->frames = fc_pool_create();
    convert->converted = fc_pool_create();
    convert->scratch = fc_pool_create();
    if (!convert->frames || !convert->converted || !convert->scratch)
        fc_convert_destroy(&convert);
    return convert;
}

void fc_convert_destroy(struct fc_convert **convert_ptr)
{
    struct fc_convert *convert = *convert_ptr;

    *convert_ptr = NULL;
    if (!convert)
        return;
    fc_pool_unref(&convert->frames);
    fc_pool_unref(&convert->converted);
    fc_pool_unref(&convert->scratch);
    free(convert);
}

/* Planar 4:2:0 needs no conversion: a view of it. */
static bool view_i420(const struct fc_camera_picture *from, struct fc_image *image)
{
    const int u = from->format == GST_VIDEO_FORMAT_YV12 ? 2 : 1;
    const int order[3] = {0, u, 3 - u};

    if (from->format != GST_VIDEO_FORMAT_I420 && from->format != GST_VIDEO_FORMAT_YV12)
        return false;
    image->size = from->size;
    image->colour = from->colour;
    for (int i = 0; i < 3; i++) {
        image->plane[i] = (uint8_t *)from->plane[order[i]];
        image->stride[i] = from->stride[order[i]];
    }
    return true;
}

/* libyuv has libjpeg-turbo do it, into I420 at once. */
static int jpeg_to_i420(const struct fc_camera_picture *from, const struct fc_image *to)
{
    const int w = to->size.width;
    const int h = to->size.height;

    return MJPGToI420(from->plane[0], from->jpeg_size, to->plane[0], to->stride[0], to->plane[1],
                      to->stride[1], to->plane[2], to->stride[2], w, h, w, h)
               ? -EBADMSG
               : 0;
}

/* to has the picture's size. */
static int to_i420(const struct fc_camera_picture *from, const struct fc_image *to)
{
    const uint8_t *const *p = from->plane;
    const int *s = from->stride;
    uint8_t *const *q = to->plane;
    const int *t = to->stride;
    const int w = to->size.width;
    const int h = to->size.height;

    switch (from->format) {
    case GST_VIDEO_FORMAT_YUY2:
        return YUY2ToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_UYVY:
        return UYVYToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_NV12:
        return NV12ToI420(p[0], s[0], p[1], s[1], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_NV21:
        return NV21ToI420(p[0], s[0], p[1], s[1], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_Y42B:
        return I422ToI420(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], w,
                          h);
    case GST_VIDEO_FORMAT_Y444:
        return I444ToI420(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], w,
                          h);
    case GST_VIDEO_FORMAT_RGB:
        return RAWToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_BGR:
        return RGB24ToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    case GST_VIDEO_FORMAT_ENCODED:
        return jpeg_to_i420(from, to);
    case GST_VIDEO_FORMAT_GRAY8:
        return I400ToI420(p[0], s[0], q[0], t[0], q[1], t[1], q[2], t[2], w, h);
    default:
        return -ENOTSUP;
    }
}

static int fit(struct fc_convert *convert, const struct fc_image *from, const struct fc_image *to)
{
    const struct fc_fit_params params = {
        .fit = FC_FIT_COVER,
        .scratch = convert->scratch,
    };

    return fc_fit(from, &params, to);
}

/* Straight into the frame: the usual way, for cameras are asked for the wanted size. */
static int convert_same_size(const struct fc_camera_picture *from, const struct fc_image *to)
{
    struct fc_image unconverted = *to;
    const int ret = to_i420(from, to);

    unconverted.colour = from->colour;
    if (ret == 0 && !fc_colour_equal(from->colour, to->colour))
        fc_image_convert_colour(&unconverted, to);
    return ret;
}

static int convert_and_fit(struct fc_convert *convert, const struct fc_camera_picture *from,
                           const struct fc_image *to)
{
    struct fc_frame *whole = fc_frame_take(convert->converted, from->size, from->colour, 0);
    int ret;

    if (!whole)
        return -ENOMEM;
    ret = to_i420(from, fc_frame_image(whole));
    if (ret == 0)
        ret = fit(convert, fc_frame_image(whole), to);
    fc_frame_unref(&whole);
    return ret;
}

int fc_convert_run(struct fc_convert *convert, const struct fc_camera_picture *picture,
                   int64_t time_ns, struct fc_frame **frame)
{
    const bool keeps_colour = convert->colour.matrix == FC_MATRIX_UNSET;
    struct fc_frame *result = fc_frame_take(
        convert->frames, convert->size, keeps_colour ? picture->colour : convert->colour, time_ns);
    struct fc_image view;
    int ret;

    *frame = NULL;
    if (!result)
        return -ENOMEM;
    if (view_i420(picture, &view))
        ret = fit(convert, &view, fc_frame_image(result));
    else if (fc_size_equal(picture->size, convert->size))
        ret = convert_same_size(picture, fc_frame_image(result));
    else
        ret = convert_and_fit(convert, picture, fc_frame_image(result));
    if (ret < 0)
        fc_frame_unref(&result);
    *frame = result;
    return ret;
}
