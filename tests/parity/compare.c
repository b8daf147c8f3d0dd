/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <math.h>

int parity_between(int first, int last)
{
    return g_test_rand_int_range(first, last + 1);
}

bool parity_coin(void)
{
    return g_test_rand_bit();
}

struct fc_shape parity_shape(int rows, int columns, int channels)
{
    return (struct fc_shape){{1, rows, columns, channels}};
}

struct fc_shape parity_random_shape(void)
{
    return parity_shape(parity_between(1, 20), parity_between(1, 20), parity_between(1, 40));
}

struct fc_node parity_node(enum fc_op op)
{
    return (struct fc_node){.op = op, .clamp_min = -INFINITY, .clamp_max = INFINITY};
}

void parity_random_clamp(struct fc_node *node)
{
    static const float ranges[][2] = {
        {-INFINITY, INFINITY}, {0.0f, INFINITY}, {0.0f, 6.0f}, {-1.0f, 1.0f}, {-INFINITY, 0.25f},
    };
    const float *range = ranges[parity_between(0, G_N_ELEMENTS(ranges) - 1)];

    node->clamp_min = range[0];
    node->clamp_max = range[1];
}

struct fc_node parity_random_pad(void)
{
    struct fc_node node = parity_node(FC_OP_PAD);

    for (int axis = 0; axis < 2; axis++) {
        node.pad.before[axis] = parity_between(0, 4);
        node.pad.after[axis] = parity_between(0, 4);
    }
    return node;
}

static fc_value_id random_constant(struct fc_graph *graph, struct fc_shape shape)
{
    float *data = testgraph_random(shape, -1.0, 1.0);
    fc_value_id id = testgraph_constant(graph, (struct testgraph_constant){shape, data});

    g_free(data);
    return id;
}

fc_value_id parity_append_pointwise(struct fc_graph *graph, fc_value_id x, int channels,
                                    float clamp_min)
{
    const int32_t in = graph->values[x].shape.dim[3];
    const struct fc_node conv = {
        .op = FC_OP_CONV_2D,
        .clamp_min = clamp_min,
        .clamp_max = INFINITY,
        .conv = {FC_PADDING_SAME, {1, 1}, {1, 1}, 1, {0, 0}},
    };
    fc_value_id filter = random_constant(graph, (struct fc_shape){{channels, 1, 1, in}});
    fc_value_id bias = random_constant(graph, parity_shape(1, 1, channels));

    return testgraph_append(graph, &conv, (fc_value_id[]){x, filter, bias}, 3);
}

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

void parity_compare(struct fc_graph *graph, double min, double max)
{
    float *input = testgraph_random(graph->values[graph->input].shape, min, max);
    float *expected = testgraph_run(&fc_exec_ref, graph, 1, input);

    for (size_t i = 0; fc_exec_all[i]; i++) {
        if (fc_exec_all[i] == &fc_exec_ref)
            continue;
        for (int threads = 1; threads <= 2; threads++) {
            /* Our own pointwise convolutions have test_pointwise. */
            const struct fc_exec_params params = {.threads = threads,
                                                  .pointwise = FC_POINTWISE_LIBRARY};
            float *out = testgraph_run_with(fc_exec_all[i], graph, &params, input);

            assert_equal(graph, out, expected);
            g_free(out);
        }
    }
    g_free(expected);
    g_free(input);
    fc_graph_destroy(&graph);
}

void parity_compare_node(const struct fc_node *node, struct fc_shape x,
                         const struct testgraph_constant *constants, uint32_t count)
{
    parity_compare(testgraph_one(node, x, constants, count), -1.0, 1.0);
}
