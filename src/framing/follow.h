/* SPDX-License-Identifier: MIT */
/*
 * Follows the person with a frame: centred across, with room above the head, and no closer than
 * FC_FOLLOW_CLOSEST. It stays where it is while they move a little (dead zone), waits a moment for
 * what may be a wave of the hand, then glides: a critically damped spring, which does not swing.
 * Whoever leaves at an edge of the view widens it at once; nobody there, and it opens slowly.
 *
 * Places and sizes are in pixels of the turned picture. One thread at a time.
 */
#ifndef FC_FRAMING_FOLLOW_H
#define FC_FRAMING_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "matte/matte.h"

/* The whole picture is at most this many times wider than the frame. */
#define FC_FOLLOW_CLOSEST 2.5

/* A frame of the output's shape: its middle and its width. */
struct fc_framed {
    double x, y, width;
};

/* Zeroed, it has not begun. */
struct fc_follow {
    bool has_begun;
    struct fc_framed now;
    struct fc_framed speed; /* each second */
    struct fc_framed aim;
    int64_t off_since_ns; /* since when what is wanted is not the aim; with is_off */
    bool is_off;
};

/* What there is to be looked at; lives for the call only. */
struct fc_follow_space {
    double width, height; /* of the turned picture */
    double shape;         /* width / height of frames */
    double widest;        /* of a frame that fits into the picture */
};

/* The whole picture, or as much of it as has the shape. */
struct fc_framed fc_follow_whole(const struct fc_follow_space *space);

/* One step of that many seconds towards the aim, never beyond the picture's edges. */
void fc_follow_step(struct fc_follow *follow, const struct fc_follow_space *space, double seconds);

/*
 * The matte of what was seen through now, with room of that many percent around the person.
 * The first one is where the frame is at once; then it returns true.
 */
bool fc_follow_seen(struct fc_follow *follow, const struct fc_follow_space *space,
                    const struct fc_matte *matte, int margin, int64_t time_ns);

#endif
