/* SPDX-License-Identifier: MIT */
/*
 * The demo person: an animated figure before a cluttered room, drawn with cairo. It stands in
 * where there is no camera, and it is ground truth for tests, for it comes with its matte.
 *
 * Everything follows from the frame's number, the rate and the size: there is no clock and no
 * random number. The time of a frame is number * rate_den / rate_num seconds, so that frame 30
 * at 30 frames/s is frame 60 at 60 frames/s. Pictures are the same on one machine and one
 * version of cairo; others may differ in the last bit.
 *
 * The person is drawn alone, on transparent ground. Its alpha is the matte, and the frame is
 * person * alpha + room * (1 - alpha), rounded to 8 bits, before it becomes Y'CbCr. Nothing of
 * the person (no shadow, no reflection) falls on the room.
 *
 * Frames are I420, BT.709, limited range. The person fits any shape of frame: what is narrower
 * than high shows more of the body.
 *
 * Threads: one object is used by one thread at a time.
 */
#ifndef FC_MEDIA_DEMO_DEMO_H
#define FC_MEDIA_DEMO_DEMO_H

#include "fakecam/frame.h"

/* What stands behind the person. */
enum fc_demo_backdrop {
    FC_DEMO_BACKDROP_UNSET = 0, /* the same as the room */
    FC_DEMO_BACKDROP_ROOM,
    FC_DEMO_BACKDROP_PLAIN, /* one colour; two frames with different ones give the matte away */
};

struct fc_demo_params {
    struct fc_size size; /* 1 to FC_MAX_SIDE each way */
    int rate_num;        /* frames a second: rate_num / rate_den, both above 0 */
    int rate_den;
    enum fc_demo_backdrop backdrop;
    uint32_t plain_rgb; /* 0xrrggbb, for FC_DEMO_BACKDROP_PLAIN */
};

struct fc_demo;

/* -EINVAL: a size or rate that is not allowed. -ENOMEM: no memory for two pictures. */
int fc_demo_create(const struct fc_demo_params *params, struct fc_demo **demo);

/* Frees *demo and sets it to NULL. *demo may be NULL. */
void fc_demo_destroy(struct fc_demo **demo);

/*
 * Draws one frame, in any order. On success *frame is a new reference whose time is that of the
 * number; matte, when it is not NULL, has width * height bytes, row after row, 0 (room) to 255
 * (person). frame may be NULL where only the matte is wanted. On -ENOMEM nothing is handed out.
 */
int fc_demo_draw(struct fc_demo *demo, uint64_t frame_number, struct fc_frame **frame,
                 uint8_t *matte);

/* The time of a frame, in nanoseconds, rounded down. */
int64_t fc_demo_time_ns(const struct fc_demo *demo, uint64_t frame_number);

#endif
