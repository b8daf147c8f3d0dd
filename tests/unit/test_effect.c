/* SPDX-License-Identifier: MIT */
#include "compose/effect.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "testimage.h"

static struct fc_frame *hologram(struct fc_frame *from, uint64_t number)
{
    const struct fc_image *image = fc_frame_image(from);
    struct fc_frame *to = testimage_filled(image->size, image->colour, 0);

    fc_effect_find(FC_EFFECT_HOLOGRAM)->apply(image, number, fc_frame_image(to));
    return to;
}

static void test_find(void)
{
    g_assert_null(fc_effect_find(FC_EFFECT_NONE));
    g_assert_true(fc_effect_find(FC_EFFECT_HOLOGRAM) == &fc_effect_hologram);
}

/* The same for the same number, another for every other. */
static void test_number(void)
{
    struct fc_frame *from = testimage_filled((struct fc_size){320, 180}, testimage_colours[0], 0);
    struct fc_frame *first;

    testimage_noise(from, 3);
    first = hologram(from, 7);
    for (uint64_t number = 6; number < 9; number++) {
        struct fc_frame *again = hologram(from, number);

        g_assert_cmpint(testimage_equal(fc_frame_image(first), fc_frame_image(again)), ==,
                        number == 7);
        fc_frame_unref(&again);
    }
    fc_frame_unref(&first);
    fc_frame_unref(&from);
}

/* Light of 0..1 as a hologram, in R'G'B' of 0..1: what the effect does, said in another way. */
static double luma_of(struct fc_colour colour, double red, double green, double blue)
{
    bool hd = colour.matrix == FC_MATRIX_BT709;
    double kr = hd ? 0.2126 : 0.299;
    double kb = hd ? 0.0722 : 0.114;
    double luma = kr * red + (1 - kr - kb) * green + kb * blue;

    return colour.range == FC_RANGE_FULL ? 255 * luma : 16 + 219 * luma;
}

/*
 * A grey picture at 720 lines: of five rows the last three are bright, the first two dim. With
 * ghosts five rows away, all that meets in one row is of one phase.
 */
static void test_bands(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        struct fc_colour colour = testimage_colours[i];
        struct fc_frame *from = testimage_filled((struct fc_size){66, 720}, colour, 0x808080);
        struct fc_frame *out = hologram(from, 12);
        const struct fc_image *image = fc_frame_image(out);
        double t = 128 / 255.0;
        double bright = luma_of(colour, 0.5 * t, 1.1 * t, 0.5 * t + 0.6 * (1 - t / 2));
        double dim_least = luma_of(colour, 0.5 * t, 0.56 * t, 0.5 * t + 0.06 * (1 - t / 2));
        double dim_most = luma_of(colour, 0.5 * t, 0.68 * t, 0.5 * t + 0.18 * (1 - t / 2));

        for (int y = 5; y < 715; y++) {
            int luma = testimage_at(image, 0, 30, y);

            if (y % 5 >= 2) {
                g_assert_cmpfloat(fabs(luma - bright), <=, 2);
            } else {
                g_assert_cmpfloat(luma, >=, dim_least - 2);
                g_assert_cmpfloat(luma, <=, dim_most + 2);
            }
        }
        fc_frame_unref(&from);
        fc_frame_unref(&out);
    }
}

/* Bands are as thick as the picture is high, and the light differs from band to band. */
static void test_bands_scale(void)
{
    struct fc_frame *from =
        testimage_filled((struct fc_size){16, 2160}, testimage_colours[1], 0xc0c0c0);
    struct fc_frame *out = hologram(from, 1);
    int tones = 0;

    for (int y = 15; y < 2160; y++) {
        int luma = testimage_at(fc_frame_image(out), 0, 3, y);

        g_assert_cmpint(luma > 150, ==, y % 15 >= 6);
        tones += y % 15 == 0 && luma != testimage_at(fc_frame_image(out), 0, 3, y - 15);
    }
    g_assert_cmpint(tones, >, 70);
    fc_frame_unref(&from);
    fc_frame_unref(&out);
}

/* Bluer and greener than it was, and never outside of the range. */
static void test_colours(void)
{
    static const uint32_t rgbs[] = {0x000000, 0xffffff, 0x808080, 0xff0000,
                                    0x00ff00, 0x0000ff, 0xffc0a0};

    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(rgbs); k++) {
            struct fc_colour colour = testimage_colours[i];
            bool full = colour.range == FC_RANGE_FULL;
            struct fc_yuv code = testimage_code(colour, rgbs[k]);
            struct fc_frame *from = testimage_filled((struct fc_size){33, 47}, colour, rgbs[k]);
            struct fc_frame *out = hologram(from, 5);

            for (int plane = 0; plane < 3; plane++) {
                struct testimage_range range = testimage_range(fc_frame_image(out), plane);

                g_assert_cmpint(range.low, >=, full ? 0 : 16);
                g_assert_cmpint(range.high, <=, full ? 255 : plane ? 240 : 235);
            }
            if (code.v >= 128)
                g_assert_cmpint(testimage_range(fc_frame_image(out), 2).high, <, MAX(code.v, 129));
            fc_frame_unref(&from);
            fc_frame_unref(&out);
        }
    }
}

/* A white line has two ghosts, five pixels up left and five down right. */
static void test_ghosts(void)
{
    struct fc_frame *from =
        testimage_filled((struct fc_size){100, 720}, testimage_colours[1], 0x000000);
    const struct fc_image *image = fc_frame_image(from);
    struct fc_frame *out;
    int ground;

    for (int y = 0; y < 720; y++)
        image->plane[0][(ptrdiff_t)y * image->stride[0] + 50] = 255;
    out = hologram(from, 3);
    ground = testimage_at(fc_frame_image(out), 0, 20, 362);
    for (int x = 1; x < 99; x++) {
        int over = testimage_at(fc_frame_image(out), 0, x, 362) - ground;

        g_assert_cmpint(over > 5, ==, x == 45 || x == 50 || x == 55);
    }
    fc_frame_unref(&from);
    fc_frame_unref(&out);
}

/* Every size, down to one pixel, with the planes' ends watched by the sanitizers. */
static void test_sizes(void)
{
    for (int width = 1; width < 40; width++) {
        for (int height = 1; height < 24; height += width % 3 + 1) {
            struct fc_frame *from =
                testimage_filled((struct fc_size){width, height}, testimage_colours[2], 0x707070);
            struct fc_frame *out = hologram(from, 5);
            struct testimage_range blue = testimage_range(fc_frame_image(out), 1);

            g_assert_cmpint(blue.low, >, 128);
            fc_frame_unref(&from);
            fc_frame_unref(&out);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/effect/find", test_find);
    g_test_add_func("/effect/number", test_number);
    g_test_add_func("/effect/bands", test_bands);
    g_test_add_func("/effect/bands-scale", test_bands_scale);
    g_test_add_func("/effect/colours", test_colours);
    g_test_add_func("/effect/ghosts", test_ghosts);
    g_test_add_func("/effect/sizes", test_sizes);
    return g_test_run();
}
