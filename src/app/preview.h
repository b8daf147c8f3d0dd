/* SPDX-License-Identifier: MIT */
/*
 * The picture that others see, live; or its matte. It is asked of the service in exactly the size in which it is
 * shown, so that nothing is scaled here, and only while it is on the screen: hidden or minimised,
 * the app costs nothing and the camera may close.
 */
#ifndef FC_APP_PREVIEW_H
#define FC_APP_PREVIEW_H

#include <gtk/gtk.h>

#include "app/camera.h"

#define FC_TYPE_APP_PREVIEW (fc_app_preview_get_type())
G_DECLARE_FINAL_TYPE(FcAppPreview, fc_app_preview, FC, APP_PREVIEW, GtkWidget)

/* Once; camera is referenced. */
void fc_app_preview_set_camera(FcAppPreview *self, FcAppCamera *camera);

/* Where the picture is in the widget, which may leave room beside it. */
void fc_app_preview_place(FcAppPreview *self, graphene_rect_t *rect);

/* Whether the matte is shown instead, white for the person and black for what is replaced. */
void fc_app_preview_set_shows_matte(FcAppPreview *self, gboolean shows_matte);

#endif
