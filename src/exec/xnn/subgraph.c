/* SPDX-License-Identifier: MIT */
#include "exec/xnn/build.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"

static void note(struct fc_xnn_crossing *crossing, const struct fc_xnn_plan *plan,
                 fc_value_id value)
{
    if (value == FC_NO_VALUE || !plan->places[value].crosses)
        return;
    for (uint32_t i = 0; i < crossing->count; i++)
        if (crossing->values[i] == value)
            return;
    crossing->values[crossing->count++] = value;
}

int fc_xnn_crossing_init(struct fc_xnn_crossing *crossing, const struct fc_xnn_plan *plan,
                         uint32_t step)
{
    const struct fc_xnn_step *s = &plan->steps[step];

    *crossing = (struct fc_xnn_crossing){
        .values = fc_calloc(plan->graph->value_count, sizeof(*crossing->values))};
    if (!crossing->values)
        return -ENOMEM;
    for (uint32_t i = s->first; i < s->end; i++) {
        const struct fc_node *node = &plan->graph->nodes[i];

        if (!plan->places[node->output].needed)
            continue;
        for (uint32_t k = 0; k < node->input_count; k++)
            note(crossing, plan, node->input[k]);
        note(crossing, plan, node->output);
    }
    return 0;
}

void fc_xnn_crossing_finish(struct fc_xnn_crossing *crossing)
{
    free(crossing->values);
    *crossing = (struct fc_xnn_crossing){0};
}

static int define_externals(struct fc_xnn_build *build, const struct fc_xnn_plan *plan,
                            uint32_t step, const struct fc_xnn_crossing *crossing)
{
    int result = 0;

    for (uint32_t i = 0; result == 0 && i < crossing->count; i++)
        result = fc_xnn_external(build, crossing->values[i], i,
                                 fc_xnn_plan_writes(plan, step, crossing->values[i])
                                     ? XNN_VALUE_FLAG_EXTERNAL_OUTPUT
                                     : XNN_VALUE_FLAG_EXTERNAL_INPUT);
    return result;
}

static int define_nodes(struct fc_xnn_build *build, const struct fc_xnn_plan *plan,
                        const struct fc_xnn_step *step)
{
    int result = 0;

    for (uint32_t i = step->first; result == 0 && i < step->end; i++) {
        build->node = i;
        if (plan->places[plan->graph->nodes[i].output].needed)
            result = fc_xnn_define_node(build);
    }
    return result;
}

int fc_xnn_build_step(const struct fc_xnn_plan *plan, uint32_t step,
                      const struct fc_xnn_crossing *crossing, xnn_subgraph_t subgraph,
                      const float *ones, struct fc_error *error)
{
    struct fc_xnn_build build = {
        .graph = plan->graph,
        .subgraph = subgraph,
        .ones = ones,
        .ids = fc_calloc(plan->graph->value_count, sizeof(*build.ids)),
        .node = plan->steps[step].first,
        .error = error,
    };
    int result;

    if (!build.ids)
        return fc_error_set(error, -ENOMEM, "XNNPACK: out of memory");
    for (uint32_t i = 0; i < plan->graph->value_count; i++)
        build.ids[i] = XNN_INVALID_VALUE_ID;
    result = define_externals(&build, plan, step, crossing);
    if (result == 0)
        result = define_nodes(&build, plan, &plan->steps[step]);
    free(build.ids);
    return result;
}
