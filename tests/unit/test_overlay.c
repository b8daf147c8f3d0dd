/* SPDX-License-Identifier: MIT */
#include "compose/overlay.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "testimage.h"

static const struct fc_size frame_size = {1280, 720};

/* A picture of one colour, 0xaarrggbb. */
static struct fc_picture *picture_of(struct fc_size size, uint32_t argb)
{
    uint8_t *bgra = g_malloc((gsize)size.width * (gsize)size.height * 4);
    const struct fc_overlay_picture from = {size, bgra, 4 * size.width};
    struct fc_picture *picture;

    for (int i = 0; i < size.width * size.height; i++)
        for (int k = 0; k < 4; k++)
            bgra[4 * i + k] = (uint8_t)(argb >> (8 * k));
    picture = fc_picture_create(&from);
    g_free(bgra);
    return picture;
}

static void put(struct fc_picture *picture, int x, int y, uint32_t argb)
{
    for (int k = 0; k < 4; k++)
        picture->bgra[4 * (y * picture->size.width + x) + k] = (uint8_t)(argb >> (8 * k));
}

/* Lays the picture over a frame of one colour; takes the picture over. */
static struct fc_frame *lay(struct fc_picture *picture, struct fc_overlay_params params,
                            uint32_t under)
{
    struct fc_frame *frame = testimage_filled(params.frame, params.colour, under);
    struct fc_overlay overlay = {0};

    g_assert_cmpint(fc_overlay_update(&overlay, picture, &params), ==, 0);
    fc_overlay_apply(&overlay, fc_frame_image(frame));
    fc_overlay_finish(&overlay);
    fc_picture_unref(&picture);
    return frame;
}

/* In each corner, its own size at 1280x720 and in proportion elsewhere. */
static void test_places(void)
{
    static const struct {
        enum fc_overlay_place place;
        int x, y; /* its first pixel, at 1280x720 */
    } cases[] = {{FC_OVERLAY_FULL, 0, 0},
                 {FC_OVERLAY_TOP_LEFT, 20, 20},
                 {FC_OVERLAY_TOP_RIGHT, 1280 - 20 - 100, 20},
                 {FC_OVERLAY_BOTTOM_LEFT, 20, 720 - 20 - 60},
                 {FC_OVERLAY_BOTTOM_RIGHT, 1280 - 20 - 100, 720 - 20 - 60}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int half = 1; half <= 2; half++) {
            const bool is_full = cases[i].place == FC_OVERLAY_FULL;
            const struct fc_overlay_params params = {.place = cases[i].place,
                                                     .opacity = 100,
                                                     .frame = {1280 / half, 720 / half},
                                                     .colour =
                                                         testimage_colours[i % TESTIMAGE_COLOURS]};
            const struct fc_yuv over = testimage_code(params.colour, 0xe02040);
            const struct fc_yuv under = testimage_code(params.colour, 0x208020);
            const int left = cases[i].x / half;
            const int top = cases[i].y / half;
            const int right = is_full ? params.frame.width : left + 100 / half;
            const int bottom = is_full ? params.frame.height : top + 60 / half;
            struct fc_frame *frame =
                lay(picture_of((struct fc_size){100, 60}, 0xffe02040), params, 0x208020);

            for (int y = 0; y < params.frame.height; y += 2)
                for (int x = 0; x < params.frame.width; x += 2)
                    testimage_assert_code(
                        testimage_code_at(fc_frame_image(frame), x, y),
                        x >= left && x < right && y >= top && y < bottom ? over : under, 1);
            fc_frame_unref(&frame);
        }
    }
}

/* Half transparent, and half of that. */
static void test_opacity(void)
{
    struct fc_overlay_params params = {
        .opacity = 100, .frame = {64, 36}, .colour = testimage_colours[1]};
    struct fc_frame *frame = lay(picture_of((struct fc_size){8, 8}, 0x80ffffff), params, 0x000000);

    g_assert_cmpint(ABS(testimage_code_at(fc_frame_image(frame), 30, 20).y - 128), <=, 1);
    fc_frame_unref(&frame);
    params.opacity = 50;
    frame = lay(picture_of((struct fc_size){8, 8}, 0x80ffffff), params, 0x000000);
    g_assert_cmpint(ABS(testimage_code_at(fc_frame_image(frame), 30, 20).y - 64), <=, 1);
    fc_frame_unref(&frame);
    params.opacity = 0;
    frame = lay(picture_of((struct fc_size){8, 8}, 0xffffffff), params, 0x000000);
    g_assert_true(testimage_is(fc_frame_image(frame), testimage_code(params.colour, 0), 0));
    fc_frame_unref(&frame);
}

/* What is transparent has no colour, whatever stands in the file: no green rim, in any plane. */
static void test_transparent_has_no_colour(void)
{
    for (int indent = 0; indent < 4; indent++) {
        const struct fc_overlay_params params = {
            .opacity = 100, .frame = {64, 36}, .colour = testimage_colours[1]};
        struct fc_picture *picture = picture_of((struct fc_size){64, 36}, 0x0000ff00);
        const struct fc_yuv red = testimage_code(params.colour, 0xff0000);
        struct fc_frame *frame;

        for (int y = 8 + indent; y < 24; y++)
            for (int x = 8 + indent; x < 40; x++)
                put(picture, x, y, 0xffff0000);
        frame = lay(picture, params, 0xff0000);
        /* red over red: every sample stays as it is */
        g_assert_true(testimage_is(fc_frame_image(frame), red, 1));
        fc_frame_unref(&frame);
    }
}

/* A pixel at an odd place has a quarter of the chroma sample that it shares. */
static void test_odd_places(void)
{
    for (int i = 0; i < 4; i++) {
        const int x = 20 + i % 2;
        const int y = 10 + i / 2;
        const struct fc_overlay_params params = {
            .opacity = 100, .frame = {64, 36}, .colour = testimage_colours[1]};
        struct fc_picture *picture = picture_of((struct fc_size){64, 36}, 0);
        const struct fc_yuv red = testimage_code(params.colour, 0xff0000);
        struct fc_frame *frame;

        put(picture, x, y, 0xffff0000);
        frame = lay(picture, params, 0x808080);
        g_assert_cmpint(testimage_at(fc_frame_image(frame), 0, x, y), ==, red.y);
        g_assert_cmpint(testimage_at(fc_frame_image(frame), 0, x ^ 1, y), ==, 128);
        g_assert_cmpint(
            ABS(testimage_at(fc_frame_image(frame), 2, 10, 5) - (128 + (red.v - 128) / 4)), <=, 1);
        g_assert_cmpint(testimage_at(fc_frame_image(frame), 2, 11, 5), ==, 128);
        fc_frame_unref(&frame);
    }
}

/* Stripes that are far finer than the frame become their mean, colour and alpha alike. */
static void test_shrinks(void)
{
    const struct fc_overlay_params params = {
        .opacity = 100, .frame = {32, 18}, .colour = testimage_colours[1]};
    struct fc_picture *picture = picture_of((struct fc_size){1600, 900}, 0xff000000);
    struct fc_frame *frame;

    for (int y = 0; y < 900; y++)
        for (int x = 0; x < 1600; x += 2)
            put(picture, x, y, 0xffffffff);
    frame = lay(picture, params, 0x208020);
    g_assert_true(testimage_is(fc_frame_image(frame), (struct fc_yuv){128, 128, 128}, 1));
    fc_frame_unref(&frame);
}

/* Any picture on any frame in any place, with the planes' ends watched by the sanitizers. */
static void test_sizes(void)
{
    for (int i = 0; i < 1500; i++) {
        const struct fc_size size = {1 + i * 7 % 71, 1 + i * 5 % 43};
        const struct fc_overlay_params params = {.place = (enum fc_overlay_place)(i % 5),
                                                 .opacity = 100,
                                                 .frame = {1 + i * 3 % 67, 1 + i * 11 % 51},
                                                 .colour = testimage_colours[i % 4]};
        struct fc_frame *frame = lay(picture_of(size, 0xff4080c0), params, 0x4080c0);

        /* its own colour over its own colour changes nothing */
        g_assert_true(
            testimage_is(fc_frame_image(frame), testimage_code(params.colour, 0x4080c0), 1));
        fc_frame_unref(&frame);
    }
    for (int i = 0; i < 40; i++) {
        const struct fc_overlay_params params = {
            .opacity = 100, .frame = {1 + i, 41 - i}, .colour = testimage_colours[i % 4]};
        struct fc_frame *frame =
            lay(picture_of((struct fc_size){40 - i, 1 + i}, 0xff4080c0), params, 0);

        g_assert_true(
            testimage_is(fc_frame_image(frame), testimage_code(params.colour, 0x4080c0), 1));
        fc_frame_unref(&frame);
    }
}

/* Made once; anew for another picture, place, size or colour, and away without one. */
static void test_update(void)
{
    struct fc_overlay_params params = {
        .opacity = 100, .frame = frame_size, .colour = testimage_colours[0]};
    struct fc_picture *first = picture_of((struct fc_size){10, 10}, 0xffffffff);
    struct fc_picture *second = picture_of((struct fc_size){10, 10}, 0xffffffff);
    struct fc_overlay overlay = {0};

    g_assert_cmpint(fc_overlay_update(&overlay, first, &params), ==, 0);
    overlay.plane[0][0] = 7;
    params.opacity = 40;
    g_assert_cmpint(fc_overlay_update(&overlay, first, &params), ==, 0);
    g_assert_cmpint(overlay.plane[0][0], ==, 7);
    g_assert_cmpint(fc_overlay_update(&overlay, second, &params), ==, 0);
    g_assert_cmpint(overlay.plane[0][0], ==, 235);
    g_assert_cmpint(atomic_load(&first->references), ==, 1);
    params.place = FC_OVERLAY_TOP_LEFT;
    g_assert_cmpint(fc_overlay_update(&overlay, second, &params), ==, 0);
    g_assert_cmpint(overlay.x, ==, 20);
    g_assert_cmpint(fc_overlay_update(&overlay, NULL, &params), ==, 0);
    g_assert_null(overlay.block);
    g_assert_cmpint(atomic_load(&second->references), ==, 1);
    fc_picture_unref(&first);
    fc_picture_unref(&second);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/overlay/places", test_places);
    g_test_add_func("/overlay/opacity", test_opacity);
    g_test_add_func("/overlay/transparent-has-no-colour", test_transparent_has_no_colour);
    g_test_add_func("/overlay/odd-places", test_odd_places);
    g_test_add_func("/overlay/shrinks", test_shrinks);
    g_test_add_func("/overlay/sizes", test_sizes);
    g_test_add_func("/overlay/update", test_update);
    return g_test_run();
}
