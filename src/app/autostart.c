/* SPDX-License-Identifier: MIT */
#include "app/autostart.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>

#include "app/answer.h"
#include "app/starter.h"

#define UNIT "fakecam.service"
#define SERVICE "org.fakecam.Fakecam"

/* --- the desktop's file --- */

static char *file_path(const char *id)
{
    char *name = g_strdup_printf("%s.desktop", id);
    char *path = g_build_filename(g_get_user_config_dir(), "autostart", name, NULL);

    g_free(name);
    return path;
}

static gboolean has_file(void)
{
    char *path = file_path(SERVICE);
    const gboolean has = g_file_test(path, G_FILE_TEST_EXISTS);

    g_free(path);
    return has;
}

static gboolean save_file(const char *path, const char *command, GError **error)
{
    char *folder = g_path_get_dirname(path);
    GKeyFile *file = g_key_file_new();
    gboolean is_done;

    g_mkdir_with_parents(folder, 0700);
    g_key_file_set_string(file, "Desktop Entry", "Type", "Application");
    g_key_file_set_string(file, "Desktop Entry", "Name", "Fakecam");
    g_key_file_set_string(file, "Desktop Entry", "Exec", command);
    g_key_file_set_boolean(file, "Desktop Entry", "NoDisplay", TRUE);
    is_done = g_key_file_save_to_file(file, path, error);
    g_key_file_unref(file);
    g_free(folder);
    return is_done;
}

gboolean fc_app_autostart_write(const char *id, const char *command, gboolean is_on, GError **error)
{
    char *path = file_path(id);
    gboolean is_done = TRUE;

    if (is_on) {
        is_done = save_file(path, command, error);
    } else if (g_remove(path) < 0 && errno != ENOENT) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("Cannot remove %s: %s"), path,
                    g_strerror(errno));
        is_done = FALSE;
    }
    g_free(path);
    return is_done;
}

static void set_file(GTask *task, gboolean is_on)
{
    char *program = fc_app_starter_find_command();
    char *command = g_strdup_printf("%s run", program ? program : "fakecam");
    GError *error = NULL;

    if (fc_app_autostart_write(SERVICE, command, is_on, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
    g_free(command);
    g_free(program);
}

/* --- systemd --- */

static void call(GDBusConnection *connection, const char *method, GVariant *args,
                 GAsyncReadyCallback done, gpointer user)
{
    g_dbus_connection_call(connection, "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                           "org.freedesktop.systemd1.Manager", method, args, NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, done, user);
}

/* Answers with the unit's state: "" where there is no unit, or no systemd. */
static void on_state(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);
    const char *state = "";

    if (answer && g_variant_is_of_type(answer, G_VARIANT_TYPE("(s)")))
        g_variant_get(answer, "(&s)", &state);
    g_task_return_pointer(task, g_strdup(state), g_free);
    g_clear_pointer(&answer, g_variant_unref);
    g_object_unref(task);
}

static void ask_state(GDBusConnection *connection, GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, done, user);

    if (connection) {
        call(connection, "GetUnitFileState", g_variant_new("(s)", UNIT), on_state, task);
    } else {
        g_task_return_pointer(task, g_strdup(""), g_free);
        g_object_unref(task);
    }
}

/* --- asking --- */

static void on_asked(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    char *state = g_task_propagate_pointer(G_TASK(result), NULL);

    g_task_return_boolean(task, strcmp(state, "enabled") == 0 || has_file());
    g_free(state);
    g_object_unref(task);
}

void fc_app_autostart_ask(GDBusConnection *connection, GAsyncReadyCallback done, gpointer user)
{
    ask_state(connection, on_asked, g_task_new(NULL, NULL, done, user));
}

gboolean fc_app_autostart_ask_finish(GAsyncResult *result)
{
    return g_task_propagate_boolean(G_TASK(result), NULL);
}

/* --- setting --- */

struct wish {
    GDBusConnection *connection; // owned, or NULL
    gboolean is_on;
};

static void free_wish(gpointer data)
{
    struct wish *wish = data;

    g_clear_object(&wish->connection);
    g_free(wish);
}

static void on_unit_set(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

    fc_app_answer(user, answer, error);
}

/* A file of earlier days goes with the switch in any case: one start is enough. */
static void on_state_to_set(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    const struct wish *wish = g_task_get_task_data(task);
    char *state = g_task_propagate_pointer(G_TASK(result), NULL);
    const char *const units[] = {UNIT, NULL};

    if (strcmp(state, "enabled") == 0 || strcmp(state, "disabled") == 0) {
        fc_app_autostart_write(SERVICE, "", FALSE, NULL);
        call(wish->connection, wish->is_on ? "EnableUnitFiles" : "DisableUnitFiles",
             wish->is_on ? g_variant_new("(^asbb)", units, FALSE, TRUE)
                         : g_variant_new("(^asb)", units, FALSE),
             on_unit_set, task);
    } else {
        set_file(task, wish->is_on);
        g_object_unref(task);
    }
    g_free(state);
}

void fc_app_autostart_set(GDBusConnection *connection, gboolean is_on, GAsyncReadyCallback done,
                          gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, done, user);
    struct wish *wish = g_new(struct wish, 1);

    *wish = (struct wish){connection ? g_object_ref(connection) : NULL, is_on};
    g_task_set_task_data(task, wish, free_wish);
    ask_state(connection, on_state_to_set, task);
}

gboolean fc_app_autostart_set_finish(GAsyncResult *result, GError **error)
{
    return fc_app_answer_finish(result, error);
}
