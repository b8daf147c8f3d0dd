/* SPDX-License-Identifier: MIT */
/* Rows for what is on or off, one of several, or a colour. */
#include "app/control.h"

#include <string.h>

#include "app/words.h"

/* --- on or off --- */

static void show_switch(struct fc_app_control *control, GVariant *value)
{
    gtk_switch_set_active(control->widget, g_variant_get_boolean(value));
}

static void on_switch(GtkSwitch *widget, GParamSpec *property, gpointer user)
{
    fc_app_control_set(user, g_variant_new_boolean(gtk_switch_get_active(widget)));
}

void fc_app_control_make_switch(struct fc_app_control *control)
{
    control->widget = gtk_switch_new();
    control->show = show_switch;
    fc_app_control_dress(control, ADW_ACTION_ROW(adw_action_row_new()), control->widget);
    g_signal_connect(control->widget, "notify::active", G_CALLBACK(on_switch), control);
}

/* --- one of several --- */

static void show_choice(struct fc_app_control *control, GVariant *value)
{
    const char *text = g_variant_get_string(value, NULL);

    for (guint i = 0; control->info->choices[i]; i++)
        if (strcmp(control->info->choices[i], text) == 0)
            adw_combo_row_set_selected(control->widget, i);
}

static void on_choice(AdwComboRow *row, GParamSpec *property, gpointer user)
{
    struct fc_app_control *control = user;
    const guint selected = adw_combo_row_get_selected(row);

    if (selected != GTK_INVALID_LIST_POSITION)
        fc_app_control_set(control, g_variant_new_string(control->info->choices[selected]));
}

void fc_app_control_make_choice(struct fc_app_control *control)
{
    GtkStringList *words = gtk_string_list_new(NULL);

    for (int i = 0; control->info->choices[i]; i++)
        gtk_string_list_take(words, fc_app_word_of(control->info->choices[i]));
    control->widget = adw_combo_row_new();
    control->show = show_choice;
    adw_combo_row_set_model(control->widget, G_LIST_MODEL(words));
    fc_app_control_dress(control, control->widget, NULL);
    g_signal_connect(control->widget, "notify::selected", G_CALLBACK(on_choice), control);
    g_object_unref(words);
}

/* --- a colour --- */

static void show_colour(struct fc_app_control *control, GVariant *value)
{
    GdkRGBA color;

    if (gdk_rgba_parse(&color, g_variant_get_string(value, NULL)))
        gtk_color_chooser_set_rgba(control->widget, &color);
}

static void on_colour(GtkColorButton *button, gpointer user)
{
    GdkRGBA color;
    char text[8];

    gtk_color_chooser_get_rgba(GTK_COLOR_CHOOSER(button), &color);
    g_snprintf(text, sizeof(text), "#%02x%02x%02x", (unsigned)(color.red * 255 + 0.5f),
               (unsigned)(color.green * 255 + 0.5f), (unsigned)(color.blue * 255 + 0.5f));
    fc_app_control_set(user, g_variant_new_string(text));
}

void fc_app_control_make_colour(struct fc_app_control *control)
{
    control->widget = gtk_color_button_new();
    control->show = show_colour;
    fc_app_control_dress(control, ADW_ACTION_ROW(adw_action_row_new()), control->widget);
    /* the focus goes to the button in it */
    fc_app_control_name(control, gtk_widget_get_first_child(control->widget));
    g_signal_connect(control->widget, "color-set", G_CALLBACK(on_colour), control);
}
