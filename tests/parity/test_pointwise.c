/* SPDX-License-Identifier: MIT */
/*
 * Pointwise convolutions of our own: each build of the kernel against sums in double precision,
 * and graphs in which they weigh their input on the way against the reference executor. The seed
 * is GLib's: it is printed at the start, and --seed repeats a run.
 */
#include "compare.h"

#include <math.h>
#include <string.h>

#include "exec/xnn/plan.h"
#include "exec/xnn/pointwise.h"

enum {
    SHAPES = 40
};

static fc_value_id append(struct fc_graph *graph, const struct fc_node *node, fc_value_id a,
                          fc_value_id b)
{
    return testgraph_append(graph, node, (fc_value_id[]){a, b}, b == FC_NO_VALUE ? 1 : 2);
}

static fc_value_id append_pointwise(struct fc_graph *graph, fc_value_id x, int channels)
{
    return parity_append_pointwise(graph, x, channels, -INFINITY);
}

/* --- the kernels --- */

static const float *at(const float *values, size_t row, size_t channels)
{
    return values ? values + row * channels : NULL;
}

static double expected(const struct fc_graph *graph, const struct fc_node *node,
                       const struct fc_pointwise_input *input, size_t row, size_t channel)
{
    const struct fc_value *filter = &graph->values[node->input[1]];
    const size_t channels = (size_t)filter->shape.dim[3];
    const float *in = at(input->in, row, channels), *plus = at(input->plus, row, channels);
    double sum = (double)graph->values[node->input[2]].data[channel];

    for (size_t k = 0; k < channels; k++) {
        double x = (double)in[k] * (input->gate ? (double)input->gate[k] : 1.0);

        x += plus ? (double)plus[k] : 0.0;
        sum += x * (double)filter->data[channel * channels + k];
    }
    return fmin(fmax(sum, (double)node->clamp_min), (double)node->clamp_max);
}

static void check_kernel(const struct fc_pointwise_kernel *kernel, const struct fc_graph *graph,
                         const struct fc_pointwise_input *input, size_t rows)
{
    const struct fc_node *node = &graph->nodes[0];
    struct fc_pointwise pw;
    float *out;

    g_assert_cmpint(fc_pointwise_init(&pw, graph, node), ==, 0);
    out = g_new(float, rows *pw.out_channels + 1);
    out[rows * pw.out_channels] = 1234.0f;
    kernel->run(&pw, input, out, rows);
    for (size_t i = 0; i < rows * pw.out_channels; i++) {
        const double right = expected(graph, node, input, i / pw.out_channels, i % pw.out_channels);

        if (fabs((double)out[i] - right) > 2e-5 * (1.0 + (double)pw.in_channels))
            g_error("%s, %zu to %zu channels, %zu pixels%s%s: element %zu is %g, not %g",
                    kernel->name, pw.in_channels, pw.out_channels, rows,
                    input->gate ? ", gate" : "", input->plus ? ", plus" : "", i, (double)out[i],
                    right);
    }
    g_assert_cmpfloat((double)out[rows * pw.out_channels], ==, 1234.0);
    g_free(out);
    fc_pointwise_finish(&pw);
}

static void test_kernels(void)
{
    const struct fc_pointwise_kernel *kernels[] = {&fc_pointwise_kernel_c, fc_pointwise_choose()};

    for (int i = 0; i < SHAPES; i++) {
        const int pixels = parity_between(1, 40), channels = parity_between(1, 60);
        struct fc_graph *graph = testgraph_create(parity_shape(1, pixels, channels));
        float *values[3];

        append_pointwise(graph, graph->input, parity_between(1, 60));
        if (parity_between(0, 1)) {
            graph->nodes[0].clamp_min = 0.0f;
            graph->nodes[0].clamp_max = 0.5f;
        }
        for (int v = 0; v < 3; v++)
            values[v] = testgraph_random(parity_shape(1, pixels, channels), -1.0, 1.0);
        for (size_t k = 0; k < 3 * G_N_ELEMENTS(kernels); k++) {
            const struct fc_pointwise_input input = {values[0], k % 3 > 0 ? values[1] : NULL,
                                                     k % 3 > 1 ? values[2] : NULL};

            check_kernel(kernels[k / 3], graph, &input, (size_t)pixels);
        }
        for (int v = 0; v < 3; v++)
            g_free(values[v]);
        fc_graph_destroy(&graph);
    }
}

/* --- in graphs --- */

/* x, gated by its own mean and added to itself as asked for, then convolved. */
struct form {
    bool swapped; /* operands the other way round */
    bool adds;
    float product_min; /* clamp of the product */
    bool read_twice;   /* the product is the output's other half */
    bool by_pixel;     /* x is multiplied with x */
    int channels;      /* 0: a few */
    bool weighs;       /* what is expected: the convolution does it on the way */
};

static const struct form forms[] = {
    {.product_min = -INFINITY, .weighs = true},
    {.product_min = -INFINITY, .swapped = true, .weighs = true},
    {.product_min = -INFINITY, .adds = true, .weighs = true},
    {.product_min = -INFINITY, .adds = true, .swapped = true, .weighs = true},
    {.product_min = -INFINITY, .channels = FC_POINTWISE_GATED_MAX, .weighs = true},
    {.product_min = -INFINITY, .channels = FC_POINTWISE_GATED_MAX + 1},
    {.product_min = 0.0f},
    {.product_min = 0.0f, .adds = true},
    {.product_min = -INFINITY, .read_twice = true},
    {.product_min = -INFINITY, .adds = true, .read_twice = true},
    {.product_min = -INFINITY, .by_pixel = true},
};

static fc_value_id append_either_way(struct fc_graph *graph, const struct fc_node *node,
                                     const struct form *form, fc_value_id a, fc_value_id b)
{
    return form->swapped ? append(graph, node, b, a) : append(graph, node, a, b);
}

static struct fc_graph *graph_of(const struct form *form)
{
    const int channels = form->channels ? form->channels : parity_between(1, 40);
    struct fc_graph *graph =
        testgraph_create(parity_shape(parity_between(2, 20), parity_between(3, 20), channels));
    const struct fc_node add = parity_node(FC_OP_ADD), mean = parity_node(FC_OP_MEAN),
                         both = parity_node(FC_OP_CONCATENATION);
    struct fc_node multiply = parity_node(FC_OP_MULTIPLY);
    fc_value_id x = append_pointwise(graph, graph->input, channels);
    fc_value_id gate = form->by_pixel ? x : append(graph, &mean, x, FC_NO_VALUE);
    fc_value_id product, in, result;

    multiply.clamp_min = form->product_min;
    product = append_either_way(graph, &multiply, form, x, gate);
    in = form->adds ? append_either_way(graph, &add, form, product, x) : product;
    result = append_pointwise(graph, in, parity_between(1, 40));
    if (form->read_twice)
        append(graph, &both, product, result);
    return graph;
}

static bool weighs(const struct fc_graph *graph)
{
    struct fc_xnn_plan plan;
    bool found = false;

    g_assert_cmpint(fc_xnn_plan_init(&plan, graph, true), ==, 0);
    for (uint32_t i = 0; i < plan.step_count; i++)
        found = found || (plan.steps[i].is_pointwise && plan.steps[i].reading.gate != FC_NO_VALUE);
    fc_xnn_plan_finish(&plan);
    return found;
}

static void compare(const struct form *form, const struct fc_graph *graph, int threads)
{
    const struct fc_exec_params own = {.threads = threads, .pointwise = FC_POINTWISE_OWN};
    const size_t count = fc_shape_elements(graph->values[graph->output].shape);
    float *input = testgraph_random(graph->values[graph->input].shape, -1.0, 1.0);
    float *right = testgraph_run(&fc_exec_ref, graph, 1, input);
    float *out = testgraph_run_with(&fc_exec_xnn, graph, &own, input);

    for (size_t i = 0; i < count; i++)
        if (fabs((double)out[i] - (double)right[i]) > 1e-3 + 1e-4 * fabs((double)right[i]))
            g_error("form %td: element %zu is %g, not %g", form - forms, i, (double)out[i],
                    (double)right[i]);
    g_free(out);
    g_free(right);
    g_free(input);
}

static void test_graphs(void)
{
    for (size_t f = 0; f < G_N_ELEMENTS(forms); f++)
        for (int threads = 1; threads <= 2; threads++) {
            struct fc_graph *graph = graph_of(&forms[f]);

            compare(&forms[f], graph, threads);
            g_assert_true(weighs(graph) == forms[f].weighs);
            fc_graph_destroy(&graph);
        }
}

/* --- where values lie --- */

static void assert_apart(const struct fc_xnn_plan *plan, fc_value_id a, fc_value_id b)
{
    const struct fc_xnn_place *p = &plan->places[a], *q = &plan->places[b];
    const size_t p_end = p->at + fc_shape_elements(plan->graph->values[a].shape);
    const size_t q_end = q->at + fc_shape_elements(plan->graph->values[b].shape);

    if (p->since <= q->until && q->since <= p->until)
        g_assert_true(p_end <= q->at || q_end <= p->at);
    g_assert_cmpuint(MAX(p_end, q_end), <=, plan->size);
}

/* A chain with side branches of all lengths: what lives at the same time lies apart. */
static void test_places(void)
{
    for (int i = 0; i < SHAPES; i++) {
        struct fc_graph *graph = testgraph_create(parity_shape(4, 5, parity_between(1, 20)));
        fc_value_id values[12] = {append_pointwise(graph, graph->input, 8)};
        const struct fc_node add = parity_node(FC_OP_ADD);
        struct fc_xnn_plan plan;

        for (int v = 1; v < 12; v++)
            values[v] = append_pointwise(
                graph, append(graph, &add, values[v - 1], values[parity_between(0, v - 1)]), 8);
        g_assert_cmpint(fc_xnn_plan_init(&plan, graph, true), ==, 0);
        g_assert_cmpuint(plan.step_count, >=, 12);
        for (int a = 0; a < 11; a++) /* the last is the output, which lies elsewhere */
            for (int b = 0; b < a; b++)
                assert_apart(&plan, values[a], values[b]);
        fc_xnn_plan_finish(&plan);
        fc_graph_destroy(&graph);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pointwise/kernels", test_kernels);
    g_test_add_func("/pointwise/graphs", test_graphs);
    g_test_add_func("/pointwise/places", test_places);
    return g_test_run();
}
