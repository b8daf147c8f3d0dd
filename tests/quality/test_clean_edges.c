/* SPDX-License-Identifier: MIT */
/*
 * What is left of the old room at the person's edge. The demo person can be drawn before any room
 * and any colour, so that what a perfect program would show is known: the error is the mean
 * absolute difference to that, of all samples at most 10 pixels (up, down or sideways) from the
 * true edge, with clean-edges against without.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "compose/published.h"
#include "engine/engine.h"
#include "media/demo/demo.h"
#include "testdata.h"
#include "testimage.h"

#define WIDTH 1280
#define HEIGHT 720
#define BAND_PX 10
#define FRAME 90 /* the hand is up */

static const struct fc_size size = {WIDTH, HEIGHT};

struct room {
    const char *name;
    enum fc_demo_backdrop backdrop;
    uint32_t rgb;
};

static const struct room rooms[] = {
    {"a bright wall", FC_DEMO_BACKDROP_PLAIN, 0xf4f4f0},
    {"a blue wall", FC_DEMO_BACKDROP_PLAIN, 0x2040c0},
    {"the demo's room", FC_DEMO_BACKDROP_ROOM, 0},
};

/* What stands behind instead. */
static const uint32_t behind[] = {0x101418, 0xf0f0f0, 0x00b140};

struct scene {
    struct fc_frame *frame;
    uint8_t *alpha; /* the true matte; as all planes here, WIDTH * HEIGHT bytes */
    uint8_t *band;  /* not 0 near the true edge */
};

static struct fc_frame *draw(const struct room *room, uint8_t *alpha)
{
    const struct fc_demo_params params = {.size = size,
                                          .rate_num = 30,
                                          .rate_den = 1,
                                          .backdrop = room->backdrop,
                                          .plain_rgb = room->rgb};
    struct fc_demo *demo;
    struct fc_frame *frame;

    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    g_assert_cmpint(fc_demo_draw(demo, FRAME, &frame, alpha), ==, 0);
    fc_demo_destroy(&demo);
    return frame;
}

static bool is_person(const struct scene *scene, int x, int y)
{
    return scene->alpha[CLAMP(y, 0, HEIGHT - 1) * WIDTH + CLAMP(x, 0, WIDTH - 1)] >= 128;
}

static bool is_near_edge(const struct scene *scene, int x, int y)
{
    const bool here = is_person(scene, x, y);

    for (int i = -BAND_PX; i <= BAND_PX; i++)
        if (is_person(scene, x + i, y) != here || is_person(scene, x, y + i) != here)
            return true;
    return false;
}

static void set_up(struct scene *scene, const struct room *room)
{
    scene->alpha = g_malloc(WIDTH * HEIGHT);
    scene->band = g_malloc(WIDTH * HEIGHT);
    scene->frame = draw(room, scene->alpha);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            scene->band[y * WIDTH + x] = is_near_edge(scene, x, y);
}

static void tear_down(struct scene *scene)
{
    fc_frame_unref(&scene->frame);
    g_free(scene->alpha);
    g_free(scene->band);
}

static double error_of(const struct scene *scene, const struct fc_image *a,
                       const struct fc_image *b)
{
    double sum = 0;
    double count = 0;

    for (int i = 0; i < 3; i++) {
        const struct fc_size plane = fc_plane_size(size, i);
        const int step = i ? 2 : 1;

        for (int y = 0; y < plane.height; y++)
            for (int x = 0; x < plane.width; x++)
                if (scene->band[step * y * WIDTH + step * x]) {
                    sum += abs(testimage_at(a, i, x, y) - testimage_at(b, i, x, y));
                    count++;
                }
    }
    return sum / count;
}

static double error_with(const struct scene *scene, const struct fc_matte *matte, uint32_t rgb,
                         bool own_colour)
{
    const struct room plain = {"", FC_DEMO_BACKDROP_PLAIN, rgb};
    struct fc_frame *truth = draw(&plain, NULL);
    struct fc_frame *backdrop = testimage_filled(size, scene->frame->image.colour, rgb);
    const struct fc_publish_params params = {.person = &scene->frame->image,
                                             .backdrop = &backdrop->image,
                                             .matte = matte,
                                             .own_colour = own_colour,
                                             .time_ns = matte->time_ns,
                                             .now_ns = matte->time_ns};
    struct fc_publisher *publisher = fc_publisher_create();
    struct fc_published *published = NULL;
    double error;

    g_assert_cmpint(fc_publish_composed(publisher, &params, &published), ==, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    error = error_of(scene, fc_published_image(published), &truth->image);
    fc_published_unref(&published);
    fc_publisher_destroy(&publisher);
    fc_frame_unref(&truth);
    fc_frame_unref(&backdrop);
    return error;
}

/* The ratio over all backgrounds. */
static double ratio_of(const struct scene *scene, const struct fc_matte *matte, const char *what)
{
    double before = 0;
    double after = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(behind); i++) {
        before += error_with(scene, matte, behind[i], false);
        after += error_with(scene, matte, behind[i], true);
    }
    g_test_message("%s: error %.3f, then %.3f: %.2f", what, before / G_N_ELEMENTS(behind),
                   after / G_N_ELEMENTS(behind), after / before);
    return after / before;
}

static struct fc_matte *exact_matte(const struct scene *scene)
{
    struct fc_matte *matte = testimage_matte(size, 0, 0);

    for (int y = 0; y < HEIGHT; y++)
        memcpy(matte->alpha + (ptrdiff_t)y * matte->stride, scene->alpha + (ptrdiff_t)y * WIDTH,
               WIDTH);
    fc_matte_seal(matte);
    return matte;
}

static void test_exact(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++) {
        struct scene scene;
        struct fc_matte *matte;

        set_up(&scene, &rooms[i]);
        matte = exact_matte(&scene);
        g_assert_cmpfloat(ratio_of(&scene, matte, rooms[i].name), <, 0.5);
        fc_matte_unref(&matte);
        tear_down(&scene);
    }
}

/* With mattes as they are: less to be won, for most of the error is the matte's own. */
static void test_found(void)
{
    char *model = testdata_model("selfie_segmentation.tflite");

    for (size_t i = 0; model && i < G_N_ELEMENTS(rooms); i++) {
        char *models = g_path_get_dirname(model);
        struct fc_engine *engine;
        struct fc_matte *matte = NULL;
        struct scene scene;

        set_up(&scene, &rooms[i]);
        g_assert_cmpint(
            fc_engine_create(&(struct fc_engine_params){.model_dir = models}, &engine, NULL), ==,
            0);
        g_assert_cmpint(fc_engine_set(engine, "quality", "best", NULL), ==, 0);
        g_assert_cmpint(fc_engine_estimate(engine, scene.frame, &matte, NULL), ==, 0);
        g_assert_cmpfloat(ratio_of(&scene, matte, rooms[i].name), <, 1);
        fc_matte_unref(&matte);
        fc_engine_destroy(&engine);
        tear_down(&scene);
        g_free(models);
    }
    g_free(model);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clean-edges/exact", test_exact);
    g_test_add_func("/clean-edges/found", test_found);
    return g_test_run();
}
