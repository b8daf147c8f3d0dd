/* SPDX-License-Identifier: MIT */
#include "frame/view.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "testimage.h"

static struct fc_frame *apply(const struct fc_frame *frame, struct fc_view view)
{
    struct fc_viewer *viewer = fc_viewer_create();
    struct fc_pool *pool = fc_pool_create();
    struct fc_frame *to = fc_viewer_apply(viewer, &view, frame, pool);

    g_assert_nonnull(to);
    g_assert_true(fc_size_equal(to->image.size, frame->image.size));
    g_assert_true(fc_colour_equal(to->image.colour, frame->image.colour));
    g_assert_cmpint(to->time_ns, ==, frame->time_ns);
    fc_viewer_destroy(&viewer);
    fc_pool_unref(&pool);
    return to;
}

/* A quarter of the place of each sample's middle, in luma pixels: all planes alike. */
static struct fc_frame *ramp(struct fc_size size, bool down)
{
    struct fc_frame *frame = fc_frame_create(size, testimage_colours[1], 77);

    for (int i = 0; i < 3; i++) {
        const struct fc_size plane = fc_plane_size(size, i);
        const double step = i ? 2 : 1;

        for (int y = 0; y < plane.height; y++)
            for (int x = 0; x < plane.width; x++)
                frame->image.plane[i][y * frame->image.stride[i] + x] =
                    (uint8_t)lrint(((down ? y : x) + 0.5) * step / 4);
    }
    return frame;
}

static void test_plain(void)
{
    g_assert_true(fc_view_is_plain(&(struct fc_view){0}));
    g_assert_false(fc_view_is_plain(&(struct fc_view){.turned = 180}));
    g_assert_false(fc_view_is_plain(&(struct fc_view){.width = 10, .height = 10}));
    g_assert_false(fc_view_is_plain(&(struct fc_view){.lift = 0.1}));
}

/* Every sample is that of the place, to a fraction of a pixel, and chroma lies where luma does. */
static void test_part(void)
{
    static const struct fc_size size = {640, 360};
    struct fc_frame *across = ramp(size, false);
    struct fc_frame *down = ramp(size, true);

    for (int k = 0; k < 8; k++) {
        const double zoom = 1.0 + k * 0.3;
        const struct fc_view view = {.x = (640 - 640 / zoom) * (k + 1) / 9,
                                     .y = (360 - 360 / zoom) * (8 - k) / 9,
                                     .width = 640 / zoom,
                                     .height = 360 / zoom};
        struct fc_frame *a = apply(across, view);
        struct fc_frame *b = apply(down, view);

        for (int i = 0; i < 3; i++) {
            const struct fc_size plane = fc_plane_size(size, i);
            const double step = i ? 2 : 1;

            for (int y = 2; y < plane.height - 2; y++) {
                for (int x = 2; x < plane.width - 2; x++) {
                    const double px = (view.x + (x + 0.5) * step / zoom) / 4;
                    const double py = (view.y + (y + 0.5) * step / zoom) / 4;

                    g_assert_cmpfloat(fabs(testimage_at(&a->image, i, x, y) - px), <=, 1.1);
                    g_assert_cmpfloat(fabs(testimage_at(&b->image, i, x, y) - py), <=, 1.1);
                }
            }
        }
        fc_frame_unref(&a);
        fc_frame_unref(&b);
    }
    fc_frame_unref(&across);
    fc_frame_unref(&down);
}

/* A step of a tenth of a pixel is seen: what is followed glides. */
static void test_glides(void)
{
    struct fc_frame *frame = ramp((struct fc_size){64, 36}, false);
    double last = -1;

    for (int i = 0; i < 64; i++)
        for (int y = 0; y < 36; y++)
            frame->image.plane[0][y * frame->image.stride[0] + i] = (uint8_t)(i * 4);
    for (int i = 0; i < 40; i++) {
        const struct fc_view view = {.x = 8 + i * 0.1, .y = 9, .width = 32, .height = 18};
        struct fc_frame *to = apply(frame, view);
        const double now = testimage_at(&to->image, 0, 30, 18);

        if (last >= 0) {
            g_assert_cmpfloat(now - last, >=, 0);
            g_assert_cmpfloat(now - last, <=, 1);
        }
        last = now;
        fc_frame_unref(&to);
    }
    fc_frame_unref(&frame);
}

/* Square pictures turn without loss: each sample is where it belongs. */
static void test_turned(void)
{
    for (int side = 1; side < 40; side += 3) {
        struct fc_frame *frame =
            testimage_filled((struct fc_size){side, side}, testimage_colours[1], 0);

        testimage_noise(frame, (uint32_t)side);
        for (int turned = 90; turned < 360; turned += 90) {
            struct fc_frame *to =
                apply(frame, (struct fc_view){.turned = turned, .width = side, .height = side});

            for (int i = 0; i < 3; i++) {
                const int n = fc_plane_size(frame->image.size, i).width;

                for (int k = 0; k < n * n; k++) {
                    const int x = k % n;
                    const int y = k / n;
                    const int from_x = turned == 90 ? y : turned == 180 ? n - 1 - x : n - 1 - y;
                    const int from_y = turned == 90 ? n - 1 - x : turned == 180 ? n - 1 - y : x;

                    g_assert_cmpint(testimage_at(&to->image, i, x, y), ==,
                                    testimage_at(&frame->image, i, from_x, from_y));
                }
            }
            fc_frame_unref(&to);
        }
        fc_frame_unref(&frame);
    }
}

/* Brighter in the dark, the same at both ends, in order and within range. */
static void test_lift(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        const struct fc_colour colour = testimage_colours[i];
        const struct fc_yuv black = testimage_code(colour, 0);
        const struct fc_yuv white = testimage_code(colour, 0xffffff);
        int last = 0;

        for (uint32_t grey = 0; grey < 256; grey += 5) {
            struct fc_frame *frame =
                testimage_filled((struct fc_size){33, 7}, colour, grey * 0x010101);
            struct fc_frame *to = apply(frame, (struct fc_view){.lift = 0.8});
            const int before = testimage_at(&frame->image, 0, 3, 3);
            const int after = testimage_at(&to->image, 0, 32, 6);

            g_assert_cmpint(after, >=, MAX(before, last));
            g_assert_cmpint(after, <=, white.y);
            if (grey == 0)
                g_assert_cmpint(after, ==, black.y);
            if (grey == 255)
                g_assert_cmpint(after, ==, white.y);
            if (grey == 60)
                g_assert_cmpint(after, >, before + 30);
            g_assert_true(testimage_range(&to->image, 1).low == 128 &&
                          testimage_range(&to->image, 2).high == 128);
            last = after;
            fc_frame_unref(&frame);
            fc_frame_unref(&to);
        }
    }
    for (double luma = 0; luma <= 1; luma += 0.05)
        for (double lift = 0; lift <= 1; lift += 0.25)
            g_assert_cmpfloat(fabs(fc_view_unlifted(fc_view_lifted(luma, lift), lift) - luma), <,
                              1e-6);
}

/* Any size and part, with the planes' ends watched by the sanitizers; one viewer for all. */
static void test_sizes(void)
{
    struct fc_viewer *viewer = fc_viewer_create();
    struct fc_pool *pool = fc_pool_create();

    for (int width = 1; width < 60; width += 1 + width / 9) {
        for (int height = 1; height < 60; height += 1 + height / 5) {
            for (int turned = 0; turned < 360; turned += 90) {
                const struct fc_size size = {width, height};
                const struct fc_size whole = fc_view_turned_size(size, turned);
                const double part = fmin(whole.width, whole.height * (double)width / height);
                const struct fc_view view = {.turned = turned,
                                             .x = whole.width - part / 2,
                                             .y = whole.height - part / 2 * height / width,
                                             .width = part / 2,
                                             .height = part / 2 * height / width,
                                             .lift = width % 2 * 0.5};
                struct fc_frame *frame = testimage_filled(size, testimage_colours[2], 0x406080);
                struct fc_frame *to = fc_viewer_apply(viewer, &view, frame, pool);

                if (view.lift == 0)
                    g_assert_true(testimage_is(&to->image,
                                               testimage_code(testimage_colours[2], 0x406080), 0));
                fc_frame_unref(&frame);
                fc_frame_unref(&to);
            }
        }
    }
    fc_viewer_destroy(&viewer);
    fc_pool_unref(&pool);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/view/plain", test_plain);
    g_test_add_func("/view/part", test_part);
    g_test_add_func("/view/glides", test_glides);
    g_test_add_func("/view/turned", test_turned);
    g_test_add_func("/view/lift", test_lift);
    g_test_add_func("/view/sizes", test_sizes);
    return g_test_run();
}
