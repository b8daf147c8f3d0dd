/* SPDX-License-Identifier: MIT */
#include "exec/xnn/api.h"

enum xnn_status fc_xnn_define_binary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                     uint32_t a, uint32_t b, uint32_t out)
{
    static const enum xnn_binary_operator types[FC_OP_COUNT] = {
        [FC_OP_ADD] = xnn_binary_add,
        [FC_OP_SUBTRACT] = xnn_binary_subtract,
        [FC_OP_MULTIPLY] = xnn_binary_multiply,
    };
    const struct xnn_binary_params params = {
        .output_min = node->clamp_min,
        .output_max = node->clamp_max,
    };

    return xnn_define_binary(subgraph, types[node->op], &params, a, b, out, 0);
}

enum xnn_status fc_xnn_define_unary(xnn_subgraph_t subgraph, const struct fc_node *node,
                                    uint32_t in, uint32_t out)
{
    static const enum xnn_unary_operator types[FC_OP_COUNT] = {
        [FC_OP_HARD_SWISH] = xnn_unary_hardswish,
        [FC_OP_LOGISTIC] = xnn_unary_sigmoid,
    };

    return xnn_define_unary(subgraph, types[node->op], NULL, in, out, 0);
}

enum xnn_status fc_xnn_define_clamp(xnn_subgraph_t subgraph, float min, float max, uint32_t in,
                                    uint32_t out)
{
    const union xnn_unary_params params = {.clamp = {.min = min, .max = max}};

    return xnn_define_unary(subgraph, xnn_unary_clamp, &params, in, out, 0);
}

enum xnn_status fc_xnn_define_prelu(xnn_subgraph_t subgraph, uint32_t in, uint32_t slope,
                                    uint32_t out)
{
    return xnn_define_binary(subgraph, xnn_binary_prelu, NULL, in, slope, out, 0);
}

enum xnn_status fc_xnn_define_mean(xnn_subgraph_t subgraph, uint32_t in, uint32_t out)
{
    static const int64_t rows_and_columns[] = {1, 2};

    return xnn_define_static_reduce_v2(subgraph, xnn_reduce_mean, 2, rows_and_columns, in, out,
                                       XNN_FLAG_KEEP_DIMS);
}

enum xnn_status fc_xnn_setup_runtime(xnn_runtime_t runtime, size_t count,
                                     const struct xnn_external_value *values)
{
    enum xnn_status status = xnn_reshape_runtime(runtime);

    if (status != xnn_status_success)
        return status;
    return xnn_setup_runtime_v2(runtime, count, values);
}
