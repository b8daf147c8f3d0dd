/* SPDX-License-Identifier: MIT */
#include "app/application.h"

#include <glib/gi18n.h>

#include "app/camera.h"
#include "app/window.h"

struct _FcAppApplication {
    AdwApplication parent;

    FcAppCamera *camera;        // owned; from the start on
    struct fc_app_store *store; // owned
};

G_DEFINE_TYPE(FcAppApplication, fc_app_application, ADW_TYPE_APPLICATION)

/* --- actions --- */

static void on_pause(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    FcAppApplication *self = user;

    fc_app_camera_set_paused(self->camera, !fc_app_camera_is_paused(self->camera));
}

static void on_about(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(user));

    adw_show_about_window(window, "application-name", "Fakecam", "application-icon", FC_APP_ID,
                          "version", FC_VERSION, "license-type", GTK_LICENSE_MIT_X11,
                          "developer-name", _("The Fakecam developers"), "comments",
                          _("A camera that shows you and not your room."), NULL);
}

/* Windows are closed first: they remember something. */
static void on_quit(GSimpleAction *action, GVariant *parameter, gpointer user)
{
    GtkWindow *window;

    while ((window = gtk_application_get_active_window(GTK_APPLICATION(user))))
        gtk_window_destroy(window);
    g_application_quit(G_APPLICATION(user));
}

static void add_actions(FcAppApplication *self)
{
    static const GActionEntry entries[] = {
        {.name = "pause", .activate = on_pause},
        {.name = "about", .activate = on_about},
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
    add_actions(self);
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

    g_clear_object(&self->camera);
    fc_app_store_close(&self->store);
    G_APPLICATION_CLASS(fc_app_application_parent_class)->shutdown(application);
}

static void fc_app_application_class_init(FcAppApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS(class);

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
