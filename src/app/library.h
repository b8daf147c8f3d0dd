/* SPDX-License-Identifier: MIT */
/*
 * The pictures and films of the gallery: those that come with the program, and a person's own. Own
 * pictures are copied into a folder, for what was dropped or pasted may be gone tomorrow; films are
 * large, and remembered by where they lie. No widgets; main thread, but for what it does itself.
 */
#ifndef FC_APP_LIBRARY_H
#define FC_APP_LIBRARY_H

#include <gio/gio.h>

#include "app/store.h"

enum fc_app_media {
    FC_APP_MEDIA_NONE = 0, /* neither */
    FC_APP_PICTURE,
    FC_APP_FILM,
};

struct fc_app_background {
    char *value; // owned; for the parameter "background": a path, or a URI of what has none
    char *title; // owned
    enum fc_app_media media;
    gboolean is_own;
};

void fc_app_background_free(struct fc_app_background *background);

struct fc_app_library;

struct fc_app_library_params {
    const char *shipped;        /* folder; need not be there */
    const char *own;            /* folder for copies; made when it is needed */
    struct fc_app_store *store; /* borrowed; outlives the library */
};

struct fc_app_library *fc_app_library_open(const struct fc_app_library_params *params);
void fc_app_library_close(struct fc_app_library **library);

/* Of struct fc_app_background: shipped ones, then own ones, by title. g_ptr_array_unref() */
GPtrArray *fc_app_library_list(const struct fc_app_library *library);

/* What a file is, by its name, and by what the system says where that is not enough. */
enum fc_app_media fc_app_library_media(GFile *file);

/* "quiet-office.png" becomes "Quiet office". Free it. */
char *fc_app_library_title(const char *value);

/*
 * Takes in a file or a picture's bytes (a PNG); the answer is its value, to be freed, or NULL.
 * G_IO_ERROR_NOT_SUPPORTED: it is neither picture nor film.
 */
void fc_app_library_add(struct fc_app_library *library, GFile *file, GAsyncReadyCallback done,
                        gpointer user);
void fc_app_library_add_png(struct fc_app_library *library, GBytes *png, GAsyncReadyCallback done,
                            gpointer user);
char *fc_app_library_add_finish(GAsyncResult *result, GError **error);

/* Forgets one of a person's own; what was copied is deleted. */
void fc_app_library_remove(struct fc_app_library *library, const char *value);

#endif
