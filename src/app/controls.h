/* SPDX-License-Identifier: MIT */
/* The page of everything that can be set, made from the table of parameters. */
#ifndef FC_APP_CONTROLS_H
#define FC_APP_CONTROLS_H

#include <adwaita.h>

#include "app/camera.h"

#define FC_TYPE_APP_CONTROLS (fc_app_controls_get_type())
G_DECLARE_FINAL_TYPE(FcAppControls, fc_app_controls, FC, APP_CONTROLS, GtkBox)

/* Once; camera is referenced. */
void fc_app_controls_set_camera(FcAppControls *self, FcAppCamera *camera);

#endif
