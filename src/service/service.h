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

struct fc_service_params {
    struct fc_values values; /* of engine and service scope */
    const char *model_dir;   /* or NULL */
};

struct fc_service;

/* Starts the outputs with a card. Fails only when out of memory or on values that cannot be. */
int fc_service_create(const struct fc_service_params *params, struct fc_service **service,
                      struct fc_error *error);

/* Closes camera and outputs, cleanly. */
void fc_service_destroy(struct fc_service **service);

/* A paused service shows the card, with the camera closed, whoever watches. */
void fc_service_set_paused(struct fc_service *service, bool paused);
bool fc_service_is_paused(const struct fc_service *service);

#endif
