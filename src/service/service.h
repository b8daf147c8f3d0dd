/* SPDX-License-Identifier: MIT */
/*
 * The long-running camera: wires camera, engine and outputs, and decides when the camera is open.
 * It is open while somebody watches, and for three seconds after.
 *
 * One thread, the one whose default GLib main context runs.
 */
#ifndef FC_SERVICE_SERVICE_H
#define FC_SERVICE_SERVICE_H

#include "fakecam/fakecam.h"
#include "params/params.h"
#include "service/outputs.h"
#include "service/preview/preview.h"

enum fc_service_state {
    FC_SERVICE_STATE_UNSET = 0,
    FC_SERVICE_WAITING,  /* nobody watches; the camera is closed */
    FC_SERVICE_PAUSED,   /* by choice; the camera is closed */
    FC_SERVICE_STARTING, /* somebody watches; the camera has not given a frame yet */
    FC_SERVICE_LIVE,     /* the person is seen before another background */
    FC_SERVICE_PROBLEM,  /* somebody watches, and sees a card: message says why */
};

/* What is the matter, for people and programs. */
struct fc_service_status {
    enum fc_service_state state;
    char camera[300];  /* the name of the camera that streams, or "" */
    char message[400]; /* one line; what the card says where there is one */
    struct fc_output_status outputs[FC_MAX_OUTPUTS];
    int output_count;
};

/* What it costs, as of the newest frames. */
struct fc_service_statistics {
    uint64_t frames; /* composed since the start */
    uint64_t cards;  /* published since the start */
    double rate;     /* composed frames a second; 0 where none comes */
    struct fc_timings timings;
};

struct fc_service_params {
    const struct fc_values *values; /* of engine and service scope; copied */
    const char *model_dir;          /* or NULL */
    /* The status has changed. May not destroy the service. May be NULL. */
    void (*changed)(void *user);
    void *user;
};

struct fc_service;

/* Starts the outputs with a card. Fails only when out of memory or on values that cannot be. */
int fc_service_create(const struct fc_service_params *params, struct fc_service **service,
                      struct fc_error *error);

/* Closes camera and outputs, cleanly. */
void fc_service_destroy(struct fc_service **service);

/*
 * Brings it to other values, from the next frame on. Parameters that are not live keep the value
 * of the start. A background that is another picture or film than the one in use has to be opened
 * first: source, which is taken over, is it; NULL where the background is the same, or none of
 * them. Fails on an overlay that cannot be read, and nothing has changed, and on a camera that
 * cannot be.
 */
int fc_service_set_values(struct fc_service *service, const struct fc_values *values,
                          const struct fc_background_source *source, struct fc_error *error);

/* Whether these values need a source. */
bool fc_service_needs_source(const struct fc_service *service, const struct fc_values *values);

/*
 * Opens the values' background on another thread: opened is called with the source, or NULL and
 * the error; not at all when another is asked for first. -EBUSY: too many are still being opened.
 */
int fc_service_open_background(struct fc_service *service, const struct fc_values *values,
                               void (*opened)(void *user, const struct fc_background_source *source,
                                              const struct fc_error *error),
                               void *user, struct fc_error *error);

/* The one that is being opened is not wanted any more. */
void fc_service_forget_background(struct fc_service *service);

/* The values in use; of parameters that are not live, those of the start. */
const struct fc_values *fc_service_values(const struct fc_service *service);

/*
 * A paused service shows the card, or the last composed frame where the parameter pause-shows
 * says so, with the camera closed, whoever watches.
 */
void fc_service_set_paused(struct fc_service *service, bool paused);
bool fc_service_is_paused(const struct fc_service *service);

/*
 * Lets go of the output of that name, so that its device can be removed or changed, and takes it
 * again. -ENOENT: there is no such output.
 */
int fc_service_release_output(struct fc_service *service, const char *name, struct fc_error *error);
int fc_service_take_output(struct fc_service *service, const char *name, struct fc_error *error);

/* A preview of what readers see; see preview/preview.h. */
int fc_service_open_preview(struct fc_service *service, const struct fc_preview_wish *wish, int *fd,
                            struct fc_error *error);

/* Valid until the next turn of the main loop. */
const struct fc_service_status *fc_service_status(const struct fc_service *service);

void fc_service_statistics(const struct fc_service *service,
                           struct fc_service_statistics *statistics);

#endif
