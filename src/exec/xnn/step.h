/* SPDX-License-Identifier: MIT */
/* A step of a plan, ready to run over its part of the executor's memory. */
#ifndef FC_EXEC_XNN_STEP_H
#define FC_EXEC_XNN_STEP_H

#include <pthreadpool.h>
#include <xnnpack.h>

#include "exec/xnn/plan.h"
#include "exec/xnn/pointwise.h"

/* What steps share: all of it borrowed, and to stay as long as they do. */
struct fc_xnn_memory {
    float *input;
    float *output;
    float *block;          /* the plan's */
    float *ones;           /* as many as the channels of any pooled value */
    pthreadpool_t threads; /* NULL for one thread */
};

struct fc_xnn_runner {
    xnn_runtime_t runtime; /* owned; NULL for a pointwise convolution */

    struct fc_pointwise pointwise; /* owned */
    const struct fc_pointwise_kernel *kernel;
    struct fc_pointwise_input input;
    float *out;
    size_t rows; /* pixels */
};

/* -ENOTSUP: XNNPACK refuses a node; -ENOMEM. Finish it also after a failure. */
int fc_xnn_runner_init(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan, uint32_t step,
                       const struct fc_xnn_memory *memory, struct fc_error *error);
void fc_xnn_runner_finish(struct fc_xnn_runner *runner);

int fc_xnn_runner_run(struct fc_xnn_runner *runner, pthreadpool_t threads, struct fc_error *error);

#endif
