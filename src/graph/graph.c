/* SPDX-License-Identifier: MIT */
#include "graph/graph.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fc_graph *fc_graph_create(void)
{
    struct fc_graph *graph = fc_calloc(1, sizeof(*graph));

    if (!graph)
        return NULL;
    graph->input = FC_NO_VALUE;
    graph->output = FC_NO_VALUE;
    return graph;
}

void fc_graph_destroy(struct fc_graph **graph)
{
    if (!graph || !*graph)
        return;
    for (uint32_t i = 0; i < (*graph)->value_count; i++)
        free((*graph)->values[i].data);
    free((*graph)->values);
    free((*graph)->nodes);
    free(*graph);
    *graph = NULL;
}

/* Makes room for one more element of an array. */
static int grow(void **array, uint32_t count, uint32_t *capacity, uint32_t limit, size_t size)
{
    uint32_t wanted;
    void *grown;

    if (count >= limit)
        return -E2BIG;
    if (count < *capacity)
        return 0;
    wanted = *capacity ? 2 * *capacity : 16;
    grown = reallocarray(*array, wanted, size);
    if (!grown)
        return -ENOMEM;
    *array = grown;
    *capacity = wanted;
    return 0;
}

int fc_graph_add_value(struct fc_graph *graph, struct fc_shape shape, float *data, const char *name,
                       fc_value_id *id)
{
    void *values = graph->values;
    struct fc_value *value;
    int result = fc_shape_elements(shape) ? 0 : -E2BIG;

    if (!result)
        result = grow(&values, graph->value_count, &graph->value_capacity, FC_GRAPH_MAX_VALUES,
                      sizeof(*graph->values));
    if (result) {
        free(data);
        return result;
    }
    graph->values = values;
    value = &graph->values[graph->value_count];
    *value = (struct fc_value){.shape = shape, .data = data};
    snprintf(value->name, sizeof(value->name), "%s", name ? name : "");
    *id = graph->value_count++;
    return 0;
}

int fc_graph_add_node(struct fc_graph *graph, const struct fc_node *node)
{
    void *nodes = graph->nodes;
    int result;

    if (node->input_count > FC_NODE_MAX_INPUTS || node->output >= graph->value_count)
        return -EINVAL;
    for (uint32_t i = 0; i < node->input_count; i++)
        if (node->input[i] != FC_NO_VALUE && node->input[i] >= graph->value_count)
            return -EINVAL;
    result = grow(&nodes, graph->node_count, &graph->node_capacity, FC_GRAPH_MAX_NODES,
                  sizeof(*graph->nodes));
    if (result)
        return result;
    graph->nodes = nodes;
    graph->nodes[graph->node_count++] = *node;
    return 0;
}

size_t fc_shape_elements(struct fc_shape shape)
{
    size_t elements = 1;

    for (int axis = 0; axis < 4; axis++) {
        if (shape.dim[axis] < 1)
            return 0;
        if (!fc_mul_size(elements, (size_t)shape.dim[axis], &elements) ||
            elements > FC_VALUE_MAX_ELEMENTS)
            return 0;
    }
    return elements;
}

bool fc_shape_equal(struct fc_shape a, struct fc_shape b)
{
    return memcmp(a.dim, b.dim, sizeof(a.dim)) == 0;
}
