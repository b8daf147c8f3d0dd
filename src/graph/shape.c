/* SPDX-License-Identifier: MIT */
/* Shape inference for what has no window; shape_window.c has the rest. */
#include "graph/op.h"

#include "base/error.h"

#include <errno.h>

int fc_op_check_bias(struct fc_shape bias, int32_t channels, struct fc_error *error)
{
    size_t elements = fc_shape_elements(bias);

    if (!elements || (elements == (size_t)channels && bias.dim[3] == channels))
        return 0;
    return fc_error_set(error, -EINVAL, "the bias has %zu elements for %d channels", elements,
                        channels);
}

int fc_op_infer_fully_connected(const struct fc_node *node, const struct fc_op_shapes *shapes,
                                struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape x = shapes->in[0];
    struct fc_shape filter = shapes->in[1];

    if (filter.dim[0] != 1 || filter.dim[1] != 1 || filter.dim[3] != x.dim[3])
        return fc_error_set(error, -EINVAL, "weights of [%d, %d, %d, %d] for %d channels",
                            filter.dim[0], filter.dim[1], filter.dim[2], filter.dim[3], x.dim[3]);
    *out = x;
    out->dim[3] = filter.dim[2];
    return fc_op_check_bias(shapes->in[2], out->dim[3], error);
}

int fc_op_infer_binary(const struct fc_node *node, const struct fc_op_shapes *shapes,
                       struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape a = shapes->in[0];
    struct fc_shape b = shapes->in[1];

    for (int axis = 0; axis < 4; axis++) {
        if (a.dim[axis] != b.dim[axis] && a.dim[axis] != 1 && b.dim[axis] != 1)
            return fc_error_set(error, -EINVAL, "%d and %d elements along axis %d", a.dim[axis],
                                b.dim[axis], axis);
        out->dim[axis] = a.dim[axis] == 1 ? b.dim[axis] : a.dim[axis];
    }
    return 0;
}

int fc_op_infer_mean(const struct fc_node *node, const struct fc_op_shapes *shapes,
                     struct fc_shape *out, struct fc_error *error)
{
    *out = shapes->in[0];
    out->dim[1] = 1;
    out->dim[2] = 1;
    return 0;
}

int fc_op_infer_unary(const struct fc_node *node, const struct fc_op_shapes *shapes,
                      struct fc_shape *out, struct fc_error *error)
{
    *out = shapes->in[0];
    return 0;
}

int fc_op_infer_prelu(const struct fc_node *node, const struct fc_op_shapes *shapes,
                      struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape slope = shapes->in[1];

    *out = shapes->in[0];
    if (slope.dim[3] != out->dim[3] || fc_shape_elements(slope) != (size_t)out->dim[3])
        return fc_error_set(error, -EINVAL, "slopes of [%d, %d, %d, %d] for %d channels",
                            slope.dim[0], slope.dim[1], slope.dim[2], slope.dim[3], out->dim[3]);
    return 0;
}

int fc_op_infer_resize(const struct fc_node *node, const struct fc_op_shapes *shapes,
                       struct fc_shape *out, struct fc_error *error)
{
    *out = shapes->in[0];
    out->dim[1] = node->resize.output[0];
    out->dim[2] = node->resize.output[1];
    if (node->resize.align_corners && node->resize.half_pixel_centres)
        return fc_error_set(error, -EINVAL, "both align-corners and half-pixel centres");
    return 0;
}

int fc_op_infer_concatenation(const struct fc_node *node, const struct fc_op_shapes *shapes,
                              struct fc_shape *out, struct fc_error *error)
{
    int64_t channels = 0;

    *out = shapes->in[0];
    for (uint32_t i = 0; i < node->input_count; i++) {
        for (int axis = 0; axis < 3; axis++)
            if (shapes->in[i].dim[axis] != out->dim[axis])
                return fc_error_set(error, -EINVAL, "%d and %d elements along axis %d",
                                    out->dim[axis], shapes->in[i].dim[axis], axis);
        channels += shapes->in[i].dim[3];
    }
    /* Each is at most FC_VALUE_MAX_ELEMENTS, so eight fit. */
    out->dim[3] = (int32_t)channels;
    return 0;
}

int fc_op_infer_pad(const struct fc_node *node, const struct fc_op_shapes *shapes,
                    struct fc_shape *out, struct fc_error *error)
{
    *out = shapes->in[0];
    for (int i = 0; i < 2; i++) {
        int32_t before = node->pad.before[i];
        int32_t after = node->pad.after[i];

        if (before < 0 || after < 0 || before > FC_OP_MAX_STEP || after > FC_OP_MAX_STEP)
            return fc_error_set(error, -EINVAL, "a padding of %d and %d", before, after);
        out->dim[1 + i] += before + after;
    }
    return 0;
}

int fc_op_infer_reshape(const struct fc_node *node, const struct fc_op_shapes *shapes,
                        struct fc_shape *out, struct fc_error *error)
{
    *out = node->reshape.shape;
    if (fc_shape_elements(*out) != fc_shape_elements(shapes->in[0]))
        return fc_error_set(error, -EINVAL, "%zu elements cannot become [%d, %d, %d, %d]",
                            fc_shape_elements(shapes->in[0]), out->dim[0], out->dim[1], out->dim[2],
                            out->dim[3]);
    return 0;
}

static int collect_shapes(const struct fc_graph *graph, const struct fc_node *node,
                          const struct fc_op_info *info, struct fc_op_shapes *shapes,
                          struct fc_error *error)
{
    if (node->input_count < info->input_min || node->input_count > info->input_max)
        return fc_error_set(error, -EINVAL, "%u inputs", node->input_count);
    for (uint32_t i = 0; i < node->input_count; i++) {
        fc_value_id id = node->input[i];

        if (id == FC_NO_VALUE && i >= info->input_min)
            continue;
        if (id >= graph->value_count)
            return fc_error_set(error, -EINVAL, "input %u is missing", i);
        shapes->in[i] = graph->values[id].shape;
        if (!fc_shape_elements(shapes->in[i]))
            return fc_error_set(error, -EINVAL, "input %u is empty or too large", i);
    }
    return 0;
}

int fc_graph_infer(const struct fc_graph *graph, const struct fc_node *node, struct fc_shape *shape,
                   struct fc_error *error)
{
    const struct fc_op_info *info = fc_op_info(node->op);
    struct fc_op_shapes shapes = {0};
    struct fc_shape out = {0};
    int result;

    if (!info)
        return fc_error_set(error, -EINVAL, "there is no operation %d", (int)node->op);
    result = collect_shapes(graph, node, info, &shapes, error);
    if (!result)
        result = info->infer(node, &shapes, &out, error);
    if (!result && !fc_shape_elements(out))
        result = fc_error_set(error, -EINVAL, "a result of [%d, %d, %d, %d] is not allowed",
                              out.dim[0], out.dim[1], out.dim[2], out.dim[3]);
    if (result) {
        fc_error_prefix(error, "%s", info->name);
        return result;
    }
    *shape = out;
    return 0;
}
