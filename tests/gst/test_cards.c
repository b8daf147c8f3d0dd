/* SPDX-License-Identifier: MIT */
/* That the room never shows, whatever is wrong, and that the bus hears why, once. */
#include "gsttest.h"

#include <glib/gstdio.h>
#include <string.h>

#include "testnet.h"

#define FRAMES 10

/* Pictures that all become the card with those words, with one warning. */
static void expect_cards(struct gsttest *t, const char *words)
{
    char *text = NULL;

    for (int i = 0; i < FRAMES; i++) {
        GstBuffer *in = gsttest_picture(t, i);
        GstBuffer *out = gsttest_run(t, in);

        gsttest_assert_no_room(t, in, out, i);
        g_assert_true(gsttest_is_card(t, out, words));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    g_assert_cmpint(gsttest_messages(t, GST_MESSAGE_WARNING, &text), ==, 1);
    g_assert_cmpstr(text, ==, words);
    g_free(text);
}

static void test_no_network(void)
{
    static const char *const formats[] = {"I420", "NV12", "YUY2", "Y42B"};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        GstElement *element = gst_element_factory_make("virtualbackground", NULL);
        struct gsttest t = {0};

        gsttest_set(element, "background", "blur", "model", "/nowhere/net.tflite", NULL);
        gsttest_init_with(&t, element, TRUE);
        gsttest_caps(&t, &(struct gsttest_format){formats[i], {322, 181}, NULL});
        expect_cards(&t, "network /nowhere/net.tflite: No such file or directory");
        gsttest_finish(&t);
    }
}

/* Networks whose answer is no matte. */
static void test_bad_networks(void)
{
    static const struct testnet_weights *const weights[] = {&testnet_all_person, &testnet_constant,
                                                            &testnet_nan};

    for (size_t i = 0; i < G_N_ELEMENTS(weights); i++) {
        struct gsttest t = {.folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL)};
        GstElement *element = gst_element_factory_make("virtualbackground", NULL);

        t.network = testnet_write(t.folder, "bad", weights[i]);
        gsttest_set(element, "background", "greenscreen", "model", t.network, NULL);
        gsttest_init_with(&t, element, TRUE);
        gsttest_caps(&t, &gsttest_i420);
        for (int number = 0; number < FRAMES; number++) {
            GstBuffer *in = gsttest_picture(&t, number);
            GstBuffer *out = gsttest_run(&t, in);

            gsttest_assert_no_room(&t, in, out, number);
            gst_buffer_unref(in);
            gst_buffer_unref(out);
        }
        g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 1);
        gsttest_finish(&t);
    }
}

static void run_flagged(struct gsttest *t, GstBufferFlags flag, const char *words)
{
    GstBuffer *in = gsttest_picture(t, 1);
    GstBuffer *out;
    char *text = NULL;

    GST_BUFFER_FLAG_SET(in, flag);
    out = gsttest_run(t, in);
    g_assert_true(gsttest_is_card(t, out, words));
    gsttest_assert_no_room(t, in, out, 1);
    g_assert_false(GST_BUFFER_FLAG_IS_SET(out, flag));
    g_assert_cmpint(gsttest_messages(t, GST_MESSAGE_WARNING, &text), ==, 1);
    g_assert_cmpstr(text, ==, words);
    g_free(text);
    gst_buffer_unref(in);
    gst_buffer_unref(out);
    gsttest_expect_frame(t, 2);
}

static void test_gaps_and_damage(void)
{
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_expect_frame(&t, 0);
    run_flagged(&t, GST_BUFFER_FLAG_CORRUPTED, "The picture that came is damaged.");
    run_flagged(&t, GST_BUFFER_FLAG_GAP, "No picture came.");
    gsttest_finish(&t);
}

/* A buffer whose planes are said to be where it has no memory, or to be of another picture. */
static GstBuffer *lie(struct gsttest *t, int how)
{
    GstBuffer *buffer = gsttest_picture(t, 3);
    GstVideoFormat format = GST_VIDEO_INFO_FORMAT(&t->info);
    guint width = (guint)t->info.width;
    gsize offset[GST_VIDEO_MAX_PLANES];
    gint stride[GST_VIDEO_MAX_PLANES];

    memcpy(offset, t->info.offset, sizeof(offset));
    memcpy(stride, t->info.stride, sizeof(stride));
    if (how == 0)
        offset[2] = GST_VIDEO_INFO_SIZE(&t->info) - 100;
    else if (how == 1)
        stride[0] *= 2;
    else if (how == 2)
        stride[1] = 8;
    else if (how == 3)
        width *= 2;
    else
        format = GST_VIDEO_FORMAT_YV12;
    gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, format, width,
                                   (guint)t->info.height, 3, offset, stride);
    return buffer;
}

static void test_places_that_lie(void)
{
    struct gsttest t = {0};
    GstBuffer *shown;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    shown = gsttest_picture(&t, 3);
    for (int how = 0; how < 6; how++) {
        GstBuffer *in = how < 5 ? lie(&t, how) : gst_buffer_new_allocate(NULL, 1000, NULL);
        GstBuffer *out = gsttest_run(&t, in);

        g_assert_true(gsttest_is_card(&t, out, "The picture that came cannot be read."));
        gsttest_assert_no_room(&t, shown, out, 3);
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 1);
    gsttest_expect_frame(&t, 4);
    gst_buffer_unref(shown);
    gsttest_finish(&t);
}

/* Whoever asks the base class to pass buffers through gets none. */
static void test_pass_through_is_refused(void)
{
    struct gsttest t = {0};
    GstBuffer *in;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_expect_frame(&t, 0);
    gst_base_transform_set_passthrough(GST_BASE_TRANSFORM(t.element), TRUE);
    in = gsttest_picture(&t, 1);
    g_assert_cmpint(gst_harness_push(t.harness, gst_buffer_ref(in)), ==, GST_FLOW_ERROR);
    g_assert_null(gst_harness_try_pull(t.harness));
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_ERROR, NULL), ==, 1);
    gst_buffer_unref(in);
    gsttest_finish(&t);
}

/* Whoever asks it to work in place gets frames as ever. */
static void test_in_place_is_not_done(void)
{
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gst_base_transform_set_in_place(GST_BASE_TRANSFORM(t.element), TRUE);
    gsttest_caps(&t, &gsttest_i420);
    for (int i = 0; i < 3; i++)
        gsttest_expect_frame(&t, i);
    gsttest_finish(&t);
}

/* A buffer may carry the one that it was made from. */
static void test_no_meta_carries_the_room(void)
{
    struct gsttest t = {0};
    GstCaps *reference = gst_caps_from_string("timestamp/x-test");
    GstBuffer *parent;
    GstBuffer *in;
    GstBuffer *out;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    parent = gsttest_picture(&t, 1);
    in = gsttest_picture(&t, 1);
    gst_buffer_add_parent_buffer_meta(in, parent);
    gst_buffer_add_video_region_of_interest_meta(in, "person", 1, 2, 3, 4);
    gst_buffer_add_reference_timestamp_meta(in, reference, 7, 8);
    out = gsttest_run(&t, in);
    g_assert_null(gst_buffer_get_parent_buffer_meta(out));
    g_assert_null(gst_buffer_get_video_region_of_interest_meta(out));
    g_assert_nonnull(gst_buffer_get_reference_timestamp_meta(out, NULL));
    gst_caps_unref(reference);
    gst_buffer_unref(parent);
    gst_buffer_unref(in);
    gst_buffer_unref(out);
    gsttest_finish(&t);
}

int main(int argc, char **argv)
{
    gsttest_main(&argc, &argv);
    g_test_add_func("/gst/cards/no-network", test_no_network);
    g_test_add_func("/gst/cards/bad-networks", test_bad_networks);
    g_test_add_func("/gst/cards/gaps-and-damage", test_gaps_and_damage);
    g_test_add_func("/gst/cards/places-that-lie", test_places_that_lie);
    g_test_add_func("/gst/cards/pass-through-is-refused", test_pass_through_is_refused);
    g_test_add_func("/gst/cards/in-place-is-not-done", test_in_place_is_not_done);
    g_test_add_func("/gst/cards/no-meta-carries-the-room", test_no_meta_carries_the_room);
    return g_test_run();
}
