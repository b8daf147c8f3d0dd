/* SPDX-License-Identifier: MIT */
/*
 * The app without its window. If a person wants that ("Stay at hand"), it stays: it says when a
 * program begins to watch, with a button for a pause, and has a shortcut for it where the desktop
 * can. Asleep otherwise. Main thread.
 */
#ifndef FC_APP_STANDBY_H
#define FC_APP_STANDBY_H

#include <gtk/gtk.h>

#include "app/camera.h"
#include "app/store.h"

struct fc_app_standby;

/* All are borrowed and outlive it; camera is referenced. */
struct fc_app_standby *fc_app_standby_create(GtkApplication *application, FcAppCamera *camera,
                                             struct fc_app_store *store);
void fc_app_standby_destroy(struct fc_app_standby **standby);

/* A window came or went, or the wish to stay is another. */
void fc_app_standby_update(struct fc_app_standby *standby);

#endif
