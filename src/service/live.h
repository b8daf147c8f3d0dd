/* SPDX-License-Identifier: MIT */
/*
 * The engine, live: camera frames in, published frames out, newest first. Two threads: one
 * estimates, at the pace that the network can keep; one composes every camera frame with the
 * newest matte. While the network keeps up, compose waits for the matte of its very frame; when
 * it is slow or hangs, frames go on with the matte there is, until the engine refuses it as too
 * old and gives the card.
 *
 * Threads: fc_live_frame() from any one thread; the rest on the main thread; published is called
 * on compose's thread.
 */
#ifndef FC_SERVICE_LIVE_H
#define FC_SERVICE_LIVE_H

#include <stdbool.h>

#include "fakecam/fakecam.h"

struct fc_live_params {
    struct fc_engine *engine; /* borrowed; outlives this */
    struct fc_size size;      /* of frames and cards */
    struct fc_colour colour;
    int rate; /* camera frames a second: how long compose may wait for a matte */
    /* Every frame that may leave. Takes no reference: ref it to keep it. */
    void (*published)(void *user, struct fc_published *published);
    void *user;
};

struct fc_live;

int fc_live_create(const struct fc_live_params *params, struct fc_live **live,
                   struct fc_error *error);
void fc_live_destroy(struct fc_live **live);

/* The newest camera frame; takes over the reference. One that is still waiting is dropped. */
void fc_live_frame(struct fc_live *live, struct fc_frame *frame);

/*
 * Shows the card with that line, at once and instead of frames, until fc_live_show_frames().
 * line is copied.
 */
void fc_live_show_card(struct fc_live *live, const char *line);

/* Publishes nothing more, so that outputs keep what they have, until one of the two others. */
void fc_live_hold(struct fc_live *live);

/*
 * Writes the line that a card has at this moment, or would have. True when it is only that the
 * first matte has not come yet. Any thread.
 */
bool fc_live_line(struct fc_live *live, char *line, size_t size);

/* Frames from now on; mattes of before are forgotten. Until one is composed, the card stays. */
void fc_live_show_frames(struct fc_live *live);

#endif
