/* SPDX-License-Identifier: MIT */
#include "app/library.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define GROUP "backgrounds"
#define FILMS "films"
#define MAX_COPIES 1000

struct fc_app_library {
    char *shipped; // owned
    char *own;     // owned
    struct fc_app_store *store;
};

void fc_app_background_free(struct fc_app_background *background)
{
    g_free(background->value);
    g_free(background->title);
    g_free(background);
}

struct fc_app_library *fc_app_library_open(const struct fc_app_library_params *params)
{
    struct fc_app_library *library = g_new0(struct fc_app_library, 1);

    library->shipped = g_strdup(params->shipped);
    library->own = g_strdup(params->own);
    library->store = params->store;
    return library;
}

void fc_app_library_close(struct fc_app_library **library_ptr)
{
    struct fc_app_library *library = *library_ptr;

    if (!library)
        return;
    *library_ptr = NULL;
    g_free(library->shipped);
    g_free(library->own);
    g_free(library);
}

/* --- what a file is --- */

static enum fc_app_media media_by_name(const char *name)
{
    static const struct {
        const char *ending;
        enum fc_app_media media;
    } endings[] = {
        {".png", FC_APP_PICTURE}, {".jpg", FC_APP_PICTURE},  {".jpeg", FC_APP_PICTURE},
        {".gif", FC_APP_PICTURE}, {".webp", FC_APP_PICTURE}, {".mp4", FC_APP_FILM},
        {".mkv", FC_APP_FILM},    {".webm", FC_APP_FILM},    {".mov", FC_APP_FILM},
    };
    char *lower = g_ascii_strdown(name, -1);
    enum fc_app_media media = FC_APP_MEDIA_NONE;

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i].ending))
            media = endings[i].media;
    g_free(lower);
    return media;
}

static enum fc_app_media media_by_type(GFile *file)
{
    GFileInfo *info = g_file_query_info(file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                                        G_FILE_QUERY_INFO_NONE, NULL, NULL);
    const char *type = info ? g_file_info_get_content_type(info) : NULL;
    enum fc_app_media media = FC_APP_MEDIA_NONE;

    if (type && g_str_has_prefix(type, "image/"))
        media = FC_APP_PICTURE;
    else if (type && g_str_has_prefix(type, "video/"))
        media = FC_APP_FILM;
    g_clear_object(&info);
    return media;
}

enum fc_app_media fc_app_library_media(GFile *file)
{
    char *name = g_file_get_basename(file);
    enum fc_app_media media = name ? media_by_name(name) : FC_APP_MEDIA_NONE;

    g_free(name);
    return media ? media : media_by_type(file);
}

char *fc_app_library_title(const char *value)
{
    char *name = g_path_get_basename(value);
    char *valid = g_filename_display_name(name);
    char *dot = strrchr(valid, '.');
    GString *title = g_string_new(NULL);

    if (dot && dot != valid)
        *dot = '\0';
    g_strdelimit(valid, "-_", ' ');
    g_strstrip(valid);
    if (valid[0]) {
        g_string_append_unichar(title, g_unichar_toupper(g_utf8_get_char(valid)));
        g_string_append(title, g_utf8_next_char(valid));
    }
    g_free(valid);
    g_free(name);
    return g_string_free(title, FALSE);
}

/* --- the list --- */

static int by_title(gconstpointer a, gconstpointer b)
{
    const struct fc_app_background *const *left = a;
    const struct fc_app_background *const *right = b;

    return g_utf8_collate((*left)->title, (*right)->title);
}

/* Takes over value. */
static void append(GPtrArray *list, char *value, enum fc_app_media media, gboolean is_own)
{
    struct fc_app_background *background = g_new0(struct fc_app_background, 1);

    background->value = value;
    background->title = fc_app_library_title(value);
    background->media = media;
    background->is_own = is_own;
    g_ptr_array_add(list, background);
}

static void append_folder(GPtrArray *list, const char *path, gboolean is_own)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        const enum fc_app_media media = media_by_name(name);

        if (media && name[0] != '.')
            append(list, g_build_filename(path, name, NULL), media, is_own);
    }
    g_clear_pointer(&folder, g_dir_close);
}

static void append_films(GPtrArray *list, struct fc_app_store *store)
{
    char **films = fc_app_store_list(store, GROUP, FILMS);

    for (int i = 0; films[i]; i++)
        append(list, g_strdup(films[i]), FC_APP_FILM, TRUE);
    g_strfreev(films);
}

static void sort_from(GPtrArray *list, guint first)
{
    if (list->len > first)
        qsort(list->pdata + first, list->len - first, sizeof(gpointer), by_title);
}

/* The names of shipped ones are known to translators. */
static void translate(GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        struct fc_app_background *background = list->pdata[i];
        char *title = g_strdup(background->title[0] ? gettext(background->title) : "");

        g_free(background->title);
        background->title = title;
    }
}

GPtrArray *fc_app_library_list(const struct fc_app_library *library)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)fc_app_background_free);
    guint shipped;

    append_folder(list, library->shipped, FALSE);
    translate(list);
    sort_from(list, 0);
    shipped = list->len;
    append_folder(list, library->own, TRUE);
    append_films(list, library->store);
    sort_from(list, shipped);
    return list;
}

/* --- taking in --- */

/* A path in the folder of copies that is not in use: "name.png", "name-2.png", ... */
static GFile *free_place(const struct fc_app_library *library, const char *name)
{
    const char *dot = strrchr(name, '.');
    const int stem = dot ? (int)(dot - name) : (int)strlen(name);

    for (int i = 1; i < MAX_COPIES; i++) {
        char *file =
            i == 1 ? g_strdup(name) : g_strdup_printf("%.*s-%d%s", stem, name, i, dot ? dot : "");
        char *path = g_build_filename(library->own, file, NULL);
        const gboolean is_free = !g_file_test(path, G_FILE_TEST_EXISTS);
        GFile *place = is_free ? g_file_new_for_path(path) : NULL;

        g_free(path);
        g_free(file);
        if (place)
            return place;
    }
    return NULL;
}

/* NULL: task has its error. */
static GFile *place_for(struct fc_app_library *library, GTask *task, const char *name)
{
    GFile *place = NULL;

    if (g_mkdir_with_parents(library->own, 0700) == 0)
        place = free_place(library, name);
    if (!place)
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                _("There is no room for another picture in %s."), library->own);
    return place;
}

static void on_copied(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GError *error = NULL;

    if (g_file_copy_finish(G_FILE(source), result, &error))
        g_task_return_pointer(task, g_file_get_path(g_task_get_task_data(task)), g_free);
    else
        g_task_return_error(task, error);
    g_object_unref(task);
}

static void copy_picture(struct fc_app_library *library, GTask *task, GFile *file)
{
    char *name = g_file_get_basename(file);
    GFile *place = place_for(library, task, name);

    g_free(name);
    if (!place) {
        g_object_unref(task);
        return;
    }
    g_task_set_task_data(task, place, g_object_unref);
    g_file_copy_async(file, place, G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT, NULL, NULL,
                      NULL, on_copied, task);
}

static void remember_film(struct fc_app_library *library, const char *value)
{
    char **films = fc_app_store_list(library->store, GROUP, FILMS);
    GPtrArray *all = g_ptr_array_new();

    for (int i = 0; films[i]; i++)
        if (strcmp(films[i], value) != 0)
            g_ptr_array_add(all, films[i]);
    g_ptr_array_add(all, (gpointer)value);
    g_ptr_array_add(all, NULL);
    fc_app_store_set_list(library->store, GROUP, FILMS, (const char *const *)all->pdata);
    g_ptr_array_unref(all);
    g_strfreev(films);
}

void fc_app_library_add(struct fc_app_library *library, GFile *file, GAsyncReadyCallback done,
                        gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, done, user);
    const enum fc_app_media media = fc_app_library_media(file);
    char *name = g_file_get_basename(file);

    if (media == FC_APP_PICTURE) {
        copy_picture(library, task, file);
    } else if (media == FC_APP_FILM) {
        char *value = g_file_get_path(file);

        if (!value)
            value = g_file_get_uri(file);
        remember_film(library, value);
        g_task_return_pointer(task, value, g_free);
        g_object_unref(task);
    } else {
        char *shown = g_filename_display_name(name ? name : "");

        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                _("“%s” is neither a picture nor a film."), shown);
        g_free(shown);
        g_object_unref(task);
    }
    g_free(name);
}

static void on_written(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GError *error = NULL;

    if (g_file_replace_contents_finish(G_FILE(source), result, NULL, &error))
        g_task_return_pointer(task, g_file_get_path(G_FILE(source)), g_free);
    else
        g_task_return_error(task, error);
    g_object_unref(task);
}

void fc_app_library_add_png(struct fc_app_library *library, GBytes *png, GAsyncReadyCallback done,
                            gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, done, user);
    GFile *place = place_for(library, task, _("pasted.png"));

    if (!place) {
        g_object_unref(task);
        return;
    }
    g_file_replace_contents_bytes_async(place, png, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                        on_written, task);
    g_object_unref(place);
}

char *fc_app_library_add_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

/* --- letting go --- */

static void forget_film(struct fc_app_library *library, const char *value)
{
    char **films = fc_app_store_list(library->store, GROUP, FILMS);
    GPtrArray *rest = g_ptr_array_new();

    for (int i = 0; films[i]; i++)
        if (strcmp(films[i], value) != 0)
            g_ptr_array_add(rest, films[i]);
    g_ptr_array_add(rest, NULL);
    fc_app_store_set_list(library->store, GROUP, FILMS, (const char *const *)rest->pdata);
    g_ptr_array_unref(rest);
    g_strfreev(films);
}

void fc_app_library_remove(struct fc_app_library *library, const char *value)
{
    char *folder = g_path_get_dirname(value);

    forget_film(library, value);
    if (strcmp(folder, library->own) == 0) {
        GFile *file = g_file_new_for_path(value);

        g_file_delete(file, NULL, NULL);
        g_object_unref(file);
    }
    g_free(folder);
}
