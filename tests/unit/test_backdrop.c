/* SPDX-License-Identifier: MIT */
/* What stands behind the person: colour, pictures and films. The blur has a file of its own. */
#include "compose/backdrop.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>

#include "testimage.h"

/* A source that gives what it is told to, and counts. */
struct fake {
    struct fc_frame *frame; /* NULL for result alone */
    int result;
    int calls;
    struct fc_size wanted;
    int64_t time_ns;
};

struct setup {
    struct fc_backdrops *backdrops;
    struct fc_frame *camera;
    struct fc_matte *matte;
    struct fc_values values;
    struct fake fake;
    struct fc_background_source source;
    struct fc_backdrop_input input;
};

static int fake_frame_at(void *user, int64_t time_ns, struct fc_size wanted,
                         struct fc_frame **frame)
{
    struct fake *fake = user;

    fake->calls++;
    fake->wanted = wanted;
    fake->time_ns = time_ns;
    if (fake->result == 0)
        *frame = fc_frame_ref(fake->frame);
    return fake->result;
}

static void set_camera(struct setup *s, struct fc_size size, struct fc_colour colour)
{
    fc_frame_unref(&s->camera);
    fc_matte_unref(&s->matte);
    s->camera = testimage_filled(size, colour, 0xff00ff);
    s->matte = testimage_matte(size, 100, 0);
    s->input.frame = fc_frame_image(s->camera);
    s->input.matte = s->matte;
}

static void set_up(struct setup *s, const char *background)
{
    *s = (struct setup){.backdrops = fc_backdrops_create()};
    fc_values_init(&s->values);
    g_assert_cmpint(fc_values_set(&s->values, "background", background, NULL), ==, 0);
    s->source = (struct fc_background_source){.frame_at = fake_frame_at, .user = &s->fake};
    s->input =
        (struct fc_backdrop_input){.time_ns = 42, .values = &s->values, .source = &s->source};
    set_camera(s, (struct fc_size){64, 36}, testimage_colours[0]);
}

static void tear_down(struct setup *s)
{
    fc_backdrops_destroy(&s->backdrops);
    fc_frame_unref(&s->camera);
    fc_frame_unref(&s->fake.frame);
    fc_matte_unref(&s->matte);
}

static const struct fc_image *render(struct setup *s)
{
    const struct fc_image *image = NULL;

    g_assert_cmpint(fc_backdrops_render(s->backdrops, &s->input, &image), ==, 0);
    g_assert_true(fc_size_equal(image->size, s->input.frame->size));
    g_assert_true(fc_colour_equal(image->colour, s->input.frame->colour));
    return image;
}

static int render_fails(struct setup *s)
{
    const struct fc_image *image = NULL;
    int ret = fc_backdrops_render(s->backdrops, &s->input, &image);

    g_assert_null(image);
    return ret;
}

static void set_picture(struct setup *s, struct fc_size size, uint32_t rgb)
{
    fc_frame_unref(&s->fake.frame);
    s->fake.frame = testimage_filled(size, testimage_colours[3], rgb);
}

static void test_color(void)
{
    struct setup s;

    set_up(&s, "color:#c08040");
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        struct fc_colour colour = testimage_colours[i];

        set_camera(&s, (struct fc_size){33 + i, 21}, colour);
        g_assert_true(testimage_is(render(&s), testimage_code(colour, 0xc08040), 0));
        fc_values_set(&s.values, "background", "greenscreen", NULL);
        g_assert_true(testimage_is(render(&s), testimage_code(colour, FC_GREENSCREEN_RGB), 0));
        fc_values_set(&s.values, "background", "color", NULL);
        g_assert_true(testimage_is(render(&s), testimage_code(colour, 0xc08040), 0));
    }
    tear_down(&s);
}

/* Filled once: what the test writes into it stays until something changes. */
static void test_color_is_kept(void)
{
    struct setup s;
    const struct fc_image *image;

    set_up(&s, "color:#c08040");
    image = render(&s);
    image->plane[0][0] = 7;
    g_assert_cmpint(render(&s)->plane[0][0], ==, 7);
    fc_values_set(&s.values, "background", "color:#c08041", NULL);
    g_assert_cmpint(render(&s)->plane[0][0], !=, 7);
    tear_down(&s);
}

static void test_media(void)
{
    struct setup s;
    struct fc_yuv first = testimage_code(testimage_colours[0], 0xc08040);
    struct fc_yuv second = testimage_code(testimage_colours[0], 0x2080c0);
    const struct fc_image *image;

    set_up(&s, "/pictures/porch.jpg");
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    image = render(&s);
    g_assert_true(testimage_is(image, first, 2));
    g_assert_cmpint(s.fake.time_ns, ==, 42);
    g_assert_cmpint(s.fake.wanted.width, ==, 64);
    /* the same frame again: asked for, but not fitted again */
    image->plane[0][0] = 7;
    g_assert_cmpint(render(&s)->plane[0][0], ==, 7);
    g_assert_cmpint(s.fake.calls, ==, 2);
    set_picture(&s, (struct fc_size){20, 20}, 0x2080c0);
    g_assert_true(testimage_is(render(&s), second, 2));
    tear_down(&s);
}

/* Each thing that the fitted picture depends on. */
static void test_media_refits(void)
{
    struct setup s;
    struct fc_yuv bars = testimage_code(testimage_colours[1], 0x112233);

    set_up(&s, "film.webm");
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    render(&s);
    set_camera(&s, (struct fc_size){65, 35}, testimage_colours[0]);
    g_assert_true(testimage_is(render(&s), testimage_code(testimage_colours[0], 0xc08040), 2));
    set_camera(&s, (struct fc_size){65, 35}, testimage_colours[1]);
    g_assert_true(testimage_is(render(&s), testimage_code(testimage_colours[1], 0xc08040), 2));
    fc_values_set(&s.values, "background-color", "#112233", NULL);
    fc_values_set(&s.values, "background-fit", "contain", NULL);
    g_assert_cmpint(testimage_at(render(&s), 0, 0, 10), ==, bars.y);
    fc_values_set(&s.values, "background-color", "#ffffff", NULL);
    g_assert_cmpint(testimage_at(render(&s), 0, 0, 10), ==, 255);
    tear_down(&s);
}

static void test_media_waits_and_fails(void)
{
    struct setup s;
    struct fc_yuv code = testimage_code(testimage_colours[0], 0xc08040);

    set_up(&s, "film.webm");
    s.fake.result = -EAGAIN;
    g_assert_cmpint(render_fails(&s), ==, -EAGAIN);
    s.fake.result = 0;
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    g_assert_true(testimage_is(render(&s), code, 2));
    /* nothing new: the last one, also in another size */
    s.fake.result = -EAGAIN;
    g_assert_true(testimage_is(render(&s), code, 2));
    set_camera(&s, (struct fc_size){30, 40}, testimage_colours[0]);
    g_assert_true(testimage_is(render(&s), code, 2));
    /* an error ends it, and what was there is not shown again */
    s.fake.result = -EIO;
    g_assert_cmpint(render_fails(&s), ==, -EIO);
    s.fake.result = -EAGAIN;
    g_assert_cmpint(render_fails(&s), ==, -EAGAIN);
    s.input.source = NULL;
    g_assert_cmpint(render_fails(&s), ==, -ENODATA);
    tear_down(&s);
}

/* Another source has nothing yet: the old one's picture is not its. */
static void test_media_other_source(void)
{
    struct setup s;
    struct fake waiting = {.result = -EAGAIN};

    set_up(&s, "film.webm");
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    render(&s);
    g_assert_cmpint(atomic_load(&s.fake.frame->references), ==, 2);
    s.source.user = &waiting;
    g_assert_cmpint(render_fails(&s), ==, -EAGAIN);
    g_assert_cmpint(atomic_load(&s.fake.frame->references), ==, 1);
    tear_down(&s);
}

/* What is not shown any more is let go of. */
static void test_kinds_change(void)
{
    struct setup s;

    set_up(&s, "film.webm");
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    render(&s);
    g_assert_cmpint(atomic_load(&s.fake.frame->references), ==, 2);
    fc_values_set(&s.values, "background", "blur", NULL);
    render(&s);
    g_assert_cmpint(atomic_load(&s.fake.frame->references), ==, 1);
    fc_values_set(&s.values, "background", "none", NULL);
    g_assert_cmpint(render_fails(&s), ==, -EINVAL);
    tear_down(&s);
}

/* Kept as the picture is, and worked out again when picture, size or tone is another. */
static void test_tone(void)
{
    struct setup s;
    const struct fc_yuv code = testimage_code(testimage_colours[0], 0xc08040);
    const struct fc_image *image;

    set_up(&s, "color:#c08040");
    fc_values_set(&s.values, "background-saturation", "-100", NULL);
    image = render(&s);
    g_assert_true(testimage_is(image, (struct fc_yuv){code.y, 128, 128}, 0));
    image->plane[0][0] = 7;
    g_assert_cmpint(render(&s)->plane[0][0], ==, 7);
    fc_values_set(&s.values, "background", "color:#4080c0", NULL);
    g_assert_cmpint(render(&s)->plane[0][0], ==, testimage_code(testimage_colours[0], 0x4080c0).y);
    fc_values_set(&s.values, "background-brightness", "-100", NULL);
    g_assert_cmpint(render(&s)->plane[0][0], ==, 16);
    set_camera(&s, (struct fc_size){33, 21}, testimage_colours[1]);
    g_assert_true(testimage_is(render(&s), (struct fc_yuv){0, 128, 128}, 0));
    fc_values_set(&s.values, "background-brightness", "0", NULL);
    fc_values_set(&s.values, "background-saturation", "0", NULL);
    g_assert_true(testimage_is(render(&s), testimage_code(testimage_colours[1], 0x4080c0), 0));
    tear_down(&s);
}

/* A picture in the place of another, and another kind. */
static void test_tone_of_pictures(void)
{
    struct setup s;
    struct fc_yuv code = testimage_code(testimage_colours[0], 0xc08040);

    set_up(&s, "/pictures/porch.jpg");
    fc_values_set(&s.values, "background-look", "grey", NULL);
    set_picture(&s, (struct fc_size){20, 20}, 0xc08040);
    g_assert_true(testimage_is(render(&s), (struct fc_yuv){code.y, 128, 128}, 2));
    set_picture(&s, (struct fc_size){20, 20}, 0x4080c0);
    code = testimage_code(testimage_colours[0], 0x4080c0);
    g_assert_true(testimage_is(render(&s), (struct fc_yuv){code.y, 128, 128}, 2));
    fc_values_set(&s.values, "background", "color:#102030", NULL);
    code = testimage_code(testimage_colours[0], 0x102030);
    g_assert_true(testimage_is(render(&s), (struct fc_yuv){code.y, 128, 128}, 0));
    tear_down(&s);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/backdrop/color", test_color);
    g_test_add_func("/backdrop/color-is-kept", test_color_is_kept);
    g_test_add_func("/backdrop/media", test_media);
    g_test_add_func("/backdrop/media-refits", test_media_refits);
    g_test_add_func("/backdrop/media-waits-and-fails", test_media_waits_and_fails);
    g_test_add_func("/backdrop/media-other-source", test_media_other_source);
    g_test_add_func("/backdrop/kinds-change", test_kinds_change);
    g_test_add_func("/backdrop/tone", test_tone);
    g_test_add_func("/backdrop/tone-of-pictures", test_tone_of_pictures);
    return g_test_run();
}
