/* SPDX-License-Identifier: MIT */
/*
 * Two widgets beside each other where there is room, and the first above the second where there is
 * not. What libadwaita has for that came after 1.2.
 */
#ifndef FC_APP_SPLIT_H
#define FC_APP_SPLIT_H

#include <gtk/gtk.h>

#define FC_TYPE_APP_SPLIT (fc_app_split_get_type())
G_DECLARE_FINAL_TYPE(FcAppSplit, fc_app_split, FC, APP_SPLIT, GtkWidget)

#endif
