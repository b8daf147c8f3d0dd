/* SPDX-License-Identifier: MIT */
/*
 * Counts what is allocated per frame, by whoever: the program's own malloc stands before the C
 * library's, for every shared library too. Only libyuv may, for it takes a row buffer in some of
 * its scalings; it is told by the address that it calls from.
 */
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
#include <stdatomic.h>
#include <string.h>

#include "fakecam/fakecam.h"
#include "media/demo/demo.h"
#include "testdata.h"
#include "testimage.h"

/* So long after a frame it is composed with the matte of another one. */
#define AGE_NS INT64_C(20000000)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_bool counting;
static atomic_int ours;
static atomic_int libyuvs;

static void count(const void *caller)
{
    Dl_info info;

    if (!atomic_load(&counting))
        return;
    if (dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libyuv"))
        atomic_fetch_add(&libyuvs, 1);
    else
        atomic_fetch_add(&ours, 1);
}

__attribute__((visibility("default"))) void *malloc(size_t size)
{
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

__attribute__((visibility("default"))) void *calloc(size_t number, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_calloc(number, size);
}

__attribute__((visibility("default"))) void *realloc(void *block, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_realloc(block, size);
}

__attribute__((visibility("default"))) void *aligned_alloc(size_t alignment, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

__attribute__((visibility("default"))) int posix_memalign(void **block, size_t alignment,
                                                          size_t size)
{
    count(__builtin_return_address(0));
    *block = __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

struct film {
    struct fc_frame *frame[2];
    int number;
};

/* Another picture every time. */
static int film_frame_at(void *user, int64_t time_ns, struct fc_size wanted,
                         struct fc_frame **frame)
{
    struct film *film = user;

    (void)time_ns;
    (void)wanted;
    *frame = fc_frame_ref(film->frame[film->number++ % 2]);
    return 0;
}

/* With its own matte; and with that of the frame before, where that is older. */
static void run_frame(struct fc_engine *engine, struct fc_frame *frame, struct fc_matte **before)
{
    struct fc_matte *matte = NULL;
    struct fc_published *published = NULL;
    int64_t now_ns = fc_frame_time_ns(frame);

    g_assert_cmpint(fc_engine_estimate(engine, frame, &matte, NULL), ==, 0);
    g_assert_cmpint(fc_engine_compose(engine, frame, matte, now_ns, &published), ==, 0);
    g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_COMPOSED);
    fc_published_unref(&published);
    if (*before) {
        g_assert_cmpint(fc_engine_compose(engine, frame, *before, now_ns + AGE_NS, &published), ==,
                        0);
        fc_published_unref(&published);
        fc_matte_unref(before);
    }
    *before = matte;
}

static void assert_no_allocation(struct fc_engine *engine, struct fc_frame *const frames[2],
                                 const char *background)
{
    struct fc_matte *before = NULL;

    g_assert_cmpint(fc_engine_set(engine, "background", background, NULL), ==, 0);
    for (int i = 0; i < 4; i++)
        run_frame(engine, frames[i % 2], &before);
    atomic_store(&ours, 0);
    atomic_store(&libyuvs, 0);
    atomic_store(&counting, true);
    for (int i = 0; i < 10; i++)
        run_frame(engine, frames[i % 2], &before);
    atomic_store(&counting, false);
    fc_matte_unref(&before);
    g_test_message("%s: %d, and %d of libyuv's", background, ours, libyuvs);
    g_assert_cmpint(ours, ==, 0);
}

static void test_engine(void)
{
    const struct fc_demo_params params = {.size = {640, 360}, .rate_num = 30, .rate_den = 1};
    const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_FULL};
    struct film film = {
        .frame = {testimage_filled((struct fc_size){333, 222}, colour, 0x3050a0),
                  testimage_filled((struct fc_size){333, 222}, colour, 0xa05030)},
    };
    const struct fc_background_source source = {.frame_at = film_frame_at, .user = &film};
    struct fc_frame *frames[2] = {NULL, NULL};
    struct fc_engine *engine = NULL;
    struct fc_demo *demo = NULL;
    char *model = testdata_model("selfie_segmentation_landscape.tflite");

    if (!model)
        return;
    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    for (int i = 0; i < 2; i++)
        g_assert_cmpint(fc_demo_draw(demo, (uint64_t)i * 5, &frames[i], NULL), ==, 0);
    g_assert_cmpint(fc_engine_create(NULL, &engine, NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "model", model, NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "quality", "best", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set_background_source(engine, &source), ==, 0);
    assert_no_allocation(engine, frames, "blur:40");
    assert_no_allocation(engine, frames, "color:#204060");
    assert_no_allocation(engine, frames, "/a/film");
    g_assert_cmpint(fc_engine_set(engine, "effect", "hologram", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "mirror", "true", NULL), ==, 0);
    assert_no_allocation(engine, frames, "blur:0");
    g_assert_cmpint(fc_engine_set(engine, "person-look", "sepia", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "background-look", "grey", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "person-opacity", "70", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "light-wrap", "60", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "matte-threshold", "30", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "matte-grow", "5", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "matte-feather", "10", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "rotate", "180", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "zoom", "130", NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(engine, "auto-light", "true", NULL), ==, 0);
    assert_no_allocation(engine, frames, "/a/film");
    fc_engine_destroy(&engine);
    fc_demo_destroy(&demo);
    for (int i = 0; i < 2; i++) {
        fc_frame_unref(&frames[i]);
        fc_frame_unref(&film.frame[i]);
    }
    g_free(model);
}

/* The counting counts: a block of the test's own is seen. */
static void test_counts(void)
{
    void *volatile block;

    atomic_store(&ours, 0);
    atomic_store(&counting, true);
    block = malloc(17);
    atomic_store(&counting, false);
    free(block);
    g_assert_cmpint(ours, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/allocations/counts", test_counts);
    g_test_add_func("/allocations/engine", test_engine);
    return g_test_run();
}
