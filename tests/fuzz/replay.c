/* SPDX-License-Identifier: MIT */
/* Stands in for libFuzzer: fuzz_NAME DIR runs every file of DIR and damaged copies of it. */
#include "fuzz.h"

#include <glib.h>

enum {
    DAMAGED_COPIES = 200
};

/* A copy on the heap of exactly that size, so that a sanitizer sees one byte too far. */
static void run_copy(const guint8 *data, gsize size)
{
    guint8 *copy = g_memdup2(data, size);

    LLVMFuzzerTestOneInput(copy, size);
    g_free(copy);
}

static void run_damaged(GRand *random, const guint8 *data, gsize size)
{
    guint8 *copy = g_memdup2(data, size);
    guint flips = (guint)g_rand_int_range(random, 1, 8);

    for (guint i = 0; i < flips; i++)
        copy[g_rand_int(random) % size] = (guint8)g_rand_int(random);
    run_copy(copy, size);
    g_free(copy);
}

static void replay(gconstpointer path)
{
    g_autoptr(GError) error = NULL;
    g_autofree gchar *text = NULL;
    gsize size = 0;

    g_assert_true(g_file_get_contents(path, &text, &size, &error));
    const guint8 *data = (const guint8 *)text;

    run_copy(data, size);
    if (!size)
        return;
    GRand *random = g_rand_new_with_seed(1);
    for (int i = 0; i < DAMAGED_COPIES; i++) {
        run_copy(data, g_rand_int(random) % size);
        run_damaged(random, data, size);
    }
    g_rand_free(random);
}

static void add_seeds(const char *folder)
{
    g_autoptr(GError) error = NULL;
    GDir *dir = g_dir_open(folder, 0, &error);

    g_assert_no_error(error);
    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
        g_autofree gchar *test = g_strdup_printf("/replay/%s", name);

        g_test_add_data_func_full(test, g_build_filename(folder, name, NULL), replay, g_free);
    }
    g_dir_close(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(argc, ==, 2);
    add_seeds(argv[1]);
    return g_test_run();
}
