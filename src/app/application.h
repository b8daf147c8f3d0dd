/* SPDX-License-Identifier: MIT */
/* The application: one camera, one window, and what may be asked of it from outside. */
#ifndef FC_APP_APPLICATION_H
#define FC_APP_APPLICATION_H

#include <adwaita.h>

#define FC_APP_ID "org.fakecam.App"

#define FC_TYPE_APP_APPLICATION (fc_app_application_get_type())
G_DECLARE_FINAL_TYPE(FcAppApplication, fc_app_application, FC, APP_APPLICATION, AdwApplication)

FcAppApplication *fc_app_application_new(void);

#endif
