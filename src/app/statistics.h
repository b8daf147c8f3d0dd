/* SPDX-License-Identifier: MIT */
/* The page of figures: how fast the camera is, what each stage takes, who reads. */
#ifndef FC_APP_STATISTICS_H
#define FC_APP_STATISTICS_H

#include <adwaita.h>

#include "app/camera.h"

#define FC_TYPE_APP_STATISTICS (fc_app_statistics_get_type())
G_DECLARE_FINAL_TYPE(FcAppStatistics, fc_app_statistics, FC, APP_STATISTICS, GtkWidget)

/* Once; camera is referenced. */
void fc_app_statistics_set_camera(FcAppStatistics *self, FcAppCamera *camera);

#endif
