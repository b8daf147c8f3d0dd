/* SPDX-License-Identifier: MIT */
/* The bench's figures, against cases that can be worked out by hand. */
#include "metrics.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "rows.h"
#include "temporal.h"

#define WIDTH 100
#define HEIGHT 40
#define COUNT (WIDTH * HEIGHT)

static const struct fc_size size = {WIDTH, HEIGHT};

#define assert_near(a, b, off) g_assert_cmpfloat_with_epsilon(a, b, off)

/* Person from column `from` on, up to and without `to`. */
static void draw_columns(uint8_t *alpha, int from, int to)
{
    for (int i = 0; i < COUNT; i++)
        alpha[i] = i % WIDTH >= from && i % WIDTH < to ? 255 : 0;
}

static struct quality_figures compare(const uint8_t *found, const uint8_t *true_alpha)
{
    struct quality_figures figures = quality_no_figures();
    struct quality_truth truth;

    quality_truth_init(&truth, true_alpha, size);
    quality_compare(&truth, found, &figures);
    quality_truth_finish(&truth);
    return figures;
}

static void test_same(void)
{
    uint8_t alpha[COUNT];
    struct quality_figures figures;

    draw_columns(alpha, 50, WIDTH);
    figures = compare(alpha, alpha);
    g_assert_cmpfloat(figures.value[QUALITY_IOU], ==, 1);
    for (int i = QUALITY_MAD; i <= QUALITY_BAND; i++)
        g_assert_cmpfloat(figures.value[i], ==, 0);
    g_assert_true(isnan(figures.value[QUALITY_LAG]));
}

/* Three of the band's twenty columns are wrong, whichever way the edge went. */
static void test_shifted_edge(void)
{
    uint8_t truth[COUNT];
    uint8_t found[COUNT];
    struct quality_figures figures;

    draw_columns(truth, 50, WIDTH);
    draw_columns(found, 53, WIDTH);
    figures = compare(found, truth);
    assert_near(figures.value[QUALITY_IOU], 47.0 / 50, 1e-9);
    assert_near(figures.value[QUALITY_MAD], 0.03, 1e-9);
    assert_near(figures.value[QUALITY_MSE], 0.03, 1e-9);
    assert_near(figures.value[QUALITY_BAND], 3.0 / 20, 1e-9);
    draw_columns(found, 47, WIDTH);
    figures = compare(found, truth);
    assert_near(figures.value[QUALITY_IOU], 50.0 / 53, 1e-9);
    assert_near(figures.value[QUALITY_BAND], 3.0 / 20, 1e-9);
    /* what is wrong farther away is not the band's */
    draw_columns(found, 50, WIDTH - 20);
    figures = compare(found, truth);
    assert_near(figures.value[QUALITY_MAD], 0.2, 1e-9);
    g_assert_cmpfloat(figures.value[QUALITY_BAND], ==, 0);
}

/* A person of one pixel: the band is the square of 21 pixels round it. */
static void test_band_is_square(void)
{
    uint8_t truth[COUNT] = {0};
    uint8_t found[COUNT] = {0};

    truth[20 * WIDTH + 50] = 255;
    found[20 * WIDTH + 50] = 255;
    found[30 * WIDTH + 60] = 255;
    assert_near(compare(found, truth).value[QUALITY_BAND], 1.0 / (21 * 21), 1e-9);
    found[30 * WIDTH + 61] = 255;
    assert_near(compare(found, truth).value[QUALITY_BAND], 1.0 / (21 * 21), 1e-9);
}

static void test_constant(void)
{
    uint8_t truth[COUNT] = {0};
    uint8_t found[COUNT];
    struct quality_figures figures;

    memset(found, 51, sizeof(found));
    figures = compare(found, truth);
    g_assert_cmpfloat(figures.value[QUALITY_IOU], ==, 1);
    assert_near(figures.value[QUALITY_MAD], 0.2, 1e-9);
    assert_near(figures.value[QUALITY_MSE], 0.04, 1e-9);
    assert_near(figures.value[QUALITY_GRAD], 0, 1e-9);
    g_assert_true(isnan(figures.value[QUALITY_BAND]));
    memset(found, 128, sizeof(found));
    g_assert_cmpfloat(compare(found, truth).value[QUALITY_IOU], ==, 0);
}

/*
 * A slope of 2/255 a pixel along one side of the picture against flat ground. Of continuous
 * filters of unit energy the answer to slope 1 is 2 sqrt(2 pi) sigma^2.
 */
static void test_known_gradient(void)
{
    const double answer =
        2 * sqrt(2 * G_PI) * QUALITY_GRAD_SIGMA * QUALITY_GRAD_SIGMA * (2.0 / 255);
    uint8_t flat[COUNT] = {0};
    uint8_t across[COUNT];
    uint8_t down[COUNT];

    for (int i = 0; i < COUNT; i++) {
        across[i] = (uint8_t)(2 * (i % WIDTH));
        down[i] = (uint8_t)(2 * (i / WIDTH));
    }
    /* the border goes on flat, so that up to four columns or rows on each side have less */
    assert_near(compare(across, flat).value[QUALITY_GRAD],
                answer * answer * HEIGHT * (WIDTH - 4) / 1000,
                0.04 * answer * answer * COUNT / 1000);
    assert_near(compare(down, flat).value[QUALITY_GRAD],
                answer * answer * WIDTH * (HEIGHT - 4) / 1000,
                0.04 * answer * answer * COUNT / 1000);
    /* amplitudes are what is compared: the same slope the other way is no error but at its ends */
    assert_near(compare(across, across).value[QUALITY_GRAD], 0, 1e-9);
}

/* An edge that is softer than the true one is wrong; one that went sideways twice as wrong. */
static void test_gradient_of_edges(void)
{
    uint8_t truth[COUNT];
    uint8_t flat[COUNT] = {0};
    uint8_t moved[COUNT];
    double missing;

    draw_columns(truth, 50, WIDTH);
    draw_columns(moved, 70, WIDTH);
    missing = compare(flat, truth).value[QUALITY_GRAD];
    g_assert_cmpfloat(missing, >, 0);
    assert_near(compare(moved, truth).value[QUALITY_GRAD], 2 * missing, 1e-3 * missing);
}

typedef void draw_fn(uint8_t *alpha, int time);

/* A bar that passes, 3 pixels a frame. */
static void draw_bar(uint8_t *alpha, int time)
{
    draw_columns(alpha, 5 + 3 * time, 25 + 3 * time);
}

static void draw_one_late(uint8_t *alpha, int time)
{
    draw_bar(alpha, time - 1);
}

static void draw_two_early(uint8_t *alpha, int time)
{
    draw_bar(alpha, time + 2);
}

/* Three quarters of this frame and a quarter of the one before. */
static void draw_smoothed(uint8_t *alpha, int time)
{
    uint8_t before[COUNT];

    draw_bar(alpha, time);
    draw_bar(before, time - 1);
    for (int i = 0; i < COUNT; i++)
        alpha[i] = (uint8_t)((3 * alpha[i] + before[i]) / 4);
}

static void draw_wide(uint8_t *alpha, int time)
{
    draw_columns(alpha, 5 + 3 * time - 2, 25 + 3 * time + 2);
}

static void draw_flashing(uint8_t *alpha, int time)
{
    draw_bar(alpha, time);
    alpha[0] = time % 2 ? 255 : 0;
}

static struct quality_figures follow(draw_fn *draw_found, draw_fn *draw_truth)
{
    struct quality_motion *motion = quality_motion_create(size);
    struct quality_figures figures = quality_no_figures();

    for (int time = 0; time < 20; time++) {
        uint8_t found[COUNT];
        uint8_t truth[COUNT];

        draw_found(found, time);
        draw_truth(truth, time);
        quality_motion_push(motion, found, truth);
    }
    quality_motion_result(motion, &figures);
    quality_motion_destroy(&motion);
    return figures;
}

static void test_lag(void)
{
    assert_near(follow(draw_bar, draw_bar).value[QUALITY_LAG], 0, 1e-3);
    assert_near(follow(draw_one_late, draw_bar).value[QUALITY_LAG], 1, 1e-3);
    assert_near(follow(draw_two_early, draw_bar).value[QUALITY_LAG], -2, 1e-3);
    assert_near(follow(draw_smoothed, draw_bar).value[QUALITY_LAG], 0.25, 5e-3);
    assert_near(follow(draw_wide, draw_bar).value[QUALITY_LAG], 0, 1e-3);
}

static void draw_still(uint8_t *alpha, int time)
{
    draw_columns(alpha, 20, 60);
}

static void test_lag_without_motion(void)
{
    struct quality_figures figures = follow(draw_bar, draw_still);

    g_assert_true(isnan(figures.value[QUALITY_LAG]));
    g_assert_cmpfloat(figures.value[QUALITY_DTSSD], >, 0);
}

static void test_dtssd(void)
{
    /* a bar that is wrong but moves as it should has no flicker where its edges do not meet */
    g_assert_cmpfloat(follow(draw_bar, draw_bar).value[QUALITY_DTSSD], ==, 0);
    /* one pixel of all that changes fully from each frame to the next */
    assert_near(follow(draw_flashing, draw_bar).value[QUALITY_DTSSD], 100 * sqrt(1.0 / COUNT),
                1e-9);
    /* two edges of three columns each that move where the truth stands still */
    assert_near(follow(draw_bar, draw_still).value[QUALITY_DTSSD], 100 * sqrt(6.0 / WIDTH), 1e-9);
}

struct film {
    draw_fn *matte;
    draw_fn *luma;
};

static double flicker_of(const struct film *film)
{
    struct quality_flicker *flicker = quality_flicker_create(size);
    struct quality_figures figures = quality_no_figures();

    for (int time = 0; time < 10; time++) {
        uint8_t found[COUNT];
        uint8_t luma[COUNT];

        film->matte(found, time);
        film->luma(luma, time);
        quality_flicker_push(flicker, found, luma);
    }
    quality_flicker_result(flicker, &figures);
    quality_flicker_destroy(&flicker);
    return figures.value[QUALITY_FLICKER];
}

static void draw_grey(uint8_t *luma, int time)
{
    memset(luma, 100, COUNT);
}

/* The left half changes by what still counts as still, the right half by more. */
static void draw_restless(uint8_t *luma, int time)
{
    for (int i = 0; i < COUNT; i++)
        luma[i] = (uint8_t)(100 + (time % 2) * (i % WIDTH < WIDTH / 2 ? 7 : 30));
}

/* Every pixel changes by 20, but 5 by 5 of them nearly cancel out, at the border too. */
static void draw_noisy(uint8_t *luma, int time)
{
    for (int i = 0; i < COUNT; i++)
        luma[i] = (uint8_t)(100 + ((i % WIDTH + i / WIDTH + time) % 2) * 20);
}

/* All changes sides in the five columns at the left. */
static void draw_blinking(uint8_t *alpha, int time)
{
    draw_columns(alpha, 0, time % 2 ? 5 : 0);
}

static void draw_blinking_right(uint8_t *alpha, int time)
{
    draw_columns(alpha, WIDTH - 5, time % 2 ? WIDTH : 0);
}

static void draw_unsteady_above_half(uint8_t *alpha, int time)
{
    memset(alpha, time % 2 ? 128 : 255, COUNT);
}

static void test_flicker(void)
{
    const struct film blinking = {draw_blinking, draw_grey};
    const struct film noisy = {draw_blinking, draw_noisy};
    const struct film half = {draw_blinking, draw_restless};
    const struct film excused = {draw_blinking_right, draw_restless};
    const struct film sure = {draw_unsteady_above_half, draw_grey};
    /* at the border of both halves a column's mean changes by 7 + 23 / 5: the right is not still */
    const double still = WIDTH / 2 - 2;

    assert_near(flicker_of(&blinking), 5.0 / WIDTH, 1e-9);
    assert_near(flicker_of(&noisy), 5.0 / WIDTH, 1e-9);
    assert_near(flicker_of(&half), 5.0 / still, 1e-9);
    g_assert_cmpfloat(flicker_of(&excused), ==, 0);
    g_assert_cmpfloat(flicker_of(&sure), ==, 0);
}

/* One pixel of person, cut, grown to 3 x 3 and averaged over 2 x 2. */
static void test_smear(void)
{
    const struct quality_smear smear = {.threshold = 191, .dilate_px = 3, .box_px = 2};
    uint8_t alpha[COUNT] = {0};

    alpha[10 * WIDTH + 10] = 192;
    alpha[10 * WIDTH + 50] = 191;
    quality_smear(&smear, alpha, size);
    g_assert_cmpint(alpha[10 * WIDTH + 10], ==, 255);
    g_assert_cmpint(alpha[9 * WIDTH + 9], ==, 64);
    g_assert_cmpint(alpha[9 * WIDTH + 10], ==, 128);
    g_assert_cmpint(alpha[12 * WIDTH + 12], ==, 64);
    g_assert_cmpint(alpha[8 * WIDTH + 10], ==, 0);
    g_assert_cmpint(alpha[10 * WIDTH + 50], ==, 0);
}

static void test_enlarge(void)
{
    const float person[4] = {0, 1, 0, 1};
    const struct fc_size from = {2, 2};
    const struct fc_size to = {8, 3};
    const uint8_t wanted[8] = {0, 0, 32, 96, 159, 223, 255, 255};
    uint8_t alpha[24];

    quality_enlarge(person, from, alpha, to);
    for (int y = 0; y < 3; y++)
        g_assert_cmpmem(alpha + 8 * y, 8, wanted, 8);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/same", test_same);
    g_test_add_func("/metrics/shifted-edge", test_shifted_edge);
    g_test_add_func("/metrics/band-is-square", test_band_is_square);
    g_test_add_func("/metrics/constant", test_constant);
    g_test_add_func("/metrics/known-gradient", test_known_gradient);
    g_test_add_func("/metrics/gradient-of-edges", test_gradient_of_edges);
    g_test_add_func("/metrics/lag", test_lag);
    g_test_add_func("/metrics/lag-without-motion", test_lag_without_motion);
    g_test_add_func("/metrics/dtssd", test_dtssd);
    g_test_add_func("/metrics/flicker", test_flicker);
    g_test_add_func("/metrics/smear", test_smear);
    g_test_add_func("/metrics/enlarge", test_enlarge);
    return g_test_run();
}
