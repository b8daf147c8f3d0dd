/* SPDX-License-Identifier: MIT */
/* A matte's alpha, lowered everywhere by one factor. */
#ifndef FC_COMPOSE_FADE_H
#define FC_COMPOSE_FADE_H

#include <stdint.h>

#include "fakecam/frame.h"

/* The factor of fc_fade_plane() that keeps everything. */
#define FC_FADE_WHOLE 256

/*
 * Writes from * factor / FC_FADE_WHOLE, rounded down: never more than was there. factor is 0 to
 * FC_FADE_WHOLE; both planes are of that size.
 */
void fc_fade_plane(const uint8_t *from, int from_stride, uint8_t *to, int to_stride,
                   struct fc_size size, int factor);

#endif
