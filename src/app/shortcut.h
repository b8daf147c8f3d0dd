/* SPDX-License-Identifier: MIT */
/*
 * A key that works whatever window has the focus, where the desktop has that: the portal
 * org.freedesktop.portal.GlobalShortcuts. Which key it is, the desktop asks its person. Without
 * such a portal nothing happens. No widgets; main thread.
 */
#ifndef FC_APP_SHORTCUT_H
#define FC_APP_SHORTCUT_H

#include <gio/gio.h>

struct fc_app_shortcut;

struct fc_app_shortcut_params {
    GDBusConnection *connection; /* referenced */
    const char *id;
    const char *description; /* for a person */
    const char *trigger;     /* that is proposed, as the specification of shortcuts writes it */
    void (*pressed)(gpointer user);
    gpointer user;
};

/* Texts are copied. */
struct fc_app_shortcut *fc_app_shortcut_create(const struct fc_app_shortcut_params *params);
void fc_app_shortcut_destroy(struct fc_app_shortcut **shortcut);

/* Whether the desktop has taken it. */
gboolean fc_app_shortcut_is_bound(const struct fc_app_shortcut *shortcut);

#endif
