/* SPDX-License-Identifier: MIT */
/*
 * What goes over a preview's socket: a SOCK_SEQPACKET of AF_UNIX, as OpenPreview and OpenPreviewOf
 * of org.fakecam.Fakecam hand it out. Pictures lie in shared memory; the socket only says which.
 *
 * The service first sends one fc_preview_hello, with the memory's descriptor as SCM_RIGHTS: map
 * it PROT_READ, MAP_SHARED. Then it sends one fc_preview_frame for every picture. The picture
 * stays as it is until the client sends fc_preview_done with its slot; while a client holds all
 * slots it gets no pictures, and then the newest. Who closes the socket, or dies, is gone.
 *
 * Pictures are rows of stride bytes, 4 bytes a pixel: blue, green, red, 255 (sRGB). In previews of
 * the matte the first three are the same, 0 for the background to 255 for the person; the kind is
 * that of the picture which others see.
 */
#ifndef FC_BUS_PREVIEW_H
#define FC_BUS_PREVIEW_H

#include <stdint.h>

#define FC_PREVIEW_VERSION 1
#define FC_PREVIEW_SLOTS 3

struct fc_preview_hello {
    uint32_t version;
    uint32_t width; /* of every picture */
    uint32_t height;
    uint32_t stride;
    uint32_t slots;
    uint32_t slot_bytes; /* slot n begins at n * slot_bytes */
};

struct fc_preview_frame {
    uint32_t slot;
    uint32_t kind;   /* enum fc_published_kind: composed, room, card */
    int64_t time_ns; /* of the camera's frame, monotonic clock */
};

struct fc_preview_done {
    uint32_t slot;
};

#endif
