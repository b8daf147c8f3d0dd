/* SPDX-License-Identifier: MIT */
/*
 * Which frames of a camera are worth looking at: not more a second than wanted, and none that
 * waited in the driver while we were stopped.
 *
 * One thread at a time.
 */
#ifndef FC_SERVICE_CAMERA_PACE_H
#define FC_SERVICE_CAMERA_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct fc_pace {
    /* settings */
    int64_t camera_ns; /* from one frame of the camera's to the next; 0 unknown */
    int64_t wanted_ns; /* at least so much between two that are taken; 0: all */
    /* state */
    int64_t arrived_ns; /* when the newest came; 0 before the first */
    int64_t due_ns;
    int stale; /* how many more may be stale */
};

/* Rates are frames a second; camera_rate may be 0, unknown. */
void fc_pace_init(struct fc_pace *pace, double camera_rate, int wanted_rate);

/* Whether to take a frame that was seen at time_ns and came at arrived_ns, both rising. */
bool fc_pace_takes(struct fc_pace *pace, int64_t time_ns, int64_t arrived_ns);

#endif
