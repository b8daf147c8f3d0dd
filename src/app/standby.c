/* SPDX-License-Identifier: MIT */
#include "app/standby.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/shortcut.h"

#define NOTE "camera"
#define TRIGGER "CTRL+ALT+p"

struct fc_app_standby {
    GtkApplication *application;      // borrowed
    FcAppCamera *camera;              // owned
    struct fc_app_store *store;       // borrowed
    struct fc_app_shortcut *shortcut; // owned; while it stays
    gulong handler;
    gboolean is_held;   /* the application */
    gboolean has_note;  /* is shown */
    gboolean is_paused; /* as the note says */
    int watchers;       /* as the note says */
};

/* --- notes, where there is somebody who shows them --- */

/* One that is to be sent once it is known that it can be. */
struct letter {
    GtkApplication *application; // owned, and held
    GNotification *note;         // owned
};

static gboolean names_notifier(GVariant *answer)
{
    GVariant *names = g_variant_get_child_value(answer, 0);
    GVariantIter iter;
    const char *name;
    gboolean is_there = FALSE;

    g_variant_iter_init(&iter, names);
    while (g_variant_iter_next(&iter, "&s", &name))
        is_there |= strcmp(name, "org.freedesktop.Notifications") == 0 ||
                    strcmp(name, "org.gtk.Notifications") == 0;
    g_variant_unref(names);
    return is_there;
}

static void free_letter(struct letter *letter)
{
    g_application_release(G_APPLICATION(letter->application));
    g_object_unref(letter->application);
    g_object_unref(letter->note);
    g_free(letter);
}

static void ask_names(GDBusConnection *connection, const char *method, GAsyncReadyCallback done,
                      gpointer user)
{
    g_dbus_connection_call(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                           "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE("(as)"),
                           G_DBUS_CALL_FLAGS_NONE, -1, NULL, done, user);
}

static gboolean is_sent(struct letter *letter, GObject *source, GAsyncResult *result)
{
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);
    const gboolean is_there = answer && names_notifier(answer);

    if (is_there)
        g_application_send_notification(G_APPLICATION(letter->application), NOTE, letter->note);
    g_clear_pointer(&answer, g_variant_unref);
    return is_there;
}

static void on_activatable(GObject *source, GAsyncResult *result, gpointer user)
{
    is_sent(user, source, result);
    free_letter(user);
}

static void on_names(GObject *source, GAsyncResult *result, gpointer user)
{
    if (is_sent(user, source, result))
        free_letter(user);
    else
        ask_names(G_DBUS_CONNECTION(source), "ListActivatableNames", on_activatable, user);
}

/* Takes over note. GLib complains in the log where nobody shows notes: so it is asked before. */
static void send(struct fc_app_standby *self, GNotification *note)
{
    GDBusConnection *connection =
        g_application_get_dbus_connection(G_APPLICATION(self->application));
    struct letter *letter;

    if (!connection) {
        g_object_unref(note);
        return;
    }
    letter = g_new(struct letter, 1);
    *letter = (struct letter){g_object_ref(self->application), note};
    g_application_hold(G_APPLICATION(self->application));
    ask_names(connection, "ListNames", on_names, letter);
}

static void withdraw(struct fc_app_standby *self)
{
    if (self->has_note)
        g_application_withdraw_notification(G_APPLICATION(self->application), NOTE);
    self->has_note = FALSE;
}

static void notify(struct fc_app_standby *self, const struct fc_app_situation *situation)
{
    const gboolean is_paused = situation->state == FC_APP_PAUSED;
    struct fc_app_saying saying = fc_app_say(situation);
    GNotification *note = g_notification_new(saying.title);

    g_notification_set_body(note, saying.detail);
    g_notification_add_button_with_target(note, is_paused ? _("Resume") : _("Pause"),
                                          "app.set-paused", "b", !is_paused);
    self->has_note = TRUE;
    self->is_paused = is_paused;
    self->watchers = situation->watchers;
    send(self, note);
    fc_app_saying_finish(&saying);
}

/* --- what happens meanwhile --- */

static gboolean has_window(const struct fc_app_standby *self)
{
    return gtk_application_get_windows(self->application) != NULL;
}

static void update_note(struct fc_app_standby *self)
{
    struct fc_app_situation situation;
    gboolean is_news;

    fc_app_camera_situation(self->camera, &situation);
    if (!self->is_held || situation.watchers == 0) {
        withdraw(self);
        return;
    }
    is_news = !self->has_note || situation.watchers != self->watchers ||
              (situation.state == FC_APP_PAUSED) != self->is_paused;
    if (is_news && situation.state != FC_APP_CAMERA_STARTS)
        notify(self, &situation);
}

static void on_pressed(gpointer user)
{
    struct fc_app_standby *self = user;

    g_action_group_activate_action(G_ACTION_GROUP(self->application), "pause", NULL);
}

static void update_shortcut(struct fc_app_standby *self, gboolean stays)
{
    GDBusConnection *connection =
        g_application_get_dbus_connection(G_APPLICATION(self->application));

    if (!stays) {
        fc_app_shortcut_destroy(&self->shortcut);
    } else if (!self->shortcut && connection) {
        const struct fc_app_shortcut_params params = {
            .connection = connection,
            .id = "pause",
            .description = _("Pause or resume the camera"),
            .trigger = TRIGGER,
            .pressed = on_pressed,
            .user = self,
        };

        self->shortcut = fc_app_shortcut_create(&params);
    }
}

void fc_app_standby_update(struct fc_app_standby *self)
{
    const gboolean stays = fc_app_store_bool(self->store, "background", "stays");
    const gboolean must_hold = stays && !has_window(self);

    update_shortcut(self, stays);
    if (must_hold != self->is_held) {
        self->is_held = must_hold;
        if (must_hold)
            g_application_hold(G_APPLICATION(self->application));
        else
            g_application_release(G_APPLICATION(self->application));
    }
    update_note(self);
}

static void on_changed(FcAppCamera *camera, gpointer user)
{
    update_note(user);
}

struct fc_app_standby *fc_app_standby_create(GtkApplication *application, FcAppCamera *camera,
                                             struct fc_app_store *store)
{
    struct fc_app_standby *self = g_new0(struct fc_app_standby, 1);

    self->application = application;
    self->camera = g_object_ref(camera);
    self->store = store;
    self->handler = g_signal_connect(camera, "changed", G_CALLBACK(on_changed), self);
    return self;
}

void fc_app_standby_destroy(struct fc_app_standby **self_ptr)
{
    struct fc_app_standby *self = *self_ptr;

    if (!self)
        return;
    *self_ptr = NULL;
    withdraw(self);
    fc_app_shortcut_destroy(&self->shortcut);
    g_signal_handler_disconnect(self->camera, self->handler);
    g_object_unref(self->camera);
    g_free(self);
}
