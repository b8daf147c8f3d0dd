/* SPDX-License-Identifier: MIT */
/*
 * The page that gets a person going: whether everything is ready, how programs are told to take
 * this camera, and what happens without the window.
 */
#ifndef FC_APP_SETUP_H
#define FC_APP_SETUP_H

#include <adwaita.h>

#include "app/camera.h"
#include "app/store.h"

#define FC_TYPE_APP_SETUP (fc_app_setup_get_type())
G_DECLARE_FINAL_TYPE(FcAppSetup, fc_app_setup, FC, APP_SETUP, GtkWidget)

/* Once; camera is referenced. What store says now is shown. */
void fc_app_setup_set_camera(FcAppSetup *self, FcAppCamera *camera, struct fc_app_store *store);

/* Says hello above all else, as at the first start. */
void fc_app_setup_welcome(FcAppSetup *self);

#endif
