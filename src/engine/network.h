/* SPDX-License-Identifier: MIT */
/* A network that is ready to run on frames: model, executor, and the buffers between. */
#ifndef FC_ENGINE_NETWORK_H
#define FC_ENGINE_NETWORK_H

#include <stdbool.h>

#include "exec/exec.h"
#include "matte/prepare.h"
#include "model/model.h"
#include "params/params.h"

struct fc_network {
    char path[4096];
    char asked[FC_PARAM_TEXT_SIZE]; /* the model, and the size, that path was found for */
    struct fc_size frame;
    int threads;
    bool adopted;           /* the executor is somebody else's: kept whatever values say */
    bool pending;           /* a run that took too long is still under way */
    struct fc_model *model; /* owned; NULL where adopted */
    struct fc_profile profile;
    struct fc_exec *exec;       /* owned; may borrow model's graph */
    struct fc_prepare *prepare; /* owned */
    struct fc_size input;       /* of the network, in pixels */
    struct fc_size output;
    float *person; /* owned; output's probabilities, rows of output.width */
};

/* Loads the file at path for an executor with that many threads. Errors name the file. */
int fc_network_create(const char *path, int threads, struct fc_network **network,
                      struct fc_error *error);
void fc_network_destroy(struct fc_network **network);

/* A network round an executor that no file made. Takes exec over, also on failure. */
int fc_network_adopt(struct fc_exec *exec, const struct fc_profile *profile,
                     struct fc_network **network, struct fc_error *error);

/*
 * Makes *network the one that values ask for on frames of that size: keeps it, or loads another
 * and lets the old one go. Nothing changes on failure. Files are looked for only when something
 * else is asked for, so that a network goes on when its file is replaced or gone.
 * One that was adopted stays.
 */
int fc_network_update(struct fc_network **network, const struct fc_values *values,
                      const char *model_dir, struct fc_size frame, struct fc_error *error);

/*
 * The three parts of a run, in order: area of the frame to input tensor; the network itself; its answer to
 * person. -ENODATA where the answer is no matte. -ETIMEDOUT where the network takes too long; the
 * next convert waits for that run and drops its answer, which is of another frame.
 */
int fc_network_convert(struct fc_network *network, const struct fc_image *frame,
                       struct fc_area area, struct fc_error *error);
int fc_network_run(struct fc_network *network, struct fc_error *error);
int fc_network_decode(struct fc_network *network, struct fc_error *error);

#endif
