/* SPDX-License-Identifier: MIT */
/*
 * Each executor against the reference executor, operation by operation, over random shapes. The
 * seed is GLib's: it is printed at the start, and --seed repeats a run.
 */
#include "testgraph.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
    SHAPES = 60
}; /* for each operation */

static int between(int first, int last)
{
    return g_test_rand_int_range(first, last + 1);
}

static bool coin(void)
{
    return g_test_rand_bit();
}

static struct fc_shape shape_of(int rows, int columns, int channels)
{
    return (struct fc_shape){{1, rows, columns, channels}};
}

static struct fc_shape random_shape(void)
{
    return shape_of(between(1, 20), between(1, 20), between(1, 40));
}

static struct fc_node node_of(enum fc_op op)
{
    return (struct fc_node){.op = op, .clamp_min = -INFINITY, .clamp_max = INFINITY};
}

static void random_clamp(struct fc_node *node)
{
    static const float ranges[][2] = {
        {-INFINITY, INFINITY}, {0.0f, INFINITY}, {0.0f, 6.0f}, {-1.0f, 1.0f}, {-INFINITY, 0.25f},
    };
    const float *range = ranges[between(0, G_N_ELEMENTS(ranges) - 1)];

    node->clamp_min = range[0];
    node->clamp_max = range[1];
}

/* --- running both and comparing --- */

static char *describe(const struct fc_graph *graph)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct fc_node *node = &graph->nodes[i];
        const int32_t *words = (const int32_t *)&node->conv;

        g_string_append_printf(text, "%s clamp %g..%g parameters", fc_op_name(node->op),
                               (double)node->clamp_min, (double)node->clamp_max);
        for (int w = 0; w < 8; w++)
            g_string_append_printf(text, " %d", words[w]);
        for (uint32_t k = 0; k <= node->input_count; k++) {
            const fc_value_id id = k < node->input_count ? node->input[k] : node->output;

            if (id == FC_NO_VALUE)
                continue;
            const int32_t *dim = graph->values[id].shape.dim;
            g_string_append_printf(text, "%s[%d %d %d %d]", k < node->input_count ? " " : " -> ",
                                   dim[0], dim[1], dim[2], dim[3]);
        }
        g_string_append(text, "; ");
    }
    return g_string_free(text, FALSE);
}

static void assert_equal(const struct fc_graph *graph, const float *a, const float *expected)
{
    const size_t count = fc_shape_elements(graph->values[graph->output].shape);

    for (size_t i = 0; i < count; i++) {
        const double difference = fabs((double)a[i] - expected[i]);

        if (difference <= 1e-5 + 1e-4 * fabs((double)expected[i]))
            continue;
        char *text = describe(graph);
        g_error("%s element %zu is %.9g, reference %.9g", text, i, (double)a[i],
                (double)expected[i]);
    }
}

/* Takes the graph over. */
static void compare(struct fc_graph *graph, double min, double max)
{
    float *input = testgraph_random(graph->values[graph->input].shape, min, max);
    float *expected = testgraph_run(&fc_exec_ref, graph, 1, input);

    for (size_t i = 0; fc_exec_all[i]; i++) {
        if (fc_exec_all[i] == &fc_exec_ref)
            continue;
        for (int threads = 1; threads <= 2; threads++) {
            float *out = testgraph_run(fc_exec_all[i], graph, threads, input);

            assert_equal(graph, out, expected);
            g_free(out);
        }
    }
    g_free(expected);
    g_free(input);
    fc_graph_destroy(&graph);
}

/* A node on a random input and constants that go with it. */
static void compare_node(const struct fc_node *node, struct fc_shape x,
                         const struct testgraph_constant *constants, uint32_t count)
{
    compare(testgraph_one(node, x, constants, count), -1.0, 1.0);
}

/* --- convolutions --- */

static void random_window(struct fc_node *node, int most_stride, int most_dilation)
{
    const bool dilated = between(0, 3) == 0;

    node->conv.padding = coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    node->conv.multiplier = 1;
    for (int axis = 0; axis < 2; axis++) {
        node->conv.stride[axis] = between(1, most_stride);
        node->conv.dilation[axis] = dilated ? between(1, most_dilation) : 1;
    }
    random_clamp(node);
}

/* At least what a window needs that is not padded. */
static int32_t random_side(const struct fc_node *node, int axis, int32_t window)
{
    const int32_t reach = (window - 1) * node->conv.dilation[axis] + 1;

    return node->conv.padding == FC_PADDING_VALID ? reach + between(0, 12) : between(1, 20);
}

/* terms: how many products make one result, so that results stay near 1. */
static void compare_weighted(const struct fc_node *node, struct fc_shape x, struct fc_shape filter,
                             int terms, int outputs)
{
    const double most = 2.0 / sqrt(terms);
    const struct fc_shape bias = shape_of(1, 1, outputs);
    struct testgraph_constant constants[2] = {{filter, NULL}, {bias, NULL}};
    float *weights = testgraph_random(filter, -most, most);
    float *biases = testgraph_random(bias, -1.0, 1.0);
    const int kind = between(0, 2);

    constants[0].data = weights;
    constants[1].data = kind == 0 ? biases : NULL;
    compare_node(node, x, constants, kind == 1 ? 1 : 2);
    g_free(weights);
    g_free(biases);
}

static void conv_once(int most_window)
{
    struct fc_node node = node_of(FC_OP_CONV_2D);
    const int rows = between(1, most_window), columns = between(1, most_window);
    const int in = between(1, 24), out = between(1, 24);
    struct fc_shape x;

    random_window(&node, 3, 4);
    x = shape_of(random_side(&node, 0, rows), random_side(&node, 1, columns), in);
    compare_weighted(&node, x, (struct fc_shape){{out, rows, columns, in}}, rows * columns * in,
                     out);
}

static void test_conv(void)
{
    for (int i = 0; i < SHAPES; i++)
        conv_once(5);
}

static void test_conv_1x1(void)
{
    for (int i = 0; i < SHAPES; i++)
        conv_once(1);
}

static void depthwise_once(int most_window, int most_multiplier)
{
    struct fc_node node = node_of(FC_OP_DEPTHWISE_CONV_2D);
    const int rows = between(1, most_window), columns = between(1, most_window);
    const int in = between(1, 40);
    struct fc_shape x;

    random_window(&node, 3, 4);
    node.conv.multiplier = between(1, most_multiplier);
    x = shape_of(random_side(&node, 0, rows), random_side(&node, 1, columns), in);
    compare_weighted(&node, x, shape_of(rows, columns, in * node.conv.multiplier), rows * columns,
                     in * node.conv.multiplier);
}

static void test_depthwise(void)
{
    for (int i = 0; i < SHAPES; i++)
        depthwise_once(7, 1);
}

static void test_depthwise_multiplier(void)
{
    for (int i = 0; i < SHAPES; i++)
        depthwise_once(5, 4);
}

/* 3x3 and 5x5 have kernels of their own. */
static void test_depthwise_square(void)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_DEPTHWISE_CONV_2D);
        const int side = coin() ? 3 : 5, channels = between(1, 40);
        struct fc_shape x;

        random_window(&node, 2, 4);
        x = shape_of(random_side(&node, 0, side), random_side(&node, 1, side), channels);
        compare_weighted(&node, x, shape_of(side, side, channels), side * side, channels);
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
        return in == 1 ? stride : (in - 1) * stride + between(1, stride);
    /* Drawn before MAX, which looks at its arguments twice. */
    const int32_t size = (in - 1) * stride + window + between(0, stride - 1);

    return MAX(size, stride);
}

static void transpose_conv_once(int most_window)
{
    struct fc_node node = node_of(FC_OP_TRANSPOSE_CONV_2D);
    const int window[2] = {between(1, most_window), between(1, most_window)};
    const struct fc_shape x = shape_of(between(1, 9), between(1, 9), between(1, 20));
    const int out = between(1, 20);

    random_window(&node, 3, 1);
    for (int axis = 0; axis < 2; axis++)
        node.conv.output[axis] = random_transposed(&node, axis, x.dim[1 + axis], window[axis]);
    compare_weighted(&node, x, (struct fc_shape){{out, window[0], window[1], x.dim[3]}},
                     window[0] * window[1] * x.dim[3], out);
}

static void test_transpose_conv(void)
{
    for (int i = 0; i < 2 * SHAPES; i++)
        transpose_conv_once(5);
}

/* The last operation of the selfie networks. */
static void test_transpose_conv_2x2(void)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_TRANSPOSE_CONV_2D);
        const struct fc_shape x = random_shape();
        const int out = between(1, 4);

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
    const struct fc_shape x = shape_of(1, 4, 2), filter = shape_of(3, 3, 2);
    struct fc_node node = node_of(FC_OP_TRANSPOSE_CONV_2D);
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
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_FULLY_CONNECTED);
        const int in = between(1, 60), out = between(1, 60);
        const struct fc_shape x =
            coin() ? shape_of(1, 1, in) : shape_of(between(1, 5), between(1, 5), in);

        random_clamp(&node);
        compare_weighted(&node, x, shape_of(1, out, in), in, out);
    }
}

/* --- element by element --- */

static void binary_once(enum fc_op op)
{
    struct fc_node node = node_of(op);
    struct fc_shape a = random_shape(), b = a;
    float *data;

    for (int axis = 1; axis < 4; axis++) {
        const int kind = between(0, 3);

        if (kind == 0)
            a.dim[axis] = 1;
        if (kind == 1)
            b.dim[axis] = 1;
    }
    random_clamp(&node);
    data = testgraph_random(b, -1.0, 1.0);
    compare_node(&node, a, &(struct testgraph_constant){b, data}, 1);
    g_free(data);
}

/* The other operand computed too, as squeeze-and-excite blocks have it, on either side. */
static void binary_computed_once(enum fc_op op)
{
    const struct fc_node first = node_of(coin() ? FC_OP_MEAN : FC_OP_HARD_SWISH);
    struct fc_graph *graph = testgraph_create(random_shape());
    struct fc_node node = node_of(op);
    fc_value_id inputs[2] = {graph->input, graph->input};

    random_clamp(&node);
    inputs[between(0, 1)] = testgraph_append(graph, &first, &graph->input, 1);
    testgraph_append(graph, &node, inputs, 2);
    compare(graph, -1.0, 1.0);
}

static void test_binary(gconstpointer op)
{
    for (int i = 0; i < SHAPES; i++)
        binary_once((enum fc_op)GPOINTER_TO_INT(op));
    for (int i = 0; i < SHAPES / 2; i++)
        binary_computed_once((enum fc_op)GPOINTER_TO_INT(op));
}

static void test_unary(gconstpointer op)
{
    for (int i = 0; i < SHAPES; i++) {
        const struct fc_node node = node_of((enum fc_op)GPOINTER_TO_INT(op));

        compare(testgraph_one(&node, random_shape(), NULL, 0), -12.0, 12.0);
    }
}

static void test_prelu(void)
{
    for (int i = 0; i < SHAPES; i++) {
        const struct fc_node node = node_of(FC_OP_PRELU);
        const struct fc_shape x = random_shape(), slope = shape_of(1, 1, x.dim[3]);
        float *data = testgraph_random(slope, -1.0, 2.0);

        compare_node(&node, x, &(struct testgraph_constant){slope, data}, 1);
        g_free(data);
    }
}

/* --- pools --- */

static void pool_once(enum fc_op op)
{
    struct fc_node node = node_of(op);
    struct fc_shape x = random_shape();

    random_clamp(&node);
    node.pool.padding = coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    for (int axis = 0; axis < 2; axis++) {
        const int32_t most = node.pool.padding == FC_PADDING_SAME ? 7 : MIN(x.dim[1 + axis], 7);

        node.pool.window[axis] = between(1, most);
        node.pool.stride[axis] = between(1, 4);
    }
    compare_node(&node, x, NULL, 0);
}

/* One window over everything, which executors may do in another way. */
static void pool_global_once(enum fc_op op)
{
    struct fc_node node = node_of(op);
    const struct fc_shape x = random_shape();

    random_clamp(&node);
    node.pool.padding = coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    for (int axis = 0; axis < 2; axis++) {
        node.pool.window[axis] = x.dim[1 + axis];
        node.pool.stride[axis] = x.dim[1 + axis] + between(0, 2);
        if (node.pool.padding == FC_PADDING_SAME)
            node.pool.window[axis] += between(0, 3);
    }
    compare_node(&node, x, NULL, 0);
}

static void test_pool(gconstpointer op)
{
    for (int i = 0; i < SHAPES; i++) {
        pool_once((enum fc_op)GPOINTER_TO_INT(op));
        pool_global_once((enum fc_op)GPOINTER_TO_INT(op));
    }
}

static void test_mean(void)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_MEAN);

        random_clamp(&node);
        compare_node(&node, random_shape(), NULL, 0);
    }
}

/* --- what moves pixels --- */

enum resize_kind {
    RESIZE_PLAIN,
    RESIZE_ALIGN_CORNERS,
    RESIZE_HALF_PIXEL
};

static void test_resize(gconstpointer kind)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_RESIZE_BILINEAR);

        node.resize.output[0] = between(1, 45);
        node.resize.output[1] = between(1, 45);
        node.resize.align_corners = GPOINTER_TO_INT(kind) == RESIZE_ALIGN_CORNERS;
        node.resize.half_pixel_centres = GPOINTER_TO_INT(kind) == RESIZE_HALF_PIXEL;
        compare_node(&node, random_shape(), NULL, 0);
    }
}

/* Of the input, of what is computed from it, and of constants. */
static void concatenation_once(void)
{
    const struct fc_node node = node_of(FC_OP_CONCATENATION), swish = node_of(FC_OP_HARD_SWISH);
    struct fc_shape shape = random_shape();
    struct fc_graph *graph = testgraph_create(shape);
    const fc_value_id computed = testgraph_append(graph, &swish, &graph->input, 1);
    const uint32_t count = (uint32_t)between(1, FC_NODE_MAX_INPUTS);
    fc_value_id inputs[FC_NODE_MAX_INPUTS];

    for (uint32_t i = 0; i < count; i++) {
        float *data;

        inputs[i] = coin() ? computed : graph->input;
        if (i == 0 || coin())
            continue;
        shape.dim[3] = between(1, 20);
        data = testgraph_random(shape, -1.0, 1.0);
        inputs[i] = testgraph_constant(graph, (struct testgraph_constant){shape, data});
        g_free(data);
    }
    testgraph_append(graph, &node, inputs, count);
    compare(graph, -1.0, 1.0);
}

static void test_concatenation(void)
{
    for (int i = 0; i < SHAPES; i++)
        concatenation_once();
}

static struct fc_node random_pad(void)
{
    struct fc_node node = node_of(FC_OP_PAD);

    for (int axis = 0; axis < 2; axis++) {
        node.pad.before[axis] = between(0, 4);
        node.pad.after[axis] = between(0, 4);
    }
    return node;
}

static void test_pad(void)
{
    for (int i = 0; i < SHAPES; i++) {
        const struct fc_node node = random_pad();

        compare_node(&node, random_shape(), NULL, 0);
    }
}

static void test_reshape(void)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_node node = node_of(FC_OP_RESHAPE);
        const struct fc_shape x = random_shape();

        node.reshape.shape = coin() ? shape_of(1, x.dim[1] * x.dim[2], x.dim[3])
                                    : shape_of(x.dim[2], x.dim[3], x.dim[1]);
        compare_node(&node, x, NULL, 0);
    }
}

/* --- several nodes that an executor may melt into one --- */

/* pad, convolution, relu6, and what the convolution gave added to that */
static void chain_once(void)
{
    const struct fc_node pad = random_pad();
    const struct fc_node relu6 = node_of(FC_OP_RELU6), relu = node_of(FC_OP_RELU);
    const struct fc_node add = node_of(FC_OP_ADD);
    struct fc_node conv = node_of(coin() ? FC_OP_CONV_2D : FC_OP_DEPTHWISE_CONV_2D);
    const int channels = between(1, 16);
    const bool depthwise = conv.op == FC_OP_DEPTHWISE_CONV_2D;
    const struct fc_shape filter = {{depthwise ? 1 : channels, 3, 3, channels}};
    struct fc_graph *graph = testgraph_create(shape_of(between(3, 12), between(3, 12), channels));
    float *weights = testgraph_random(filter, -1.0, 1.0);
    fc_value_id inputs[2];

    random_window(&conv, 2, 1);
    inputs[0] = testgraph_append(graph, &pad, &graph->input, 1);
    inputs[1] = testgraph_constant(graph, (struct testgraph_constant){filter, weights});
    inputs[0] = testgraph_append(graph, &conv, inputs, 2);
    inputs[1] = testgraph_append(graph, &relu6, &inputs[0], 1);
    if (coin())
        inputs[0] = inputs[1];
    inputs[0] = testgraph_append(graph, &add, inputs, 2);
    testgraph_append(graph, &relu, inputs, 1);
    g_free(weights);
    compare(graph, -1.0, 1.0);
}

static void test_chain(void)
{
    for (int i = 0; i < SHAPES; i++)
        chain_once();
}

static void add_simple(void)
{
    g_test_add_func("/ops/conv/any", test_conv);
    g_test_add_func("/ops/conv/1x1", test_conv_1x1);
    g_test_add_func("/ops/depthwise/any", test_depthwise);
    g_test_add_func("/ops/depthwise/multiplier", test_depthwise_multiplier);
    g_test_add_func("/ops/depthwise/square", test_depthwise_square);
    g_test_add_func("/ops/transpose-conv/any", test_transpose_conv);
    g_test_add_func("/ops/transpose-conv/2x2", test_transpose_conv_2x2);
    g_test_add_func("/ops/transpose-conv/tiny", test_transpose_conv_tiny);
    g_test_add_func("/ops/fully-connected", test_fully_connected);
    g_test_add_func("/ops/prelu", test_prelu);
    g_test_add_func("/ops/mean", test_mean);
    g_test_add_func("/ops/concatenation", test_concatenation);
    g_test_add_func("/ops/pad", test_pad);
    g_test_add_func("/ops/reshape", test_reshape);
    g_test_add_func("/ops/chain", test_chain);
}

static void add_for(const char *path, enum fc_op op, GTestDataFunc function)
{
    g_test_add_data_func(path, GINT_TO_POINTER(op), function);
}

static void add_resize(const char *path, enum resize_kind kind)
{
    g_test_add_data_func(path, GINT_TO_POINTER(kind), test_resize);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_simple();
    add_for("/ops/add", FC_OP_ADD, test_binary);
    add_for("/ops/subtract", FC_OP_SUBTRACT, test_binary);
    add_for("/ops/multiply", FC_OP_MULTIPLY, test_binary);
    add_for("/ops/average-pool", FC_OP_AVERAGE_POOL_2D, test_pool);
    add_for("/ops/max-pool", FC_OP_MAX_POOL_2D, test_pool);
    add_for("/ops/relu", FC_OP_RELU, test_unary);
    add_for("/ops/relu6", FC_OP_RELU6, test_unary);
    add_for("/ops/hard-swish", FC_OP_HARD_SWISH, test_unary);
    add_for("/ops/logistic", FC_OP_LOGISTIC, test_unary);
    add_for("/ops/softmax", FC_OP_SOFTMAX, test_unary);
    add_resize("/ops/resize/plain", RESIZE_PLAIN);
    add_resize("/ops/resize/align-corners", RESIZE_ALIGN_CORNERS);
    add_resize("/ops/resize/half-pixel", RESIZE_HALF_PIXEL);
    return g_test_run();
}
