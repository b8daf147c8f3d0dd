/* SPDX-License-Identifier: MIT */
/* The blurred room: nothing can be read in it, and nothing of the person is in it. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "compose/backdrop.h"
#include "compose/blur.h"
#include "testimage.h"

/* The backdrop of that frame and matte, as a frame of its own. Takes both over. */
static struct fc_frame *blurred(struct fc_frame *camera, struct fc_matte *matte, int strength)
{
    struct fc_backdrops *backdrops = fc_backdrops_create();
    struct fc_values values;
    struct fc_backdrop_input input = {
        .frame = fc_frame_image(camera), .matte = matte, .values = &values};
    const struct fc_image *image = NULL;
    char text[20];
    struct fc_frame *copy;

    g_snprintf(text, sizeof(text), "blur:%d", strength);
    fc_values_init(&values);
    g_assert_cmpint(fc_values_set(&values, "background", text, NULL), ==, 0);
    g_assert_cmpint(fc_backdrops_render(backdrops, &input, &image), ==, 0);
    copy = fc_frame_create(image->size, image->colour, 0);
    fc_image_copy(image, fc_frame_image(copy));
    fc_backdrops_destroy(&backdrops);
    fc_frame_unref(&camera);
    fc_matte_unref(&matte);
    return copy;
}

/* Black strokes on white paper, upright or lying, with gaps as wide as they are. */
static struct fc_frame *strokes(struct fc_size size, struct fc_colour colour, int width,
                                bool upright)
{
    struct fc_frame *frame = testimage_filled(size, colour, 0xffffff);
    const struct fc_image *image = fc_frame_image(frame);
    uint8_t black = fc_colour_black(colour);

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            if ((upright ? x : y) / width % 2)
                image->plane[0][(ptrdiff_t)y * image->stride[0] + x] = black;
    return frame;
}

/* What is left of the strokes' contrast, away from the frame's edges. */
static double contrast_left(struct fc_frame *frame)
{
    const struct fc_image *image = fc_frame_image(frame);
    struct fc_yuv white = testimage_code(image->colour, 0xffffff);
    int low = 255;
    int high = 0;

    for (int y = image->size.height / 4; y < image->size.height * 3 / 4; y++) {
        for (int x = image->size.width / 4; x < image->size.width * 3 / 4; x++) {
            low = MIN(low, testimage_at(image, 0, x, y));
            high = MAX(high, testimage_at(image, 0, x, y));
        }
    }
    return (double)(high - low) / (white.y - fc_colour_black(image->colour));
}

static void assert_unreadable(struct fc_size size, struct fc_colour colour)
{
    for (int upright = 0; upright < 2; upright++) {
        for (int width = MAX(1, size.height / 240); width <= size.height / 60; width++) {
            struct fc_frame *frame = strokes(size, colour, width, upright);
            struct fc_frame *out = blurred(frame, testimage_matte(size, 0, 0), 0);

            g_test_message("%dx%d, strokes of %d: %.4f", size.width, size.height, width,
                           contrast_left(out));
            g_assert_cmpfloat(contrast_left(out), <, 0.03);
            fc_frame_unref(&out);
        }
    }
}

/* Text has strokes of a sixtieth of the height and less; at strength 0 they are gone. */
static void test_text_is_unreadable(void)
{
    assert_unreadable((struct fc_size){1280, 720}, testimage_colours[0]);
    assert_unreadable((struct fc_size){641, 361}, testimage_colours[1]);
    assert_unreadable((struct fc_size){320, 180}, testimage_colours[2]);
    assert_unreadable((struct fc_size){160, 120}, testimage_colours[3]);
}

/* Thick strokes are still there, weaker with each step until they are as good as gone. */
static void test_strength_is_monotone(void)
{
    const struct fc_size size = {640, 360};
    double before = 1;

    for (int strength = 0; strength <= 100; strength += 10) {
        struct fc_frame *frame = strokes(size, testimage_colours[1], 21, true);
        struct fc_frame *out = blurred(frame, testimage_matte(size, 0, 0), strength);
        double left = contrast_left(out);

        g_test_message("strength %d: %.3f", strength, left);
        g_assert_cmpfloat(left, <=, MAX(before, 0.03));
        if (strength == 0)
            g_assert_cmpfloat(left, >, 0.2);
        if (strength >= 50)
            g_assert_cmpfloat(left, <, 0.03);
        before = left;
        fc_frame_unref(&out);
    }
}

/* A red person, as large as any, before grey: not a trace of red, up to the edge and inside. */
static void test_no_halo(void)
{
    static const struct fc_size sizes[] = {{1280, 720}, {640, 360}, {321, 239}, {90, 160}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct fc_size size = sizes[i];
        struct fc_size person = {size.width / 4 * 2 + 2, size.height / 2 * 2 - 20};

        for (int strength = 0; strength <= 100; strength += 50) {
            struct fc_colour colour = testimage_colours[i % 4];
            struct fc_frame *frame = testimage_filled(size, colour, 0x808080);
            struct fc_matte *matte = testimage_matte_rect(size, size.width / 8 * 2, 20, person);
            struct fc_frame *out;

            testimage_rect(frame, size.width / 8 * 2, 20, person, 0xff0000);
            out = blurred(frame, matte, strength);
            g_assert_true(testimage_is(fc_frame_image(out), testimage_code(colour, 0x808080), 1));
            fc_frame_unref(&out);
        }
    }
}

/* Deep inside a large person there is the mean of the room. */
static void test_far_from_background(void)
{
    const struct fc_size size = {640, 360};
    struct fc_frame *frame = testimage_filled(size, testimage_colours[0], 0x3060c0);
    struct fc_yuv code = testimage_code(testimage_colours[0], 0x3060c0);
    struct fc_frame *out;

    testimage_rect(frame, 64, 0, (struct fc_size){576, 360}, 0xff0000);
    out = blurred(frame, testimage_matte_rect(size, 64, 0, (struct fc_size){576, 360}), 0);
    g_assert_true(testimage_is(fc_frame_image(out), code, 1));
    fc_frame_unref(&out);
}

static void test_no_background_at_all(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        const struct fc_size size = {319, 241};
        struct fc_frame *frame = testimage_filled(size, testimage_colours[i], 0xff0000);
        struct fc_frame *out = blurred(frame, testimage_matte(size, 255, 0), 0);

        g_assert_true(
            testimage_is(fc_frame_image(out), testimage_code(testimage_colours[i], 0x808080), 0));
        fc_frame_unref(&out);
    }
}

/* One colour stays it, in all spaces and at all sizes; also where the matte is only unsure. */
static void test_colour_is_kept(void)
{
    static const struct fc_size sizes[] = {{1, 1},   {1, 50},   {50, 1},     {5, 3},
                                           {63, 65}, {2000, 2}, {1281, 721}, {4096, 64}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (int alpha = 0; alpha <= 120; alpha += 60) {
            struct fc_colour colour = testimage_colours[i % 4];
            struct fc_frame *frame = testimage_filled(sizes[i], colour, 0x808080);
            struct fc_frame *out;

            out = blurred(frame, testimage_matte(sizes[i], (uint8_t)alpha, 0), 50);
            g_assert_true(testimage_is(fc_frame_image(out), testimage_code(colour, 0x808080), 1));
            fc_frame_unref(&out);
        }
    }
}

/* The step of one pixel: its spread must be the sigma that was asked for. */
static void assert_sigma(double sigma)
{
    const int side = 129;
    struct fc_blur_grid grid;
    double total = 0;
    double variance[2] = {0};

    g_assert_cmpint(fc_blur_grid_init(&grid, (struct fc_size){side, side}, 16), ==, 0);
    grid.pixel[side / 2 * side + side / 2] = (fc_blur_pixel){1000, 0, 0, 1};
    fc_blur_grid_apply(&grid, sigma);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            double value = grid.pixel[y * side + x][0];

            g_assert_cmpfloat(value, >=, -1e-3);
            g_assert_cmpfloat(fabs(value - 1000 * (double)grid.pixel[y * side + x][3]), <, 1e-3);
            total += value;
            variance[0] += value * (x - side / 2) * (x - side / 2);
            variance[1] += value * (y - side / 2) * (y - side / 2);
        }
    }
    g_assert_cmpfloat(fabs(total - 1000), <, 0.5);
    g_assert_cmpfloat(fabs(sqrt(variance[0] / total) - sigma), <, sigma * 0.01);
    g_assert_cmpfloat(fabs(sqrt(variance[1] / total) - sigma), <, sigma * 0.01);
    fc_blur_grid_finish(&grid);
}

static void test_sigma(void)
{
    for (double sigma = 1; sigma <= 16; sigma += 0.37)
        assert_sigma(sigma);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/blur/text-is-unreadable", test_text_is_unreadable);
    g_test_add_func("/blur/strength-is-monotone", test_strength_is_monotone);
    g_test_add_func("/blur/no-halo", test_no_halo);
    g_test_add_func("/blur/far-from-background", test_far_from_background);
    g_test_add_func("/blur/no-background-at-all", test_no_background_at_all);
    g_test_add_func("/blur/colour-is-kept", test_colour_is_kept);
    g_test_add_func("/blur/sigma", test_sigma);
    return g_test_run();
}
