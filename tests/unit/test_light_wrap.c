/* SPDX-License-Identifier: MIT */
#include "compose/light_wrap.h"

#include <glib.h>
#include <stdlib.h>

#include "testimage.h"

/* A person of one colour in the middle third, before a backdrop of one colour. */
struct setup {
    struct fc_light_wrap wrap;
    struct fc_frame *picture; /* person and backdrop, put together without soft edges */
    struct fc_frame *backdrop;
    struct fc_matte *matte;
    int left, right; /* of the person */
};

static void set_up(struct setup *s, struct fc_size size, struct fc_colour colour, uint32_t behind)
{
    const int third = size.width / 3 & ~1;

    *s = (struct setup){.left = third, .right = 2 * third};
    s->picture = testimage_filled(size, colour, behind);
    s->backdrop = testimage_filled(size, colour, behind);
    testimage_rect(s->picture, third, 0, (struct fc_size){third, size.height}, 0x402010);
    s->matte = testimage_matte_rect(size, third, 0, (struct fc_size){third, size.height});
}

static void tear_down(struct setup *s)
{
    fc_light_wrap_finish(&s->wrap);
    fc_frame_unref(&s->picture);
    fc_frame_unref(&s->backdrop);
    fc_matte_unref(&s->matte);
}

static void apply(struct setup *s, int strength)
{
    const struct fc_light_wrap_params params = {
        .backdrop = fc_frame_image(s->backdrop),
        .alpha = {s->matte->alpha, s->matte->chroma_alpha},
        .alpha_stride = {s->matte->stride, s->matte->chroma_stride},
        .strength = strength,
    };

    g_assert_cmpint(fc_light_wrap_apply(&s->wrap, &params, fc_frame_image(s->picture)), ==, 0);
}

static int luma_at(const struct setup *s, int x, int y)
{
    return testimage_at(fc_frame_image(s->picture), 0, x, y);
}

/* Brightest at the rim, less and less further in, nothing deep inside or outside. */
static void test_rim(void)
{
    for (int i = 0; i < TESTIMAGE_COLOURS; i++) {
        const struct fc_colour colour = testimage_colours[i];
        const int person = testimage_code(colour, 0x402010).y;
        const int behind = testimage_code(colour, 0xffffff).y;
        struct setup s;

        set_up(&s, (struct fc_size){900, 720}, colour, 0xffffff);
        apply(&s, 100);
        g_assert_cmpint(luma_at(&s, s.left, 360), >, person + 60);
        g_assert_cmpint(luma_at(&s, s.left, 360), <, behind - 60);
        for (int x = s.left; x < s.left + 60; x++) {
            g_assert_cmpint(luma_at(&s, x + 1, 360), <=, luma_at(&s, x, 360));
            g_assert_cmpint(luma_at(&s, x, 360) - luma_at(&s, x + 1, 360), <, 12);
        }
        g_assert_cmpint(luma_at(&s, s.left + 60, 360), ==, person);
        g_assert_cmpint(luma_at(&s, s.left - 1, 360), ==, behind);
        g_assert_cmpint(ABS(luma_at(&s, s.right - 1, 360) - luma_at(&s, s.left, 360)), <=, 3);
        /* the same from top to bottom */
        for (int y = 0; y < 720; y++)
            g_assert_cmpint(ABS(luma_at(&s, s.left, y) - luma_at(&s, s.left, 360)), <=, 1);
        tear_down(&s);
    }
}

static int rim(uint32_t behind, int strength)
{
    struct setup s;
    int luma;

    set_up(&s, (struct fc_size){320, 180}, testimage_colours[0], behind);
    apply(&s, strength);
    luma = luma_at(&s, s.left, 90);
    tear_down(&s);
    return luma;
}

/* More with strength, more with light; the dark throws none. */
static void test_strength(void)
{
    const int person = testimage_code(testimage_colours[0], 0x402010).y;

    g_assert_cmpint(rim(0x000000, 100), ==, person);
    g_assert_cmpint(rim(0xffffff, 30), >, person + 5);
    g_assert_cmpint(rim(0xffffff, 60), >, rim(0xffffff, 30) + 5);
    g_assert_cmpint(rim(0xffffff, 100), >, rim(0xffffff, 60) + 5);
    g_assert_cmpint(rim(0xffffff, 100), >, rim(0x808080, 100) + 5);
}

/* The light has the backdrop's colour. */
static void test_colour(void)
{
    struct setup s;
    const struct fc_image *image;
    struct fc_yuv person = testimage_code(testimage_colours[2], 0x402010);

    set_up(&s, (struct fc_size){320, 180}, testimage_colours[2], 0x60c0ff);
    apply(&s, 100);
    image = fc_frame_image(s.picture);
    g_assert_cmpint(testimage_at(image, 1, s.left / 2, 45), >, person.u + 5);
    g_assert_cmpint(testimage_at(image, 2, s.left / 2, 45), <, person.v - 5);
    g_assert_cmpint(testimage_at(image, 1, s.left / 2 + 25, 45), ==, person.u);
    tear_down(&s);
}

/* Every size, with the planes' ends watched by the sanitizers; no sample outside of the two. */
static void test_sizes(void)
{
    for (int width = 1; width < 300; width += 1 + width / 12) {
        for (int height = 1; height < 300; height += 1 + height / 7) {
            struct setup s;
            struct testimage_range range;

            set_up(&s, (struct fc_size){width, height}, testimage_colours[1], 0xe0e0e0);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    s.matte->alpha[y * s.matte->stride + x] = (uint8_t)(x * 9 + y * 5);
            fc_matte_seal(s.matte);
            apply(&s, 100);
            range = testimage_range(fc_frame_image(s.picture), 0);
            g_assert_cmpint(range.low, >=, testimage_code(testimage_colours[1], 0x402010).y);
            g_assert_cmpint(range.high, <=, 0xe0);
            tear_down(&s);
        }
    }
}

/* One object, frames of one size after the other, as large as they come. */
static void test_size_changes(void)
{
    static const struct fc_size sizes[] = {{640, 360}, {36, 1100}, {2600, 20}, {3840, 2160}};
    struct fc_light_wrap wrap = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct setup s;

        set_up(&s, sizes[i], testimage_colours[0], 0xffffff);
        s.wrap = wrap;
        apply(&s, 100);
        g_assert_cmpint(luma_at(&s, s.left, sizes[i].height / 2), >,
                        testimage_code(testimage_colours[0], 0x402010).y + 40);
        wrap = s.wrap;
        s.wrap = (struct fc_light_wrap){0};
        tear_down(&s);
    }
    fc_light_wrap_finish(&wrap);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/light-wrap/rim", test_rim);
    g_test_add_func("/light-wrap/strength", test_strength);
    g_test_add_func("/light-wrap/colour", test_colour);
    g_test_add_func("/light-wrap/sizes", test_sizes);
    g_test_add_func("/light-wrap/size-changes", test_size_changes);
    return g_test_run();
}
