/* SPDX-License-Identifier: MIT */
/*
 * quality=auto: the best quality whose frames take a processor no longer than a camera that others
 * share a machine with may. By the median of what the newest frames took, so that one that was
 * held up decides nothing. Thread of estimate.
 */
#ifndef FC_ENGINE_AUTO_QUALITY_H
#define FC_ENGINE_AUTO_QUALITY_H

#include <stdint.h>

#include "base/clock.h"
#include "params/params.h"

/* How many frames are looked at before anything changes. */
#define FC_AUTO_QUALITY_FRAMES 31

/* What a frame may take in all: a fifth of the time between two of 30 a second. */
#define FC_AUTO_QUALITY_BUDGET_NS (6 * FC_NS_PER_MS)

/* All zero at first: fast. */
struct fc_auto_quality {
    enum fc_quality_choice quality;
    int count;
    int64_t whole_ns[FC_AUTO_QUALITY_FRAMES];   /* of each frame: all stages, */
    int64_t network_ns[FC_AUTO_QUALITY_FRAMES]; /* and the network alone */
    int64_t not_before_ns;                      /* when more may be tried again */
};

/*
 * Takes what the newest frame cost and gives the quality for the next. It goes up when what that
 * will cost, by the networks' known sizes, fits the budget; down when what it does cost is a third
 * more than that, and then not up again for a minute.
 */
enum fc_quality_choice fc_auto_quality_next(struct fc_auto_quality *state, int64_t whole_ns,
                                            int64_t network_ns, int64_t now_ns);

#endif
