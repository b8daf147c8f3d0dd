/* SPDX-License-Identifier: MIT */
/*
 * PNG files by libpng itself: GStreamer's reader (pngdec, seen in 1.22) mixes up the channels of
 * 16-bit pictures, and the network's own pictures must come and go to the bit.
 *
 * Palettes, grey, 1 to 16 bits and transparency all become 8-bit samples in sRGB.
 */
#ifndef FC_MEDIA_PNGFILE_H
#define FC_MEDIA_PNGFILE_H

#include "fakecam/fakecam.h"

enum fc_png_layout {
    FC_PNG_LAYOUT_UNSET = 0,
    FC_PNG_BGRA, /* 4 bytes a pixel, straight alpha */
    FC_PNG_RGB,  /* 3 bytes a pixel; what is transparent lies over white */
};

/*
 * Reads a picture: rows without padding, free() them. -EBADMSG: not a PNG, or damaged; -E2BIG:
 * a side beyond FC_MAX_SIDE; -ENOMEM; what opening says. Errors name the path.
 */
int fc_png_read(const char *path, enum fc_png_layout layout, struct fc_size *size, uint8_t **pixels,
                struct fc_error *error);

/*
 * Writes 16-bit grey values as they are; the file appears when it is complete. Errors name the
 * path.
 */
int fc_png_write_grey16(const char *path, struct fc_size size, const uint16_t *grey,
                        struct fc_error *error);

#endif
