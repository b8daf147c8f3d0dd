/* SPDX-License-Identifier: MIT */
#include "exec/xnn/api.h"

#include <math.h>

/* Versions between the two know the flag and need it: without it rows and columns go. */
#ifdef XNN_FLAG_KEEP_DIMS
enum {
    KEEP_DIMS = XNN_FLAG_KEEP_DIMS
};
#else
enum {
    KEEP_DIMS = 0
};
#endif

enum xnn_status fc_xnn_define_binary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                     uint32_t a, uint32_t b, uint32_t out)
{
    const float min = node->clamp_min, max = node->clamp_max;

    switch (node->op) {
    case FC_OP_ADD:
        return xnn_define_add2(subgraph, min, max, a, b, out, 0);
    case FC_OP_SUBTRACT:
        return xnn_define_subtract(subgraph, min, max, a, b, out, 0);
    case FC_OP_MULTIPLY:
        return xnn_define_multiply2(subgraph, min, max, a, b, out, 0);
    default:
        return xnn_status_unsupported_parameter;
    }
}

enum xnn_status fc_xnn_define_unary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                    uint32_t in, uint32_t out)
{
    switch (node->op) {
    case FC_OP_HARD_SWISH:
        return xnn_define_hardswish(subgraph, in, out, 0);
    case FC_OP_LOGISTIC:
        return xnn_define_sigmoid(subgraph, in, out, 0);
    default:
        return xnn_status_unsupported_parameter;
    }
}

enum xnn_status fc_xnn_define_clamp(xnn_subgraph_t subgraph, float min, float max, uint32_t in,
                                    uint32_t out)
{
    return xnn_define_clamp(subgraph, min, max, in, out, 0);
}

enum xnn_status fc_xnn_define_prelu(xnn_subgraph_t subgraph, uint32_t in, uint32_t slope,
                                    uint32_t out)
{
    return xnn_define_prelu(subgraph, in, slope, out, 0);
}

enum xnn_status fc_xnn_define_mean(xnn_subgraph_t subgraph, uint32_t in, uint32_t out)
{
    return xnn_define_global_average_pooling_2d(subgraph, -INFINITY, INFINITY, in, out, KEEP_DIMS);
}

enum xnn_status fc_xnn_setup_runtime(xnn_runtime_t runtime, size_t count,
                                     const struct xnn_external_value *values)
{
    return xnn_setup_runtime(runtime, count, values);
}
