/* SPDX-License-Identifier: MIT */
/* What comes out is what the engine makes, whatever the format, size, colour and place of planes. */
#include "gsttest.h"

#include <gst/controller/controller.h>

static const char *const formats[] = {"I420", "NV12", "YUY2", "Y42B"};
static const struct fc_size sizes[] = {{320, 180}, {321, 181}, {640, 360}};

/* Three pictures through both; live, for that is the harder way. */
static void compare(struct gsttest *t, struct gsttest_engine *engine)
{
    for (int i = 0; i < 3; i++) {
        GstBuffer *in = gsttest_picture(t, i);
        GstBuffer *out = gsttest_run(t, in);
        GstBuffer *wanted = gsttest_engine_run(engine, t, in);

        g_assert_true(gsttest_same(t, out, wanted));
        g_assert_nonnull(out->pool);
        g_assert_cmpuint(GST_BUFFER_PTS(out), ==, GST_BUFFER_PTS(in));
        g_assert_cmpuint(GST_BUFFER_DURATION(out), ==, GST_BUFFER_DURATION(in));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
        gst_buffer_unref(wanted);
    }
}

static void compare_format(const struct gsttest_format *format)
{
    struct gsttest t = {0};
    struct gsttest_engine *engine;

    gsttest_init(&t, TRUE);
    engine = gsttest_engine_new(&t, "background", "greenscreen", NULL);
    gsttest_caps(&t, format);
    compare(&t, engine);
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    gsttest_engine_free(engine);
    gsttest_finish(&t);
}

static void test_formats(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(sizes); j++)
            compare_format(&(struct gsttest_format){formats[i], sizes[j], NULL});
}

static void test_colours(void)
{
    static const char *const colours[] = {"bt601", "bt709", "1:4:7:1", "1:3:5:1", "bt2020"};

    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++)
        compare_format(&(struct gsttest_format){formats[i % 4], sizes[0], colours[i]});
}

static void test_backgrounds(void)
{
    static const char *const backgrounds[] = {"none", "blur:70", "color:#803020", "greenscreen"};
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gsttest_set(t.element, "effect", "hologram", "mirror", "true", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(backgrounds); i++) {
        struct gsttest_engine *engine =
            gsttest_engine_new(&t, "background", backgrounds[i], "mirror", "true", NULL);

        gsttest_set(t.element, "background", backgrounds[i], "effect", "none", NULL);
        gsttest_caps(&t, &gsttest_i420);
        compare(&t, engine);
        gsttest_engine_free(engine);
    }
    gsttest_finish(&t);
}

/* A buffer with the same picture whose planes stand elsewhere, with a gap behind every row. */
static GstBuffer *spread(struct gsttest *t, GstBuffer *in)
{
    const guint count = GST_VIDEO_INFO_N_PLANES(&t->info);
    gsize offset[GST_VIDEO_MAX_PLANES] = {0};
    gint stride[GST_VIDEO_MAX_PLANES] = {0};
    gsize at = 96;
    GstVideoFrame from;
    GstVideoFrame to;
    GstBuffer *out;

    for (guint i = 0; i < count; i++) {
        offset[i] = at;
        stride[i] = GST_VIDEO_INFO_PLANE_STRIDE(&t->info, i) + 52;
        at += (gsize)stride[i] * (gsize)GST_VIDEO_INFO_HEIGHT(&t->info) + 20;
    }
    out = gst_buffer_new_allocate(NULL, at, NULL);
    gst_buffer_memset(out, 0, 0xee, at);
    gst_buffer_add_video_meta_full(out, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&t->info),
                                   (guint)t->info.width, (guint)t->info.height, count, offset,
                                   stride);
    g_assert_true(gst_video_frame_map(&from, &t->info, in, GST_MAP_READ));
    g_assert_true(gst_video_frame_map(&to, &t->info, out, GST_MAP_WRITE));
    g_assert_true(gst_video_frame_copy(&to, &from));
    gst_video_frame_unmap(&from);
    gst_video_frame_unmap(&to);
    gst_buffer_copy_into(out, in, GST_BUFFER_COPY_TIMESTAMPS, 0, (gsize)-1);
    return out;
}

static void test_places_of_planes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        struct gsttest t = {0};
        GstBuffer *tight;
        GstBuffer *loose;
        GstBuffer *out[2];

        gsttest_init(&t, TRUE);
        gsttest_caps(&t, &(struct gsttest_format){formats[i], sizes[1], NULL});
        tight = gsttest_picture(&t, 1);
        loose = spread(&t, tight);
        out[0] = gsttest_run(&t, tight);
        out[1] = gsttest_run(&t, loose);
        g_assert_true(gsttest_same(&t, out[0], out[1]));
        gsttest_assert_no_room(&t, tight, out[0], 1);
        gst_buffer_unref(out[0]);
        gst_buffer_unref(out[1]);
        gst_buffer_unref(tight);
        gst_buffer_unref(loose);
        gsttest_finish(&t);
    }
}

/* Who comes next looks at where planes are: then buffers say so. */
static void test_next_knows_places(void)
{
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gst_harness_add_propose_allocation_meta(t.harness, GST_VIDEO_META_API_TYPE, NULL);
    gsttest_caps(&t, &(struct gsttest_format){"NV12", sizes[1], NULL});
    for (int i = 0; i < 3; i++) {
        GstBuffer *in = gsttest_picture(&t, i);
        GstBuffer *out = gsttest_run(&t, in);

        g_assert_nonnull(gst_buffer_get_video_meta(out));
        gsttest_assert_no_room(&t, in, out, i);
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    gsttest_finish(&t);
}

/* Size, format and colour change in the stream, and the frames with them. */
static void test_caps_change(void)
{
    struct gsttest t = {0};
    struct gsttest_engine *engine;

    gsttest_init(&t, TRUE);
    engine = gsttest_engine_new(&t, "background", "greenscreen", NULL);
    for (int i = 0; i < 8; i++) {
        const struct gsttest_format format = {formats[i % 4], sizes[i % 3],
                                              i % 2 ? "bt709" : "bt601"};

        gsttest_caps(&t, &format);
        compare(&t, engine);
    }
    gsttest_engine_free(engine);
    gsttest_finish(&t);
}

/* A change counts for the very next buffer. */
static void test_property_change(void)
{
    static const char *const texts[] = {"blur:10", "blur:90", "color:#ff8000", "greenscreen",
                                        "none"};
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    for (int i = 0; i < 15; i++) {
        const char *text = texts[i % 5];
        struct gsttest_engine *engine = gsttest_engine_new(&t, "background", text, NULL);
        GstBuffer *in = gsttest_picture(&t, i);
        GstBuffer *out;
        GstBuffer *wanted;

        gsttest_set(t.element, "background", text, NULL);
        out = gsttest_run(&t, in);
        wanted = gsttest_engine_run(engine, &t, in);
        g_assert_true(gsttest_same(&t, out, wanted));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
        gst_buffer_unref(wanted);
        gsttest_engine_free(engine);
    }
    gsttest_finish(&t);
}

static gpointer change_all_the_time(gpointer user)
{
    struct gsttest *t = user;

    for (int i = 0; i < 2000; i++) {
        char *strength = g_strdup_printf("%d", i % 101);

        gsttest_set(t->element, "blur-strength", strength, "mirror", i % 2 ? "true" : "false",
                    "background", i % 3 ? "blur" : "greenscreen", NULL);
        g_free(gsttest_get(t->element, "background"));
        g_free(strength);
        if (i % 20 == 0)
            g_usleep(1000);
    }
    return NULL;
}

static void test_changes_from_another_thread(void)
{
    struct gsttest t = {0};
    GThread *thread;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    thread = g_thread_new("changes", change_all_the_time, &t);
    for (int i = 0; i < 60; i++) {
        GstBuffer *in = gsttest_picture(&t, 0);
        GstBuffer *out = gsttest_run(&t, in);

        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    g_thread_join(thread);
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    gsttest_finish(&t);
}

/* A controller drives blur-strength from 0 to 100 in a second. */
static void test_controller(void)
{
    struct gsttest t = {0};
    GstControlSource *source = gst_interpolation_control_source_new();
    GstTimedValueControlSource *values = GST_TIMED_VALUE_CONTROL_SOURCE(source);
    int strength = -1;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    g_object_set(source, "mode", GST_INTERPOLATION_MODE_LINEAR, NULL);
    gst_timed_value_control_source_set(values, 0, 0);
    gst_timed_value_control_source_set(values, GST_SECOND, 1);
    gst_object_add_control_binding(
        GST_OBJECT(t.element),
        gst_direct_control_binding_new(GST_OBJECT(t.element), "blur-strength", source));
    for (int i = 0; i <= 30; i += 15) {
        GstBuffer *in = gsttest_picture(&t, i);

        gst_buffer_unref(gsttest_run(&t, in));
        gst_buffer_unref(in);
        g_object_get(t.element, "blur-strength", &strength, NULL);
        g_assert_cmpint(ABS(strength - 100 * i / 30), <=, 1);
    }
    gst_object_unref(source);
    gsttest_finish(&t);
}

/* Buffers without a time, and of segments that begin elsewhere, are frames as all are. */
static void test_times(void)
{
    struct gsttest t = {0};
    GstSegment segment;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    gst_segment_init(&segment, GST_FORMAT_TIME);
    segment.start = 5 * GST_SECOND;
    segment.time = 0;
    gst_harness_push_event(t.harness, gst_event_new_segment(&segment));
    for (int i = 0; i < 6; i++) {
        GstBuffer *in = gsttest_picture(&t, i);
        GstBuffer *out;

        if (i % 2)
            GST_BUFFER_PTS(in) = GST_CLOCK_TIME_NONE;
        else
            GST_BUFFER_PTS(in) += 5 * GST_SECOND;
        out = gsttest_run(&t, in);
        gsttest_assert_no_room(&t, in, out, i);
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    gsttest_finish(&t);
}

int main(int argc, char **argv)
{
    gsttest_main(&argc, &argv);
    g_test_add_func("/gst/formats", test_formats);
    g_test_add_func("/gst/colours", test_colours);
    g_test_add_func("/gst/backgrounds", test_backgrounds);
    g_test_add_func("/gst/places-of-planes", test_places_of_planes);
    g_test_add_func("/gst/next-knows-places", test_next_knows_places);
    g_test_add_func("/gst/caps-change", test_caps_change);
    g_test_add_func("/gst/property-change", test_property_change);
    g_test_add_func("/gst/changes-from-another-thread", test_changes_from_another_thread);
    g_test_add_func("/gst/controller", test_controller);
    g_test_add_func("/gst/times", test_times);
    return g_test_run();
}
