/* SPDX-License-Identifier: MIT */
#include "exec/xnn/build.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"

/* Nodes run in order, so that one walk from the end finds all that the output depends on. */
static void mark_needed(const struct fc_graph *graph, bool *needed)
{
    needed[graph->output] = true;
    for (uint32_t i = graph->node_count; i-- > 0;) {
        const struct fc_node *node = &graph->nodes[i];

        for (uint32_t k = 0; needed[node->output] && k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                needed[node->input[k]] = true;
    }
}

static int define_all(struct fc_xnn_build *build, const bool *needed)
{
    const struct fc_graph *graph = build->graph;
    uint32_t id;
    int result = fc_xnn_value(build, graph->input, &id);

    if (result == 0)
        result = fc_xnn_value(build, graph->output, &id);
    for (uint32_t i = 0; result == 0 && i < graph->node_count; i++) {
        build->node = i;
        /* A result that nobody reads gets no memory and stops XNNPACK with an assertion. */
        if (needed[graph->nodes[i].output])
            result = fc_xnn_define_node(build);
    }
    return result;
}

int fc_xnn_build_graph(const struct fc_graph *graph, xnn_subgraph_t subgraph, const float *ones,
                       struct fc_error *error)
{
    struct fc_xnn_build build = {
        .graph = graph,
        .subgraph = subgraph,
        .ones = ones,
        .ids = fc_calloc(graph->value_count, sizeof(*build.ids)),
        .error = error,
    };
    bool *needed = fc_calloc(graph->value_count, sizeof(*needed));
    int result;

    if (build.ids && needed) {
        for (uint32_t i = 0; i < graph->value_count; i++)
            build.ids[i] = XNN_INVALID_VALUE_ID;
        mark_needed(graph, needed);
        result = define_all(&build, needed);
    } else {
        result = fc_error_set(error, -ENOMEM, "XNNPACK: out of memory");
    }
    free(needed);
    free(build.ids);
    return result;
}
