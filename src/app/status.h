/* SPDX-License-Identifier: MIT */
/* The line below the picture: what the camera is up to, and the button that mends it. */
#ifndef FC_APP_STATUS_H
#define FC_APP_STATUS_H

#include <gtk/gtk.h>

#include "app/camera.h"

#define FC_TYPE_APP_STATUS (fc_app_status_get_type())
G_DECLARE_FINAL_TYPE(FcAppStatus, fc_app_status, FC, APP_STATUS, GtkBox)

/* Once; camera is referenced. */
void fc_app_status_set_camera(FcAppStatus *self, FcAppCamera *camera);

#endif
