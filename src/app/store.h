/* SPDX-License-Identifier: MIT */
/*
 * What the app remembers by itself: a keyfile, app.ini beside the settings of the service. What
 * cannot be read is as if it had never been; what cannot be written is said in the log. No
 * widgets; one thread.
 */
#ifndef FC_APP_STORE_H
#define FC_APP_STORE_H

#include <glib.h>

struct fc_app_store;

/* path NULL: where it belongs. */
struct fc_app_store *fc_app_store_open(const char *path);
void fc_app_store_close(struct fc_app_store **store);

int fc_app_store_int(const struct fc_app_store *store, const char *group, const char *key,
                     int otherwise);
gboolean fc_app_store_bool(const struct fc_app_store *store, const char *group, const char *key);

/* "" where there is none. Free it. */
char *fc_app_store_text(const struct fc_app_store *store, const char *group, const char *key);

/* Ended by NULL; empty where there is none. g_strfreev() */
char **fc_app_store_list(const struct fc_app_store *store, const char *group, const char *key);

/* Each writes the file, if something is new. */
void fc_app_store_set_int(struct fc_app_store *store, const char *group, const char *key,
                          int value);
void fc_app_store_set_bool(struct fc_app_store *store, const char *group, const char *key,
                           gboolean value);
void fc_app_store_set_text(struct fc_app_store *store, const char *group, const char *key,
                           const char *value);
void fc_app_store_set_list(struct fc_app_store *store, const char *group, const char *key,
                           const char *const *values);

#endif
