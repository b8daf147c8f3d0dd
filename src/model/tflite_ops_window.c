/* SPDX-License-Identifier: MIT */
/* Operators that look at pictures through a window: convolutions and pools. */
#include "model/tflite_op.h"

#include <errno.h>

/* Fields of the schema's option tables; convolutions and pools agree on the first three. */
enum {
    CONV_PADDING,
    CONV_STRIDE_W,
    CONV_STRIDE_H,
    CONV_ACTIVATION,
    CONV_DILATION_W
};
enum {
    DEPTHWISE_ACTIVATION = 4,
    DEPTHWISE_DILATION_W = 5
};
enum {
    TRANSPOSE_ACTIVATION = 3
};
enum {
    POOL_WINDOW_W = 3,
    POOL_WINDOW_H = 4,
    POOL_ACTIVATION = 5
};

/* The schema counts SAME as 0; other numbers stay unset, and inference refuses them. */
static enum fc_padding padding_of(int8_t padding)
{
    static const enum fc_padding paddings[] = {FC_PADDING_SAME, FC_PADDING_VALID};

    return padding == 0 || padding == 1 ? paddings[padding] : FC_PADDING_UNSET;
}

static void read_conv_options(struct fc_tflite_op *op, struct fc_node *node)
{
    struct fc_flatbuffer *fb = &op->reader->fb;

    node->conv.padding = padding_of(fc_fb_int8(fb, op->options, CONV_PADDING, 0));
    node->conv.stride[0] = fc_fb_int32(fb, op->options, CONV_STRIDE_H, 0);
    node->conv.stride[1] = fc_fb_int32(fb, op->options, CONV_STRIDE_W, 0);
    node->conv.dilation[0] = 1;
    node->conv.dilation[1] = 1;
    node->conv.multiplier = 1;
}

static void read_dilation(struct fc_tflite_op *op, struct fc_node *node, int field_w)
{
    node->conv.dilation[0] = fc_fb_int32(&op->reader->fb, op->options, field_w + 1, 1);
    node->conv.dilation[1] = fc_fb_int32(&op->reader->fb, op->options, field_w, 1);
}

int fc_tflite_read_conv(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 2);

    if (!result)
        result = fc_tflite_add_optional_input(op, &node, 2);
    if (result)
        return result;
    read_conv_options(op, &node);
    if (kind == FC_OP_CONV_2D) {
        read_dilation(op, &node, CONV_DILATION_W);
        return fc_tflite_emit_activated(op, &node, CONV_ACTIVATION);
    }
    read_dilation(op, &node, DEPTHWISE_DILATION_W);
    /* The file's depth_multiplier is redundant, and some converters leave it 0. */
    node.conv.multiplier =
        fc_tflite_input_shape(op, &node, 1).dim[3] / fc_tflite_input_shape(op, &node, 0).dim[3];
    return fc_tflite_emit_activated(op, &node, DEPTHWISE_ACTIVATION);
}

int fc_tflite_read_transpose_conv(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    int32_t size[4] = {0};
    uint32_t count = 0;
    int result = fc_tflite_read_ints(op, 0, size, 4, &count);

    if (!result)
        result = fc_tflite_add_input(op, &node, 2);
    if (!result)
        result = fc_tflite_add_input(op, &node, 1);
    if (!result)
        result = fc_tflite_add_optional_input(op, &node, 3);
    if (result)
        return result;
    if (count != 4)
        return fc_tflite_refuse(op, "its result's shape must have 4 axes");
    read_conv_options(op, &node);
    node.conv.output[0] = size[1];
    node.conv.output[1] = size[2];
    return fc_tflite_emit_activated(op, &node, TRANSPOSE_ACTIVATION);
}

/* Takes the result's size from the tensor that the file declares for it. */
static int declared_size(struct fc_tflite_op *op, int32_t size[2])
{
    int32_t index = -1;
    struct fc_tflite_tensor *tensor = fc_tflite_output_tensor(op, &index);
    struct fc_shape shape;

    if (!tensor || fc_tflite_shape(op->reader, tensor, &shape))
        return -EBADMSG;
    size[0] = shape.dim[1];
    size[1] = shape.dim[2];
    return 0;
}

/*
 * MediaPipe's transposed convolution with a bias. Its options are TfLiteTransposeConvParams as
 * they lie in memory: padding (1 same, 2 valid), columns and rows of the stride, each int32.
 */
int fc_tflite_read_transpose_conv_bias(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_node node = fc_tflite_new_node(kind);
    struct fc_fb_vector options = {op->custom_options.position, 3};
    int result = fc_tflite_add_inputs(op, &node, 3);

    if (!result)
        result = declared_size(op, node.conv.output);
    if (result)
        return result;
    if (op->custom_options.count < 12)
        return fc_tflite_refuse(op, "its options are too short");
    switch (fc_fb_vector_int32(&op->reader->fb, options, 0)) {
    case 1:
        node.conv.padding = FC_PADDING_SAME;
        break;
    case 2:
        node.conv.padding = FC_PADDING_VALID;
        break;
    default:
        break;
    }
    node.conv.stride[0] = fc_fb_vector_int32(&op->reader->fb, options, 2);
    node.conv.stride[1] = fc_fb_vector_int32(&op->reader->fb, options, 1);
    node.conv.dilation[0] = 1;
    node.conv.dilation[1] = 1;
    node.conv.multiplier = 1;
    return fc_tflite_emit(op, &node);
}

int fc_tflite_read_pool(struct fc_tflite_op *op, enum fc_op kind)
{
    struct fc_flatbuffer *fb = &op->reader->fb;
    struct fc_node node = fc_tflite_new_node(kind);
    int result = fc_tflite_add_inputs(op, &node, 1);

    if (result)
        return result;
    node.pool.padding = padding_of(fc_fb_int8(fb, op->options, CONV_PADDING, 0));
    node.pool.stride[0] = fc_fb_int32(fb, op->options, CONV_STRIDE_H, 0);
    node.pool.stride[1] = fc_fb_int32(fb, op->options, CONV_STRIDE_W, 0);
    node.pool.window[0] = fc_fb_int32(fb, op->options, POOL_WINDOW_H, 0);
    node.pool.window[1] = fc_fb_int32(fb, op->options, POOL_WINDOW_W, 0);
    return fc_tflite_emit_activated(op, &node, POOL_ACTIVATION);
}
