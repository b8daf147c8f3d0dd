/* SPDX-License-Identifier: MIT */
#include "testengine.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "testimage.h"

const struct fc_size testengine_size = {320, 240};
const struct fc_colour testengine_colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

void testengine_init(struct testengine *t)
{
    *t = (struct testengine){.dir = g_dir_make_tmp("fakecam-test-XXXXXX", NULL)};
    g_assert_nonnull(t->dir);
    g_assert_cmpint(fc_engine_create(NULL, &t->engine, NULL), ==, 0);
    testengine_use_network(t, &testnet_finds_red);
}

void testengine_finish(struct testengine *t)
{
    GDir *dir = g_dir_open(t->dir, 0, NULL);
    const char *name;

    fc_engine_destroy(&t->engine);
    g_assert_null(t->engine);
    while ((name = g_dir_read_name(dir))) {
        char *path = g_build_filename(t->dir, name, NULL);

        g_unlink(path);
        g_free(path);
    }
    g_dir_close(dir);
    g_rmdir(t->dir);
    g_free(t->dir);
}

void testengine_set(struct testengine *t, const char *name, const char *value)
{
    struct fc_error error = {0};

    if (fc_engine_set(t->engine, name, value, &error))
        g_error("%s=%s: %s", name, value, error.text);
}

void testengine_use_network(struct testengine *t, const struct testnet_weights *weights)
{
    char *name = g_strdup_printf("net%d", t->networks++);
    char *path = testnet_write(t->dir, name, weights);

    testengine_set(t, "model", path);
    g_free(path);
    g_free(name);
}

struct fc_frame *testengine_camera(int64_t time_ns)
{
    struct fc_frame *frame =
        testimage_filled(testengine_size, testengine_colour, TESTENGINE_ROOM_RGB);

    testimage_rect(frame, 40, 60, (struct fc_size){120, 180}, TESTENGINE_PERSON_RGB);
    frame->time_ns = time_ns;
    return frame;
}

struct fc_matte *testengine_estimate(struct testengine *t, const struct fc_frame *frame)
{
    struct fc_matte *matte = NULL;

    g_assert_cmpint(fc_engine_estimate(t->engine, frame, &matte, NULL), ==, 0);
    return matte;
}

struct fc_published *testengine_compose(struct testengine *t, struct fc_frame *frame,
                                        const struct fc_matte *matte, int64_t now_ns)
{
    struct fc_published *published = NULL;

    g_assert_cmpint(fc_engine_compose(t->engine, frame, matte, now_ns, &published), ==, 0);
    g_assert_nonnull(published);
    return published;
}
