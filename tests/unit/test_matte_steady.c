/* SPDX-License-Identifier: MIT */
/* Mattes over time: they keep still where the picture does, and are never late where it moves. */
#include "base/clock.h"
#include "frame/colour.h"
#include "matte/steady.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_NS (FC_NS_PER_S / 30)

static const struct fc_size size = {640, 360};
static const struct fc_colour jfif = {FC_MATRIX_BT601, FC_RANGE_FULL};

struct film {
    struct fc_frame *frame;
    struct fc_pool *pool;
    struct fc_steady *steady;
    struct fc_working working;
    int64_t time_ns;
};

static void film_init(struct film *film)
{
    *film = (struct film){
        .frame = fc_frame_create(size, jfif, 0),
        .pool = fc_pool_create(),
        .steady = fc_steady_create(),
    };
    fc_image_fill(fc_frame_image(film->frame), (struct fc_yuv){100, 128, 128});
    g_assert_cmpint(fc_working_init(&film->working, size), ==, 0);
}

static void film_finish(struct film *film)
{
    fc_frame_unref(&film->frame);
    fc_steady_destroy(&film->steady);
    fc_working_finish(&film->working);
    fc_pool_unref(&film->pool);
}

/* Sets the luma of columns from..to. */
static void paint(struct film *film, int from, int to, uint8_t luma)
{
    const struct fc_image *image = fc_frame_image(film->frame);

    for (int y = 0; y < size.height; y++)
        memset(image->plane[0] + (ptrdiff_t)y * image->stride[0] + from, luma, (size_t)(to - from));
}

/*
 * The next frame's matte, made steady: the network says person left of the edge, and the filter
 * gives `alpha` in the columns round it. Returns a reference.
 */
static struct fc_matte *next(struct film *film, int edge, uint8_t alpha, double strength,
                             int64_t passed_ns)
{
    static float person[64 * 36];
    const struct fc_reading reading = {person, {64, 36}, {0, 0, size}, 1};
    struct fc_matte *matte;

    for (int i = 0; i < 64 * 36; i++)
        person[i] = i % 64 < edge / 10 ? 1 : 0;
    film->time_ns += passed_ns;
    fc_working_fill(&film->working, fc_frame_image(film->frame), &reading, 1);
    matte = fc_matte_take(film->pool, size, film->time_ns);
    for (int y = 0; y < size.height; y++) {
        uint8_t *row = matte->alpha + (ptrdiff_t)y * matte->stride;

        memset(row, 255, (size_t)edge);
        memset(row + edge, 0, (size_t)(size.width - edge));
        memset(row + edge - 4, alpha, 8);
    }
    g_assert_cmpint(fc_steady_look(film->steady, &film->working, strength, film->time_ns), ==, 0);
    fc_matte_seal(matte);
    fc_steady_run(film->steady, &film->working, matte);
    return matte;
}

static int alpha_at(const struct fc_matte *matte, int x, int y)
{
    return matte->alpha[(ptrdiff_t)y * matte->stride + x];
}

/* What wavers between two values in a still picture wavers less than half as far. */
static void test_still(void)
{
    struct film film;
    int before = 0;

    film_init(&film);
    for (int i = 0; i < 30; i++) {
        struct fc_matte *matte = next(&film, 300, i % 2 ? 150 : 100, 0.8, FRAME_NS);

        if (i > 10)
            g_assert_cmpint(abs(alpha_at(matte, 300, 100) - before), <, 25);
        before = alpha_at(matte, 300, 100);
        g_assert_cmpint(alpha_at(matte, 200, 100), ==, 255);
        g_assert_cmpint(alpha_at(matte, 400, 100), ==, 0);
        fc_matte_unref(&matte);
    }
    film_finish(&film);
}

/* Strength 0 changes nothing, and leaves nothing behind. */
static void test_off(void)
{
    struct film film;

    film_init(&film);
    for (int i = 0; i < 6; i++) {
        struct fc_matte *matte = next(&film, 300, i % 2 ? 150 : 100, i == 5 ? 0.8 : 0, FRAME_NS);

        g_assert_cmpint(alpha_at(matte, 300, 100), ==, i % 2 ? 150 : 100);
        fc_matte_unref(&matte);
    }
    film_finish(&film);
}

/* A person's edge that moves, lighter than the room: each matte is the new one, to the pixel. */
static void test_moving(void)
{
    struct film film;

    film_init(&film);
    for (int edge = 120; edge < 520; edge += 20) {
        struct fc_matte *matte;

        paint(&film, 0, edge, 180);
        matte = next(&film, edge, 128, 1, FRAME_NS);
        for (int x = edge - 20; x < edge + 2; x++)
            g_assert_cmpint(alpha_at(matte, x, 200), ==, x < edge - 4 ? 255 : 128);
        fc_matte_unref(&matte);
    }
    film_finish(&film);
}

/* Which blocks move: of those that hold an edge the ones whose picture changes. */
static void test_moving_blocks(void)
{
    const int block = FC_WORKING_BLOCK * 2; /* of the frame; a working pixel is two of its */
    struct film film;
    const uint8_t *moving;
    struct fc_matte *matte;

    film_init(&film);
    for (int i = 0; i < 3; i++) {
        matte = next(&film, 300, 128, 0.8, FRAME_NS);
        fc_matte_unref(&matte);
        moving = fc_steady_moving(film.steady);
        g_assert_true(!moving == (i == 0));
        for (int k = 0; moving && k < film.working.blocks.width * film.working.blocks.height; k++)
            g_assert_cmpint(moving[k], ==, FC_BLOCK_SURE);
    }
    paint(&film, 280, 320, 180);
    paint(&film, 600, 620, 180);
    matte = next(&film, 300, 128, 0.8, FRAME_NS);
    fc_matte_unref(&matte);
    moving = fc_steady_moving(film.steady);
    g_assert_cmpint(moving[300 / block], ==, FC_BLOCK_WORK);
    g_assert_cmpint(moving[610 / block], ==, FC_BLOCK_SURE);
    g_assert_cmpint(moving[100 / block], ==, FC_BLOCK_SURE);
    matte = next(&film, 300, 128, 0, FRAME_NS);
    fc_matte_unref(&matte);
    g_assert_null(fc_steady_moving(film.steady));
    film_finish(&film);
}

/*
 * The network sees somebody no more though the picture stands still: where it is sure, at once; at
 * the new edge, below a tenth 250 ms later.
 */
static void test_old_matte_goes(void)
{
    static const int rates[] = {60, 30, 15, 8, 5};

    for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
        const int64_t period_ns = FC_NS_PER_S / rates[i];
        struct film film;
        int alpha = 255;

        film_init(&film);
        for (int frame = 0; frame < 5; frame++) {
            struct fc_matte *matte = next(&film, 400, 255, 1, period_ns);

            fc_matte_unref(&matte);
        }
        for (int64_t passed_ns = 0; passed_ns < 250 * FC_NS_PER_MS; passed_ns += period_ns) {
            struct fc_matte *matte = next(&film, 280, 0, 1, period_ns);

            g_assert_cmpint(alpha_at(matte, 340, 100), ==, 0);
            alpha = alpha_at(matte, 290, 100);
            fc_matte_unref(&matte);
        }
        g_test_message("%d frames/s: alpha %d after 250 ms", rates[i], alpha);
        g_assert_cmpint(alpha, <, 26);
        film_finish(&film);
    }
}

/* After a gap, after a jump back and in another scene, nothing of the old matte is left. */
static void test_resets(void)
{
    static const int64_t passed_ns[] = {251 * FC_NS_PER_MS, -FRAME_NS, 0, FRAME_NS};

    for (size_t i = 0; i < G_N_ELEMENTS(passed_ns); i++) {
        struct film film;
        struct fc_matte *matte;

        film_init(&film);
        matte = next(&film, 300, 200, 1, FC_NS_PER_S);
        fc_matte_unref(&matte);
        if (passed_ns[i] == FRAME_NS)
            paint(&film, 0, size.width, 160);
        matte = next(&film, 500, 60, 1, passed_ns[i]);
        g_assert_cmpint(alpha_at(matte, 300, 100), ==, 255);
        g_assert_cmpint(alpha_at(matte, 500, 100), ==, 60);
        fc_matte_unref(&matte);
        film_finish(&film);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/steady/still", test_still);
    g_test_add_func("/steady/off", test_off);
    g_test_add_func("/steady/moving", test_moving);
    g_test_add_func("/steady/moving-blocks", test_moving_blocks);
    g_test_add_func("/steady/old-matte-goes", test_old_matte_goes);
    g_test_add_func("/steady/resets", test_resets);
    return g_test_run();
}
