/* SPDX-License-Identifier: MIT */
/* Runs the command `fakecam` for the app: to look for what is wrong, and to mend it. Main thread. */
#ifndef FC_APP_DOCTOR_H
#define FC_APP_DOCTOR_H

#include <gio/gio.h>

/* Findings (app/findings.h), to be unreferenced, or NULL with an error. Takes up to some seconds. */
void fc_app_doctor_look(GCancellable *cancellable, GAsyncReadyCallback done, gpointer user);
GPtrArray *fc_app_doctor_look_finish(GAsyncResult *result, GError **error);

/*
 * Runs a command of one program, without a shell; "fakecam ..." is the one that belongs to this
 * app. The error's text is the last line that it said.
 */
void fc_app_doctor_run(const char *command, GAsyncReadyCallback done, gpointer user);
gboolean fc_app_doctor_run_finish(GAsyncResult *result, GError **error);

#endif
