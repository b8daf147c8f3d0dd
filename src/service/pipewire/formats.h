/* SPDX-License-Identifier: MIT */
/*
 * The formats that the camera node offers, as PipeWire says them, and pictures written in them.
 *
 * Each is offered by itself, with one size and one rate: programs built on libwebrtc pass over
 * ranges and choices. They know both of these, and take rows to lie without padding between them.
 * Pods are those of spa/param/video/format.h and spa/param/buffers.h.
 */
#ifndef FC_SERVICE_PIPEWIRE_FORMATS_H
#define FC_SERVICE_PIPEWIRE_FORMATS_H

#include <stddef.h>
#include <stdint.h>

#include <spa/pod/builder.h>

#include "fakecam/fakecam.h"

/*
 * In the order of preference: no work, and half as much memory again. Every program that has been
 * tried knows one of the two. NV12 is left out: OBS would list it, and of buffers of one block it
 * takes the first plane alone (obs-studio, issue 13823).
 */
enum fc_node_format {
    FC_NODE_FORMAT_UNSET = 0,
    FC_NODE_I420,
    FC_NODE_YUY2,
    FC_NODE_FORMAT_END,
};

/* How many are offered. */
#define FC_NODE_FORMATS (FC_NODE_FORMAT_END - 1)

/* What stays the same for the node's life. */
struct fc_node_picture {
    struct fc_size size; /* both even */
    struct fc_colour colour;
    int rate; /* frames a second */
};

/* An EnumFormat in builder's memory (256 bytes are enough). */
const struct spa_pod *fc_node_format_offer(struct spa_pod_builder *builder,
                                           enum fc_node_format format,
                                           const struct fc_node_picture *picture);

/* Which one a Format that was agreed upon is; UNSET: none of ours, or another size. */
enum fc_node_format fc_node_format_parse(const struct spa_pod *param,
                                         const struct fc_node_picture *picture);

/* Buffers of one block in plain memory, in builder's memory. */
const struct spa_pod *fc_node_format_buffers(struct spa_pod_builder *builder,
                                             enum fc_node_format format, struct fc_size size);

/* Bytes from row to row (of the first plane), and of a whole picture. */
int fc_node_format_stride(enum fc_node_format format, struct fc_size size);
size_t fc_node_format_bytes(enum fc_node_format format, struct fc_size size);

/* Writes image, of that size, as fc_node_format_bytes() bytes. */
void fc_node_format_write(enum fc_node_format format, const struct fc_image *image, uint8_t *data);

#endif
