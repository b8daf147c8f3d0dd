/* SPDX-License-Identifier: MIT */
/* A scene's mattes, row by row, and what they are worth. */
#ifndef FC_TESTS_QUALITY_MEASURE_H
#define FC_TESTS_QUALITY_MEASURE_H

#include "report.h"
#include "scenes.h"

/*
 * Of a film every so many frames are compared with the truth (by themselves; how steady and how
 * late the mattes are is measured on all).
 */
#define QUALITY_EVERY 5

/* Called with the mattes of each frame, one for each row, and the true one or NULL. */
typedef void quality_look_fn(void *user, const struct quality_scene *scene, int number,
                             struct fc_frame *frame, const uint8_t *const *mattes,
                             const uint8_t *truth);

struct quality_measure_params {
    const char *models;    /* folder of the networks; NULL: where the engine looks by itself */
    quality_look_fn *look; /* may be NULL */
    void *user;
};

/* Runs all rows over the scene. result->name is the scene's. */
int quality_measure(struct quality_scene *scene, const struct quality_measure_params *params,
                    struct quality_result *result, struct fc_error *error);

#endif
