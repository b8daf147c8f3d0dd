/* SPDX-License-Identifier: MIT */
/*
 * Each executor against the reference executor, operation by operation, over random shapes: what
 * goes element by element, pools, and what moves pixels. test_ops_conv.c has the convolutions.
 */
#include "compare.h"

/* --- element by element --- */

static void binary_once(enum fc_op op)
{
    struct fc_node node = parity_node(op);
    struct fc_shape a = parity_random_shape(), b = a;
    float *data;

    for (int axis = 1; axis < 4; axis++) {
        const int kind = parity_between(0, 3);

        if (kind == 0)
            a.dim[axis] = 1;
        if (kind == 1)
            b.dim[axis] = 1;
    }
    parity_random_clamp(&node);
    data = testgraph_random(b, -1.0, 1.0);
    parity_compare_node(&node, a, &(struct testgraph_constant){b, data}, 1);
    g_free(data);
}

/* The other operand computed too, as squeeze-and-excite blocks have it, on either side. */
static void binary_computed_once(enum fc_op op)
{
    const struct fc_node first = parity_node(parity_coin() ? FC_OP_MEAN : FC_OP_HARD_SWISH);
    struct fc_graph *graph = testgraph_create(parity_random_shape());
    struct fc_node node = parity_node(op);
    fc_value_id inputs[2] = {graph->input, graph->input};

    parity_random_clamp(&node);
    inputs[parity_between(0, 1)] = testgraph_append(graph, &first, &graph->input, 1);
    testgraph_append(graph, &node, inputs, 2);
    parity_compare(graph, -1.0, 1.0);
}

static void test_binary(gconstpointer op)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        binary_once((enum fc_op)GPOINTER_TO_INT(op));
    for (int i = 0; i < PARITY_SHAPES / 2; i++)
        binary_computed_once((enum fc_op)GPOINTER_TO_INT(op));
}

static void test_unary(gconstpointer op)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        const struct fc_node node = parity_node((enum fc_op)GPOINTER_TO_INT(op));

        parity_compare(testgraph_one(&node, parity_random_shape(), NULL, 0), -12.0, 12.0);
    }
}

static void test_prelu(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        const struct fc_node node = parity_node(FC_OP_PRELU);
        const struct fc_shape x = parity_random_shape(), slope = parity_shape(1, 1, x.dim[3]);
        float *data = testgraph_random(slope, -1.0, 2.0);

        parity_compare_node(&node, x, &(struct testgraph_constant){slope, data}, 1);
        g_free(data);
    }
}

/* --- pools --- */

static void pool_once(enum fc_op op)
{
    struct fc_node node = parity_node(op);
    struct fc_shape x = parity_random_shape();

    parity_random_clamp(&node);
    node.pool.padding = parity_coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    for (int axis = 0; axis < 2; axis++) {
        const int32_t most = node.pool.padding == FC_PADDING_SAME ? 7 : MIN(x.dim[1 + axis], 7);

        node.pool.window[axis] = parity_between(1, most);
        node.pool.stride[axis] = parity_between(1, 4);
    }
    parity_compare_node(&node, x, NULL, 0);
}

/* One window over everything, which executors may do in another way. */
static void pool_global_once(enum fc_op op)
{
    struct fc_node node = parity_node(op);
    const struct fc_shape x = parity_random_shape();

    parity_random_clamp(&node);
    node.pool.padding = parity_coin() ? FC_PADDING_SAME : FC_PADDING_VALID;
    for (int axis = 0; axis < 2; axis++) {
        node.pool.window[axis] = x.dim[1 + axis];
        node.pool.stride[axis] = x.dim[1 + axis] + parity_between(0, 2);
        if (node.pool.padding == FC_PADDING_SAME)
            node.pool.window[axis] += parity_between(0, 3);
    }
    parity_compare_node(&node, x, NULL, 0);
}

static void test_pool(gconstpointer op)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        pool_once((enum fc_op)GPOINTER_TO_INT(op));
        pool_global_once((enum fc_op)GPOINTER_TO_INT(op));
    }
}

static void test_mean(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_MEAN);

        parity_random_clamp(&node);
        parity_compare_node(&node, parity_random_shape(), NULL, 0);
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
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_RESIZE_BILINEAR);

        node.resize.output[0] = parity_between(1, 45);
        node.resize.output[1] = parity_between(1, 45);
        node.resize.align_corners = GPOINTER_TO_INT(kind) == RESIZE_ALIGN_CORNERS;
        node.resize.half_pixel_centres = GPOINTER_TO_INT(kind) == RESIZE_HALF_PIXEL;
        parity_compare_node(&node, parity_random_shape(), NULL, 0);
    }
}

/* Of the input, of what is computed from it, and of constants. */
static void concatenation_once(void)
{
    const struct fc_node node = parity_node(FC_OP_CONCATENATION),
                         swish = parity_node(FC_OP_HARD_SWISH);
    struct fc_shape shape = parity_random_shape();
    struct fc_graph *graph = testgraph_create(shape);
    const fc_value_id computed = testgraph_append(graph, &swish, &graph->input, 1);
    const uint32_t count = (uint32_t)parity_between(1, FC_NODE_MAX_INPUTS);
    fc_value_id inputs[FC_NODE_MAX_INPUTS];

    for (uint32_t i = 0; i < count; i++) {
        float *data;

        inputs[i] = parity_coin() ? computed : graph->input;
        if (i == 0 || parity_coin())
            continue;
        shape.dim[3] = parity_between(1, 20);
        data = testgraph_random(shape, -1.0, 1.0);
        inputs[i] = testgraph_constant(graph, (struct testgraph_constant){shape, data});
        g_free(data);
    }
    testgraph_append(graph, &node, inputs, count);
    parity_compare(graph, -1.0, 1.0);
}

static void test_concatenation(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++)
        concatenation_once();
}

static void test_pad(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        const struct fc_node node = parity_random_pad();

        parity_compare_node(&node, parity_random_shape(), NULL, 0);
    }
}

static void test_reshape(void)
{
    for (int i = 0; i < PARITY_SHAPES; i++) {
        struct fc_node node = parity_node(FC_OP_RESHAPE);
        const struct fc_shape x = parity_random_shape();

        node.reshape.shape = parity_coin() ? parity_shape(1, x.dim[1] * x.dim[2], x.dim[3])
                                           : parity_shape(x.dim[2], x.dim[3], x.dim[1]);
        parity_compare_node(&node, x, NULL, 0);
    }
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
    g_test_add_func("/ops/prelu", test_prelu);
    g_test_add_func("/ops/mean", test_mean);
    g_test_add_func("/ops/concatenation", test_concatenation);
    g_test_add_func("/ops/pad", test_pad);
    g_test_add_func("/ops/reshape", test_reshape);
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
