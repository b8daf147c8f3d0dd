/* SPDX-License-Identifier: MIT */
/*
 * Reads GIF files ("Graphics Interchange Format, Version 89a", CompuServe 1990).
 *
 * Our own, because GStreamer's reader (avdemux_gif of gst-libav) never comes to an end where the
 * file does: seen in 1.22, a thread spins for ever and cannot be stopped.
 *
 * The bytes are hostile: everything is checked before it is followed. Threads: one at a time.
 */
#ifndef FC_MEDIA_GIF_H
#define FC_MEDIA_GIF_H

#include <stddef.h>

#include "fakecam/fakecam.h"

/* Most pixels in a picture. */
#define FC_GIF_MAX_PIXELS ((int64_t)64 << 20)

struct fc_gif;

struct fc_gif_info {
    struct fc_size size;
    int64_t frame_count;
    int64_t duration_ns; /* of all frames */
};

/*
 * Reads the head and counts the frames. bytes are borrowed until fc_gif_close(). -EBADMSG: not
 * a GIF or without a picture; -E2BIG: more than FC_GIF_MAX_PIXELS or FC_MAX_SIDE; -ENOMEM.
 */
int fc_gif_open(const uint8_t *bytes, size_t size, struct fc_gif **gif);
void fc_gif_close(struct fc_gif **gif);

const struct fc_gif_info *fc_gif_info(const struct fc_gif *gif);

/*
 * Draws the next frame. *bgra: size.height rows of size.width * 4 bytes, B, G, R, straight
 * alpha, valid until the next call; *length_ns: how long it is shown. 0, 1 behind the last
 * frame, -EBADMSG where the file is damaged or ends early. (Delays below 20 ms become 100 ms, as
 * browsers do.)
 */
int fc_gif_next(struct fc_gif *gif, const uint8_t **bgra, int64_t *length_ns);

#endif
