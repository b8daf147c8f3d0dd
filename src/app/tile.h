/* SPDX-License-Identifier: MIT */
/* One background of the gallery: a picture with its name below, of which one is chosen. */
#ifndef FC_APP_TILE_H
#define FC_APP_TILE_H

#include <gtk/gtk.h>

#define FC_TYPE_APP_TILE (fc_app_tile_get_type())
G_DECLARE_FINAL_TYPE(FcAppTile, fc_app_tile, FC, APP_TILE, GtkFlowBoxChild)

/*
 * value is what the parameter "background" is set to; title is its name. Clicked, it activates
 * "gallery.choose" with value.
 */
FcAppTile *fc_app_tile_new(const char *value, const char *title);

const char *fc_app_tile_value(FcAppTile *self);

/* What is shown: a picture that fills it, or an icon on a plain ground. */
void fc_app_tile_set_paintable(FcAppTile *self, GdkPaintable *paintable);
void fc_app_tile_set_icon(FcAppTile *self, const char *icon_name);

/* A small icon in the corner, as for films. */
void fc_app_tile_set_badge(FcAppTile *self, const char *icon_name);

/* It can be taken out: a button that activates "gallery.remove" with value. */
void fc_app_tile_set_removable(FcAppTile *self);

void fc_app_tile_set_chosen(FcAppTile *self, gboolean is_chosen);

#endif
