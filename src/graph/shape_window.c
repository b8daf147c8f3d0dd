/* SPDX-License-Identifier: MIT */
/* Shape inference for convolutions and pools: what looks at pictures through a window. */
#include "graph/op.h"

#include "base/error.h"

#include <errno.h>

int32_t fc_padding_before(enum fc_padding padding, int32_t in, int32_t window, int32_t stride,
                          int32_t dilation, int32_t out)
{
    int64_t reach = (int64_t)(window - 1) * dilation + 1;
    int64_t total = (int64_t)(out - 1) * stride + reach - in;

    if (padding != FC_PADDING_SAME || total <= 0)
        return 0;
    return (int32_t)(total / 2);
}

struct window {
    enum fc_padding padding;
    const int32_t *size;     /* rows, columns */
    const int32_t *stride;   /* rows, columns */
    const int32_t *dilation; /* rows, columns; NULL for 1 */
};

static bool step_allowed(int32_t step)
{
    return step >= 1 && step <= FC_OP_MAX_STEP;
}

/* How many windows fit along one axis of in pixels; 0 where none does or numbers are wild. */
static int32_t count_windows(const struct window *window, int axis, int32_t in)
{
    int32_t stride = window->stride[axis];
    int32_t dilation = window->dilation ? window->dilation[axis] : 1;
    int64_t reach = (int64_t)(window->size[axis] - 1) * dilation + 1;

    if (window->size[axis] < 1 || !step_allowed(stride) || !step_allowed(dilation) ||
        reach > FC_OP_MAX_REACH)
        return 0;
    if (window->padding == FC_PADDING_SAME)
        return (int32_t)(((int64_t)in + stride - 1) / stride);
    if (window->padding == FC_PADDING_VALID && in >= reach)
        return (int32_t)((in - reach) / stride + 1);
    return 0;
}

static int slide(const struct window *window, struct fc_shape in, struct fc_shape *out,
                 struct fc_error *error)
{
    for (int axis = 0; axis < 2; axis++) {
        out->dim[1 + axis] = count_windows(window, axis, in.dim[1 + axis]);
        if (!out->dim[1 + axis])
            return fc_error_set(error, -EINVAL, "no window of %dx%d, stride %dx%d, on %dx%d",
                                window->size[1], window->size[0], window->stride[1],
                                window->stride[0], in.dim[2], in.dim[1]);
    }
    return 0;
}

static struct window conv_window(const struct fc_node *node, const struct fc_shape *filter)
{
    return (struct window){.padding = node->conv.padding,
                           .size = &filter->dim[1],
                           .stride = node->conv.stride,
                           .dilation = node->conv.dilation};
}

int fc_op_infer_conv(const struct fc_node *node, const struct fc_op_shapes *shapes,
                     struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape x = shapes->in[0];
    const struct fc_shape *filter = &shapes->in[1];
    struct window window = conv_window(node, filter);

    if (filter->dim[3] != x.dim[3])
        return fc_error_set(error, -EINVAL, "a filter for %d channels on %d", filter->dim[3],
                            x.dim[3]);
    *out = (struct fc_shape){{x.dim[0], 0, 0, filter->dim[0]}};
    if (slide(&window, x, out, error))
        return -EINVAL;
    return fc_op_check_bias(shapes->in[2], out->dim[3], error);
}

int fc_op_infer_depthwise(const struct fc_node *node, const struct fc_op_shapes *shapes,
                          struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape x = shapes->in[0];
    const struct fc_shape *filter = &shapes->in[1];
    struct window window = conv_window(node, filter);

    if (filter->dim[0] != 1 || node->conv.multiplier < 1 ||
        filter->dim[3] != (int64_t)x.dim[3] * node->conv.multiplier)
        return fc_error_set(error, -EINVAL, "a filter for %d channels on %d times %d",
                            filter->dim[3], x.dim[3], node->conv.multiplier);
    *out = (struct fc_shape){{x.dim[0], 0, 0, filter->dim[3]}};
    if (slide(&window, x, out, error))
        return -EINVAL;
    return fc_op_check_bias(shapes->in[2], out->dim[3], error);
}

/* The size is given; it must be one from which the same convolution would lead back to x. */
int fc_op_infer_transpose_conv(const struct fc_node *node, const struct fc_op_shapes *shapes,
                               struct fc_shape *out, struct fc_error *error)
{
    struct fc_shape x = shapes->in[0];
    const struct fc_shape *filter = &shapes->in[1];
    struct window window = conv_window(node, filter);
    struct fc_shape back = {0};

    if (filter->dim[3] != x.dim[3])
        return fc_error_set(error, -EINVAL, "a filter for %d channels on %d", filter->dim[3],
                            x.dim[3]);
    if (node->conv.dilation[0] != 1 || node->conv.dilation[1] != 1)
        return fc_error_set(error, -EINVAL, "dilation is not supported");
    *out =
        (struct fc_shape){{x.dim[0], node->conv.output[0], node->conv.output[1], filter->dim[0]}};
    if (!fc_shape_elements(*out))
        return fc_error_set(error, -EINVAL, "a result of %dx%d is not allowed", out->dim[2],
                            out->dim[1]);
    if (slide(&window, *out, &back, error))
        return -EINVAL;
    if (back.dim[1] != x.dim[1] || back.dim[2] != x.dim[2])
        return fc_error_set(error, -EINVAL, "%dx%d cannot become %dx%d", x.dim[2], x.dim[1],
                            out->dim[2], out->dim[1]);
    return fc_op_check_bias(shapes->in[2], out->dim[3], error);
}

int fc_op_infer_pool(const struct fc_node *node, const struct fc_op_shapes *shapes,
                     struct fc_shape *out, struct fc_error *error)
{
    struct window window = {
        .padding = node->pool.padding, .size = node->pool.window, .stride = node->pool.stride};

    if (!step_allowed(node->pool.window[0]) || !step_allowed(node->pool.window[1]))
        return fc_error_set(error, -EINVAL, "a window of %dx%d", node->pool.window[1],
                            node->pool.window[0]);
    *out = shapes->in[0];
    return slide(&window, shapes->in[0], out, error);
}
