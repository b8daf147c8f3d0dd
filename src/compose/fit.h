/* SPDX-License-Identifier: MIT */
/*
 * Fits a picture of any size and colour into a frame's size and colour: cover (fills it, the
 * rest is cut), contain (whole, on bars of a colour), stretch, tile (at its own size from the
 * top left corner).
 */
#ifndef FC_COMPOSE_FIT_H
#define FC_COMPOSE_FIT_H

#include "fakecam/frame.h"
#include "params/params.h"

/*
 * Scales from into to with libyuv's box filter. from's colour is rewritten into to's.
 * bars is the colour around a contained picture. Returns 0 or -ENOMEM.
 */
int fc_fit(const struct fc_image *from, enum fc_background_fit fit, uint32_t bars_rgb,
           const struct fc_image *to);

#endif
