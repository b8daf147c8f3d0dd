/* SPDX-License-Identifier: MIT */
/* Rows for numbers: those that are slid, and those that are typed. */
#include "app/control.h"

#include <math.h>

#include "app/words.h"

static double number_of(GVariant *value)
{
    return g_variant_is_of_type(value, G_VARIANT_TYPE_INT32) ? g_variant_get_int32(value)
                                                             : g_variant_get_double(value);
}

static void set_number(struct fc_app_control *control, double value)
{
    fc_app_control_set(control, control->info->type == FC_PARAM_INT
                                    ? g_variant_new_int32((gint32)lround(value))
                                    : g_variant_new_double(value));
}

static GtkAdjustment *make_adjustment(const struct fc_param_info *info)
{
    const double step = info->type == FC_PARAM_INT ? 1 : (info->max - info->min) / 100;

    return gtk_adjustment_new(info->min, info->min, info->max, step, step * 10, 0);
}

/* --- slid --- */

static void show_range(struct fc_app_control *control, GVariant *value)
{
    char *text = fc_app_value_text(control->info, number_of(value));

    gtk_range_set_value(control->widget, number_of(value));
    gtk_label_set_text(control->extra, text);
    gtk_accessible_update_property(GTK_ACCESSIBLE(control->widget),
                                   GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
    g_free(text);
}

static void on_range(GtkRange *range, gpointer user)
{
    set_number(user, gtk_range_get_value(range));
}

static GtkWidget *make_head(struct fc_app_control *control)
{
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *title = gtk_label_new(control->title);

    control->extra = gtk_label_new("");
    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(title, TRUE);
    gtk_widget_add_css_class(control->extra, "dim-label");
    gtk_widget_add_css_class(control->extra, "numeric");
    gtk_box_append(GTK_BOX(head), title);
    gtk_box_append(GTK_BOX(head), control->reset);
    gtk_box_append(GTK_BOX(head), control->extra);
    return head;
}

void fc_app_control_make_range(struct fc_app_control *control)
{
    const struct fc_param_info *info = control->info;
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *scale = gtk_scale_new(GTK_ORIENTATION_HORIZONTAL, make_adjustment(info));

    control->row = ADW_PREFERENCES_ROW(adw_preferences_row_new());
    control->widget = scale;
    control->show = show_range;
    adw_preferences_row_set_use_markup(control->row, FALSE);
    adw_preferences_row_set_title(control->row, control->title);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(control->row), FALSE);
    gtk_widget_set_tooltip_text(GTK_WIDGET(control->row), fc_app_help_of(info));
    gtk_range_set_round_digits(GTK_RANGE(scale), info->type == FC_PARAM_INT ? 0 : 2);
    if (info->min < 0 && info->max > 0) {
        gtk_scale_add_mark(GTK_SCALE(scale), 0, GTK_POS_BOTTOM, NULL);
        gtk_range_set_fill_level(GTK_RANGE(scale), 0);
        gtk_range_set_restrict_to_fill_level(GTK_RANGE(scale), FALSE);
        gtk_scale_set_has_origin(GTK_SCALE(scale), FALSE);
    }
    fc_app_control_name(control, scale);
    gtk_widget_add_css_class(box, "range-row");
    gtk_box_append(GTK_BOX(box), make_head(control));
    gtk_box_append(GTK_BOX(box), scale);
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(control->row), box);
    g_signal_connect(scale, "value-changed", G_CALLBACK(on_range), control);
}

/* --- typed --- */

static void show_number(struct fc_app_control *control, GVariant *value)
{
    gtk_spin_button_set_value(control->widget, number_of(value));
}

static void on_number(GtkSpinButton *spin, gpointer user)
{
    set_number(user, gtk_spin_button_get_value(spin));
}

void fc_app_control_make_number(struct fc_app_control *control)
{
    GtkWidget *row = adw_action_row_new();

    control->widget = gtk_spin_button_new(make_adjustment(control->info), 1, 0);
    control->show = show_number;
    gtk_spin_button_set_numeric(control->widget, TRUE);
    fc_app_control_dress(control, ADW_ACTION_ROW(row), control->widget);
    g_signal_connect(control->widget, "value-changed", G_CALLBACK(on_number), control);
}
