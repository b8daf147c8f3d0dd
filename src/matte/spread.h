/* SPDX-License-Identifier: MIT */
/* From what networks said of parts of the frame to one map of the whole of it. */
#ifndef FC_MATTE_SPREAD_H
#define FC_MATTE_SPREAD_H

#include <stddef.h>

#include "matte/reading.h"

/* Buffers for maps of one size, in which a pixel is `factor` pixels of the frame each way. */
struct fc_spread {
    struct fc_size size;
    int factor;
    int *left;    /* owned; FC_MAX_READINGS rows: for each column, that of a reading to its left, */
    float *part;  /* owned; how far right of it, 0..1, */
    float *cover; /* owned; and what the reading weighs there */
    float *weight; /* owned; one row: what all of them weigh together */
};

/* 0 or -ENOMEM; then all is freed. */
int fc_spread_init(struct fc_spread *spread, struct fc_size size, int factor);
void fc_spread_finish(struct fc_spread *spread);

/*
 * Writes size.height rows of probabilities, stride floats apart: bilinear between a reading's
 * pixels, weighted means where readings overlap. A reading fades towards those edges of its area
 * that lie inside the frame. The last one covers the whole frame.
 */
void fc_spread_run(struct fc_spread *spread, struct fc_size frame,
                   const struct fc_reading *readings, int count, float *map, size_t stride);

#endif
