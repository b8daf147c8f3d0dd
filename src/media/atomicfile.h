/* SPDX-License-Identifier: MIT */
/*
 * A file that appears under its name only when it is complete: until then it has a hidden name
 * in the same folder.
 */
#ifndef FC_MEDIA_ATOMICFILE_H
#define FC_MEDIA_ATOMICFILE_H

#include "fakecam/fakecam.h"

struct fc_atomic_file {
    char *path;      // owned; as asked
    char *temporary; // owned; NULL once it is moved or removed
};

/* Makes the hidden file, empty. Errors name the path and say why. */
int fc_atomic_file_init(struct fc_atomic_file *file, const char *path, struct fc_error *error);

/* Moves it over the asked name. */
int fc_atomic_file_commit(struct fc_atomic_file *file, struct fc_error *error);

/* Removes the hidden file if it is still there. Takes a zeroed struct too. */
void fc_atomic_file_finish(struct fc_atomic_file *file);

#endif
