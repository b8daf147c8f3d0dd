/* SPDX-License-Identifier: MIT */
#include "compose/tone.h"

#include <glib.h>
#include <stdlib.h>

#include "testimage.h"

#define LOOKS 8

static struct fc_frame *toned(struct fc_frame *from, struct fc_tone_params params)
{
    const struct fc_image *image = fc_frame_image(from);
    struct fc_frame *to = testimage_filled(image->size, image->colour, 0x00ff00);
    struct fc_tone tone = {0};

    g_assert_true(fc_tone_update(&tone, &params, image->colour));
    fc_tone_apply(&tone, image, NULL, fc_frame_image(to));
    return to;
}

/* What one colour becomes. */
static struct fc_yuv toned_code(struct fc_colour colour, uint32_t rgb, struct fc_tone_params params)
{
    struct fc_frame *from = testimage_filled((struct fc_size){5, 3}, colour, rgb);
    struct fc_frame *to = toned(from, params);
    const struct fc_image *image = fc_frame_image(to);
    struct fc_yuv code = {testimage_at(image, 0, 4, 2), testimage_at(image, 1, 2, 1),
                          testimage_at(image, 2, 2, 1)};

    g_assert_true(testimage_is(image, code, 0));
    fc_frame_unref(&from);
    fc_frame_unref(&to);
    return code;
}

static void assert_near(struct fc_yuv found, struct fc_yuv wanted, int off)
{
    g_assert_cmpint(ABS(found.y - wanted.y), <=, off);
    g_assert_cmpint(ABS(found.u - wanted.u), <=, off);
    g_assert_cmpint(ABS(found.v - wanted.v), <=, off);
}

static void test_none(void)
{
    g_assert_true(fc_tone_is_none(&(struct fc_tone_params){0}));
    g_assert_false(fc_tone_is_none(&(struct fc_tone_params){.brightness = 1}));
    g_assert_false(fc_tone_is_none(&(struct fc_tone_params){.contrast = -1}));
    g_assert_false(fc_tone_is_none(&(struct fc_tone_params){.saturation = 1}));
    g_assert_false(fc_tone_is_none(&(struct fc_tone_params){.look = FC_LOOK_GREY}));
    for (int i = 0; i < TESTIMAGE_COLOURS; i++)
        assert_near(toned_code(testimage_colours[i], 0xc08040, (struct fc_tone_params){0}),
                    testimage_code(testimage_colours[i], 0xc08040), 0);
}

static void test_update(void)
{
    struct fc_tone_params params = {.brightness = 10};
    struct fc_tone tone = {0};

    g_assert_true(fc_tone_update(&tone, &params, testimage_colours[0]));
    g_assert_false(fc_tone_update(&tone, &params, testimage_colours[0]));
    g_assert_true(fc_tone_update(&tone, &params, testimage_colours[1]));
    params.look = FC_LOOK_WARM;
    g_assert_true(fc_tone_update(&tone, &params, testimage_colours[1]));
    g_assert_false(fc_tone_update(&tone, &params, testimage_colours[1]));
}

/* What each setting's ends stand for, in every colour. */
static void test_ends(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        struct fc_colour colour = testimage_colours[i];
        struct fc_yuv code = testimage_code(colour, 0xc08040);
        struct fc_yuv black = testimage_code(colour, 0x000000);
        struct fc_yuv white = testimage_code(colour, 0xffffff);
        struct fc_yuv found;

        found = toned_code(colour, 0xc08040, (struct fc_tone_params){.brightness = 100});
        g_assert_cmpint(found.y, ==, white.y);
        found = toned_code(colour, 0xc08040, (struct fc_tone_params){.brightness = -100});
        g_assert_cmpint(found.y, ==, black.y);
        found = toned_code(colour, 0xc08040, (struct fc_tone_params){.contrast = -100});
        assert_near(found, testimage_code(colour, 0x808080), 1);
        found = toned_code(colour, 0xc08040, (struct fc_tone_params){.saturation = -100});
        assert_near(found, (struct fc_yuv){code.y, 128, 128}, 0);
        found = toned_code(colour, 0xc08040, (struct fc_tone_params){.saturation = 50});
        g_assert_cmpint(found.y, ==, code.y);
        g_assert_cmpint(ABS(found.u - 128 - (code.u - 128) * 3 / 2), <=, 1);
        g_assert_cmpint(ABS(found.v - 128 - (code.v - 128) * 3 / 2), <=, 1);
    }
}

static uint32_t contrast_of_rgb(uint32_t rgb, double factor)
{
    uint32_t out = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        double value = ((double)(rgb >> shift & 255) - 127.5) * factor + 127.5;

        out |= (uint32_t)(value + 0.5) << shift;
    }
    return out;
}

/* Contrast of luma and chroma together is contrast of red, green and blue. */
static void test_contrast_is_that_of_rgb(void)
{
    static const uint32_t rgbs[] = {0x90a070, 0x607080, 0x8090a0, 0x5a5a5a};

    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(rgbs); k++) {
            struct fc_colour colour = testimage_colours[i];

            assert_near(toned_code(colour, rgbs[k], (struct fc_tone_params){.contrast = 50}),
                        testimage_code(colour, contrast_of_rgb(rgbs[k], 1.5)), 2);
            assert_near(toned_code(colour, rgbs[k], (struct fc_tone_params){.contrast = -40}),
                        testimage_code(colour, contrast_of_rgb(rgbs[k], 0.6)), 2);
        }
    }
}

/* Nothing leaves the range of the colour, whatever is asked for and whatever comes in. */
static void test_stays_in_range(void)
{
    static const int ends[] = {-100, 0, 100};

    for (int i = 0; i < TESTIMAGE_COLOURS * LOOKS * 27; i++) {
        struct fc_colour colour = testimage_colours[i % TESTIMAGE_COLOURS];
        const bool full = colour.range == FC_RANGE_FULL;
        const int n = i / TESTIMAGE_COLOURS;
        struct fc_tone_params params = {.brightness = ends[n / LOOKS % 3],
                                        .contrast = ends[n / LOOKS / 3 % 3],
                                        .saturation = ends[n / LOOKS / 9],
                                        .look = (enum fc_look_choice)(n % LOOKS)};
        struct fc_frame *from = testimage_filled((struct fc_size){32, 16}, colour, 0);
        struct fc_frame *to;

        for (int plane = 0; plane < 3; plane++)
            for (int k = 0; k < (plane ? 128 : 512); k++)
                fc_frame_image(from)
                    ->plane[plane][k / (plane ? 16 : 32) * fc_frame_image(from)->stride[plane] +
                                   k % (plane ? 16 : 32)] = (uint8_t)(k * 2);
        to = toned(from, params);
        if (!fc_tone_is_none(&params)) {
            for (int plane = 0; plane < 3; plane++) {
                struct testimage_range range = testimage_range(fc_frame_image(to), plane);

                g_assert_cmpint(range.low, >=, full ? 0 : 16);
                g_assert_cmpint(range.high, <=, full ? 255 : plane ? 240 : 235);
            }
        }
        fc_frame_unref(&from);
        fc_frame_unref(&to);
    }
}

static struct fc_yuv look(enum fc_look_choice choice, uint32_t rgb)
{
    return toned_code(testimage_colours[2], rgb, (struct fc_tone_params){.look = choice});
}

/* What the names promise. */
static void test_looks(void)
{
    const struct fc_yuv skin = testimage_code(testimage_colours[2], 0xd0a080);
    const struct fc_yuv dark = testimage_code(testimage_colours[2], 0x303030);

    assert_near(look(FC_LOOK_GREY, 0xd0a080), (struct fc_yuv){skin.y, 128, 128}, 0);
    g_assert_cmpint(look(FC_LOOK_SEPIA, 0x808080).u, <, 122);
    g_assert_cmpint(look(FC_LOOK_SEPIA, 0x808080).v, >, 132);
    assert_near(look(FC_LOOK_SEPIA, 0x2040ff),
                (struct fc_yuv){look(FC_LOOK_SEPIA, 0x2040ff).y, look(FC_LOOK_SEPIA, 0x808080).u,
                                look(FC_LOOK_SEPIA, 0x808080).v},
                0);
    g_assert_cmpint(look(FC_LOOK_WARM, 0x808080).v, >, 130);
    g_assert_cmpint(look(FC_LOOK_WARM, 0x808080).u, <, 126);
    g_assert_cmpint(look(FC_LOOK_COOL, 0x808080).v, <, 126);
    g_assert_cmpint(look(FC_LOOK_COOL, 0x808080).u, >, 130);
    g_assert_cmpint(look(FC_LOOK_NOIR, 0x303030).y, <, dark.y - 10);
    g_assert_cmpint(look(FC_LOOK_VIVID, 0xd0a080).v, >, skin.v + 3);
    g_assert_cmpint(look(FC_LOOK_FADED, 0xd0a080).v, <, skin.v - 3);
    g_assert_cmpint(look(FC_LOOK_FADED, 0x000000).y, >, 16 + 20);
}

/* Every size, down to one pixel, and in place as well. */
static void test_sizes(void)
{
    const struct fc_tone_params params = {.contrast = 30, .look = FC_LOOK_SEPIA};

    for (int width = 1; width < 36; width++) {
        for (int height = 1; height < 8; height++) {
            struct fc_frame *from =
                testimage_filled((struct fc_size){width, height}, testimage_colours[1], 0);
            const struct fc_image *image = fc_frame_image(from);
            struct fc_tone tone = {0};
            struct fc_frame *to;

            testimage_noise(from, (uint32_t)(width * height));
            to = toned(from, params);
            fc_tone_update(&tone, &params, image->colour);
            fc_tone_apply(&tone, image, NULL, image);
            g_assert_true(testimage_equal(image, fc_frame_image(to)));
            fc_frame_unref(&from);
            fc_frame_unref(&to);
        }
    }
}

/* With a matte, wherever something of the person is, and nowhere far from it. */
static void test_where(void)
{
    const struct fc_size size = {331, 77};
    const struct fc_tone_params params = {.brightness = 100};
    struct fc_matte *matte = testimage_matte_rect(size, 201, 31, (struct fc_size){67, 30});
    struct fc_frame *from = testimage_filled(size, testimage_colours[1], 0x204060);
    struct fc_frame *to = testimage_filled(size, testimage_colours[1], 0x000000);
    struct fc_tone tone = {0};

    fc_tone_update(&tone, &params, testimage_colours[1]);
    fc_tone_apply(&tone, fc_frame_image(from), matte, fc_frame_image(to));
    for (int y = 0; y < size.height; y++) {
        for (int x = 0; x < size.width; x++) {
            if (matte->alpha[y * matte->stride + x])
                g_assert_cmpint(testimage_at(fc_frame_image(to), 0, x, y), ==, 255);
            if (x < 100)
                g_assert_cmpint(testimage_at(fc_frame_image(to), 0, x, y), ==, 0);
        }
    }
    fc_frame_unref(&from);
    fc_frame_unref(&to);
    fc_matte_unref(&matte);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tone/none", test_none);
    g_test_add_func("/tone/update", test_update);
    g_test_add_func("/tone/ends", test_ends);
    g_test_add_func("/tone/contrast-is-that-of-rgb", test_contrast_is_that_of_rgb);
    g_test_add_func("/tone/stays-in-range", test_stays_in_range);
    g_test_add_func("/tone/looks", test_looks);
    g_test_add_func("/tone/sizes", test_sizes);
    g_test_add_func("/tone/where", test_where);
    return g_test_run();
}
