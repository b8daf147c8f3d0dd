/* SPDX-License-Identifier: MIT */
#include "frame/colour.h"
#include "frame/frame.h"

#include <math.h>
#include <glib.h>
#include <stdlib.h>

static const struct fc_colour colours[] = {
    {FC_MATRIX_BT601, FC_RANGE_LIMITED},
    {FC_MATRIX_BT601, FC_RANGE_FULL},
    {FC_MATRIX_BT709, FC_RANGE_LIMITED},
    {FC_MATRIX_BT709, FC_RANGE_FULL},
};

static void test_refuses_bad_sizes(void)
{
    g_assert_null(fc_frame_create((struct fc_size){0, 5}, colours[0], 0));
    g_assert_null(fc_frame_create((struct fc_size){5, -1}, colours[0], 0));
    g_assert_null(fc_frame_create((struct fc_size){FC_MAX_SIDE + 1, 5}, colours[0], 0));
    g_assert_null(fc_frame_create((struct fc_size){5, 5}, (struct fc_colour){0}, 0));
}

static void test_odd_planes(void)
{
    struct fc_frame *frame = fc_frame_create((struct fc_size){7, 3}, colours[0], 42);
    const struct fc_image *image = fc_frame_image(frame);

    g_assert_cmpint(fc_plane_size(image->size, 2).width, ==, 4);
    g_assert_cmpint(fc_plane_size(image->size, 2).height, ==, 2);
    g_assert_cmpint(fc_frame_time_ns(frame), ==, 42);
    fc_image_fill(image, (struct fc_yuv){1, 2, 3});
    g_assert_cmpint(image->plane[0][2 * image->stride[0] + 6], ==, 1);
    g_assert_cmpint(image->plane[2][image->stride[2] + 3], ==, 3);
    fc_frame_unref(&frame);
    g_assert_null(frame);
}

static void count_release(void *user)
{
    ++*(int *)user;
}

static void test_wrap_releases_once(void)
{
    uint8_t planes[6] = {0};
    struct fc_image image = {.size = {2, 2},
                             .colour = colours[0],
                             .plane = {planes, planes + 4, planes + 5},
                             .stride = {2, 1, 1}};
    int released = 0;
    struct fc_frame *frame = fc_frame_wrap(&image, 0, count_release, &released);
    struct fc_frame *other = fc_frame_ref(frame);

    fc_frame_unref(&frame);
    g_assert_cmpint(released, ==, 0);
    fc_frame_unref(&other);
    g_assert_cmpint(released, ==, 1);
}

static void test_wrap_refuses(void)
{
    uint8_t planes[12] = {0};
    const struct fc_image image = {.size = {3, 2},
                                   .colour = colours[0],
                                   .plane = {planes, planes + 6, planes + 8},
                                   .stride = {3, 2, 2}};
    struct fc_image wrong[4] = {image, image, image, image};

    wrong[0].stride[0] = 2;
    wrong[1].stride[2] = 1;
    wrong[2].plane[1] = NULL;
    wrong[3].size.width = 0;
    for (int i = 0; i < 4; i++)
        g_assert_null(fc_frame_wrap(&wrong[i], 0, NULL, NULL));
}

static void test_wrapped_from_a_pool(void)
{
    uint8_t planes[6] = {0};
    const struct fc_image image = {.size = {2, 2},
                                   .colour = colours[1],
                                   .plane = {planes, planes + 4, planes + 5},
                                   .stride = {2, 1, 1}};
    struct fc_image wrong = image;
    struct fc_pool *pool = fc_pool_create();
    int released = 0;
    struct fc_frame *frame = fc_frame_take_wrapped(pool, &image, 7, count_release, &released);
    const struct fc_frame *first = frame;

    fc_frame_unref(&frame);
    g_assert_cmpint(released, ==, 1);
    frame = fc_frame_take_wrapped(pool, &image, 8, NULL, NULL);
    g_assert_true(frame == first);
    g_assert_cmpint(fc_frame_time_ns(frame), ==, 8);
    g_assert_true(fc_frame_image(frame)->plane[2] == planes + 5);
    fc_frame_unref(&frame);
    g_assert_cmpint(released, ==, 1);
    wrong.stride[0] = 1;
    g_assert_null(fc_frame_take_wrapped(pool, &wrong, 0, NULL, NULL));
    fc_pool_unref(&pool);
}

static void test_pool_reuses_and_outlives(void)
{
    struct fc_pool *pool = fc_pool_create();
    struct fc_frame *first = fc_frame_take(pool, (struct fc_size){64, 64}, colours[0], 1);
    const uint8_t *luma = fc_frame_image(first)->plane[0];
    struct fc_frame *second;

    fc_frame_unref(&first);
    second = fc_frame_take(pool, (struct fc_size){64, 64}, colours[3], 2);
    g_assert_true(fc_frame_image(second)->plane[0] == luma);
    g_assert_true(fc_colour_equal(fc_frame_image(second)->colour, colours[3]));
    first = fc_frame_take(pool, (struct fc_size){32, 64}, colours[0], 3);
    fc_pool_unref(&pool);
    fc_frame_unref(&first);
    fc_frame_unref(&second);
}

static void test_grey_is_grey(void)
{
    const uint8_t limited = fc_colour_from_rgb(colours[0], 128, 128, 128).y;

    g_assert_cmpint(limited, ==, 126);
    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
        struct fc_yuv grey = fc_colour_from_rgb(colours[i], 128, 128, 128);

        g_assert_cmpint(grey.u, ==, 128);
        g_assert_cmpint(grey.v, ==, 128);
        g_assert_cmpint(grey.y, ==, i % 2 ? 128 : limited);
    }
    /* BT.601 limited: the well-known codes of pure red */
    g_assert_cmpint(fc_colour_from_rgb(colours[0], 255, 0, 0).y, ==, 81);
    g_assert_cmpint(fc_colour_from_rgb(colours[0], 255, 0, 0).u, ==, 90);
    g_assert_cmpint(fc_colour_from_rgb(colours[0], 255, 0, 0).v, ==, 240);
}

/* Every pair of spaces: a colour coded in one and converted is the colour coded in the other. */
static void test_convert_colour(void)
{
    const uint8_t samples[][3] = {{0, 0, 0},     {255, 255, 255}, {128, 128, 128}, {200, 40, 30},
                                  {20, 180, 60}, {30, 60, 220},   {240, 200, 20}};

    for (size_t a = 0; a < G_N_ELEMENTS(colours); a++) {
        for (size_t b = 0; b < G_N_ELEMENTS(colours); b++) {
            for (size_t s = 0; s < G_N_ELEMENTS(samples); s++) {
                struct fc_frame *from = fc_frame_create((struct fc_size){5, 3}, colours[a], 0);
                struct fc_frame *to = fc_frame_create((struct fc_size){5, 3}, colours[b], 0);
                const uint8_t *rgb = samples[s];
                struct fc_yuv want = fc_colour_from_rgb(colours[b], rgb[0], rgb[1], rgb[2]);
                const struct fc_image *image = fc_frame_image(to);

                fc_image_fill(fc_frame_image(from),
                              fc_colour_from_rgb(colours[a], rgb[0], rgb[1], rgb[2]));
                fc_image_convert_colour(fc_frame_image(from), image);
                g_assert_cmpint(abs(image->plane[0][2 * image->stride[0] + 4] - want.y), <=, 2);
                g_assert_cmpint(abs(image->plane[1][image->stride[1] + 2] - want.u), <=, 2);
                g_assert_cmpint(abs(image->plane[2][image->stride[2] + 2] - want.v), <=, 2);
                fc_frame_unref(&from);
                fc_frame_unref(&to);
            }
        }
    }
}

/*
 * Between ranges, every code of Y, Cb and Cr is what the formula gives (one code of chroma may be
 * off by one), also in place and in rows of odd length.
 */
static void test_convert_range(void)
{
    const struct fc_colour full = {FC_MATRIX_BT709, FC_RANGE_FULL};
    const struct fc_colour limited = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

    for (int expand = 0; expand < 2; expand++) {
        struct fc_frame *frame =
            fc_frame_create((struct fc_size){511, 3}, expand ? limited : full, 0);
        const struct fc_image *image = fc_frame_image(frame);
        struct fc_image target = *image;
        int off = 0;

        for (int i = 0; i < 256; i++) {
            image->plane[0][2 * image->stride[0] + i] = (uint8_t)i;
            image->plane[1][image->stride[1] + i] = (uint8_t)i;
            image->plane[2][image->stride[2] + i] = (uint8_t)(255 - i);
        }
        target.colour = expand ? full : limited;
        fc_image_convert_colour(image, &target);
        for (int i = 0; i < 256; i++) {
            const double y = expand ? (i - 16) * 255.0 / 219 : i * 219.0 / 255 + 16;
            const double c = 128 + (i - 128) * (expand ? 255.0 / 224 : 224.0 / 255);
            const int want_y = (int)CLAMP(floor(y + 0.5), 0, 255);
            const int want_c = (int)CLAMP(floor(c + 0.5), 0, 255);

            g_assert_cmpint(image->plane[0][2 * image->stride[0] + i], ==, want_y);
            g_assert_cmpint(image->plane[1][image->stride[1] + i], ==,
                            image->plane[2][image->stride[2] + 255 - i]);
            g_assert_cmpint(abs(image->plane[1][image->stride[1] + i] - want_c), <=, 1);
            if (i >= 16 && i <= 240)
                off += image->plane[1][image->stride[1] + i] != want_c;
        }
        g_assert_cmpint(off, <=, 1);
        g_assert_cmpint(image->plane[1][image->stride[1] + 128], ==, 128);
        fc_frame_unref(&frame);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/frame/refuses-bad-sizes", test_refuses_bad_sizes);
    g_test_add_func("/frame/odd-planes", test_odd_planes);
    g_test_add_func("/frame/wrap-releases-once", test_wrap_releases_once);
    g_test_add_func("/frame/wrap-refuses", test_wrap_refuses);
    g_test_add_func("/frame/wrapped-from-a-pool", test_wrapped_from_a_pool);
    g_test_add_func("/frame/pool-reuses-and-outlives", test_pool_reuses_and_outlives);
    g_test_add_func("/frame/grey-is-grey", test_grey_is_grey);
    g_test_add_func("/frame/convert-colour", test_convert_colour);
    g_test_add_func("/frame/convert-range", test_convert_range);
    return g_test_run();
}
