/* SPDX-License-Identifier: MIT */
#include "framing/framing.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testimage.h"

#define FRAME_NS INT64_C(33333333)

static const struct fc_size size = {1280, 720};

static struct fc_view fixed(const char *const *settings)
{
    struct fc_values values;

    fc_values_init(&values);
    for (; settings[0]; settings += 2)
        g_assert_cmpint(fc_values_set(&values, settings[0], settings[1], NULL), ==, 0);
    return fc_framing_fixed(&values, size);
}

static void assert_part(struct fc_view view, double x, double y, double width, double height)
{
    g_assert_cmpfloat(fabs(view.x - x), <, 0.001);
    g_assert_cmpfloat(fabs(view.y - y), <, 0.001);
    g_assert_cmpfloat(fabs(view.width - width), <, 0.001);
    g_assert_cmpfloat(fabs(view.height - height), <, 0.001);
}

static void test_fixed(void)
{
    const struct fc_view none = fixed((const char *[]){NULL});

    g_assert_true(fc_view_is_plain(&none));
    assert_part(fixed((const char *[]){"zoom", "200", NULL}), 320, 180, 640, 360);
    assert_part(fixed((const char *[]){"zoom", "200", "pan-x", "-100", "pan-y", "100", NULL}), 0,
                360, 640, 360);
    assert_part(fixed((const char *[]){"zoom", "400", "pan-x", "50", NULL}), 720, 270, 320, 180);
    /* the part that a person sees at the left, whose picture is swapped */
    assert_part(fixed((const char *[]){"zoom", "200", "pan-x", "-100", "mirror", "true", NULL}),
                640, 180, 640, 360);
    assert_part(fixed((const char *[]){"rotate", "90", NULL}), 0, (1280 - 405) / 2.0, 720, 405);
    assert_part(fixed((const char *[]){"rotate", "270", "pan-y", "-100", NULL}), 0, 0, 720, 405);
    g_assert_cmpint(fixed((const char *[]){"rotate", "270", NULL}).turned, ==, 270);
    g_assert_cmpint(fixed((const char *[]){"rotate", "180", NULL}).turned, ==, 180);
    g_assert_cmpfloat(fixed((const char *[]){"rotate", "180", NULL}).width, <=, 0);
}

/* --- following --- */

/* A person stands at x and y of the picture, so wide, down to the bottom. */
struct scene {
    struct fc_framing framing;
    struct fc_values values;
    struct fc_frame *frame;
    int64_t time_ns;
    struct fc_view view;
    double x, y, width; /* of the person; width 0: nobody */
    double head;        /* height of the head, which is half as wide; or 0 */
};

static void set_up(struct scene *s)
{
    *s = (struct scene){.frame = testimage_filled(size, testimage_colours[0], 0x808080)};
    fc_values_init(&s->values);
    fc_values_set(&s->values, "auto-frame", "true", NULL);
    s->view = (struct fc_view){.width = size.width, .height = size.height};
}

static int at_most(double value, int most)
{
    return (int)CLAMP(value, 0, most);
}

/* What a network that is right says of the view. */
static struct fc_matte *seen_matte(const struct scene *s)
{
    const double zoom = s->view.width > 0 ? size.width / s->view.width : 1;
    const int left = at_most((s->x - s->width / 2 - s->view.x) * zoom, size.width);
    const int right = at_most((s->x + s->width / 2 - s->view.x) * zoom, size.width);
    const int top = at_most((s->y - s->view.y) * zoom, size.height);

    const int neck = at_most((s->y + s->head - s->view.y) * zoom, size.height);
    struct fc_matte *matte =
        testimage_matte_rect(size, left, neck, (struct fc_size){right - left, size.height - neck});
    const int head_left = at_most((s->x - s->width / 4 - s->view.x) * zoom, size.width);
    const int head_right = at_most((s->x + s->width / 4 - s->view.x) * zoom, size.width);

    for (int y = top; y < neck; y++)
        memset(matte->alpha + y * matte->stride + head_left, 255, (size_t)(head_right - head_left));
    fc_matte_seal(matte);
    return matte;
}

static bool step(struct scene *s)
{
    struct fc_matte *matte;
    bool again;

    s->view = fc_framing_next(&s->framing, &s->values, size, s->time_ns);
    if (s->view.width > 0) {
        g_assert_cmpfloat(s->view.x, >=, 0);
        g_assert_cmpfloat(s->view.y, >=, 0);
        g_assert_cmpfloat(s->view.x + s->view.width, <=, size.width + 0.001);
        g_assert_cmpfloat(s->view.y + s->view.height, <=, size.height + 0.001);
        g_assert_cmpfloat(s->view.width, >=, size.width / FC_FOLLOW_CLOSEST - 0.001);
        g_assert_cmpfloat(fabs(s->view.width / s->view.height - 16.0 / 9), <, 0.001);
    }
    matte = seen_matte(s);
    again = fc_framing_seen(&s->framing, &s->values, fc_frame_image(s->frame), matte);
    fc_matte_unref(&matte);
    s->time_ns += FRAME_NS;
    return again;
}

static void steps(struct scene *s, int count)
{
    for (int i = 0; i < count; i++)
        g_assert_false(step(s));
}

static void place(struct scene *s, double x, double y, double width)
{
    s->x = x;
    s->y = y;
    s->width = width;
}

static double middle(const struct scene *s)
{
    return s->view.width > 0 ? s->view.x + s->view.width / 2 : size.width / 2.0;
}

/* The first look is enough to be there. */
static void test_first_look(void)
{
    struct scene s;

    set_up(&s);
    place(&s, 400, 300, 350);
    g_assert_true(step(&s));
    s.time_ns -= FRAME_NS;
    g_assert_false(step(&s));
    g_assert_cmpfloat(fabs(middle(&s) - 400), <, 8);
    g_assert_cmpfloat(fabs(s.view.width - 350 * 1.5), <, 16);
    g_assert_cmpfloat(s.view.y, <, 300 - 40);
    g_assert_cmpfloat(s.view.y + s.view.height, >, 300 + 200);
    fc_frame_unref(&s.frame);
}

/* That the closer view has no shoulders, but the head alone, is no reason to come closer. */
static void test_shoulders(void)
{
    struct scene s;

    set_up(&s);
    place(&s, 500, 200, 420);
    s.head = 370;
    step(&s);
    for (int i = 0; i < 600; i++) {
        place(&s, 500 + i / 3.0, 200, 420);
        steps(&s, 1);
        g_assert_cmpfloat(s.view.width > 0 ? s.view.width : 1280, >, 420 * 1.3);
    }
    g_assert_cmpfloat(s.view.y + s.view.height, <, 200 + 370);
    g_assert_cmpfloat(fabs(middle(&s) - 700), <, 60);
    fc_frame_unref(&s.frame);
}

/* A person as large as the picture, or nobody, asks for no other view. */
static void test_whole(void)
{
    struct scene s;

    set_up(&s);
    place(&s, 640, 0, 1270);
    g_assert_false(step(&s));
    steps(&s, 60);
    g_assert_true(fc_view_is_plain(&s.view));
    fc_frame_unref(&s.frame);
    set_up(&s);
    g_assert_false(step(&s));
    steps(&s, 60);
    g_assert_true(fc_view_is_plain(&s.view));
    fc_frame_unref(&s.frame);
}

/* Small moves do nothing at all, to the last bit. */
static void test_dead_zone(void)
{
    struct scene s;
    struct fc_view before;

    set_up(&s);
    place(&s, 600, 300, 400);
    step(&s);
    steps(&s, 10);
    before = s.view;
    for (int i = 0; i < 300; i++) {
        place(&s, 600 + 12 * sin(i * 0.3), 300 + 9 * sin(i * 0.2), 400 + 16 * sin(i * 0.5));
        steps(&s, 1);
        g_assert_true(s.view.x == before.x && s.view.y == before.y && s.view.width == before.width);
    }
    fc_frame_unref(&s.frame);
}

/* Neither does an arm that is up for a moment. */
static void test_wave(void)
{
    struct scene s;
    struct fc_view before;

    set_up(&s);
    place(&s, 600, 300, 300);
    step(&s);
    steps(&s, 10);
    before = s.view;
    for (int i = 0; i < 20; i++) {
        place(&s, 620, 300, 380);
        steps(&s, 8);
        place(&s, 600, 300, 300);
        steps(&s, 8);
    }
    g_assert_cmpfloat(fabs(s.view.x - before.x), <, 0.001);
    fc_frame_unref(&s.frame);
}

/* After a move it glides to the new place, without a jerk and without swinging. */
static void test_glides(void)
{
    struct scene s;
    double last;
    double last_speed = 0;

    set_up(&s);
    place(&s, 500, 300, 300);
    step(&s);
    steps(&s, 10);
    last = middle(&s);
    place(&s, 580, 300, 300);
    for (int i = 0; i < 120; i++) {
        double speed;

        steps(&s, 1);
        speed = middle(&s) - last;
        g_assert_cmpfloat(speed, >=, -0.001);
        g_assert_cmpfloat(fabs(speed - last_speed), <, 1.5);
        last_speed = speed;
        last = middle(&s);
    }
    g_assert_cmpfloat(fabs(last - 580), <, 8);
    fc_frame_unref(&s.frame);
}

/* Who walks away is followed to the picture's end, and not lost. */
static void test_walks(void)
{
    struct scene s;

    set_up(&s);
    place(&s, 300, 250, 300);
    step(&s);
    for (int i = 0; i < 200; i++) {
        place(&s, 300 + i * 3.5, 250, 300);
        steps(&s, 1);
        g_assert_cmpfloat(fabs(middle(&s) - s.x), <, s.view.width> 0 ? s.view.width / 2 : 640);
    }
    steps(&s, 120);
    g_assert_cmpfloat(middle(&s), >, 900);
    /* and back from beyond the view in one leap */
    place(&s, 200, 250, 300);
    steps(&s, 300);
    g_assert_cmpfloat(fabs(middle(&s) - s.view.width / 2), <, 60);
    fc_frame_unref(&s.frame);
}

/* The person is gone: it stays a while, then opens. */
static void test_nobody(void)
{
    struct scene s;
    double width;

    set_up(&s);
    place(&s, 500, 300, 300);
    step(&s);
    steps(&s, 10);
    width = s.view.width;
    s.width = 0;
    steps(&s, 50);
    g_assert_cmpfloat(s.view.width, ==, width);
    steps(&s, 250);
    g_assert_true(fc_view_is_plain(&s.view) || s.view.width > 1270);
    fc_frame_unref(&s.frame);
}

/* Anything at all: step() asserts that the view stays within the picture. */
static void test_stays_within(void)
{
    struct scene s;
    GRand *random = g_rand_new_with_seed(3);

    set_up(&s);
    for (int i = 0; i < 3000; i++) {
        if (i % 20 == 0)
            place(&s, g_rand_double_range(random, -100, 1400),
                  g_rand_double_range(random, -50, 700), g_rand_double_range(random, 0, 900));
        if (i % 500 == 0)
            s.time_ns += g_rand_int_range(random, -3, 3) * INT64_C(1000000000);
        step(&s);
    }
    g_rand_free(random);
    fc_frame_unref(&s.frame);
}

/* --- light --- */

/* The mean of a grey picture after that many frames of auto-light. */
static int lit(struct scene *s, uint32_t rgb, int frames)
{
    struct fc_viewer *viewer = fc_viewer_create();
    struct fc_pool *pool = fc_pool_create();
    struct fc_matte *matte = testimage_matte_rect(size, 400, 200, (struct fc_size){500, 520});
    int luma = 0;

    fc_frame_unref(&s->frame);
    s->frame = testimage_filled(size, testimage_colours[2], rgb);
    for (int i = 0; i < frames; i++) {
        struct fc_frame *framed;

        s->view = fc_framing_next(&s->framing, &s->values, size, s->time_ns);
        framed = fc_viewer_apply(viewer, &s->view, s->frame, pool);
        luma = testimage_at(&framed->image, 0, 500, 400);
        fc_framing_seen(&s->framing, &s->values, &framed->image, matte);
        s->time_ns += FRAME_NS;
        fc_frame_unref(&framed);
    }
    fc_matte_unref(&matte);
    fc_viewer_destroy(&viewer);
    fc_pool_unref(&pool);
    return luma;
}

static void test_light(void)
{
    const int good = 16 + (int)(0.42 * 219);
    struct scene s;
    int luma;

    set_up(&s);
    fc_values_set(&s.values, "auto-frame", "false", NULL);
    fc_values_set(&s.values, "auto-light", "true", NULL);
    /* the first look is enough, and what comes of it stands */
    g_assert_cmpint(lit(&s, 0x303030, 1), ==, testimage_code(testimage_colours[2], 0x303030).y);
    luma = lit(&s, 0x303030, 2);
    g_assert_cmpint(ABS(luma - good), <=, 4);
    g_assert_cmpint(ABS(lit(&s, 0x303030, 60) - luma), <=, 1);
    /* the lamp goes on: back by and by, and at the end nothing is done any more */
    luma = lit(&s, 0x909090, 2);
    g_assert_cmpint(luma, >, testimage_code(testimage_colours[2], 0x909090).y + 10);
    lit(&s, 0x909090, 300);
    g_assert_true(fc_view_is_plain(&s.view));
    /* bounded: what is black stays dark */
    g_assert_cmpint(lit(&s, 0x040404, 300), <, 60);
    fc_frame_unref(&s.frame);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/framing/fixed", test_fixed);
    g_test_add_func("/framing/first-look", test_first_look);
    g_test_add_func("/framing/shoulders", test_shoulders);
    g_test_add_func("/framing/whole", test_whole);
    g_test_add_func("/framing/dead-zone", test_dead_zone);
    g_test_add_func("/framing/wave", test_wave);
    g_test_add_func("/framing/glides", test_glides);
    g_test_add_func("/framing/walks", test_walks);
    g_test_add_func("/framing/nobody", test_nobody);
    g_test_add_func("/framing/stays-within", test_stays_within);
    g_test_add_func("/framing/light", test_light);
    return g_test_run();
}
