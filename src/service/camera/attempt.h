/* SPDX-License-Identifier: MIT */
/*
 * One attempt at showing a camera, from opening it to whatever ends it. camera.c makes attempts,
 * one after the other, on the camera's thread; capture.c and play.c are the two ways.
 */
#ifndef FC_SERVICE_CAMERA_ATTEMPT_H
#define FC_SERVICE_CAMERA_ATTEMPT_H

#include "service/camera.h"
#include "service/camera/convert.h"

struct fc_attempt {
    const struct fc_camera_params *params; // borrowed
    struct fc_convert *convert;            // borrowed; used by one thread at a time
    int stop_fd;                           // borrowed; can be read from when it is to end
    /* Hands a frame on, from any one thread; takes it over. */
    void (*frame)(struct fc_attempt *attempt, struct fc_frame *frame);

    char label[300]; /* the camera, as people know it: name and mode */

    /* what ended it, unless it was asked to */
    enum fc_camera_event event;
    char why[400];
};

/*
 * Sleeps until until_ns (monotonic), or until fd can be read from (-1: none). False at once, and
 * from then on, when the attempt is to end.
 */
bool fc_attempt_wait(const struct fc_attempt *attempt, int fd, int64_t until_ns);

/* Notes what ended it. The first to say so is believed. */
void fc_attempt_end(struct fc_attempt *attempt, enum fc_camera_event event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Shows the camera that params->name means. Returns when it ended or is to end. */
void fc_capture_run(struct fc_attempt *attempt);

/* Plays the film, picture or person that params->name means, round and round. */
void fc_play_run(struct fc_attempt *attempt);

#endif
