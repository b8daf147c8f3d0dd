/* SPDX-License-Identifier: MIT */
/* The reference executor against small cases worked out by hand. */
#include "testgraph.h"

#include <math.h>

#define SHAPE(h, w, c) ((struct fc_shape){{1, (h), (w), (c)}})
#define NO_CLAMP .clamp_min = -INFINITY, .clamp_max = INFINITY
#define NUMBERS(...) ((const float[]){__VA_ARGS__})

static const struct testgraph_constant no_bias;

static void assert_near(const float *numbers, const float *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(numbers[i] - expected[i]) <= 1e-6f))
            g_error("element %zu is %.9g and not %.9g", i, (double)numbers[i], (double)expected[i]);
}

struct expected {
    struct fc_shape shape;
    const float *data;
};

/* Runs one node on x and its constants. */
static void check(const struct fc_node *node, struct testgraph_constant x,
                  const struct testgraph_constant *constants, uint32_t count,
                  struct expected expected)
{
    struct fc_graph *graph = testgraph_one(node, x.shape, constants, count);
    float *out = testgraph_run(&fc_exec_ref, graph, 1, x.data);

    g_assert_true(fc_shape_equal(graph->values[graph->output].shape, expected.shape));
    assert_near(out, expected.data, fc_shape_elements(expected.shape));
    g_free(out);
    fc_graph_destroy(&graph);
}

static struct fc_node convolution(enum fc_op op, enum fc_padding padding, int stride, int dilation)
{
    return (struct fc_node){.op = op,
                            NO_CLAMP,
                            .conv = {.padding = padding,
                                     .stride = {stride, stride},
                                     .dilation = {dilation, dilation},
                                     .multiplier = 1}};
}

static void test_conv_valid(void)
{
    const struct fc_node node = convolution(FC_OP_CONV_2D, FC_PADDING_VALID, 1, 1);
    const struct testgraph_constant x = {SHAPE(3, 3, 1), NUMBERS(1, 2, 3, 4, 5, 6, 7, 8, 9)};
    const struct testgraph_constant constants[] = {
        {SHAPE(2, 2, 1), NUMBERS(1, 2, 3, 4)},
        {SHAPE(1, 1, 1), NUMBERS(1)},
    };

    check(&node, x, constants, 2, (struct expected){SHAPE(2, 2, 1), NUMBERS(38, 48, 68, 78)});
}

/* One row and one column of padding, and both go behind. */
static void test_conv_same(void)
{
    const struct fc_node node = convolution(FC_OP_CONV_2D, FC_PADDING_SAME, 2, 1);
    const struct testgraph_constant x = {
        SHAPE(4, 4, 1), NUMBERS(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)};
    const struct testgraph_constant ones = {SHAPE(3, 3, 1), NUMBERS(1, 1, 1, 1, 1, 1, 1, 1, 1)};

    check(&node, x, &ones, 1, (struct expected){SHAPE(2, 2, 1), NUMBERS(54, 45, 72, 54)});
}

static void test_conv_channels(void)
{
    const struct fc_node node = convolution(FC_OP_CONV_2D, FC_PADDING_SAME, 1, 1);
    const struct testgraph_constant x = {SHAPE(1, 2, 2), NUMBERS(1, 2, -1, 3)};
    const struct testgraph_constant filter = {{{2, 1, 1, 2}}, NUMBERS(3, 4, 5, 6)};

    check(&node, x, &filter, 1, (struct expected){SHAPE(1, 2, 2), NUMBERS(11, 17, 9, 13)});
}

static void test_conv_dilation(void)
{
    const struct fc_node node = convolution(FC_OP_CONV_2D, FC_PADDING_VALID, 1, 2);
    const struct testgraph_constant x = {SHAPE(1, 6, 1), NUMBERS(1, 2, 3, 4, 5, 6)};
    const struct testgraph_constant filter = {SHAPE(1, 3, 1), NUMBERS(1, 10, 100)};

    check(&node, x, &filter, 1, (struct expected){SHAPE(1, 2, 1), NUMBERS(531, 642)});
}

static void test_clamp(void)
{
    struct fc_node node = convolution(FC_OP_CONV_2D, FC_PADDING_VALID, 1, 1);
    const struct testgraph_constant x = {SHAPE(1, 3, 1), NUMBERS(-5, 0.5f, 5)};
    const struct testgraph_constant filter = {SHAPE(1, 1, 1), NUMBERS(2)};

    node.clamp_min = -1;
    node.clamp_max = 6;
    check(&node, x, &filter, 1, (struct expected){SHAPE(1, 3, 1), NUMBERS(-1, 1, 6)});
}

/* Outputs 0 and 1 see channel 0, outputs 2 and 3 see channel 1. */
static void test_depthwise(void)
{
    struct fc_node node = convolution(FC_OP_DEPTHWISE_CONV_2D, FC_PADDING_SAME, 1, 1);
    const struct testgraph_constant x = {SHAPE(1, 2, 2), NUMBERS(1, 2, 3, 4)};
    const struct testgraph_constant constants[] = {
        {SHAPE(1, 1, 4), NUMBERS(1, 2, 3, 4)},
        {SHAPE(1, 1, 4), NUMBERS(0, 0, 0, 100)},
    };

    node.conv.multiplier = 2;
    check(&node, x, constants, 2,
          (struct expected){SHAPE(1, 2, 4), NUMBERS(1, 2, 6, 108, 3, 6, 12, 116)});
}

static void test_depthwise_window(void)
{
    const struct fc_node node = convolution(FC_OP_DEPTHWISE_CONV_2D, FC_PADDING_SAME, 1, 1);
    const struct testgraph_constant x = {SHAPE(3, 1, 2), NUMBERS(1, 10, 2, 20, 3, 30)};
    const struct testgraph_constant filter = {SHAPE(3, 1, 2), NUMBERS(1, 1, 2, 0, 3, 2)};

    check(&node, x, &filter, 1, (struct expected){SHAPE(3, 1, 2), NUMBERS(8, 40, 14, 70, 8, 20)});
}

static void test_transpose_conv(void)
{
    struct fc_node node = convolution(FC_OP_TRANSPOSE_CONV_2D, FC_PADDING_VALID, 2, 1);
    const struct testgraph_constant x = {SHAPE(1, 2, 1), NUMBERS(1, 2)};
    const struct testgraph_constant constants[] = {{SHAPE(1, 3, 1), NUMBERS(1, 10, 100)}, no_bias};

    node.conv.output[0] = 1;
    node.conv.output[1] = 5;
    check(&node, x, constants, 2, (struct expected){SHAPE(1, 5, 1), NUMBERS(1, 10, 102, 20, 200)});
    node.conv.padding = FC_PADDING_SAME;
    node.conv.output[1] = 4;
    check(&node, x, constants, 2, (struct expected){SHAPE(1, 4, 1), NUMBERS(1, 10, 102, 20)});
}

/* Padded on both sides: what would fall off the ends is lost. */
static void test_transpose_conv_same(void)
{
    struct fc_node node = convolution(FC_OP_TRANSPOSE_CONV_2D, FC_PADDING_SAME, 1, 1);
    const struct testgraph_constant x = {SHAPE(3, 1, 1), NUMBERS(1, 2, 3)};
    const struct testgraph_constant constants[] = {
        {SHAPE(3, 1, 1), NUMBERS(1, 10, 100)},
        {SHAPE(1, 1, 1), NUMBERS(0.5f)},
    };

    node.conv.output[0] = 3;
    node.conv.output[1] = 1;
    check(&node, x, constants, 2,
          (struct expected){SHAPE(3, 1, 1), NUMBERS(12.5f, 123.5f, 230.5f)});
}

static void test_transpose_conv_channels(void)
{
    struct fc_node node = convolution(FC_OP_TRANSPOSE_CONV_2D, FC_PADDING_SAME, 2, 1);
    const struct testgraph_constant x = {SHAPE(1, 1, 2), NUMBERS(1, 10)};
    const struct testgraph_constant filter = {{{2, 1, 2, 2}}, NUMBERS(1, 2, 3, 4, 5, 6, 7, 8)};

    node.conv.output[0] = 1;
    node.conv.output[1] = 2;
    check(&node, x, &filter, 1, (struct expected){SHAPE(1, 2, 2), NUMBERS(21, 65, 43, 87)});
}

static void test_fully_connected(void)
{
    const struct fc_node node = {.op = FC_OP_FULLY_CONNECTED, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 2, 3), NUMBERS(1, 2, 3, 4, 5, 6)};
    const struct testgraph_constant constants[] = {
        {SHAPE(1, 2, 3), NUMBERS(1, 0, 0, 1, 1, 1)},
        {SHAPE(1, 1, 2), NUMBERS(0.5f, -1)},
    };

    check(&node, x, constants, 2, (struct expected){SHAPE(1, 2, 2), NUMBERS(1.5f, 5, 4.5f, 14)});
}

static void test_binary(void)
{
    struct fc_node node = {.op = FC_OP_ADD, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 2, 2), NUMBERS(1, 2, 3, 4)};
    const struct testgraph_constant channel = {SHAPE(1, 1, 2), NUMBERS(10, 20)};
    const struct testgraph_constant pixel = {SHAPE(1, 2, 1), NUMBERS(10, 20)};

    check(&node, x, &channel, 1, (struct expected){x.shape, NUMBERS(11, 22, 13, 24)});
    node.op = FC_OP_SUBTRACT;
    check(&node, x, &pixel, 1, (struct expected){x.shape, NUMBERS(-9, -8, -17, -16)});
    check(&node, channel, &pixel, 1, (struct expected){x.shape, NUMBERS(0, 10, -10, 0)});
    node.op = FC_OP_MULTIPLY;
    check(&node, x, &x, 1, (struct expected){x.shape, NUMBERS(1, 4, 9, 16)});
}

/* Padding counts neither in the mean nor in the maximum. */
static void test_pools(void)
{
    struct fc_node node = {
        .op = FC_OP_AVERAGE_POOL_2D,
        NO_CLAMP,
        .pool = {.padding = FC_PADDING_SAME, .window = {2, 2}, .stride = {1, 1}},
    };
    const struct testgraph_constant x = {SHAPE(2, 2, 1), NUMBERS(-1, -2, -3, -4)};

    check(&node, x, NULL, 0, (struct expected){SHAPE(2, 2, 1), NUMBERS(-2.5f, -3, -3.5f, -4)});
    node.op = FC_OP_MAX_POOL_2D;
    check(&node, x, NULL, 0, (struct expected){SHAPE(2, 2, 1), NUMBERS(-1, -2, -3, -4)});
    node.pool.padding = FC_PADDING_VALID;
    check(&node, x, NULL, 0, (struct expected){SHAPE(1, 1, 1), NUMBERS(-1)});
    node.op = FC_OP_AVERAGE_POOL_2D;
    check(&node, x, NULL, 0, (struct expected){SHAPE(1, 1, 1), NUMBERS(-2.5f)});
}

static void test_mean(void)
{
    const struct fc_node node = {.op = FC_OP_MEAN, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(2, 2, 2), NUMBERS(1, 10, 2, 20, 3, 30, 6, 0)};

    check(&node, x, NULL, 0, (struct expected){SHAPE(1, 1, 2), NUMBERS(3, 15)});
}

static void check_unary(enum fc_op op, const float *expected)
{
    const struct fc_node node = {.op = op, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 6, 1), NUMBERS(-100, -3, 0, 1, 3, 100)};

    check(&node, x, NULL, 0, (struct expected){x.shape, expected});
}

static void test_unary(void)
{
    check_unary(FC_OP_RELU, NUMBERS(0, 0, 0, 1, 3, 100));
    check_unary(FC_OP_RELU6, NUMBERS(0, 0, 0, 1, 3, 6));
    check_unary(FC_OP_HARD_SWISH, NUMBERS(0, 0, 0, 2.0f / 3, 3, 100));
    check_unary(FC_OP_LOGISTIC, NUMBERS(0, 0.0474258732f, 0.5f, 0.731058579f, 0.952574127f, 1));
}

static void test_prelu(void)
{
    const struct fc_node node = {.op = FC_OP_PRELU, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 2, 2), NUMBERS(-1, -2, 3, -4)};
    const struct testgraph_constant slope = {SHAPE(1, 1, 2), NUMBERS(0.5f, 2)};

    check(&node, x, &slope, 1, (struct expected){x.shape, NUMBERS(-0.5f, -4, 3, -8)});
}

static void test_softmax(void)
{
    const struct fc_node node = {.op = FC_OP_SOFTMAX, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 2, 2), NUMBERS(0, 1.09861229f, 1000, 1000)};

    check(&node, x, NULL, 0, (struct expected){x.shape, NUMBERS(0.25f, 0.75f, 0.5f, 0.5f)});
}

/* Two pixels become four, along rows and along columns. */
static void check_resize(bool align_corners, bool half_pixel_centres, const float *expected)
{
    struct fc_node node = {
        .op = FC_OP_RESIZE_BILINEAR,
        NO_CLAMP,
        .resize = {.output = {1, 4},
                   .align_corners = align_corners,
                   .half_pixel_centres = half_pixel_centres},
    };

    check(&node, (struct testgraph_constant){SHAPE(1, 2, 1), NUMBERS(0, 4)}, NULL, 0,
          (struct expected){SHAPE(1, 4, 1), expected});
    node.resize.output[0] = 4;
    node.resize.output[1] = 1;
    check(&node, (struct testgraph_constant){SHAPE(2, 1, 1), NUMBERS(0, 4)}, NULL, 0,
          (struct expected){SHAPE(4, 1, 1), expected});
}

static void test_resize(void)
{
    check_resize(false, false, NUMBERS(0, 2, 4, 4));
    check_resize(false, true, NUMBERS(0, 1, 3, 4));
    check_resize(true, false, NUMBERS(0, 4.0f / 3, 8.0f / 3, 4));
}

static void test_concatenation(void)
{
    const struct fc_node node = {.op = FC_OP_CONCATENATION, NO_CLAMP};
    const struct testgraph_constant x = {SHAPE(1, 2, 1), NUMBERS(1, 2)};
    const struct testgraph_constant more = {SHAPE(1, 2, 2), NUMBERS(3, 4, 5, 6)};

    check(&node, x, &more, 1, (struct expected){SHAPE(1, 2, 3), NUMBERS(1, 3, 4, 2, 5, 6)});
}

static void test_pad(void)
{
    const struct fc_node node = {
        .op = FC_OP_PAD, NO_CLAMP, .pad = {.before = {1, 0}, .after = {0, 2}}};
    const struct testgraph_constant x = {SHAPE(1, 2, 1), NUMBERS(7, 8)};

    check(&node, x, NULL, 0, (struct expected){SHAPE(2, 4, 1), NUMBERS(0, 0, 0, 0, 7, 8, 0, 0)});
}

static void test_reshape(void)
{
    const struct fc_node node = {
        .op = FC_OP_RESHAPE, NO_CLAMP, .reshape = {.shape = {{1, 1, 1, 4}}}};
    const struct testgraph_constant x = {SHAPE(2, 1, 2), NUMBERS(1, 2, 3, 4)};

    check(&node, x, NULL, 0, (struct expected){SHAPE(1, 1, 4), x.data});
}

static void test_find(void)
{
    struct fc_exec *none = NULL;

    g_assert_true(fc_exec_find("ref") == &fc_exec_ref);
    g_assert_true(fc_exec_find("xnn") == &fc_exec_xnn);
    g_assert_null(fc_exec_find("nothing"));
    g_assert_true(fc_exec_all[0] == &fc_exec_xnn);
    fc_exec_destroy(&none);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/exec/find", test_find);
    g_test_add_func("/exec/ref/conv/valid", test_conv_valid);
    g_test_add_func("/exec/ref/conv/same", test_conv_same);
    g_test_add_func("/exec/ref/conv/channels", test_conv_channels);
    g_test_add_func("/exec/ref/conv/dilation", test_conv_dilation);
    g_test_add_func("/exec/ref/clamp", test_clamp);
    g_test_add_func("/exec/ref/depthwise/multiplier", test_depthwise);
    g_test_add_func("/exec/ref/depthwise/window", test_depthwise_window);
    g_test_add_func("/exec/ref/transpose-conv/sizes", test_transpose_conv);
    g_test_add_func("/exec/ref/transpose-conv/same", test_transpose_conv_same);
    g_test_add_func("/exec/ref/transpose-conv/channels", test_transpose_conv_channels);
    g_test_add_func("/exec/ref/fully-connected", test_fully_connected);
    g_test_add_func("/exec/ref/binary", test_binary);
    g_test_add_func("/exec/ref/pools", test_pools);
    g_test_add_func("/exec/ref/mean", test_mean);
    g_test_add_func("/exec/ref/unary", test_unary);
    g_test_add_func("/exec/ref/prelu", test_prelu);
    g_test_add_func("/exec/ref/softmax", test_softmax);
    g_test_add_func("/exec/ref/resize", test_resize);
    g_test_add_func("/exec/ref/concatenation", test_concatenation);
    g_test_add_func("/exec/ref/pad", test_pad);
    g_test_add_func("/exec/ref/reshape", test_reshape);
    return g_test_run();
}
