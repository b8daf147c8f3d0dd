/* SPDX-License-Identifier: MIT */
/*
 * A neural network as a graph: values (tensors) and nodes (operations) in the order in which
 * they run. Everything is float32 in NHWC order (batch, rows, columns, channels), batch 1.
 *
 * Operations mean what TensorFlow Lite's of the same name mean; where a formula is not plain,
 * the enum says it. A graph is built once by a loader through fc_graph_add_*(), made lean by
 * fc_graph_optimise(), and then read by executors from any thread.
 */
#ifndef FC_GRAPH_GRAPH_H
#define FC_GRAPH_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fakecam/fakecam.h"

/* Index into fc_graph.values; FC_NO_VALUE where an optional input is left out. */
typedef uint32_t fc_value_id;
#define FC_NO_VALUE UINT32_MAX

/* What a graph may hold; a file that wants more is refused. */
#define FC_GRAPH_MAX_VALUES 4096
#define FC_GRAPH_MAX_NODES 4096
#define FC_NODE_MAX_INPUTS 8
/* Most elements in one value: 64 Mi, a quarter of a gigabyte. */
#define FC_VALUE_MAX_ELEMENTS ((size_t)1 << 26)
/* Most elements in all values together, and most multiply-adds in one run. */
#define FC_GRAPH_MAX_ELEMENTS ((size_t)1 << 28)
#define FC_GRAPH_MAX_MULTIPLY_ADDS (UINT64_C(1) << 40)

enum fc_op {
    FC_OP_UNSET = 0,
    /* inputs: x, filter [out][kh][kw][in], bias [out] or none */
    FC_OP_CONV_2D,
    /* inputs: x, filter [1][kh][kw][in * multiplier], bias or none; channel c * multiplier + m
     * of the output sees channel c of x */
    FC_OP_DEPTHWISE_CONV_2D,
    /* inputs: x, filter [out][kh][kw][in], bias or none; out[y*s + ky - pad] += x[y] * f[ky];
     * the output's size is given in conv.output */
    FC_OP_TRANSPOSE_CONV_2D,
    /* inputs: x, filter [out][in], bias or none; over the last axis */
    FC_OP_FULLY_CONNECTED,
    /* inputs: a, b; each axis equal or 1 (broadcast) */
    FC_OP_ADD,
    FC_OP_SUBTRACT,
    FC_OP_MULTIPLY,
    FC_OP_AVERAGE_POOL_2D, /* padding is not counted */
    FC_OP_MAX_POOL_2D,
    FC_OP_MEAN, /* over rows and columns, to 1 x 1 */
    FC_OP_RELU,
    FC_OP_RELU6,
    FC_OP_HARD_SWISH, /* x * min(max(x + 3, 0), 6) / 6 */
    FC_OP_LOGISTIC,   /* 1 / (1 + exp(-x)) */
    FC_OP_PRELU,      /* inputs: x, slope [channels] */
    FC_OP_SOFTMAX,    /* over channels, beta 1 */
    FC_OP_RESIZE_BILINEAR,
    FC_OP_CONCATENATION, /* along channels */
    FC_OP_PAD,           /* zeros round rows and columns */
    FC_OP_RESHAPE,
    FC_OP_COUNT,
};

enum fc_padding {
    FC_PADDING_UNSET = 0,
    FC_PADDING_SAME, /* TensorFlow's: the odd pixel goes below and to the right */
    FC_PADDING_VALID,
};

struct fc_shape {
    int32_t dim[4]; /* N, H, W, C; shapes of fewer axes are filled with 1 from the left */
};

struct fc_value {
    struct fc_shape shape;
    float *data; /* owned; constants only, else NULL; FC_ALLOC_SLACK readable bytes behind it */
    char name[64];
};

struct fc_node {
    enum fc_op op;
    uint32_t input_count;
    fc_value_id input[FC_NODE_MAX_INPUTS];
    fc_value_id output;
    /*
     * The result is clamped to this; -INFINITY and INFINITY where it is not. Only operations
     * from CONV_2D to MEAN above may clamp.
     */
    float clamp_min;
    float clamp_max;
    union {
        struct {
            enum fc_padding padding;
            int32_t stride[2];   /* rows, columns */
            int32_t dilation[2]; /* rows, columns */
            int32_t multiplier;  /* depthwise */
            int32_t output[2];   /* transpose: rows, columns */
        } conv;
        struct {
            enum fc_padding padding;
            int32_t window[2];
            int32_t stride[2];
        } pool;
        struct {
            int32_t output[2];
            bool align_corners;
            bool half_pixel_centres;
        } resize;
        struct {
            int32_t before[2];
            int32_t after[2];
        } pad;
        struct {
            struct fc_shape shape;
        } reshape;
    };
};

struct fc_graph {
    struct fc_value *values; /* owned */
    uint32_t value_count;
    uint32_t value_capacity;
    struct fc_node *nodes; /* owned */
    uint32_t node_count;
    uint32_t node_capacity;
    fc_value_id input;
    fc_value_id output;
};

struct fc_graph *fc_graph_create(void);
void fc_graph_destroy(struct fc_graph **graph);

/*
 * A new value: a constant when data is given (the graph takes it over, also on failure), else
 * one that a node will write. name may be NULL. -E2BIG beyond the limits above, -ENOMEM.
 */
int fc_graph_add_value(struct fc_graph *graph, struct fc_shape shape, float *data, const char *name,
                       fc_value_id *id);

/* Appends a copy of node. Its inputs must exist; fc_graph_check() looks at the rest. */
int fc_graph_add_node(struct fc_graph *graph, const struct fc_node *node);

/* "CONV_2D", "ADD", ... */
const char *fc_op_name(enum fc_op op);

/* Number of elements; 0 when a dimension is below 1 or there are more than allowed. */
size_t fc_shape_elements(struct fc_shape shape);
bool fc_shape_equal(struct fc_shape a, struct fc_shape b);

/* Zeros before the first row (axis 0) or column (axis 1) that a convolution or pool pads. */
int32_t fc_padding_before(enum fc_padding padding, int32_t in, int32_t window, int32_t stride,
                          int32_t dilation, int32_t out);

/*
 * Works out the shape that a node gives from the shapes of its inputs. -EINVAL with the reason
 * where they do not fit together.
 */
int fc_graph_infer(const struct fc_graph *graph, const struct fc_node *node, struct fc_shape *shape,
                   struct fc_error *error);

/*
 * Whether everything holds that executors rely on: inputs written before they are read, one
 * writer for each value, shapes as inferred, filters constant, sizes within the limits.
 */
int fc_graph_check(const struct fc_graph *graph, struct fc_error *error);

/*
 * Makes a checked graph lean without changing what it computes: additions of one constant a
 * channel become the bias of the convolution before, RELU and RELU6 the clamp of the operation
 * before; a pointwise convolution goes before the bilinear resize that it came after, where that
 * leaves less to do; nodes and values that nobody reads go, and ids change. Checks the result.
 * Results differ by rounding.
 */
int fc_graph_optimise(struct fc_graph *graph, struct fc_error *error);

/* Whether the result of that node is clamped at all. */
bool fc_node_is_clamped(const struct fc_node *node);

/* Whether a node is a convolution that sees one pixel: 1x1 with stride 1, over all of its input. */
bool fc_node_is_pointwise(const struct fc_graph *graph, const struct fc_node *node);

/* Multiplications and additions of one run, each multiply-add counted once. */
uint64_t fc_graph_multiply_adds(const struct fc_graph *graph);

#endif
