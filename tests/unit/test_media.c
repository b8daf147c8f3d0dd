/* SPDX-License-Identifier: MIT */
/* What is written can be read again and is the same: pictures, films, mattes, times, sound. */
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>
#include <gst/gst.h>

#include "media/audio.h"
#include "media/pngfile.h"
#include "media_helpers.h"

#define MS INT64_C(1000000)

static const struct fc_colour full_601 = {FC_MATRIX_BT601, FC_RANGE_FULL};
static const struct fc_colour limited_709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

static void still_write(const char *path, struct fc_frame *frame)
{
    const struct fc_sink_params params = {
        .path = path,
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .size = fc_frame_image(frame)->size,
        .colour = fc_frame_image(frame)->colour,
    };
    struct fc_error error = {0};
    struct fc_sink *sink = NULL;

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    sink_give(sink, frame, &error);
    fc_sink_finish(sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    fc_sink_destroy(&sink);
}

static struct fc_frame *still_read(const char *path)
{
    struct fc_source *source = source_open(path);
    struct fc_frame *frame;
    struct fc_frame *none;

    g_assert_true(fc_source_info(source)->is_still);
    g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
    g_assert_cmpint(fc_source_next(source, &none, NULL), ==, FC_SOURCE_END);
    g_assert_cmpint(fc_source_next(source, &none, NULL), ==, FC_SOURCE_END);
    g_assert_null(none);
    fc_source_destroy(&source);
    return frame;
}

static void assert_near(int value, int expected, int slack)
{
    g_assert_cmpint(value, >=, expected - slack);
    g_assert_cmpint(value, <=, expected + slack);
}

static void assert_quarters(const struct fc_frame *frame, const int y[4], int slack)
{
    assert_near(luma_at(frame, 0.2, 0.2), y[0], slack);
    assert_near(luma_at(frame, 0.8, 0.2), y[1], slack);
    assert_near(luma_at(frame, 0.2, 0.8), y[2], slack);
    assert_near(luma_at(frame, 0.8, 0.8), y[3], slack);
}

static void test_pictures(void)
{
    static const char *const names[] = {"a.png", "a.jpg", "a.JPEG", "a.webp"};
    static const uint8_t y[4] = {20, 90, 160, 230};
    const int expected[4] = {20, 90, 160, 230};
    char *folder = folder_make();

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *path = g_build_filename(folder, names[i], NULL);
        struct fc_frame *frame;

        still_write(path, frame_quarters((struct fc_size){65, 43}, y));
        frame = still_read(path);
        g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 65);
        g_assert_cmpint(fc_frame_image(frame)->size.height, ==, 43);
        assert_quarters(frame, expected, 3);
        fc_frame_unref(&frame);
        g_free(path);
    }
    folder_remove(folder);
}

static void test_one_pixel(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.png", NULL);
    struct fc_frame *frame;

    still_write(path, frame_plain((struct fc_size){1, 1}, full_601, 0, 77));
    frame = still_read(path);
    g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 1);
    assert_near(luma_at(frame, 0, 0), 77, 1);
    fc_frame_unref(&frame);
    g_free(path);
    folder_remove(folder);
}

/* A grey card comes out the same grey, whatever its colour's matrix and range. */
static void test_grey_picture(void)
{
    static const struct fc_colour colours[] = {
        {FC_MATRIX_BT601, FC_RANGE_FULL},
        {FC_MATRIX_BT601, FC_RANGE_LIMITED},
        {FC_MATRIX_BT709, FC_RANGE_FULL},
        {FC_MATRIX_BT709, FC_RANGE_LIMITED},
    };
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.png", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
        const bool is_full = colours[i].range == FC_RANGE_FULL;
        struct fc_size size;
        uint8_t *rgb;

        still_write(path,
                    frame_plain((struct fc_size){64, 48}, colours[i], 0, is_full ? 128 : 126));
        g_assert_cmpint(fc_png_read(path, FC_PNG_RGB, &size, &rgb, NULL), ==, 0);
        for (int p = 0; p < 64 * 48 * 3; p++)
            assert_near(rgb[p], 128, 1);
        free(rgb);
    }
    g_free(path);
    folder_remove(folder);
}

static void check_film(const char *name, struct fc_colour colour)
{
    static const int64_t times_ns[] = {0, 40 * MS, 80 * MS, 200 * MS, 240 * MS, 1000 * MS};
    const int count = G_N_ELEMENTS(times_ns);
    const bool is_full = colour.range == FC_RANGE_FULL;
    char *folder = folder_make();
    char *path = g_build_filename(folder, name, NULL);
    struct fc_source *source;
    struct fc_frame *frame;

    film_write(path, (struct fc_size){65, 49}, colour, times_ns, count);
    g_assert_cmpint(folder_count(folder), ==, 1);
    source = source_open(path);
    g_assert_false(fc_source_info(source)->is_still);
    g_assert_false(fc_source_info(source)->has_audio);
    g_assert_cmpint(fc_source_info(source)->size.width, ==, 64);
    g_assert_cmpint(fc_source_info(source)->size.height, ==, 48);
    g_assert_cmpint(fc_source_info(source)->colour.matrix, ==, colour.matrix);
    g_assert_cmpint(fc_source_info(source)->colour.range, ==, FC_RANGE_LIMITED);
    for (int i = 0; i < count; i++) {
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        assert_near(luma_at(frame, 0.5, 0.5), is_full ? 16 + (40 + i) * 219 / 255 : 40 + i, 2);
        /* Matroska counts in milliseconds. */
        g_assert_cmpint(ABS(fc_frame_time_ns(frame) - times_ns[i]), <=, MS);
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, FC_SOURCE_END);
    fc_source_destroy(&source);
    g_free(path);
    folder_remove(folder);
}

static void test_films(void)
{
    check_film("a.mp4", limited_709);
    check_film("a.mkv", limited_709);
    check_film("a.webm", limited_709);
    check_film("a.mp4", (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_LIMITED});
    check_film("a.mp4", full_601);
    check_film("a.webm", full_601);
}

static struct fc_sink *matte_sink(const char *path, bool is_still)
{
    const struct fc_sink_params params = {
        .path = path, .content = FC_SINK_MATTES, .is_still = is_still, .size = {51, 33}};
    struct fc_error error = {0};
    struct fc_sink *sink = NULL;

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    return sink;
}

static void fill_ramp(uint8_t *grey, int start)
{
    for (int i = 0; i < 51 * 33; i++)
        grey[i] = (uint8_t)(start + i);
}

static void test_matte_picture(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "m.png", NULL);
    struct fc_sink *sink = matte_sink(path, true);
    uint8_t grey[51 * 33];
    struct fc_size size;
    uint8_t *rgb;

    fill_ramp(grey, 0);
    g_assert_cmpint(fc_sink_write_grey(sink, grey, 51, 0, NULL), ==, 0);
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    g_assert_cmpint(fc_png_read(path, FC_PNG_RGB, &size, &rgb, NULL), ==, 0);
    g_assert_cmpint(size.width, ==, 51);
    for (int i = 0; i < 51 * 33; i++)
        g_assert_cmpint(rgb[3 * i + 1], ==, grey[i]);
    free(rgb);
    g_free(path);
    folder_remove(folder);
}

static void test_matte_film(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "m.mkv", NULL);
    struct fc_sink *sink = matte_sink(path, false);
    uint8_t grey[51 * 33];
    struct fc_source *source;
    struct fc_frame *frame;

    for (int i = 0; i < 3; i++) {
        fill_ramp(grey, i);
        g_assert_cmpint(fc_sink_write_grey(sink, grey, 51, i * 40 * MS, NULL), ==, 0);
    }
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    source = source_open(path);
    for (int i = 0; i < 3; i++) {
        fill_ramp(grey, i);
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        for (int y = 0; y < 33; y++)
            g_assert_cmpmem(fc_frame_image(frame)->plane[0] + y * fc_frame_image(frame)->stride[0],
                            51, grey + 51 * y, 51);
        fc_frame_unref(&frame);
    }
    fc_source_destroy(&source);
    g_free(path);
    folder_remove(folder);
}

/* Seconds of sound in a file, and its largest sample. */
static double sound_length(const char *path, int *loudest)
{
    char *uri = g_filename_to_uri(path, NULL, NULL);
    struct fc_audio *audio;
    GstBuffer *buffer;
    GstMapInfo map;
    double end = 0;

    g_assert_cmpint(fc_audio_open(uri, 0, &audio, NULL), ==, 0);
    *loudest = 0;
    while (fc_audio_read(audio, INT64_MAX, &buffer) == 0) {
        end = (double)(GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer)) / GST_SECOND;
        gst_buffer_map(buffer, &map, GST_MAP_READ);
        for (gsize i = 0; i + 1 < map.size; i += 2)
            *loudest = MAX(*loudest, ((const gint16 *)map.data)[i / 2]);
        gst_buffer_unmap(buffer, &map);
        gst_buffer_unref(buffer);
    }
    fc_audio_close(&audio);
    g_free(uri);
    return end;
}

static void make_talkie(const char *path)
{
    pipeline_run("videotestsrc num-buffers=50 ! video/x-raw,width=64,height=48,framerate=25/1 ! "
                 "vp8enc deadline=1 ! webmmux name=mux ! filesink location=%s "
                 "audiotestsrc num-buffers=200 samplesperbuffer=960 volume=0.5 ! "
                 "audio/x-raw,rate=48000,channels=1 ! opusenc ! mux.",
                 path);
}

/* Four seconds of sound under two of pictures, of which the first is written. */
static void check_sound(const char *name)
{
    char *folder = folder_make();
    char *in = g_build_filename(folder, "in.webm", NULL);
    char *out = g_build_filename(folder, name, NULL);
    struct fc_source *source;
    struct fc_frame *frame;
    struct fc_sink *sink;
    int loudest;

    make_talkie(in);
    source = source_open(in);
    g_assert_true(fc_source_info(source)->has_audio);
    const struct fc_sink_params params = {
        .path = out,
        .content = FC_SINK_FRAMES,
        .size = fc_source_info(source)->size,
        .colour = fc_source_info(source)->colour,
        .rate_num = 25,
        .rate_den = 1,
        .sound_of = in,
        .sound_start_ns = fc_source_info(source)->start_ns,
    };
    g_assert_cmpint(fc_sink_open(&params, &sink, NULL), ==, 0);
    g_assert_true(fc_sink_has_sound(sink));
    for (int i = 0; i < 25; i++) {
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        g_assert_cmpint(sink_give(sink, frame, NULL), ==, 0);
    }
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    /* The rest is read to its end: sound that goes on is no damage. */
    for (int i = 25; i < 50; i++) {
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, FC_SOURCE_END);
    fc_source_destroy(&source);
    g_assert_cmpfloat_with_epsilon(sound_length(out, &loudest), 1.0, 0.06);
    assert_near(loudest, 16384, 2500);
    g_free(in);
    g_free(out);
    folder_remove(folder);
}

static void test_sound(void)
{
    check_sound("out.mp4");
    check_sound("out.webm");
    check_sound("out.mkv");
}

static void test_demo(void)
{
    const struct fc_source_params params = {
        .demo_size = {160, 90}, .demo_rate = 25, .demo_frames = 3};
    struct fc_source *source;
    struct fc_frame *frame;

    g_assert_cmpint(fc_source_open("demo:", &params, &source, NULL), ==, 0);
    g_assert_cmpint(fc_source_info(source)->frame_count, ==, 3);
    for (int i = 0; i < 3; i++) {
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        g_assert_cmpint(fc_frame_time_ns(frame), ==, i * 40 * MS);
        g_assert_cmpint(fc_frame_image(frame)->size.height, ==, 90);
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, FC_SOURCE_END);
    g_assert_cmpint(fc_source_until_ns(source), ==, 120 * MS);
    fc_source_destroy(&source);
}

/* The door that is public: a card out of the engine, to a picture. */
static void test_published(void)
{
    const struct fc_size size = {320, 180};
    char *folder = folder_make();
    char *path = g_build_filename(folder, "card.png", NULL);
    const struct fc_sink_params params = {
        .path = path,
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .size = size,
        .colour = limited_709,
    };
    struct fc_published *card;
    struct fc_engine *engine;
    struct fc_frame *frame;
    struct fc_sink *sink;

    g_assert_cmpint(fc_engine_create(NULL, &engine, NULL), ==, 0);
    g_assert_cmpint(fc_engine_card(engine, size, limited_709, &card), ==, 0);
    g_assert_cmpint(fc_sink_open(&params, &sink, NULL), ==, 0);
    g_assert_cmpint(fc_sink_write(sink, card, NULL), ==, 0);
    fc_published_unref(&card);
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    fc_engine_destroy(&engine);
    frame = still_read(path);
    g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 320);
    fc_frame_unref(&frame);
    g_free(path);
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(NULL, NULL);
    g_test_add_func("/media/pictures", test_pictures);
    g_test_add_func("/media/one-pixel", test_one_pixel);
    g_test_add_func("/media/grey-picture", test_grey_picture);
    g_test_add_func("/media/films", test_films);
    g_test_add_func("/media/matte-picture", test_matte_picture);
    g_test_add_func("/media/matte-film", test_matte_film);
    g_test_add_func("/media/sound", test_sound);
    g_test_add_func("/media/demo", test_demo);
    g_test_add_func("/media/published", test_published);
    return g_test_run();
}
