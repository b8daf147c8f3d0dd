/* SPDX-License-Identifier: MIT */
/*
 * Which networks look at which part of a frame: at the whole of it, so that whoever enters is found,
 * and more closely at the person (matte/region.h), as the quality has it. Thread of estimate.
 */
#ifndef FC_ENGINE_INFERENCE_H
#define FC_ENGINE_INFERENCE_H

#include "engine/network.h"
#include "matte/reading.h"
#include "matte/region.h"

/* Networks by the shape that they are made for. */
enum fc_network_shape {
    FC_NETWORK_SQUARE = 0,
    FC_NETWORK_WIDE,
    FC_NETWORK_SHAPES,
};

/* A reading and the probabilities that it shows. */
struct fc_kept_reading {
    struct fc_reading reading;
    float *person; /* owned */
    size_t count;  /* of floats that person has room for */
};

struct fc_inference {
    struct fc_network *network[FC_NETWORK_SHAPES]; /* owned; NULL until needed */
    struct fc_region region;
    struct fc_kept_reading whole;
    struct fc_kept_reading part[FC_REGION_PARTS];
    int64_t convert_ns; /* of the newest run, all networks together */
    int64_t network_ns;
};

/* What a frame is turned into: readings, the last of the whole frame, valid until the next run. */
struct fc_inferred {
    struct fc_reading readings[FC_MAX_READINGS];
    int count;
};

void fc_inference_finish(struct fc_inference *inference);

/* Loads what values ask for, whose quality is not auto; what is there stays there on failure. */
int fc_inference_update(struct fc_inference *inference, const struct fc_values *values,
                        const char *model_dir, struct fc_size frame, struct fc_error *error);

/* Takes the network over, in place of all others; it looks at whole frames. */
void fc_inference_adopt(struct fc_inference *inference, struct fc_network *network);

/* Runs networks on a frame. The quality in values is not auto. Errors as fc_network_run() and fc_network_decode() have them. */
int fc_inference_run(struct fc_inference *inference, const struct fc_values *values,
                     const struct fc_image *frame, struct fc_inferred *inferred,
                     struct fc_error *error);

#endif
