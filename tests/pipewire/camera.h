/* SPDX-License-Identifier: MIT */
/* The PipeWire output under test, what it has said, and pictures to publish. */
#ifndef FC_TESTS_PIPEWIRE_CAMERA_H
#define FC_TESTS_PIPEWIRE_CAMERA_H

#include "compose/published.h"
#include "frame/frame.h"
#include "reader.h"
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

/* A reader of it, with no wishes. */
struct reader *camera_read(void);

/* Whether the reader has the newest picture; waits until it has; or until it has had so many. */
bool camera_is_shown(const struct camera *camera, struct reader *reader);
void camera_wait_shown(const struct camera *camera, struct reader *reader);
void camera_wait_count(struct reader *reader, int count);

/* That one reader can come, see a new picture, and go. */
void camera_check_reading(struct camera *camera);

#endif
