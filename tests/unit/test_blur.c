/* SPDX-License-Identifier: MIT */
/* The blurred room: nothing can be read in it, and nothing of the person is in it. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "compose/backdrop.h"
#include "compose/blur.h"
#include "compose/blur_disc.h"
#include "testimage.h"

static const char *const looks[] = {"soft", "lens"};
#define SOFT 0
#define LENS 1
#define LOOKS 2

struct wish {
    int strength;
    int look;
};

/* The backdrop of that frame and matte, as a frame of its own. Takes both over. */
static struct fc_frame *blurred(struct fc_frame *camera, struct fc_matte *matte, struct wish wish)
{
    struct fc_backdrops *backdrops = fc_backdrops_create();
    struct fc_values values;
    struct fc_backdrop_input input = {
        .frame = fc_frame_image(camera), .matte = matte, .values = &values};
    const struct fc_image *image = NULL;
    char text[20];
    struct fc_frame *copy;

    g_snprintf(text, sizeof(text), "blur:%d", wish.strength);
    fc_values_init(&values);
    g_assert_cmpint(fc_values_set(&values, "background", text, NULL), ==, 0);
    g_assert_cmpint(fc_values_set(&values, "blur-look", looks[wish.look], NULL), ==, 0);
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

static void assert_unreadable(struct fc_size size, struct fc_colour colour, int look)
{
    for (int upright = 0; upright < 2; upright++) {
        for (int width = MAX(1, size.height / 240); width <= size.height / 60; width++) {
            struct fc_frame *frame = strokes(size, colour, width, upright);
            struct fc_frame *out =
                blurred(frame, testimage_matte(size, 0, 0), (struct wish){0, look});

            g_test_message("%s, %dx%d, strokes of %d: %.4f", looks[look], size.width, size.height,
                           width, contrast_left(out));
            g_assert_cmpfloat(contrast_left(out), <, 0.03);
            fc_frame_unref(&out);
        }
    }
}

/* Text has strokes of a sixtieth of the height and less; at strength 0 they are gone. */
static void test_text_is_unreadable(void)
{
    for (int look = 0; look < LOOKS; look++) {
        assert_unreadable((struct fc_size){1280, 720}, testimage_colours[0], look);
        assert_unreadable((struct fc_size){641, 361}, testimage_colours[1], look);
        assert_unreadable((struct fc_size){320, 180}, testimage_colours[2], look);
        assert_unreadable((struct fc_size){160, 120}, testimage_colours[3], look);
    }
}

/* Thick strokes are still there, weaker with each step until they are as good as gone. */
static void test_strength_is_monotone(void)
{
    const struct fc_size size = {640, 360};
    double before = 1;

    for (int strength = 0; strength <= 100; strength += 10) {
        struct fc_frame *frame = strokes(size, testimage_colours[1], 21, true);
        struct fc_frame *out =
            blurred(frame, testimage_matte(size, 0, 0), (struct wish){strength, SOFT});
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

        for (int wish = 0; wish < 3 * LOOKS; wish++) {
            struct fc_colour colour = testimage_colours[i % 4];
            struct fc_frame *frame = testimage_filled(size, colour, 0x808080);
            struct fc_matte *matte = testimage_matte_rect(size, size.width / 8 * 2, 20, person);
            struct fc_frame *out;

            testimage_rect(frame, size.width / 8 * 2, 20, person, 0xff0000);
            out = blurred(frame, matte, (struct wish){wish / LOOKS * 50, wish % LOOKS});
            g_assert_true(testimage_is(fc_frame_image(out), testimage_code(colour, 0x808080), 1));
            fc_frame_unref(&out);
        }
    }
}

/* Deep inside a large person there is the mean of the room. */
static void test_far_from_background(void)
{
    const struct fc_size size = {640, 360};
    const struct fc_size person = {576, 360};
    const struct fc_yuv code = testimage_code(testimage_colours[0], 0x3060c0);

    for (int look = 0; look < LOOKS; look++) {
        struct fc_frame *frame = testimage_filled(size, testimage_colours[0], 0x3060c0);
        struct fc_frame *out;

        testimage_rect(frame, 64, 0, person, 0xff0000);
        out = blurred(frame, testimage_matte_rect(size, 64, 0, person), (struct wish){0, look});
        g_assert_true(testimage_is(fc_frame_image(out), code, 1));
        fc_frame_unref(&out);
    }
}

static void test_no_background_at_all(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS * LOOKS; i++) {
        const struct fc_size size = {319, 241};
        const struct fc_colour colour = testimage_colours[i / LOOKS];
        struct fc_frame *frame = testimage_filled(size, colour, 0xff0000);
        struct fc_frame *out =
            blurred(frame, testimage_matte(size, 255, 0), (struct wish){0, i % LOOKS});

        g_assert_true(testimage_is(fc_frame_image(out), testimage_code(colour, 0x808080), 0));
        fc_frame_unref(&out);
    }
}

/* One colour stays it, in all spaces and at all sizes; also where the matte is only unsure. */
static void test_colour_is_kept(void)
{
    static const struct fc_size sizes[] = {{1, 1},   {1, 50},   {50, 1},     {5, 3},
                                           {63, 65}, {2000, 2}, {1281, 721}, {4096, 64}};

    for (size_t i = 0; i < LOOKS * G_N_ELEMENTS(sizes); i++) {
        const struct fc_size size = sizes[i / LOOKS];
        const struct fc_colour colour = testimage_colours[i % 4];

        for (int alpha = 0; alpha <= 120; alpha += 60) {
            struct fc_frame *frame = testimage_filled(size, colour, 0x808080);
            struct fc_frame *out = blurred(frame, testimage_matte(size, (uint8_t)alpha, 0),
                                           (struct wish){50, i % LOOKS});

            g_assert_true(testimage_is(fc_frame_image(out), testimage_code(colour, 0x808080), 1));
            fc_frame_unref(&out);
        }
    }
}

/* A lamp becomes a disc, as bright at its rim as in the middle; a soft blur makes a hill of it. */
static void test_lamp(void)
{
    const struct fc_size size = {1280, 720};
    const int radius = 87; /* 0.12 of the height */

    for (int look = 0; look < LOOKS; look++) {
        struct fc_frame *frame = testimage_filled(size, testimage_colours[0], 0x202020);
        struct fc_frame *out;
        const struct fc_image *image;
        int middle, inside, outside;

        testimage_rect(frame, 624, 344, (struct fc_size){32, 32}, 0xffffff);
        out = blurred(frame, testimage_matte(size, 0, 0), (struct wish){50, look});
        image = fc_frame_image(out);
        middle = testimage_at(image, 0, 640, 360);
        inside = testimage_at(image, 0, 640 + radius * 7 / 10, 360);
        outside = testimage_at(image, 0, 640 + radius * 13 / 10, 360);
        g_test_message("%s: %d in the middle, then %d and %d", looks[look], middle, inside,
                       outside);
        g_assert_cmpint(middle, >, outside + 5);
        if (look == LENS)
            g_assert_cmpint(middle - inside, <, 0.15 * (middle - outside));
        else
            g_assert_cmpint(middle - inside, >, 0.4 * (middle - outside));
        fc_frame_unref(&out);
    }
}

/* Light adds up: where white and black are half and half, there is more white than black. */
static void test_light_counts(void)
{
    const struct fc_size size = {640, 360};
    const struct fc_size half = {320, 360};
    int luma[LOOKS];

    for (int look = 0; look < LOOKS; look++) {
        struct fc_frame *frame = testimage_filled(size, testimage_colours[0], 0x000000);
        struct fc_frame *out;

        testimage_rect(frame, 320, 0, half, 0xffffff);
        out = blurred(frame, testimage_matte(size, 0, 0), (struct wish){50, look});
        luma[look] = testimage_at(fc_frame_image(out), 0, 320, 180);
        fc_frame_unref(&out);
    }
    g_assert_cmpint(luma[LENS], >, luma[SOFT] + 30);
}

/* What one pixel becomes: a disc of that radius, all of it the same but for its rim. */
static void assert_disc(double radius)
{
    const int side = 65;
    const int middle = side / 2;
    fc_blur_pixel *pixel = g_new0(fc_blur_pixel, side * side);
    struct fc_blur_disc disc;
    double total = 0;

    g_assert_cmpint(fc_blur_disc_init(&disc, (struct fc_size){side, side}, 16), ==, 0);
    pixel[middle * side + middle] = (fc_blur_pixel){1000, 0, 0, 1};
    fc_blur_disc_apply(&disc, pixel, radius);
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            const double value = pixel[y * side + x][0];
            const double away = hypot(x - middle, y - middle);
            const double inside = pixel[middle * side + middle][0];

            if (away < radius - 2.5)
                g_assert_cmpfloat(fabs(value - inside), <, inside / 1000);
            if (away > radius + 2.5)
                g_assert_cmpfloat(fabs(value), <, inside / 1000);
            g_assert_cmpfloat(fabs(value - 1000 * (double)pixel[y * side + x][3]), <, 1e-3);
            total += value;
        }
    g_assert_cmpfloat(fabs(total - 1000), <, 0.5);
    fc_blur_disc_finish(&disc);
    g_free(pixel);
}

static void test_disc(void)
{
    for (double radius = 1; radius <= 16; radius += 0.37)
        assert_disc(radius);
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
    g_test_add_func("/blur/lamp", test_lamp);
    g_test_add_func("/blur/light-counts", test_light_counts);
    g_test_add_func("/blur/disc", test_disc);
    g_test_add_func("/blur/sigma", test_sigma);
    return g_test_run();
}
