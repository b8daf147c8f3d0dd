/* SPDX-License-Identifier: MIT */
/*
 * Outputs: the virtual cameras that other programs open. A family: one folder or file for each
 * member, one line in output.c's list. An output takes published frames and nothing else, has a
 * thread and a pace of its own, and holds the last frame that it was given: its readers get
 * frames for as long as it runs, also when nothing new comes.
 *
 * Size, colour, rate and format stay the same for an output's life. Frames of another size are
 * not shown.
 *
 * Threads: create, destroy on the main thread; publish from any one thread; callbacks are called
 * on the main thread, through its GLib main context.
 */
#ifndef FC_SERVICE_OUTPUT_H
#define FC_SERVICE_OUTPUT_H

#include <stdbool.h>

#include "fakecam/fakecam.h"
#include "params/params.h"

/* How many programs read; what is not known counts as in use. */
#define FC_READERS_UNKNOWN (-1)

enum fc_output_state {
    FC_OUTPUT_STATE_UNSET = 0,
    FC_OUTPUT_MISSING, /* its device is not there; it looks for it */
    FC_OUTPUT_READY,   /* programs can open it */
    FC_OUTPUT_FAILED,  /* the device is there and refuses; it tries again */
};

struct fc_mailbox;
struct fc_output;

struct fc_output_params {
    const char *device;      /* "auto", or which one: a path */
    struct fc_size size;     /* both even */
    struct fc_colour colour; /* what readers are told, and get: other frames are converted to it */
    int rate;                /* frames a second that readers are told */
    /* What changed; main thread. Neither may destroy the output. */
    void (*readers_changed)(void *user, struct fc_output *output, int readers);
    /* why is for people: "" for READY, else what is wrong and what to do. */
    void (*state_changed)(void *user, struct fc_output *output, enum fc_output_state state,
                          const char *why);
    void *user;
};

struct fc_output_ops {
    const char *name;         /* "loopback" */
    enum fc_param_id setting; /* that names its device or switches it; FC_PARAM_COUNT: none */
    int (*create)(const struct fc_output_params *params, struct fc_output **output,
                  struct fc_error *error);
    void (*destroy)(struct fc_output *output);
    /* Takes a reference of its own. Never blocks on a device or a reader. */
    void (*publish)(struct fc_output *output, struct fc_published *published);
    /* Whether the device node at path is this output. Any thread. NULL: it has no node. */
    bool (*is_at)(struct fc_output *output, const char *path);
    /* Whether a reader looks at mattes. Any thread. NULL: none ever does. */
    bool (*wants_mattes)(struct fc_output *output);
};

/* What every output begins with. */
struct fc_output {
    const struct fc_output_ops *ops;
};

/* --- for those who make outputs --- */

/* What every output asks of its params. 0 or -EINVAL. */
int fc_output_check(const struct fc_output_params *params, struct fc_error *error);

/* Takes the newest frame out of the mailbox into *shown, whose frame it lets go of; whether there was
 * one. A frame of another size is not taken; the first of them is logged: *has_complained. */
bool fc_output_take(const struct fc_output *output, const struct fc_output_params *params,
                    struct fc_mailbox *mailbox, struct fc_published **shown, bool *has_complained);

extern const struct fc_output_ops fc_output_loopback; /* v4l2loopback */
extern const struct fc_output_ops fc_output_pipewire; /* a node of PipeWire's */
extern const struct fc_output_ops fc_output_preview;  /* small pictures for the app */

/* All of them, ended by NULL. */
extern const struct fc_output_ops *const fc_output_all[];

#endif
