/* SPDX-License-Identifier: MIT */
#include "app/presets.h"

#include <glib/gi18n.h>

struct _FcAppPresets {
    AdwPreferencesGroup parent;

    AdwExpanderRow *list;
    AdwEntryRow *save;
    GPtrArray *rows; /* owned list of borrowed rows, one for each preset */

    FcAppCamera *camera; // owned
};

G_DEFINE_TYPE(FcAppPresets, fc_app_presets, ADW_TYPE_PREFERENCES_GROUP)

static const char *name_of(gpointer row)
{
    return adw_preferences_row_get_title(row);
}

static void on_use(AdwActionRow *row, gpointer user)
{
    FcAppPresets *self = user;
    char *text = g_strdup_printf(_("%s is in use."), name_of(row));

    fc_app_camera_use_preset(self->camera, name_of(row));
    gtk_widget_activate_action(GTK_WIDGET(self), "win.say", "s", text);
    g_free(text);
}

static void on_remove(GtkButton *button, gpointer user)
{
    FcAppPresets *self = user;

    fc_app_camera_remove_preset(self->camera, name_of(g_object_get_data(G_OBJECT(button), "row")));
}

static void on_save(FcAppPresets *self)
{
    char *name = g_strstrip(g_strdup(gtk_editable_get_text(GTK_EDITABLE(self->save))));

    if (name[0]) {
        fc_app_camera_save_preset(self->camera, name);
        gtk_editable_set_text(GTK_EDITABLE(self->save), "");
        adw_expander_row_set_expanded(self->list, TRUE);
    }
    g_free(name);
}

static GtkWidget *make_remove(FcAppPresets *self, GtkWidget *row, const char *name)
{
    GtkWidget *button = gtk_button_new_from_icon_name("user-trash-symbolic");
    char *label = g_strdup_printf(_("Remove %s"), name);

    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(button, "flat");
    gtk_widget_set_tooltip_text(button, label);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                   -1);
    g_object_set_data(G_OBJECT(button), "row", row);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_remove), self, 0);
    g_free(label);
    return button;
}

static GtkWidget *make_row(FcAppPresets *self, const char *name)
{
    GtkWidget *row = adw_action_row_new();

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), name);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), make_remove(self, row, name));
    g_signal_connect_object(row, "activated", G_CALLBACK(on_use), self, 0);
    return row;
}

static void update(FcAppPresets *self)
{
    char **names = fc_app_camera_presets(self->camera);
    guint count = 0;
    char *text;

    for (guint i = 0; i < self->rows->len; i++)
        adw_expander_row_remove(self->list, self->rows->pdata[i]);
    g_ptr_array_set_size(self->rows, 0);
    for (; names[count]; count++) {
        GtkWidget *row = make_row(self, names[count]);

        adw_expander_row_add_row(self->list, row);
        g_ptr_array_add(self->rows, row);
    }
    text = count ? g_strdup_printf(ngettext("%u look is saved", "%u looks are saved", count), count)
                 : g_strdup(_("None is saved yet"));
    adw_expander_row_set_subtitle(self->list, text);
    adw_expander_row_set_enable_expansion(self->list, count > 0);
    g_strfreev(names);
    g_free(text);
}

GtkWidget *fc_app_presets_new(FcAppCamera *camera)
{
    FcAppPresets *self = g_object_new(FC_TYPE_APP_PRESETS, NULL);

    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "presets-changed", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}

static void fc_app_presets_dispose(GObject *object)
{
    FcAppPresets *self = FC_APP_PRESETS(object);

    g_clear_object(&self->camera);
    G_OBJECT_CLASS(fc_app_presets_parent_class)->dispose(object);
}

static void fc_app_presets_finalize(GObject *object)
{
    g_ptr_array_unref(FC_APP_PRESETS(object)->rows);
    G_OBJECT_CLASS(fc_app_presets_parent_class)->finalize(object);
}

static void fc_app_presets_class_init(FcAppPresetsClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_presets_dispose;
    G_OBJECT_CLASS(class)->finalize = fc_app_presets_finalize;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/presets.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppPresets, list);
    gtk_widget_class_bind_template_child(widget_class, FcAppPresets, save);
    gtk_widget_class_bind_template_callback(widget_class, on_save);
}

static void fc_app_presets_init(FcAppPresets *self)
{
    self->rows = g_ptr_array_new();
    gtk_widget_init_template(GTK_WIDGET(self));
}
