/* SPDX-License-Identifier: MIT */
/* What the functions that read one operator each share; private to model/. */
#ifndef FC_MODEL_TFLITE_OP_H
#define FC_MODEL_TFLITE_OP_H

#include "model/tflite_reader.h"

/* Reads an operator that becomes a node of that kind. */
typedef int fc_tflite_read_fn(struct fc_tflite_op *op, enum fc_op kind);

/* Sets the error and returns -EBADMSG. */
int fc_tflite_refuse(struct fc_tflite_op *op, const char *why);

/* A node that does not clamp and has no inputs yet. */
struct fc_node fc_tflite_new_node(enum fc_op kind);

/* The file's number of the input tensor at that place; -1 where there is none. */
int32_t fc_tflite_tensor_index(struct fc_tflite_op *op, uint32_t slot);

/* Appends the operator's input, or its first count inputs, to the node's. */
int fc_tflite_add_input(struct fc_tflite_op *op, struct fc_node *node, uint32_t slot);
int fc_tflite_add_inputs(struct fc_tflite_op *op, struct fc_node *node, uint32_t count);
/* A bias: without one the node keeps the inputs that it has. */
int fc_tflite_add_optional_input(struct fc_tflite_op *op, struct fc_node *node, uint32_t slot);

/* The shape of an input that the node has. */
struct fc_shape fc_tflite_input_shape(const struct fc_tflite_op *op, const struct fc_node *node,
                                      uint32_t input);

/* A constant input of 1 to max whole numbers, as shapes, axes and sizes are. */
int fc_tflite_read_ints(struct fc_tflite_op *op, uint32_t slot, int32_t *numbers, uint32_t max,
                        uint32_t *count);

/* The one tensor that the operator writes, and its number; NULL with the error set. */
struct fc_tflite_tensor *fc_tflite_output_tensor(struct fc_tflite_op *op, int32_t *index);

/* What fc_graph_add_*() returned, as the reader's error. */
int fc_tflite_graph_result(struct fc_tflite_op *op, int result);

/* Adds the node, which writes the operator's output, if its shape is what the file says. */
int fc_tflite_emit(struct fc_tflite_op *op, struct fc_node *node);

/* The same, with the activation that the options hold in that field. */
int fc_tflite_emit_activated(struct fc_tflite_op *op, struct fc_node *node, int field);

/* --- tflite_ops_window.c --- */
fc_tflite_read_fn fc_tflite_read_conv;
fc_tflite_read_fn fc_tflite_read_transpose_conv;
fc_tflite_read_fn fc_tflite_read_transpose_conv_bias;
fc_tflite_read_fn fc_tflite_read_pool;

#endif
