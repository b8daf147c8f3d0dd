/* SPDX-License-Identifier: MIT */
/*
 * The page on which a background is chosen. Actions, for its tiles: "gallery.choose" and
 * "gallery.remove", both with a value of the parameter "background".
 */
#ifndef FC_APP_GALLERY_H
#define FC_APP_GALLERY_H

#include <gtk/gtk.h>

#include "app/camera.h"

#define FC_TYPE_APP_GALLERY (fc_app_gallery_get_type())
G_DECLARE_FINAL_TYPE(FcAppGallery, fc_app_gallery, FC, APP_GALLERY, GtkWidget)

/* Once; camera is referenced. */
void fc_app_gallery_set_camera(FcAppGallery *self, FcAppCamera *camera);

#endif
