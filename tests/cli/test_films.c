/* SPDX-License-Identifier: MIT */
/* Films: every frame arrives, and what stops in the middle is kept as far as it goes. */
#include "clitest.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "media/sink_private.h"
#include "testdata.h"

#define FRAMES 30 /* of one second of demo: */

static char *make_film(struct clitest *test, const char *name, const char *seconds)
{
    char *path = clitest_path(test, name);

    clitest_run(test, "render", "demo:", "--demo-size", "160x90", "--demo-seconds", seconds, "-o",
                path, "--background", "none", NULL);
    clitest_expect_done(test);
    return path;
}

static void expect_frames(const char *path, int frames)
{
    g_test_message("%s", path);
    g_assert_cmpint(clitest_count_frames(path, NULL), ==, frames);
}

/* From each format into the next. */
static void test_every_frame(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"b.webm", "c.mkv", "d.mp4"};
    char *film = make_film(test, "a.mp4", "1");

    expect_frames(film, FRAMES);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *out = clitest_path(test, names[i]);

        clitest_run(test, "render", film, "-o", out, "--background", "color:#00c000", "--model",
                    test->warm, NULL);
        clitest_expect_done(test);
        expect_frames(out, FRAMES);
        film = out;
    }
    clitest_expect_files(test, NULL, "a.mp4", "b.webm", "c.mkv", "d.mp4", NULL);
}

/* Films that know no rate: the last frame has no length of its own and is not lost for that. */
static void test_without_rate(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"out.mp4", "out.webm", "out.mkv"};
    char *raw = testdata_path("clips/oh_Zhling_1280x720.264");

    for (size_t i = 0; raw && i < G_N_ELEMENTS(names); i++) {
        char *out = clitest_path(test, names[i]);

        clitest_run(test, "render", raw, "-o", out, "--background", "none", NULL);
        clitest_expect_done(test);
        expect_frames(out, 19);
    }
    g_free(raw);
}

static void release_frame(void *user)
{
    struct fc_frame *frame = user;

    fc_frame_unref(&frame);
}

/* A film of so few frames that each counts, and that says no rate; the last one is half white. */
static void write_half(const char *path, const int64_t *times, int count, gboolean has_half)
{
    const struct fc_sink_params params = {.path = path,
                                          .content = FC_SINK_FRAMES,
                                          .size = {64, 48},
                                          .colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED}};
    struct fc_sink *sink = NULL;
    struct fc_error error = {0};

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    for (int i = 0; i < count; i++) {
        struct fc_frame *frame = fc_frame_create(params.size, params.colour, times[i]);
        const struct fc_image *image = fc_frame_image(frame);

        for (int plane = 0; plane < 3; plane++)
            memset(image->plane[plane], 100 + 20 * i,
                   (size_t)image->stride[plane] * (plane ? 24 : 48));
        if (has_half && i == count - 1)
            memset(image->plane[0], 235, (size_t)image->stride[0] * 24);
        fc_sink_write_image(sink, image, times[i], release_frame, frame, &error);
        g_assert_cmpstr(error.text, ==, "");
    }
    fc_sink_finish(sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    fc_sink_destroy(&sink);
}

static void write_short(const char *path, const int64_t *times, int count)
{
    write_half(path, times, count, FALSE);
}

/* The mean of a PPM's samples, and its size. */
static int mean_of_ppm(const char *ppm, int *width, int *height)
{
    int start = 0;
    gint64 sum = 0;

    g_assert_cmpint(sscanf(ppm, "P6\n%d %d\n255%n", width, height, &start), ==, 2);
    for (int i = 0; i < *width * *height * 3; i++)
        sum += (uint8_t)ppm[start + 1 + i];
    return (int)(sum / (*width * *height * 3));
}

/* Of a film that shows nothing the first picture; of one that does, the first that does. */
static void test_thumbnail(struct clitest *test, gconstpointer data)
{
    static const int64_t times[] = {0, 40000000, 80000000};
    char *plain = clitest_path(test, "plain.mkv");
    char *nothing = clitest_write(test, "nothing.mkv", "no film", 7);
    char *film = make_film(test, "film.mkv", "1");
    int width, height;

    write_short(plain, times, G_N_ELEMENTS(times));
    clitest_run(test, "thumbnail", plain, NULL);
    g_assert_cmpint(test->code, ==, 0);
    g_assert_cmpint(ABS(mean_of_ppm(test->out, &width, &height) - 68), <, 12);
    g_assert_cmpint(width, ==, 64);
    g_assert_cmpint(height, ==, 48);
    write_half(plain, times, G_N_ELEMENTS(times), TRUE);
    clitest_run(test, "thumbnail", plain, NULL);
    g_assert_cmpint(mean_of_ppm(test->out, &width, &height), >, 150);
    clitest_run(test, "thumbnail", film, NULL);
    mean_of_ppm(test->out, &width, &height);
    g_assert_cmpint(width, ==, 160);
    clitest_run(test, "thumbnail", nothing, NULL);
    clitest_expect_error(test, 1, "nothing.mkv", NULL);
    clitest_run(test, "thumbnail", NULL);
    clitest_expect_error(test, 2, "one picture or film", NULL);
}

static void test_uneven(struct clitest *test, gconstpointer data)
{
    static const int64_t times[] = {0, 40000000, 500000000, 510000000, 1900000000};
    static const char *const names[] = {"a.mp4", "a.webm", "a.mkv"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *film = clitest_path(test, names[i]);
        char *out = clitest_text(test, "%s/out-%s", test->dir, names[i]);

        write_short(film, times, G_N_ELEMENTS(times));
        expect_frames(film, G_N_ELEMENTS(times));
        clitest_run(test, "render", film, "-o", out, "--background", "none", NULL);
        clitest_expect_done(test);
        expect_frames(out, G_N_ELEMENTS(times));
        write_short(film, times, 1);
        clitest_run(test, "render", film, "-o", out, "--background", "none", NULL);
        clitest_expect_done(test);
        expect_frames(out, 1);
    }
}

/* Where a number of frames stands in what the command said about the part that it kept. */
static int said_frames(const struct clitest *test)
{
    const char *holds = strstr(test->err, "holds the ");
    int frames = -1;

    if (!holds || sscanf(holds, "holds the %d frame", &frames) != 1)
        g_error("no number of frames in: %s", test->err);
    return frames;
}

static void cut(struct clitest *test, const char *path, double part)
{
    char *bytes;
    gsize size;

    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)((double)size * part), NULL));
    g_free(bytes);
}

static void test_stops(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"a.mkv", "a.webm"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *film = make_film(test, names[i], "2");
        char *out = clitest_path(test, "out.mp4");

        cut(test, film, 0.6);
        clitest_run(test, "render", film, "-o", out, "--background", "color:#00c000", "--model",
                    test->warm, NULL);
        clitest_expect_error(test, 1, film, "stops at", " s", "not complete", "out.mp4", NULL);
        g_assert_cmpint(said_frames(test), >, 10);
        g_assert_cmpint(said_frames(test), <, 2 * FRAMES - 5);
        expect_frames(out, said_frames(test));
    }
    clitest_expect_files(test, NULL, "a.mkv", "a.webm", "out.mp4", NULL);
}

/*
 * The index of an mp4 stands at its end: without it there is nothing to keep. Many times, for
 * GStreamer loses the error now and then, and then the command must not wait for ever.
 */
static void test_stops_without_index(struct clitest *test, gconstpointer data)
{
    char *film = make_film(test, "a.mp4", "1");

    cut(test, film, 0.6);
    for (int i = 0; i < 10; i++) {
        const gint64 start_us = g_get_monotonic_time();

        clitest_run(test, "render", film, "-o", clitest_path(test, "out.mp4"), "--background",
                    "none", NULL);
        clitest_expect_error(test, 1, "cannot read", film, "damaged", NULL);
        g_assert_cmpint(g_get_monotonic_time() - start_us, <, 60 * G_USEC_PER_SEC);
    }
    clitest_expect_files(test, NULL, "a.mp4", NULL);
}

/* Whether the command has begun to write: a hidden file that has grown. */
static gboolean is_writing(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    gboolean has_grown = FALSE;
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        char *child = g_build_filename(path, name, NULL);
        char *bytes = NULL;
        gsize size = 0;

        if (g_file_get_contents(child, &bytes, &size, NULL))
            has_grown = has_grown || size > 4000;
        g_free(bytes);
        g_free(child);
    }
    g_dir_close(dir);
    return has_grown;
}

static void expect_interrupted(struct clitest *test, const char *name, int number)
{
    char *out = clitest_path(test, name);
    GPid process =
        clitest_start(test, "render", "demo:", "--demo-size", "160x90", "--demo-seconds", "3600",
                      "-o", out, "--model", test->warm, "--background", "none", NULL);

    for (int i = 0; i < 3000 && !is_writing(test->dir); i++)
        g_usleep(10000);
    kill(process, number);
    clitest_end(test, process);
    clitest_expect_error(test, 1, "interrupted", name, NULL);
    g_assert_cmpint(said_frames(test), >, 0);
    expect_frames(out, said_frames(test));
    clitest_expect_files(test, NULL, name, NULL);
    g_assert_cmpint(remove(out), ==, 0);
}

static void test_interrupt(struct clitest *test, gconstpointer data)
{
    expect_interrupted(test, "out.mp4", SIGINT);
    expect_interrupted(test, "out.webm", SIGINT);
    expect_interrupted(test, "out.mkv", SIGTERM);
}

/* The matte of a film: FFV1 grey, frame for frame. */
static void test_matte(struct clitest *test, gconstpointer data)
{
    char *out = clitest_path(test, "out.mp4");
    char *matte = clitest_path(test, "matte.mkv");
    struct fc_source_info info;
    char *bytes;
    gsize size;

    clitest_run(test, "render", "demo:", "--demo-size", "161x91", "--demo-seconds", "1", "-o", out,
                "--matte-out", matte, "--model", test->warm, "--background", "none", NULL);
    clitest_expect_done(test);
    expect_frames(out, FRAMES);
    g_assert_cmpint(clitest_count_frames(matte, &info), ==, FRAMES);
    g_assert_cmpint(info.size.width, ==, 161);
    g_assert_cmpint(info.size.height, ==, 91);
    g_assert_true(g_file_get_contents(matte, &bytes, &size, NULL));
    g_assert_nonnull(memmem(bytes, size, "FFV1", 4));
    g_free(bytes);
}

/* A film behind the person goes round. */
static void test_film_behind(struct clitest *test, gconstpointer data)
{
    char *behind = make_film(test, "behind.webm", "1");
    char *out = clitest_path(test, "out.mp4");

    clitest_run(test, "render", "demo:", "--demo-size", "160x90", "--demo-seconds", "2", "-o", out,
                "--background", behind, "--model", test->warm, "--effect", "hologram", NULL);
    clitest_expect_done(test);
    expect_frames(out, 2 * FRAMES);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/films/every-frame", test_every_frame);
    CLITEST_ADD("/cli/films/without-rate", test_without_rate);
    CLITEST_ADD("/cli/films/uneven", test_uneven);
    CLITEST_ADD("/cli/films/thumbnail", test_thumbnail);
    CLITEST_ADD("/cli/films/stops", test_stops);
    CLITEST_ADD("/cli/films/stops-without-index", test_stops_without_index);
    CLITEST_ADD("/cli/films/interrupt", test_interrupt);
    CLITEST_ADD("/cli/films/matte", test_matte);
    CLITEST_ADD("/cli/films/film-behind", test_film_behind);
    return g_test_run();
}
