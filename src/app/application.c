/* SPDX-License-Identifier: MIT */
#include "app/application.h"

#include <glib/gi18n.h>

#include "app/autostart.h"
#include "app/camera.h"
#include "app/standby.h"
#include "app/window.h"

struct _FcAppApplication {
    AdwApplication parent;

    FcAppCamera *camera;            // owned; from the start on
    struct fc_app_store *store;     // owned
    struct fc_app_standby *standby; // owned
    gboolean has_wish;              /* for a pause, from outside, before the service is there */
    gboolean wish;
};

G_DEFINE_TYPE(FcAppApplication, fc_app_application, ADW_TYPE_APPLICATION)

/* --- actions --- */

static void on_pause(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    FcAppApplication *self = user;

    fc_app_camera_set_paused(self->camera, !fc_app_camera_is_paused(self->camera));
}

static void fulfil_wish(FcAppApplication *self)
{
    if (!self->has_wish || !fc_app_camera_is_there(self->camera))
        return;
    self->has_wish = FALSE;
    fc_app_camera_set_paused(self->camera, self->wish);
    g_application_release(G_APPLICATION(self));
}

/* A notification's button, which may have started the app. */
static void on_set_paused(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    FcAppApplication *self = user;

    if (!self->has_wish)
        g_application_hold(G_APPLICATION(self));
    self->has_wish = TRUE;
    self->wish = g_variant_get_boolean(parameter);
    fulfil_wish(self);
}

static void on_stay(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    FcAppApplication *self = user;

    const gboolean stays = g_variant_get_boolean(parameter);
    char *own = g_file_read_link("/proc/self/exe", NULL);
    char *command = g_strdup_printf("%s --gapplication-service", own ? own : "fakecam-app");
    GError *error = NULL;

    fc_app_store_set_bool(self->store, "background", "stays", stays);
    if (!fc_app_autostart_write(FC_APP_ID, command, stays, &error)) {
        g_message("%s", error->message);
        g_error_free(error);
    }
    fc_app_standby_update(self->standby);
    g_free(command);
    g_free(own);
}

static void on_about(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(user));

    adw_show_about_window(window, "application-name", "Fakecam", "application-icon", FC_APP_ID,
                          "version", FC_VERSION, "license-type", GTK_LICENSE_MIT_X11,
                          "developer-name", _("The Fakecam developers"), "comments",
                          _("A camera that shows you and not your room."), NULL);
}

static void on_close(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(user));

    if (window)
        gtk_window_close(window);
}

/* Windows are closed first: they remember something. */
static void on_quit(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    GtkWindow *window;

    if ((window = gtk_application_get_active_window(GTK_APPLICATION(user))))
        gtk_window_close(window);
    g_application_quit(G_APPLICATION(user));
}

static void add_actions(FcAppApplication *self)
{
    static const GActionEntry entries[] = {
        {.name = "pause", .activate = on_pause},
        {.name = "set-paused", .activate = on_set_paused, .parameter_type = "b"},
        {.name = "stay", .activate = on_stay, .parameter_type = "b"},
        {.name = "about", .activate = on_about},
        {.name = "close", .activate = on_close},
        {.name = "quit", .activate = on_quit},
    };
    static const struct {
        const char *action;
        const char *keys[2];
    } shortcuts[] = {
        {"app.pause", {"<Control>p"}},        {"app.quit", {"<Control>q"}},
        {"window.close", {"<Control>w"}},     {"win.add", {"<Control>o"}},
        {"win.page::background", {"<Alt>1"}}, {"win.page::adjust", {"<Alt>2"}},
        {"win.page::setup", {"<Alt>3"}},      {"win.page::statistics", {"<Alt>4"}},
    };

    g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries), self);
    for (size_t i = 0; i < G_N_ELEMENTS(shortcuts); i++) {
        const char *const keys[] = {shortcuts[i].keys[0], NULL};

        gtk_application_set_accels_for_action(GTK_APPLICATION(self), shortcuts[i].action, keys);
    }
}

/* --- life --- */

static void fc_app_application_startup(GApplication *application)
{
    FcAppApplication *self = FC_APP_APPLICATION(application);

    G_APPLICATION_CLASS(fc_app_application_parent_class)->startup(application);
    gtk_window_set_default_icon_name(FC_APP_ID);
    self->camera = fc_app_camera_new();
    self->store = fc_app_store_open(NULL);
    self->standby = fc_app_standby_create(GTK_APPLICATION(self), self->camera, self->store);
    g_signal_connect_object(self->camera, "changed", G_CALLBACK(fulfil_wish), self,
                            G_CONNECT_SWAPPED);
    add_actions(self);
    fc_app_standby_update(self->standby);
}

static void fc_app_application_activate(GApplication *application)
{
    FcAppApplication *self = FC_APP_APPLICATION(application);
    GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(self));

    if (!window) {
        fc_app_camera_start(self->camera);
        window = GTK_WINDOW(fc_app_window_new(ADW_APPLICATION(self), self->camera, self->store));
    }
    gtk_window_present(window);
}

static void fc_app_application_shutdown(GApplication *application)
{
    FcAppApplication *self = FC_APP_APPLICATION(application);

    fc_app_standby_destroy(&self->standby);
    g_clear_object(&self->camera);
    fc_app_store_close(&self->store);
    G_APPLICATION_CLASS(fc_app_application_parent_class)->shutdown(application);
}

static void fc_app_application_window_added(GtkApplication *application, GtkWindow *window)
{
    GTK_APPLICATION_CLASS(fc_app_application_parent_class)->window_added(application, window);
    fc_app_standby_update(FC_APP_APPLICATION(application)->standby);
}

static void fc_app_application_window_removed(GtkApplication *application, GtkWindow *window)
{
    FcAppApplication *self = FC_APP_APPLICATION(application);

    /* the hold comes before the last window's goes */
    g_application_hold(G_APPLICATION(self));
    GTK_APPLICATION_CLASS(fc_app_application_parent_class)->window_removed(application, window);
    if (self->standby)
        fc_app_standby_update(self->standby);
    g_application_release(G_APPLICATION(self));
}

static void fc_app_application_class_init(FcAppApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS(class);
    GtkApplicationClass *gtk_class = GTK_APPLICATION_CLASS(class);

    gtk_class->window_added = fc_app_application_window_added;
    gtk_class->window_removed = fc_app_application_window_removed;

    application_class->startup = fc_app_application_startup;
    application_class->activate = fc_app_application_activate;
    application_class->shutdown = fc_app_application_shutdown;
}

static void fc_app_application_init(FcAppApplication *self)
{
}

FcAppApplication *fc_app_application_new(void)
{
    return g_object_new(FC_TYPE_APP_APPLICATION, "application-id", FC_APP_ID, "resource-base-path",
                        "/org/fakecam/App", NULL);
}
