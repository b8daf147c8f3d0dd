/* SPDX-License-Identifier: MIT */
/*
 * A small picture of a plane of bytes: means of squares. What is looked at to find out how a person
 * has moved need not be larger.
 */
#ifndef FC_MATTE_SMALL_H
#define FC_MATTE_SMALL_H

#include <stdint.h>

#include "fakecam/frame.h"

/*
 * The small picture has at least this many lines, unless the frame has fewer, and below twice as
 * many, unless the frame has more than FC_SMALL_MAX_FACTOR times as many.
 */
#define FC_SMALL_LINES 135

/* Sums of a square of so many samples each way fit 16 bits. */
#define FC_SMALL_MAX_FACTOR 16

/* How many pixels of a frame of that size go to one of its small picture, each way: 1, 2, 4, ... */
int fc_small_factor(struct fc_size full);

/* The small picture's size; at the right and below, part of a square makes a pixel too. */
struct fc_size fc_small_size(struct fc_size full);

/*
 * Writes the means of squares of `factor` samples, at most FC_SMALL_MAX_FACTOR, of a plane of that size. Of each
 * square two rows are looked at, so that a large frame costs little more than another.
 * to: rows of to_stride bytes.
 */
void fc_small_shrink(const uint8_t *from, int stride, struct fc_size size, int factor, uint8_t *to,
                     int to_stride);

#endif
