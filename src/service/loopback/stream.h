/* SPDX-License-Identifier: MIT */
/*
 * Mapped buffers of a v4l2loopback device, and pictures written into them as YUYV.
 *
 * One thread at a time. Functions return 0 or a negative errno value with the reason in error.
 */
#ifndef FC_SERVICE_LOOPBACK_STREAM_H
#define FC_SERVICE_LOOPBACK_STREAM_H

#include "service/loopback/device.h"

#define FC_LOOPBACK_BUFFERS 4

struct fc_loopback_buffer {
    uint8_t *data; // owned; a mapping
    size_t length;
    uint64_t number; /* of the picture in it; 0: none */
};

struct fc_loopback_stream {
    struct fc_loopback_device *device; // borrowed; outlives this
    struct fc_loopback_format format;
    int stride;
    int count;
    int next; /* the buffer to write into */
    bool is_on;
    struct fc_loopback_buffer buffers[FC_LOOPBACK_BUFFERS];
    struct fc_frame *scratch; // owned; for pictures of another colour, made when one comes
};

/* A picture and its number, which says whether it was written before; never 0. */
struct fc_loopback_picture {
    const struct fc_image *image; /* of the stream's size; NULL: black */
    uint64_t number;
};

/*
 * Sets the format, maps the buffers, writes the first picture and starts: a reader that comes
 * finds a picture. On failure stream is stopped.
 */
int fc_loopback_stream_start(struct fc_loopback_stream *stream, struct fc_loopback_device *device,
                             const struct fc_loopback_format *format,
                             const struct fc_loopback_picture *first, struct fc_error *error);

/* Hands a picture to the readers. Does not wait for them. */
int fc_loopback_stream_write(struct fc_loopback_stream *stream,
                             const struct fc_loopback_picture *picture, struct fc_error *error);

/* Does nothing for a zeroed stream. */
void fc_loopback_stream_stop(struct fc_loopback_stream *stream);

#endif
