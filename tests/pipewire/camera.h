/* SPDX-License-Identifier: MIT */
/* The PipeWire output under test, what it has said, and pictures to publish. */
#ifndef FC_TESTS_PIPEWIRE_CAMERA_H
#define FC_TESTS_PIPEWIRE_CAMERA_H

#include "compose/published.h"
#include "frame/frame.h"
#include "service/output.h"

struct camera {
    struct fc_output *output;       // owned
    struct fc_publisher *publisher; // owned
    struct fc_size size;
    struct fc_colour colour;
    struct fc_frame *picture; // owned; the newest that was published
    uint32_t seed;

    /* what it said last */
    enum fc_output_state state;
    char why[640];
    int states; /* how often it said something of its state */
    int readers;
    int reader_changes;
};

void camera_init(struct camera *camera, struct fc_size size, struct fc_colour colour);
void camera_finish(struct camera *camera);

/* Publishes a picture that was never there before, of that time; 0: now. */
void camera_publish(struct camera *camera, int64_t time_ns);

/* Waits until the output is in that state, or has that many readers. */
void camera_wait_state(struct camera *camera, enum fc_output_state state, int seconds);
void camera_wait_readers(struct camera *camera, int readers, int seconds);

#endif
