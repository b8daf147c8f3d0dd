/* SPDX-License-Identifier: MIT */
/*
 * Files of a system that lies under a folder, "" for the running one. Any thread. What is
 * returned is to be freed with g_free() or g_ptr_array_unref().
 */
#ifndef FC_SERVICE_DOCTOR_PLACE_H
#define FC_SERVICE_DOCTOR_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

char *fc_place_path(const char *root, const char *path);

/* Whether it is there; a link that leads nowhere is. */
bool fc_place_has(const char *root, const char *path);

/* As fc_place_has(), of a path like printf's. */
bool fc_place_has_any(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The text of a file without white space at its ends, or NULL. */
char *fc_place_read(const char *root, const char *path);

/* Its bytes; NULL, and *size 0, where it cannot be read. */
char *fc_place_bytes(const char *root, const char *path, size_t *size);

/* The names in a folder, sorted; none where there is no such folder. */
GPtrArray *fc_place_list(const char *root, const char *path);

#endif
