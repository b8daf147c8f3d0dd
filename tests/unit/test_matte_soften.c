/* SPDX-License-Identifier: MIT */
/* Edges that are made as soft as a camera's: by how much, where, and where not. */
#include "frame/colour.h"
#include "matte/soften.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static const struct fc_colour jfif = {FC_MATRIX_BT601, FC_RANGE_FULL};

struct scene {
    struct fc_pool *pool;
    struct fc_soften *soften;
    struct fc_working working;
    struct fc_matte *matte;
};

/* The network saw person left of the middle; alpha is all 0 yet. */
static void scene_init(struct scene *scene, struct fc_size size)
{
    static float person[64 * 36];
    const struct fc_reading reading = {person, {64, 36}, {0, 0, size}, 1};
    struct fc_frame *frame = fc_frame_create(size, jfif, 0);

    for (int i = 0; i < 64 * 36; i++)
        person[i] = i % 64 < 32 ? 1 : 0;
    *scene = (struct scene){.pool = fc_pool_create(), .soften = fc_soften_create()};
    fc_image_fill(fc_frame_image(frame), (struct fc_yuv){100, 128, 128});
    g_assert_cmpint(fc_working_init(&scene->working, size), ==, 0);
    fc_working_fill(&scene->working, fc_frame_image(frame), &reading, 1);
    scene->matte = fc_matte_take(scene->pool, size, 0);
    memset(scene->matte->alpha, 0, (size_t)scene->matte->stride * (size_t)size.height);
    fc_frame_unref(&frame);
}

static void scene_finish(struct scene *scene)
{
    fc_matte_unref(&scene->matte);
    fc_soften_destroy(&scene->soften);
    fc_working_finish(&scene->working);
    fc_pool_unref(&scene->pool);
}

static uint8_t *alpha_at(const struct scene *scene, int x, int y)
{
    return scene->matte->alpha + (ptrdiff_t)y * scene->matte->stride + x;
}

static void soften(struct scene *scene)
{
    g_assert_cmpint(fc_soften_run(scene->soften, &scene->working, NULL, scene->matte), ==, 0);
}

/* A single pixel becomes the products of 1, 4, 6, 4, 1, and nothing further out. */
static void test_pixel(void)
{
    static const int weights[] = {0, 1, 4, 6, 4, 1, 0};
    struct scene scene;

    scene_init(&scene, (struct fc_size){1280, 720});
    *alpha_at(&scene, 640, 300) = 255;
    soften(&scene);
    for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++)
            g_assert_cmpint(*alpha_at(&scene, 637 + x, 297 + y), ==,
                            (255 * weights[x] * weights[y] + 128) / 256);
    }
    scene_finish(&scene);
}

/* What is all person stays so to the picture's borders, and away from edges nothing is touched. */
static void test_where(void)
{
    struct scene scene;

    scene_init(&scene, (struct fc_size){1280, 720});
    for (int y = 0; y < 720; y++)
        memset(alpha_at(&scene, 0, y), 255, 640);
    *alpha_at(&scene, 100, 50) = 7;
    *alpha_at(&scene, 1200, 50) = 9;
    soften(&scene);
    for (int y = 0; y < 720; y += 719) {
        g_assert_cmpint(*alpha_at(&scene, 637, y), ==, 255);
        g_assert_cmpint(*alpha_at(&scene, 638, y), ==, (255 * 15 + 8) / 16);
        g_assert_cmpint(*alpha_at(&scene, 639, y), ==, (255 * 11 + 8) / 16);
        g_assert_cmpint(*alpha_at(&scene, 640, y), ==, (255 * 5 + 8) / 16);
        g_assert_cmpint(*alpha_at(&scene, 641, y), ==, (255 * 1 + 8) / 16);
        g_assert_cmpint(*alpha_at(&scene, 642, y), ==, 0);
    }
    g_assert_cmpint(*alpha_at(&scene, 100, 50), ==, 7);
    g_assert_cmpint(*alpha_at(&scene, 99, 50), ==, 255);
    g_assert_cmpint(*alpha_at(&scene, 1200, 50), ==, 9);
    scene_finish(&scene);
}

/* Of odd sizes too, and of one size after another, each pixel is the mean of what was round it. */
static void test_sizes(void)
{
    static const struct fc_size sizes[] = {{721, 577}, {1919, 1081}, {640, 541}};
    static const int weights[] = {1, 4, 6, 4, 1};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const struct fc_size size = sizes[i];
        const int x = size.width / 2 + 1, y = size.height - 1;
        struct scene scene;
        int sum = 128;

        scene_init(&scene, size);
        srand(7);
        for (int row = size.height - 3; row < size.height; row++) {
            for (int column = x - 2; column <= x + 2; column++)
                *alpha_at(&scene, column, row) = (uint8_t)(rand() % 256);
        }
        for (int row = 0; row < 5; row++) {
            const int from = y - 2 + row < size.height ? y - 2 + row : size.height - 1;

            for (int column = 0; column < 5; column++)
                sum += weights[row] * weights[column] * *alpha_at(&scene, x - 2 + column, from);
        }
        soften(&scene);
        g_assert_cmpint(*alpha_at(&scene, x, y), ==, sum / 256);
        scene_finish(&scene);
    }
}

/* Blocks that move are as soft as if they had been softened twice, the others as if once. */
static void test_moving(void)
{
    static const int places[] = {100, 500};
    struct scene scene;
    struct scene twice;
    size_t blocks;
    uint8_t *moving;

    scene_init(&scene, (struct fc_size){1280, 720});
    scene_init(&twice, (struct fc_size){1280, 720});
    blocks = (size_t)scene.working.blocks.width * (size_t)scene.working.blocks.height;
    moving = g_malloc0(blocks);
    memcpy(moving + blocks / 2, scene.working.state + blocks / 2, blocks - blocks / 2);
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        *alpha_at(&scene, 640, places[i]) = 255;
        *alpha_at(&twice, 640, places[i]) = 255;
    }
    g_assert_cmpint(fc_soften_run(scene.soften, &scene.working, moving, scene.matte), ==, 0);
    soften(&twice);
    g_assert_cmpint(*alpha_at(&scene, 640, 100), ==, *alpha_at(&twice, 640, 100));
    g_assert_cmpint(*alpha_at(&scene, 640, 500), <, *alpha_at(&twice, 640, 500));
    soften(&twice);
    for (int y = 490; y < 510; y++)
        g_assert_cmpmem(alpha_at(&scene, 600, y), 80, alpha_at(&twice, 600, y), 80);
    g_free(moving);
    scene_finish(&scene);
    scene_finish(&twice);
}

/* Small frames stay as they are. */
static void test_small(void)
{
    struct scene scene;

    scene_init(&scene, (struct fc_size){640, 360});
    *alpha_at(&scene, 320, 100) = 255;
    soften(&scene);
    g_assert_cmpint(*alpha_at(&scene, 320, 100), ==, 255);
    g_assert_cmpint(*alpha_at(&scene, 321, 100), ==, 0);
    scene_finish(&scene);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/soften/pixel", test_pixel);
    g_test_add_func("/soften/where", test_where);
    g_test_add_func("/soften/sizes", test_sizes);
    g_test_add_func("/soften/moving", test_moving);
    g_test_add_func("/soften/small", test_small);
    return g_test_run();
}
