/* SPDX-License-Identifier: MIT */
#include "media/gstframe.h"

#include <string.h>

#include <libyuv.h>

bool fc_orientation_from_tags(const GstTagList *tags, struct fc_orientation *orientation)
{
    char *text = NULL;
    const char *turn;
    bool known = false;

    if (!gst_tag_list_get_string(tags, GST_TAG_IMAGE_ORIENTATION, &text))
        return false;
    turn = strstr(text, "rotate-");
    if (turn) {
        const int degrees = atoi(turn + strlen("rotate-"));

        known = degrees == 0 || degrees == 90 || degrees == 180 || degrees == 270;
        if (known)
            *orientation = (struct fc_orientation){g_str_has_prefix(text, "flip-"), degrees};
    }
    g_free(text);
    return known;
}

struct fc_orientation fc_orientation_from_exif(int exif)
{
    static const struct fc_orientation orientations[] = {
        {false, 0},  {true, 0},   {false, 180}, {true, 180},
        {true, 270}, {false, 90}, {true, 90},   {false, 270},
    };

    return orientations[exif - 1];
}

int fc_orientation_pack(struct fc_orientation orientation)
{
    return orientation.degrees + (orientation.mirrored ? 1 : 0);
}

struct fc_orientation fc_orientation_unpack(int packed)
{
    return (struct fc_orientation){.mirrored = packed % 90 == 1, .degrees = packed - packed % 90};
}

static void release_video_frame(void *user)
{
    GstVideoFrame *held = user;

    gst_video_frame_unmap(held);
    g_free(held);
}

static struct fc_frame *wrap_i420(GstVideoInfo *info, GstBuffer *buffer, int64_t time_ns)
{
    GstVideoFrame *held = g_new0(GstVideoFrame, 1);
    struct fc_image image = {
        .size = {GST_VIDEO_INFO_WIDTH(info), GST_VIDEO_INFO_HEIGHT(info)},
        .colour = fc_gst_colour(info, NULL),
    };
    struct fc_frame *frame;

    if (!gst_video_frame_map(held, info, buffer, GST_MAP_READ)) {
        g_free(held);
        return NULL;
    }
    for (int i = 0; i < 3; i++) {
        image.plane[i] = GST_VIDEO_FRAME_PLANE_DATA(held, i);
        image.stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE(held, i);
    }
    frame = fc_frame_wrap(&image, time_ns, release_video_frame, held);
    if (!frame)
        release_video_frame(held);
    return frame;
}

/* One row of BGRA, straight alpha, over white. */
static void flatten_row(const uint8_t *from, uint8_t *to, int width)
{
    for (int x = 0; x < 4 * width; x += 4) {
        const unsigned alpha = from[x + 3];
        const unsigned white = 255 * (255 - alpha);

        for (int c = 0; c < 3; c++)
            to[x + c] = (uint8_t)((from[x + c] * alpha + white + 127) / 255);
        to[x + 3] = 255;
    }
}

/* Two rows at a time, for chroma is made of two: no second copy of a big picture is needed. */
static void convert_bgra(const uint8_t *bgra, int stride, const struct fc_image *to, uint8_t *rows)
{
    const int width = to->size.width;

    for (int y = 0; y < to->size.height; y += 2) {
        const int count = y + 1 < to->size.height ? 2 : 1;

        for (int i = 0; i < count; i++)
            flatten_row(bgra + (ptrdiff_t)stride * (y + i), rows + (ptrdiff_t)4 * width * i, width);
        ARGBToJ420(rows, 4 * width, to->plane[0] + (ptrdiff_t)to->stride[0] * y, to->stride[0],
                   to->plane[1] + (ptrdiff_t)to->stride[1] * (y / 2), to->stride[1],
                   to->plane[2] + (ptrdiff_t)to->stride[2] * (y / 2), to->stride[2], width, count);
    }
}

struct fc_frame *fc_frame_from_bgra(const uint8_t *bgra, int stride, struct fc_size size,
                                    int64_t time_ns)
{
    const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_FULL};
    uint8_t *rows = g_try_malloc_n((gsize)size.width, 2 * 4);
    struct fc_frame *frame = fc_frame_create(size, colour, time_ns);

    if (frame && rows)
        convert_bgra(bgra, stride, fc_frame_image(frame), rows);
    else
        fc_frame_unref(&frame);
    g_free(rows);
    return frame;
}

static struct fc_frame *from_bgra(GstVideoInfo *info, GstBuffer *buffer, int64_t time_ns)
{
    const struct fc_size size = {GST_VIDEO_INFO_WIDTH(info), GST_VIDEO_INFO_HEIGHT(info)};
    struct fc_frame *frame;
    GstVideoFrame mapped;

    if (!gst_video_frame_map(&mapped, info, buffer, GST_MAP_READ))
        return NULL;
    frame = fc_frame_from_bgra(GST_VIDEO_FRAME_PLANE_DATA(&mapped, 0),
                               GST_VIDEO_FRAME_PLANE_STRIDE(&mapped, 0), size, time_ns);
    gst_video_frame_unmap(&mapped);
    return frame;
}

/* The frame mirrored or turned, as a new one; takes over the old. */
static struct fc_frame *mirror(struct fc_frame *frame)
{
    const struct fc_image *from = fc_frame_image(frame);
    struct fc_frame *result = fc_frame_create(from->size, from->colour, fc_frame_time_ns(frame));

    if (result) {
        const struct fc_image *to = fc_frame_image(result);

        I420Mirror(from->plane[0], from->stride[0], from->plane[1], from->stride[1], from->plane[2],
                   from->stride[2], to->plane[0], to->stride[0], to->plane[1], to->stride[1],
                   to->plane[2], to->stride[2], from->size.width, from->size.height);
    }
    fc_frame_unref(&frame);
    return result;
}

static struct fc_frame *rotate(struct fc_frame *frame, int degrees)
{
    const struct fc_image *from = fc_frame_image(frame);
    const bool is_upright = degrees == 180;
    const struct fc_size size = {
        .width = is_upright ? from->size.width : from->size.height,
        .height = is_upright ? from->size.height : from->size.width,
    };
    struct fc_frame *result = fc_frame_create(size, from->colour, fc_frame_time_ns(frame));

    if (result) {
        const struct fc_image *to = fc_frame_image(result);

        I420Rotate(from->plane[0], from->stride[0], from->plane[1], from->stride[1], from->plane[2],
                   from->stride[2], to->plane[0], to->stride[0], to->plane[1], to->stride[1],
                   to->plane[2], to->stride[2], from->size.width, from->size.height,
                   (enum RotationMode)degrees);
    }
    fc_frame_unref(&frame);
    return result;
}

struct fc_size fc_size_shrunk(struct fc_size size, struct fc_size cover)
{
    if (cover.width <= 0 || cover.height <= 0 || size.width <= cover.width ||
        size.height <= cover.height)
        return size;
    /* As wide as the cover, or as high: whichever leaves more. */
    if ((int64_t)size.height * cover.width >= (int64_t)cover.height * size.width)
        return (struct fc_size){cover.width, (int)gst_util_uint64_scale_int_ceil(
                                                 (guint64)size.height, cover.width, size.width)};
    return (struct fc_size){
        (int)gst_util_uint64_scale_int_ceil((guint64)size.width, cover.height, size.height),
        cover.height};
}

struct fc_frame *fc_frame_shrink(struct fc_frame *frame, struct fc_size cover)
{
    const struct fc_image *from = frame ? fc_frame_image(frame) : NULL;
    const struct fc_size size = frame ? fc_size_shrunk(from->size, cover) : cover;
    struct fc_frame *result;

    if (!frame || (size.width == from->size.width && size.height == from->size.height))
        return frame;
    result = fc_frame_create(size, from->colour, fc_frame_time_ns(frame));
    if (result) {
        const struct fc_image *to = fc_frame_image(result);

        I420Scale(from->plane[0], from->stride[0], from->plane[1], from->stride[1], from->plane[2],
                  from->stride[2], from->size.width, from->size.height, to->plane[0], to->stride[0],
                  to->plane[1], to->stride[1], to->plane[2], to->stride[2], to->size.width,
                  to->size.height, kFilterBox);
    }
    fc_frame_unref(&frame);
    return result;
}

struct fc_frame *fc_gst_frame(GstSample *sample, struct fc_orientation orientation, int64_t time_ns)
{
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    GstCaps *caps = gst_sample_get_caps(sample);
    struct fc_frame *frame;
    GstVideoInfo info;

    if (!buffer || !caps || !gst_video_info_from_caps(&info, caps))
        return NULL;
    if (GST_VIDEO_INFO_FORMAT(&info) == GST_VIDEO_FORMAT_I420)
        frame = wrap_i420(&info, buffer, time_ns);
    else
        frame = from_bgra(&info, buffer, time_ns);
    if (frame && orientation.mirrored)
        frame = mirror(frame);
    if (frame && orientation.degrees)
        frame = rotate(frame, orientation.degrees);
    return frame;
}
