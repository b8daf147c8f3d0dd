/* SPDX-License-Identifier: MIT */
/* What is known of each operation, in one table; private to graph/. */
#ifndef FC_GRAPH_OP_H
#define FC_GRAPH_OP_H

#include "graph/graph.h"

/* Largest stride, dilation, pool window and padding, and the largest dilated filter, in pixels. */
#define FC_OP_MAX_STEP (1 << 16)
#define FC_OP_MAX_REACH (1 << 24)

/* Shapes of a node's inputs; those left out have elements of 0. */
struct fc_op_shapes {
    struct fc_shape in[FC_NODE_MAX_INPUTS];
};

typedef int fc_op_infer_fn(const struct fc_node *node, const struct fc_op_shapes *shapes,
                           struct fc_shape *out, struct fc_error *error);

struct fc_op_info {
    const char *name;
    uint32_t input_min;
    uint32_t input_max;
    /* Bit i is set where input i, if there, must be a constant. */
    uint32_t constant_inputs;
    /* Whether clamp_min and clamp_max may say something; executors rely on it. */
    bool clamps;
    fc_op_infer_fn *infer;
};

/* The row of op, or NULL where it is no operation. */
const struct fc_op_info *fc_op_info(enum fc_op op);

/* Shape inference for the rows; shape.c and shape_window.c. */
fc_op_infer_fn fc_op_infer_conv;
fc_op_infer_fn fc_op_infer_depthwise;
fc_op_infer_fn fc_op_infer_transpose_conv;
fc_op_infer_fn fc_op_infer_pool;
fc_op_infer_fn fc_op_infer_fully_connected;
fc_op_infer_fn fc_op_infer_binary;
fc_op_infer_fn fc_op_infer_mean;
fc_op_infer_fn fc_op_infer_unary;
fc_op_infer_fn fc_op_infer_prelu;
fc_op_infer_fn fc_op_infer_resize;
fc_op_infer_fn fc_op_infer_concatenation;
fc_op_infer_fn fc_op_infer_pad;
fc_op_infer_fn fc_op_infer_reshape;

/* -EINVAL unless bias is left out or holds one number for each of channels. */
int fc_op_check_bias(struct fc_shape bias, int32_t channels, struct fc_error *error);

#endif
