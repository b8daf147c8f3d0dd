/* SPDX-License-Identifier: MIT */
/* Pictures of all kinds: a red person before a blue room, and green in its stead. */
#include "clitest.h"

#include <string.h>

#define RED 0xf01010
#define BLUE 0x2040c0
#define GREEN 0x00c000

static void render(struct clitest *test, const char *in, const char *out)
{
    clitest_run(test, "render", in, "-o", out, "--background", "color:#00c000", "--model",
                test->net, NULL);
    clitest_expect_done(test);
}

/* The person stands in the middle, the background is green. Chroma has half the resolution. */
static void expect_person(const char *path, int width, int height)
{
    struct clitest_picture picture = clitest_read_png(path);

    g_assert_cmpint(picture.width, ==, width);
    g_assert_cmpint(picture.height, ==, height);
    clitest_expect_pixel(&picture, width / 2, height * 3 / 4, RED, 8);
    clitest_expect_pixel(&picture, 0, 0, GREEN, 4);
    clitest_expect_pixel(&picture, width - 1, 0, GREEN, 4);
    clitest_clear(&picture);
}

static struct clitest_picture person(int width, int height)
{
    struct clitest_picture picture = clitest_filled(width, height, BLUE);

    clitest_rect(&picture, width / 4, height / 4, width / 2, height - height / 4, RED, 255);
    return picture;
}

static void test_palette(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = person(120, 80);
    char *in = clitest_write_png(test, "in.png", &picture, CLITEST_PALETTE);
    char *out = clitest_path(test, "out.png");

    render(test, in, out);
    expect_person(out, 120, 80);
    clitest_expect_files(test, NULL, "in.png", "out.png", NULL);
}

/* Nobody is red in it: then all is background. */
static void test_grey(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(90, 70, 0x606060);
    char *out = clitest_path(test, "out.png");
    char *in;

    clitest_rect(&picture, 10, 10, 30, 30, 0xe0e0e0, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_GREY);
    clitest_run(test, "render", in, "-o", out, "--background", "none", NULL);
    clitest_expect_done(test);
    picture = clitest_read_png(out);
    g_assert_cmpint(picture.width, ==, 90);
    g_assert_cmpint(picture.height, ==, 70);
    clitest_expect_pixel(&picture, 25, 25, 0xe0e0e0, 1);
    clitest_expect_pixel(&picture, 80, 60, 0x606060, 1);
    clitest_clear(&picture);
}

/* Transparency is laid over white, as on a page. */
static void test_alpha(struct clitest *test, gconstpointer data)
{
    static const enum clitest_png_kind kinds[] = {CLITEST_RGBA, CLITEST_GREY_ALPHA};

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        struct clitest_picture picture = clitest_filled(64, 64, 0x404040);
        char *out = clitest_path(test, "out.png");
        char *in;

        clitest_rect(&picture, 0, 0, 64, 32, 0x404040, 0);
        in = clitest_write_png(test, "in.png", &picture, kinds[i]);
        clitest_run(test, "render", in, "-o", out, "--background", "none", NULL);
        clitest_expect_done(test);
        picture = clitest_read_png(out);
        clitest_expect_pixel(&picture, 30, 10, 0xffffff, 1);
        clitest_expect_pixel(&picture, 30, 50, 0x404040, 1);
        clitest_clear(&picture);
    }
}

static void test_odd_sizes(struct clitest *test, gconstpointer data)
{
    static const int sizes[][2] = {{37, 23}, {64, 33}, {33, 64}, {5, 200}, {300, 3}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct clitest_picture picture = person(sizes[i][0], sizes[i][1]);
        char *in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
        char *out = clitest_path(test, "out.png");
        char *matte = clitest_path(test, "matte.png");

        clitest_run(test, "render", in, "-o", out, "--background", "color:#00c000", "--model",
                    test->net, "--matte-out", matte, NULL);
        clitest_expect_done(test);
        picture = clitest_read_png(out);
        g_assert_cmpint(picture.width, ==, sizes[i][0]);
        g_assert_cmpint(picture.height, ==, sizes[i][1]);
        clitest_clear(&picture);
        picture = clitest_read_png(matte);
        g_assert_cmpint(picture.width, ==, sizes[i][0]);
        g_assert_cmpint(picture.height, ==, sizes[i][1]);
        clitest_clear(&picture);
    }
}

/* One pixel is the room or the person, and a network that says the same of all is not believed. */
static void test_one_pixel(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(1, 1, BLUE);
    char *in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);

    clitest_run(test, "render", in, "-o", clitest_path(test, "out.png"), "--background", "none",
                NULL);
    clitest_expect_done(test);
    clitest_run(test, "render", in, "-o", clitest_path(test, "no.png"), "--model", test->net, NULL);
    clitest_expect_error(test, 1, "the same", NULL);
    clitest_expect_files(test, NULL, "in.png", "out.png", NULL);
}

/* Puts "show me turned by 90 degrees clockwise" into a JPEG, as telephones do. */
static char *turn(struct clitest *test, const char *jpeg, const char *name)
{
    static const guint8 exif[] = "\xff\xe1\x00\x22"
                                 "Exif\0\0"
                                 "MM\0\x2a\0\0\0\x08"
                                 "\0\x01"
                                 "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
                                 "\0\0\0\0";
    const gsize exif_size = sizeof(exif) - 1;
    guint8 *turned;
    char *bytes;
    char *path;
    gsize size;

    g_assert_true(g_file_get_contents(jpeg, &bytes, &size, NULL));
    g_assert_cmpuint(exif_size, ==, 0x24);
    turned = g_malloc(size + exif_size);
    memcpy(turned, bytes, 2);
    memcpy(turned + 2, exif, exif_size);
    memcpy(turned + 2 + exif_size, bytes + 2, size - 2);
    path = clitest_write(test, name, turned, size + exif_size);
    g_free(turned);
    g_free(bytes);
    return path;
}

/* What the file holds on its left stands on top once it is turned. */
static void test_portrait(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(160, 96, BLUE);
    char *jpeg = clitest_path(test, "flat.jpg");
    char *out = clitest_path(test, "out.png");
    char *in;

    clitest_rect(&picture, 0, 0, 64, 96, RED, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
    clitest_run(test, "render", in, "-o", jpeg, "--background", "none", NULL);
    clitest_expect_done(test);
    render(test, turn(test, jpeg, "turned.jpg"), out);
    picture = clitest_read_png(out);
    g_assert_cmpint(picture.width, ==, 96);
    g_assert_cmpint(picture.height, ==, 160);
    clitest_expect_pixel(&picture, 48, 20, RED, 12);
    clitest_expect_pixel(&picture, 48, 140, GREEN, 4);
    clitest_clear(&picture);
}

/* Every picture format comes out and goes in again. */
static void test_formats(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"a.png", "a.jpg", "a.jpeg", "a.webp", "A.PNG"};
    char *in = clitest_write_person(test, "in.png", 120, 80);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *between = clitest_path(test, names[i]);
        struct clitest_picture picture;

        render(test, in, between);
        clitest_run(test, "render", between, "-o", clitest_path(test, "out.png"), "--background",
                    "none", NULL);
        clitest_expect_done(test);
        picture = clitest_read_png(clitest_path(test, "out.png"));
        clitest_expect_pixel(&picture, 60, 60, RED, 14);
        clitest_expect_pixel(&picture, 4, 4, GREEN, 10);
        clitest_clear(&picture);
    }
}

/* The matte as a grey picture: white where the person is. */
static void test_matte(struct clitest *test, gconstpointer data)
{
    char *in = clitest_write_person(test, "in.png", 120, 80);
    char *matte = clitest_path(test, "matte.png");
    struct clitest_picture picture;
    char *bytes;

    clitest_run(test, "render", in, "-o", clitest_path(test, "out.png"), "--matte-out", matte,
                "--model", test->net, "--background", "none", NULL);
    clitest_expect_done(test);
    g_assert_true(g_file_get_contents(matte, &bytes, NULL, NULL));
    g_assert_cmpint(bytes[24], ==, 8); /* bits; then the colour type, 0 for grey */
    g_assert_cmpint(bytes[25], ==, 0);
    g_free(bytes);
    picture = clitest_read_png(matte);
    g_assert_cmpint(picture.width, ==, 120);
    clitest_expect_pixel(&picture, 60, 60, 0xffffff, 2);
    clitest_expect_pixel(&picture, 4, 4, 0x000000, 2);
    clitest_clear(&picture);
}

/* The person moves to the other side, a written background stays legible. */
static void test_mirror(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(120, 80, BLUE);
    struct clitest_picture ground = clitest_filled(120, 80, GREEN);
    char *out = clitest_path(test, "out.png");
    char *in;
    char *behind;

    clitest_rect(&picture, 10, 20, 40, 60, RED, 255);
    clitest_rect(&ground, 0, 0, 20, 10, 0xffffff, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
    behind = clitest_write_png(test, "ground.png", &ground, CLITEST_RGB);
    clitest_run(test, "render", in, "-o", out, "--background", behind, "--mirror", "--model",
                test->net, NULL);
    clitest_expect_done(test);
    picture = clitest_read_png(out);
    clitest_expect_pixel(&picture, 90, 50, RED, 8);
    clitest_expect_pixel(&picture, 30, 50, GREEN, 4);
    clitest_expect_pixel(&picture, 5, 4, 0xffffff, 4);
    clitest_clear(&picture);
}

/* 7680 x 4320 in and out. */
static void test_8k(struct clitest *test, gconstpointer data)
{
    char *big = clitest_path(test, "big.jpg");
    struct fc_source_info info;

    clitest_run(test, "render", "demo:", "--demo-size", "7680x4320", "-o", big, "--background",
                "none", NULL);
    clitest_expect_done(test);
    clitest_run(test, "render", big, "-o", clitest_path(test, "out.jpg"), "--background", "blur",
                "--model", test->net, NULL);
    clitest_expect_done(test);
    g_assert_cmpint(clitest_count_frames(clitest_path(test, "out.jpg"), &info), ==, 1);
    g_assert_cmpint(info.size.width, ==, 7680);
    g_assert_cmpint(info.size.height, ==, 4320);
    clitest_expect_files(test, NULL, "big.jpg", "out.jpg", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/pictures/palette", test_palette);
    CLITEST_ADD("/cli/pictures/grey", test_grey);
    CLITEST_ADD("/cli/pictures/alpha", test_alpha);
    CLITEST_ADD("/cli/pictures/odd-sizes", test_odd_sizes);
    CLITEST_ADD("/cli/pictures/one-pixel", test_one_pixel);
    CLITEST_ADD("/cli/pictures/portrait", test_portrait);
    CLITEST_ADD("/cli/pictures/formats", test_formats);
    CLITEST_ADD("/cli/pictures/matte", test_matte);
    CLITEST_ADD("/cli/pictures/mirror", test_mirror);
    CLITEST_ADD("/cli/pictures/8k", test_8k);
    return g_test_run();
}
