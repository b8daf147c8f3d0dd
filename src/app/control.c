/* SPDX-License-Identifier: MIT */
#include "app/control.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/words.h"

static void free_control(gpointer data)
{
    struct fc_app_control *control = data;

    g_object_unref(control->camera);
    g_free(control->title);
    g_free(control);
}

/* --- the value --- */

static gboolean is_default(const struct fc_app_control *control)
{
    const char *standard = control->info->default_text;
    char *text = fc_app_camera_text(control->camera, control->info->name);
    gboolean is_same = strcmp(text, standard) == 0;

    if (control->info->type == FC_PARAM_INT || control->info->type == FC_PARAM_FLOAT)
        is_same = g_ascii_strtod(text, NULL) == g_ascii_strtod(standard, NULL);
    g_free(text);
    return is_same;
}

static void show(struct fc_app_control *control)
{
    GVariant *value = fc_app_camera_value(control->camera, control->info->name);
    const gboolean is_known = value != NULL;

    gtk_widget_set_sensitive(GTK_WIDGET(control->row), is_known);
    gtk_widget_set_visible(control->reset, is_known && !is_default(control));
    if (!is_known)
        return;
    control->is_showing = TRUE;
    control->show(control, value);
    control->is_showing = FALSE;
}

static void on_value(FcAppCamera *camera, gpointer user)
{
    show(g_object_get_data(user, "control"));
}

void fc_app_control_set(struct fc_app_control *control, GVariant *value)
{
    g_variant_ref_sink(value);
    if (!control->is_showing)
        fc_app_camera_set(control->camera, control->info->name, value);
    g_variant_unref(value);
}

static void on_reset(GtkButton *button, gpointer user)
{
    struct fc_app_control *control = g_object_get_data(user, "control");

    /* the button goes with the click: the focus stays in its row */
    gtk_widget_child_focus(GTK_WIDGET(control->row), GTK_DIR_TAB_FORWARD);
    fc_app_camera_reset(control->camera, control->info->name);
}

/* --- making it --- */

void fc_app_control_name(struct fc_app_control *control, GtkWidget *widget)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   control->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   fc_app_help_of(control->info), -1);
}

void fc_app_control_dress(struct fc_app_control *control, AdwActionRow *row, GtkWidget *suffix)
{
    control->row = ADW_PREFERENCES_ROW(row);
    adw_preferences_row_set_use_markup(control->row, FALSE);
    adw_preferences_row_set_title(control->row, control->title);
    adw_action_row_set_subtitle(row, fc_app_help_of(control->info));
    adw_action_row_add_suffix(row, control->reset);
    if (suffix) {
        gtk_widget_set_valign(suffix, GTK_ALIGN_CENTER);
        adw_action_row_add_suffix(row, suffix);
        /* which names it: a name of its own would be said as well */
        adw_action_row_set_activatable_widget(row, suffix);
        gtk_accessible_update_property(GTK_ACCESSIBLE(suffix), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       fc_app_help_of(control->info), -1);
    }
}

static GtkWidget *make_reset(struct fc_app_control *control)
{
    GtkWidget *button = gtk_button_new_from_icon_name("edit-undo-symbolic");
    char *name = g_strdup_printf(_("Reset %s"), control->title);

    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(button, "flat");
    gtk_widget_add_css_class(button, "circular");
    gtk_widget_set_tooltip_text(button, _("Back to the default"));
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    g_free(name);
    return button;
}

/* Shares are slid, all other numbers typed. */
static void make_row(struct fc_app_control *control)
{
    const struct fc_param_info *info = control->info;

    switch (info->type) {
    case FC_PARAM_INT:
    case FC_PARAM_FLOAT:
        if (strcmp(info->unit, "%") == 0 || info->type == FC_PARAM_FLOAT)
            fc_app_control_make_range(control);
        else
            fc_app_control_make_number(control);
        return;
    case FC_PARAM_BOOL:
        fc_app_control_make_switch(control);
        return;
    case FC_PARAM_CHOICE:
        fc_app_control_make_choice(control);
        return;
    case FC_PARAM_COLOUR:
        fc_app_control_make_colour(control);
        return;
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        break;
    }
    if (strcmp(info->name, "camera") == 0)
        fc_app_control_make_camera(control);
    else if (strcmp(info->name, "overlay") == 0)
        fc_app_control_make_picture(control);
    else
        fc_app_control_make_text(control);
}

GtkWidget *fc_app_control_new(const struct fc_param_info *info, FcAppCamera *camera)
{
    struct fc_app_control *control = g_new0(struct fc_app_control, 1);
    char *signal = g_strdup_printf("value-changed::%s", info->name);

    control->info = info;
    control->camera = g_object_ref(camera);
    control->title = fc_app_title_of(info);
    control->reset = make_reset(control);
    make_row(control);
    g_object_set_data_full(G_OBJECT(control->row), "control", control, free_control);
    g_signal_connect_object(control->reset, "clicked", G_CALLBACK(on_reset), control->row, 0);
    g_signal_connect_object(camera, signal, G_CALLBACK(on_value), control->row, 0);
    show(control);
    g_free(signal);
    return GTK_WIDGET(control->row);
}
