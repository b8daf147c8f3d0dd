/* SPDX-License-Identifier: MIT */
/*
 * From a step of a plan to an XNNPACK subgraph. The subgraph refers to the graph's constants,
 * which must stay as long as the runtime made from it.
 */
#ifndef FC_EXEC_XNN_BUILD_H
#define FC_EXEC_XNN_BUILD_H

#include <xnnpack.h>

#include "exec/xnn/api.h"
#include "exec/xnn/plan.h"
#include "graph/graph.h"

/*
 * The values that cross into or out of a step. A buffer is bound to the runtime by a value's place
 * in this list, which is its external id.
 */
struct fc_xnn_crossing {
    fc_value_id *values; /* owned */
    uint32_t count;
};

/* What is needed while a subgraph grows. */
struct fc_xnn_build {
    const struct fc_graph *graph; /* borrowed */
    xnn_subgraph_t subgraph;      /* borrowed */
    const float *ones;            /* borrowed: as many as the channels of any pooled value */
    uint32_t *ids;                /* owned: XNNPACK's id of each value, or XNN_INVALID_VALUE_ID */
    uint32_t node;                /* index of the node at work */
    struct fc_error *error;       /* borrowed */
};

/* subgraph.c */

/* -ENOMEM. */
int fc_xnn_crossing_init(struct fc_xnn_crossing *crossing, const struct fc_xnn_plan *plan,
                         uint32_t step);
void fc_xnn_crossing_finish(struct fc_xnn_crossing *crossing);

/*
 * Adds a step to an empty subgraph with as many external ids as values cross.
 * -ENOTSUP: XNNPACK refuses a node; error names it and the call. -ENOMEM.
 */
int fc_xnn_build_step(const struct fc_xnn_plan *plan, uint32_t step,
                      const struct fc_xnn_crossing *crossing, xnn_subgraph_t subgraph,
                      const float *ones, struct fc_error *error);

/* values.c */

/*
 * The one place where XNNPACK's answers are looked at: 0, or a negative errno with the call,
 * the node and the status in words in the error.
 */
int fc_xnn_check_node(const struct fc_xnn_build *build, const char *call, enum xnn_status status);

/* The same for calls that belong to no node. */
int fc_xnn_check(const char *call, enum xnn_status status, struct fc_error *error);

/* Tells XNNPACK of a value that crosses: flags are those of xnn_define_tensor_value(). */
int fc_xnn_external(struct fc_xnn_build *build, fc_value_id value, uint32_t external_id,
                    uint32_t flags);

/* XNNPACK's id of a value with its four axes. */
int fc_xnn_value(struct fc_xnn_build *build, fc_value_id value, uint32_t *id);

/* A constant seen with its last `axes` axes. XNN_INVALID_VALUE_ID for FC_NO_VALUE. */
int fc_xnn_constant(struct fc_xnn_build *build, fc_value_id value, int axes, uint32_t *id);

/* A constant [1][1][1][channels] of ones. */
int fc_xnn_ones(struct fc_xnn_build *build, int32_t channels, uint32_t *id);

/* A value of XNNPACK's own between two of its nodes. */
int fc_xnn_scratch(struct fc_xnn_build *build, struct fc_shape shape, uint32_t *id);

/* define.c */

/* Adds what computes the node at work (build->node). */
int fc_xnn_define_node(struct fc_xnn_build *build);

#endif
