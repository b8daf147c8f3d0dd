/* SPDX-License-Identifier: MIT */
/*
 * Starts the service: through the session bus where it is installed there, which leaves it to
 * systemd; else as a process of its own, which outlives the app. Main thread.
 */
#ifndef FC_APP_STARTER_H
#define FC_APP_STARTER_H

#include <gio/gio.h>

/* Done when the service was asked to start; that it is there is seen on the bus alone. */
void fc_app_starter_run(GDBusConnection *connection, GCancellable *cancellable,
                        GAsyncReadyCallback done, gpointer user);
gboolean fc_app_starter_finish(GAsyncResult *result, GError **error);

/* The command `fakecam` that belongs to this app; free it. NULL where there is none. */
char *fc_app_starter_find_command(void);

#endif
