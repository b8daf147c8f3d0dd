/* SPDX-License-Identifier: MIT */
#include "testgraph.h"

#include <string.h>

#include "base/memory.h"

struct fc_graph *testgraph_create(struct fc_shape input)
{
    struct fc_graph *graph = fc_graph_create();

    g_assert_nonnull(graph);
    g_assert_cmpint(fc_graph_add_value(graph, input, NULL, "input", &graph->input), ==, 0);
    return graph;
}

fc_value_id testgraph_constant(struct fc_graph *graph, struct testgraph_constant constant)
{
    const size_t bytes = fc_shape_elements(constant.shape) * sizeof(float);
    fc_value_id id = FC_NO_VALUE;
    float *copy;

    if (!constant.data)
        return FC_NO_VALUE;
    copy = fc_alloc_aligned(bytes);
    g_assert_nonnull(copy);
    memcpy(copy, constant.data, bytes);
    g_assert_cmpint(fc_graph_add_value(graph, constant.shape, copy, NULL, &id), ==, 0);
    return id;
}

fc_value_id testgraph_append(struct fc_graph *graph, const struct fc_node *node,
                             const fc_value_id *inputs, uint32_t count)
{
    struct fc_error error = {0};
    struct fc_node copy = *node;
    struct fc_shape shape;

    copy.input_count = count;
    memcpy(copy.input, inputs, count * sizeof(*inputs));
    if (fc_graph_infer(graph, &copy, &shape, &error) < 0)
        g_error("%s", error.text);
    g_assert_cmpint(fc_graph_add_value(graph, shape, NULL, NULL, &copy.output), ==, 0);
    g_assert_cmpint(fc_graph_add_node(graph, &copy), ==, 0);
    graph->output = copy.output;
    return copy.output;
}

struct fc_graph *testgraph_one(const struct fc_node *node, struct fc_shape input,
                               const struct testgraph_constant *constants, uint32_t count)
{
    struct fc_graph *graph = testgraph_create(input);
    fc_value_id inputs[FC_NODE_MAX_INPUTS] = {graph->input};

    for (uint32_t i = 0; i < count; i++)
        inputs[1 + i] = testgraph_constant(graph, constants[i]);
    testgraph_append(graph, node, inputs, 1 + count);
    return graph;
}

float *testgraph_run(const struct fc_exec_ops *ops, const struct fc_graph *graph, int threads,
                     const float *input)
{
    const struct fc_exec_params params = {.threads = threads};

    return testgraph_run_with(ops, graph, &params, input);
}

float *testgraph_run_with(const struct fc_exec_ops *ops, const struct fc_graph *graph,
                          const struct fc_exec_params *params, const float *input)
{
    const struct fc_tensor *in, *out;
    struct fc_error error = {0};
    struct fc_exec *exec = NULL;
    float *copy;

    if (fc_graph_check(graph, &error) < 0 || ops->create(graph, params, &exec, &error) < 0)
        g_error("%s: %s", ops->name, error.text);
    in = ops->input(exec);
    memcpy(in->data, input, fc_shape_elements(in->shape) * sizeof(float));
    if (ops->submit(exec, &error) < 0 || ops->wait(exec, G_MAXINT64, &error) < 0)
        g_error("%s: %s", ops->name, error.text);
    out = ops->output(exec);
    copy = g_memdup2(out->data, fc_shape_elements(out->shape) * sizeof(float));
    fc_exec_destroy(&exec);
    g_assert_null(exec);
    return copy;
}

float *testgraph_random(struct fc_shape shape, double min, double max)
{
    const size_t count = fc_shape_elements(shape);
    float *numbers = g_new(float, count);

    for (size_t i = 0; i < count; i++)
        numbers[i] = (float)g_test_rand_double_range(min, max);
    return numbers;
}
