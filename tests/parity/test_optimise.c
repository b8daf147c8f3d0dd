/* SPDX-License-Identifier: MIT */
/*
 * What the optimiser moves about computes the same as before, on the reference executor, over
 * random shapes. GLib prints the seed, and --seed repeats a run.
 */
#include "compare.h"

#include <math.h>

enum {
    SHAPES = 40
};

/* A resize and the pointwise convolution after it. */
struct pair {
    struct fc_shape in;
    struct fc_shape out;
    float clamp_min;
    bool read_twice; /* the resize's result is the output's other half */
};

static struct fc_graph *graph_of(const struct pair *pair)
{
    const int32_t *out = pair->out.dim;
    struct fc_graph *graph = testgraph_create(pair->in);
    const bool corners = g_test_rand_bit();
    const struct fc_node resize = {
        .op = FC_OP_RESIZE_BILINEAR,
        .clamp_min = -INFINITY,
        .clamp_max = INFINITY,
        .resize = {{out[1], out[2]}, corners, !corners && g_test_rand_bit()},
    };
    const struct fc_node both = parity_node(FC_OP_CONCATENATION);
    fc_value_id wide = testgraph_append(graph, &resize, &graph->input, 1);
    fc_value_id result = parity_append_pointwise(graph, wide, out[3], pair->clamp_min);

    if (pair->read_twice)
        testgraph_append(graph, &both, (fc_value_id[]){wide, result}, 2);
    return graph;
}

static void optimise(struct fc_graph *graph)
{
    struct fc_error error = {0};

    fc_graph_optimise(graph, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void assert_same(struct fc_graph *graph)
{
    const size_t count = fc_shape_elements(graph->values[graph->output].shape);
    float *input = testgraph_random(graph->values[graph->input].shape, -1.0, 1.0);
    float *before = testgraph_run(&fc_exec_ref, graph, 1, input);
    float *after;

    optimise(graph);
    after = testgraph_run(&fc_exec_ref, graph, 1, input);
    for (size_t i = 0; i < count; i++)
        g_assert_cmpfloat_with_epsilon((double)after[i], (double)before[i], 2e-5);
    g_free(after);
    g_free(before);
    g_free(input);
}

static void test_convolution_goes_first(void)
{
    for (int i = 0; i < SHAPES; i++) {
        const int rows = parity_between(1, 9), columns = parity_between(1, 9),
                  channels = parity_between(1, 20);
        const struct pair pair = {
            .in = {{1, rows, columns, channels}},
            .out = {{1, rows + parity_between(0, 12), columns + parity_between(0, 12),
                     parity_between(1, channels)}},
            .clamp_min = -INFINITY,
        };
        struct fc_graph *graph = graph_of(&pair);

        assert_same(graph);
        g_assert_cmpuint(graph->node_count, ==, 2);
        g_assert_cmpint(graph->nodes[0].op, ==, FC_OP_CONV_2D);
        g_assert_cmpint(graph->nodes[1].op, ==, FC_OP_RESIZE_BILINEAR);
        fc_graph_destroy(&graph);
    }
}

/* Where it would not be the same, or no less work. */
static void test_resize_stays_first(void)
{
    const struct fc_shape in = {{1, 6, 5, 8}}, out = {{1, 12, 10, 4}};
    const struct pair pairs[] = {
        {.in = in, .out = out, .clamp_min = 0.0f},
        {.in = in, .out = out, .clamp_min = -INFINITY, .read_twice = true},
        {.in = in, .out = {{1, 3, 10, 4}}, .clamp_min = -INFINITY},
        {.in = in, .out = {{1, 12, 10, 9}}, .clamp_min = -INFINITY},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        struct fc_graph *graph = graph_of(&pairs[i]);

        assert_same(graph);
        g_assert_cmpint(graph->nodes[0].op, ==, FC_OP_RESIZE_BILINEAR);
        fc_graph_destroy(&graph);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/optimise/convolution-goes-first", test_convolution_goes_first);
    g_test_add_func("/optimise/resize-stays-first", test_resize_stays_first);
    return g_test_run();
}
