/* SPDX-License-Identifier: MIT */
#include "app/store.h"

#include <string.h>

struct fc_app_store {
    GKeyFile *file; // owned
    char *path;     // owned
};

struct fc_app_store *fc_app_store_open(const char *path)
{
    struct fc_app_store *store = g_new0(struct fc_app_store, 1);

    store->path = path ? g_strdup(path)
                       : g_build_filename(g_get_user_config_dir(), "fakecam", "app.ini", NULL);
    store->file = g_key_file_new();
    g_key_file_load_from_file(store->file, store->path, G_KEY_FILE_KEEP_COMMENTS, NULL);
    return store;
}

void fc_app_store_close(struct fc_app_store **store_ptr)
{
    struct fc_app_store *store = *store_ptr;

    if (!store)
        return;
    *store_ptr = NULL;
    g_key_file_unref(store->file);
    g_free(store->path);
    g_free(store);
}

/* --- reading --- */

int fc_app_store_int(const struct fc_app_store *store, const char *group, const char *key,
                     int otherwise)
{
    GError *error = NULL;
    const int value = g_key_file_get_integer(store->file, group, key, &error);

    if (!error)
        return value;
    g_error_free(error);
    return otherwise;
}

gboolean fc_app_store_bool(const struct fc_app_store *store, const char *group, const char *key)
{
    return g_key_file_get_boolean(store->file, group, key, NULL);
}

char *fc_app_store_text(const struct fc_app_store *store, const char *group, const char *key)
{
    char *text = g_key_file_get_string(store->file, group, key, NULL);

    return text ? text : g_strdup("");
}

char **fc_app_store_list(const struct fc_app_store *store, const char *group, const char *key)
{
    char **list = g_key_file_get_string_list(store->file, group, key, NULL, NULL);

    return list ? list : g_new0(char *, 1);
}

/* --- writing --- */

static void save(struct fc_app_store *store, char *before, const char *group, const char *key)
{
    char *now = g_key_file_get_value(store->file, group, key, NULL);
    char *folder = g_path_get_dirname(store->path);
    GError *error = NULL;

    if (g_strcmp0(before, now) != 0) {
        g_mkdir_with_parents(folder, 0700);
        if (!g_key_file_save_to_file(store->file, store->path, &error)) {
            g_message("cannot remember: %s", error->message);
            g_error_free(error);
        }
    }
    g_free(folder);
    g_free(now);
    g_free(before);
}

static char *value_of(const struct fc_app_store *store, const char *group, const char *key)
{
    return g_key_file_get_value(store->file, group, key, NULL);
}

void fc_app_store_set_int(struct fc_app_store *store, const char *group, const char *key, int value)
{
    char *before = value_of(store, group, key);

    g_key_file_set_integer(store->file, group, key, value);
    save(store, before, group, key);
}

void fc_app_store_set_bool(struct fc_app_store *store, const char *group, const char *key,
                           gboolean value)
{
    char *before = value_of(store, group, key);

    g_key_file_set_boolean(store->file, group, key, value);
    save(store, before, group, key);
}

void fc_app_store_set_text(struct fc_app_store *store, const char *group, const char *key,
                           const char *value)
{
    char *before = value_of(store, group, key);

    g_key_file_set_string(store->file, group, key, value);
    save(store, before, group, key);
}

void fc_app_store_set_list(struct fc_app_store *store, const char *group, const char *key,
                           const char *const *values)
{
    char *before = value_of(store, group, key);

    g_key_file_set_string_list(store->file, group, key, values, g_strv_length((char **)values));
    save(store, before, group, key);
}
