/* SPDX-License-Identifier: MIT */
/* How steady and how late the mattes of a film are. Planes are those of metrics.h. */
#ifndef FC_TESTS_QUALITY_TEMPORAL_H
#define FC_TESTS_QUALITY_TEMPORAL_H

#include <stdint.h>

#include "metrics.h"

/* Lags of up to so many frames, early or late, are told apart. */
#define QUALITY_LAG_REACH 3

/* Pixels whose truth changes by at least this from one frame to the next are a fast edge. */
#define QUALITY_FAST 128

/* How far the mean of 5 x 5 pixels may change for the picture to count as still. */
#define QUALITY_STILL 8

/*
 * Against the truth, frame by frame, in order.
 *
 * dtSSD (Erofeev et al., "Perceptually Motivated Benchmark for Video Matting", BMVC 2015): the
 * root of the mean squared difference between the change of the matte and that of the truth, from
 * frame to frame; the mean over the frames, times 100.
 *
 * Lag: the change of the matte is taken for a sum of the truth's changes some frames before and
 * after, m(t) - m(t-1) = sum over k of w[k] (a(t-k) - a(t-k-1)), by least squares over the pixels
 * near which a fast edge passes within QUALITY_LAG_REACH frames. The lag is the w's centre of
 * gravity, in frames: 0 for the truth itself, 1 for the truth one frame late, 1 for
 * half of this frame and half of that two before. An edge in the wrong place pulls both ways alike.
 */
struct quality_motion;

struct quality_motion *quality_motion_create(struct fc_size size);
void quality_motion_destroy(struct quality_motion **motion);
void quality_motion_push(struct quality_motion *motion, const uint8_t *found, const uint8_t *truth);
/* Fills in dtSSD and lag; not-a-number with fewer than two frames, or nothing that is fast. */
void quality_motion_result(const struct quality_motion *motion, struct quality_figures *figures);

/*
 * Without a truth: of the pixels at which the picture stands still (the mean of the 5 x 5 pixels
 * round them changes by less than QUALITY_STILL of 255), the share whose matte changes sides of
 * one half from one frame to the next.
 */
struct quality_flicker;

struct quality_flicker *quality_flicker_create(struct fc_size size);
void quality_flicker_destroy(struct quality_flicker **flicker);
/* luma: the picture's, 0..255 in full range. */
void quality_flicker_push(struct quality_flicker *flicker, const uint8_t *found,
                          const uint8_t *luma);
/* Fills in flicker. */
void quality_flicker_result(const struct quality_flicker *flicker, struct quality_figures *figures);

#endif
