/* SPDX-License-Identifier: MIT */
/*
 * One parameter as a row of a list: made from its line in the table, shows the service's value,
 * sets it when a person moves it, and has a button back to the default where it is another.
 */
#ifndef FC_APP_CONTROL_H
#define FC_APP_CONTROL_H

#include <adwaita.h>

#include "app/camera.h"
#include "fakecam/params.h"

struct fc_app_control {
    const struct fc_param_info *info;
    FcAppCamera *camera; // owned
    char *title;         // owned
    AdwPreferencesRow *row;
    GtkWidget *reset;
    gpointer widget; /* the one that has the value */
    gpointer extra;  /* of its kind */
    void (*show)(struct fc_app_control *control, GVariant *value);
    gboolean is_showing; /* the service's value, which is not to be sent back */
};

/* The row for that parameter; floating, and the control is freed with it. */
GtkWidget *fc_app_control_new(const struct fc_param_info *info, FcAppCamera *camera);

/* --- for the kinds of rows --- */

/* Each fills in row, widget, reset and show; the reset button is already there. */
void fc_app_control_make_range(struct fc_app_control *control);
void fc_app_control_make_number(struct fc_app_control *control);
void fc_app_control_make_switch(struct fc_app_control *control);
void fc_app_control_make_choice(struct fc_app_control *control);
void fc_app_control_make_colour(struct fc_app_control *control);
void fc_app_control_make_text(struct fc_app_control *control);
void fc_app_control_make_camera(struct fc_app_control *control);
void fc_app_control_make_picture(struct fc_app_control *control);

/* An AdwActionRow, or what is derived from it, with title, help and reset button. */
void fc_app_control_dress(struct fc_app_control *control, AdwActionRow *row, GtkWidget *suffix);

/* Called by its widget: sets value, which may be floating, unless it is being shown. */
void fc_app_control_set(struct fc_app_control *control, GVariant *value);

/* What the widget is called and what it does, for those who do not see it. */
void fc_app_control_name(struct fc_app_control *control, GtkWidget *widget);

#endif
