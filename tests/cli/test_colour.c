/* SPDX-License-Identifier: MIT */
/* A grey card comes out the same grey: as room, as person, in pictures and in films. */
#include "clitest.h"

#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "media/gstutil.h"
#include "testimage.h"
#include "testnet.h"

#define GREY 0x808080

/* What is bright enough is person. */
static const struct testnet_weights finds_light = {{10, 10, 10}, -8};

static void test_room(struct clitest *test, gconstpointer data)
{
    static const enum clitest_png_kind kinds[] = {CLITEST_RGB, CLITEST_GREY, CLITEST_PALETTE};

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        struct clitest_picture picture = clitest_filled(40, 30, GREY);
        char *in = clitest_write_png(test, "in.png", &picture, kinds[i]);
        char *out = clitest_path(test, "out.png");

        clitest_run(test, "render", in, "-o", out, "--background", "none", NULL);
        clitest_expect_done(test);
        picture = clitest_read_png(out);
        clitest_expect_pixel(&picture, 0, 0, GREY, 1);
        clitest_expect_pixel(&picture, 20, 15, GREY, 1);
        clitest_clear(&picture);
    }
}

/* Where the matte is 255, before backgrounds of every colour. */
static void test_person(struct clitest *test, gconstpointer data)
{
    static const char *const grounds[] = {"color:#00ff00", "color:#ffffff", "color:#000000",
                                          "blur"};
    char *light = testnet_write(test->net_dir, "light", &finds_light);
    struct clitest_picture picture = clitest_filled(200, 160, 0x000000);
    char *out = clitest_path(test, "out.png");
    char *in;

    clitest_rect(&picture, 60, 40, 80, 80, GREY, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
    for (size_t i = 0; i < G_N_ELEMENTS(grounds); i++) {
        clitest_run(test, "render", in, "-o", out, "--background", grounds[i], "--model", light,
                    "--matte-out", clitest_path(test, "matte.png"), NULL);
        clitest_expect_done(test);
        picture = clitest_read_png(clitest_path(test, "matte.png"));
        clitest_expect_pixel(&picture, 100, 80, 0xffffff, 0);
        clitest_clear(&picture);
        picture = clitest_read_png(out);
        clitest_expect_pixel(&picture, 100, 80, GREY, 1);
        clitest_expect_pixel(&picture, 90, 70, GREY, 1);
        clitest_clear(&picture);
    }
    g_free(light);
}

/* The colour that was asked for is the colour that is there. */
static void test_background(struct clitest *test, gconstpointer data)
{
    char *in = clitest_write_person(test, "in.png", 160, 120);
    char *out = clitest_path(test, "out.png");
    struct clitest_picture picture;

    clitest_run(test, "render", in, "-o", out, "--background", "color:#808080", "--model",
                test->net, NULL);
    clitest_expect_done(test);
    picture = clitest_read_png(out);
    clitest_expect_pixel(&picture, 4, 4, GREY, 1);
    clitest_clear(&picture);
    clitest_run(test, "render", in, "-o", out, "--background", "color:#2a7bcc", "--model",
                test->net, NULL);
    clitest_expect_done(test);
    picture = clitest_read_png(out);
    clitest_expect_pixel(&picture, 4, 4, 0x2a7bcc, 3);
    clitest_clear(&picture);
}

/* Runs a pipeline to its end. */
static void run_pipeline(const char *description)
{
    GError *error = NULL;
    GstElement *pipeline;
    GstMessage *message;
    GstBus *bus;

    pipeline = gst_parse_launch(description, &error);
    g_assert_no_error(error);
    bus = gst_element_get_bus(pipeline);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    message = gst_bus_timed_pop_filtered(bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    g_assert_nonnull(message);
    g_assert_cmpstr(GST_MESSAGE_TYPE_NAME(message), ==, "eos");
    gst_message_unref(message);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(bus);
    gst_object_unref(pipeline);
}

static gboolean is_there(const char *element)
{
    GstElementFactory *factory = gst_element_factory_find(element);
    const gboolean is_found = factory != NULL;

    g_clear_object(&factory);
    return is_found;
}

/* Five frames of grey card, 64 x 48, in that colour, written by GStreamer alone. */
static char *write_card(struct clitest *test, const char *mux, const char *name,
                        struct fc_colour colour)
{
    const gsize luma = 64 * 48;
    const gsize size = luma * 3 / 2 * 5;
    char *raw = g_malloc(size);
    char *path;

    memset(raw, 128, size);
    for (gsize i = 0; i < 5; i++)
        memset(raw + i * luma * 3 / 2, testimage_code(colour, GREY).y, luma);
    path = clitest_write(test, "card.yuv", raw, size);
    g_free(raw);
    run_pipeline(clitest_text(test,
                              "filesrc location=%s ! rawvideoparse format=i420 width=64 height=48 "
                              "framerate=30/1 colorimetry=%s ! %s ! h264parse ! %s ! "
                              "filesink location=%s/%s",
                              path, fc_gst_colorimetry(colour),
                              is_there("x264enc") ? "x264enc" : "openh264enc", mux, test->dir,
                              name));
    return clitest_path(test, name);
}

/* The grey of a film's first frame, 0..255, as its own colour says. */
static double grey_of(const char *path, struct fc_colour *colour)
{
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_error error = {0};
    const struct fc_image *image;
    int y;

    fc_source_open(path, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(fc_source_next(source, &frame, &error), ==, 0);
    image = fc_frame_image(frame);
    *colour = image->colour;
    y = testimage_at(image, 0, 30, 20);
    g_assert_cmpint(ABS(testimage_at(image, 1, 15, 10) - 128), <=, 1);
    g_assert_cmpint(ABS(testimage_at(image, 2, 15, 10) - 128), <=, 1);
    fc_frame_unref(&frame);
    fc_source_destroy(&source);
    return colour->range == FC_RANGE_FULL ? y : (y - 16) * 255.0 / 219;
}

static void check_film(struct clitest *test, const char *mux, const char *name,
                       struct fc_colour colour)
{
    char *in = write_card(test, mux, name, colour);
    char *out = clitest_text(test, "%s/out-%s", test->dir, name);
    struct fc_colour in_colour;
    struct fc_colour out_colour;
    const double in_grey = grey_of(in, &in_colour);
    double out_grey;

    clitest_run(test, "render", in, "-o", out, "--background", "none", NULL);
    clitest_expect_done(test);
    out_grey = grey_of(out, &out_colour);
    g_test_message("%s: matrix %d range %d grey %.1f, out matrix %d range %d grey %.1f", name,
                   in_colour.matrix, in_colour.range, in_grey, out_colour.matrix, out_colour.range,
                   out_grey);
    g_assert_cmpfloat_with_epsilon(out_grey, in_grey, 1.3); /* a code of limited range is 1.16 */
    g_assert_cmpint(in_colour.matrix, ==, colour.matrix);
    g_assert_cmpint(in_colour.range, ==, colour.range);
    g_assert_cmpint(out_colour.matrix, ==, colour.matrix);
    g_assert_cmpfloat_with_epsilon(in_grey, 128, 1.3);
}

static void test_films(struct clitest *test, gconstpointer data)
{
    g_assert_cmpint(fc_gst_init(NULL), ==, 0);
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        const gboolean is_full = testimage_colours[i].range == FC_RANGE_FULL;

        /* qtdemux loses the container's word on the range; only x264enc writes its own */
        if (is_full && !is_there("x264enc"))
            g_test_message("no x264enc: full range in mp4 is left out");
        else
            check_film(test, "mp4mux", "card.mp4", testimage_colours[i]);
        check_film(test, "matroskamux", "card.mkv", testimage_colours[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/colour/room", test_room);
    CLITEST_ADD("/cli/colour/person", test_person);
    CLITEST_ADD("/cli/colour/background", test_background);
    CLITEST_ADD("/cli/colour/films", test_films);
    return g_test_run();
}
