/* SPDX-License-Identifier: MIT */
/*
 * Each executor against the reference executor, over random shapes: convolutions of all kinds, and
 * what stands around them.
 */
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static void random_window(struct fc_node *node, int most_stride, int most_dilation)
{
    const bool dilated = parity_between(0, 3) == 0;

    node->conv.padding = parity_coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    node->conv.multiplier = 1;
    for (int axis = 0; axis < 2; axis++) {
        node->conv.stride[axis] = parity_between(1, most_stride);
        node->conv.dilation[axis] = dilated ? parity_between(1, most_dilation) : 1;
    }
    parity_random_clamp(node);
}

/* At least what a window needs that is not padded. */
static int32_t random_side(const struct fc_node *node, int axis, int32_t window)
{
    const int32_t reach = (window - 1) * node->conv.dilation[axis] + 1;

    return node->conv.padding == FC_PADDING_VALID ? reach + parity_between(0, 12)
                                                  : parity_between(1, 20);
}

/* terms: how many products make one result, so that results stay near 1. */
static void compare_weighted(const struct fc_node *node, struct fc_shape x, struct fc_shape filter,
                             int terms, int outputs)
{
    const double most = 2.0 / sqrt(terms);
    const struct fc_shape bias = parity_shape(1, 1, outputs);
    struct testgraph_constant constants[2] = {{filter, NULL}, {bias, NULL}};
    float *weights = testgraph_random(filter, -most, most);
    float *biases = testgraph_random(bias, -1.0, 1.0);
    const int kind = parity_between(0, 2);

    constants[0].data = weights;
    constants[1].data = kind == 0 ? biases : NULL;
    parity_compare_node(node, x, constants, kind == 1 ? 1 : 2);
    g_free(weights);
    g_free(biases);
}

static void conv_once(int most_window)
{
    struct fc_node node = parity_node(FC_OP_CONV_2D);
    const int rows = parity_between(1, most_window), columns = parity_between(1, most_window);
    const int in = parity_between(1, 24), out = parity_between(1, 24);
    struct fc_shape x;

    random_window(&node, 3, 4);
    x = parity_shape(random_side(&node, 0, rows), random_side(&node, 1, columns), in);
    compare_weighted(&node, x, (struct fc_shape){{out, rows, columns, in}}, rows * columns * in,
                     out);
}

static void test_conv(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        conv_once(5);
}

static void test_conv_1x1(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        conv_once(1);
}

static void depthwise_once(int most_window, int most_multiplier)
{
    struct fc_node node = parity_node(FC_OP_DEPTHWISE_CONV_2D);
    const int rows = parity_between(1, most_window), columns = parity_between(1, most_window);
    const int in = parity_between(1, 40);
    struct fc_shape x;

    random_window(&node, 3, 4);
    node.conv.multiplier = parity_between(1, most_multiplier);
    x = parity_shape(random_side(&node, 0, rows), random_side(&node, 1, columns), in);
    compare_weighted(&node, x, parity_shape(rows, columns, in * node.conv.multiplier),
                     rows * columns, in * node.conv.multiplier);
}

static void test_depthwise(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        depthwise_once(7, 1);
}

static void test_depthwise_multiplier(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        depthwise_once(5, 4);
}

/* 3x3 and 5x5 have kernels of their own. */
static void test_depthwise_square(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_DEPTHWISE_CONV_2D);
        const int side = parity_coin() ? 3 : 5, channels = parity_between(1, 40);
        struct fc_shape x;

        random_window(&node, 2, 4);
        x = parity_shape(random_side(&node, 0, side), random_side(&node, 1, side), channels);
        compare_weighted(&node, x, parity_shape(side, side, channels), side * side, channels);
    }
}

/*
 * One of the sizes that a convolution would bring back to `in`. Below the stride is what XNNPACK
 * cannot do, see test_transpose_conv_tiny().
 */
static int32_t random_transposed(const struct fc_node *node, int axis, int32_t in, int32_t window)
{
    const int32_t stride = node->conv.stride[axis];

    if (node->conv.padding == FC_PADDING_SAME)
        return in == 1 ? stride : (in - 1) * stride + parity_between(1, stride);
    /* Drawn before MAX, which looks at its arguments twice. */
    const int32_t size = (in - 1) * stride + window + parity_between(0, stride - 1);

    return MAX(size, stride);
}

static void transpose_conv_once(int most_window)
{
    struct fc_node node = parity_node(FC_OP_TRANSPOSE_CONV_2D);
    const int window[2] = {parity_between(1, most_window), parity_between(1, most_window)};
    const struct fc_shape x =
        parity_shape(parity_between(1, 9), parity_between(1, 9), parity_between(1, 20));
    const int out = parity_between(1, 20);

    random_window(&node, 3, 1);
    for (int axis = 0; axis < 2; axis++)
        node.conv.output[axis] = random_transposed(&node, axis, x.dim[1 + axis], window[axis]);
    compare_weighted(&node, x, (struct fc_shape){{out, window[0], window[1], x.dim[3]}},
                     window[0] * window[1] * x.dim[3], out);
}

static void test_transpose_conv(void)
{
    for (int i = 0; i < 2 * PARITY_SHAPES; i++)
        transpose_conv_once(5);
}

/* The last operation of the selfie networks. */
static void test_transpose_conv_2x2(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_TRANSPOSE_CONV_2D);
        const struct fc_shape x = parity_random_shape();
        const int out = parity_between(1, 4);

        random_window(&node, 1, 1);
        for (int axis = 0; axis < 2; axis++) {
            node.conv.stride[axis] = 2;
            node.conv.output[axis] = 2 * x.dim[1 + axis];
        }
        compare_weighted(&node, x, (struct fc_shape){{out, 2, 2, x.dim[3]}}, 4 * x.dim[3], out);
    }
}

/* It must say so and not try. */
static void test_transpose_conv_tiny(void)
{
    const struct fc_exec_params params = {.threads = 1};
    const struct fc_shape x = parity_shape(1, 4, 2), filter = parity_shape(3, 3, 2);
    struct fc_node node = parity_node(FC_OP_TRANSPOSE_CONV_2D);
    float *weights = testgraph_random(filter, -1.0, 1.0);
    struct fc_error error = {0};
    struct fc_exec *exec = NULL;
    struct fc_graph *graph;

    random_window(&node, 1, 1);
    node.conv.padding = FC_PADDING_SAME;
    node.conv.stride[0] = 3;
    node.conv.output[0] = 2;
    node.conv.output[1] = 4;
    graph = testgraph_one(&node, x, &(struct testgraph_constant){filter, weights}, 1);
    g_assert_cmpint(fc_exec_xnn.create(graph, &params, &exec, &error), ==, -ENOTSUP);
    g_assert_nonnull(strstr(error.text, "TRANSPOSE_CONV_2D"));
    g_assert_null(exec);
    g_free(weights);
    fc_graph_destroy(&graph);
}

static void test_fully_connected(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_FULLY_CONNECTED);
        const int in = parity_between(1, 60), out = parity_between(1, 60);
        const struct fc_shape x =
            parity_coin() ? parity_shape(1, 1, in)
                          : parity_shape(parity_between(1, 5), parity_between(1, 5), in);

        parity_random_clamp(&node);
        compare_weighted(&node, x, parity_shape(1, out, in), in, out);
    }
}

/* --- several nodes that an executor may melt into one --- */

/* pad, convolution, relu6, and what the convolution gave added to that */
static void chain_once(void)
{
    const struct fc_node pad = parity_random_pad();
    const struct fc_node relu6 = parity_node(FC_OP_RELU6), relu = parity_node(FC_OP_RELU);
    const struct fc_node add = parity_node(FC_OP_ADD);
    struct fc_node conv = parity_node(parity_coin() ? FC_OP_CONV_2D : FC_OP_DEPTHWISE_CONV_2D);
    const int channels = parity_between(1, 16);
    const bool depthwise = conv.op == FC_OP_DEPTHWISE_CONV_2D;
    const struct fc_shape filter = {{depthwise ? 1 : channels, 3, 3, channels}};
    struct fc_graph *graph =
        testgraph_create(parity_shape(parity_between(3, 12), parity_between(3, 12), channels));
    float *weights = testgraph_random(filter, -1.0, 1.0);
    fc_value_id inputs[2];

    random_window(&conv, 2, 1);
    inputs[0] = testgraph_append(graph, &pad, &graph->input, 1);
    inputs[1] = testgraph_constant(graph, (struct testgraph_constant){filter, weights});
    inputs[0] = testgraph_append(graph, &conv, inputs, 2);
    inputs[1] = testgraph_append(graph, &relu6, &inputs[0], 1);
    if (parity_coin())
        inputs[0] = inputs[1];
    inputs[0] = testgraph_append(graph, &add, inputs, 2);
    testgraph_append(graph, &relu, inputs, 1);
    g_free(weights);
    parity_compare(graph, -1.0, 1.0);
}

static void test_chain(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        chain_once();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ops/conv/any", test_conv);
    g_test_add_func("/ops/conv/1x1", test_conv_1x1);
    g_test_add_func("/ops/depthwise/any", test_depthwise);
    g_test_add_func("/ops/depthwise/multiplier", test_depthwise_multiplier);
    g_test_add_func("/ops/depthwise/square", test_depthwise_square);
    g_test_add_func("/ops/transpose-conv/any", test_transpose_conv);
    g_test_add_func("/ops/transpose-conv/2x2", test_transpose_conv_2x2);
    g_test_add_func("/ops/transpose-conv/tiny", test_transpose_conv_tiny);
    g_test_add_func("/ops/fully-connected", test_fully_connected);
    g_test_add_func("/ops/chain", test_chain);
    return g_test_run();
}
