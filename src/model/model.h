/* SPDX-License-Identifier: MIT */
/* A network file made ready: its graph, optimised, and its profile. */
#ifndef FC_MODEL_MODEL_H
#define FC_MODEL_MODEL_H

#include <stdbool.h>

#include "model/profile.h"

struct fc_model {
    struct fc_graph *graph; /* owned */
    struct fc_profile profile;
    char sha256_hex[65];
};

/*
 * Reads path and, where there is one, path + ".profile". Errors name the file: -EBADMSG where
 * it is no network that can be used, -ENOMEM, else what the system said (-ENOENT, -EACCES, ...).
 */
int fc_model_load(const char *path, struct fc_model **model, struct fc_error *error);
void fc_model_destroy(struct fc_model **model);

/* A network that Fakecam knows by name. */
struct fc_known_model {
    const char *name;   /* "selfie", "selfie-landscape" */
    const char *file;   /* "selfie_segmentation.tflite" */
    const char *sha256; /* of the published file */
    struct fc_size size;
    const char *help;
};

/* Ended by an entry whose name is NULL. */
extern const struct fc_known_model fc_known_models[];

/*
 * Where a network is. model is "auto" (selfie-landscape for sizes wider than 4:3, else selfie,
 * and the other one where the better is missing), a known name, the name of a file in one of the
 * folders with or without ".tflite", or a path (has a '/'). Folders, in order: dir if given,
 * $FAKECAM_MODELS, the user's own (below), each of $XDG_DATA_DIRS/fakecam/models
 * (/usr/local/share:/usr/share). -ENOENT says where it looked and how to get the file.
 */
int fc_model_path(const char *model, const char *dir, struct fc_size size, char *path,
                  size_t path_size, struct fc_error *error);

/*
 * The user's own folder of networks, be it there or not: $XDG_DATA_HOME/fakecam/models, or with
 * ~/.local/share where that is not set or relative. False where $HOME is not set either, or the path
 * does not fit.
 */
bool fc_model_user_folder(char *path, size_t size);

#endif
