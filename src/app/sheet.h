/* SPDX-License-Identifier: MIT */
/*
 * A picture that GTK draws through cairo. A GdkTexture would be converted, pixel by pixel and for
 * each frame that the window draws, by the software renderer of GTK 4.8, even if it has the right
 * format already. Immutable.
 */
#ifndef FC_APP_SHEET_H
#define FC_APP_SHEET_H

#include <gdk/gdk.h>

#define FC_TYPE_APP_SHEET (fc_app_sheet_get_type())
G_DECLARE_FINAL_TYPE(FcAppSheet, fc_app_sheet, FC, APP_SHEET, GObject)

/* Takes over surface, an image; a GdkPaintable. */
FcAppSheet *fc_app_sheet_new(cairo_surface_t *surface);

#endif
