/* SPDX-License-Identifier: MIT */
/* Operators without a window, one function each, and the table that finds all of them. */
#include "model/tflite_op.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>

/* Fields of the schema's option tables. */
enum {
    DENSE_ACTIVATION = 0,
    DENSE_WEIGHTS_FORMAT = 1
};
enum {
    BINARY_ACTIVATION = 0
};
enum {
    CONCATENATION_AXIS = 0,
    CONCATENATION_ACTIVATION = 1
};
enum {
    RESIZE_ALIGN_CORNERS = 2,
    RESIZE_HALF_PIXEL_CENTRES = 3
};
enum {
    SOFTMAX_BETA = 0
};

/*
 * Weights that span more than the last axis see all elements as one row: a reshape goes before.
 */
static int flatten_input(struct fc_tflite_op *op, struct fc_node *node)
{
    struct fc_graph *graph = op->reader->graph;
    struct fc_shape x = fc_tflite_input_shape(op, node, 0);
    int32_t columns = fc_tflite_input_shape(op, node, 1).dim[3];
    struct fc_node reshape = fc_tflite_new_node(FC_OP_RESHAPE);
    int result;

    if (x.dim[3] == columns || fc_shape_elements(x) != (size_t)columns)
        return 0;
    reshape.input[0] = node->input[0];
    reshape.input_count = 1;
    reshape.reshape.shape = (struct fc_shape){{1, 1, 1, columns}};
    result = fc_graph_add_value(graph, reshape.reshape.shape, NULL, "flat", &reshape.output);
    if (!result)
        result = fc_graph_add_node(graph, &reshape);
    node->input[0] = reshape.output;
    return fc_tflite_graph_result(op, result);
}

static int read_fully_connected(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 2);

    if (!result)
        result = fc_tflite_add_optional_input(op, &node, 2);
    if (result)
        return result;
    if (fc_fb_int8(&op->reader->fb, op->options, DENSE_WEIGHTS_FORMAT, 0) != 0)
        return fc_tflite_refuse(op, "shuffled weights are not supported");
    result = flatten_input(op, &node);
    return result ? result : fc_tflite_emit_activated(op, &node, DENSE_ACTIVATION);
}

static int read_binary(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 2);

    return result ? result : fc_tflite_emit_activated(op, &node, BINARY_ACTIVATION);
}

static int read_unary(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 1);

    return result ? result : fc_tflite_emit(op, &node);
}

static int read_prelu(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 2);

    return result ? result : fc_tflite_emit(op, &node);
}

static int read_softmax(struct fc_tflite_op *op, enum fc_op kind)
{
    if (fc_fb_float(&op->reader->fb, op->options, SOFTMAX_BETA, 0.0F) != 1.0F)
        return fc_tflite_refuse(op, "a beta other than 1 is not supported");
    return read_unary(op, kind);
}

/* Where axis lies in N, H, W, C, for a tensor whose missing axes were filled from the left. */
static int32_t axis_position(int32_t axis, uint32_t rank)
{
    if (axis < 0)
        return axis < -(int32_t)rank ? -1 : axis + 4;
    return axis >= (int32_t)rank ? -1 : axis + 4 - (int32_t)rank;
}

static uint32_t input_rank(struct fc_tflite_op *op, uint32_t slot)
{
    struct fc_tflite_tensor *tensor =
        fc_tflite_tensor(op->reader, fc_tflite_tensor_index(op, slot));

    return tensor && tensor->rank <= FC_TFLITE_MAX_RANK ? tensor->rank : 0;
}

static int read_mean(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int32_t axes[4] = {0};
    uint32_t count = 0;
    uint32_t found = 0;
    int result = fc_tflite_add_inputs(op, &node, 1);

    if (!result)
        result = fc_tflite_read_ints(op, 1, axes, 4, &count);
    if (result)
        return result;
    for (uint32_t i = 0; i < count; i++)
        found |= 1u << (axis_position(axes[i], input_rank(op, 0)) & 7);
    if (found != (1u << 1 | 1u << 2))
        return fc_tflite_refuse(op, "only the mean over rows and columns is supported");
    return fc_tflite_emit(op, &node);
}

static int read_resize(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_flatbuffer *fb = &op->reader->fb;
    struct fc_node node = fc_tflite_new_node(kind);
    uint32_t count = 0;
    int result = fc_tflite_add_inputs(op, &node, 1);

    if (!result)
        result = fc_tflite_read_ints(op, 1, node.resize.output, 2, &count);
    if (result)
        return result;
    if (count != 2)
        return fc_tflite_refuse(op, "its size must be two whole numbers");
    node.resize.align_corners = fc_fb_int8(fb, op->options, RESIZE_ALIGN_CORNERS, 0) != 0;
    node.resize.half_pixel_centres = fc_fb_int8(fb, op->options, RESIZE_HALF_PIXEL_CENTRES, 0) != 0;
    return fc_tflite_emit(op, &node);
}

static int read_concatenation(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_flatbuffer *fb = &op->reader->fb;
    struct fc_node node = fc_tflite_new_node(kind);
    int32_t axis = fc_fb_int32(fb, op->options, CONCATENATION_AXIS, 0);
    int result;

    if (op->inputs.count > FC_NODE_MAX_INPUTS)
        return fc_error_set(op->reader->error, -EBADMSG, "%u inputs; %d are supported",
                            op->inputs.count, FC_NODE_MAX_INPUTS);
    result = fc_tflite_add_inputs(op, &node, op->inputs.count);
    if (result)
        return result;
    if (axis_position(axis, input_rank(op, 0)) != 3)
        return fc_tflite_refuse(op, "only along channels is supported");
    if (fc_fb_int8(fb, op->options, CONCATENATION_ACTIVATION, 0) != 0)
        return fc_tflite_refuse(op, "a fused activation is not supported here");
    return fc_tflite_emit(op, &node);
}

static int read_pad(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int32_t pads[8] = {0};
    uint32_t count = 0;
    uint32_t rank;
    int result = fc_tflite_add_inputs(op, &node, 1);

    if (!result)
        result = fc_tflite_read_ints(op, 1, pads, 8, &count);
    if (result)
        return result;
    rank = input_rank(op, 0);
    if (count != 2 * rank)
        return fc_tflite_refuse(op, "it needs two whole numbers for each axis");
    for (uint32_t i = 0; i < rank; i++) {
        uint32_t axis = i + 4 - rank;

        if (axis == 1 || axis == 2) {
            node.pad.before[axis - 1] = pads[2 * i];
            node.pad.after[axis - 1] = pads[2 * i + 1];
        } else if (pads[2 * i] || pads[2 * i + 1]) {
            return fc_tflite_refuse(op, "only rows and columns can be padded");
        }
    }
    return fc_tflite_emit(op, &node);
}

/*
 * The result's shape is static in all files that are taken, so the tensor that the file declares
 * for it says all; the shape input or option repeats it.
 */
static int read_reshape(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int32_t index = -1;
    struct fc_tflite_tensor *tensor = fc_tflite_output_tensor(op, &index);
    int result;

    if (!tensor)
        return -EBADMSG;
    result = fc_tflite_shape(op->reader, tensor, &node.reshape.shape);
    if (!result)
        result = fc_tflite_add_inputs(op, &node, 1);
    return result ? result : fc_tflite_emit(op, &node);
}

static int read_dequantize(struct fc_tflite_op *op, enum fc_op kind)
{
    int32_t to = -1;

    if (!fc_tflite_output_tensor(op, &to))
        return -EBADMSG;
    return fc_tflite_unfold_half(op->reader, fc_tflite_tensor_index(op, 0), to);
}

static int read_quantize(struct fc_tflite_op *op, enum fc_op kind)
{
    fc_tflite_refuse(op, "quantised models are not supported");
    fc_error_remedy(op->reader->error, "Use the model's float version.");
    return -EBADMSG;
}

struct op_row {
    int32_t builtin;
    const char *custom; /* for FC_TFLITE_CUSTOM */
    fc_tflite_read_fn *read;
    enum fc_op kind;
};

/* Numbers of the schema's BuiltinOperator. */
static const struct op_row rows[] = {
    {0, NULL, read_binary, FC_OP_ADD},
    {1, NULL, fc_tflite_read_pool, FC_OP_AVERAGE_POOL_2D},
    {2, NULL, read_concatenation, FC_OP_CONCATENATION},
    {3, NULL, fc_tflite_read_conv, FC_OP_CONV_2D},
    {4, NULL, fc_tflite_read_conv, FC_OP_DEPTHWISE_CONV_2D},
    {6, NULL, read_dequantize, FC_OP_UNSET},
    {9, NULL, read_fully_connected, FC_OP_FULLY_CONNECTED},
    {14, NULL, read_unary, FC_OP_LOGISTIC},
    {17, NULL, fc_tflite_read_pool, FC_OP_MAX_POOL_2D},
    {18, NULL, read_binary, FC_OP_MULTIPLY},
    {19, NULL, read_unary, FC_OP_RELU},
    {21, NULL, read_unary, FC_OP_RELU6},
    {22, NULL, read_reshape, FC_OP_RESHAPE},
    {23, NULL, read_resize, FC_OP_RESIZE_BILINEAR},
    {25, NULL, read_softmax, FC_OP_SOFTMAX},
    {34, NULL, read_pad, FC_OP_PAD},
    {40, NULL, read_mean, FC_OP_MEAN},
    {41, NULL, read_binary, FC_OP_SUBTRACT},
    {54, NULL, read_prelu, FC_OP_PRELU},
    {67, NULL, fc_tflite_read_transpose_conv, FC_OP_TRANSPOSE_CONV_2D},
    {114, NULL, read_quantize, FC_OP_UNSET},
    {117, NULL, read_unary, FC_OP_HARD_SWISH},
    {FC_TFLITE_CUSTOM, "Convolution2DTransposeBias", fc_tflite_read_transpose_conv_bias,
     FC_OP_TRANSPOSE_CONV_2D},
};

static const struct op_row *find_row(const struct fc_tflite_op *op, int32_t builtin)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].builtin == builtin && (!rows[i].custom || !strcmp(rows[i].custom, op->name)))
            return &rows[i];
    return NULL;
}

int fc_tflite_read_op(struct fc_tflite_op *op, int32_t builtin)
{
    const struct op_row *row = find_row(op, builtin);
    int result;

    if (!row && builtin == FC_TFLITE_CUSTOM)
        return fc_error_set(op->reader->error, -EBADMSG, "custom operation \"%s\" is not supported",
                            op->name);
    if (!row)
        return fc_error_set(op->reader->error, -EBADMSG, "operation %s (code %d) is not supported",
                            op->name, builtin);
    result = row->read(op, row->kind);
    if (result)
        fc_error_prefix(op->reader->error, "%s", op->name);
    return result;
}
