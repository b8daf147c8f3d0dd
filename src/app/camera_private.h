/* SPDX-License-Identifier: MIT */
/* Between camera.c and camera_calls.c. */
#ifndef FC_APP_CAMERA_PRIVATE_H
#define FC_APP_CAMERA_PRIVATE_H

#include "app/camera.h"

/* Borrowed; NULL while there is no bus. */
GDBusProxy *fc_app_camera_proxy(FcAppCamera *self);

/* Tells what the service refused. Frees error. */
void fc_app_camera_refuse(FcAppCamera *self, GError *error);

/* What was asked for and not sent yet does not count any more. */
void fc_app_camera_forget_wanted(FcAppCamera *self, const char *name);

#endif
