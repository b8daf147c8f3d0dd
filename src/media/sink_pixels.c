/* SPDX-License-Identifier: MIT */
#include "media/sink_pixels.h"

#include <string.h>

#include <gst/video/video.h>
#include <libyuv.h>

#include "base/memory.h"
#include "frame/colour.h"

static void swap_ends(uint8_t *row, int width)
{
    for (int x = 0; x < 3 * width; x += 3) {
        const uint8_t first = row[x];

        row[x] = row[x + 2];
        row[x + 2] = first;
    }
}

/* A mapped buffer of rows padded to 4 bytes. */
static GstBuffer *new_rows(size_t row_bytes, int rows, GstMapInfo *map)
{
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, row_bytes * (size_t)rows, NULL);

    if (buffer && !gst_buffer_map(buffer, map, GST_MAP_WRITE))
        gst_clear_buffer(&buffer);
    return buffer;
}

GstBuffer *fc_sink_pixels_rgb(const struct fc_image *image)
{
    const size_t row = fc_round_up(3 * (size_t)image->size.width, 4);
    GstMapInfo map;
    GstBuffer *buffer = new_rows(row, image->size.height, &map);

    if (!buffer)
        return NULL;
    /* libyuv names formats by a little-endian word: its RGB24 is B, G, R. */
    I420ToRGB24MatrixFilter(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                            image->plane[2], image->stride[2], map.data, (int)row,
                            fc_colour_yuv_constants(image->colour), image->size.width,
                            image->size.height, kFilterBilinear);
    for (int y = 0; y < image->size.height; y++)
        swap_ends(map.data + row * (size_t)y, image->size.width);
    gst_buffer_unmap(buffer, &map);
    return buffer;
}

static void release_frame(void *user)
{
    struct fc_frame *frame = user;

    fc_frame_unref(&frame);
}

GstBuffer *fc_sink_pixels_i420(const struct fc_image *image, struct fc_size size,
                               struct fc_colour colour)
{
    struct fc_frame *frame = fc_frame_create(image->size, colour, 0);

    if (!frame)
        return NULL;
    fc_image_convert_colour(image, fc_frame_image(frame));
    return fc_sink_pixels_wrap(fc_frame_image(frame), size, release_frame, frame);
}

/* A memory for each plane, the last of which lets go of the picture. */
GstBuffer *fc_sink_pixels_wrap(const struct fc_image *image, struct fc_size size,
                               void (*release)(void *user), void *user)
{
    GstBuffer *buffer = gst_buffer_new();
    gsize offset[GST_VIDEO_MAX_PLANES] = {0};
    gint stride[GST_VIDEO_MAX_PLANES] = {0};
    gsize total = 0;

    for (int i = 0; i < 3; i++) {
        const int rows = i == 0 ? size.height : (size.height + 1) / 2;
        const int columns = i == 0 ? size.width : (size.width + 1) / 2;
        const gsize bytes = (gsize)image->stride[i] * (gsize)(rows - 1) + (gsize)columns;
        const bool is_last = i == 2;

        gst_buffer_append_memory(
            buffer, gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, image->plane[i], bytes, 0,
                                           bytes, is_last ? user : NULL, is_last ? release : NULL));
        offset[i] = total;
        stride[i] = image->stride[i];
        total += bytes;
    }
    gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420,
                                   (guint)size.width, (guint)size.height, 3, offset, stride);
    return buffer;
}

GstBuffer *fc_sink_pixels_grey(const uint8_t *grey, int stride, struct fc_size size)
{
    const size_t row = fc_round_up((size_t)size.width, 4);
    GstMapInfo map;
    GstBuffer *buffer = new_rows(row, size.height, &map);

    if (!buffer)
        return NULL;
    for (int y = 0; y < size.height; y++)
        memcpy(map.data + row * (size_t)y, grey + (ptrdiff_t)stride * y, (size_t)size.width);
    gst_buffer_unmap(buffer, &map);
    return buffer;
}
