/* SPDX-License-Identifier: MIT */
/* settings.ini as a GKeyFile: read whole, replaced whole. */
#ifndef FC_SERVICE_SETTINGS_FILE_H
#define FC_SERVICE_SETTINGS_FILE_H

#include <glib.h>

#include "fakecam/fakecam.h"

/* Larger files are none of ours. */
#define FC_SETTINGS_MAX_BYTES (1 << 20)

/*
 * Reads and parses; *keys is NULL where there is no file, which is no failure. -EBADMSG: it is no
 * such file; error names the line. Never blocks on what is no plain file.
 */
int fc_settings_file_read(const char *path, GKeyFile **keys, struct fc_error *error);

/* Replaces the file behind path, through links, or leaves it as it was. Makes its folder. */
int fc_settings_file_write(const char *path, GKeyFile *keys, struct fc_error *error);

#endif
