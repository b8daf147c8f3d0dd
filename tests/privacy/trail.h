/* SPDX-License-Identifier: MIT */
/* How far a matte is from where the person is by now. */
#ifndef FC_TESTS_TRAIL_H
#define FC_TESTS_TRAIL_H

#include <stdint.h>

#include "fakecam/frame.h"

/*
 * The greatest distance, in pixels, of a pixel that the matte in use calls person (128 and more)
 * from the nearest one that the true matte does: how far from the person the room shows.
 */
double trail_px(const uint8_t *used, const uint8_t *truth, struct fc_size size);

#endif
