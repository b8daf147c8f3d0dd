/* SPDX-License-Identifier: MIT */
/*
 * Puts one drawing over another and makes video of it. Inside src/media/demo/ only.
 *
 * libyuv converts ARGB to BT.601 alone, and its blend is off by up to one code; hence our own.
 */
#ifndef FC_MEDIA_DEMO_MIX_H
#define FC_MEDIA_DEMO_MIX_H

#include "fakecam/frame.h"

/* Two pictures of one size in cairo's ARGB32: native 32-bit words, premultiplied. */
struct fc_demo_layers {
    struct fc_size size;
    const uint8_t *over;  /* borrowed */
    const uint8_t *under; /* borrowed; opaque */
    int stride;           /* bytes, of both */
    /* What under alone gives; borrowed. NULL where it is not known yet. */
    const struct fc_image *under_image;
};

/*
 * image = over + under * (1 - alpha), each rounded to 8 bits, in BT.709 limited range. A chroma
 * sample is that of the mean colour of its four pixels. image has the layers' size.
 */
void fc_demo_mix(const struct fc_demo_layers *layers, const struct fc_image *image);

/* The alpha of over, width * height bytes. */
void fc_demo_matte(const struct fc_demo_layers *layers, uint8_t *matte);

#endif
