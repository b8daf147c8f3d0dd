/* SPDX-License-Identifier: MIT */
/* Presets as a group of rows: use one, remove one, save what is set now under a name. */
#ifndef FC_APP_PRESETS_H
#define FC_APP_PRESETS_H

#include <adwaita.h>

#include "app/camera.h"

#define FC_TYPE_APP_PRESETS (fc_app_presets_get_type())
G_DECLARE_FINAL_TYPE(FcAppPresets, fc_app_presets, FC, APP_PRESETS, AdwPreferencesGroup)

GtkWidget *fc_app_presets_new(FcAppCamera *camera);

#endif
