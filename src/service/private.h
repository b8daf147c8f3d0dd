/* SPDX-License-Identifier: MIT */
/*
 * The inside of a service: service.c wires its parts and decides when the camera is open, values.c
 * brings it to other values and keeps trying what could not be opened. All on the service's thread,
 * but for what says otherwise.
 */
#ifndef FC_SERVICE_PRIVATE_H
#define FC_SERVICE_PRIVATE_H

#include "service/service.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "service/camera.h"
#include "service/complaint.h"
#include "service/live.h"
#include "service/opener.h"

struct fc_service {
    struct fc_service_params params; /* without values */
    struct fc_values values;
    struct fc_size size;
    struct fc_engine *engine;   /* owned */
    struct fc_live *live;       /* owned */
    struct fc_camera *camera;   /* owned */
    struct fc_outputs *outputs; /* owned */
    struct fc_opener *opener;   /* owned; for backgrounds that somebody asks for */
    struct fc_opener *again;    /* owned; for the values' own, which could not be opened */
    struct fc_service_status status;

    bool paused;
    bool camera_open;
    bool streaming;         /* the camera gives frames */
    bool background_broken; /* the values' background is not open */
    bool has_warned;        /* that it cannot be opened */
    guint grace;            /* source id of the timer that closes the camera, or 0 */
    guint retry;            /* source id of the timer that opens the background again, or 0 */
    char problem[256];      /* what is wrong with the camera, "" for nothing */

    /* compose's thread writes, the main thread reads */
    GSource *kind_changed;         /* owned; woken when what is published is another kind */
    struct fc_complaint complaint; /* the main thread's; of what is published */
    atomic_int kind;               /* of the newest published frame */
    atomic_uint_fast64_t frames;
    atomic_uint_fast64_t cards;
    atomic_int_fast64_t newest_ns;   /* when the newest composed frame came */
    atomic_int_fast64_t interval_ns; /* between composed frames, smoothed */
};

/* Another camera, by the values of now; open if the one before was. */
int fc_service_change_camera(struct fc_service *s, struct fc_error *error);

/*
 * What the values of the start show: background and overlay. What cannot be opened is no reason to
 * end: for a background there is the card, and of an overlay there is none.
 */
void fc_service_open_first_looks(struct fc_service *s);

/*
 * A background that could not be opened is tried again while the camera is open; to be called when
 * that has changed.
 */
void fc_service_retry_background(struct fc_service *s);

#endif
