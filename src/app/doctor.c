/* SPDX-License-Identifier: MIT */
#include "app/doctor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/findings.h"
#include "app/starter.h"

/* NULL with an error. */
static GSubprocess *spawn(const char *command, GSubprocessFlags flags, GError **error)
{
    GSubprocess *process = NULL;
    char **words = NULL;

    if (!g_shell_parse_argv(command, NULL, &words, error))
        return NULL;
    if (strcmp(words[0], "fakecam") == 0) {
        char *found = fc_app_starter_find_command();

        if (found) {
            g_free(words[0]);
            words[0] = found;
        }
    }
    process = g_subprocess_newv((const char *const *)words, flags, error);
    g_strfreev(words);
    return process;
}

/* --- looking --- */

static void on_looked(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GError *error = NULL;
    char *text = NULL;
    GPtrArray *findings = NULL;

    g_subprocess_communicate_utf8_finish(G_SUBPROCESS(source), result, &text, NULL, &error);
    if (text)
        findings = fc_app_findings_parse(text);
    if (findings)
        g_task_return_pointer(task, findings, (GDestroyNotify)g_ptr_array_unref);
    else if (error)
        g_task_return_error(task, g_steal_pointer(&error));
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                _("The command “fakecam doctor” did not answer."));
    g_clear_error(&error);
    g_free(text);
    g_object_unref(task);
}

void fc_app_doctor_look(GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, cancellable, done, user);
    GError *error = NULL;
    GSubprocess *process =
        spawn("fakecam doctor --json",
              G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

    if (!process) {
        g_task_return_error(task, error);
        g_object_unref(task);
        return;
    }
    g_subprocess_communicate_utf8_async(process, NULL, cancellable, on_looked, task);
    g_object_unref(process);
}

GPtrArray *fc_app_doctor_look_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

/* --- mending --- */

static char *last_line(char *text)
{
    char *newline;

    if (!text)
        return NULL;
    newline = strrchr(g_strchomp(text), '\n');
    return newline ? newline + 1 : text;
}

static void on_run(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GSubprocess *process = G_SUBPROCESS(source);
    GError *error = NULL;
    char *said = NULL;

    if (!g_subprocess_communicate_utf8_finish(process, result, &said, NULL, &error)) {
        g_task_return_error(task, error);
    } else if (g_subprocess_get_successful(process)) {
        g_task_return_boolean(task, TRUE);
    } else {
        const char *line = last_line(said);

        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                                line && line[0] ? line : _("It did not work."));
    }
    g_free(said);
    g_object_unref(task);
}

void fc_app_doctor_run(const char *command, GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, done, user);
    GError *error = NULL;
    GSubprocess *process =
        spawn(command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);

    if (!process) {
        g_task_return_error(task, error);
        g_object_unref(task);
        return;
    }
    g_subprocess_communicate_utf8_async(process, NULL, NULL, on_run, task);
    g_object_unref(process);
}

gboolean fc_app_doctor_run_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}
