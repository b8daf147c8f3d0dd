/* SPDX-License-Identifier: MIT */
/*
 * The service, as the app sees it over the session bus: what it is up to, what is set, and what it
 * is asked to do. Follows the service as it comes and goes, and starts one where there is none.
 * Main thread.
 *
 * Signals:
 *   "changed"                    the situation is another
 *   "value-changed::NAME"        a parameter has another value
 *   "presets-changed"
 *   "refused" (const char *)     the service would not; its sentence, for a person
 */
#ifndef FC_APP_CAMERA_H
#define FC_APP_CAMERA_H

#include <gio/gio.h>

#include "app/situation.h"

#define FC_TYPE_APP_CAMERA (fc_app_camera_get_type())
G_DECLARE_FINAL_TYPE(FcAppCamera, fc_app_camera, FC, APP_CAMERA, GObject)

FcAppCamera *fc_app_camera_new(void);

/* Starts the service if it is not there. "changed" tells what became of it. */
void fc_app_camera_start(FcAppCamera *self);

/* Ends it and starts it again. */
void fc_app_camera_restart(FcAppCamera *self);

gboolean fc_app_camera_is_there(FcAppCamera *self);

/* Texts in it are valid until the main loop goes on. */
void fc_app_camera_situation(FcAppCamera *self, struct fc_app_situation *situation);

gboolean fc_app_camera_is_paused(FcAppCamera *self);
void fc_app_camera_set_paused(FcAppCamera *self, gboolean is_paused);

/* What the virtual camera's pictures measure; 16 x 9 while that is not known. */
void fc_app_camera_size(FcAppCamera *self, int *width, int *height);

/*
 * A parameter's value, as the bus has it (i, d, b or s), borrowed; what was asked for last, if the
 * service has not answered yet. NULL while nothing is known.
 */
GVariant *fc_app_camera_value(FcAppCamera *self, const char *name);

/* The same as text; "" while nothing is known. Free it. */
char *fc_app_camera_text(FcAppCamera *self, const char *name);

/*
 * Asks for a value, which may be floating. At most one call is under way; what is asked for
 * meanwhile waits, the newest for each parameter, and goes in one call.
 */
void fc_app_camera_set(FcAppCamera *self, const char *name, GVariant *value);

/*
 * Asks for a background and says whether it could be opened; nothing is shown until then, and
 * "refused" does not tell of it.
 */
void fc_app_camera_try_background(FcAppCamera *self, const char *value, GAsyncReadyCallback done,
                                  gpointer user);
gboolean fc_app_camera_try_background_finish(GAsyncResult *result, GError **error);

/* Back to the default. */
void fc_app_camera_reset(FcAppCamera *self, const char *name);
void fc_app_camera_reset_all(FcAppCamera *self);

/* Their names, ended by NULL; g_strfreev() */
char **fc_app_camera_presets(FcAppCamera *self);
void fc_app_camera_save_preset(FcAppCamera *self, const char *name);
void fc_app_camera_use_preset(FcAppCamera *self, const char *name);
void fc_app_camera_remove_preset(FcAppCamera *self, const char *name);

/* Whether something that was set counts from the next start on. */
gboolean fc_app_camera_wants_restart(FcAppCamera *self);

/* As the interface has them: a(ssis), a(ss), and texts. Borrowed; NULL while not known. */
GVariant *fc_app_camera_outputs(FcAppCamera *self);
GVariant *fc_app_camera_wrong(FcAppCamera *self);
const char *fc_app_camera_settings_file(FcAppCamera *self);
const char *fc_app_camera_version(FcAppCamera *self);
const char *fc_app_camera_device(FcAppCamera *self);

/* a{sd}, and a(sss): path, name and kind. The finish functions return NULL on failure. */
void fc_app_camera_ask_statistics(FcAppCamera *self, GCancellable *cancellable,
                                  GAsyncReadyCallback done, gpointer user);
GVariant *fc_app_camera_statistics_finish(GAsyncResult *result, GError **error);
void fc_app_camera_ask_cameras(FcAppCamera *self, GCancellable *cancellable,
                               GAsyncReadyCallback done, gpointer user);
GVariant *fc_app_camera_cameras_finish(GAsyncResult *result, GError **error);

/* Pictures that fit into width and height. */
struct fc_app_preview_wish {
    int width, height;
    gboolean is_matte; /* and not what others see */
};

/* The socket is the caller's; -1 on failure. */
void fc_app_camera_open_preview(FcAppCamera *self, const struct fc_app_preview_wish *wish,
                                GCancellable *cancellable, GAsyncReadyCallback done, gpointer user);
int fc_app_camera_open_preview_finish(GAsyncResult *result, GError **error);

#endif
