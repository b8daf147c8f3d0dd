/* SPDX-License-Identifier: MIT */
/* What is wrong in the settings file: a row for each line, with a button that mends it. */
#ifndef FC_APP_WRONG_H
#define FC_APP_WRONG_H

#include <adwaita.h>

#include "app/camera.h"

#define FC_TYPE_APP_WRONG (fc_app_wrong_get_type())
G_DECLARE_FINAL_TYPE(FcAppWrong, fc_app_wrong, FC, APP_WRONG, AdwPreferencesGroup)

/* References the camera; shows while there is something. */
GtkWidget *fc_app_wrong_new(FcAppCamera *camera);

#endif
