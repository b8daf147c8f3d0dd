/* SPDX-License-Identifier: MIT */
/*
 * Whether the camera starts when a person logs in: by its systemd unit where that is installed and
 * systemd runs the session, else by a file that the desktop starts. Main thread.
 */
#ifndef FC_APP_AUTOSTART_H
#define FC_APP_AUTOSTART_H

#include <gio/gio.h>

/*
 * Has the desktop start a command at login, or no longer: the file ID.desktop in the folder for
 * that.
 */
gboolean fc_app_autostart_write(const char *id, const char *command, gboolean is_on,
                                GError **error);

/* connection NULL: there is no systemd to ask. */
void fc_app_autostart_ask(GDBusConnection *connection, GAsyncReadyCallback done, gpointer user);
gboolean fc_app_autostart_ask_finish(GAsyncResult *result);

void fc_app_autostart_set(GDBusConnection *connection, gboolean is_on, GAsyncReadyCallback done,
                          gpointer user);
gboolean fc_app_autostart_set_finish(GAsyncResult *result, GError **error);

#endif
