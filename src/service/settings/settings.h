/* SPDX-License-Identifier: MIT */
/*
 * The settings: values of parameters in a file that a person can edit, settings.ini in the user's
 * fakecam folder ($XDG_CONFIG_HOME, ~/.config). Group [fakecam] has a line NAME=VALUE for every
 * parameter that is not at its default, as `fakecam set` takes it; each preset is a group
 * [preset NAME] with such lines. Comments, other groups and unknown lines stay.
 *
 * What a program sets counts at once and is written a moment later, in one go with what came in
 * between: the file is replaced as a whole, or it stays as it was. What others write to it counts
 * as soon as they have closed it. A line that is wrong leaves the value as it was, and is
 * reported. Where a value was set here and in the file at the same time, this side wins.
 *
 * One thread, the one whose default GLib main context runs.
 */
#ifndef FC_SERVICE_SETTINGS_SETTINGS_H
#define FC_SERVICE_SETTINGS_SETTINGS_H

#include "fakecam/fakecam.h"
#include "params/params.h"

/* How long a value may wait before it is written, in milliseconds. */
#define FC_SETTINGS_SAVE_MS 500

/* One parameter and the text of its value. */
struct fc_setting {
    const char *name;
    const char *text;
};

/* Something in the file that is wrong, or that the file cannot be written. */
struct fc_settings_complaint {
    char name[64]; /* of the parameter or preset; "" where it is the file */
    char text[400];
};

struct fc_settings_params {
    const char *path;               /* NULL: the user's file; a copy is made */
    const struct fc_setting *given; /* of the command line: count, but are not saved */
    int given_count;
    bool watch; /* follow the file and save by itself: for the service */
    /* The file brought other values or complaints. May not close the settings. May be NULL. */
    void (*changed)(void *user);
    void *user;
};

struct fc_settings;

/*
 * Reads the file. That it is not there, cannot be read or has wrong lines is no failure, but a
 * complaint. -EINVAL: a given value is not allowed; -ENOMEM.
 */
int fc_settings_open(const struct fc_settings_params *params, struct fc_settings **settings,
                     struct fc_error *error);

/* Writes what has not been written yet. */
void fc_settings_close(struct fc_settings **settings);

const struct fc_values *fc_settings_values(const struct fc_settings *settings);
const char *fc_settings_path(const struct fc_settings *settings);

/* Sets all of them, or none when one is not allowed: -ENOENT, -EINVAL. */
int fc_settings_set(struct fc_settings *settings, const struct fc_setting *list, int count,
                    struct fc_error *error);

/* Takes over the named ones of values that are known to be good, and writes them to the file. */
void fc_settings_take(struct fc_settings *settings, const struct fc_values *values,
                      const bool named[FC_PARAM_COUNT]);

/*
 * Brings them back to their defaults and out of the file, and lines of names that no parameter has
 * out of it, too. -ENOENT: there is no such parameter, and no such line.
 */
int fc_settings_reset(struct fc_settings *settings, const char *const *names, int count,
                      struct fc_error *error);

/* Writes now. On failure the file is as it was, and what was to be written is kept. */
int fc_settings_save(struct fc_settings *settings, struct fc_error *error);

/* --- presets: what the picture looks like, under a name --- */

/* Names are 1 to 60 bytes of UTF-8 without control characters, '[' and ']'. */

/* Keeps the values of now, except those of camera, network and outputs, and writes the file. */
int fc_settings_preset_save(struct fc_settings *settings, const char *name, struct fc_error *error);

/* A copy of the values with the preset's in their place. -ENOENT: no such preset. */
int fc_settings_preset_values(struct fc_settings *settings, const char *name,
                              struct fc_values *values, struct fc_error *error);

/* Sets the preset's values. */
int fc_settings_preset_use(struct fc_settings *settings, const char *name, struct fc_error *error);

int fc_settings_preset_remove(struct fc_settings *settings, const char *name,
                              struct fc_error *error);

/* The names, in the file's order, ended by NULL. Free with g_strfreev(). */
char **fc_settings_preset_names(const struct fc_settings *settings);

/* --- what is wrong --- */

int fc_settings_complaint_count(const struct fc_settings *settings);
const struct fc_settings_complaint *fc_settings_complaint(const struct fc_settings *settings,
                                                          int index);

/* Adds one that only its user could find, until the parameter has another value; NULL ends it. */
void fc_settings_complain(struct fc_settings *settings, const char *name, const char *text);

#endif
