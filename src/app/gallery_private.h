/* SPDX-License-Identifier: MIT */
/* Between gallery.c and gallery_add.c. */
#ifndef FC_APP_GALLERY_PRIVATE_H
#define FC_APP_GALLERY_PRIVATE_H

#include "app/gallery.h"
#include "app/library.h"

/* Borrowed both; NULL once the gallery is disposed of. */
FcAppCamera *fc_app_gallery_camera(FcAppGallery *self);
struct fc_app_library *fc_app_gallery_library(FcAppGallery *self);

/* The library has changed. */
void fc_app_gallery_refresh(FcAppGallery *self);

#endif
