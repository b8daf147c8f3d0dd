/* SPDX-License-Identifier: MIT */
/*
 * The engine, frame after frame, with no clock: time is counted, so that every run is the same.
 * Each step estimates and composes one frame of a secret, as a live camera does: when there is no
 * new matte it goes on with the newest. Whatever comes out is checked.
 *
 * - Kind and reason are what the rule says, no more and no less: the room only with
 *   background=none of this very frame; a card without a matte, or with one that is too old, of
 *   another size or unfit, or without a background; else a composed frame.
 * - A composed frame or a card shows nothing of the secret in any tile that is further than
 *   SECRET_FAR pixels from the true matte of the frame that its matte was made from.
 * - A room does show it, so that the check is seen to work.
 *
 * What is promised of wrong networks: an answer that is no picture of a person (not a number, the
 * same everywhere, all person, unsure everywhere) never becomes a frame. An answer that could be
 * one (FAKENET_BLOBS; FAKENET_INFINITE, for infinitely sure is sure) is believed: what it calls
 * person shows. Then every sample of the frame
 * must be the mix of camera and background that the matte says, and no more of the camera.
 */
#ifndef FC_TESTS_RUN_H
#define FC_TESTS_RUN_H

#include "fakecam/fakecam.h"
#include "fakenet.h"
#include "secret.h"

#define RUN_FRAME_NS INT64_C(33333333)

/* Where pictures come from. */
enum run_source {
    RUN_NO_SOURCE = 0,
    RUN_PICTURE,
    RUN_FILM,
    RUN_BROKEN, /* -EIO at every frame */
    RUN_LATE,   /* -EAGAIN at every frame */
    RUN_EMPTY,  /* 0, and no picture */
};

struct run_background {
    const char *text; /* of the parameter */
    enum run_source source;
    bool is_shown; /* else there is a card */
};

#define RUN_BACKGROUNDS 12
extern const struct run_background run_backgrounds[RUN_BACKGROUNDS];

struct run {
    struct fc_engine *engine; /* owned */
    struct fakenet *net;      /* the engine's; NULL where that runs a file */
    const struct secret *secret;
    int64_t now_ns;
    int number;
    bool mirror;
    bool none;     /* background=none */
    bool is_shown; /* the background can be shown */
    uint32_t flat; /* background=color: that colour, to compare samples with; else 0 */

    /* the newest matte */
    struct fc_matte *matte; /* owned; or NULL */
    const struct secret *matte_secret;
    int matte_number;
    int matte_fault;

    /* what was seen */
    int frames;
    int composed;
    int cards;
    double highest; /* score of any frame but rooms */
};

/* With an adopted fakenet. */
void run_init(struct run *run, const struct secret *secret);
void run_finish(struct run *run);

void run_set(struct run *run, const char *name, const char *value);
void run_set_background(struct run *run, const struct run_background *background);

/* Composes a frame, unchecked. */
struct fc_published *run_compose(struct run *run, int number);

/* Estimates and composes the next frame, and checks it. */
void run_step(struct run *run);
void run_steps(struct run *run, int count);

/* Frames of all runs so far. */
int run_total(void);

#endif
