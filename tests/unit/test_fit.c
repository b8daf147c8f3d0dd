/* SPDX-License-Identifier: MIT */
#include "compose/fit.h"

#include <glib.h>
#include <stdlib.h>

#include "testimage.h"

#define BARS_RGB 0x102030

static void fit(struct fc_frame *from, enum fc_background_fit how, struct fc_frame *to)
{
    struct fc_pool *scratch = fc_pool_create();
    struct fc_fit_params params = {.fit = how, .bars_rgb = BARS_RGB, .scratch = scratch};

    g_assert_cmpint(fc_fit(fc_frame_image(from), &params, fc_frame_image(to)), ==, 0);
    fc_pool_unref(&scratch);
}

/* luma = column + 10 * row of the sample; chroma likewise of its own plane */
static void number_samples(struct fc_frame *frame)
{
    const struct fc_image *image = fc_frame_image(frame);

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++)
                image->plane[i][y * image->stride[i] + x] = (uint8_t)(x + 10 * y);
    }
}

static struct fc_frame *fitted(struct fc_size from_size, enum fc_background_fit how,
                               struct fc_size to_size)
{
    struct fc_frame *from = testimage_filled(from_size, testimage_colours[0], 0);
    struct fc_frame *to = testimage_filled(to_size, testimage_colours[0], 0xffffff);

    number_samples(from);
    fit(from, how, to);
    fc_frame_unref(&from);
    return to;
}

static void assert_sample(struct fc_frame *frame, int plane, int x, int y, int want)
{
    g_assert_cmpint(testimage_at(fc_frame_image(frame), plane, x, y), ==, want);
}

/* Same height, half the width: no scaling, so the middle is found sample by sample. */
static void test_cover(void)
{
    struct fc_frame *to = fitted((struct fc_size){16, 8}, FC_FIT_COVER, (struct fc_size){8, 8});

    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++)
            assert_sample(to, 0, x, y, x + 4 + 10 * y);
    assert_sample(to, 1, 0, 3, 2 + 30);
    assert_sample(to, 2, 3, 0, 5);
    fc_frame_unref(&to);
    /* an odd space is split at an even place */
    to = fitted((struct fc_size){8, 22}, FC_FIT_COVER, (struct fc_size){8, 8});
    assert_sample(to, 0, 3, 0, 3 + 60);
    assert_sample(to, 2, 3, 0, 3 + 30);
    fc_frame_unref(&to);
}

static void test_contain(void)
{
    struct fc_yuv bars = testimage_code(testimage_colours[0], BARS_RGB);
    struct fc_frame *to = fitted((struct fc_size){8, 8}, FC_FIT_CONTAIN, (struct fc_size){16, 8});

    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 16; x++)
            assert_sample(to, 0, x, y, x >= 4 && x < 12 ? x - 4 + 10 * y : bars.y);
    assert_sample(to, 1, 1, 0, bars.u);
    assert_sample(to, 1, 2, 3, 30);
    assert_sample(to, 2, 5, 3, 33);
    assert_sample(to, 2, 6, 3, bars.v);
    fc_frame_unref(&to);
}

static void test_stretch(void)
{
    struct fc_frame *to = fitted((struct fc_size){8, 8}, FC_FIT_STRETCH, (struct fc_size){8, 8});

    assert_sample(to, 0, 5, 6, 65);
    assert_sample(to, 1, 3, 2, 23);
    fc_frame_unref(&to);
    /* twice smaller: each sample is the mean of four */
    to = fitted((struct fc_size){16, 8}, FC_FIT_STRETCH, (struct fc_size){8, 4});
    assert_sample(to, 0, 0, 0, 6);
    assert_sample(to, 0, 3, 1, 6 + 6 + 20);
    fc_frame_unref(&to);
}

static void test_tile(void)
{
    struct fc_frame *to = fitted((struct fc_size){5, 3}, FC_FIT_TILE, (struct fc_size){13, 8});

    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 13; x++)
            assert_sample(to, 0, x, y, x % 5 + 10 * (y % 3));
    /* chroma stays with the luma that it belongs to: columns 6 and 7 are the tile's 1 and 2 */
    assert_sample(to, 1, 0, 0, 0);
    assert_sample(to, 1, 2, 0, 2);
    assert_sample(to, 1, 3, 0, 0);
    assert_sample(to, 1, 4, 1, 1 + 10);
    assert_sample(to, 2, 0, 2, 0);
    fc_frame_unref(&to);
    /* larger than the frame: its top left corner */
    to = fitted((struct fc_size){20, 9}, FC_FIT_TILE, (struct fc_size){4, 4});
    assert_sample(to, 0, 3, 3, 33);
    assert_sample(to, 1, 1, 1, 11);
    fc_frame_unref(&to);
}

/*
 * One colour stays that colour, whatever the sizes and spaces: no seams, no overflow. libyuv's
 * box filter rounds down, once for each step, and so does the conversion.
 */
static void assert_colour_kept(struct fc_size from_size, struct fc_size to_size, int a, int b)
{
    static const uint32_t rgb = 0xc08040;
    static const int off = 3;
    struct fc_yuv want = testimage_code(testimage_colours[b], rgb);

    for (int how = FC_FIT_COVER; how <= FC_FIT_TILE; how++) {
        struct fc_frame *from = testimage_filled(from_size, testimage_colours[a], rgb);
        struct fc_frame *to = testimage_filled(to_size, testimage_colours[b], 0);
        const struct fc_image *image = fc_frame_image(to);

        fit(from, (enum fc_background_fit)how, to);
        if (how != FC_FIT_CONTAIN)
            g_assert_true(testimage_is(image, want, off));
        else
            g_assert_cmpint(abs(testimage_range(image, 0).high - want.y), <=, off);
        fc_frame_unref(&from);
        fc_frame_unref(&to);
    }
}

static void test_sizes(void)
{
    static const struct fc_size sizes[] = {{1, 1},  {2, 3},   {640, 360},  {33, 1},
                                           {1, 77}, {99, 97}, {1200, 1600}};

    for (size_t a = 0; a < G_N_ELEMENTS(sizes); a++)
        for (size_t b = 0; b < G_N_ELEMENTS(sizes); b++)
            assert_colour_kept(sizes[a], sizes[b], (int)(a + b) % 4, (int)b % 4);
}

/* libyuv alone overflows on boxes of more than 257 rows. */
static void test_huge_downscale(void)
{
    assert_colour_kept((struct fc_size){4096, 4096}, (struct fc_size){3, 5}, 1, 1);
    assert_colour_kept((struct fc_size){16384, 2048}, (struct fc_size){64, 8}, 0, 3);
}

/* Grey has no chroma in any space, so none may appear on the way. */
static void test_grey(void)
{
    for (int a = 0; a < TESTIMAGE_COLOURS; a++) {
        for (int b = 0; b < TESTIMAGE_COLOURS; b++) {
            struct fc_frame *from =
                testimage_filled((struct fc_size){50, 31}, testimage_colours[a], 0x808080);
            struct fc_frame *to =
                testimage_filled((struct fc_size){77, 40}, testimage_colours[b], 0);

            fit(from, FC_FIT_COVER, to);
            g_assert_true(testimage_is(fc_frame_image(to),
                                       testimage_code(testimage_colours[b], 0x808080), 1));
            g_assert_cmpint(testimage_range(fc_frame_image(to), 1).low, ==, 128);
            g_assert_cmpint(testimage_range(fc_frame_image(to), 2).high, ==, 128);
            fc_frame_unref(&from);
            fc_frame_unref(&to);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fit/cover", test_cover);
    g_test_add_func("/fit/contain", test_contain);
    g_test_add_func("/fit/stretch", test_stretch);
    g_test_add_func("/fit/tile", test_tile);
    g_test_add_func("/fit/sizes", test_sizes);
    g_test_add_func("/fit/huge-downscale", test_huge_downscale);
    g_test_add_func("/fit/grey", test_grey);
    return g_test_run();
}
