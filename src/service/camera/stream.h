/* SPDX-License-Identifier: MIT */
/*
 * Streaming from a V4L2 node through mapped buffers (Linux media userspace API, "Streaming I/O
 * (Memory Mapping)").
 *
 * One thread at a time.
 */
#ifndef FC_SERVICE_CAMERA_STREAM_H
#define FC_SERVICE_CAMERA_STREAM_H

#include "service/camera/convert.h"
#include "service/camera/mode.h"

struct fc_v4l2_stream;

/* A picture in one of the driver's buffers, until that is given back. */
struct fc_v4l2_picture {
    int index;       /* of the buffer */
    bool is_good;    /* else the driver says that it is damaged, or it is not whole */
    int64_t seen_ns; /* on the monotonic clock; 0 where the driver does not say */
    struct fc_camera_picture picture;
};

/*
 * Sets the mode and starts. Takes over fd, also on failure. -EBUSY: another program streams;
 * -ENOTSUP: the driver gives something that cannot be read; others are the driver's.
 */
int fc_v4l2_stream_create(int fd, const struct fc_camera_mode *mode,
                          struct fc_v4l2_stream **stream);

/* Stops and closes. */
void fc_v4l2_stream_destroy(struct fc_v4l2_stream **stream);

/* Can be read from when there is a picture, or an error to take. */
int fc_v4l2_stream_fd(const struct fc_v4l2_stream *stream);

/* The oldest picture there is. -EAGAIN: none; -ENODEV: unplugged; others are the driver's. */
int fc_v4l2_stream_take(struct fc_v4l2_stream *stream, struct fc_v4l2_picture *picture);
void fc_v4l2_stream_give_back(struct fc_v4l2_stream *stream, int index);

#endif
