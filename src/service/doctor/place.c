/* SPDX-License-Identifier: MIT */
#include "service/doctor/place.h"

#include <string.h>
#include <sys/stat.h>

char *fc_place_path(const char *root, const char *path)
{
    return g_strconcat(root, path, NULL);
}

bool fc_place_has(const char *root, const char *path)
{
    char *whole = fc_place_path(root, path);
    struct stat status;
    bool has = lstat(whole, &status) == 0;

    g_free(whole);
    return has;
}

bool fc_place_has_any(const char *root, const char *format, ...)
{
    va_list args;
    char *path;
    bool has;

    va_start(args, format);
    path = g_strdup_vprintf(format, args);
    va_end(args);
    has = fc_place_has(root, path);
    g_free(path);
    return has;
}

char *fc_place_bytes(const char *root, const char *path, size_t *size)
{
    char *whole = fc_place_path(root, path);
    char *bytes = NULL;

    *size = 0;
    if (!g_file_get_contents(whole, &bytes, size, NULL))
        bytes = NULL;
    g_free(whole);
    return bytes;
}

char *fc_place_read(const char *root, const char *path)
{
    size_t size;
    char *text = fc_place_bytes(root, path, &size);

    return text ? g_strstrip(text) : NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *fc_place_list(const char *root, const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    char *whole = fc_place_path(root, path);
    GDir *folder = g_dir_open(whole, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)))
        g_ptr_array_add(names, g_strdup(name));
    if (folder)
        g_dir_close(folder);
    g_free(whole);
    g_ptr_array_sort(names, compare_names);
    return names;
}
