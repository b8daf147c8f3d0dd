/* SPDX-License-Identifier: MIT */
/*
 * What the element costs beside the engine alone, frame by frame in turn in one run: 1280 x 720,
 * the demo person, the real network.
 */
#include <stdio.h>

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include "base/clock.h"
#include "fakecam/fakecam.h"
#include "frame/frame.h"
#include "media/source.h"
#include "testdata.h"

#include <libyuv.h>

#define ROUNDS 200
#define WARM_UP 10
#define WIDTH 1280
#define HEIGHT 720

struct bench {
    const char *format;
    struct fc_engine *engine;
    GstHarness *harness;
    GstVideoInfo info;
    GstBuffer *buffer;
    double alone_ms[ROUNDS];
    double element_ms[ROUNDS];
    double ratio[ROUNDS]; /* of the two for the same frame, one after the other */
};

static int64_t run_alone(struct bench *b, struct fc_frame *frame)
{
    struct fc_published *published = NULL;
    struct fc_matte *matte = NULL;
    const int64_t since_ns = fc_clock_now_ns();
    int64_t took_ns;

    if (fc_engine_estimate(b->engine, frame, &matte, NULL) ||
        fc_engine_compose(b->engine, frame, matte, fc_frame_time_ns(frame), &published) ||
        fc_published_kind(published) == FC_PUBLISHED_CARD)
        g_error("no frame came of it");
    took_ns = fc_clock_now_ns() - since_ns;
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    return took_ns;
}

/* Into the same buffer each time, as one from a camera's pool is. */
static void fill_buffer(struct bench *b, const struct fc_image *from)
{
    uint8_t *const *p = from->plane;
    const int *s = from->stride;
    GstVideoFrame to;
    uint8_t *q[3] = {0};
    int t[3] = {0};

    gst_video_frame_map(&to, &b->info, b->buffer, GST_MAP_WRITE);
    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(&to); i++) {
        q[i] = GST_VIDEO_FRAME_PLANE_DATA(&to, i);
        t[i] = GST_VIDEO_FRAME_PLANE_STRIDE(&to, i);
    }
    if (g_str_equal(b->format, "NV12"))
        I420ToNV12(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], WIDTH, HEIGHT);
    else if (g_str_equal(b->format, "YUY2"))
        I420ToYUY2(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], WIDTH, HEIGHT);
    else if (g_str_equal(b->format, "Y42B"))
        I420ToI422(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], WIDTH,
                   HEIGHT);
    else
        I420Copy(p[0], s[0], p[1], s[1], p[2], s[2], q[0], t[0], q[1], t[1], q[2], t[2], WIDTH,
                 HEIGHT);
    gst_video_frame_unmap(&to);
}

static int64_t run_element(struct bench *b, const struct fc_frame *frame)
{
    GstBuffer *out;
    int64_t since_ns;
    int64_t took_ns;

    fill_buffer(b, fc_frame_image(frame));
    GST_BUFFER_PTS(b->buffer) = (GstClockTime)fc_frame_time_ns(frame);
    since_ns = fc_clock_now_ns();
    gst_harness_push(b->harness, gst_buffer_ref(b->buffer));
    out = gst_harness_pull(b->harness);
    took_ns = fc_clock_now_ns() - since_ns;
    gst_buffer_unref(out);
    return took_ns;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *figures)
{
    qsort(figures, ROUNDS, sizeof(*figures), compare);
    return figures[ROUNDS / 2];
}

static void start(struct bench *b, const char *background, const char *model)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);
    GstCaps *caps = gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, b->format, "width",
                                        G_TYPE_INT, WIDTH, "height", G_TYPE_INT, HEIGHT,
                                        "framerate", GST_TYPE_FRACTION, 30, 1, NULL);

    if (fc_engine_create(NULL, &b->engine, NULL) ||
        fc_engine_set(b->engine, "model", model, NULL) ||
        fc_engine_set(b->engine, "background", background, NULL))
        g_error("no engine");
    g_object_set(element, "model", model, "background", background, NULL);
    b->harness = gst_harness_new_with_element(element, "sink", "src");
    gst_video_info_from_caps(&b->info, caps);
    gst_harness_set_src_caps(b->harness, caps);
    b->buffer = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(&b->info), NULL);
}

static void run(const char *format, const char *background, const char *model)
{
    const struct fc_source_params params = {
        .demo_size = {WIDTH, HEIGHT}, .demo_rate = 30, .demo_frames = ROUNDS + WARM_UP};
    struct bench *b = g_new0(struct bench, 1);
    struct fc_source *source = NULL;

    b->format = format;
    start(b, background, model);
    if (fc_source_open("demo:", &params, &source, NULL))
        g_error("no demo");
    for (int i = -WARM_UP; i < ROUNDS; i++) {
        struct fc_frame *frame = NULL;
        int64_t alone_ns;
        int64_t element_ns;

        fc_source_next(source, &frame, NULL);
        alone_ns = run_alone(b, frame);
        element_ns = run_element(b, frame);
        if (i >= 0) {
            b->alone_ms[i] = (double)alone_ns / FC_NS_PER_MS;
            b->element_ms[i] = (double)element_ns / FC_NS_PER_MS;
            b->ratio[i] = (double)element_ns / (double)alone_ns;
        }
        fc_frame_unref(&frame);
    }
    printf("%s  %-11s  engine %6.2f ms  element %6.2f ms  ratio %.3f\n", format, background,
           median(b->alone_ms), median(b->element_ms), median(b->ratio));
    fc_source_destroy(&source);
    fc_engine_destroy(&b->engine);
    gst_harness_teardown(b->harness);
    gst_buffer_unref(b->buffer);
    g_free(b);
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"I420", "NV12", "YUY2", "Y42B"};
    const char *file = g_getenv("FAKECAM_GST_PLUGIN");
    char *model;

    gst_init(&argc, &argv);
    g_test_init(&argc, &argv, NULL);
    model = testdata_model("selfie_segmentation_landscape.tflite");
    if (!file || !gst_plugin_load_file(file, NULL) || !model) {
        printf(
            "left out: FAKECAM_GST_PLUGIN and FAKECAM_MODELS name the plugin and the networks\n");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        run(formats[i], "blur", model);
        run(formats[i], "color", model);
    }
    g_free(model);
    return 0;
}
