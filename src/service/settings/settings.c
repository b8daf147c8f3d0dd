/* SPDX-License-Identifier: MIT */
#include "service/settings/private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "service/settings/file.h"

/* An editor may take the old file away before it puts the new one there. */
#define GONE_MS 1000
/* How often writing is tried again. */
#define RETRY_MS 10000

/* --- complaints --- */

static void complain(struct fc_settings *s, const char *name, const char *text, bool by_user)
{
    struct complaint complaint = {.by_user = by_user};

    g_strlcpy(complaint.shown.name, name, sizeof(complaint.shown.name));
    g_strlcpy(complaint.shown.text, text, sizeof(complaint.shown.text));
    g_array_append_val(s->complaints, complaint);
}

/* Those of the file, or those that its user made about one parameter. */
static void forget_complaints(struct fc_settings *s, bool by_user, const char *name)
{
    for (guint i = s->complaints->len; i-- > 0;) {
        const struct complaint *c = &g_array_index(s->complaints, struct complaint, i);

        if (c->by_user == by_user && (!name || strcmp(c->shown.name, name) == 0))
            g_array_remove_index(s->complaints, i);
    }
}

static void complain_of_error(struct fc_settings *s, const struct fc_error *error)
{
    char text[FC_ERROR_WHOLE_BYTES];

    fc_error_join(error, "; ", text, sizeof(text));
    complain(s, "", text, false);
}

int fc_settings_complaint_count(const struct fc_settings *s)
{
    return (int)s->complaints->len;
}

const struct fc_settings_complaint *fc_settings_complaint(const struct fc_settings *s, int index)
{
    return &g_array_index(s->complaints, struct complaint, index).shown;
}

void fc_settings_complain(struct fc_settings *s, const char *name, const char *text)
{
    forget_complaints(s, true, name);
    if (text)
        complain(s, name, text, true);
}

/* --- from the file --- */

/* NULL where the file has no such line; else free with g_free(). */
static char *line_of(GKeyFile *keys, const char *name)
{
    return keys ? g_key_file_get_value(keys, FC_SETTINGS_GROUP, name, NULL) : NULL;
}

int fc_settings_set_from(struct fc_values *values, GKeyFile *keys, const char *group,
                         const char *name, struct fc_error *error)
{
    GError *problem = NULL;
    char *text = g_key_file_get_string(keys, group, name, &problem);
    int ret;

    if (!text) {
        ret = fc_error_set(error, -EINVAL, "%s: %s", name, problem->message);
        g_error_free(problem);
        return ret;
    }
    ret = fc_values_set(values, name, text, error);
    g_free(text);
    return ret;
}

static void check_lines(struct fc_settings *s, GKeyFile *keys)
{
    char **names = g_key_file_get_keys(keys, FC_SETTINGS_GROUP, NULL, NULL);
    struct fc_values scratch = s->values;

    for (int i = 0; names && names[i]; i++) {
        struct fc_error error = {0};

        if (fc_settings_set_from(&scratch, keys, FC_SETTINGS_GROUP, names[i], &error))
            complain(s, names[i], error.text, false);
    }
    g_strfreev(names);
}

static void set_default(struct fc_values *values, const struct fc_param_info *info)
{
    fc_values_set(values, info->name, info->default_text, NULL);
}

/* Takes over what others have changed in the file since it was read last; takes keys over. */
static void take_file(struct fc_settings *s, GKeyFile *keys)
{
    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        char *before = line_of(s->file, info->name);
        char *now = line_of(keys, info->name);

        if (g_strcmp0(before, now) != 0 && s->unsaved[i] == NOTHING_UNSAVED) {
            forget_complaints(s, true, info->name);
            if (now)
                fc_settings_set_from(&s->values, keys, FC_SETTINGS_GROUP, info->name, NULL);
            else
                set_default(&s->values, info);
        }
        g_free(before);
        g_free(now);
    }
    if (s->file)
        g_key_file_free(s->file);
    s->file = keys;
    forget_complaints(s, false, NULL);
    if (keys)
        check_lines(s, keys);
}

/* What is not understood leaves all as it was. */
static void read_file(struct fc_settings *s)
{
    struct fc_error error = {0};
    GKeyFile *keys = NULL;

    if (fc_settings_file_read(s->path, &keys, &error)) {
        forget_complaints(s, false, NULL);
        complain_of_error(s, &error);
        return;
    }
    take_file(s, keys);
}

static void tell(struct fc_settings *s)
{
    if (s->params.changed)
        s->params.changed(s->params.user);
}

static gboolean file_is_gone(gpointer user)
{
    struct fc_settings *s = user;

    s->gone_timer = 0;
    read_file(s);
    tell(s);
    return G_SOURCE_REMOVE;
}

static void end_timer(guint *timer)
{
    if (*timer)
        g_source_remove(*timer);
    *timer = 0;
}

/* Not while a program is still writing: a truncated line is another value. */
static void on_file_event(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                          gpointer user)
{
    struct fc_settings *s = user;

    (void)monitor;
    (void)file;
    (void)other;
    if (event != G_FILE_MONITOR_EVENT_DELETED && event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
        return;
    end_timer(&s->gone_timer);
    if (access(s->path, F_OK) < 0) {
        s->gone_timer = g_timeout_add(GONE_MS, file_is_gone, s);
        return;
    }
    read_file(s);
    tell(s);
}

static GFileMonitor *watch(struct fc_settings *s, const char *path)
{
    GFile *file = g_file_new_for_path(path);
    GFileMonitor *monitor = g_file_monitor_file(file, G_FILE_MONITOR_NONE, NULL, NULL);

    if (monitor)
        g_signal_connect(monitor, "changed", G_CALLBACK(on_file_event), s);
    g_object_unref(file);
    return monitor;
}

/* GLib polls for folders that are not there, so there has to be one. */
static void watch_file(struct fc_settings *s)
{
    char *folder = g_path_get_dirname(s->path);
    char *real;

    if (g_mkdir_with_parents(folder, 0700) == 0)
        s->monitors[0] = watch(s, s->path);
    real = realpath(s->path, NULL);
    if (real && strcmp(real, s->path) != 0)
        s->monitors[1] = watch(s, real);
    free(real);
    g_free(folder);
}

/* --- to the file --- */

static void write_unsaved(const struct fc_settings *s, GKeyFile *keys)
{
    char text[FC_PARAM_TEXT_SIZE];

    for (size_t i = 0; i < fc_param_count(); i++) {
        const char *name = fc_param_at(i)->name;

        if (s->unsaved[i] == VALUE_UNSAVED) {
            fc_values_get(&s->values, (enum fc_param_id)i, text, sizeof(text));
            g_key_file_set_string(keys, FC_SETTINGS_GROUP, name, text);
        } else if (s->unsaved[i] == RESET_UNSAVED) {
            g_key_file_remove_key(keys, FC_SETTINGS_GROUP, name, NULL);
        }
    }
    for (guint i = 0; i < s->unwanted->len; i++)
        g_key_file_remove_key(keys, FC_SETTINGS_GROUP, s->unwanted->pdata[i], NULL);
}

static bool has_unsaved(const struct fc_settings *s)
{
    for (size_t i = 0; i < fc_param_count(); i++)
        if (s->unsaved[i] != NOTHING_UNSAVED)
            return true;
    return s->unwanted->len > 0;
}

static int update_file(struct fc_settings *s, void (*edit)(GKeyFile *keys, void *user), void *user,
                       struct fc_error *error)
{
    GKeyFile *keys = NULL;
    int ret = fc_settings_file_read(s->path, &keys, error);

    if (ret)
        return ret;
    take_file(s, keys);
    if (!s->file) {
        s->file = g_key_file_new();
        g_key_file_set_comment(s->file, NULL, NULL,
                               " Fakecam's settings. What can be set: fakecam list", NULL);
    }
    write_unsaved(s, s->file);
    if (edit)
        edit(s->file, user);
    ret = fc_settings_file_write(s->path, s->file, error);
    if (ret) {
        /* what the file does not have, we do not think that it has */
        g_clear_pointer(&s->file, g_key_file_free);
        fc_settings_file_read(s->path, &s->file, NULL);
        return ret;
    }
    memset(s->unsaved, 0, sizeof(s->unsaved));
    g_ptr_array_set_size(s->unwanted, 0);
    forget_complaints(s, false, NULL);
    check_lines(s, s->file);
    return 0;
}

int fc_settings_update_file(struct fc_settings *s, void (*edit)(GKeyFile *keys, void *user),
                            void *user, struct fc_error *error)
{
    struct fc_error own = {0};
    const int ret = update_file(s, edit, user, &own);

    if (!ret)
        return 0;
    forget_complaints(s, false, NULL);
    complain_of_error(s, &own);
    if (error)
        *error = own;
    return ret;
}

int fc_settings_save(struct fc_settings *s, struct fc_error *error)
{
    return has_unsaved(s) ? fc_settings_update_file(s, NULL, NULL, error) : 0;
}

static gboolean save_soon(gpointer user)
{
    struct fc_settings *s = user;

    s->save_timer = 0;
    if (fc_settings_save(s, NULL))
        s->save_timer = g_timeout_add(RETRY_MS, save_soon, s);
    tell(s);
    return G_SOURCE_REMOVE;
}

/* The first of many starts the clock: a slider that never rests is saved all the same. */
static void schedule_save(struct fc_settings *s)
{
    if (s->params.watch && !s->save_timer)
        s->save_timer = g_timeout_add(FC_SETTINGS_SAVE_MS, save_soon, s);
}

/* --- setting --- */

static int set_all(struct fc_values *values, const struct fc_setting *list, int count,
                   struct fc_error *error)
{
    for (int i = 0; i < count; i++) {
        int ret = g_utf8_validate(list[i].text, -1, NULL)
                      ? fc_values_set(values, list[i].name, list[i].text, error)
                      : fc_error_set(error, -EINVAL, "%s: the value is no UTF-8", list[i].name);

        if (ret)
            return ret;
    }
    return 0;
}

void fc_settings_take(struct fc_settings *s, const struct fc_values *values,
                      const bool named[FC_PARAM_COUNT])
{
    for (int i = 0; i < FC_PARAM_COUNT; i++) {
        if (!named[i])
            continue;
        fc_values_copy(&s->values, values, (enum fc_param_id)i);
        s->unsaved[i] = VALUE_UNSAVED;
        forget_complaints(s, true, fc_param_at((size_t)i)->name);
    }
    schedule_save(s);
}

/* Named parameters are written also where they had that value, by the command line's word only. */
int fc_settings_set(struct fc_settings *s, const struct fc_setting *list, int count,
                    struct fc_error *error)
{
    bool named[FC_PARAM_COUNT] = {false};
    struct fc_values values;
    int ret;

    fc_values_assign(&values, &s->values);
    ret = set_all(&values, list, count, error);
    if (ret)
        return ret;
    for (int i = 0; i < FC_PARAM_COUNT; i++)
        named[i] = !fc_values_equal(&s->values, &values, (enum fc_param_id)i);
    for (int i = 0; i < count; i++)
        named[fc_param_find(list[i].name) - fc_param_at(0)] = true;
    fc_settings_take(s, &values, named);
    return 0;
}

/* Whether the file has a line of that name, which is no parameter's. */
static bool has_unknown_line(const struct fc_settings *s, const char *name)
{
    char *line = line_of(s->file, name);

    g_free(line);
    return line != NULL;
}

int fc_settings_reset(struct fc_settings *s, const char *const *names, int count,
                      struct fc_error *error)
{
    for (int i = 0; i < count; i++)
        if (!fc_param_find(names[i]) && !has_unknown_line(s, names[i]))
            return fc_param_refuse_unknown(names[i], error);
    for (int i = 0; i < count; i++) {
        const struct fc_param_info *info = fc_param_find(names[i]);

        if (!info) {
            g_ptr_array_add(s->unwanted, g_strdup(names[i]));
            continue;
        }
        set_default(&s->values, info);
        s->unsaved[info - fc_param_at(0)] = RESET_UNSAVED;
        forget_complaints(s, true, info->name);
    }
    schedule_save(s);
    return 0;
}

const struct fc_values *fc_settings_values(const struct fc_settings *s)
{
    return &s->values;
}

const char *fc_settings_path(const struct fc_settings *s)
{
    return s->path;
}

/* --- making and ending --- */

int fc_settings_open(const struct fc_settings_params *params, struct fc_settings **settings_out,
                     struct fc_error *error)
{
    struct fc_settings *s = fc_calloc(1, sizeof(*s));
    int ret;

    if (!s)
        return fc_error_set(error, -ENOMEM, "cannot read the settings: out of memory");
    s->params = *params;
    s->path = params->path
                  ? g_strdup(params->path)
                  : g_build_filename(g_get_user_config_dir(), "fakecam", "settings.ini", NULL);
    s->unwanted = g_ptr_array_new_with_free_func(g_free);
    s->complaints = g_array_new(FALSE, TRUE, sizeof(struct complaint));
    fc_values_init(&s->values);
    read_file(s);
    ret = set_all(&s->values, params->given, params->given_count, error);
    s->params.given = NULL;
    if (ret) {
        fc_settings_close(&s);
        return ret;
    }
    if (params->watch)
        watch_file(s);
    *settings_out = s;
    return 0;
}

void fc_settings_close(struct fc_settings **settings)
{
    struct fc_settings *s = *settings;
    struct fc_error error = {0};

    if (!s)
        return;
    *settings = NULL;
    end_timer(&s->save_timer);
    end_timer(&s->gone_timer);
    if (fc_settings_save(s, &error))
        g_warning("%s", error.text);
    for (size_t i = 0; i < G_N_ELEMENTS(s->monitors); i++) {
        if (!s->monitors[i])
            continue;
        g_signal_handlers_disconnect_by_data(s->monitors[i], s);
        g_file_monitor_cancel(s->monitors[i]);
        g_object_unref(s->monitors[i]);
    }
    if (s->file)
        g_key_file_free(s->file);
    g_array_free(s->complaints, TRUE);
    g_ptr_array_unref(s->unwanted);
    g_free(s->path);
    free(s);
}
