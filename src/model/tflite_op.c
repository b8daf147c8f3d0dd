/* SPDX-License-Identifier: MIT */
#include "model/tflite_op.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>

/* ActivationFunctionType of the schema. */
enum {
    ACTIVATION_NONE,
    ACTIVATION_RELU,
    ACTIVATION_RELU_N1_TO_1,
    ACTIVATION_RELU6
};

/* An index in an operator's inputs that stands for none. */
#define OPTIONAL_INPUT (-1)

int fc_tflite_refuse(struct fc_tflite_op *op, const char *why)
{
    return fc_error_set(op->reader->error, -EBADMSG, "%s", why);
}

/* The file's number of the tensor at that place; OPTIONAL_INPUT where the list ends before. */
int32_t fc_tflite_tensor_index(struct fc_tflite_op *op, uint32_t slot)
{
    if (slot >= op->inputs.count)
        return OPTIONAL_INPUT;
    return fc_fb_vector_int32(&op->reader->fb, op->inputs, slot);
}

int fc_tflite_add_input(struct fc_tflite_op *op, struct fc_node *node, uint32_t slot)
{
    fc_value_id *id = &node->input[node->input_count];
    int32_t index = fc_tflite_tensor_index(op, slot);

    if (index == OPTIONAL_INPUT)
        return fc_error_set(op->reader->error, -EBADMSG, "input %u is missing", slot);
    node->input_count++;
    return fc_tflite_value(op->reader, index, id);
}

/* A bias; without one the node keeps the inputs that it has. */
int fc_tflite_add_optional_input(struct fc_tflite_op *op, struct fc_node *node, uint32_t slot)
{
    return fc_tflite_tensor_index(op, slot) == OPTIONAL_INPUT ? 0
                                                              : fc_tflite_add_input(op, node, slot);
}

int fc_tflite_add_inputs(struct fc_tflite_op *op, struct fc_node *node, uint32_t count)
{
    int result = 0;

    for (uint32_t slot = 0; slot < count && !result; slot++)
        result = fc_tflite_add_input(op, node, slot);
    return result;
}

struct fc_shape fc_tflite_input_shape(const struct fc_tflite_op *op, const struct fc_node *node,
                                      uint32_t input)
{
    return op->reader->graph->values[node->input[input]].shape;
}

struct fc_node fc_tflite_new_node(enum fc_op kind)
{
    return (struct fc_node){.op = kind, .clamp_min = -INFINITY, .clamp_max = INFINITY};
}

/* A constant of at most max whole numbers, as shapes, axes and sizes are. */
int fc_tflite_read_ints(struct fc_tflite_op *op, uint32_t slot, int32_t *numbers, uint32_t max,
                        uint32_t *count)
{
    struct fc_tflite_reader *reader = op->reader;
    struct fc_tflite_tensor *tensor = fc_tflite_tensor(reader, fc_tflite_tensor_index(op, slot));

    if (!tensor)
        return -EBADMSG;
    if (tensor->type != FC_TFLITE_INT32 || !tensor->data.count || tensor->data.count % 4 ||
        tensor->data.count / 4 > max)
        return fc_error_set(reader->error, -EBADMSG,
                            "input %u must be a constant of up to %u whole numbers", slot, max);
    *count = tensor->data.count / 4;
    for (uint32_t i = 0; i < *count; i++)
        numbers[i] = fc_fb_vector_int32(&reader->fb,
                                        (struct fc_fb_vector){tensor->data.position, *count}, i);
    return 0;
}

/* The tensor that the operator writes. */
struct fc_tflite_tensor *fc_tflite_output_tensor(struct fc_tflite_op *op, int32_t *index)
{
    if (op->outputs.count != 1) {
        fc_error_set(op->reader->error, -EBADMSG, "%u outputs instead of 1", op->outputs.count);
        return NULL;
    }
    *index = fc_fb_vector_int32(&op->reader->fb, op->outputs, 0);
    return fc_tflite_tensor(op->reader, *index);
}

int fc_tflite_graph_result(struct fc_tflite_op *op, int result)
{
    if (result == -ENOMEM)
        return fc_error_set(op->reader->error, result, "out of memory");
    if (result)
        return fc_error_set(op->reader->error, -EBADMSG, "more than %d operations",
                            FC_GRAPH_MAX_NODES);
    return 0;
}

int fc_tflite_emit(struct fc_tflite_op *op, struct fc_node *node)
{
    struct fc_tflite_reader *reader = op->reader;
    struct fc_shape shape;
    int32_t index = -1;
    int result;

    if (!fc_tflite_output_tensor(op, &index))
        return -EBADMSG;
    result = fc_tflite_value(reader, index, &node->output);
    if (result)
        return result;
    if (fc_graph_infer(reader->graph, node, &shape, reader->error))
        return -EBADMSG;
    if (!fc_shape_equal(shape, reader->graph->values[node->output].shape))
        return fc_error_set(reader->error, -EBADMSG,
                            "its result is [%d, %d, %d, %d], the file says otherwise", shape.dim[0],
                            shape.dim[1], shape.dim[2], shape.dim[3]);
    return fc_tflite_graph_result(op, fc_graph_add_node(reader->graph, node));
}

int fc_tflite_emit_activated(struct fc_tflite_op *op, struct fc_node *node, int field)
{
    int8_t activation = fc_fb_int8(&op->reader->fb, op->options, field, ACTIVATION_NONE);

    switch (activation) {
    case ACTIVATION_NONE:
        break;
    case ACTIVATION_RELU:
        node->clamp_min = 0.0F;
        break;
    case ACTIVATION_RELU_N1_TO_1:
        node->clamp_min = -1.0F;
        node->clamp_max = 1.0F;
        break;
    case ACTIVATION_RELU6:
        node->clamp_min = 0.0F;
        node->clamp_max = 6.0F;
        break;
    default:
        return fc_error_set(op->reader->error, -EBADMSG, "fused activation %d is not supported",
                            activation);
    }
    return fc_tflite_emit(op, node);
}
