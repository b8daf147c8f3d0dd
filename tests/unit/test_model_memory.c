/* SPDX-License-Identifier: MIT */
/* Every allocation of loading a network fails once; the linker puts the functions below between. */
#include "model/model.h"
#include "tflite_writer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *block, size_t count, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);

/* The test has one thread. */
static int calls_left; /* the call that makes this 0 fails; negative: none does */
static int outstanding;

static gboolean fails(void)
{
    return calls_left > 0 && --calls_left == 0;
}

static void *count(void *block)
{
    outstanding += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : count(__real_malloc(size));
}

void *__wrap_calloc(size_t number, size_t size)
{
    return fails() ? NULL : count(__real_calloc(number, size));
}

void *__wrap_reallocarray(void *block, size_t number, size_t size)
{
    void *grown = fails() ? NULL : __real_reallocarray(block, number, size);

    outstanding += grown && !block;
    return grown;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : count(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *block)
{
    outstanding -= block != NULL;
    __real_free(block);
}

/* Loads with the allocation of that number failing, and returns whether there was one. */
static gboolean load_failing(const char *path, int number)
{
    struct fc_model *model = NULL;
    struct fc_error error = {0};
    int result;

    outstanding = 0;
    calls_left = number;
    result = fc_model_load(path, &model, &error);
    gboolean failed = calls_left == 0;
    calls_left = 0;
    g_assert_cmpint(result, ==, failed ? -ENOMEM : 0);
    g_assert_cmpint(error.code, ==, result);
    g_assert_true((model == NULL) == failed);
    if (!failed)
        g_assert_cmpint(outstanding, >, 0);
    fc_model_destroy(&model);
    g_assert_cmpint(outstanding, ==, 0);
    return failed;
}

static void test_every_allocation(void)
{
    struct writer_model model;
    char *folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    char *path = g_build_filename(folder, "model.tflite", NULL);
    char *profile = g_strconcat(path, ".profile", NULL);
    GByteArray *bytes;
    int number = 1;

    writer_every_operator(&model);
    bytes = writer_write(&model);
    g_assert_true(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
    g_assert_true(g_file_set_contents(profile, "threshold = 0.4\n", -1, NULL));
    while (load_failing(path, number))
        number++;
    g_test_message("%d allocations", number - 1);
    /* The file, the model, the graph, its arrays, every constant: far more than twenty. */
    g_assert_cmpint(number, >, 20);
    g_byte_array_unref(bytes);
    g_remove(profile);
    g_remove(path);
    g_rmdir(folder);
    g_free(profile);
    g_free(path);
    g_free(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/model-memory/every-allocation", test_every_allocation);
    return g_test_run();
}
