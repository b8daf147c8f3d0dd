/* SPDX-License-Identifier: MIT */
/*
 * How a graph is run: cut into steps, each a run of nodes for one XNNPACK runtime or one pointwise
 * convolution of our own (pointwise.h). Values that cross from step to step lie in one block of
 * memory, in which those that do not live at the same time share their place.
 */
#ifndef FC_EXEC_XNN_PLAN_H
#define FC_EXEC_XNN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/graph.h"

/*
 * What a pointwise convolution reads: in, or in * gate + plus where there are such, with a number
 * of gate for each channel. Networks weigh channels before they mix them ("squeeze and excite", Hu
 * and others, CVPR 2018); done on the way, that costs no pass over memory.
 */
struct fc_xnn_reading {
    fc_value_id in;
    fc_value_id gate; /* FC_NO_VALUE: none */
    fc_value_id plus; /* FC_NO_VALUE: none; only with a gate */
};

struct fc_xnn_step {
    uint32_t first; /* nodes of the graph */
    uint32_t end;
    bool is_pointwise; /* then it is one node, and reads this: */
    struct fc_xnn_reading reading;
};

/* What is known of a value. Steps are counted from 0. */
struct fc_xnn_place {
    bool needed;    /* the output depends on it, and some step is to write it */
    bool crosses;   /* it is written and read in different steps, or comes from or goes outside */
    uint32_t since; /* the step that writes it; 0 for the graph's input */
    uint32_t until; /* the last that reads it; the last of all for the output */
    size_t at; /* where it lies in the block, in floats; not for the graph's input and output */
};

struct fc_xnn_plan {
    const struct fc_graph *graph; /* borrowed */
    struct fc_xnn_step *steps;    /* owned */
    uint32_t step_count;
    struct fc_xnn_place *places; /* owned; one for each value */
    size_t size;                 /* of the block, in floats */
};

/* own: pointwise convolutions are steps by themselves. The graph must have passed
 * fc_graph_check(). -ENOMEM. */
int fc_xnn_plan_init(struct fc_xnn_plan *plan, const struct fc_graph *graph, bool own);
void fc_xnn_plan_finish(struct fc_xnn_plan *plan);

/* Whether that step writes a value; those that it needs and does not write come from outside. */
bool fc_xnn_plan_writes(const struct fc_xnn_plan *plan, uint32_t step, fc_value_id value);

#endif
