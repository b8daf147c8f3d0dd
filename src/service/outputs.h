/* SPDX-License-Identifier: MIT */
/*
 * All outputs of a service as one: they are made from what the settings say, every published
 * frame goes to each of them, and their readers count together.
 *
 * Threads: publish, want_mattes and is_at from any; the rest, and the callback, on the main thread.
 */
#ifndef FC_SERVICE_OUTPUTS_H
#define FC_SERVICE_OUTPUTS_H

#include "service/output.h"

#define FC_MAX_OUTPUTS 4

struct fc_output_status {
    const char *name; /* "loopback" */
    enum fc_output_state state;
    int readers;   /* or FC_READERS_UNKNOWN */
    bool released; /* let go of, until it is taken again */
    char why[640]; /* "" while it is ready */
};

struct fc_outputs_params {
    const struct fc_values *values; /* borrowed for the call */
    struct fc_size size;            /* both even */
    struct fc_colour colour;
    int rate;
    void (*changed)(void *user); /* readers or a state; may not destroy the outputs */
    void *user;
};

struct fc_outputs;

int fc_outputs_create(const struct fc_outputs_params *params, struct fc_outputs **outputs,
                      struct fc_error *error);
void fc_outputs_destroy(struct fc_outputs **outputs);

/* Never blocks on a device or a reader. */
void fc_outputs_publish(struct fc_outputs *outputs, struct fc_published *published);

/* Whether somebody reads from any of them. */
bool fc_outputs_are_watched(const struct fc_outputs *outputs);

/* Whether somebody looks at mattes. */
bool fc_outputs_want_mattes(struct fc_outputs *outputs);

/* Whether the device node at path is one of them. */
bool fc_outputs_are_at(struct fc_outputs *outputs, const char *path);

/* Fills in all of them; returns how many. */
int fc_outputs_status(const struct fc_outputs *outputs,
                      struct fc_output_status status[FC_MAX_OUTPUTS]);

/*
 * Closes the output of that name, and opens it again. -ENOENT: no such output, or the settings
 * have switched it off; -EINVAL: it has no device.
 */
int fc_outputs_release(struct fc_outputs *outputs, const char *name, struct fc_error *error);
int fc_outputs_take(struct fc_outputs *outputs, const char *name, struct fc_error *error);

/* The output of that name, or NULL while there is none. */
struct fc_output *fc_outputs_find(struct fc_outputs *outputs, const char *name);

#endif
