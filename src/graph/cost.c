/* SPDX-License-Identifier: MIT */
#include "graph/graph.h"

static uint64_t saturating_add(uint64_t a, uint64_t b)
{
    uint64_t sum;

    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/*
 * No product overflows: values have at most 2^26 elements, pool windows 2^32.
 */
static uint64_t node_multiply_adds(const struct fc_graph *graph, const struct fc_node *node)
{
    const struct fc_value *values = graph->values;
    uint64_t out = fc_shape_elements(values[node->output].shape);
    uint64_t in = fc_shape_elements(values[node->input[0]].shape);
    struct fc_shape filter = {0};

    if (node->input_count > 1 && node->input[1] != FC_NO_VALUE)
        filter = values[node->input[1]].shape;
    switch (node->op) {
    case FC_OP_CONV_2D:
        return out * (uint64_t)filter.dim[1] * (uint64_t)filter.dim[2] * (uint64_t)filter.dim[3];
    case FC_OP_DEPTHWISE_CONV_2D:
        return out * (uint64_t)filter.dim[1] * (uint64_t)filter.dim[2];
    case FC_OP_TRANSPOSE_CONV_2D:
        return in * (uint64_t)filter.dim[0] * (uint64_t)filter.dim[1] * (uint64_t)filter.dim[2];
    case FC_OP_FULLY_CONNECTED:
        return out * (uint64_t)filter.dim[3];
    case FC_OP_AVERAGE_POOL_2D:
    case FC_OP_MAX_POOL_2D:
        return out * (uint64_t)node->pool.window[0] * (uint64_t)node->pool.window[1];
    case FC_OP_MEAN:
        return in;
    case FC_OP_RESIZE_BILINEAR:
        return 4 * out;
    case FC_OP_PAD:
    case FC_OP_RESHAPE:
    case FC_OP_CONCATENATION:
        return 0;
    default:
        return out;
    }
}

uint64_t fc_graph_multiply_adds(const struct fc_graph *graph)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < graph->node_count; i++)
        sum = saturating_add(sum, node_multiply_adds(graph, &graph->nodes[i]));
    return sum;
}
