/* SPDX-License-Identifier: MIT */
/* In pipelines, with other people's elements: latency, seeks, the end, and what gst-launch does. */
#include "gsttest.h"

#include <glib/gstdio.h>
#include <string.h>

#include "gst/latency.h"
#include "testdata.h"
#include "testnet.h"

#define PATIENCE (60 * GST_SECOND)

/* --- latency --- */

static void test_latency_query(void)
{
    struct gsttest t = {0};
    GstClockTime before;
    GstClockTime after;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    before = gst_harness_query_latency(t.harness);
    g_assert_cmpuint(before, ==, 10 * GST_MSECOND); /* a guess, before there are frames */
    gst_harness_set_upstream_latency(t.harness, 33 * GST_MSECOND);
    after = gst_harness_query_latency(t.harness);
    g_assert_cmpuint(after, ==, before + 33 * GST_MSECOND);
    gsttest_finish(&t);
}

#define MS INT64_C(1000000)

static bool add_many(struct fc_element_latency *latency, int count, int64_t took_ns)
{
    bool is_new = false;

    for (int i = 0; i < count; i++)
        is_new |= fc_element_latency_add(latency, took_ns);
    return is_new;
}

/* The figure: soon, then steady; what most frames keep to; again when it is far off. */
static void test_latency_figure(void)
{
    struct fc_element_latency latency;

    fc_element_latency_init(&latency);
    g_assert_true(add_many(&latency, 8, 4 * MS - 1));
    g_assert_cmpint(fc_element_latency_get(&latency), ==, 4 * MS);
    g_assert_false(add_many(&latency, 640, 5 * MS - 1));
    g_assert_false(add_many(&latency, 640, 2 * MS));
    for (int i = 0; i < 640; i++)
        g_assert_false(fc_element_latency_add(&latency, i % 32 ? 4 * MS - 1 : 90 * MS));
    g_assert_cmpint(fc_element_latency_get(&latency), ==, 4 * MS);
    g_assert_true(add_many(&latency, 64, 20 * MS));
    g_assert_cmpint(fc_element_latency_get(&latency), ==, 21 * MS);
    g_assert_true(add_many(&latency, 64, 3 * MS));
    g_assert_cmpint(fc_element_latency_get(&latency), ==, 4 * MS);
}

/* What is told is what was measured: a picture that takes longer than the guess everywhere. */
static void test_latency_is_measured(void)
{
    struct gsttest t = {0};
    GstClockTime before;
    GstBuffer *in;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &(struct gsttest_format){"YUY2", {7680, 4320}, NULL});
    before = gst_harness_query_latency(t.harness);
    in = gsttest_picture(&t, 0);
    for (int i = 0; i < 8; i++)
        gst_buffer_unref(gsttest_run(&t, in));
    gst_buffer_unref(in);
    g_assert_cmpuint(gst_harness_query_latency(t.harness), >, before);
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_LATENCY, NULL), ==, 1);
    gsttest_finish(&t);
}

/* --- pipelines in this process --- */

struct pipeline {
    char *folder;    // owned
    char *network;   // owned
    GstElement *bin; // owned
    GstBus *bus;     // owned
};

static void pipeline_init(struct pipeline *p, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* %s in the format is the network that finds red. */
static void pipeline_init(struct pipeline *p, const char *format, ...)
{
    GError *error = NULL;
    char *text;
    va_list list;

    va_start(list, format);
    text = g_strdup_vprintf(format, list);
    va_end(list);
    p->bin = gst_parse_launch(text, &error);
    g_assert_no_error(error);
    p->bus = gst_element_get_bus(p->bin);
    g_free(text);
}

static void make_network(struct pipeline *p)
{
    p->folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    p->network = testnet_write(p->folder, "net", &testnet_finds_red);
}

static void pipeline_finish(struct pipeline *p)
{
    gst_element_set_state(p->bin, GST_STATE_NULL);
    gst_object_unref(p->bus);
    gst_object_unref(p->bin);
    g_unlink(p->network);
    g_rmdir(p->folder);
    g_free(p->network);
    g_free(p->folder);
}

/* Waits for one of the types; errors fail the test. */
static void pipeline_await(struct pipeline *p, GstMessageType type)
{
    GstMessage *message = gst_bus_timed_pop_filtered(p->bus, PATIENCE, type | GST_MESSAGE_ERROR);
    GError *error = NULL;

    g_assert_nonnull(message);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        gst_message_parse_error(message, &error, NULL);
    g_assert_no_error(error);
    gst_message_unref(message);
}

static GstPadProbeReturn count_buffer(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    g_atomic_int_inc((gint *)user);
    return GST_PAD_PROBE_OK;
}

/* Counts the buffers that come out of the element named "vb". */
static void pipeline_count(struct pipeline *p, gint *count)
{
    GstElement *element = gst_bin_get_by_name(GST_BIN(p->bin), "vb");
    GstPad *pad = gst_element_get_static_pad(element, "src");

    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, count_buffer, count, NULL);
    gst_object_unref(pad);
    gst_object_unref(element);
}

static void seek(struct pipeline *p, GstClockTime from)
{
    g_assert_true(gst_element_seek(p->bin, 1, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                                   GST_SEEK_TYPE_SET, (gint64)from, GST_SEEK_TYPE_SET, GST_SECOND));
}

/* To the end, back by a seek that flushes, to the end again, and once more from the start. */
static void test_seek_and_end(void)
{
    struct pipeline p = {0};
    gint count = 0;

    make_network(&p);
    pipeline_init(&p,
                  "videotestsrc ! video/x-raw,width=320,height=180,framerate=30/1 ! "
                  "virtualbackground name=vb background=greenscreen model=%s ! fakesink",
                  p.network);
    pipeline_count(&p, &count);
    for (int i = 0; i < 2; i++) {
        gst_element_set_state(p.bin, GST_STATE_PAUSED);
        pipeline_await(&p, GST_MESSAGE_ASYNC_DONE);
        seek(&p, 0);
        g_atomic_int_set(&count, 0);
        gst_element_set_state(p.bin, GST_STATE_PLAYING);
        pipeline_await(&p, GST_MESSAGE_EOS);
        g_assert_cmpint(ABS(g_atomic_int_get(&count) - 30), <=, 1);
        seek(&p, GST_SECOND / 2);
        g_atomic_int_set(&count, 0);
        pipeline_await(&p, GST_MESSAGE_EOS);
        g_assert_cmpint(ABS(g_atomic_int_get(&count) - 15), <=, 1);
        gst_element_set_state(p.bin, GST_STATE_READY);
    }
    pipeline_finish(&p);
}

/* Two of them behind a tee, of other sizes, into a compositor; and a live source at the end. */
static void test_tee_and_compositor(void)
{
    struct pipeline p = {0};
    gint count = 0;

    make_network(&p);
    pipeline_init(
        &p,
        "videotestsrc num-buffers=20 is-live=true ! video/x-raw,width=320,height=180 ! "
        "tee name=t t. ! queue ! virtualbackground name=vb background=blur model=%s ! mix. "
        "t. ! queue ! videoscale ! videoconvert ! video/x-raw,format=YUY2,width=160,height=120 ! "
        "virtualbackground background=color:#204060 mirror=true model=%s ! mix. "
        "compositor name=mix sink_0::xpos=0 sink_1::xpos=320 ! videoconvert ! fakesink",
        p.network, p.network);
    pipeline_count(&p, &count);
    gst_element_set_state(p.bin, GST_STATE_PLAYING);
    pipeline_await(&p, GST_MESSAGE_EOS);
    g_assert_cmpint(g_atomic_int_get(&count), >, 0);
    pipeline_finish(&p);
}

/* A caps filter behind it is changed while it plays: size, then format, then colour. */
static void test_renegotiation(void)
{
    static const char *const caps[] = {
        "video/x-raw,format=I420,width=320,height=180",
        "video/x-raw,format=NV12,width=322,height=182",
        "video/x-raw,format=YUY2,width=640,height=360",
        "video/x-raw,format=Y42B,width=160,height=90,colorimetry=bt709",
    };
    struct pipeline p = {0};
    GstElement *filter;
    gint count = 0;

    make_network(&p);
    pipeline_init(&p,
                  "videotestsrc ! capsfilter name=caps ! "
                  "virtualbackground name=vb background=greenscreen model=%s ! fakesink",
                  p.network);
    pipeline_count(&p, &count);
    filter = gst_bin_get_by_name(GST_BIN(p.bin), "caps");
    for (int i = 0; i < 12; i++) {
        const gint before = g_atomic_int_get(&count);

        gst_util_set_object_arg(G_OBJECT(filter), "caps", caps[i % 4]);
        gst_element_set_state(p.bin, GST_STATE_PLAYING);
        for (int j = 0; j < 6000 && g_atomic_int_get(&count) < before + 10; j++)
            g_usleep(10 * 1000);
        g_assert_cmpint(g_atomic_int_get(&count), >=, before + 10);
        g_assert_false(gst_bus_have_pending(p.bus) &&
                       gst_bus_pop_filtered(p.bus, GST_MESSAGE_ERROR));
    }
    gst_object_unref(filter);
    pipeline_finish(&p);
}

/* Up and down and again, at any moment. */
static void test_states(void)
{
    struct pipeline p = {0};

    make_network(&p);
    pipeline_init(&p,
                  "videotestsrc is-live=true ! video/x-raw,width=320,height=180 ! "
                  "virtualbackground name=vb background=demo:beach model=%s ! fakesink",
                  p.network);
    for (int i = 0; i < 20; i++) {
        gst_element_set_state(p.bin, GST_STATE_PLAYING);
        g_usleep((gulong)i * 5000);
        gst_element_set_state(p.bin, i % 3 ? GST_STATE_NULL : GST_STATE_READY);
    }
    pipeline_finish(&p);
}

/* --- gst-launch --- */

/* Runs a pipeline with these variables; the test fails unless it ends well. Gives what it said. */
static char *launch(const char *folder, const char *variables, const char *pipeline)
{
    char *plugins = g_path_get_dirname(g_getenv("FAKECAM_GST_PLUGIN"));
    char *command = g_strdup_printf("env GST_REGISTRY=%s/registry GST_PLUGIN_PATH=%s %s "
                                    "gst-launch-1.0 %s",
                                    folder, plugins, variables, pipeline);
    char *output = NULL;
    char *errors = NULL;
    GError *error = NULL;
    int status = -1;
    char *said;

    g_spawn_command_line_sync(command, &output, &errors, &status, &error);
    g_assert_no_error(error);
    said = g_strconcat(output, errors, NULL);
    if (!g_spawn_check_wait_status(status, NULL))
        g_error("%s\n%s", command, said);
    g_free(output);
    g_free(errors);
    g_free(command);
    g_free(plugins);
    return said;
}

/* A sanitizer wants to be in the program from its start, and gst-launch has none. */
static gboolean can_launch(void)
{
    char *program = g_find_program_in_path("gst-launch-1.0");
    const gboolean is_there = program && !g_getenv("FAKECAM_SANITIZED");

    g_free(program);
    if (!is_there)
        g_test_skip(program ? "a sanitizer is in the plugin" : "gst-launch-1.0 is not installed");
    return is_there;
}

static int remove_files(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;
    int count = 0;

    while ((name = g_dir_read_name(dir))) {
        char *path = g_build_filename(folder, name, NULL);

        g_unlink(path);
        g_free(path);
        count++;
    }
    g_dir_close(dir);
    return count;
}

/* A real film and the real network. */
static void test_launch_film(void)
{
    char *film;
    char *model;
    char *folder;
    char *pipeline;
    char *said;

    if (!can_launch())
        return;
    film = testdata_path("clips/nv_input_0_100.mp4");
    model = film ? testdata_model("selfie_segmentation_landscape.tflite") : NULL;
    if (model) {
        folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
        pipeline = g_strdup_printf("filesrc location=%s ! decodebin ! videoconvert ! "
                                   "virtualbackground background=blur model=%s ! "
                                   "identity eos-after=4 ! videoconvert ! pngenc ! "
                                   "multifilesink location=%s/%%03d.png",
                                   film, model, folder);
        said = launch(folder, "LC_ALL=C", pipeline);
        g_assert_null(strstr(said, "WARNING"));
        g_assert_cmpint(remove_files(folder), >=, 4);
        g_rmdir(folder);
        g_free(said);
        g_free(pipeline);
        g_free(folder);
    }
    g_free(model);
    g_free(film);
}

/* GStreamer's own look for objects that nobody let go of. */
static void test_launch_leaks(void)
{
    struct pipeline p = {0};
    char *pipeline;
    char *said;

    if (!can_launch())
        return;
    make_network(&p);
    pipeline = g_strdup_printf("videotestsrc num-buffers=20 ! video/x-raw,width=320,height=180 ! "
                               "virtualbackground background=demo:beach model=%s ! fakesink",
                               p.network);
    said =
        launch(p.folder, "GST_TRACERS=leaks GST_DEBUG=GST_TRACER:7 GST_DEBUG_NO_COLOR=1", pipeline);
    g_assert_nonnull(strstr(said, "object-alive")); /* its format: the look was taken */
    g_assert_null(strstr(said, "object-alive, type-name=(string)Gst"));
    g_assert_null(strstr(said, "object-alive, type-name=(string)Fc"));
    g_assert_null(strstr(said, "WARNING: from"));
    remove_files(p.folder);
    g_rmdir(p.folder);
    g_free(p.network);
    g_free(p.folder);
    g_free(pipeline);
    g_free(said);
}

int main(int argc, char **argv)
{
    gsttest_main(&argc, &argv);
    g_test_add_func("/gst/pipelines/latency-query", test_latency_query);
    g_test_add_func("/gst/pipelines/latency-figure", test_latency_figure);
    g_test_add_func("/gst/pipelines/latency-is-measured", test_latency_is_measured);
    g_test_add_func("/gst/pipelines/seek-and-end", test_seek_and_end);
    g_test_add_func("/gst/pipelines/tee-and-compositor", test_tee_and_compositor);
    g_test_add_func("/gst/pipelines/renegotiation", test_renegotiation);
    g_test_add_func("/gst/pipelines/states", test_states);
    g_test_add_func("/gst/pipelines/launch-film", test_launch_film);
    g_test_add_func("/gst/pipelines/launch-leaks", test_launch_leaks);
    return g_test_run();
}
