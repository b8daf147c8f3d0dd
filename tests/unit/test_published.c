/* SPDX-License-Identifier: MIT */
/* The gate: what may leave, and that everything else is a card without a trace of the room. */
#include "compose/published.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "testimage.h"

/* A colour that no card and no background has. */
#define CAMERA_RGB 0xff70ff
#define BACKDROP_RGB 0x30a040
#define NOW_NS INT64_C(5000000000)

struct setup {
    struct fc_publisher *publisher;
    struct fc_frame *camera;
    struct fc_frame *backdrop;
    struct fc_matte *matte;
    struct fc_publish_params params;
};

static void set_up(struct setup *s, struct fc_size size, struct fc_colour colour, uint8_t alpha)
{
    *s = (struct setup){.publisher = fc_publisher_create()};
    s->camera = testimage_filled(size, colour, CAMERA_RGB);
    s->backdrop = testimage_filled(size, colour, BACKDROP_RGB);
    s->matte = testimage_matte(size, alpha, NOW_NS);
    s->matte->unsure = 0; /* as if alpha were that of an edge alone; test_unsure has more */
    s->params = (struct fc_publish_params){.person = fc_frame_image(s->camera),
                                           .backdrop = fc_frame_image(s->backdrop),
                                           .matte = s->matte,
                                           .time_ns = NOW_NS,
                                           .now_ns = NOW_NS};
}

static void tear_down(struct setup *s)
{
    fc_publisher_destroy(&s->publisher);
    fc_frame_unref(&s->camera);
    fc_frame_unref(&s->backdrop);
    fc_matte_unref(&s->matte);
}

static struct fc_published *compose(struct setup *s)
{
    struct fc_published *published = NULL;

    g_assert_cmpint(fc_publish_composed(s->publisher, &s->params, &published), ==, 0);
    g_assert_nonnull(published);
    g_assert_cmpint(fc_published_time_ns(published), ==, s->params.time_ns);
    return published;
}

/* Neither the camera's colour nor anything near it, in any of the three planes. */
static void assert_no_camera(const struct fc_image *image)
{
    struct fc_yuv code = testimage_code(image->colour, CAMERA_RGB);

    g_assert_cmpint(testimage_range(image, 0).high, <, code.y);
    g_assert_cmpint(testimage_range(image, 1).high, <, code.u - 20);
    g_assert_cmpint(testimage_range(image, 2).high, <, code.v - 20);
}

static void assert_card(struct setup *s, enum fc_card_reason reason)
{
    struct fc_published *published = compose(s);

    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_CARD);
    g_assert_cmpint(fc_published_reason(published), ==, reason);
    g_assert_cmpint(strlen(fc_published_why(published)), >, 10);
    g_assert_true(
        fc_size_equal(fc_published_image(published)->size, fc_frame_image(s->camera)->size));
    assert_no_camera(fc_published_image(published));
    fc_published_unref(&published);
    g_assert_null(published);
}

static void assert_composed(struct setup *s)
{
    struct fc_published *published = compose(s);

    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    g_assert_cmpint(fc_published_reason(published), ==, FC_CARD_UNSET);
    g_assert_cmpstr(fc_published_why(published), ==, "");
    fc_published_unref(&published);
}

static void test_refusals(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        struct setup s;
        struct fc_matte *other = testimage_matte((struct fc_size){64, 34}, 60, NOW_NS);
        struct fc_image stranger;

        set_up(&s, (struct fc_size){66, 34}, testimage_colours[i], 60);
        assert_composed(&s);
        s.params.matte = NULL;
        assert_card(&s, FC_CARD_NO_MATTE);
        s.params.matte = other;
        assert_card(&s, FC_CARD_MATTE_UNFIT);
        s.params.matte = s.matte;
        s.params.backdrop = NULL;
        assert_card(&s, FC_CARD_NO_BACKGROUND);
        s.params.backdrop = s.params.person;
        assert_card(&s, FC_CARD_NO_BACKGROUND);
        stranger = *fc_frame_image(s.backdrop);
        stranger.plane[2] = s.params.person->plane[2];
        s.params.backdrop = &stranger;
        assert_card(&s, FC_CARD_NO_BACKGROUND);
        stranger = *fc_frame_image(s.backdrop);
        stranger.size.height--;
        assert_card(&s, FC_CARD_NO_BACKGROUND);
        fc_matte_unref(&other);
        tear_down(&s);
    }
}

static void test_age(void)
{
    struct setup s;

    set_up(&s, (struct fc_size){32, 32}, testimage_colours[0], 60);
    assert_composed(&s);
    s.matte->time_ns = NOW_NS - FC_MATTE_MAX_AGE_NS;
    assert_composed(&s);
    s.matte->time_ns = NOW_NS - FC_MATTE_MAX_AGE_NS - 1;
    assert_card(&s, FC_CARD_MATTE_OLD);
    s.matte->time_ns = NOW_NS + 1;
    assert_card(&s, FC_CARD_MATTE_OLD);
    s.matte->time_ns = INT64_MAX;
    s.params.now_ns = INT64_MIN;
    assert_card(&s, FC_CARD_MATTE_OLD);
    s.matte->time_ns = INT64_MIN;
    s.params.now_ns = INT64_MAX;
    assert_card(&s, FC_CARD_MATTE_OLD);
    tear_down(&s);
}

static void test_all_person(void)
{
    struct setup s;

    set_up(&s, (struct fc_size){32, 32}, testimage_colours[0], 255);
    g_assert_cmpfloat(s.matte->coverage, ==, 1.0);
    assert_card(&s, FC_CARD_MATTE_UNFIT);
    s.matte->coverage = NAN;
    assert_card(&s, FC_CARD_MATTE_UNFIT);
    s.matte->coverage = FC_MATTE_MAX_COVERAGE;
    assert_composed(&s);
    s.matte->coverage = nextafter(FC_MATTE_MAX_COVERAGE, 1);
    assert_card(&s, FC_CARD_MATTE_UNFIT);
    tear_down(&s);
}

/* A matte that is half person everywhere is the room, dimmed. */
static void test_unsure(void)
{
    const int alphas[] = {1, 15, 16, 127, 239};

    for (size_t i = 0; i < G_N_ELEMENTS(alphas); i++) {
        struct setup s;

        set_up(&s, (struct fc_size){64, 32}, testimage_colours[0], (uint8_t)alphas[i]);
        fc_matte_seal(s.matte);
        s.matte->coverage = 0;
        g_assert_cmpfloat(s.matte->unsure, ==, alphas[i] < 16 ? 0 : 1);
        if (alphas[i] < 16)
            assert_composed(&s);
        else
            assert_card(&s, FC_CARD_MATTE_UNFIT);
        s.matte->unsure = NAN;
        assert_card(&s, FC_CARD_MATTE_UNFIT);
        memset(s.matte->alpha, 0, (size_t)s.matte->stride * 16);
        fc_matte_seal(s.matte);
        assert_composed(&s);
        tear_down(&s);
    }
}

/* All widths around libyuv's SIMD steps: 0 is the backdrop exactly, 255 the person. */
static void test_blend(void)
{
    for (int width = 1; width < 100; width++) {
        struct setup s;
        struct fc_published *published;

        set_up(&s, (struct fc_size){width, 3}, testimage_colours[width % 4], 0);
        testimage_noise(s.camera, (uint32_t)width);
        testimage_noise(s.backdrop, (uint32_t)width + 1000);
        published = compose(&s);
        g_assert_true(testimage_equal(fc_published_image(published), s.params.backdrop));
        fc_published_unref(&published);
        memset(s.matte->alpha, 255, (size_t)s.matte->stride * 3);
        fc_matte_seal(s.matte);
        s.matte->coverage = 0.5;
        published = compose(&s);
        g_assert_true(testimage_equal(fc_published_image(published), s.params.person));
        fc_published_unref(&published);
        tear_down(&s);
    }
}

static void test_blend_halves(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        struct setup s;
        struct fc_published *published;
        struct fc_yuv person = testimage_code(testimage_colours[i], CAMERA_RGB);
        struct fc_yuv backdrop = testimage_code(testimage_colours[i], BACKDROP_RGB);
        struct fc_yuv mean = {(uint8_t)((person.y + backdrop.y) / 2),
                              (uint8_t)((person.u + backdrop.u) / 2),
                              (uint8_t)((person.v + backdrop.v) / 2)};

        set_up(&s, (struct fc_size){71, 5}, testimage_colours[i], 127);
        assert_card(&s, FC_CARD_MATTE_UNFIT); /* half the room, everywhere */
        s.matte->coverage = 0;
        published = compose(&s);
        g_assert_true(testimage_is(fc_published_image(published), mean, 1));
        fc_published_unref(&published);
        tear_down(&s);
    }
}

/* Grey before grey is that grey, at any alpha. */
static void test_grey(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        for (int alpha = 0; alpha < 256; alpha += 15) {
            struct setup s;
            struct fc_published *published;
            struct fc_yuv grey = testimage_code(testimage_colours[i], 0x808080);

            set_up(&s, (struct fc_size){65, 5}, testimage_colours[i], (uint8_t)alpha);
            fc_image_fill(fc_frame_image(s.camera), grey);
            fc_image_fill(fc_frame_image(s.backdrop), grey);
            s.matte->coverage = 0;
            published = compose(&s);
            g_assert_true(testimage_is(fc_published_image(published), grey, 0));
            fc_published_unref(&published);
            tear_down(&s);
        }
    }
}

static void test_room(void)
{
    struct setup s;
    struct fc_published *published = NULL;

    set_up(&s, (struct fc_size){65, 33}, testimage_colours[2], 0);
    testimage_noise(s.camera, 1);
    g_assert_cmpint(fc_publish_room(s.publisher, s.params.person, 77, &published), ==, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_ROOM);
    g_assert_cmpstr(fc_published_why(published), ==, "");
    g_assert_cmpint(fc_published_time_ns(published), ==, 77);
    g_assert_true(testimage_equal(fc_published_image(published), s.params.person));
    /* a copy: the camera may use its own planes again */
    fc_image_fill(s.params.person, (struct fc_yuv){1, 2, 3});
    g_assert_false(testimage_equal(fc_published_image(published), s.params.person));
    fc_published_unref(&published);
    tear_down(&s);
}

static void assert_no_matte(struct setup *s)
{
    struct fc_published *published = compose(s);

    g_assert_null(fc_published_matte(published));
    fc_published_unref(&published);
}

/* For who asks: the outline that was used, without the view of the camera's picture. */
static void test_kept_matte(void)
{
    struct setup s;
    struct fc_published *published;
    const struct fc_matte *kept;

    set_up(&s, (struct fc_size){65, 33}, testimage_colours[1], 60);
    assert_no_matte(&s);
    s.params.keeps_matte = true;
    s.params.fade = 40;
    s.matte->framed = fc_frame_ref(s.camera);
    published = compose(&s);
    kept = fc_published_matte(published);
    g_assert_nonnull(kept);
    g_assert_true(kept != s.matte);
    g_assert_null(kept->framed);
    g_assert_true(fc_size_equal(kept->size, s.matte->size));
    for (int y = 0; y < kept->size.height; y++)
        g_assert_cmpmem(kept->alpha + y * kept->stride, (gsize)kept->size.width,
                        s.matte->alpha + y * s.matte->stride, (gsize)s.matte->size.width);
    fc_published_unref(&published);
    s.params.keeps_matte = false;
    assert_no_matte(&s); /* the same handle again */
    s.params.keeps_matte = true;
    s.params.now_ns = NOW_NS + FC_MATTE_MAX_AGE_NS + 1;
    assert_no_matte(&s);
    assert_card(&s, FC_CARD_MATTE_OLD);
    tear_down(&s);
}

static struct fc_published *ask_card(struct setup *s, struct fc_frame *card)
{
    struct fc_published *published = NULL;

    g_assert_cmpint(fc_publish_card(s->publisher, s->params.person, card, 5, &published), ==, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_CARD);
    g_assert_cmpint(fc_published_reason(published), ==, FC_CARD_ASKED);
    assert_no_camera(fc_published_image(published));
    return published;
}

/* Calm and dark, but not nothing, at any size. */
static void test_plain_card(void)
{
    static const struct fc_size sizes[] = {{1, 1}, {2, 1}, {3, 7}, {640, 360}, {161, 501}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct setup s;
        struct fc_published *published;
        struct testimage_range luma;

        set_up(&s, sizes[i], testimage_colours[i % 4], 0);
        published = ask_card(&s, NULL);
        luma = testimage_range(fc_published_image(published), 0);
        g_assert_cmpint(luma.high, <, 140);
        if (sizes[i].width > 100)
            g_assert_cmpint(luma.high - luma.low, >, 40);
        fc_published_unref(&published);
        tear_down(&s);
    }
}

static void test_host_card(void)
{
    struct setup s;
    struct fc_colour colour = testimage_colours[3];
    struct fc_frame *card = testimage_filled((struct fc_size){40, 40}, colour, 0x204060);
    struct fc_published *first;
    struct fc_published *second;

    set_up(&s, (struct fc_size){160, 80}, testimage_colours[0], 0);
    first = ask_card(&s, card);
    /* contained: the picture in the middle, bars left and right */
    g_assert_cmpint(testimage_at(fc_published_image(first), 0, 80, 40), ==,
                    testimage_code(testimage_colours[0], 0x204060).y);
    g_assert_cmpint(testimage_at(fc_published_image(first), 0, 10, 40), !=,
                    testimage_code(testimage_colours[0], 0x204060).y);
    /* kept, so that it is the same planes again */
    second = ask_card(&s, card);
    g_assert_true(fc_published_image(first)->plane[0] == fc_published_image(second)->plane[0]);
    fc_published_unref(&second);
    /* the kept one holds the host's frame, or its address could come again with another picture */
    g_assert_cmpint(atomic_load(&card->references), ==, 2);
    second = ask_card(&s, NULL);
    g_assert_cmpint(atomic_load(&card->references), ==, 1);
    g_assert_false(testimage_equal(fc_published_image(first), fc_published_image(second)));
    fc_published_unref(&first);
    fc_published_unref(&second);
    fc_frame_unref(&card);
    tear_down(&s);
}

static gpointer drop_elsewhere(gpointer data)
{
    struct fc_published *published = data;

    g_assert_cmpint(fc_published_image(published)->size.width, ==, 64);
    fc_published_unref(&published);
    return NULL;
}

/* References count; planes and handles come back; both outlive the publisher. */
static void test_lifetime(void)
{
    struct setup s;
    struct fc_published *first;
    struct fc_published *again;
    const uint8_t *luma;
    GThread *thread;

    set_up(&s, (struct fc_size){64, 64}, testimage_colours[0], 60);
    first = compose(&s);
    luma = fc_published_image(first)->plane[0];
    again = fc_published_ref(first);
    fc_published_unref(&first);
    first = compose(&s);
    g_assert_true(fc_published_image(first)->plane[0] != luma);
    fc_published_unref(&again);
    again = compose(&s);
    g_assert_true(fc_published_image(again)->plane[0] == luma);
    tear_down(&s);
    g_assert_cmpint(testimage_range(fc_published_image(first), 0).high, >, 0);
    thread = g_thread_new("drop", drop_elsewhere, first);
    drop_elsewhere(again);
    g_thread_join(thread);
    first = NULL;
    fc_published_unref(&first);
}

static void assert_faded(struct setup *s, const struct fc_image *image, int plane)
{
    const struct fc_yuv camera = testimage_code(image->colour, CAMERA_RGB);
    const struct fc_yuv backdrop = testimage_code(image->colour, BACKDROP_RGB);
    const int before = plane == 0 ? camera.y : plane == 1 ? camera.u : camera.v;
    const int behind = plane == 0 ? backdrop.y : plane == 1 ? backdrop.u : backdrop.v;
    const struct fc_size size = fc_plane_size(image->size, plane);
    const struct fc_matte *matte = s->matte;

    for (int y = 0; y < size.height; y++) {
        for (int x = 0; x < size.width; x++) {
            const int alpha = plane ? matte->chroma_alpha[y * matte->chroma_stride + x]
                                    : matte->alpha[y * matte->stride + x];
            const int left = alpha * (100 - s->params.fade) / 100;

            g_assert_cmpint(ABS(testimage_at(image, plane, x, y) -
                                (left * before + (255 - left) * behind) / 255),
                            <=, 2);
        }
    }
}

/* Less of the person, at every size and in every plane; nothing at all of it at the end. */
static void test_fade(void)
{
    static const int fades[] = {1, 30, 50, 99, 100};

    for (int i = 0; i < 60; i++) {
        struct setup s;
        struct fc_published *published;

        set_up(&s, (struct fc_size){1 + i * 3, 1 + i * 7 % 33}, testimage_colours[i % 4], 0);
        for (int y = 0; y < s.matte->size.height; y++)
            for (int x = 0; x < s.matte->size.width; x++)
                s.matte->alpha[y * s.matte->stride + x] = (uint8_t)(x * 5 + y * 3);
        fc_matte_seal(s.matte);
        s.matte->coverage = 0.5;
        s.matte->unsure = 0;
        s.params.fade = fades[i % 5];
        published = compose(&s);
        g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
        for (int plane = 0; plane < 3; plane++)
            assert_faded(&s, fc_published_image(published), plane);
        if (s.params.fade == 100)
            g_assert_true(testimage_equal(fc_published_image(published), s.params.backdrop));
        fc_published_unref(&published);
        tear_down(&s);
    }
}

/* A matte that is refused is refused however little of it would be shown. */
static void test_fade_lets_nothing_through(void)
{
    struct setup s;

    set_up(&s, (struct fc_size){64, 36}, testimage_colours[0], 255);
    for (s.params.fade = 0; s.params.fade <= 100; s.params.fade += 10)
        assert_card(&s, FC_CARD_MATTE_UNFIT);
    tear_down(&s);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/published/refusals", test_refusals);
    g_test_add_func("/published/age", test_age);
    g_test_add_func("/published/all-person", test_all_person);
    g_test_add_func("/published/unsure", test_unsure);
    g_test_add_func("/published/blend", test_blend);
    g_test_add_func("/published/blend-halves", test_blend_halves);
    g_test_add_func("/published/grey", test_grey);
    g_test_add_func("/published/room", test_room);
    g_test_add_func("/published/kept-matte", test_kept_matte);
    g_test_add_func("/published/plain-card", test_plain_card);
    g_test_add_func("/published/host-card", test_host_card);
    g_test_add_func("/published/lifetime", test_lifetime);
    g_test_add_func("/published/fade", test_fade);
    g_test_add_func("/published/fade-lets-nothing-through", test_fade_lets_nothing_through);
    return g_test_run();
}
