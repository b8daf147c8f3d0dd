/* SPDX-License-Identifier: MIT */
/*
 * What differs between the versions of XNNPACK. One of api_2022.c and api_2024.c is built,
 * whichever fits the library at hand; both mean the same.
 */
#ifndef FC_EXEC_XNN_API_H
#define FC_EXEC_XNN_API_H

#include <stdint.h>
#include <xnnpack.h>

#include "graph/graph.h"

/* ADD, SUBTRACT or MULTIPLY with broadcasting and the clamp of the node. */
enum xnn_status fc_xnn_define_binary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                     uint32_t a, uint32_t b, uint32_t out);

/* HARD_SWISH or LOGISTIC. */
enum xnn_status fc_xnn_define_unary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                    uint32_t in, uint32_t out);

enum xnn_status fc_xnn_define_clamp(xnn_subgraph_t subgraph, float min, float max, uint32_t in,
                                    uint32_t out);

/* slope has one axis: channels. */
enum xnn_status fc_xnn_define_prelu(xnn_subgraph_t subgraph, uint32_t in, uint32_t slope,
                                    uint32_t out);

/* [N, H, W, C] to [N, 1, 1, C]; no clamp. */
enum xnn_status fc_xnn_define_mean(xnn_subgraph_t subgraph, uint32_t in, uint32_t out);

/* Fixes where inputs and outputs lie. Once for each runtime, before the first run. */
enum xnn_status fc_xnn_setup_runtime(xnn_runtime_t runtime, size_t count,
                                     const struct xnn_external_value *values);

#endif
