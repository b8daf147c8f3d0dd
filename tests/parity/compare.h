/* SPDX-License-Identifier: MIT */
/*
 * Random operations, and each executor against the reference executor on them. The seed is GLib's:
 * it is printed at the start, and --seed repeats a run.
 */
#ifndef FC_TESTS_PARITY_COMPARE_H
#define FC_TESTS_PARITY_COMPARE_H

#include <stdbool.h>

#include "testgraph.h"

enum {
    PARITY_SHAPES = 60
}; /* for each operation */

/* first and last are among what it gives. */
int parity_between(int first, int last);
bool parity_coin(void);

struct fc_shape parity_shape(int rows, int columns, int channels);
struct fc_shape parity_random_shape(void);

/* One that clamps nothing. */
struct fc_node parity_node(enum fc_op op);
struct fc_node parity_random_pad(void);
void parity_random_clamp(struct fc_node *node);

/* A pointwise convolution of x to so many channels, appended to a graph; gives what it writes. */
fc_value_id parity_append_pointwise(struct fc_graph *graph, fc_value_id x, int channels,
                                    float clamp_min);

/* Runs the graph, which it takes over, on inputs from min to max; fails the test on a difference. */
void parity_compare(struct fc_graph *graph, double min, double max);

/* A node on a random input and constants that go with it. */
void parity_compare_node(const struct fc_node *node, struct fc_shape x,
                         const struct testgraph_constant *constants, uint32_t count);

#endif
