/* SPDX-License-Identifier: MIT */
/*
 * The insides of the engine, which wires the stages: estimate.c and compose.c are its two steps,
 * network.c what a step needs of the network. fakecam/fakecam.h is the contract.
 */
#ifndef FC_ENGINE_ENGINE_H
#define FC_ENGINE_ENGINE_H

#include <stdatomic.h>
#include <threads.h>

#include "compose/backdrop.h"
#include "compose/published.h"
#include "compose/tone.h"
#include "matte/outline.h"
#include "engine/auto_quality.h"
#include "engine/inference.h"
#include "frame/frame.h"
#include "frame/view.h"
#include "framing/framing.h"
#include "matte/carry.h"
#include "matte/matte.h"
#include "matte/sharpen.h"
#include "matte/soften.h"
#include "matte/steady.h"
#include "params/params.h"

/* A background source that compose may be using while another takes its place. */
struct fc_source_ref {
    struct fc_background_source source;
    uint64_t number; /* counts the sources that the engine was given */
    atomic_int references;
};

/* Why the network could not be loaded, and what was asked for then. */
struct fc_load_failure {
    struct fc_error error; /* code 0: it could */
    struct fc_values values;
    struct fc_size size;
    int64_t when_ns;
};

struct fc_engine {
    /* settings: any thread, under lock */
    mtx_t lock;
    struct fc_values values;
    struct fc_source_ref *source; /* owned reference, or NULL */
    uint64_t sources;             /* given so far */
    struct fc_frame *card;        /* owned reference, or NULL */
    struct fc_picture *overlaid;  /* owned reference, or NULL */
    char *model_dir;              /* owned, or NULL; constant */

    /* estimate's thread */
    struct fc_auto_quality auto_quality;
    struct fc_inference inference;
    struct fc_sharpen *sharpen; /* owned */
    struct fc_soften *soften;   /* owned */
    struct fc_steady *steady;   /* owned */
    struct fc_framing framing;
    struct fc_viewer *estimate_viewer; /* owned */
    struct fc_values estimate_values;
    struct fc_load_failure failure;

    /* compose's thread */
    struct fc_backdrops *backdrops; /* owned */
    struct fc_publisher *publisher; /* owned */
    struct fc_tone person_tone;
    struct fc_overlay overlay;
    struct fc_outline outline;
    struct fc_viewer *compose_viewer; /* owned */
    struct fc_carry *carry;           /* owned */
    struct fc_values compose_values;
    uint64_t composed; /* frames so far */
    uint64_t compared; /* of those, with the frame of their matte, for it was an older one */

    /* both threads; they lock for themselves */
    struct fc_pool *mattes; /* owned reference */
    struct fc_pool *frames; /* owned reference; pictures between effects and blend */
    atomic_bool keeps_mattes;
    atomic_int_fast64_t convert_ns;
    atomic_int_fast64_t network_ns;
    atomic_int_fast64_t matte_ns;
    atomic_int_fast64_t compose_ns;
};

/*
 * Makes the engine run on that executor, whatever its parameters say of networks: for tests.
 * Takes exec over, also on failure. On the thread of estimate.
 */
int fc_engine_adopt_exec(struct fc_engine *engine, struct fc_exec *exec,
                         const struct fc_profile *profile, struct fc_error *error);

/* Sets all parameters of engine scope at once: no frame sees some of them old and some new. */
void fc_engine_set_values(struct fc_engine *engine, const struct fc_values *values);

/* A copy of the parameters of this moment. */
void fc_engine_copy_values(struct fc_engine *engine, struct fc_values *values);

/* References on the source and the card of this moment; NULL where there is none. */
struct fc_source_ref *fc_engine_ref_source(struct fc_engine *engine);
void fc_source_unref(struct fc_source_ref **source);
struct fc_frame *fc_engine_ref_card(struct fc_engine *engine);
struct fc_picture *fc_engine_ref_overlay(struct fc_engine *engine);

#endif
