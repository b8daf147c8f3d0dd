/* SPDX-License-Identifier: MIT */
/* The insides of the settings, which presets.c shares. settings.h is the contract. */
#ifndef FC_SERVICE_SETTINGS_PRIVATE_H
#define FC_SERVICE_SETTINGS_PRIVATE_H

#include <gio/gio.h>

#include "service/settings/settings.h"

#define FC_SETTINGS_GROUP "fakecam"

enum unsaved {
    NOTHING_UNSAVED = 0,
    VALUE_UNSAVED,
    RESET_UNSAVED,
};

struct complaint {
    struct fc_settings_complaint shown;
    bool by_user; /* else it is about the file, and looked for anew with it */
};

struct fc_settings {
    struct fc_settings_params params; /* without path and given */
    char *path;                       /* owned */
    struct fc_values values;
    GKeyFile *file; /* owned; as it was read or written last, or NULL */
    enum unsaved unsaved[FC_PARAM_COUNT];
    GPtrArray *unwanted;       /* owned; names of unknown lines that go with the next save */
    GArray *complaints;        /* owned; of struct complaint */
    GFileMonitor *monitors[2]; /* owned, or NULL; the path, and where it leads to as a link */
    guint save_timer;          /* source id, or 0 */
    guint gone_timer;          /* source id, or 0 */
};

/* Sets one value from a line of the file. */
int fc_settings_set_from(struct fc_values *values, GKeyFile *keys, const char *group,
                         const char *name, struct fc_error *error);

/* Reads the file again, edits it, and writes it with everything unsaved. edit may be NULL. */
int fc_settings_update_file(struct fc_settings *settings, void (*edit)(GKeyFile *keys, void *user),
                            void *user, struct fc_error *error);

#endif
