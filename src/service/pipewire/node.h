/* SPDX-License-Identifier: MIT */
/*
 * The camera as a node of a running PipeWire: listed as Fakecam from the moment that it is ready,
 * with fixed formats. It drives its readers: a picture goes out when it is written, not at some
 * other clock's next beat.
 *
 * Several programs may read. The first settles on a format; the others get the same one, in the
 * same buffers.
 *
 * On the thread of the core's loop.
 */
#ifndef FC_SERVICE_PIPEWIRE_NODE_H
#define FC_SERVICE_PIPEWIRE_NODE_H

#include <pipewire/pipewire.h>

#include "service/pipewire/formats.h"
#include "service/pipewire/links.h"

/* How other programs see it, and how our own capture knows it (camera/pipewire.c). */
#define FC_NODE_NAME "fakecam"
#define FC_NODE_DESCRIPTION "Fakecam"

/* More buffers than this are not told apart; PipeWire makes 16 at most. */
#define FC_NODE_BUFFERS 32

struct fc_node {
    struct fc_node_picture picture;
    struct pw_stream *stream; // owned
    struct spa_hook hook;
    struct fc_links links;
    enum pw_stream_state state;
    char *problem; // owned; why the state is PW_STREAM_STATE_ERROR

    enum fc_node_format format;                 /* agreed upon with the readers, or UNSET */
    struct pw_buffer *buffers[FC_NODE_BUFFERS]; // borrowed; the stream's
    int buffer_count;
    int64_t served_ns; /* when there was a free one last */
    uint64_t sequence;
    int64_t last_ns;          /* the time of the last picture: they rise */
    struct fc_frame *scratch; // owned; for pictures of another colour
};

/* On failure the node is finished, and the reason in error. */
int fc_node_init(struct fc_node *node, struct pw_core *core, const struct fc_node_picture *picture,
                 struct fc_error *error);

/* Before the core goes. Does nothing for a zeroed one. */
void fc_node_finish(struct fc_node *node);

/* How many programs are getting pictures. */
int fc_node_readers(const struct fc_node *node);

/*
 * Hands a picture to the readers, without waiting for them: one that lags behind so far that no
 * buffer is free misses it. image is of the node's size, or NULL for black. time_ns is when it
 * was taken, 0 for now. -ENOMEM, or 0.
 */
int fc_node_write(struct fc_node *node, const struct fc_image *image, int64_t time_ns);

#endif
