/* SPDX-License-Identifier: MIT */
/* A small line of the last minute's values. Bare: a row around it says what they are. */
#ifndef FC_APP_CHART_H
#define FC_APP_CHART_H

#include <gtk/gtk.h>

#define FC_TYPE_APP_CHART (fc_app_chart_get_type())
G_DECLARE_FINAL_TYPE(FcAppChart, fc_app_chart, FC, APP_CHART, GtkWidget)

GtkWidget *fc_app_chart_new(void);
void fc_app_chart_add(FcAppChart *self, double value);

#endif
