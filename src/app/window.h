/* SPDX-License-Identifier: MIT */
/* The one window: the picture that others see, what the camera is up to, and the pages. */
#ifndef FC_APP_WINDOW_H
#define FC_APP_WINDOW_H

#include <adwaita.h>

#include "app/camera.h"
#include "app/store.h"

#define FC_TYPE_APP_WINDOW (fc_app_window_get_type())
G_DECLARE_FINAL_TYPE(FcAppWindow, fc_app_window, FC, APP_WINDOW, AdwApplicationWindow)

/* camera is referenced; store is borrowed and outlives it. */
FcAppWindow *fc_app_window_new(AdwApplication *application, FcAppCamera *camera,
                               struct fc_app_store *store);

/* Says something at the lower edge for a few seconds. */
void fc_app_window_say(FcAppWindow *self, const char *text);

#endif
