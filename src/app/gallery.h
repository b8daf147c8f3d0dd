/* SPDX-License-Identifier: MIT */
/*
 * The page on which a background is chosen. Actions, for its tiles: "gallery.choose" and
 * "gallery.remove", both with a value of the parameter "background".
 */
#ifndef FC_APP_GALLERY_H
#define FC_APP_GALLERY_H

#include <gtk/gtk.h>

#include "app/camera.h"
#include "app/store.h"

#define FC_TYPE_APP_GALLERY (fc_app_gallery_get_type())
G_DECLARE_FINAL_TYPE(FcAppGallery, fc_app_gallery, FC, APP_GALLERY, GtkWidget)

/* Once; camera is referenced, store is borrowed and outlives the gallery. */
void fc_app_gallery_set_camera(FcAppGallery *self, FcAppCamera *camera, struct fc_app_store *store);

/* Asks a person for files. */
void fc_app_gallery_choose_files(FcAppGallery *self);

/* Takes pictures, or files, from the clipboard. */
void fc_app_gallery_paste(FcAppGallery *self);

/* What is dropped on widget comes into the gallery. */
void fc_app_gallery_take_drops(FcAppGallery *self, GtkWidget *widget);

#endif
