/* SPDX-License-Identifier: MIT */
#include "matte/outline.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testimage.h"

static const struct fc_outline_params none = {.threshold = 50};

static struct fc_matte *apply(const struct fc_matte *from, struct fc_outline_params params)
{
    struct fc_outline outline = {0};
    struct fc_matte *to = testimage_matte(from->size, 77, 0);

    g_assert_cmpint(fc_outline_apply(&outline, &params, from, to), ==, 0);
    fc_outline_finish(&outline);
    return to;
}

/* A person in the middle of 1280 x 720, hard all round. */
static struct fc_matte *block(void)
{
    return testimage_matte_rect((struct fc_size){1280, 720}, 400, 200, (struct fc_size){480, 400});
}

static int alpha_at(const struct fc_matte *matte, int x, int y)
{
    return matte->alpha[(ptrdiff_t)y * matte->stride + x];
}

static void test_none(void)
{
    g_assert_true(fc_outline_is_none(&none));
    g_assert_false(fc_outline_is_none(&(struct fc_outline_params){.threshold = 49}));
    g_assert_false(fc_outline_is_none(&(struct fc_outline_params){.threshold = 50, .grow = -1}));
    g_assert_false(fc_outline_is_none(&(struct fc_outline_params){.threshold = 50, .feather = 1}));
}

/* So many pixels each way, at 720 lines; the corners too. */
static void test_grow(void)
{
    for (int grow = -20; grow <= 10; grow++) {
        struct fc_matte *from = block();
        struct fc_matte *to =
            apply(from, (struct fc_outline_params){.threshold = 50, .grow = grow});

        for (int x = 0; x < 1280; x++)
            g_assert_cmpint(alpha_at(to, x, 400), ==, x >= 400 - grow && x < 880 + grow ? 255 : 0);
        for (int y = 0; y < 720; y++)
            g_assert_cmpint(alpha_at(to, 600, y), ==, y >= 200 - grow && y < 600 + grow ? 255 : 0);
        g_assert_cmpint(alpha_at(to, 400 - grow, 200 - grow), ==, 255);
        g_assert_cmpint(alpha_at(to, 399 - grow, 200 - grow), ==, 0);
        fc_matte_unref(&from);
        fc_matte_unref(&to);
    }
}

/* The highest alpha of the square round each pixel, whatever the size. */
static void test_grow_any(void)
{
    const struct fc_size sizes[] = {{1, 1}, {7, 100}, {300, 5}, {333, 211}, {641, 359}};
    GRand *random = g_rand_new_with_seed(3);

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const struct fc_size size = sizes[i];
        const int reach = (int)lrint(12 * size.height / 720.0);
        struct fc_matte *from = testimage_matte(size, 0, 0);
        struct fc_matte *to;

        for (int k = 0; k < size.width * size.height / 50 + 1; k++)
            from->alpha[(ptrdiff_t)g_rand_int_range(random, 0, size.height) * from->stride +
                        g_rand_int_range(random, 0, size.width)] =
                (uint8_t)g_rand_int_range(random, 0, 256);
        to = apply(from, (struct fc_outline_params){.threshold = 50, .grow = 12});
        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++) {
                int highest = 0;

                for (int v = MAX(0, y - reach); v <= MIN(size.height - 1, y + reach); v++)
                    for (int u = MAX(0, x - reach); u <= MIN(size.width - 1, x + reach); u++)
                        highest = MAX(highest, alpha_at(from, u, v));
                g_assert_cmpint(alpha_at(to, x, y), ==, highest);
            }
        fc_matte_unref(&from);
        fc_matte_unref(&to);
    }
    g_rand_free(random);
}

/* The threshold's alpha becomes one half; nothing and all stay what they are. */
static void test_threshold(void)
{
    const struct fc_size size = {256, 16};
    struct fc_matte *from = testimage_matte(size, 0, 0);

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            from->alpha[(ptrdiff_t)y * from->stride + x] = (uint8_t)x;
    fc_matte_seal(from);
    for (int threshold = 10; threshold <= 90; threshold += 5) {
        struct fc_matte *to = apply(from, (struct fc_outline_params){.threshold = threshold});
        const int half = (int)lrint(255 * threshold / 100.0);

        g_assert_cmpint(alpha_at(to, 0, 3), ==, 0);
        g_assert_cmpint(alpha_at(to, 255, 3), ==, 255);
        g_assert_cmpint(abs(alpha_at(to, half, 3) - 128), <=, 3);
        for (int x = 1; x < 256; x++)
            g_assert_cmpint(alpha_at(to, x, 3), >=, alpha_at(to, x - 1, 3));
        fc_matte_unref(&to);
    }
    fc_matte_unref(&from);
}

/* An edge rises over about as many pixels as asked for, and stays where it is. */
static void test_feather(void)
{
    const struct fc_size sizes[] = {{640, 360}, {1280, 720}, {1920, 1080}, {3840, 2160}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const struct fc_size size = sizes[i];
        const struct fc_size half = {size.width / 2, size.height};
        struct fc_matte *from = testimage_matte_rect(size, size.width / 2, 0, half);

        for (int feather = 4; feather <= 16; feather += 4) {
            struct fc_matte *to =
                apply(from, (struct fc_outline_params){.threshold = 50, .feather = feather});
            const double wanted = feather * size.height / 720.0;
            const int y = size.height / 3;
            int rises = 0;

            for (int x = 1; x < size.width; x++) {
                g_assert_cmpint(alpha_at(to, x, y), >=, alpha_at(to, x - 1, y));
                rises += alpha_at(to, x, y) > 5 && alpha_at(to, x, y) < 250;
            }
            g_test_message("%dx%d, %g px: %d", size.width, size.height, wanted, rises);
            g_assert_cmpfloat(rises, >, 0.6 * wanted - 2);
            g_assert_cmpfloat(rises, <, 1.3 * wanted + 4);
            g_assert_cmpint(
                abs(alpha_at(to, size.width / 2 - 1, y) + alpha_at(to, size.width / 2, y) - 255),
                <=, 30);
            g_assert_cmpint(alpha_at(to, 0, y), ==, 0);
            g_assert_cmpint(alpha_at(to, size.width - 1, y), ==, 255);
            fc_matte_unref(&to);
        }
        fc_matte_unref(&from);
    }
}

/* No value makes person where there is none, or takes a person away who is everywhere. */
static void test_sure_stays(void)
{
    const struct fc_size sizes[] = {{1280, 720}, {33, 17}, {641, 359}};
    const int alphas[] = {0, 255};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        for (int k = 0; k < 2 * 27; k++) {
            const int way = k / 2;
            struct fc_matte *from = testimage_matte(sizes[i], (uint8_t)alphas[k % 2], 0);
            struct fc_matte *to =
                apply(from, (struct fc_outline_params){.threshold = 10 + way % 3 * 40,
                                                       .grow = -20 + way / 3 % 3 * 16,
                                                       .feather = way / 9 * 10});

            for (int y = 0; y < sizes[i].height; y++)
                for (int x = 0; x < sizes[i].width; x++)
                    g_assert_cmpint(alpha_at(to, x, y), ==, alphas[k % 2]);
            g_assert_cmpint(fc_matte_is_fit(to), ==, alphas[k % 2] == 0);
            fc_matte_unref(&from);
            fc_matte_unref(&to);
        }
}

/* Nearly all person, but for a hole that shrinking makes larger: still unfit. */
static void test_unfit_stays(void)
{
    const struct fc_size size = {1280, 720};
    struct fc_matte *from = testimage_matte(size, 255, 0);
    struct fc_matte *to;

    for (int y = 300; y < 400; y++)
        memset(from->alpha + (ptrdiff_t)y * from->stride + 600, 0, 140);
    fc_matte_seal(from);
    g_assert_false(fc_matte_is_fit(from));
    to = apply(from, (struct fc_outline_params){.threshold = 90, .grow = -20});
    g_assert_cmpint(alpha_at(to, 590, 350), ==, 0);
    g_assert_false(fc_matte_is_fit(to));
    fc_matte_unref(&to);
    fc_matte_unref(&from);
    /* unsure everywhere, and cut off by the threshold */
    from = testimage_matte(size, 40, 0);
    g_assert_false(fc_matte_is_fit(from));
    to = apply(from, (struct fc_outline_params){.threshold = 90});
    g_assert_false(fc_matte_is_fit(to));
    fc_matte_unref(&to);
    fc_matte_unref(&from);
    /* hardly anything everywhere, which passes for nothing, and is raised */
    from = testimage_matte(size, 15, 0);
    g_assert_true(fc_matte_is_fit(from));
    to = apply(from, (struct fc_outline_params){.threshold = 10, .grow = 12, .feather = 20});
    g_assert_false(fc_matte_is_fit(to));
    fc_matte_unref(&to);
    fc_matte_unref(&from);
}

/* All but a strip: growing makes it all person, and that is not shown. */
static void test_all_person(void)
{
    const struct fc_size size = {1280, 720};
    struct fc_matte *from =
        testimage_matte_rect(size, 0, 0, (struct fc_size){1256, 720}); /* 98.1 % */
    struct fc_matte *to;

    from->coverage = 0.97; /* as if the strip had been wider */
    to = apply(from, (struct fc_outline_params){.threshold = 10, .grow = 12, .feather = 20});
    g_assert_cmpfloat(to->coverage, >, 0.98);
    g_assert_false(fc_matte_is_fit(to));
    fc_matte_unref(&to);
    fc_matte_unref(&from);
}

/* One for mattes of one size and wish after the other, as a new one for each. */
static void test_changes(void)
{
    const struct fc_size sizes[] = {{320, 180}, {64, 48}, {1280, 720}};
    struct fc_outline outline = {0};

    for (int i = 0; i < 9; i++) {
        const struct fc_size size = sizes[i % 3];
        const struct fc_outline_params params = {
            .threshold = 30, .grow = i / 3 * 6 - 6, .feather = i * 2};
        struct fc_matte *from =
            testimage_matte_rect(size, 8, 8, (struct fc_size){size.width / 2, size.height / 2});
        struct fc_matte *wanted = apply(from, params);
        struct fc_matte *to = testimage_matte(size, 9, 0);

        g_assert_cmpint(fc_outline_apply(&outline, &params, from, to), ==, 0);
        for (int y = 0; y < size.height; y++)
            g_assert_cmpmem(to->alpha + (ptrdiff_t)y * to->stride, size.width,
                            wanted->alpha + (ptrdiff_t)y * wanted->stride, size.width);
        fc_matte_unref(&from);
        fc_matte_unref(&wanted);
        fc_matte_unref(&to);
    }
    fc_outline_finish(&outline);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outline/none", test_none);
    g_test_add_func("/outline/grow", test_grow);
    g_test_add_func("/outline/grow-any", test_grow_any);
    g_test_add_func("/outline/threshold", test_threshold);
    g_test_add_func("/outline/feather", test_feather);
    g_test_add_func("/outline/sure-stays", test_sure_stays);
    g_test_add_func("/outline/unfit-stays", test_unfit_stays);
    g_test_add_func("/outline/all-person", test_all_person);
    g_test_add_func("/outline/changes", test_changes);
    return g_test_run();
}
