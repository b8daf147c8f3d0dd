/* SPDX-License-Identifier: MIT */
/*
 * The orientation that a camera noted in a JPEG file (Exif 2.3, 4.6.4 A, tag 0x0112; TIFF 6.0).
 * Our own, because GStreamer 1.22 decodes JPEG without looking at it.
 */
#ifndef FC_MEDIA_EXIF_H
#define FC_MEDIA_EXIF_H

#include <stddef.h>
#include <stdint.h>

/* What begins a JPEG file that fc_exif_orientation() needs to see, in bytes, at most. */
#define FC_EXIF_HEAD_BYTES (256 << 10)

/*
 * 1 to 8 as Exif numbers them; 1 (as it is) where nothing is said, or nothing that makes sense.
 * The bytes are hostile.
 */
int fc_exif_orientation(const uint8_t *jpeg, size_t size);

#endif
