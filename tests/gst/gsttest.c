/* SPDX-License-Identifier: MIT */
#include "gsttest.h"

#include <glib/gstdio.h>
#include <string.h>

#include "frame/frame.h"
#include "media/card.h"
#include "media/gstutil.h"
#include "testimage.h"
#include "testnet.h"

#include <libyuv.h>

#define PERSON_RGB 0xe01010
#define INTERVAL (GST_SECOND / 30)

const struct gsttest_format gsttest_i420 = {"I420", {320, 180}, NULL};

/* --- set up --- */

void gsttest_main(int *argc, char ***argv)
{
    const char *file = g_getenv("FAKECAM_GST_PLUGIN");
    GError *error = NULL;
    GstPlugin *plugin;

    gst_init(argc, argv);
    g_test_init(argc, argv, NULL);
    g_assert_nonnull(file);
    plugin = gst_plugin_load_file(file, &error);
    g_assert_no_error(error);
    gst_object_unref(plugin);
}

static void make_network(struct gsttest *t)
{
    t->folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    t->network = testnet_write(t->folder, "net", &testnet_finds_red);
}

void gsttest_init_with(struct gsttest *t, GstElement *element, gboolean live)
{
    if (!t->folder)
        make_network(t);
    t->element = gst_object_ref_sink(element);
    t->bus = gst_bus_new();
    gst_element_set_bus(element, t->bus);
    t->harness = gst_harness_new_with_element(element, "sink", "src");
    gst_harness_set_live(t->harness, live);
}

void gsttest_init(struct gsttest *t, gboolean live)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);

    make_network(t);
    gsttest_set(element, "model", t->network, "background", "greenscreen", "quality", "fast",
                "steadiness", "0", NULL);
    gsttest_init_with(t, element, live);
}

void gsttest_finish(struct gsttest *t)
{
    GDir *folder = g_dir_open(t->folder, 0, NULL);
    const char *name;

    gst_harness_teardown(t->harness);
    gst_element_set_bus(t->element, NULL);
    gst_object_unref(t->bus);
    g_assert_cmpint(GST_OBJECT_REFCOUNT_VALUE(t->element), ==, 1);
    gst_object_unref(t->element);
    while ((name = g_dir_read_name(folder))) {
        char *path = g_build_filename(t->folder, name, NULL);

        g_unlink(path);
        g_free(path);
    }
    g_dir_close(folder);
    g_rmdir(t->folder);
    g_free(t->folder);
    g_free(t->network);
    *t = (struct gsttest){0};
}

void gsttest_set(GstElement *element, ...)
{
    const char *name;
    va_list list;

    va_start(list, element);
    while ((name = va_arg(list, const char *)))
        gst_util_set_object_arg(G_OBJECT(element), name, va_arg(list, const char *));
    va_end(list);
}

char *gsttest_get(GstElement *element, const char *property)
{
    GValue value = G_VALUE_INIT;
    char *text;

    g_object_get_property(G_OBJECT(element), property, &value);
    text = G_VALUE_HOLDS_STRING(&value) ? g_value_dup_string(&value) : gst_value_serialize(&value);
    g_value_unset(&value);
    return text;
}

void gsttest_caps(struct gsttest *t, const struct gsttest_format *format)
{
    GstCaps *caps =
        gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, format->format, "width",
                            G_TYPE_INT, format->size.width, "height", G_TYPE_INT,
                            format->size.height, "framerate", GST_TYPE_FRACTION, 30, 1, NULL);

    if (format->colorimetry)
        gst_caps_set_simple(caps, "colorimetry", G_TYPE_STRING, format->colorimetry, NULL);
    g_assert_true(gst_video_info_from_caps(&t->info, caps));
    gst_harness_set_src_caps(t->harness, caps);
}

/* --- pictures --- */

static struct fc_size size_of(const struct gsttest *t)
{
    return (struct fc_size){t->info.width, t->info.height};
}

static int person_x(const struct gsttest *t, int number)
{
    return (t->info.width / 8 + 8 * number) % (t->info.width / 2) & ~1;
}

static int person_width(const struct gsttest *t)
{
    return t->info.width / 4 & ~1;
}

void gsttest_put(struct gsttest *t, const struct fc_image *from, GstBuffer *buffer)
{
    uint8_t *const *p = from->plane;
    const int *s = from->stride;
    GstVideoFrame to;
    uint8_t *q[3] = {0};
    int r[3] = {0};
    const int w = from->size.width;
    const int h = from->size.height;
    int ret = -1;

    g_assert_true(gst_video_frame_map(&to, &t->info, buffer, GST_MAP_WRITE));
    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(&to); i++) {
        q[i] = GST_VIDEO_FRAME_PLANE_DATA(&to, i);
        r[i] = GST_VIDEO_FRAME_PLANE_STRIDE(&to, i);
    }
    if (GST_VIDEO_FRAME_FORMAT(&to) == GST_VIDEO_FORMAT_I420)
        ret =
            I420Copy(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], q[1], r[1], q[2], r[2], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&to) == GST_VIDEO_FORMAT_NV12)
        ret = I420ToNV12(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], q[1], r[1], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&to) == GST_VIDEO_FORMAT_YUY2)
        ret = I420ToYUY2(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&to) == GST_VIDEO_FORMAT_Y42B)
        ret = I420ToI422(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], q[1], r[1], q[2], r[2], w,
                         h);
    g_assert_cmpint(ret, ==, 0);
    gst_video_frame_unmap(&to);
}

/* Reads I420 from a buffer of the caps. */
static struct fc_frame *get(struct gsttest *t, GstBuffer *buffer, int64_t time_ns)
{
    struct fc_frame *frame = fc_frame_create(size_of(t), fc_gst_colour(&t->info, NULL), time_ns);
    const struct fc_image *to = fc_frame_image(frame);
    uint8_t *const *q = to->plane;
    const int *r = to->stride;
    GstVideoFrame from;
    const uint8_t *p[3] = {0};
    int s[3] = {0};
    const int w = to->size.width;
    const int h = to->size.height;
    int ret = -1;

    g_assert_true(gst_video_frame_map(&from, &t->info, buffer, GST_MAP_READ));
    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(&from); i++) {
        p[i] = GST_VIDEO_FRAME_PLANE_DATA(&from, i);
        s[i] = GST_VIDEO_FRAME_PLANE_STRIDE(&from, i);
    }
    if (GST_VIDEO_FRAME_FORMAT(&from) == GST_VIDEO_FORMAT_I420)
        ret =
            I420Copy(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], q[1], r[1], q[2], r[2], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&from) == GST_VIDEO_FORMAT_NV12)
        ret = NV12ToI420(p[0], s[0], p[1], s[1], q[0], r[0], q[1], r[1], q[2], r[2], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&from) == GST_VIDEO_FORMAT_YUY2)
        ret = YUY2ToI420(p[0], s[0], q[0], r[0], q[1], r[1], q[2], r[2], w, h);
    else if (GST_VIDEO_FRAME_FORMAT(&from) == GST_VIDEO_FORMAT_Y42B)
        ret = I422ToI420(p[0], s[0], p[1], s[1], p[2], s[2], q[0], r[0], q[1], r[1], q[2], r[2], w,
                         h);
    g_assert_cmpint(ret, ==, 0);
    gst_video_frame_unmap(&from);
    return frame;
}

GstBuffer *gsttest_picture(struct gsttest *t, int number)
{
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(&t->info), NULL);
    struct fc_frame *frame = fc_frame_create(size_of(t), fc_gst_colour(&t->info, NULL), 0);

    testimage_noise(frame, (uint32_t)number + 1);
    testimage_rect(frame, person_x(t, number), t->info.height / 4 & ~1,
                   (struct fc_size){person_width(t), t->info.height / 2 & ~1}, PERSON_RGB);
    gsttest_put(t, fc_frame_image(frame), buffer);
    fc_frame_unref(&frame);
    GST_BUFFER_PTS(buffer) = (GstClockTime)number * INTERVAL;
    GST_BUFFER_DURATION(buffer) = INTERVAL;
    return buffer;
}

GstBuffer *gsttest_run(struct gsttest *t, GstBuffer *buffer)
{
    GstBuffer *out;

    g_assert_cmpint(gst_harness_push(t->harness, gst_buffer_ref(buffer)), ==, GST_FLOW_OK);
    out = gst_harness_try_pull(t->harness);
    g_assert_nonnull(out);
    g_assert_true(out != buffer);
    return out;
}

gboolean gsttest_same(struct gsttest *t, GstBuffer *a, GstBuffer *b)
{
    gboolean same = TRUE;
    GstVideoFrame x;
    GstVideoFrame y;

    g_assert_true(gst_video_frame_map(&x, &t->info, a, GST_MAP_READ));
    g_assert_true(gst_video_frame_map(&y, &t->info, b, GST_MAP_READ));
    for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS(&x) && same; i++) {
        const int step = GST_VIDEO_FRAME_COMP_PSTRIDE(&x, i);

        for (int row = 0; row < GST_VIDEO_FRAME_COMP_HEIGHT(&x, i) && same; row++) {
            const guint8 *p = (guint8 *)GST_VIDEO_FRAME_COMP_DATA(&x, i) +
                              (ptrdiff_t)row * GST_VIDEO_FRAME_COMP_STRIDE(&x, i);
            const guint8 *q = (guint8 *)GST_VIDEO_FRAME_COMP_DATA(&y, i) +
                              (ptrdiff_t)row * GST_VIDEO_FRAME_COMP_STRIDE(&y, i);

            for (int at = 0; at < GST_VIDEO_FRAME_COMP_WIDTH(&x, i) && same; at++)
                same = p[at * step] == q[at * step];
        }
    }
    gst_video_frame_unmap(&x);
    gst_video_frame_unmap(&y);
    return same;
}

double gsttest_likeness(struct gsttest *t, GstBuffer *a, GstBuffer *b, int number)
{
    struct fc_frame *x = get(t, a, 0);
    struct fc_frame *y = get(t, b, 0);
    const int first = person_x(t, number) - t->info.width / 10;
    const int last = person_x(t, number) + person_width(t) + t->info.width / 10;
    int same = 0;
    int all = 0;

    for (int row = 0; row < t->info.height; row++) {
        for (int at = 0; at < t->info.width; at++) {
            if (at >= first && at < last)
                continue;
            same += ABS(testimage_at(fc_frame_image(x), 0, at, row) -
                        testimage_at(fc_frame_image(y), 0, at, row)) <= 2;
            all++;
        }
    }
    fc_frame_unref(&x);
    fc_frame_unref(&y);
    return (double)same / all;
}

gboolean gsttest_is_card(struct gsttest *t, GstBuffer *buffer, const char *words)
{
    struct fc_frame *card = fc_media_card(size_of(t), fc_gst_colour(&t->info, NULL), words);
    GstBuffer *wanted = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(&t->info), NULL);
    gboolean same;

    gsttest_put(t, fc_frame_image(card), wanted);
    same = gsttest_same(t, buffer, wanted);
    gst_buffer_unref(wanted);
    fc_frame_unref(&card);
    return same;
}

/* --- messages --- */

static char *text_of(GstMessage *message)
{
    GError *error = NULL;
    char *text;

    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
        gst_message_parse_warning(message, &error, NULL);
    else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        gst_message_parse_error(message, &error, NULL);
    else
        return g_strdup("");
    text = g_strdup(error->message);
    g_error_free(error);
    return text;
}

int gsttest_messages(struct gsttest *t, GstMessageType type, char **text)
{
    GstMessage *message;
    char *last = NULL;
    int count = 0;

    while ((message = gst_bus_pop_filtered(t->bus, type))) {
        g_free(last);
        last = text_of(message);
        gst_message_unref(message);
        count++;
    }
    if (text)
        *text = last;
    else
        g_free(last);
    return count;
}

char *gsttest_await_warning(struct gsttest *t)
{
    GstMessage *message = gst_bus_timed_pop_filtered(t->bus, 10 * GST_SECOND, GST_MESSAGE_WARNING);
    char *text;

    g_assert_nonnull(message);
    text = text_of(message);
    gst_message_unref(message);
    return text;
}

/* --- the engine --- */

struct gsttest_engine {
    struct fc_engine *engine;
};

struct gsttest_engine *gsttest_engine_new(struct gsttest *t, ...)
{
    struct gsttest_engine *result = g_new0(struct gsttest_engine, 1);
    struct fc_error error = {0};
    const char *name;
    va_list list;

    g_assert_cmpint(fc_engine_create(NULL, &result->engine, NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(result->engine, "model", t->network, NULL), ==, 0);
    /* with nothing of the frames before in it */
    g_assert_cmpint(fc_engine_set(result->engine, "steadiness", "0", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(result->engine, "quality", "fast", NULL), ==, 0);
    va_start(list, t);
    while ((name = va_arg(list, const char *))) {
        fc_engine_set(result->engine, name, va_arg(list, const char *), &error);
        g_assert_cmpstr(error.text, ==, "");
    }
    va_end(list);
    return result;
}

void gsttest_engine_free(struct gsttest_engine *engine)
{
    fc_engine_destroy(&engine->engine);
    g_free(engine);
}

GstBuffer *gsttest_engine_run(struct gsttest_engine *engine, struct gsttest *t, GstBuffer *in)
{
    struct fc_frame *frame = get(t, in, (int64_t)GST_BUFFER_PTS(in));
    GstBuffer *out = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(&t->info), NULL);
    struct fc_published *published = NULL;
    struct fc_matte *matte = NULL;
    char background[16];

    fc_engine_get(engine->engine, "background", background, sizeof(background));
    if (strcmp(background, "none") != 0)
        g_assert_cmpint(fc_engine_estimate(engine->engine, frame, &matte, NULL), ==, 0);
    g_assert_cmpint(
        fc_engine_compose(engine->engine, frame, matte, fc_frame_time_ns(frame), &published), ==,
        0);
    g_assert_cmpint(fc_published_kind(published), !=, FC_PUBLISHED_CARD);
    gsttest_put(t, fc_published_image(published), out);
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
    return out;
}

void gsttest_expect_frame(struct gsttest *t, int number)
{
    struct gsttest_engine *engine = gsttest_engine_new(t, "background", "greenscreen", NULL);
    GstBuffer *in = gsttest_picture(t, number);
    GstBuffer *out = gsttest_run(t, in);
    GstBuffer *wanted = gsttest_engine_run(engine, t, in);

    g_assert_true(gsttest_same(t, out, wanted));
    gst_buffer_unref(in);
    gst_buffer_unref(out);
    gst_buffer_unref(wanted);
    gsttest_engine_free(engine);
}
