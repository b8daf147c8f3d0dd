/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "graph/graph.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

static fc_value_id value(struct fc_graph *graph, int rows, int columns, int channels)
{
    fc_value_id id = FC_NO_VALUE;
    struct fc_shape shape = {{1, rows, columns, channels}};

    g_assert_cmpint(fc_graph_add_value(graph, shape, NULL, "value", &id), ==, 0);
    return id;
}

static fc_value_id constant(struct fc_graph *graph, int n, int rows, int columns, int channels)
{
    fc_value_id id = FC_NO_VALUE;
    struct fc_shape shape = {{n, rows, columns, channels}};
    float *data = fc_alloc_aligned(fc_shape_elements(shape) * sizeof(float));

    g_assert_cmpint(fc_graph_add_value(graph, shape, data, "constant", &id), ==, 0);
    return id;
}

static struct fc_node plain_node(enum fc_op op, fc_value_id a, fc_value_id b, fc_value_id output)
{
    return (struct fc_node){.op = op,
                            .input_count = b == FC_NO_VALUE ? 1 : 2,
                            .input = {a, b},
                            .output = output,
                            .clamp_min = -INFINITY,
                            .clamp_max = INFINITY};
}

static struct fc_node conv_node(fc_value_id x, fc_value_id filter, fc_value_id output)
{
    struct fc_node node = plain_node(FC_OP_CONV_2D, x, filter, output);

    node.conv.padding = FC_PADDING_SAME;
    node.conv.stride[0] = node.conv.stride[1] = 1;
    node.conv.dilation[0] = node.conv.dilation[1] = 1;
    node.conv.multiplier = 1;
    return node;
}

static void add(struct fc_graph *graph, struct fc_node node)
{
    g_assert_cmpint(fc_graph_add_node(graph, &node), ==, 0);
}

static void assert_good(const struct fc_graph *graph)
{
    struct fc_error error = {0};

    fc_graph_check(graph, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void assert_refused(const struct fc_graph *graph, const char *why)
{
    struct fc_error error = {0};

    g_assert_cmpint(fc_graph_check(graph, &error), ==, -EINVAL);
    if (!strstr(error.text, why))
        g_error("\"%s\" does not say \"%s\"", error.text, why);
}

/* x -> CONV_2D 3x3 to 4 channels -> y, with room for more. */
static struct fc_graph *small_graph(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id x = value(graph, 8, 6, 3);
    fc_value_id filter = constant(graph, 4, 3, 3, 3);
    fc_value_id y = value(graph, 8, 6, 4);

    add(graph, conv_node(x, filter, y));
    graph->input = x;
    graph->output = y;
    return graph;
}

static void test_shapes(void)
{
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{1, 2, 3, 4}}), ==, 24);
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{1, 0, 3, 4}}), ==, 0);
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{1, -2, -3, 4}}), ==, 0);
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{1, 1, 1, 1 << 26}}), ==, 1 << 26);
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{1, 1, 1, (1 << 26) + 1}}), ==, 0);
    g_assert_cmpuint(fc_shape_elements((struct fc_shape){{INT32_MAX, INT32_MAX, 9, 9}}), ==, 0);
}

static void test_limits(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id id = 7;
    struct fc_shape one = {{1, 1, 1, 1}};
    struct fc_node node = plain_node(FC_OP_RELU, 0, FC_NO_VALUE, 0);

    g_assert_cmpint(fc_graph_add_value(graph, (struct fc_shape){{0}}, NULL, "", &id), ==, -E2BIG);
    g_assert_cmpuint(id, ==, 7);
    g_assert_cmpint(fc_graph_add_node(graph, &node), ==, -EINVAL);
    for (int i = 0; i < FC_GRAPH_MAX_VALUES; i++)
        g_assert_cmpint(fc_graph_add_value(graph, one, NULL, NULL, &id), ==, 0);
    g_assert_cmpint(fc_graph_add_value(graph, one, fc_alloc_aligned(4), NULL, &id), ==, -E2BIG);
    for (int i = 0; i < FC_GRAPH_MAX_NODES; i++)
        g_assert_cmpint(fc_graph_add_node(graph, &node), ==, 0);
    g_assert_cmpint(fc_graph_add_node(graph, &node), ==, -E2BIG);
    node.input[0] = FC_GRAPH_MAX_VALUES;
    g_assert_cmpint(fc_graph_add_node(graph, &node), ==, -EINVAL);
    fc_graph_destroy(&graph);
    g_assert_null(graph);
    fc_graph_destroy(&graph);
}

/* The figures are TensorFlow's for SAME: out = ceil(in / stride), the odd pixel at the end. */
static void test_padding(void)
{
    g_assert_cmpint(fc_padding_before(FC_PADDING_SAME, 256, 3, 2, 1, 128), ==, 0);
    g_assert_cmpint(fc_padding_before(FC_PADDING_SAME, 257, 3, 2, 1, 129), ==, 1);
    g_assert_cmpint(fc_padding_before(FC_PADDING_SAME, 33, 3, 1, 2, 33), ==, 2);
    g_assert_cmpint(fc_padding_before(FC_PADDING_SAME, 8, 5, 1, 1, 8), ==, 2);
    g_assert_cmpint(fc_padding_before(FC_PADDING_SAME, 9, 1, 3, 1, 3), ==, 0);
    g_assert_cmpint(fc_padding_before(FC_PADDING_VALID, 257, 3, 2, 1, 128), ==, 0);
}

static void assert_inferred(const struct fc_graph *graph, const struct fc_node *node, int rows,
                            int columns, int channels)
{
    struct fc_shape shape = {0};
    struct fc_error error = {0};

    fc_graph_infer(graph, node, &shape, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(shape.dim[0], ==, 1);
    g_assert_cmpint(shape.dim[1], ==, rows);
    g_assert_cmpint(shape.dim[2], ==, columns);
    g_assert_cmpint(shape.dim[3], ==, channels);
}

static void assert_not_inferred(const struct fc_graph *graph, const struct fc_node *node)
{
    struct fc_shape shape = {0};
    struct fc_error error = {0};

    g_assert_cmpint(fc_graph_infer(graph, node, &shape, &error), ==, -EINVAL);
    g_assert_true(g_str_has_prefix(error.text, fc_op_name(node->op)));
}

static void test_infer_convolutions(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id x = value(graph, 33, 20, 6);
    struct fc_node node = conv_node(x, constant(graph, 5, 3, 4, 6), x);

    assert_inferred(graph, &node, 33, 20, 5);
    node.conv.padding = FC_PADDING_VALID;
    assert_inferred(graph, &node, 31, 17, 5);
    node.conv.stride[0] = 2;
    node.conv.dilation[1] = 3;
    assert_inferred(graph, &node, 16, 11, 5);
    node.conv.dilation[1] = 7;
    assert_not_inferred(graph, &node);
    node.conv.dilation[1] = 0;
    assert_not_inferred(graph, &node);

    node = conv_node(x, constant(graph, 1, 3, 3, 12), x);
    node.op = FC_OP_DEPTHWISE_CONV_2D;
    assert_not_inferred(graph, &node);
    node.conv.multiplier = 2;
    assert_inferred(graph, &node, 33, 20, 12);
    node.input[node.input_count++] = constant(graph, 1, 1, 1, 12);
    assert_inferred(graph, &node, 33, 20, 12);
    node.input[2] = constant(graph, 1, 1, 1, 11);
    assert_not_inferred(graph, &node);
    fc_graph_destroy(&graph);
}

static void test_infer_transpose(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id x = value(graph, 33, 20, 6);
    struct fc_node node = conv_node(x, constant(graph, 5, 3, 3, 6), x);

    node.op = FC_OP_TRANSPOSE_CONV_2D;
    node.conv.stride[0] = node.conv.stride[1] = 2;
    node.conv.output[0] = 65;
    node.conv.output[1] = 40;
    assert_inferred(graph, &node, 65, 40, 5);
    node.conv.output[0] = 67;
    assert_not_inferred(graph, &node);
    node.conv.padding = FC_PADDING_VALID;
    node.conv.output[1] = 41;
    assert_inferred(graph, &node, 67, 41, 5);
    node.conv.output[1] = INT32_MAX;
    assert_not_inferred(graph, &node);
    fc_graph_destroy(&graph);
}

static void test_infer_others(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id x = value(graph, 33, 20, 6);
    fc_value_id one = value(graph, 1, 1, 6);
    struct fc_node node = plain_node(FC_OP_MULTIPLY, x, one, x);

    assert_inferred(graph, &node, 33, 20, 6);
    node.input[1] = value(graph, 1, 19, 6);
    assert_not_inferred(graph, &node);
    node = plain_node(FC_OP_CONCATENATION, x, x, x);
    assert_inferred(graph, &node, 33, 20, 12);
    node.input[1] = one;
    assert_not_inferred(graph, &node);
    node = plain_node(FC_OP_MEAN, x, FC_NO_VALUE, x);
    assert_inferred(graph, &node, 1, 1, 6);
    node = plain_node(FC_OP_FULLY_CONNECTED, x, constant(graph, 1, 1, 7, 6), x);
    assert_inferred(graph, &node, 33, 20, 7);
    node = plain_node(FC_OP_PRELU, x, constant(graph, 1, 1, 1, 6), x);
    assert_inferred(graph, &node, 33, 20, 6);
    node.input[1] = constant(graph, 1, 1, 2, 6);
    assert_not_inferred(graph, &node);
    node = plain_node(FC_OP_RESHAPE, x, FC_NO_VALUE, x);
    node.reshape.shape = (struct fc_shape){{1, 66, 10, 6}};
    assert_inferred(graph, &node, 66, 10, 6);
    node.reshape.shape.dim[3] = 7;
    assert_not_inferred(graph, &node);
    node = plain_node(FC_OP_PAD, x, FC_NO_VALUE, x);
    node.pad.before[0] = 2;
    node.pad.after[1] = 1;
    assert_inferred(graph, &node, 35, 21, 6);
    node.pad.after[1] = -1;
    assert_not_inferred(graph, &node);
    node = plain_node(FC_OP_RESIZE_BILINEAR, x, FC_NO_VALUE, x);
    assert_not_inferred(graph, &node);
    node.resize.output[0] = 5;
    node.resize.output[1] = 4;
    assert_inferred(graph, &node, 5, 4, 6);
    node = plain_node(FC_OP_AVERAGE_POOL_2D, x, FC_NO_VALUE, x);
    node.pool.padding = FC_PADDING_VALID;
    node.pool.window[0] = 33;
    node.pool.window[1] = 20;
    node.pool.stride[0] = node.pool.stride[1] = 2;
    assert_inferred(graph, &node, 1, 1, 6);
    node.pool.window[0] = 34;
    assert_not_inferred(graph, &node);
    fc_graph_destroy(&graph);
}

static void test_check(void)
{
    struct fc_graph *graph = small_graph();
    struct fc_node spare;

    assert_good(graph);
    g_assert_cmpuint(fc_graph_multiply_adds(graph), ==, 8 * 6 * 4 * 27);

    graph->output = 0;
    assert_refused(graph, "no output");
    graph->output = value(graph, 1, 1, 1);
    assert_refused(graph, "nothing writes");
    graph->output = graph->nodes[0].output;

    graph->nodes[0].clamp_min = NAN;
    assert_refused(graph, "clamp");
    graph->nodes[0].clamp_min = -INFINITY;

    graph->nodes[0].input[1] = value(graph, 3, 3, 3);
    graph->values[graph->nodes[0].input[1]].shape.dim[0] = 4;
    assert_refused(graph, "batch of 4");
    graph->values[graph->nodes[0].input[1]].shape.dim[0] = 1;
    graph->nodes[0].input[1] = 1;

    graph->values[graph->output].shape.dim[3] = 5;
    assert_refused(graph, "is [1, 8, 6, 4], not [1, 8, 6, 5]");
    graph->values[graph->output].shape.dim[3] = 4;

    spare = graph->nodes[0];
    add(graph, spare);
    assert_refused(graph, "written before");
    graph->nodes[1] = plain_node(FC_OP_RELU, graph->output, FC_NO_VALUE, value(graph, 8, 6, 4));
    assert_good(graph);
    graph->nodes[1].clamp_max = 1.0F;
    assert_refused(graph, "cannot clamp");
    graph->nodes[1].clamp_max = INFINITY;
    graph->nodes[0] = graph->nodes[1];
    graph->nodes[1] = spare;
    assert_refused(graph, "before it is written");
    fc_graph_destroy(&graph);
}

static void test_check_limits(void)
{
    struct fc_graph *graph = fc_graph_create();
    fc_value_id a = value(graph, 4096, 4096, 4);

    graph->input = a;
    for (int i = 0; i < 3; i++) {
        graph->output = value(graph, 4096, 4096, 4);
        add(graph, plain_node(FC_OP_RELU, a, FC_NO_VALUE, graph->output));
    }
    assert_good(graph);
    graph->output = value(graph, 4096, 4096, 4);
    add(graph, plain_node(FC_OP_RELU, a, FC_NO_VALUE, graph->output));
    assert_refused(graph, "in all values");
    fc_graph_destroy(&graph);

    graph = fc_graph_create();
    graph->input = value(graph, 256, 256, 256);
    graph->output = value(graph, 256, 256, 256);
    add(graph, plain_node(FC_OP_MAX_POOL_2D, graph->input, FC_NO_VALUE, graph->output));
    graph->nodes[0].pool.padding = FC_PADDING_SAME;
    graph->nodes[0].pool.stride[0] = graph->nodes[0].pool.stride[1] = 1;
    graph->nodes[0].pool.window[0] = graph->nodes[0].pool.window[1] = 257;
    assert_refused(graph, "multiply-adds");
    graph->nodes[0].pool.window[0] = 255;
    assert_good(graph);
    fc_graph_destroy(&graph);
}

static void optimise(struct fc_graph *graph)
{
    struct fc_error error = {0};

    fc_graph_optimise(graph, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void test_fuse(void)
{
    struct fc_graph *graph = small_graph();
    fc_value_id sum = value(graph, 8, 6, 4);
    fc_value_id result = value(graph, 8, 6, 4);
    fc_value_id unread = value(graph, 1, 1, 4);

    constant(graph, 1, 1, 1, 9);
    /* The order of an addition's operands does not matter. */
    add(graph, plain_node(FC_OP_ADD, constant(graph, 1, 1, 1, 4), graph->nodes[0].output, sum));
    add(graph, plain_node(FC_OP_RELU6, sum, FC_NO_VALUE, result));
    add(graph, plain_node(FC_OP_MEAN, sum, FC_NO_VALUE, unread));
    graph->output = result;
    assert_good(graph);
    optimise(graph);
    g_assert_cmpuint(graph->node_count, ==, 1);
    g_assert_cmpuint(graph->value_count, ==, 4);
    g_assert_cmpint(graph->nodes[0].op, ==, FC_OP_CONV_2D);
    g_assert_cmpuint(graph->nodes[0].input_count, ==, 3);
    g_assert_nonnull(graph->values[graph->nodes[0].input[2]].data);
    g_assert_cmpfloat(graph->nodes[0].clamp_min, ==, 0.0F);
    g_assert_cmpfloat(graph->nodes[0].clamp_max, ==, 6.0F);
    g_assert_cmpuint(graph->nodes[0].output, ==, graph->output);
    fc_graph_destroy(&graph);
}

/* A value with two readers, or that is the output itself, must stay as it is. */
static void test_no_fuse(void)
{
    struct fc_graph *graph = small_graph();
    fc_value_id y = graph->output;
    fc_value_id relu = value(graph, 8, 6, 4);
    fc_value_id sum = value(graph, 8, 6, 4);

    add(graph, plain_node(FC_OP_RELU, y, FC_NO_VALUE, relu));
    optimise(graph);
    g_assert_cmpuint(graph->node_count, ==, 1);
    g_assert_cmpfloat(graph->nodes[0].clamp_min, ==, -INFINITY);
    fc_graph_destroy(&graph);

    graph = small_graph();
    relu = value(graph, 8, 6, 4);
    sum = value(graph, 8, 6, 4);
    add(graph, plain_node(FC_OP_RELU, graph->output, FC_NO_VALUE, relu));
    add(graph, plain_node(FC_OP_ADD, graph->output, relu, sum));
    graph->output = sum;
    optimise(graph);
    g_assert_cmpuint(graph->node_count, ==, 3);
    fc_graph_destroy(&graph);

    /* One number for all channels is no bias. */
    graph = small_graph();
    sum = value(graph, 8, 6, 4);
    add(graph, plain_node(FC_OP_ADD, graph->output, constant(graph, 1, 1, 1, 1), sum));
    graph->output = sum;
    optimise(graph);
    g_assert_cmpuint(graph->node_count, ==, 2);
    fc_graph_destroy(&graph);
}

static void test_clamp_of_clamp(void)
{
    struct fc_graph *graph = small_graph();
    fc_value_id relu = value(graph, 8, 6, 4);

    add(graph, plain_node(FC_OP_RELU, graph->output, FC_NO_VALUE, relu));
    graph->output = relu;
    graph->nodes[0].clamp_min = -4.0F;
    graph->nodes[0].clamp_max = -2.0F;
    optimise(graph);
    g_assert_cmpuint(graph->node_count, ==, 1);
    g_assert_cmpfloat(graph->nodes[0].clamp_min, ==, 0.0F);
    g_assert_cmpfloat(graph->nodes[0].clamp_max, ==, 0.0F);
    fc_graph_destroy(&graph);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/graph/shapes", test_shapes);
    g_test_add_func("/graph/limits", test_limits);
    g_test_add_func("/graph/padding", test_padding);
    g_test_add_func("/graph/infer-convolutions", test_infer_convolutions);
    g_test_add_func("/graph/infer-transpose", test_infer_transpose);
    g_test_add_func("/graph/infer-others", test_infer_others);
    g_test_add_func("/graph/check", test_check);
    g_test_add_func("/graph/check-limits", test_check_limits);
    g_test_add_func("/graph/fuse", test_fuse);
    g_test_add_func("/graph/no-fuse", test_no_fuse);
    g_test_add_func("/graph/clamp-of-clamp", test_clamp_of_clamp);
    return g_test_run();
}
