/* SPDX-License-Identifier: MIT */
/*
 * Colour: between sRGB bytes and Y'CbCr in either matrix and range (ITU-R BT.601-7 2.5.1,
 * BT.709-6 3.2 and 3.4, JFIF 1.02).
 */
#ifndef FC_FRAME_COLOUR_H
#define FC_FRAME_COLOUR_H

#include "fakecam/frame.h"

struct fc_yuv {
    uint8_t y, u, v;
};

/* One colour, rounded to the nearest code and clamped. */
struct fc_yuv fc_colour_from_rgb(struct fc_colour colour, uint8_t red, uint8_t green, uint8_t blue);

/* The code of black in Y. Black's chroma is 128. */
uint8_t fc_colour_black(struct fc_colour colour);

/* Fills the whole picture. */
void fc_image_fill(const struct fc_image *image, struct fc_yuv yuv);

/*
 * Rewrites from's samples into to's matrix and range. Same size; from and to may be the same
 * picture. Luma takes the chroma sample that covers it.
 */
void fc_image_convert_colour(const struct fc_image *from, const struct fc_image *to);

/* The table libyuv wants for conversions from that colour to RGB: a struct YuvConstants. */
const void *fc_colour_yuv_constants(struct fc_colour colour);

#endif
