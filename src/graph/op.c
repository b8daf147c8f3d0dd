/* SPDX-License-Identifier: MIT */
#include "graph/op.h"

#include <math.h>

#define FILTER (1u << 1)
#define BIAS (1u << 2)

static const struct fc_op_info ops[FC_OP_COUNT] = {
    [FC_OP_CONV_2D] = {"CONV_2D", 2, 3, FILTER | BIAS, true, fc_op_infer_conv},
    [FC_OP_DEPTHWISE_CONV_2D] = {"DEPTHWISE_CONV_2D", 2, 3, FILTER | BIAS, true,
                                 fc_op_infer_depthwise},
    [FC_OP_TRANSPOSE_CONV_2D] = {"TRANSPOSE_CONV_2D", 2, 3, FILTER | BIAS, true,
                                 fc_op_infer_transpose_conv},
    [FC_OP_FULLY_CONNECTED] = {"FULLY_CONNECTED", 2, 3, FILTER | BIAS, true,
                               fc_op_infer_fully_connected},
    [FC_OP_ADD] = {"ADD", 2, 2, 0, true, fc_op_infer_binary},
    [FC_OP_SUBTRACT] = {"SUBTRACT", 2, 2, 0, true, fc_op_infer_binary},
    [FC_OP_MULTIPLY] = {"MULTIPLY", 2, 2, 0, true, fc_op_infer_binary},
    [FC_OP_AVERAGE_POOL_2D] = {"AVERAGE_POOL_2D", 1, 1, 0, true, fc_op_infer_pool},
    [FC_OP_MAX_POOL_2D] = {"MAX_POOL_2D", 1, 1, 0, true, fc_op_infer_pool},
    [FC_OP_MEAN] = {"MEAN", 1, 1, 0, true, fc_op_infer_mean},
    [FC_OP_RELU] = {"RELU", 1, 1, 0, false, fc_op_infer_unary},
    [FC_OP_RELU6] = {"RELU6", 1, 1, 0, false, fc_op_infer_unary},
    [FC_OP_HARD_SWISH] = {"HARD_SWISH", 1, 1, 0, false, fc_op_infer_unary},
    [FC_OP_LOGISTIC] = {"LOGISTIC", 1, 1, 0, false, fc_op_infer_unary},
    [FC_OP_PRELU] = {"PRELU", 2, 2, FILTER, false, fc_op_infer_prelu},
    [FC_OP_SOFTMAX] = {"SOFTMAX", 1, 1, 0, false, fc_op_infer_unary},
    [FC_OP_RESIZE_BILINEAR] = {"RESIZE_BILINEAR", 1, 1, 0, false, fc_op_infer_resize},
    [FC_OP_CONCATENATION] = {"CONCATENATION", 1, FC_NODE_MAX_INPUTS, 0, false,
                             fc_op_infer_concatenation},
    [FC_OP_PAD] = {"PAD", 1, 1, 0, false, fc_op_infer_pad},
    [FC_OP_RESHAPE] = {"RESHAPE", 1, 1, 0, false, fc_op_infer_reshape},
};

const struct fc_op_info *fc_op_info(enum fc_op op)
{
    if ((unsigned)op >= FC_OP_COUNT || !ops[op].name)
        return NULL;
    return &ops[op];
}

const char *fc_op_name(enum fc_op op)
{
    const struct fc_op_info *info = fc_op_info(op);

    return info ? info->name : "UNSET";
}

bool fc_node_is_clamped(const struct fc_node *node)
{
    return node->clamp_min != -INFINITY || node->clamp_max != INFINITY;
}

bool fc_node_is_pointwise(const struct fc_graph *graph, const struct fc_node *node)
{
    const int32_t *filter;

    if (node->op != FC_OP_CONV_2D)
        return false;
    filter = graph->values[node->input[1]].shape.dim;
    return filter[1] == 1 && filter[2] == 1 && node->conv.stride[0] == 1 &&
           node->conv.stride[1] == 1;
}
