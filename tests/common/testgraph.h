/* SPDX-License-Identifier: MIT */
/* Small graphs for tests, and running them. Whatever fails here ends the test. */
#ifndef FC_TESTS_TESTGRAPH_H
#define FC_TESTS_TESTGRAPH_H

#include <glib.h>

#include "exec/exec.h"

/* A constant input; data is copied. NULL data: the optional input is left out. */
struct testgraph_constant {
    struct fc_shape shape;
    const float *data;
};

/* A graph with the value `input` of that shape and nothing else. */
struct fc_graph *testgraph_create(struct fc_shape input);

fc_value_id testgraph_constant(struct fc_graph *graph, struct testgraph_constant constant);

/*
 * Appends a node whose op, clamp and parameters are those of `node`, and which reads
 * inputs[count]. Gives the value that it writes, which becomes the graph's output.
 */
fc_value_id testgraph_append(struct fc_graph *graph, const struct fc_node *node,
                             const fc_value_id *inputs, uint32_t count);

/* A graph of one node that reads the graph's input and then the constants. */
struct fc_graph *testgraph_one(const struct fc_node *node, struct fc_shape input,
                               const struct testgraph_constant *constants, uint32_t count);

/* Checks the graph, runs it, and gives a copy of the output. Free with g_free(). */
float *testgraph_run(const struct fc_exec_ops *ops, const struct fc_graph *graph, int threads,
                     const float *input);

/* The same with more to choose. */
float *testgraph_run_with(const struct fc_exec_ops *ops, const struct fc_graph *graph,
                          const struct fc_exec_params *params, const float *input);

/* Random numbers in min..max. Free with g_free(). */
float *testgraph_random(struct fc_shape shape, double min, double max);

#endif
