/* SPDX-License-Identifier: MIT */
/* From a frame to a network's input: scaled, RGB, and in the range that the network wants. */
#ifndef FC_MATTE_PREPARE_H
#define FC_MATTE_PREPARE_H

#include "frame/frame.h"

/* Buffers for one size of input. One thread at a time. */
struct fc_prepare;

/* NULL when out of memory. */
struct fc_prepare *fc_prepare_create(struct fc_size input);
void fc_prepare_destroy(struct fc_prepare **prepare);

/*
 * Writes input.height rows of input.width RGB triples to tensor. The area of the
 * frame, which begins at even numbers, is stretched to the input (box filter), sample 0 becomes min
 * and 255 becomes max.
 */
void fc_prepare_run(struct fc_prepare *prepare, const struct fc_image *frame, struct fc_area area,
                    float min, float max, float *tensor);

#endif
