/* SPDX-License-Identifier: MIT */
#include "testdata.h"

static char *existing_or_skip(char *path)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return path;
    char *why = g_strdup_printf("%s is not there", path);
    g_test_skip(why);
    g_free(why);
    g_free(path);
    return NULL;
}

char *testdata_path(const char *relative)
{
    const char *root = g_getenv("FAKECAM_TEST_DATA");

    if (root)
        return existing_or_skip(g_build_filename(root, relative, NULL));
    return existing_or_skip(
        g_build_filename(FC_SOURCE_ROOT, "..", "shared", "data", relative, NULL));
}

char *testdata_model(const char *file)
{
    const char *root = g_getenv("FAKECAM_MODELS");

    if (root)
        return existing_or_skip(g_build_filename(root, file, NULL));
    return existing_or_skip(g_build_filename(FC_SOURCE_ROOT, "models", file, NULL));
}
