/* SPDX-License-Identifier: MIT */
#include "media/demo/background.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

#include "frame/frame.h"
#include "media/background.h"
#include "media/source.h"

static struct fc_frame *draw(const char *name, int width, int height)
{
    struct fc_frame *frame;

    g_assert_cmpint(fc_demo_background(name, (struct fc_size){width, height}, &frame), ==, 0);
    return frame;
}

static double mean_luma(const struct fc_image *image, int from_row, int to_row)
{
    double sum = 0;

    for (int y = from_row; y < to_row; y++) {
        for (int x = 0; x < image->size.width; x++)
            sum += image->plane[0][(ptrdiff_t)y * image->stride[0] + x];
    }
    return sum / ((double)(to_row - from_row) * image->size.width);
}

static void test_every_size(void)
{
    static const struct fc_size sizes[] = {{1, 1}, {3, 2}, {17, 301}, {641, 361}, {800, 60}};

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (int n = 0; fc_demo_background_names[n]; n++) {
            struct fc_frame *frame =
                draw(fc_demo_background_names[n], sizes[i].width, sizes[i].height);

            g_assert_true(fc_size_equal(fc_frame_image(frame)->size, sizes[i]));
            fc_frame_unref(&frame);
        }
    }
}

/* The same twice; the sky, the sea and the sand are there, and it is no plain area. */
static void test_beach(void)
{
    struct fc_frame *one = draw("beach", 640, 360);
    struct fc_frame *two = draw("beach", 640, 360);
    const struct fc_image *image = fc_frame_image(one);
    double sea = mean_luma(image, 190, 230);

    for (int y = 0; y < 360; y++) {
        g_assert_cmpmem(image->plane[0] + (ptrdiff_t)y * image->stride[0], 640,
                        fc_frame_image(two)->plane[0] + (ptrdiff_t)y * image->stride[0], 640);
    }
    g_assert_cmpfloat(mean_luma(image, 100, 150), >, sea + 10);
    g_assert_cmpfloat(mean_luma(image, 290, 340), >, sea + 10);
    /* Blue (Cb) above, yellow below. */
    g_assert_cmpint(image->plane[1][20 * image->stride[1] + 200], >, 140);
    g_assert_cmpint(image->plane[1][160 * image->stride[1] + 160], <, 116);
    fc_frame_unref(&one);
    fc_frame_unref(&two);
}

static void test_refused(void)
{
    struct fc_frame *frame = NULL;

    g_assert_cmpint(fc_demo_background("moon", (struct fc_size){64, 36}, &frame), ==, -ENOENT);
    g_assert_cmpint(fc_demo_background("beach", (struct fc_size){0, 36}, &frame), ==, -EINVAL);
    g_assert_null(frame);
}

static void test_as_source(void)
{
    const struct fc_source_params params = {.cover = {320, 200}};
    struct fc_source *source;
    struct fc_frame *frame;
    struct fc_error error = {0};

    g_assert_cmpint(fc_source_open("demo:beach", &params, &source, &error), ==, 0);
    g_assert_true(fc_source_info(source)->is_still);
    g_assert_cmpint(fc_source_info(source)->size.height, ==, 200);
    g_assert_cmpint(fc_source_next(source, &frame, &error), ==, 0);
    g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 320);
    fc_frame_unref(&frame);
    g_assert_cmpint(fc_source_next(source, &frame, &error), ==, FC_SOURCE_END);
    fc_source_destroy(&source);
    g_assert_cmpint(fc_source_open("demo:moon", &params, &source, &error), ==, -ENOENT);
    g_assert_nonnull(strstr(error.text, "demo:moon"));
    g_assert_nonnull(strstr(error.remedy, "demo:beach"));
}

static void test_behind_the_engine(void)
{
    const struct fc_background_params params = {.cover = {320, 180}, .wait = true};
    struct fc_background_source background = {0};
    struct fc_frame *first;
    struct fc_frame *later;
    struct fc_error error = {0};

    g_assert_cmpint(fc_background_open("demo:beach", &params, &background, &error), ==, 0);
    g_assert_cmpint(background.frame_at(background.user, 0, params.cover, &first), ==, 0);
    g_assert_cmpint(background.frame_at(background.user, 1000000000, params.cover, &later), ==, 0);
    g_assert_true(first == later);
    fc_frame_unref(&first);
    fc_frame_unref(&later);
    background.release(background.user);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo-background/every-size", test_every_size);
    g_test_add_func("/demo-background/beach", test_beach);
    g_test_add_func("/demo-background/refused", test_refused);
    g_test_add_func("/demo-background/as-source", test_as_source);
    g_test_add_func("/demo-background/behind-the-engine", test_behind_the_engine);
    return g_test_run();
}
