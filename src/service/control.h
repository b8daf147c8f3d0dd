/* SPDX-License-Identifier: MIT */
/*
 * The steering wheel: settings and service together. What is set here, in the file or over the
 * bus is tried on the service first, and kept when that takes it.
 *
 * One thread, the one whose default GLib main context runs.
 */
#ifndef FC_SERVICE_CONTROL_H
#define FC_SERVICE_CONTROL_H

#include "service/service.h"
#include "service/settings/settings.h"

struct fc_control_params {
    const char *settings_path;      /* NULL: the user's file */
    const struct fc_setting *given; /* of the command line */
    int given_count;
    const char *model_dir; /* or NULL */
};

struct fc_control;

/* Settings and service, running. Errors are those of fc_settings_open and fc_service_create. */
int fc_control_create(const struct fc_control_params *params, struct fc_control **control,
                      struct fc_error *error);
void fc_control_destroy(struct fc_control **control);

/* What may have changed; both together are possible. */
#define FC_CONTROL_STATUS 1U   /* the service's status */
#define FC_CONTROL_SETTINGS 2U /* values, presets or complaints */

/* Called whenever anything may have changed that can be asked for. NULL: nobody. */
void fc_control_watch(struct fc_control *control, void (*changed)(void *user, unsigned what),
                      void *user);

/* For what they tell. Change values through the functions below. */
struct fc_service *fc_control_service(struct fc_control *control);
struct fc_settings *fc_control_settings(struct fc_control *control);

/*
 * Who wants to know what became of a change: done is called once, at once or when a background
 * that is a picture or film was opened, on another thread meanwhile. error: NULL when the values
 * are in use, else why they are not; nothing has changed then. Of two backgrounds the one that was
 * asked for last counts, and the other's error is -ECANCELED.
 */
struct fc_control_answer {
    void (*done)(void *user, const struct fc_error *error); /* or NULL */
    void *user;
};

/* All of them or none: -ENOENT, -EINVAL, or what is wrong with a background. */
void fc_control_set(struct fc_control *control, const struct fc_setting *list, int count,
                    const struct fc_control_answer *then);

/* Back to the defaults; count 0: all parameters. */
void fc_control_reset(struct fc_control *control, const char *const *names, int count,
                      const struct fc_control_answer *then);

void fc_control_use_preset(struct fc_control *control, const char *name,
                           const struct fc_control_answer *then);

/* As the functions of settings.h; what they change is told of. */
int fc_control_save_preset(struct fc_control *control, const char *name, struct fc_error *error);
int fc_control_remove_preset(struct fc_control *control, const char *name, struct fc_error *error);

/* Whether this parameter's value counts only from the next start on. */
bool fc_control_waits_for_restart(struct fc_control *control, enum fc_param_id id);

#endif
