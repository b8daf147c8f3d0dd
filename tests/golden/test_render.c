/* SPDX-License-Identifier: MIT */
/*
 * Whole pictures and films through the command line, against text files in this folder: the
 * mean Y, U and V of each cell of a grid of 16 x 9, as one number for a person to read and for a
 * diff to show. Pixels themselves differ between processors and releases by a code or so, and
 * so do these, hence the tolerance.
 *
 * FAKECAM_UPDATE_GOLDENS=1 writes them anew. Look at the diff before it is committed.
 */
#include "clitest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testdata.h"

#define COLUMNS 16
#define ROWS 9
#define CELLS (COLUMNS * ROWS)
#define WIDTH 320
#define HEIGHT 180
#define TOLERANCE 2

struct fingerprint {
    int value[3][CELLS]; /* Y, U, V; BT.709, limited range */
};

/* BT.709-6 3.2 and 3.4, of mean R, G, B in 0..255. */
static void set_cell(struct fingerprint *print, int cell, const double rgb[3])
{
    const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];

    print->value[0][cell] = (int)lrint(16 + y * 219 / 255);
    print->value[1][cell] = (int)lrint(128 + (rgb[2] - y) / 1.8556 * 224 / 255);
    print->value[2][cell] = (int)lrint(128 + (rgb[0] - y) / 1.5748 * 224 / 255);
}

static struct fingerprint take_picture(const char *path)
{
    struct clitest_picture picture = clitest_read_png(path);
    const int width = picture.width / COLUMNS;
    const int height = picture.height / ROWS;
    struct fingerprint print;

    for (int cell = 0; cell < CELLS; cell++) {
        double rgb[3] = {0};

        for (int i = 0; i < width * height; i++) {
            const int x = cell % COLUMNS * width + i % width;
            const int y = cell / COLUMNS * height + i / width;

            for (int c = 0; c < 3; c++)
                rgb[c] += picture.rgba[4 * (y * picture.width + x) + c];
        }
        for (int c = 0; c < 3; c++)
            rgb[c] /= width * height;
        set_cell(&print, cell, rgb);
    }
    clitest_clear(&picture);
    return print;
}

static char *print_text(const struct fingerprint *print)
{
    static const char *const names[3] = {"Y", "U", "V"};
    GString *text = g_string_new("");

    for (int plane = 0; plane < 3; plane++) {
        g_string_append_printf(text, "%s\n", names[plane]);
        for (int cell = 0; cell < CELLS; cell++)
            g_string_append_printf(text, "%4d%s", print->value[plane][cell],
                                   cell % COLUMNS == COLUMNS - 1 ? "\n" : "");
    }
    return g_string_free(text, FALSE);
}

static struct fingerprint parse_text(const char *path)
{
    struct fingerprint print;
    char *text;
    char *at;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        g_error("%s is missing; FAKECAM_UPDATE_GOLDENS=1 writes it", path);
    at = text;
    for (int plane = 0; plane < 3; plane++) {
        at = strchr(at, '\n');
        for (int cell = 0; at && cell < CELLS; cell++)
            print.value[plane][cell] = (int)g_ascii_strtoll(at, &at, 10);
        at = at ? strpbrk(at, "UV") : NULL;
        if (!at && plane < 2)
            g_error("%s is damaged", path);
    }
    g_free(text);
    return print;
}

static void compare(const char *golden, const struct fingerprint *found)
{
    const struct fingerprint wanted = parse_text(golden);
    int worst = 0;
    int off = 0;

    for (int i = 0; i < 3 * CELLS; i++) {
        const int difference =
            abs(found->value[i / CELLS][i % CELLS] - wanted.value[i / CELLS][i % CELLS]);

        worst = MAX(worst, difference);
        off += difference > TOLERANCE;
    }
    g_test_message("largest difference %d", worst);
    if (off) {
        char *text = print_text(found);

        g_error("%d of %d values differ by more than %d from %s, at most by %d; found:\n%s", off,
                3 * CELLS, TOLERANCE, golden, worst, text);
    }
}

static void check(const char *name, const char *picture)
{
    struct fingerprint found = take_picture(picture);
    char *file = g_strdup_printf("%s.txt", name);
    char *golden = g_build_filename(g_getenv("FAKECAM_GOLDENS"), file, NULL);

    if (g_getenv("FAKECAM_UPDATE_GOLDENS")) {
        char *text = print_text(&found);

        g_assert_true(g_file_set_contents(golden, text, -1, NULL));
        g_free(text);
    }
    compare(golden, &found);
    g_free(golden);
    g_free(file);
}

/* Renders demo: with these options behind --background, as picture, and compares it and its matte. */
static void check_demo(struct clitest *test, const char *name, const char *model,
                       const char *background, const char *option)
{
    char *out = clitest_path(test, "out.png");

    clitest_run(test, "render", "demo:", "--demo-size", "320x180", "-o", out, "--model", model,
                "--background", background, option, NULL);
    clitest_expect_done(test);
    check(name, out);
}

static void test_backgrounds(struct clitest *test, gconstpointer data)
{
    check_demo(test, "none", test->warm, "none", NULL);
    check_demo(test, "color", test->warm, "color:#2060a0", NULL);
    check_demo(test, "greenscreen", test->warm, "greenscreen", NULL);
    check_demo(test, "blur-0", test->warm, "blur:0", NULL);
    check_demo(test, "blur-80", test->warm, "blur:80", NULL);
    check_demo(test, "blur-lens", test->warm, "blur:30", "--blur-look=lens");
    check_demo(test, "beach", test->warm, "demo:beach", NULL);
}

/* A tall picture of four colours behind a wide one. */
static void test_fits(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(60, 90, 0xc02020);
    char *behind;

    clitest_rect(&picture, 30, 0, 30, 45, 0x20c020, 255);
    clitest_rect(&picture, 0, 45, 30, 45, 0x2020c0, 255);
    clitest_rect(&picture, 30, 45, 30, 45, 0xc0c0c0, 255);
    behind = clitest_write_png(test, "behind.png", &picture, CLITEST_RGB);
    check_demo(test, "fit-cover", test->warm, behind, "--background-fit=cover");
    check_demo(test, "fit-contain", test->warm, behind, "--background-fit=contain");
    check_demo(test, "fit-stretch", test->warm, behind, "--background-fit=stretch");
    check_demo(test, "fit-tile", test->warm, behind, "--background-fit=tile");
}

/* One of each: the person's changes leave the background alone and the other way round. */
static void test_tones(struct clitest *test, gconstpointer data)
{
    check_demo(test, "person-sepia", test->warm, "demo:beach", "--person-look=sepia");
    check_demo(test, "person-brighter", test->warm, "demo:beach", "--person-brightness=30");
    check_demo(test, "person-fainter", test->warm, "demo:beach", "--person-opacity=40");
    check_demo(test, "outline", test->warm, "demo:beach", "--matte-grow=-15");
    check_demo(test, "light-wrap", test->warm, "color:#ffe080", "--light-wrap=100");
    check_demo(test, "background-noir", test->warm, "demo:beach", "--background-look=noir");
    check_demo(test, "background-paler", test->warm, "blur:40", "--background-saturation=-80");
}

/* A logo with a transparent half and a hole, in a corner. */
static void test_overlay(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(300, 200, 0xe0a020);
    char *logo;
    char *option;

    clitest_rect(&picture, 0, 0, 150, 200, 0x2040e0, 128);
    clitest_rect(&picture, 200, 50, 60, 100, 0x00ff00, 0);
    logo = clitest_write_png(test, "logo.png", &picture, CLITEST_RGBA);
    option = g_strdup_printf("--overlay=%s", logo);
    check_demo(test, "overlay", test->warm, "demo:beach", option);
    g_free(option);
}

static void test_views(struct clitest *test, gconstpointer data)
{
    check_demo(test, "zoom", test->warm, "demo:beach", "--zoom=180");
    check_demo(test, "rotate", test->warm, "none", "--rotate=90");
    check_demo(test, "auto-frame", test->warm, "demo:beach", "--auto-frame");
}

static void test_effects(struct clitest *test, gconstpointer data)
{
    check_demo(test, "mirror", test->warm, "demo:beach", "--mirror");
    check_demo(test, "hologram", test->warm, "color:#000000", "--effect=hologram");
}

/* The last frame of a film, as picture. */
static void check_last_frame(struct clitest *test, const char *name, const char *film)
{
    char *last = clitest_path(test, "last.png");
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_frame *newest = NULL;
    struct fc_error error = {0};

    fc_source_open(film, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    while (fc_source_next(source, &frame, &error) == 0) {
        fc_frame_unref(&newest);
        newest = frame;
    }
    fc_source_destroy(&source);
    clitest_write_frame(last, newest);
    fc_frame_unref(&newest);
    check(name, last);
}

/* A film before a film that is shorter, so that it has gone round; the hologram has moved. */
static void test_film(struct clitest *test, gconstpointer data)
{
    char *behind = clitest_path(test, "behind.mkv");
    char *out = clitest_path(test, "out.mp4");

    clitest_run(test, "render", "demo:", "--demo-size", "320x180", "--demo-seconds", "1", "-o",
                behind, "--background", "color:#c08020", "--model", test->warm, NULL);
    clitest_expect_done(test);
    clitest_run(test, "render", "demo:", "--demo-size", "320x180", "--demo-seconds", "2", "-o", out,
                "--background", behind, "--model", test->warm, "--effect", "hologram", NULL);
    clitest_expect_done(test);
    check_last_frame(test, "film", out);
}

/* The networks that are shipped. */
static void test_networks(struct clitest *test, gconstpointer data)
{
    char *general = testdata_model("selfie_segmentation.tflite");
    char *landscape = general ? testdata_model("selfie_segmentation_landscape.tflite") : NULL;

    if (landscape) {
        check_demo(test, "selfie", general, "color:#2060a0", NULL);
        check_demo(test, "selfie-landscape", landscape, "color:#2060a0", NULL);
        check_demo(test, "selfie-landscape-beach", landscape, "demo:beach", NULL);
    }
    g_free(general);
    g_free(landscape);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/golden/backgrounds", test_backgrounds);
    CLITEST_ADD("/golden/fits", test_fits);
    CLITEST_ADD("/golden/tones", test_tones);
    CLITEST_ADD("/golden/overlay", test_overlay);
    CLITEST_ADD("/golden/views", test_views);
    CLITEST_ADD("/golden/effects", test_effects);
    CLITEST_ADD("/golden/film", test_film);
    CLITEST_ADD("/golden/networks", test_networks);
    return g_test_run();
}
