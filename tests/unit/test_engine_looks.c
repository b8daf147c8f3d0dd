/* SPDX-License-Identifier: MIT */
/*
 * What can be done to the picture, through the whole engine on a tiny network that takes red for
 * person: each setting does what it says to the part that it names, and the room stays hidden.
 */
#include "fakecam/fakecam.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>

#include "testengine.h"
#include "testimage.h"

#define BEHIND_RGB 0x3050a0

static void set_up(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_init(f);
    testengine_set(f, "background", "color:#3050a0");
}

static void tear_down(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_finish(f);
}

static struct fc_published *publish(struct testengine *f)
{
    struct fc_frame *frame = testengine_camera(f->time_ns);
    struct fc_published *published = NULL;
    struct fc_matte *matte = NULL;

    g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, NULL), ==, 0);
    g_assert_cmpint(fc_engine_compose(f->engine, frame, matte, f->time_ns, &published), ==, 0);
    g_assert_cmpint(atomic_load(&frame->references), ==, 1);
    f->time_ns += 33333333;
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
    return published;
}

/* The middle of the person, and what stands beside. */
struct seen {
    struct fc_yuv person, behind;
};

static struct seen look_at(struct testengine *f)
{
    struct fc_published *published = publish(f);
    const struct fc_image *image = fc_published_image(published);
    struct seen seen = {testimage_code_at(image, 100, 150), testimage_code_at(image, 280, 150)};

    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    return seen;
}

static void test_tones(struct testengine *f, gconstpointer data)
{
    const struct fc_yuv person = testimage_code(testengine_colour, TESTENGINE_PERSON_RGB);
    const struct fc_yuv behind = testimage_code(testengine_colour, BEHIND_RGB);
    struct seen seen;

    (void)data;
    seen = look_at(f);
    testimage_assert_code(seen.person, person, 2);
    testimage_assert_code(seen.behind, behind, 2);
    testengine_set(f, "person-saturation", "-100");
    seen = look_at(f);
    testimage_assert_code(seen.person, (struct fc_yuv){person.y, 128, 128}, 2);
    testimage_assert_code(seen.behind, behind, 2);
    testengine_set(f, "background-look", "grey");
    testengine_set(f, "person-saturation", "0");
    testengine_set(f, "person-brightness", "100");
    seen = look_at(f);
    g_assert_cmpint(seen.person.y, >=, 233);
    testimage_assert_code(seen.behind, (struct fc_yuv){behind.y, 128, 128}, 2);
}

/* The person gives way to what stands behind, not to the room. */
static void test_opacity(struct testengine *f, gconstpointer data)
{
    const struct fc_yuv person = testimage_code(testengine_colour, TESTENGINE_PERSON_RGB);
    const struct fc_yuv behind = testimage_code(testengine_colour, BEHIND_RGB);
    struct seen seen;

    (void)data;
    testengine_set(f, "person-opacity", "50");
    seen = look_at(f);
    testimage_assert_code(seen.person,
                          (struct fc_yuv){(uint8_t)((person.y + behind.y) / 2),
                                          (uint8_t)((person.u + behind.u) / 2),
                                          (uint8_t)((person.v + behind.v) / 2)},
                          2);
    testimage_assert_code(seen.behind, behind, 2);
    testengine_set(f, "person-opacity", "0");
    seen = look_at(f);
    testimage_assert_code(seen.person, behind, 0);
}

static int rim_of(struct testengine *f)
{
    struct fc_published *published = publish(f);
    const int luma = testimage_at(fc_published_image(published), 0, 42, 150);

    fc_published_unref(&published);
    return luma;
}

/* On the rim and nowhere else; a green screen stays clean. */
static void test_light_wrap(struct testengine *f, gconstpointer data)
{
    struct seen seen;
    int before;

    (void)data;
    testengine_set(f, "background", "color:#ffffff");
    before = rim_of(f);
    testengine_set(f, "light-wrap", "100");
    g_assert_cmpint(rim_of(f), >, before + 10);
    seen = look_at(f);
    testimage_assert_code(seen.person, testimage_code(testengine_colour, TESTENGINE_PERSON_RGB), 2);
    testimage_assert_code(seen.behind, testimage_code(testengine_colour, 0xffffff), 0);
    testengine_set(f, "background", "greenscreen");
    before = rim_of(f);
    testengine_set(f, "light-wrap", "0");
    g_assert_cmpint(rim_of(f), ==, before);
}

/* Over the composed frame and the room, and not over cards; away when it is taken away. */
static void test_overlay(struct testengine *f, gconstpointer data)
{
    static const uint8_t white[4] = {255, 255, 255, 255};
    const struct fc_overlay_picture picture = {{1, 1}, white, 4};
    const struct fc_overlay_picture bad = {{2, 1}, white, 4};
    struct fc_frame *frame = testengine_camera(0);
    struct fc_published *published = NULL;

    testengine_set(f, "background", data);
    g_assert_cmpint(fc_engine_set_overlay(f->engine, &bad), ==, -EINVAL);
    g_assert_cmpint(fc_engine_set_overlay(f->engine, &picture), ==, 0);
    published = publish(f);
    g_assert_cmpint(fc_published_kind(published), !=, FC_PUBLISHED_CARD);
    g_assert_true(testimage_is(fc_published_image(published),
                               testimage_code(testengine_colour, 0xffffff), 0));
    fc_published_unref(&published);
    g_assert_cmpint(fc_engine_card(f->engine, testengine_size, testengine_colour, &published), ==,
                    0);
    g_assert_cmpint(testimage_range(fc_published_image(published), 0).low, <, 100);
    fc_published_unref(&published);
    testengine_set(f, "overlay-opacity", "0");
    published = publish(f);
    testimage_assert_code(testimage_code_at(fc_published_image(published), 100, 150),
                          testimage_code(testengine_colour, TESTENGINE_PERSON_RGB), 2);
    fc_published_unref(&published);
    testengine_set(f, "overlay-opacity", "100");
    g_assert_cmpint(fc_engine_set_overlay(f->engine, NULL), ==, 0);
    published = publish(f);
    testimage_assert_code(testimage_code_at(fc_published_image(published), 100, 150),
                          testimage_code(testengine_colour, TESTENGINE_PERSON_RGB), 2);
    fc_published_unref(&published);
    fc_frame_unref(&frame);
}

/* --- framing --- */

/* Where the person is, in what was published; and that nothing of the room is. */
struct where {
    int left, right, top;
};

static bool is_person(const struct fc_image *image, int x, int y)
{
    return testimage_at(image, 2, x / 2, y / 2) > 180;
}

static bool is_room(const struct fc_image *image, int x, int y)
{
    const struct fc_yuv room = testimage_code(testengine_colour, TESTENGINE_ROOM_RGB);
    const struct fc_yuv code = testimage_code_at(image, x, y);

    return abs(code.y - room.y) < 6 && abs(code.u - room.u) < 6 && abs(code.v - room.v) < 6;
}

static struct where find_in(const struct fc_image *image, bool may_show_room)
{
    struct where where = {testengine_size.width, -1, testengine_size.height};

    for (int y = 0; y < testengine_size.height; y++) {
        for (int x = 0; x < testengine_size.width; x++) {
            if (!may_show_room)
                g_assert_false(is_room(image, x, y));
            if (!is_person(image, x, y))
                continue;
            where.left = MIN(where.left, x);
            where.right = MAX(where.right, x);
            where.top = MIN(where.top, y);
        }
    }
    return where;
}

static struct where find(struct testengine *f)
{
    struct fc_published *published = publish(f);
    const bool is_composed = fc_published_kind(published) == FC_PUBLISHED_COMPOSED;
    struct where where = find_in(fc_published_image(published), !is_composed);

    fc_published_unref(&published);
    return where;
}

static void assert_where(struct where where, int left, int right, int top)
{
    g_assert_cmpint(abs(where.left - left), <=, 8);
    g_assert_cmpint(abs(where.right - right), <=, 8);
    g_assert_cmpint(abs(where.top - top), <=, 8);
}

/* The camera's person is 40..160 across and from 60 down, of 320 x 240. */
static void test_view(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_set(f, "background", data);
    assert_where(find(f), 40, 160, 60);
    testengine_set(f, "zoom", "200");
    assert_where(find(f), 0, 160, 0);
    testengine_set(f, "pan-x", "-100");
    assert_where(find(f), 80, 319, 0);
    /* left as a person sees it, whose picture is swapped */
    testengine_set(f, "mirror", "true");
    testengine_set(f, "pan-x", "-50");
    assert_where(find(f), 240, 319, 0);
    testengine_set(f, "pan-x", "100");
    assert_where(find(f), 0, 239, 0);
}

static void test_turned_view(struct testengine *f, gconstpointer data)
{
    struct where where;

    testengine_set(f, "background", data);
    testengine_set(f, "rotate", "180");
    assert_where(find(f), 160, 280, 0);
    testengine_set(f, "rotate", "90");
    where = find(f);
    /* 240 x 320, of which the middle 240 x 180 fills the frame: feet left, 70..160 further down */
    assert_where(where, 0, 240, 0);
}

/* Brought to the middle at the first look, and it stays in the one view of matte and picture. */
static void test_auto_frame(struct testengine *f, gconstpointer data)
{
    struct where where;

    testengine_set(f, "background", data);
    testengine_set(f, "auto-frame", "true");
    for (int i = 0; i < 5; i++) {
        where = find(f);
        g_assert_cmpint(abs(where.left + where.right - 319), <=, 24);
        g_assert_cmpint(where.right - where.left, >, 150);
        g_assert_cmpint(where.top, >, 5);
    }
}

/* A later frame is looked at as the matte was. */
static void test_view_of_old_matte(struct testengine *f, gconstpointer data)
{
    struct fc_frame *first = testengine_camera(0);
    struct fc_frame *second = testengine_camera(33333333);
    struct fc_published *published[2];
    struct fc_matte *matte = NULL;

    (void)data;
    testengine_set(f, "zoom", "170");
    testengine_set(f, "pan-y", "40");
    g_assert_cmpint(fc_engine_estimate(f->engine, first, &matte, NULL), ==, 0);
    testengine_set(f, "zoom", "300");
    for (int i = 0; i < 2; i++)
        g_assert_cmpint(
            fc_engine_compose(f->engine, i ? second : first, matte, 33333333, &published[i]), ==,
            0);
    g_assert_cmpint(fc_published_kind(published[1]), ==, FC_PUBLISHED_COMPOSED);
    find_in(fc_published_image(published[1]), false);
    g_assert_true(
        testimage_equal(fc_published_image(published[0]), fc_published_image(published[1])));
    for (int i = 0; i < 2; i++)
        fc_published_unref(&published[i]);
    fc_matte_unref(&matte);
    fc_frame_unref(&first);
    fc_frame_unref(&second);
}

/* Darkness is lifted in the person, and in the room that is shown by choice. */
static void test_auto_light(struct testengine *f, gconstpointer data)
{
    struct fc_published *published = publish(f);
    const int before = testimage_at(fc_published_image(published), 0, 100, 150);

    testengine_set(f, "background", data);
    fc_published_unref(&published);
    testengine_set(f, "auto-light", "true");
    published = publish(f);
    g_assert_cmpint(testimage_at(fc_published_image(published), 0, 100, 150), >, before + 15);
    fc_published_unref(&published);
}

/* Without a matte, the room is still zoomed by choice; and asked for one only where it helps. */
static void test_needs_matte(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testengine_camera(0);
    struct fc_published *published = NULL;

    (void)data;
    g_assert_true(fc_engine_needs_matte(f->engine));
    testengine_set(f, "background", "none");
    g_assert_false(fc_engine_needs_matte(f->engine));
    testengine_set(f, "zoom", "200");
    testengine_set(f, "pan-x", "-100");
    g_assert_cmpint(fc_engine_compose(f->engine, frame, NULL, 0, &published), ==, 0);
    assert_where(find_in(fc_published_image(published), true), 80, 319, 0);
    testengine_set(f, "auto-frame", "true");
    g_assert_true(fc_engine_needs_matte(f->engine));
    fc_published_unref(&published);
    fc_frame_unref(&frame);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/engine/tones", struct testengine, NULL, set_up, test_tones, tear_down);
    g_test_add("/engine/opacity", struct testengine, NULL, set_up, test_opacity, tear_down);
    g_test_add("/engine/light-wrap", struct testengine, NULL, set_up, test_light_wrap, tear_down);
    static const char *const backgrounds[] = {"color:#3050a0", "none"};

    for (size_t i = 0; i < G_N_ELEMENTS(backgrounds); i++) {
        const struct {
            const char *name;
            void (*run)(struct testengine *f, gconstpointer data);
        } tests[] = {
            {"overlay", test_overlay},         {"view", test_view},
            {"turned-view", test_turned_view}, {"auto-frame", test_auto_frame},
            {"auto-light", test_auto_light},
        };

        for (size_t k = 0; k < G_N_ELEMENTS(tests); k++) {
            char *path = g_strdup_printf("/engine/%s/%s", tests[k].name, i ? "room" : "composed");

            g_test_add(path, struct testengine, backgrounds[i], set_up, tests[k].run, tear_down);
            g_free(path);
        }
    }
    g_test_add("/engine/view-of-old-matte", struct testengine, NULL, set_up, test_view_of_old_matte,
               tear_down);
    g_test_add("/engine/needs-matte", struct testengine, NULL, set_up, test_needs_matte, tear_down);
    return g_test_run();
}
