/* SPDX-License-Identifier: MIT */
#include "graph/op.h"

#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* What is known of each value while the nodes are walked in order. */
struct check {
    const struct fc_graph *graph;
    bool *written; /* owned; constants and the input from the start */
};

static int check_value(const struct fc_graph *graph, fc_value_id id, struct fc_error *error)
{
    const struct fc_value *value = &graph->values[id];

    if (!fc_shape_elements(value->shape))
        return fc_error_set(error, -EINVAL, "value %u \"%s\" is empty or too large", id,
                            value->name);
    if (!value->data && value->shape.dim[0] != 1)
        return fc_error_set(error, -EINVAL, "value %u \"%s\" is a batch of %d, not of 1", id,
                            value->name, value->shape.dim[0]);
    return 0;
}

static int check_values(const struct fc_graph *graph, struct fc_error *error)
{
    size_t total = 0;

    for (fc_value_id id = 0; id < graph->value_count; id++) {
        if (check_value(graph, id, error))
            return -EINVAL;
        total += fc_shape_elements(graph->values[id].shape);
    }
    if (total > FC_GRAPH_MAX_ELEMENTS)
        return fc_error_set(error, -EINVAL, "%zu elements in all values, %zu are allowed", total,
                            FC_GRAPH_MAX_ELEMENTS);
    return 0;
}

static int check_ends(const struct fc_graph *graph, struct fc_error *error)
{
    if (graph->input >= graph->value_count || graph->values[graph->input].data)
        return fc_error_set(error, -EINVAL, "the graph has no input");
    if (graph->output >= graph->value_count || graph->values[graph->output].data ||
        graph->output == graph->input)
        return fc_error_set(error, -EINVAL, "the graph has no output");
    return 0;
}

static int check_clamp(const struct fc_node *node, struct fc_error *error)
{
    if (!(node->clamp_min <= node->clamp_max))
        return fc_error_set(error, -EINVAL, "a clamp from %g to %g", (double)node->clamp_min,
                            (double)node->clamp_max);
    if (!fc_op_info(node->op)->clamps && fc_node_is_clamped(node))
        return fc_error_set(error, -EINVAL, "it cannot clamp");
    return 0;
}

static int check_inputs(const struct check *check, const struct fc_node *node,
                        struct fc_error *error)
{
    uint32_t constants = fc_op_info(node->op)->constant_inputs;

    for (uint32_t i = 0; i < node->input_count; i++) {
        fc_value_id id = node->input[i];

        if (id == FC_NO_VALUE)
            continue;
        if (!check->written[id])
            return fc_error_set(error, -EINVAL, "input %u is read before it is written", i);
        if (constants & (1u << i) && !check->graph->values[id].data)
            return fc_error_set(error, -EINVAL, "input %u is not a constant", i);
    }
    return 0;
}

static int check_output(const struct check *check, const struct fc_node *node,
                        struct fc_shape inferred, struct fc_error *error)
{
    struct fc_shape shape;

    if (node->output >= check->graph->value_count)
        return fc_error_set(error, -EINVAL, "there is no output");
    shape = check->graph->values[node->output].shape;
    if (check->written[node->output])
        return fc_error_set(error, -EINVAL, "the output has been written before");
    if (!fc_shape_equal(shape, inferred))
        return fc_error_set(error, -EINVAL,
                            "the result is [%d, %d, %d, %d], not [%d, %d, %d, %d] as is said",
                            inferred.dim[0], inferred.dim[1], inferred.dim[2], inferred.dim[3],
                            shape.dim[0], shape.dim[1], shape.dim[2], shape.dim[3]);
    return 0;
}

static int check_node(const struct check *check, const struct fc_node *node, struct fc_error *error)
{
    struct fc_shape inferred;
    int result = fc_graph_infer(check->graph, node, &inferred, error);

    if (result)
        return result;
    result = check_clamp(node, error);
    if (!result)
        result = check_inputs(check, node, error);
    if (!result)
        result = check_output(check, node, inferred, error);
    if (result)
        fc_error_prefix(error, "%s", fc_op_name(node->op));
    return result;
}

static int check_nodes(struct check *check, struct fc_error *error)
{
    const struct fc_graph *graph = check->graph;

    for (fc_value_id id = 0; id < graph->value_count; id++)
        check->written[id] = graph->values[id].data || id == graph->input;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (check_node(check, &graph->nodes[i], error)) {
            fc_error_prefix(error, "operation %u", i);
            return -EINVAL;
        }
        check->written[graph->nodes[i].output] = true;
    }
    if (!check->written[graph->output])
        return fc_error_set(error, -EINVAL, "nothing writes the output");
    return 0;
}

int fc_graph_check(const struct fc_graph *graph, struct fc_error *error)
{
    struct check check = {.graph = graph};
    int result = check_values(graph, error);

    if (!result)
        result = check_ends(graph, error);
    if (result)
        return result;
    check.written = fc_calloc(graph->value_count, sizeof(*check.written));
    if (!check.written)
        return fc_error_set(error, -ENOMEM, "out of memory");
    result = check_nodes(&check, error);
    free(check.written);
    if (!result && fc_graph_multiply_adds(graph) > FC_GRAPH_MAX_MULTIPLY_ADDS)
        result = fc_error_set(error, -EINVAL,
                              "the network needs more than %" PRIu64 " multiply-adds a picture",
                              FC_GRAPH_MAX_MULTIPLY_ADDS);
    return result;
}
