/* SPDX-License-Identifier: MIT */
/*
 * The reference executor's operations: one plain function for each, in a table by operation.
 *
 * An operation gets its inputs and the place for its result. Shapes fit together, for
 * fc_graph_check() has seen them. The clamp of the node is not its business: the caller
 * applies it afterwards, the same for all.
 */
#ifndef FC_EXEC_REF_REF_H
#define FC_EXEC_REF_REF_H

#include "graph/graph.h"

struct fc_ref_input {
    struct fc_shape shape;
    const float *data; /* NULL where an optional input is left out */
};

struct fc_ref_call {
    const struct fc_node *node;
    struct fc_ref_input in[FC_NODE_MAX_INPUTS];
    struct fc_shape shape; /* of the result */
    float *out;
};

/* Where element [0][y][x][0] of a tensor lies, in elements. */
static inline size_t fc_ref_at(const struct fc_shape *shape, int32_t y, int32_t x)
{
    return ((size_t)y * shape->dim[2] + x) * shape->dim[3];
}

/* convolution.c */
void fc_ref_conv_2d(const struct fc_ref_call *call);
void fc_ref_depthwise_conv_2d(const struct fc_ref_call *call);
void fc_ref_transpose_conv_2d(const struct fc_ref_call *call);
void fc_ref_fully_connected(const struct fc_ref_call *call);

/* pixels.c: what moves or gathers pixels */
void fc_ref_average_pool_2d(const struct fc_ref_call *call);
void fc_ref_max_pool_2d(const struct fc_ref_call *call);
void fc_ref_mean(const struct fc_ref_call *call);
void fc_ref_resize_bilinear(const struct fc_ref_call *call);
void fc_ref_concatenation(const struct fc_ref_call *call);
void fc_ref_pad(const struct fc_ref_call *call);
void fc_ref_reshape(const struct fc_ref_call *call);

/* pointwise.c: each element by itself, or each pixel by itself */
void fc_ref_add(const struct fc_ref_call *call);
void fc_ref_subtract(const struct fc_ref_call *call);
void fc_ref_multiply(const struct fc_ref_call *call);
void fc_ref_relu(const struct fc_ref_call *call);
void fc_ref_relu6(const struct fc_ref_call *call);
void fc_ref_hard_swish(const struct fc_ref_call *call);
void fc_ref_logistic(const struct fc_ref_call *call);
void fc_ref_prelu(const struct fc_ref_call *call);
void fc_ref_softmax(const struct fc_ref_call *call);

#endif
