/* SPDX-License-Identifier: MIT */
/* What the doctor found, as a group of rows with buttons that mend. */
#ifndef FC_APP_CHECKS_H
#define FC_APP_CHECKS_H

#include <adwaita.h>

#include "app/camera.h"

#define FC_TYPE_APP_CHECKS (fc_app_checks_get_type())
G_DECLARE_FINAL_TYPE(FcAppChecks, fc_app_checks, FC, APP_CHECKS, AdwPreferencesGroup)

/* Once; camera is referenced. */
void fc_app_checks_set_camera(FcAppChecks *self, FcAppCamera *camera);

/* Looks once more. */
void fc_app_checks_look(FcAppChecks *self);

#endif
