/* SPDX-License-Identifier: MIT */
/*
 * The engine where the network is slower than the camera: the matte goes along with the person.
 * Where it keeps step, nothing is compared.
 */
#include <glib.h>

#include "engine/engine.h"
#include "testengine.h"
#include "testimage.h"

#define ROOM_RGB 0x082010
#define PERSON_RGB 0xf06060
#define DARK_RGB 0xa02828
#define BACKGROUND "color:#3050a0"
#define MS INT64_C(1000000)
#define LEFT 200
#define WIDTH 160

static const struct fc_size size = {640, 360};
static const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

static void set_up(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_init(f);
    testengine_set(f, "background", BACKGROUND);
    testengine_set(f, "clean-edges", "false");
}

static void tear_down(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_finish(f);
}

static struct fc_frame *camera(int left, int64_t time_ns)
{
    struct fc_frame *frame = testimage_filled(size, colour, ROOM_RGB);

    testimage_rect(frame, left, 60, (struct fc_size){WIDTH, 240}, PERSON_RGB);
    for (int i = 0; i < 30; i++)
        testimage_rect(frame, left + i * i * 37 % 72 * 2, 60 + i * 53 % 108 * 2,
                       (struct fc_size){16, 24}, DARK_RGB);
    frame->time_ns = time_ns;
    return frame;
}

/* Columns of a row that show the person: redder than the room and the background. */
static int count_person(const struct fc_published *published)
{
    const struct fc_image *image = fc_published_image(published);
    int count = 0;

    for (int x = 0; x < image->size.width; x++)
        count += testimage_at(image, 2, x / 2, 90) > 145;
    return count;
}

/* And the room: less blue than the background. */
static int count_room(const struct fc_published *published)
{
    const struct fc_image *image = fc_published_image(published);
    int count = 0;

    for (int x = 0; x < image->size.width; x++)
        count += testimage_at(image, 2, x / 2, 90) < 145 && testimage_at(image, 1, x / 2, 90) < 140;
    return count;
}

static void test_keeps_step(struct testengine *f, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 4; i++) {
        struct fc_frame *frame = camera(LEFT + 20 * i, 33 * MS * i);
        struct fc_matte *matte = testengine_estimate(f, frame);
        struct fc_published *published = testengine_compose(f, frame, matte, 33 * MS * i + 5 * MS);

        g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
        fc_published_unref(&published);
        fc_matte_unref(&matte);
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(f->engine->compared, ==, 0);
}

/* The person goes by more than the network's edge is wide: behind them comes no room. */
static void test_goes_along(struct testengine *f, gconstpointer steps)
{
    const int step = GPOINTER_TO_INT(steps);
    struct fc_frame *frames[2] = {camera(LEFT, 100 * MS), camera(LEFT + step, 200 * MS)};
    struct fc_matte *matte = testengine_estimate(f, frames[0]);
    struct fc_published *own = testengine_compose(f, frames[0], matte, 210 * MS);
    struct fc_published *later = testengine_compose(f, frames[1], matte, 210 * MS);

    g_test_message("person %d and %d columns wide, room %d and %d", count_person(own),
                   count_person(later), count_room(own), count_room(later));
    g_assert_cmpint(f->engine->compared, ==, 1);
    g_assert_cmpint(fc_published_kind(later), ==, FC_PUBLISHED_COMPOSED);
    g_assert_cmpint(count_person(own), >, WIDTH - 16);
    /* as it is, the matte would lack as many as the step has */
    g_assert_cmpint(WIDTH - count_person(later), <, ABS(step) / 2);
    g_assert_cmpint(count_room(later), <=, count_room(own) + 2);
    fc_published_unref(&own);
    fc_published_unref(&later);
    fc_matte_unref(&matte);
    for (int i = 0; i < 2; i++)
        fc_frame_unref(&frames[i]);
}

/* As in a mirror, and through a zoomed and turned view. */
static void test_views(struct testengine *f, gconstpointer data)
{
    testengine_set(f, "mirror", "true");
    test_goes_along(f, data);
    f->engine->compared = 0;
    testengine_set(f, "rotate", "180");
    testengine_set(f, "zoom", "110");
    test_goes_along(f, data);
}

/* At the same age as ever, whatever could have been carried. */
static void test_too_old(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frames[2] = {camera(LEFT, 100 * MS), camera(LEFT + 40, 340 * MS)};
    struct fc_matte *matte = testengine_estimate(f, frames[0]);
    struct fc_published *published = testengine_compose(f, frames[1], matte, 350 * MS);

    (void)data;
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    published = testengine_compose(f, frames[1], matte, 350 * MS + 1);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_CARD);
    g_assert_cmpint(fc_published_reason(published), ==, FC_CARD_MATTE_OLD);
    g_assert_cmpint(f->engine->compared, ==, 1);
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    for (int i = 0; i < 2; i++)
        fc_frame_unref(&frames[i]);
}

static void add(const char *name, gconstpointer data,
                void (*test)(struct testengine *, gconstpointer))
{
    g_test_add(name, struct testengine, data, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/engine-carry/keeps-step", NULL, test_keeps_step);
    add("/engine-carry/goes-along/right", GINT_TO_POINTER(60), test_goes_along);
    add("/engine-carry/goes-along/left", GINT_TO_POINTER(-45), test_goes_along);
    add("/engine-carry/views", GINT_TO_POINTER(40), test_views);
    add("/engine-carry/too-old", NULL, test_too_old);
    return g_test_run();
}
