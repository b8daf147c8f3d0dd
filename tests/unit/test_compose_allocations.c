/* SPDX-License-Identifier: MIT */
/*
 * Once the first frames have gone through, composing allocates nothing. Linked with
 * --wrap=malloc and its like, which catches the calls of our own code and of no library.
 */
#include <glib.h>
#include <stdlib.h>

#include "compose/backdrop.h"
#include "compose/effect.h"
#include "compose/published.h"
#include "testimage.h"

static size_t allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __real_aligned_alloc(alignment, size);
}

/* Three pictures in turn, as a film gives them. */
struct film {
    struct fc_frame *frame[3];
    int next;
};

static int next_picture(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct film *film = user;

    *frame = fc_frame_ref(film->frame[film->next++ % 3]);
    return 0;
}

struct chain {
    struct fc_backdrops *backdrops;
    struct fc_publisher *publisher;
    struct fc_frame *camera;
    struct fc_frame *turned;
    struct fc_matte *matte;
    struct fc_frame *card;
    struct fc_values values;
    struct film film;
    struct fc_background_source source;
    uint64_t number;
};

static void compose_one(struct chain *chain, bool with_matte)
{
    struct fc_backdrop_input input = {.frame = fc_frame_image(chain->camera),
                                      .matte = chain->matte,
                                      .values = &chain->values,
                                      .source = &chain->source};
    struct fc_publish_params params = {.person = fc_frame_image(chain->turned),
                                       .matte = with_matte ? chain->matte : NULL,
                                       .card = chain->card,
                                       .own_colour = true};
    struct fc_published *published = NULL;

    fc_effect_hologram.apply(fc_frame_image(chain->camera), chain->number++,
                             fc_frame_image(chain->turned));
    g_assert_cmpint(fc_backdrops_render(chain->backdrops, &input, &params.backdrop), ==, 0);
    g_assert_cmpint(fc_publish_composed(chain->publisher, &params, &published), ==, 0);
    g_assert_cmpint(fc_published_kind(published), ==,
                    with_matte ? FC_PUBLISHED_COMPOSED : FC_PUBLISHED_CARD);
    fc_published_unref(&published);
}

static void assert_no_allocations(struct chain *chain, const char *background, const char *fit)
{
    size_t before;

    fc_values_set(&chain->values, "background", background, NULL);
    fc_values_set(&chain->values, "background-fit", fit, NULL);
    for (int i = 0; i < 2; i++)
        compose_one(chain, i % 2);
    before = allocations;
    g_assert_cmpuint(before, >, 0);
    for (int i = 0; i < 20; i++)
        compose_one(chain, i % 4);
    g_test_message("%s, %s: %zu allocations", background, fit, allocations - before);
    g_assert_cmpuint(allocations, ==, before);
}

static void test_chain(void)
{
    static const struct fc_size size = {320, 180};
    struct fc_colour colour = testimage_colours[0];
    struct chain chain = {.backdrops = fc_backdrops_create(),
                          .publisher = fc_publisher_create(),
                          .camera = testimage_filled(size, colour, 0x123456),
                          .turned = testimage_filled(size, colour, 0),
                          .matte = testimage_matte(size, 60, 0),
                          .card = testimage_filled((struct fc_size){64, 48}, colour, 0x202020),
                          .source = {.frame_at = next_picture, .user = &chain.film}};

    fc_values_init(&chain.values);
    chain.matte->unsure = 0; /* else there are cards alone */
    for (int i = 0; i < 3; i++)
        chain.film.frame[i] =
            testimage_filled((struct fc_size){200, 100}, testimage_colours[3], 0x804020);
    assert_no_allocations(&chain, "blur:30", "cover");
    fc_values_set(&chain.values, "blur-look", "lens", NULL);
    assert_no_allocations(&chain, "blur:30", "cover");
    assert_no_allocations(&chain, "color:#102030", "cover");
    assert_no_allocations(&chain, "film.webm", "cover");
    assert_no_allocations(&chain, "film.webm", "contain");
    assert_no_allocations(&chain, "film.webm", "tile");
    for (int i = 0; i < 3; i++)
        fc_frame_unref(&chain.film.frame[i]);
    fc_frame_unref(&chain.card);
    fc_frame_unref(&chain.camera);
    fc_frame_unref(&chain.turned);
    fc_matte_unref(&chain.matte);
    fc_publisher_destroy(&chain.publisher);
    fc_backdrops_destroy(&chain.backdrops);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compose/allocations", test_chain);
    return g_test_run();
}
