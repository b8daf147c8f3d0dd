/* SPDX-License-Identifier: MIT */
#include "exec/xnn/build.h"

#include <assert.h>
#include <errno.h>
#include <math.h>

#include "base/error.h"

enum {
    ROWS,
    COLUMNS
};

/* A node with XNNPACK's ids for its first input and its output. */
struct call {
    struct fc_xnn_build *build;
    xnn_subgraph_t subgraph;
    const struct fc_node *node;
    struct fc_shape in_shape;
    struct fc_shape out_shape;
    uint32_t in;
    uint32_t out;
};

static fc_value_id optional_input(const struct fc_node *node, uint32_t index)
{
    return index < node->input_count ? node->input[index] : FC_NO_VALUE;
}

static int check(const struct call *call, const char *name, enum xnn_status status)
{
    return fc_xnn_check_node(call->build, name, status);
}

/* --- windows: convolutions and pools --- */

/* Padding on both sides of one axis. */
struct sides {
    uint32_t before;
    uint32_t after;
};

/* For a window that slides over `in` positions of one axis and stops at `out` places. */
struct slide {
    enum fc_padding padding;
    int32_t in;
    int32_t out;
    int32_t window;
    int32_t stride;
    int32_t dilation;
};

static struct sides padding_of(struct slide s)
{
    const int64_t reach = (int64_t)(s.window - 1) * s.dilation + 1;
    const int64_t total = (int64_t)(s.out - 1) * s.stride + reach - s.in;
    struct sides sides = {0};

    if (s.padding != FC_PADDING_SAME || total <= 0)
        return sides;
    sides.before =
        (uint32_t)fc_padding_before(s.padding, s.in, s.window, s.stride, s.dilation, s.out);
    sides.after = (uint32_t)total - sides.before;
    return sides;
}

static struct sides convolution_padding(const struct call *call, const struct fc_shape *filter,
                                        int axis)
{
    return padding_of((struct slide){
        .padding = call->node->conv.padding,
        .in = call->in_shape.dim[1 + axis],
        .out = call->out_shape.dim[1 + axis],
        .window = filter->dim[1 + axis],
        .stride = call->node->conv.stride[axis],
        .dilation = call->node->conv.dilation[axis],
    });
}

/* Filter and bias, in the axes that XNNPACK wants. */
static int weights(const struct call *call, int filter_axes, uint32_t *filter, uint32_t *bias)
{
    int result = fc_xnn_constant(call->build, call->node->input[1], filter_axes, filter);

    return result < 0 ? result
                      : fc_xnn_constant(call->build, optional_input(call->node, 2), 1, bias);
}

static const struct fc_shape *filter_shape(const struct call *call)
{
    return &call->build->graph->values[call->node->input[1]].shape;
}

static int define_conv_2d(const struct call *call)
{
    const struct fc_node *n = call->node;
    const struct fc_shape *shape = filter_shape(call);
    const struct sides rows = convolution_padding(call, shape, ROWS);
    const struct sides columns = convolution_padding(call, shape, COLUMNS);
    uint32_t filter, bias;
    int result = weights(call, 4, &filter, &bias);

    if (result < 0)
        return result;
    return check(call, "xnn_define_convolution_2d",
                 xnn_define_convolution_2d(
                     call->subgraph, rows.before, columns.after, rows.after, columns.before,
                     (uint32_t)shape->dim[1], (uint32_t)shape->dim[2], (uint32_t)n->conv.stride[0],
                     (uint32_t)n->conv.stride[1], (uint32_t)n->conv.dilation[0],
                     (uint32_t)n->conv.dilation[1], 1, (size_t)shape->dim[3], (size_t)shape->dim[0],
                     n->clamp_min, n->clamp_max, call->in, filter, bias, call->out, 0));
}

static int define_depthwise_conv_2d(const struct call *call)
{
    const struct fc_node *n = call->node;
    const struct fc_shape *shape = filter_shape(call);
    const struct sides rows = convolution_padding(call, shape, ROWS);
    const struct sides columns = convolution_padding(call, shape, COLUMNS);
    uint32_t filter, bias;
    int result = weights(call, 4, &filter, &bias);

    if (result < 0)
        return result;
    return check(call, "xnn_define_depthwise_convolution_2d",
                 xnn_define_depthwise_convolution_2d(
                     call->subgraph, rows.before, columns.after, rows.after, columns.before,
                     (uint32_t)shape->dim[1], (uint32_t)shape->dim[2], (uint32_t)n->conv.stride[0],
                     (uint32_t)n->conv.stride[1], (uint32_t)n->conv.dilation[0],
                     (uint32_t)n->conv.dilation[1], (uint32_t)n->conv.multiplier,
                     (size_t)call->in_shape.dim[3], n->clamp_min, n->clamp_max, call->in, filter,
                     bias, call->out, 0));
}

/* The padding is that of the convolution that would lead from this output back to this input. */
static struct sides transposed_padding(const struct call *call, int axis)
{
    return padding_of((struct slide){
        .padding = call->node->conv.padding,
        .in = call->out_shape.dim[1 + axis],
        .out = call->in_shape.dim[1 + axis],
        .window = filter_shape(call)->dim[1 + axis],
        .stride = call->node->conv.stride[axis],
        .dilation = 1,
    });
}

/* Rows or columns at the end of the result that XNNPACK cannot know of: see its adjustment. */
static uint32_t adjustment(const struct call *call, int axis, struct sides padding)
{
    const int64_t plain =
        (int64_t)(call->in_shape.dim[1 + axis] - 1) * call->node->conv.stride[axis] +
        filter_shape(call)->dim[1 + axis] - padding.before - padding.after;

    assert(call->out_shape.dim[1 + axis] >= plain);
    return (uint32_t)(call->out_shape.dim[1 + axis] - plain);
}

/* Seen with XNNPACK of 2022: it writes far outside of its blocks for such a result. */
static int refuse_tiny_result(const struct call *call)
{
    for (int axis = ROWS; axis <= COLUMNS; axis++)
        if (call->out_shape.dim[1 + axis] < call->node->conv.stride[axis])
            return fc_error_set(call->build->error, -ENOTSUP,
                                "node %u (%s): XNNPACK cannot make a result of %d with stride %d",
                                call->build->node, fc_op_name(call->node->op),
                                call->out_shape.dim[1 + axis], call->node->conv.stride[axis]);
    return 0;
}

static int define_transpose_conv_2d(const struct call *call)
{
    const struct fc_node *n = call->node;
    const struct fc_shape *shape = filter_shape(call);
    const struct sides rows = transposed_padding(call, ROWS);
    const struct sides columns = transposed_padding(call, COLUMNS);
    uint32_t filter, bias;
    int result = refuse_tiny_result(call);

    if (result == 0)
        result = weights(call, 4, &filter, &bias);
    if (result < 0)
        return result;
    return check(call, "xnn_define_deconvolution_2d",
                 xnn_define_deconvolution_2d(
                     call->subgraph, rows.before, columns.after, rows.after, columns.before,
                     adjustment(call, ROWS, rows), adjustment(call, COLUMNS, columns),
                     (uint32_t)shape->dim[1], (uint32_t)shape->dim[2], (uint32_t)n->conv.stride[0],
                     (uint32_t)n->conv.stride[1], 1, 1, 1, (size_t)shape->dim[3],
                     (size_t)shape->dim[0], n->clamp_min, n->clamp_max, call->in, filter, bias,
                     call->out, 0));
}

static int define_fully_connected(const struct call *call)
{
    uint32_t filter, bias;
    int result = weights(call, 2, &filter, &bias);

    if (result < 0)
        return result;
    return check(call, "xnn_define_fully_connected",
                 xnn_define_fully_connected(call->subgraph, call->node->clamp_min,
                                            call->node->clamp_max, call->in, filter, bias,
                                            call->out, 0));
}

/* --- pools --- */

static struct sides pool_padding(const struct call *call, int axis)
{
    return padding_of((struct slide){
        .padding = call->node->pool.padding,
        .in = call->in_shape.dim[1 + axis],
        .out = call->out_shape.dim[1 + axis],
        .window = call->node->pool.window[axis],
        .stride = call->node->pool.stride[axis],
        .dilation = 1,
    });
}

/* What XNNPACK is told of a pool, which is not always what the node says. */
struct pool {
    uint32_t stride[2];
    float min;
    float max;
    uint32_t out;
};

static int define_pool_as(const struct call *call, const struct pool *pool)
{
    const int32_t *window = call->node->pool.window;
    const struct sides rows = pool_padding(call, ROWS), columns = pool_padding(call, COLUMNS);

    if (call->node->op == FC_OP_MAX_POOL_2D)
        return check(call, "xnn_define_max_pooling_2d",
                     xnn_define_max_pooling_2d(
                         call->subgraph, rows.before, columns.after, rows.after, columns.before,
                         (uint32_t)window[0], (uint32_t)window[1], pool->stride[0], pool->stride[1],
                         1, 1, pool->min, pool->max, call->in, pool->out, 0));
    return check(call, "xnn_define_average_pooling_2d",
                 xnn_define_average_pooling_2d(
                     call->subgraph, rows.before, columns.after, rows.after, columns.before,
                     (uint32_t)window[0], (uint32_t)window[1], pool->stride[0], pool->stride[1],
                     pool->min, pool->max, call->in, pool->out, 0));
}

/* Every stride-th pixel: a depthwise convolution of 1x1 with ones. */
static int define_subsampling(const struct call *call, uint32_t in)
{
    const struct fc_node *n = call->node;
    uint32_t ones;
    int result = fc_xnn_ones(call->build, call->in_shape.dim[3], &ones);

    if (result < 0)
        return result;
    return check(call, "xnn_define_depthwise_convolution_2d",
                 xnn_define_depthwise_convolution_2d(
                     call->subgraph, 0, 0, 0, 0, 1, 1, (uint32_t)n->pool.stride[0],
                     (uint32_t)n->pool.stride[1], 1, 1, 1, (size_t)call->in_shape.dim[3],
                     n->clamp_min, n->clamp_max, in, ones, XNN_INVALID_VALUE_ID, call->out, 0));
}

/* XNNPACK's pools cannot step over pixels, nor look at one alone. So: every place, then thin out. */
static int define_sparse_pool(const struct call *call)
{
    const int32_t *window = call->node->pool.window;
    struct pool dense = {.stride = {1, 1}, .min = -INFINITY, .max = INFINITY};
    struct fc_shape shape = call->in_shape;
    int result;

    if (window[0] == 1 && window[1] == 1)
        return define_subsampling(call, call->in);
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        const struct sides padding = pool_padding(call, axis);

        shape.dim[1 + axis] += (int32_t)(padding.before + padding.after) - window[axis] + 1;
    }
    result = fc_xnn_scratch(call->build, shape, &dense.out);
    if (result < 0)
        return result;
    result = define_pool_as(call, &dense);
    return result < 0 ? result : define_subsampling(call, dense.out);
}

static int define_mean(const struct call *call)
{
    const struct fc_node *n = call->node;
    uint32_t plain = call->out;
    int result;

    if (n->clamp_min == -INFINITY && n->clamp_max == INFINITY)
        return check(call, "mean", fc_xnn_define_mean(call->subgraph, call->in, call->out));
    result = fc_xnn_scratch(call->build, call->out_shape, &plain);
    if (result < 0)
        return result;
    result = check(call, "mean", fc_xnn_define_mean(call->subgraph, call->in, plain));
    if (result < 0)
        return result;
    return check(call, "clamp",
                 fc_xnn_define_clamp(call->subgraph, n->clamp_min, n->clamp_max, plain, call->out));
}

/* Whether one window sees the whole picture. */
static bool is_global(const struct call *call)
{
    return call->out_shape.dim[1] == 1 && call->out_shape.dim[2] == 1 &&
           call->node->pool.window[0] >= call->in_shape.dim[1] &&
           call->node->pool.window[1] >= call->in_shape.dim[2];
}

static int define_pool(const struct call *call)
{
    const struct fc_node *n = call->node;
    const struct pool plain = {
        .stride = {(uint32_t)n->pool.stride[0], (uint32_t)n->pool.stride[1]},
        .min = n->clamp_min,
        .max = n->clamp_max,
        .out = call->out,
    };

    if (n->op == FC_OP_AVERAGE_POOL_2D && is_global(call))
        return define_mean(call);
    if (n->pool.stride[0] > n->pool.window[0] || n->pool.stride[1] > n->pool.window[1] ||
        (n->pool.window[0] == 1 && n->pool.window[1] == 1))
        return define_sparse_pool(call);
    return define_pool_as(call, &plain);
}

/* --- the rest --- */

static int define_binary(const struct call *call)
{
    uint32_t b;
    int result = fc_xnn_value(call->build, call->node->input[1], &b);

    if (result < 0)
        return result;
    return check(call, "element by element",
                 fc_xnn_define_binary(call->subgraph, call->node, call->in, b, call->out));
}

static int define_relu(const struct call *call)
{
    const float max = call->node->op == FC_OP_RELU6 ? 6.0f : INFINITY;

    return check(call, "clamp",
                 fc_xnn_define_clamp(call->subgraph, 0.0f, max, call->in, call->out));
}

static int define_unary(const struct call *call)
{
    return check(call, "element by element",
                 fc_xnn_define_unary(call->subgraph, call->node, call->in, call->out));
}

static int define_prelu(const struct call *call)
{
    uint32_t slope;
    int result = fc_xnn_constant(call->build, call->node->input[1], 1, &slope);

    if (result < 0)
        return result;
    return check(call, "prelu", fc_xnn_define_prelu(call->subgraph, call->in, slope, call->out));
}

static int define_softmax(const struct call *call)
{
    return check(call, "xnn_define_softmax",
                 xnn_define_softmax(call->subgraph, call->in, call->out, 0));
}

static int define_resize_bilinear(const struct call *call)
{
    const struct fc_node *n = call->node;
    uint32_t flags = XNN_FLAG_TENSORFLOW_LEGACY_MODE;

    if (n->resize.align_corners)
        flags = XNN_FLAG_ALIGN_CORNERS;
    else if (n->resize.half_pixel_centres)
        flags = 0;
    return check(call, "xnn_define_static_resize_bilinear_2d",
                 xnn_define_static_resize_bilinear_2d(call->subgraph, (size_t)n->resize.output[0],
                                                      (size_t)n->resize.output[1], call->in,
                                                      call->out, flags));
}

static int define_zeros(const struct call *call, const size_t before[4], const size_t after[4],
                        uint32_t in, uint32_t out)
{
    return check(call, "xnn_define_static_constant_pad",
                 xnn_define_static_constant_pad(call->subgraph, before, after, 0.0f, in, out, 0));
}

static int define_pad(const struct call *call)
{
    const struct fc_node *n = call->node;
    const size_t before[4] = {0, (size_t)n->pad.before[0], (size_t)n->pad.before[1], 0};
    const size_t after[4] = {0, (size_t)n->pad.after[0], (size_t)n->pad.after[1], 0};

    return define_zeros(call, before, after, call->in, call->out);
}

/* Input `index` with zeros for the channels of all the others. */
static int define_widened(const struct call *call, uint32_t index, size_t before, uint32_t out)
{
    const fc_value_id value = call->node->input[index];
    const size_t own = (size_t)call->build->graph->values[value].shape.dim[3];
    const size_t front[4] = {0, 0, 0, before};
    const size_t back[4] = {0, 0, 0, (size_t)call->out_shape.dim[3] - before - own};
    uint32_t in;
    int result = fc_xnn_value(call->build, value, &in);

    return result < 0 ? result : define_zeros(call, front, back, in, out);
}

/* sum + widened, into the node's output when it is the last one, else into a new *sum. */
static int define_sum(const struct call *call, uint32_t widened, bool last, uint32_t *sum)
{
    const struct fc_node add = {.op = FC_OP_ADD, .clamp_min = -INFINITY, .clamp_max = INFINITY};
    uint32_t out = call->out;
    int result = last ? 0 : fc_xnn_scratch(call->build, call->out_shape, &out);

    if (result < 0)
        return result;
    result = check(call, "add", fc_xnn_define_binary(call->subgraph, &add, *sum, widened, out));
    *sum = out;
    return result;
}

/* XNNPACK of 2022 cannot concatenate. Zeros and additions give the same. */
static int define_concatenation(const struct call *call)
{
    const struct fc_node *n = call->node;
    size_t before = 0;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < n->input_count; i++) {
        uint32_t widened = call->out;
        int result =
            n->input_count == 1 ? 0 : fc_xnn_scratch(call->build, call->out_shape, &widened);

        if (result == 0)
            result = define_widened(call, i, before, widened);
        if (result == 0 && i > 0)
            result = define_sum(call, widened, i + 1 == n->input_count, &sum);
        if (result < 0)
            return result;
        if (i == 0)
            sum = widened;
        before += (size_t)call->build->graph->values[n->input[i]].shape.dim[3];
    }
    return 0;
}

static int define_reshape(const struct call *call)
{
    size_t dims[4];

    for (int i = 0; i < 4; i++)
        dims[i] = (size_t)call->out_shape.dim[i];
    return check(call, "xnn_define_static_reshape",
                 xnn_define_static_reshape(call->subgraph, 4, dims, call->in, call->out, 0));
}

static int (*const definers[FC_OP_COUNT])(const struct call *) = {
    [FC_OP_CONV_2D] = define_conv_2d,
    [FC_OP_DEPTHWISE_CONV_2D] = define_depthwise_conv_2d,
    [FC_OP_TRANSPOSE_CONV_2D] = define_transpose_conv_2d,
    [FC_OP_FULLY_CONNECTED] = define_fully_connected,
    [FC_OP_ADD] = define_binary,
    [FC_OP_SUBTRACT] = define_binary,
    [FC_OP_MULTIPLY] = define_binary,
    [FC_OP_AVERAGE_POOL_2D] = define_pool,
    [FC_OP_MAX_POOL_2D] = define_pool,
    [FC_OP_MEAN] = define_mean,
    [FC_OP_RELU] = define_relu,
    [FC_OP_RELU6] = define_relu,
    [FC_OP_HARD_SWISH] = define_unary,
    [FC_OP_LOGISTIC] = define_unary,
    [FC_OP_PRELU] = define_prelu,
    [FC_OP_SOFTMAX] = define_softmax,
    [FC_OP_RESIZE_BILINEAR] = define_resize_bilinear,
    [FC_OP_CONCATENATION] = define_concatenation,
    [FC_OP_PAD] = define_pad,
    [FC_OP_RESHAPE] = define_reshape,
};

int fc_xnn_define_node(struct fc_xnn_build *build)
{
    const struct fc_node *node = &build->graph->nodes[build->node];
    struct call call = {.build = build, .subgraph = build->subgraph, .node = node};
    int result;

    if (node->op <= FC_OP_UNSET || node->op >= FC_OP_COUNT || !definers[node->op])
        return fc_error_set(build->error, -ENOTSUP, "node %u (%s): XNNPACK has no such operation",
                            build->node, fc_op_name(node->op));
    call.in_shape = build->graph->values[node->input[0]].shape;
    call.out_shape = build->graph->values[node->output].shape;
    result = fc_xnn_value(build, node->input[0], &call.in);
    if (result < 0)
        return result;
    result = fc_xnn_value(build, node->output, &call.out);
    return result < 0 ? result : definers[node->op](&call);
}
