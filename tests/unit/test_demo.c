/* SPDX-License-Identifier: MIT */
#include "media/demo/demo.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "frame/frame.h"

/* One frame of the demo person with its matte. */
struct shot {
    struct fc_frame *frame;
    uint8_t *matte;
    struct fc_size size;
};

static struct fc_demo *demo_new(int width, int height, int rate_num, int rate_den)
{
    struct fc_demo_params params = {{width, height}, rate_num, rate_den};
    struct fc_demo *demo;

    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    return demo;
}

static struct fc_demo *demo_on_plain(int width, int height, uint32_t rgb)
{
    struct fc_demo_params params = {{width, height}, 30, 1, FC_DEMO_BACKDROP_PLAIN, rgb};
    struct fc_demo *demo;

    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    return demo;
}

static struct shot shoot(struct fc_demo *demo, uint64_t number)
{
    struct shot shot = {0};

    g_assert_cmpint(fc_demo_draw(demo, number, &shot.frame, NULL), ==, 0);
    shot.size = fc_frame_image(shot.frame)->size;
    shot.matte = g_malloc((gsize)shot.size.width * (gsize)shot.size.height);
    g_assert_cmpint(fc_demo_draw(demo, number, NULL, shot.matte), ==, 0);
    return shot;
}

static void shot_clear(struct shot *shot)
{
    fc_frame_unref(&shot->frame);
    g_clear_pointer(&shot->matte, g_free);
}

static gsize shot_pixels(const struct shot *shot)
{
    return (gsize)shot->size.width * (gsize)shot->size.height;
}

static bool images_equal(const struct fc_image *a, const struct fc_image *b)
{
    for (int plane = 0; plane < 3; plane++) {
        struct fc_size size = fc_plane_size(a->size, plane);

        for (int y = 0; y < size.height; y++) {
            if (memcmp(a->plane[plane] + (ptrdiff_t)y * a->stride[plane],
                       b->plane[plane] + (ptrdiff_t)y * b->stride[plane], (size_t)size.width))
                return false;
        }
    }
    return true;
}

static bool shots_equal(const struct shot *a, const struct shot *b)
{
    return !memcmp(a->matte, b->matte, shot_pixels(a)) &&
           images_equal(fc_frame_image(a->frame), fc_frame_image(b->frame));
}

/* Share of pixels with an alpha of low to high within columns from..to (of 100). */
static double matte_share(const struct shot *shot, int low, int high, int from, int to)
{
    int left = shot->size.width * from / 100;
    int right = shot->size.width * to / 100;
    int count = 0;

    for (int y = 0; y < shot->size.height; y++) {
        for (int x = left; x < right; x++) {
            int alpha = shot->matte[(gsize)y * (gsize)shot->size.width + (gsize)x];

            count += alpha >= low && alpha <= high;
        }
    }
    return (double)count / ((double)(right - left) * shot->size.height);
}

static void test_same_in_any_order(void)
{
    static const uint64_t numbers[] = {0, 7, 52, 1000000};
    struct fc_demo *one = demo_new(320, 180, 30, 1);
    struct fc_demo *two = demo_new(320, 180, 30, 1);
    struct shot shots[4];

    for (int i = 0; i < 4; i++)
        shots[i] = shoot(one, numbers[i]);
    for (int i = 3; i >= 0; i--) {
        struct shot again = shoot(two, numbers[i]);

        g_assert_true(shots_equal(&shots[i], &again));
        g_assert_true(i == 0 || !shots_equal(&shots[i], &shots[0]));
        shot_clear(&again);
    }
    for (int i = 0; i < 4; i++)
        shot_clear(&shots[i]);
    fc_demo_destroy(&one);
    fc_demo_destroy(&two);
    g_assert_null(two);
}

static void test_time_not_rate(void)
{
    struct fc_demo *slow = demo_new(160, 90, 30, 1);
    struct fc_demo *fast = demo_new(160, 90, 60, 1);
    struct fc_demo *odd = demo_new(160, 90, 30000, 1001);
    struct shot a = shoot(slow, 30);
    struct shot b = shoot(fast, 60);
    struct shot c = shoot(slow, 60);

    g_assert_true(shots_equal(&a, &b));
    g_assert_false(shots_equal(&a, &c));
    g_assert_cmpint(fc_frame_time_ns(a.frame), ==, 1000000000);
    g_assert_cmpint(fc_demo_time_ns(odd, 1), ==, 33366666);
    g_assert_cmpint(fc_demo_time_ns(odd, 30000), ==, INT64_C(1001000000000));
    g_assert_cmpint(fc_demo_time_ns(odd, UINT64_MAX), ==, INT64_MAX);
    shot_clear(&a);
    shot_clear(&b);
    shot_clear(&c);
    fc_demo_destroy(&slow);
    fc_demo_destroy(&fast);
    fc_demo_destroy(&odd);
}

static void test_sizes(void)
{
    static const struct fc_size sizes[] = {{1, 1},     {2, 3},    {16, 16},    {17, 31},
                                           {321, 241}, {90, 161}, {405, 720},  {1281, 719},
                                           {800, 60},  {60, 800}, {7680, 4320}};

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct fc_demo *demo = demo_new(sizes[i].width, sizes[i].height, 30, 1);
        struct shot shot = {.size = sizes[i]};

        shot.matte = g_malloc(shot_pixels(&shot));
        g_assert_cmpint(fc_demo_draw(demo, 3, &shot.frame, shot.matte), ==, 0);
        g_assert_true(fc_size_equal(fc_frame_image(shot.frame)->size, sizes[i]));
        if (sizes[i].width >= 16) {
            g_assert_cmpfloat(matte_share(&shot, 0, 0, 0, 100), >, 0.2);
            g_assert_cmpfloat(matte_share(&shot, 255, 255, 0, 100), >, 0.02);
        }
        shot_clear(&shot);
        fc_demo_destroy(&demo);
    }
}

static void test_matte_has_three_kinds(void)
{
    struct fc_demo *demo = demo_new(1280, 720, 30, 1);

    for (uint64_t number = 0; number < 210; number += 35) {
        struct shot shot = shoot(demo, number);

        g_assert_cmpfloat(matte_share(&shot, 0, 0, 0, 100), >, 0.5);
        g_assert_cmpfloat(matte_share(&shot, 255, 255, 0, 100), >, 0.2);
        g_assert_cmpfloat(matte_share(&shot, 1, 254, 0, 100), >, 0.003);
        g_assert_cmpint(shot.matte[0], ==, 0);
        g_assert_cmpint(shot.matte[700 * 1280 + 640], ==, 255);
        shot_clear(&shot);
    }
    fc_demo_destroy(&demo);
}

/* Over black and over white, each pixel differs by exactly what the matte lets through. */
static void test_matte_is_exact(void)
{
    struct fc_demo *black = demo_on_plain(641, 361, 0x000000);
    struct fc_demo *white = demo_on_plain(641, 361, 0xffffff);
    struct shot dark = shoot(black, 4);
    struct shot bright = shoot(white, 4);
    const struct fc_image *low = fc_frame_image(dark.frame);
    const struct fc_image *high = fc_frame_image(bright.frame);
    double worst = 0;

    g_assert_cmpmem(dark.matte, 641 * 361, bright.matte, 641 * 361);
    for (int y = 0; y < 361; y++) {
        for (int x = 0; x < 641; x++) {
            int seen =
                high->plane[0][y * high->stride[0] + x] - low->plane[0][y * low->stride[0] + x];
            double due = 219.0 * (255 - dark.matte[y * 641 + x]) / 255;

            worst = MAX(worst, ABS(seen - due));
        }
    }
    g_assert_cmpfloat(worst, <=, 1.0);
    shot_clear(&dark);
    shot_clear(&bright);
    fc_demo_destroy(&black);
    fc_demo_destroy(&white);
}

static void test_room_only_behind(void)
{
    struct fc_demo *in_room = demo_new(640, 360, 30, 1);
    struct fc_demo *on_grey = demo_on_plain(640, 360, 0x808080);
    struct shot room = shoot(in_room, 9);
    struct shot grey = shoot(on_grey, 9);
    const struct fc_image *a = fc_frame_image(room.frame);
    const struct fc_image *b = fc_frame_image(grey.frame);
    int changed = 0;

    for (int y = 0; y < 360; y++) {
        for (int x = 0; x < 640; x++) {
            int one = a->plane[0][y * a->stride[0] + x];
            int other = b->plane[0][y * b->stride[0] + x];
            int alpha = room.matte[y * 640 + x];

            changed += one != other;
            g_assert_true(alpha < 255 || one == other);
            g_assert_true(alpha > 0 || other == 126);
        }
    }
    g_assert_cmpint(changed, >, 640 * 360 / 3);
    shot_clear(&room);
    shot_clear(&grey);
    fc_demo_destroy(&in_room);
    fc_demo_destroy(&on_grey);
}

static void test_hand_waves(void)
{
    struct fc_demo *demo = demo_new(640, 360, 30, 1);
    struct shot up = shoot(demo, 0);
    struct shot later = shoot(demo, 4);
    struct shot down = shoot(demo, 105);

    g_assert_cmpfloat(matte_share(&up, 255, 255, 75, 100), >,
                      matte_share(&down, 255, 255, 75, 100) + 0.05);
    g_assert_cmpint(memcmp(up.matte, later.matte, 640 * 360), !=, 0);
    shot_clear(&up);
    shot_clear(&later);
    shot_clear(&down);
    fc_demo_destroy(&demo);
}

static void test_bad_params(void)
{
    static const struct fc_demo_params bad[] = {
        {{0, 90}, 30, 1},  {{160, -1}, 30, 1},  {{FC_MAX_SIDE + 1, 90}, 30, 1},
        {{160, 90}, 0, 1}, {{160, 90}, 30, -1},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct fc_demo *demo = (struct fc_demo *)&bad;

        g_assert_cmpint(fc_demo_create(&bad[i], &demo), ==, -EINVAL);
        g_assert_null(demo);
        fc_demo_destroy(&demo);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo/same-in-any-order", test_same_in_any_order);
    g_test_add_func("/demo/time-not-rate", test_time_not_rate);
    g_test_add_func("/demo/sizes", test_sizes);
    g_test_add_func("/demo/matte-has-three-kinds", test_matte_has_three_kinds);
    g_test_add_func("/demo/matte-is-exact", test_matte_is_exact);
    g_test_add_func("/demo/room-only-behind", test_room_only_behind);
    g_test_add_func("/demo/hand-waves", test_hand_waves);
    g_test_add_func("/demo/bad-params", test_bad_params);
    return g_test_run();
}
