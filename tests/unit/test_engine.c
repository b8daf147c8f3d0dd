/* SPDX-License-Identifier: MIT */
/*
 * The whole engine on a tiny network: above all, that the room never shows.
 */
#include "fakecam/fakecam.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "testengine.h"
#include "testimage.h"

#define MS INT64_C(1000000)

static void set_up(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_init(f);
}

static void tear_down(struct testengine *f, gconstpointer data)
{
    (void)data;
    testengine_finish(f);
}

/* Whether any sample of the room's own colour is left. */
static gboolean shows_room(const struct fc_published *published)
{
    const struct fc_image *image = fc_published_image(published);
    struct fc_yuv room = testimage_code(image->colour, TESTENGINE_ROOM_RGB);

    for (int y = 0; y < image->size.height; y++)
        for (int x = 0; x < image->size.width; x++)
            if (ABS(testimage_at(image, 1, x / 2, y / 2) - room.u) < 6 &&
                ABS(testimage_at(image, 2, x / 2, y / 2) - room.v) < 6 &&
                ABS(testimage_at(image, 0, x, y) - room.y) < 6)
                return TRUE;
    return FALSE;
}

static gboolean shows_person(const struct fc_published *published, int x)
{
    const struct fc_image *image = fc_published_image(published);
    struct fc_yuv person = testimage_code(image->colour, TESTENGINE_PERSON_RGB);

    return ABS(testimage_at(image, 2, x / 2, 75) - person.v) < 4;
}

static void assert_card(struct fc_published *published, enum fc_card_reason reason)
{
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_CARD);
    g_assert_cmpint(fc_published_reason(published), ==, reason);
    g_assert_cmpstr(fc_published_why(published), !=, "");
    g_assert_false(shows_room(published));
    g_assert_false(shows_person(published, 100));
    fc_published_unref(&published);
}

static void test_replaces(struct testengine *f, gconstpointer background)
{
    struct fc_frame *frame = testengine_camera(5 * MS);
    struct fc_matte *matte;
    struct fc_published *published;

    testengine_set(f, "background", background);
    matte = testengine_estimate(f, frame);
    g_assert_cmpint(fc_matte_time_ns(matte), ==, 5 * MS);
    published = testengine_compose(f, frame, matte, 5 * MS);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    g_assert_cmpint(fc_published_time_ns(published), ==, 5 * MS);
    g_assert_true(shows_person(published, 100));
    g_assert_false(shows_person(published, 219));
    /* the blur of a room of one colour is that colour: there, only the person can be looked at */
    if (!g_str_has_prefix(background, "blur"))
        g_assert_false(shows_room(published));
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
}

static void test_none_shows_room(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testengine_camera(0);
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "none");
    published = testengine_compose(f, frame, NULL, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_ROOM);
    g_assert_true(testimage_equal(fc_published_image(published), fc_frame_image(frame)));
    g_assert_true(shows_room(published));
    fc_published_unref(&published);
    fc_frame_unref(&frame);
}

static void test_mirror(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte;
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "color:#3050a0");
    testengine_set(f, "mirror", "true");
    matte = testengine_estimate(f, frame);
    published = testengine_compose(f, frame, matte, 0);
    g_assert_false(shows_person(published, 100));
    g_assert_true(shows_person(published, 219));
    g_assert_false(shows_room(published));
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
}

static void test_old_matte(struct testengine *f, gconstpointer data)
{
    struct fc_frame *first = testengine_camera(1000 * MS);
    struct fc_matte *matte;
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "greenscreen");
    matte = testengine_estimate(f, first);
    published = testengine_compose(f, first, matte, 1250 * MS);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    assert_card(testengine_compose(f, first, matte, 1250 * MS + 1), FC_CARD_MATTE_OLD);
    assert_card(testengine_compose(f, first, matte, 999 * MS), FC_CARD_MATTE_OLD);
    assert_card(testengine_compose(f, first, NULL, 1000 * MS), FC_CARD_NO_MATTE);
    fc_matte_unref(&matte);
    fc_frame_unref(&first);
}

/* Networks that answer nonsense give no matte, and without one there is only the card. */
static void test_bad_networks(struct testengine *f, gconstpointer data)
{
    const struct testnet_weights *const bad[] = {&testnet_all_person, &testnet_constant,
                                                 &testnet_nan};

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct fc_frame *frame = testengine_camera(0);
        struct fc_matte *matte = NULL;
        struct fc_error error = {0};

        testengine_use_network(f, bad[i]);
        g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, &error), ==, -ENODATA);
        g_assert_null(matte);
        g_assert_cmpstr(error.text, !=, "");
        assert_card(testengine_compose(f, frame, matte, 0), FC_CARD_NO_MATTE);
        fc_frame_unref(&frame);
    }
}

/* A film that fades in from black has nobody in it yet; that is no failure of the network. */
static void test_black_frame(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testimage_filled(testengine_size, testengine_colour, 0);
    struct fc_matte *matte;
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "color:#3050a0");
    matte = testengine_estimate(f, frame);
    published = testengine_compose(f, frame, matte, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    g_assert_true(testimage_is(fc_published_image(published),
                               testimage_code(testengine_colour, 0x3050a0), 1));
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
}

static void test_missing_network(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte = NULL;
    struct fc_error error = {0};

    (void)data;
    testengine_set(f, "model", "/nonexistent/net.tflite");
    g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, &error), ==, -ENOENT);
    g_assert_nonnull(strstr(error.text, "/nonexistent/net.tflite"));
    testengine_set(f, "device", "gpu");
    g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, &error), ==, -ENOTSUP);
    g_assert_nonnull(strstr(error.text, "GPU"));
    assert_card(testengine_compose(f, frame, NULL, 0), FC_CARD_NO_MATTE);
    fc_frame_unref(&frame);
}

struct film {
    struct fc_frame *frame;
    int result;
    int released;
};

static int film_frame_at(void *user, int64_t time_ns, struct fc_size wanted,
                         struct fc_frame **frame)
{
    struct film *film = user;

    (void)time_ns;
    (void)wanted;
    if (!film->result)
        *frame = fc_frame_ref(film->frame);
    return film->result;
}

static void film_release(void *user)
{
    ((struct film *)user)->released++;
}

static void test_background_source(struct testengine *f, gconstpointer data)
{
    struct film film = {
        .frame = testimage_filled((struct fc_size){99, 33}, testengine_colour, 0x3050a0)};
    const struct fc_background_source source = {film_frame_at, film_release, &film};
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte;
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "/some/picture.png");
    matte = testengine_estimate(f, frame);
    assert_card(testengine_compose(f, frame, matte, 0), FC_CARD_NO_BACKGROUND);
    film.result = -EIO;
    fc_engine_set_background_source(f->engine, &source);
    assert_card(testengine_compose(f, frame, matte, 0), FC_CARD_NO_BACKGROUND);
    film.result = 0;
    published = testengine_compose(f, frame, matte, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    g_assert_false(shows_room(published));
    fc_published_unref(&published);
    fc_engine_set_background_source(f->engine, NULL);
    g_assert_cmpint(film.released, ==, 1);
    assert_card(testengine_compose(f, frame, matte, 0), FC_CARD_NO_BACKGROUND);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
    fc_frame_unref(&film.frame);
}

/* A source that has nothing yet shows nothing of the one before, though it may look the same. */
static void test_source_of_same_address(struct testengine *f, gconstpointer data)
{
    struct film film = {
        .frame = testimage_filled((struct fc_size){99, 33}, testengine_colour, 0x3050a0)};
    const struct fc_background_source source = {film_frame_at, film_release, &film};
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte;
    struct fc_published *published;

    (void)data;
    testengine_set(f, "background", "/some/film.webm");
    matte = testengine_estimate(f, frame);
    fc_engine_set_background_source(f->engine, &source);
    published = testengine_compose(f, frame, matte, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    film.result = -EAGAIN;
    published = testengine_compose(f, frame, matte, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    fc_engine_set_background_source(f->engine, &source);
    assert_card(testengine_compose(f, frame, matte, 0), FC_CARD_NO_BACKGROUND);
    fc_engine_set_background_source(f->engine, NULL);
    g_assert_cmpint(film.released, ==, 2);
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
    fc_frame_unref(&film.frame);
}

/* A change counts from the next frame on, and nothing in between shows the room. */
static void test_changes_are_live(struct testengine *f, gconstpointer data)
{
    const char *const backgrounds[] = {"color:#3050a0", "greenscreen", "/no/picture", "blur:0",
                                       "color:#a05030"};
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte;

    (void)data;
    matte = testengine_estimate(f, frame);
    for (int i = 0; i < 40; i++) {
        const char *background = backgrounds[i % 5];
        struct fc_published *published;

        testengine_set(f, "background", background);
        testengine_set(f, "effect", i % 3 ? "none" : "hologram");
        published = testengine_compose(f, frame, matte, 0);
        if (g_str_has_prefix(background, "color")) {
            uint32_t rgb = i % 5 ? 0xa05030 : 0x3050a0;

            g_assert_cmpint(testimage_at(fc_published_image(published), 1, 150, 5), ==,
                            testimage_code(testengine_colour, rgb).u);
        }
        if (!g_str_has_prefix(background, "blur"))
            g_assert_false(shows_room(published));
        fc_published_unref(&published);
    }
    fc_matte_unref(&matte);
    fc_frame_unref(&frame);
}

static void test_sizes_change(struct testengine *f, gconstpointer data)
{
    const struct fc_size sizes[] = {{320, 240}, {1, 1}, {641, 359}, {3, 2}, {240, 320}};

    (void)data;
    testengine_set(f, "background", "color:#3050a0");
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct fc_frame *frame = testimage_filled(sizes[i], testengine_colour, TESTENGINE_ROOM_RGB);
        struct fc_matte *matte = NULL;
        struct fc_published *published;

        testimage_noise(frame, (uint32_t)i);
        /* noise may make no matte at all; then there is a card of the right size */
        (void)fc_engine_estimate(f->engine, frame, &matte, NULL);
        published = testengine_compose(f, frame, matte, 0);
        g_assert_true(fc_size_equal(fc_published_image(published)->size, sizes[i]));
        g_assert_cmpint(fc_published_kind(published), !=, FC_PUBLISHED_ROOM);
        fc_published_unref(&published);
        fc_matte_unref(&matte);
        fc_frame_unref(&frame);
    }
}

/* The file is only read once: what happens to it later does not stop a running camera. */
static void test_file_gone(struct testengine *f, gconstpointer data)
{
    struct fc_frame *frame = testengine_camera(0);
    struct fc_matte *matte;
    char path[4096];

    (void)data;
    matte = testengine_estimate(f, frame);
    fc_matte_unref(&matte);
    g_assert_cmpint(fc_engine_get(f->engine, "model", path, sizeof(path)), ==, 0);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, NULL), ==, 0);
    fc_matte_unref(&matte);
    testengine_set(f, "threads", "2");
    g_assert_cmpint(fc_engine_estimate(f->engine, frame, &matte, NULL), ==, -ENOENT);
    g_assert_null(matte);
    fc_frame_unref(&frame);
}

static void test_card_sizes(struct testengine *f, gconstpointer data)
{
    const struct fc_size wrong[] = {{0, 1}, {1, -1}, {FC_MAX_SIDE + 1, 1}};
    struct fc_published *card = NULL;

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_cmpint(fc_engine_card(f->engine, wrong[i], testengine_colour, &card), ==, -EINVAL);
    g_assert_cmpint(fc_engine_card(f->engine, testengine_size, (struct fc_colour){0}, &card), ==,
                    -EINVAL);
    g_assert_null(card);
    g_assert_cmpint(fc_engine_card(f->engine, (struct fc_size){1, 1}, testengine_colour, &card), ==,
                    0);
    g_assert_cmpint(fc_published_reason(card), ==, FC_CARD_ASKED);
    fc_published_unref(&card);
}

static void test_parameters(struct testengine *f, gconstpointer data)
{
    char text[64];
    struct fc_error error = {0};

    (void)data;
    testengine_set(f, "background", "blur:33");
    g_assert_cmpint(fc_engine_get(f->engine, "blur-strength", text, sizeof(text)), ==, 0);
    g_assert_cmpstr(text, ==, "33");
    g_assert_cmpint(fc_engine_get(f->engine, "no-such", text, sizeof(text)), ==, -ENOENT);
    g_assert_cmpint(fc_engine_set(f->engine, "no-such", "1", &error), ==, -ENOENT);
    g_assert_cmpint(fc_engine_set(f->engine, "blur-strength", "x", &error), ==, -EINVAL);
}

static void add(const char *name, gconstpointer data,
                void (*test)(struct testengine *, gconstpointer))
{
    g_test_add(name, struct testengine, data, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/engine/replaces/color", "color:#3050a0", test_replaces);
    add("/engine/replaces/greenscreen", "greenscreen", test_replaces);
    add("/engine/replaces/blur-0", "blur:0", test_replaces);
    add("/engine/replaces/blur-100", "blur:100", test_replaces);
    add("/engine/none-shows-room", NULL, test_none_shows_room);
    add("/engine/mirror", NULL, test_mirror);
    add("/engine/old-matte", NULL, test_old_matte);
    add("/engine/bad-networks", NULL, test_bad_networks);
    add("/engine/black-frame", NULL, test_black_frame);
    add("/engine/missing-network", NULL, test_missing_network);
    add("/engine/background-source", NULL, test_background_source);
    add("/engine/source-of-same-address", NULL, test_source_of_same_address);
    add("/engine/changes-are-live", NULL, test_changes_are_live);
    add("/engine/sizes-change", NULL, test_sizes_change);
    add("/engine/file-gone", NULL, test_file_gone);
    add("/engine/card-sizes", NULL, test_card_sizes);
    add("/engine/parameters", NULL, test_parameters);
    return g_test_run();
}
