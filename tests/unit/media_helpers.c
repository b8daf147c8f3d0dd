/* SPDX-License-Identifier: MIT */
#include "media_helpers.h"

#include <string.h>

#include <glib/gstdio.h>
#include <gst/gst.h>

#include "frame/colour.h"

char *folder_make(void)
{
    char *folder = g_dir_make_tmp("fakecam-media-XXXXXX", NULL);

    g_assert_nonnull(folder);
    return folder;
}

int folder_count(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    int count = 0;

    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

void folder_remove(char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        char *path = g_build_filename(folder, name, NULL);

        g_remove(path);
        g_free(path);
    }
    g_dir_close(dir);
    g_rmdir(folder);
    g_free(folder);
}

struct fc_frame *frame_plain(struct fc_size size, struct fc_colour colour, int64_t time_ns,
                             uint8_t y)
{
    struct fc_frame *frame = fc_frame_create(size, colour, time_ns);

    g_assert_nonnull(frame);
    fc_image_fill(fc_frame_image(frame), (struct fc_yuv){y, 128, 128});
    return frame;
}

struct fc_frame *frame_quarters(struct fc_size size, const uint8_t y[4])
{
    struct fc_frame *frame =
        frame_plain(size, (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_FULL}, 0, 128);
    const struct fc_image *image = fc_frame_image(frame);

    for (int row = 0; row < size.height; row++) {
        uint8_t *to = image->plane[0] + image->stride[0] * row;
        const int lower = row >= size.height / 2 ? 2 : 0;

        memset(to, y[lower], (size_t)size.width);
        memset(to + size.width / 2, y[lower + 1], (size_t)(size.width - size.width / 2));
    }
    return frame;
}

int luma_at(const struct fc_frame *frame, double x, double y)
{
    const struct fc_image *image = fc_frame_image(frame);
    const int column = (int)(x * image->size.width);
    const int row = (int)(y * image->size.height);

    return image->plane[0][image->stride[0] * row + column];
}

static void release_frame(void *user)
{
    struct fc_frame *frame = user;

    fc_frame_unref(&frame);
}

int sink_give(struct fc_sink *sink, struct fc_frame *frame, struct fc_error *error)
{
    return fc_sink_write_image(sink, fc_frame_image(frame), fc_frame_time_ns(frame), release_frame,
                               frame, error);
}

void film_write(const char *path, struct fc_size size, struct fc_colour colour,
                const int64_t *times_ns, int count)
{
    const struct fc_sink_params params = {
        .path = path,
        .content = FC_SINK_FRAMES,
        .size = size,
        .colour = colour,
    };
    struct fc_error error = {0};
    struct fc_sink *sink;

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    for (int i = 0; i < count; i++)
        sink_give(sink, frame_plain(size, colour, times_ns[i], (uint8_t)(40 + i)), &error);
    fc_sink_finish(sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    fc_sink_destroy(&sink);
}

struct fc_source *source_open(const char *path)
{
    struct fc_error error = {0};
    struct fc_source *source = NULL;

    fc_source_open(path, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_nonnull(source);
    return source;
}

void pipeline_run(const char *format, ...)
{
    GstElement *pipeline;
    GstMessage *message;
    GstBus *bus;
    va_list args;
    char *text;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    pipeline = gst_parse_launch(text, NULL);
    g_assert_nonnull(pipeline);
    bus = gst_element_get_bus(pipeline);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    message = gst_bus_timed_pop_filtered(bus, 20 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    g_assert_nonnull(message);
    g_assert_cmpstr(GST_MESSAGE_TYPE_NAME(message), ==, "eos");
    gst_message_unref(message);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(bus);
    gst_object_unref(pipeline);
    g_free(text);
}
