/* SPDX-License-Identifier: MIT */
#include "app/starter.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/answer.h"
#include "bus/name.h"

/* A service that has not ended by then is taken for one that runs. */
#define SETTLED_MS 1500

char *fc_app_starter_find_command(void)
{
    static const char *const places[] = {"fakecam", "../cli/fakecam"};
    char *own = g_file_read_link("/proc/self/exe", NULL);
    char *folder = own ? g_path_get_dirname(own) : NULL;
    char *found = NULL;

    for (size_t i = 0; folder && !found && i < G_N_ELEMENTS(places); i++) {
        found = g_build_filename(folder, places[i], NULL);
        if (!g_file_test(found, G_FILE_TEST_IS_EXECUTABLE) ||
            g_file_test(found, G_FILE_TEST_IS_DIR))
            g_clear_pointer(&found, g_free);
    }
    g_free(folder);
    g_free(own);
    return found ? found : g_find_program_in_path("fakecam");
}

/* --- as a process --- */

static void leave_session(gpointer user)
{
    setsid();
}

/* The log is small: it is written anew at each start. */
static char *log_path(void)
{
    char *folder = g_build_filename(g_get_user_cache_dir(), "fakecam", NULL);
    char *path = g_build_filename(folder, "service.log", NULL);

    g_mkdir_with_parents(folder, 0700);
    g_free(folder);
    return path;
}

/* What a process that ended at once said last. */
static char *last_words(void)
{
    char *path = log_path();
    char *text = NULL;
    char *line = NULL;

    if (g_file_get_contents(path, &text, NULL, NULL)) {
        char *newline = strrchr(g_strchomp(text), '\n');

        line = g_utf8_make_valid(newline ? newline + 1 : text, -1);
    }
    g_free(text);
    g_free(path);
    return line;
}

static void fail_with_last_words(GTask *task)
{
    char *words = last_words();

    g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                            words && words[0] ? words : _("It ended as soon as it was started."));
    g_free(words);
}

static void on_ended(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;

    g_subprocess_wait_finish(G_SUBPROCESS(source), result, NULL);
    if (!g_task_get_completed(task) && !g_object_get_data(G_OBJECT(task), "settled"))
        fail_with_last_words(task);
    g_object_unref(task);
}

static gboolean on_settled(gpointer user)
{
    GTask *task = user;

    g_object_set_data(G_OBJECT(task), "settled", task);
    if (!g_task_get_completed(task))
        g_task_return_boolean(task, TRUE);
    g_object_unref(task);
    return G_SOURCE_REMOVE;
}

static void spawn(GTask *task)
{
    GSubprocessLauncher *launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    char *command = fc_app_starter_find_command();
    char *log = log_path();
    GSubprocess *process = NULL;
    GError *error = NULL;

    g_subprocess_launcher_set_stderr_file_path(launcher, log);
    g_subprocess_launcher_set_child_setup(launcher, leave_session, NULL, NULL);
    g_unlink(log);
    if (command)
        process = g_subprocess_launcher_spawn(launcher, &error, command, "run", NULL);
    else
        g_set_error_literal(&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                            _("The command “fakecam” is not installed."));
    if (process) {
        g_timeout_add(SETTLED_MS, on_settled, g_object_ref(task));
        g_subprocess_wait_async(process, NULL, on_ended, g_object_ref(task));
        g_object_unref(process);
    } else {
        g_task_return_error(task, error);
    }
    g_free(log);
    g_free(command);
    g_object_unref(launcher);
}

/* --- through the bus --- */

static void on_asked(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GError *error = NULL;
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

    if (g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)) {
        g_error_free(error);
        spawn(task);
        g_object_unref(task);
    } else {
        fc_app_answer(task, answer, error);
    }
}

void fc_app_starter_run(GDBusConnection *connection, GCancellable *cancellable,
                        GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(connection, cancellable, done, user);

    g_dbus_connection_call(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                           "org.freedesktop.DBus", "StartServiceByName",
                           g_variant_new("(su)", FC_BUS_NAME, 0), G_VARIANT_TYPE("(u)"),
                           G_DBUS_CALL_FLAGS_NONE, -1, cancellable, on_asked, task);
}

gboolean fc_app_starter_finish(GAsyncResult *result, GError **error)
{
    return fc_app_answer_finish(result, error);
}
