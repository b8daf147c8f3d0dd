/* SPDX-License-Identifier: MIT */
/* Small pictures of large ones, made on a thread, one after the other. Main thread. */
#ifndef FC_APP_THUMBNAIL_H
#define FC_APP_THUMBNAIL_H

#include <gdk/gdk.h>

struct fc_app_thumbnailer;

struct fc_app_thumbnailer *fc_app_thumbnailer_create(void);

/* What is still to be made is answered with G_IO_ERROR_CANCELLED. */
void fc_app_thumbnailer_destroy(struct fc_app_thumbnailer **thumbnailer);

/*
 * Of the picture in that file; of a film, the one that the desktop has made, or else the first that
 * shows something, which `fakecam thumbnail` finds. The answer is a new paintable or NULL with an
 * error.
 */
void fc_app_thumbnailer_make(struct fc_app_thumbnailer *thumbnailer, const char *path,
                             gboolean is_film, GAsyncReadyCallback done, gpointer user);
GdkPaintable *fc_app_thumbnailer_finish(GAsyncResult *result, GError **error);

/* Of one colour. */
GdkPaintable *fc_app_thumbnail_of_color(const GdkRGBA *color);

#endif
