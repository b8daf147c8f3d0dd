/* SPDX-License-Identifier: MIT */
/* What each part of compose/ costs on one thread; run by hand, for times are no test. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "compose/backdrop.h"
#include "compose/effect.h"
#include "compose/published.h"
#include "frame/colour.h"
#include "frame/frame.h"
#include "matte/outline.h"

#define ROUNDS 60

static const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

struct bench {
    struct fc_size size;
    struct fc_frame *camera;
    struct fc_frame *background;
    struct fc_frame *turned;
    struct fc_pool *mattes;
    struct fc_matte *matte;
    struct fc_matte *person; /* with head, shoulders and soft edges */
    struct fc_backdrops *backdrops;
    struct fc_publisher *publisher;
    struct fc_outline outline;
    struct fc_values values;
    uint64_t number;
};

static void fill_noise(const struct fc_image *image)
{
    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++)
                image->plane[i][(size_t)y * (size_t)image->stride[i] + (size_t)x] =
                    (uint8_t)(64 + rand() % 128);
    }
}

static int give_background(void *user, int64_t time_ns, struct fc_size wanted,
                           struct fc_frame **frame)
{
    *frame = fc_frame_ref(user);
    return 0;
}

static const struct fc_image *render(struct bench *b, const char *background)
{
    struct fc_background_source source = {.frame_at = give_background, .user = b->background};
    struct fc_backdrop_input input = {.frame = fc_frame_image(b->camera),
                                      .matte = b->matte,
                                      .values = &b->values,
                                      .source = &source};
    const struct fc_image *image = NULL;

    fc_values_set(&b->values, "background", background, NULL);
    if (fc_backdrops_render(b->backdrops, &input, &image) < 0)
        abort();
    return image;
}

static void run_blur(struct bench *b)
{
    render(b, "blur:50");
}

static void run_lens(struct bench *b)
{
    fc_values_set(&b->values, "blur-look", "lens", NULL);
    render(b, "blur:100");
    fc_values_set(&b->values, "blur-look", "soft", NULL);
}

static void run_color(struct bench *b)
{
    render(b, "color:#203040");
}

static void run_media(struct bench *b)
{
    render(b, "picture.png");
}

/* As a film does: another picture each time. */
static void run_film(struct bench *b)
{
    struct fc_image image = *fc_frame_image(b->background);
    struct fc_frame *next = fc_frame_wrap(&image, 0, NULL, NULL);
    struct fc_frame *kept = b->background;

    b->background = next;
    render(b, "film.mp4");
    b->background = kept;
    fc_frame_unref(&next);
}

static void run_blend(struct bench *b)
{
    struct fc_publish_params params = {.person = fc_frame_image(b->camera),
                                       .backdrop = fc_frame_image(b->turned),
                                       .matte = b->matte};
    struct fc_published *published = NULL;

    if (fc_publish_composed(b->publisher, &params, &published) < 0 ||
        fc_published_kind(published) != FC_PUBLISHED_COMPOSED)
        abort();
    fc_published_unref(&published);
}

/* A person with soft edges all round, and their own colour there. */
static void run_edges(struct bench *b, bool own_colour)
{
    struct fc_publish_params params = {.person = fc_frame_image(b->camera),
                                       .backdrop = fc_frame_image(b->turned),
                                       .matte = b->person,
                                       .own_colour = own_colour};
    struct fc_published *published = NULL;

    if (fc_publish_composed(b->publisher, &params, &published) < 0 ||
        fc_published_kind(published) != FC_PUBLISHED_COMPOSED)
        abort();
    fc_published_unref(&published);
}

static void run_plain_edges(struct bench *b)
{
    run_edges(b, false);
}

static void run_clean_edges(struct bench *b)
{
    run_edges(b, true);
}

/* As far as the person may grow and be softened. */
static void run_outline(struct bench *b)
{
    const struct fc_outline_params params = {.threshold = 30, .grow = 12, .feather = 20};
    struct fc_matte *to = fc_matte_take(b->mattes, b->size, 0);

    if (!to || fc_outline_apply(&b->outline, &params, b->person, to))
        abort();
    fc_matte_unref(&to);
}

static void run_hologram(struct bench *b)
{
    fc_effect_find(FC_EFFECT_HOLOGRAM)
        ->apply(fc_frame_image(b->camera), b->number++, fc_frame_image(b->turned));
}

/* Two ellipses, whose edges are soft over a sixtieth of the height. */
static void draw_person(struct fc_matte *matte)
{
    const double h = matte->size.height;
    const double middle = matte->size.width / 2.0;

    for (int y = 0; y < matte->size.height; y++) {
        for (int x = 0; x < matte->size.width; x++) {
            const double head = hypot((x - middle) / 0.16, (y - 0.35 * h) / 0.24) / h;
            const double body = hypot((x - middle) / 0.45, (y - 1.05 * h) / 0.5) / h;
            const double out = fmin((head - 1) * 0.2, (body - 1) * 0.45) * 60;
            const double alpha = fmin(fmax(0.5 - out, 0), 1);

            matte->alpha[(ptrdiff_t)y * matte->stride + x] = (uint8_t)lrint(255 * alpha);
        }
    }
    fc_matte_seal(matte);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void measure(struct bench *b, const char *name, void (*run)(struct bench *))
{
    int64_t times[ROUNDS];

    run(b);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t start = fc_clock_now_ns();

        run(b);
        times[i] = fc_clock_now_ns() - start;
    }
    qsort(times, ROUNDS, sizeof(times[0]), compare);
    printf("%dx%d %-9s median %7.3f ms  best %7.3f ms\n", b->size.width, b->size.height, name,
           (double)times[ROUNDS / 2] / 1e6, (double)times[0] / 1e6);
}

static void bench_size(struct fc_size size)
{
    struct bench b = {.size = size};

    fc_values_init(&b.values);
    b.camera = fc_frame_create(size, colour, 0);
    b.turned = fc_frame_create(size, colour, 0);
    b.background = fc_frame_create((struct fc_size){1920, 1080},
                                   (struct fc_colour){FC_MATRIX_BT709, FC_RANGE_LIMITED}, 0);
    b.mattes = fc_pool_create();
    b.matte = fc_matte_take(b.mattes, size, 0);
    b.backdrops = fc_backdrops_create();
    b.publisher = fc_publisher_create();
    fill_noise(fc_frame_image(b.camera));
    fill_noise(fc_frame_image(b.background));
    for (int y = 0; y < size.height; y++)
        memset(b.matte->alpha + (size_t)y * (size_t)b.matte->stride, y < size.height / 2 ? 0 : 200,
               (size_t)size.width);
    fc_matte_seal(b.matte);
    b.person = fc_matte_take(b.mattes, size, 0);
    draw_person(b.person);

    measure(&b, "blur", run_blur);
    measure(&b, "lens", run_lens);
    measure(&b, "color", run_color);
    measure(&b, "picture", run_media);
    measure(&b, "film", run_film);
    measure(&b, "hologram", run_hologram);
    measure(&b, "blend", run_blend);
    measure(&b, "person", run_plain_edges);
    measure(&b, "clean", run_clean_edges);

    measure(&b, "outline", run_outline);

    fc_outline_finish(&b.outline);
    fc_publisher_destroy(&b.publisher);
    fc_backdrops_destroy(&b.backdrops);
    fc_matte_unref(&b.person);
    fc_matte_unref(&b.matte);
    fc_pool_unref(&b.mattes);
    fc_frame_unref(&b.background);
    fc_frame_unref(&b.turned);
    fc_frame_unref(&b.camera);
}

int main(void)
{
    bench_size((struct fc_size){1280, 720});
    bench_size((struct fc_size){3840, 2160});
    return 0;
}
