/* SPDX-License-Identifier: MIT */
#include "compose/own_colour.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "testimage.h"

/*
 * A person in the middle, with a soft edge of that many pixels, before a room; both have a pattern
 * of their own. The picture is what a camera sees of them.
 */
struct setup {
    struct fc_own_colour own;
    struct fc_frame *person;
    struct fc_frame *room;
    struct fc_frame *picture;
    struct fc_matte *matte;
    struct fc_frame *behind; /* what is there instead of the room */
};

struct look {
    uint32_t person, room, behind;
    double soft_px;
};

/* Waves of some 20 pixels, a tenth up and down. */
static void add_pattern(struct fc_frame *frame, double phase)
{
    const struct fc_image *image = fc_frame_image(frame);

    for (int y = 0; y < image->size.height; y++)
        for (int x = 0; x < image->size.width; x++) {
            uint8_t *sample = image->plane[0] + (ptrdiff_t)y * image->stride[0] + x;
            const double wave = sin(x / 3.0 + phase) * cos(y / 4.0 + phase);

            *sample = (uint8_t)CLAMP(lrint(*sample + 12 * wave), 16, 235);
        }
}

static void fill_matte(struct fc_matte *matte, double soft_px)
{
    const double radius = matte->size.height / 3.0;

    for (int y = 0; y < matte->size.height; y++)
        for (int x = 0; x < matte->size.width; x++) {
            const double away =
                hypot(x - matte->size.width / 2.0, y - matte->size.height / 2.0) - radius;

            matte->alpha[(ptrdiff_t)y * matte->stride + x] =
                (uint8_t)lrint(255 * CLAMP(0.5 - away / soft_px, 0, 1));
        }
    fc_matte_seal(matte);
}

/* alpha of a + the rest of b, as the matte says. */
static struct fc_frame *mix(const struct fc_frame *a, const struct fc_frame *b,
                            const struct fc_matte *matte)
{
    struct fc_frame *to = fc_frame_create(matte->size, a->image.colour, 0);

    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(matte->size, i);
        const uint8_t *alpha = i ? matte->chroma_alpha : matte->alpha;
        const int stride = i ? matte->chroma_stride : matte->stride;

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++) {
                const int share = alpha[(ptrdiff_t)y * stride + x];
                const int sum = share * testimage_at(&a->image, i, x, y) +
                                (255 - share) * testimage_at(&b->image, i, x, y);

                to->image.plane[i][(ptrdiff_t)y * to->image.stride[i] + x] =
                    (uint8_t)((sum + 127) / 255);
            }
    }
    return to;
}

static void set_up(struct setup *s, struct fc_size size, const struct look *look)
{
    const struct fc_colour colour = testimage_colours[0];

    *s = (struct setup){.person = testimage_filled(size, colour, look->person),
                        .room = testimage_filled(size, colour, look->room),
                        .behind = testimage_filled(size, colour, look->behind),
                        .matte = testimage_matte(size, 0, 0)};
    add_pattern(s->person, 0);
    add_pattern(s->room, 2);
    fill_matte(s->matte, look->soft_px);
    s->picture = mix(s->person, s->room, s->matte);
}

static void tear_down(struct setup *s)
{
    fc_own_colour_finish(&s->own);
    fc_frame_unref(&s->person);
    fc_frame_unref(&s->room);
    fc_frame_unref(&s->picture);
    fc_frame_unref(&s->behind);
    fc_matte_unref(&s->matte);
}

static void apply(struct setup *s, struct fc_frame *to)
{
    const struct fc_plane_rows luma = {s->matte->alpha, s->matte->stride};
    const struct fc_plane_rows chroma = {s->matte->chroma_alpha, s->matte->chroma_stride};
    const struct fc_own_colour_params params = {
        .person = fc_frame_image(s->picture), .alpha = {luma, chroma}, .share = {luma, chroma}};

    g_assert_cmpint(fc_own_colour_apply(&s->own, &params, fc_frame_image(to)), ==, 0);
}

/* Mean absolute difference of two frames where the matte is soft. */
static double error_of(const struct setup *s, const struct fc_frame *a, const struct fc_frame *b)
{
    double sum = 0;
    double count = 0;

    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(s->matte->size, i);
        const uint8_t *alpha = i ? s->matte->chroma_alpha : s->matte->alpha;
        const int stride = i ? s->matte->chroma_stride : s->matte->stride;

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++)
                if (alpha[(ptrdiff_t)y * stride + x] % 255 != 0) {
                    sum += abs(testimage_at(&a->image, i, x, y) - testimage_at(&b->image, i, x, y));
                    count++;
                }
    }
    g_assert_cmpfloat(count, >, 0);
    return sum / count;
}

/* What is left of the error that the blend has against the person before the new background. */
static double left_of_error(struct fc_size size, const struct look *look)
{
    struct setup s;
    struct fc_frame *truth;
    struct fc_frame *blend;
    double before;
    double after;

    set_up(&s, size, look);
    truth = mix(s.person, s.behind, s.matte);
    blend = mix(s.picture, s.behind, s.matte);
    before = error_of(&s, truth, blend);
    apply(&s, blend);
    after = error_of(&s, truth, blend);
    g_test_message("%dx%d, soft over %g px: error %.2f, then %.2f", size.width, size.height,
                   look->soft_px, before, after);
    fc_frame_unref(&truth);
    fc_frame_unref(&blend);
    tear_down(&s);
    return after / before;
}

static const struct look looks[] = {
    {0x302018, 0xf0f0e8, 0x101418, 16}, /* dark hair, a bright wall, a dark background */
    {0xc09070, 0x203040, 0xf0f0f0, 16}, {0x302018, 0x4060e0, 0x00b140, 6},
    {0xe0e0e0, 0x602020, 0x808080, 40}, {0x806040, 0xf0f0e8, 0x101418, 3},
};

static void test_error(void)
{
    const struct fc_size sizes[] = {{1280, 720}, {641, 359}, {1922, 1081}};

    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(sizes); k++)
            g_assert_cmpfloat(left_of_error(sizes[k], &looks[i]), <, 0.5);
}

/* Samples without room in them, and such without person, are what they are without it. */
static void test_sure_stays(void)
{
    const struct fc_size size = {641, 359};
    struct setup s;
    struct fc_frame *blend;
    struct fc_frame *to;
    int changed = 0;

    set_up(&s, size, &looks[0]);
    testimage_noise(s.picture, 7);
    blend = mix(s.picture, s.behind, s.matte);
    to = mix(s.picture, s.behind, s.matte);
    apply(&s, to);
    for (int i = 0; i < 3; i++) {
        const struct fc_size plane = fc_plane_size(size, i);
        const uint8_t *alpha = i ? s.matte->chroma_alpha : s.matte->alpha;
        const int stride = i ? s.matte->chroma_stride : s.matte->stride;

        for (int y = 0; y < plane.height; y++)
            for (int x = 0; x < plane.width; x++) {
                const int was = testimage_at(&blend->image, i, x, y);
                const int is = testimage_at(&to->image, i, x, y);

                if (alpha[(ptrdiff_t)y * stride + x] % 255 == 0)
                    g_assert_cmpint(is, ==, was);
                changed += abs(is - was) > 1;
            }
    }
    g_assert_cmpint(changed, >, 1000);
    fc_frame_unref(&blend);
    fc_frame_unref(&to);
    tear_down(&s);
}

/* What was not blended in at all has nothing that could be corrected. */
static void test_share(void)
{
    const struct fc_size size = {320, 180};
    struct setup s;
    struct fc_own_colour_params params;
    struct fc_frame *to = testimage_filled(size, testimage_colours[0], 0x808080);
    uint8_t *nothing = g_malloc0((gsize)size.width);

    set_up(&s, size, &looks[0]);
    params =
        (struct fc_own_colour_params){.person = fc_frame_image(s.picture),
                                      .alpha = {{s.matte->alpha, s.matte->stride},
                                                {s.matte->chroma_alpha, s.matte->chroma_stride}},
                                      .share = {{nothing, 0}, {nothing, 0}}};
    g_assert_cmpint(fc_own_colour_apply(&s.own, &params, fc_frame_image(to)), ==, 0);
    g_assert_true(testimage_is(&to->image, testimage_code(testimage_colours[0], 0x808080), 0));
    apply(&s, to);
    g_assert_false(testimage_is(&to->image, testimage_code(testimage_colours[0], 0x808080), 5));
    g_free(nothing);
    fc_frame_unref(&to);
    tear_down(&s);
}

/* Nothing but soft edges, or none; and hardly any pixels. */
static void test_odd_ones(void)
{
    const struct fc_size sizes[] = {{1, 1}, {2, 3}, {17, 9}, {33, 2}, {3, 300}, {4000, 2}};
    const uint8_t alphas[] = {0, 1, 128, 254, 255};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(alphas); k++) {
            struct setup s;
            struct fc_frame *blend;
            struct fc_frame *to;

            set_up(&s, sizes[i], &looks[0]);
            fc_matte_unref(&s.matte);
            s.matte = testimage_matte(sizes[i], alphas[k], 0);
            blend = mix(s.picture, s.behind, s.matte);
            to = mix(s.picture, s.behind, s.matte);
            apply(&s, to);
            g_assert_true(alphas[k] == 128 || testimage_equal(&to->image, &blend->image));
            fc_frame_unref(&blend);
            fc_frame_unref(&to);
            tear_down(&s);
        }
}

/* One for frames of one size after the other, as of a new one. */
static void test_sizes_change(void)
{
    const struct fc_size sizes[] = {{320, 180}, {64, 48}, {641, 359}};
    struct fc_own_colour own = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct setup s;
        struct fc_frame *first = testimage_filled(sizes[i], testimage_colours[0], 0x808080);
        struct fc_frame *second = testimage_filled(sizes[i], testimage_colours[0], 0x808080);

        set_up(&s, sizes[i], &looks[0]);
        apply(&s, first);
        fc_own_colour_finish(&s.own);
        s.own = own;
        apply(&s, second);
        g_assert_true(testimage_equal(&first->image, &second->image));
        own = s.own;
        s.own = (struct fc_own_colour){0};
        fc_frame_unref(&first);
        fc_frame_unref(&second);
        tear_down(&s);
    }
    fc_own_colour_finish(&own);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/own-colour/error", test_error);
    g_test_add_func("/own-colour/sure-stays", test_sure_stays);
    g_test_add_func("/own-colour/share", test_share);
    g_test_add_func("/own-colour/odd-ones", test_odd_ones);
    g_test_add_func("/own-colour/sizes-change", test_sizes_change);
    return g_test_run();
}
