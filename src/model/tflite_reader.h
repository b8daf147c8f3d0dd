/* SPDX-License-Identifier: MIT */
/* What the parts of the TFLite reader share; private to model/. */
#ifndef FC_MODEL_TFLITE_READER_H
#define FC_MODEL_TFLITE_READER_H

#include "graph/graph.h"
#include "model/flatbuffer.h"

/* TensorType of the schema, as far as it matters. */
enum fc_tflite_type {
    FC_TFLITE_FLOAT32 = 0,
    FC_TFLITE_FLOAT16 = 1,
    FC_TFLITE_INT32 = 2,
    FC_TFLITE_UINT8 = 3,
    FC_TFLITE_INT16 = 7,
    FC_TFLITE_INT8 = 9,
};

/* BuiltinOperator of the schema: the one code that stands for operations of others' making. */
#define FC_TFLITE_CUSTOM 32

#define FC_TFLITE_MAX_RANK 4

struct fc_tflite_tensor {
    uint32_t rank; /* above FC_TFLITE_MAX_RANK: not taken, dim is not filled */
    int32_t dim[FC_TFLITE_MAX_RANK];
    int8_t type;
    struct fc_fb_vector data; /* count 0: not a constant */
    struct fc_fb_table table; /* for its name */
    fc_value_id value;        /* once an operation has named it, else FC_NO_VALUE */
};

struct fc_tflite_reader {
    struct fc_flatbuffer fb;
    struct fc_error *error;           /* borrowed, may be NULL */
    struct fc_graph *graph;           /* owned until it is handed out */
    struct fc_tflite_tensor *tensors; /* owned */
    uint32_t tensor_count;
    struct fc_fb_vector codes;
    struct fc_fb_vector buffers;
    /* Bytes that constants may still take, so that tensors cannot share one buffer for ever. */
    size_t constant_budget;
};

/* An operator while it is read. */
struct fc_tflite_op {
    struct fc_tflite_reader *reader;
    char name[64];
    struct fc_fb_vector inputs;
    struct fc_fb_vector outputs;
    struct fc_fb_table options; /* absent where the file has none: defaults */
    struct fc_fb_vector custom_options;
};

/* --- tflite_tensors.c --- */

/* Fills reader->tensors from the subgraph's. */
int fc_tflite_read_tensors(struct fc_tflite_reader *reader, struct fc_fb_table subgraph);

/*
 * The graph's value for a tensor of float32, added at the first call with the tensor's data
 * where it has some. index is the file's and checked.
 */
int fc_tflite_value(struct fc_tflite_reader *reader, int32_t index, fc_value_id *id);

/* Makes tensor to a float32 constant with the float16 data of tensor from. */
int fc_tflite_unfold_half(struct fc_tflite_reader *reader, int32_t from, int32_t to);

/* The tensor, or NULL with the error set where the file has no such number. */
struct fc_tflite_tensor *fc_tflite_tensor(struct fc_tflite_reader *reader, int32_t index);

/* -EBADMSG with "tensor NAME: shape" errors where it has no shape that the graph can hold. */
int fc_tflite_shape(struct fc_tflite_reader *reader, const struct fc_tflite_tensor *tensor,
                    struct fc_shape *shape);

/* The one float16 value of IEEE 754 as float32; exact. */
float fc_tflite_half(uint16_t bits);

/* --- tflite_names.c --- */

/* "CONV_2D"; "?" where the code is newer than the table. */
const char *fc_tflite_builtin_name(int32_t code);

/* --- tflite_ops.c --- */

/* Adds what the operator does to the graph. builtin is FC_TFLITE_CUSTOM for custom ones. */
int fc_tflite_read_op(struct fc_tflite_op *op, int32_t builtin);

#endif
