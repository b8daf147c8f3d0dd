/* SPDX-License-Identifier: MIT */
#include "app/setup.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/autostart.h"
#include "app/checks.h"
#include "app/sentences.h"

struct _FcAppSetup {
    GtkWidget parent;

    GtkWidget *page;
    GtkWidget *welcome;
    FcAppChecks *checks;
    AdwPreferencesGroup *programs;
    AdwPreferencesGroup *outputs;
    GtkSwitch *autostart;
    GtkSwitch *stays;

    FcAppCamera *camera;    // owned
    GPtrArray *output_rows; /* owned list of borrowed rows */
    gboolean is_showing;
};

G_DEFINE_TYPE(FcAppSetup, fc_app_setup, GTK_TYPE_WIDGET)

/* --- programs --- */

static const struct {
    const char *name;
    const char *steps;
} programs[] = {
    {"Firefox", N_("When a call asks for the camera, choose “Fakecam” in Firefox’s own question. "
                   "In a call that already runs, change it in the call’s settings.")},
    {"Chromium, Chrome, Edge",
     N_("Click the camera in the address bar, or open Settings, Privacy, Camera, and choose "
        "“Fakecam”. Reload the call’s page.")},
    {"Zoom", N_("Beside Start Video, click the small arrow and choose “Fakecam”.")},
    {"Microsoft Teams", N_("Before joining, open the settings of audio and video and choose "
                           "“Fakecam”; in a call: More, Settings, Devices.")},
    {"OBS Studio", N_("Add a source: Video Capture Device (PipeWire) or (V4L2), and choose "
                      "“Fakecam”.")},
};

static void add_programs(FcAppSetup *self)
{
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        GtkWidget *row = adw_expander_row_new();
        GtkWidget *label = gtk_label_new(_(programs[i].steps));

        gtk_label_set_wrap(GTK_LABEL(label), TRUE);
        gtk_label_set_xalign(GTK_LABEL(label), 0);
        gtk_widget_add_css_class(label, "steps");
        adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), programs[i].name);
        adw_expander_row_add_row(ADW_EXPANDER_ROW(row), label);
        adw_preferences_group_add(self->programs, row);
    }
}

/* --- the ways to programs --- */

static const char *output_title(const char *name)
{
    return strcmp(name, "pipewire") == 0   ? _("Through PipeWire")
           : strcmp(name, "loopback") == 0 ? _("As a camera device")
                                           : name;
}

static char *output_text(const char *state, int readers, const char *why)
{
    if (strcmp(state, "ready") != 0)
        return why[0] ? fc_app_complaint(why) : g_strdup(_("Not there"));
    if (readers < 0)
        return g_strdup(_("Ready; perhaps in use"));
    if (readers == 0)
        return g_strdup(_("Ready; nobody watches"));
    return g_strdup_printf(
        ngettext("In use by %d program", "In use by %d programs", (unsigned long)readers), readers);
}

static void add_output(FcAppSetup *self, const char *name, char *text)
{
    GtkWidget *row = adw_action_row_new();

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), output_title(name));
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), text);
    adw_preferences_group_add(self->outputs, row);
    g_ptr_array_add(self->output_rows, row);
    g_free(text);
}

static void show_outputs(FcAppSetup *self)
{
    GVariant *outputs = fc_app_camera_outputs(self->camera);
    const char *name, *state, *why;
    GVariantIter iter;
    int readers;

    for (guint i = 0; i < self->output_rows->len; i++)
        adw_preferences_group_remove(self->outputs, self->output_rows->pdata[i]);
    g_ptr_array_set_size(self->output_rows, 0);
    if (outputs) {
        g_variant_iter_init(&iter, outputs);
        while (g_variant_iter_next(&iter, "(&s&si&s)", &name, &state, &readers, &why))
            if (strcmp(name, "preview") != 0)
                add_output(self, name, output_text(state, readers, why));
    }
    gtk_widget_set_visible(GTK_WIDGET(self->outputs), self->output_rows->len > 0);
}

static void on_changed(FcAppSetup *self)
{
    if (gtk_widget_get_mapped(GTK_WIDGET(self)))
        show_outputs(self);
}

/* --- without the window --- */

static void show_autostart(FcAppSetup *self, gboolean is_on)
{
    self->is_showing = TRUE;
    gtk_switch_set_active(self->autostart, is_on);
    self->is_showing = FALSE;
}

static void on_autostart_asked(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppSetup *self = user;

    show_autostart(self, fc_app_autostart_ask_finish(result));
    g_object_unref(self);
}

static GDBusConnection *connection(void)
{
    GApplication *application = g_application_get_default();

    return application ? g_application_get_dbus_connection(application) : NULL;
}

static void on_autostart_set(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppSetup *self = user;
    GError *error = NULL;

    if (!fc_app_autostart_set_finish(result, &error)) {
        gtk_widget_activate_action(GTK_WIDGET(self), "win.say", "s", error->message);
        g_error_free(error);
    }
    fc_app_autostart_ask(connection(), on_autostart_asked, g_object_ref(self));
    g_object_unref(self);
}

static void on_autostart(FcAppSetup *self)
{
    if (!self->is_showing)
        fc_app_autostart_set(connection(), gtk_switch_get_active(self->autostart), on_autostart_set,
                             g_object_ref(self));
}

static void on_stays(FcAppSetup *self)
{
    if (!self->is_showing)
        gtk_widget_activate_action(GTK_WIDGET(self), "app.stay", "b",
                                   gtk_switch_get_active(self->stays));
}

/* --- making it --- */

static void on_choose(FcAppSetup *self)
{
    gtk_widget_set_visible(self->welcome, FALSE);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.page", "s", "background");
}

void fc_app_setup_welcome(FcAppSetup *self)
{
    gtk_widget_set_visible(self->welcome, TRUE);
}

void fc_app_setup_set_camera(FcAppSetup *self, FcAppCamera *camera, struct fc_app_store *store)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    fc_app_checks_set_camera(self->checks, camera);
    self->is_showing = TRUE;
    gtk_switch_set_active(self->stays, fc_app_store_bool(store, "background", "stays"));
    self->is_showing = FALSE;
    g_signal_connect_object(camera, "changed", G_CALLBACK(on_changed), self, G_CONNECT_SWAPPED);
}

static void fc_app_setup_map(GtkWidget *widget)
{
    FcAppSetup *self = FC_APP_SETUP(widget);

    GTK_WIDGET_CLASS(fc_app_setup_parent_class)->map(widget);
    show_outputs(self);
    fc_app_autostart_ask(connection(), on_autostart_asked, g_object_ref(self));
}

static void fc_app_setup_dispose(GObject *object)
{
    FcAppSetup *self = FC_APP_SETUP(object);

    g_clear_object(&self->camera);
    g_clear_pointer(&self->page, gtk_widget_unparent);
    G_OBJECT_CLASS(fc_app_setup_parent_class)->dispose(object);
}

static void fc_app_setup_finalize(GObject *object)
{
    g_ptr_array_unref(FC_APP_SETUP(object)->output_rows);
    G_OBJECT_CLASS(fc_app_setup_parent_class)->finalize(object);
}

static void fc_app_setup_class_init(FcAppSetupClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_setup_dispose;
    G_OBJECT_CLASS(class)->finalize = fc_app_setup_finalize;
    widget_class->map = fc_app_setup_map;
    g_type_ensure(FC_TYPE_APP_CHECKS);
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/setup.ui");
    gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, page);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, welcome);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, checks);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, programs);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, outputs);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, autostart);
    gtk_widget_class_bind_template_child(widget_class, FcAppSetup, stays);
    gtk_widget_class_bind_template_callback(widget_class, on_choose);
    gtk_widget_class_bind_template_callback(widget_class, on_autostart);
    gtk_widget_class_bind_template_callback(widget_class, on_stays);
}

static void fc_app_setup_init(FcAppSetup *self)
{
    self->output_rows = g_ptr_array_new();
    gtk_widget_init_template(GTK_WIDGET(self));
    add_programs(self);
}
