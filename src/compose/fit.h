/* SPDX-License-Identifier: MIT */
/*
 * Fits a picture of any size and colour into a frame's size and colour: cover (fills it, the
 * rest is cut), contain (whole, on bars of a colour), stretch, tile (at its own size from the
 * top left corner). What is cut or left is the same on both sides, but for the even offsets
 * that chroma needs.
 *
 * Any thread; nothing is kept but what lies in scratch.
 */
#ifndef FC_COMPOSE_FIT_H
#define FC_COMPOSE_FIT_H

#include "fakecam/frame.h"
#include "params/params.h"

/* Lives for the call only. */
struct fc_fit_params {
    enum fc_background_fit fit;
    uint32_t bars_rgb;       /* 0xrrggbb, sRGB: around a contained picture */
    struct fc_pool *scratch; /* where pictures in between come from, and go back to */
};

/*
 * Scales from into to with libyuv's box filter (bilinear where it grows). from's colour is
 * rewritten into to's, at the smaller of the two sizes. Returns 0 or -ENOMEM, and then to is
 * undefined.
 */
int fc_fit(const struct fc_image *from, const struct fc_fit_params *params,
           const struct fc_image *to);

#endif
