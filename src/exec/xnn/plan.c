/* SPDX-License-Identifier: MIT */
#include "exec/xnn/plan.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "exec/xnn/pointwise.h"

/* With fewer pixels than this the whole convolution is not worth a cut. */
#define PIXELS_MIN 6

/* Nodes run in order, so that one walk from the end finds all that the output depends on. */
static void mark_needed(struct fc_xnn_plan *plan)
{
    const struct fc_graph *graph = plan->graph;

    plan->places[graph->output].needed = true;
    for (uint32_t i = graph->node_count; i-- > 0;) {
        const struct fc_node *node = &graph->nodes[i];

        for (uint32_t k = 0; plan->places[node->output].needed && k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                plan->places[node->input[k]].needed = true;
    }
}

/* What is known of a graph while steps are found. */
struct usage {
    uint32_t *readers;             /* owned; how many inputs of needed nodes read each value */
    const struct fc_node **writer; /* owned; of each value; NULL for constants and the input */
};

static void finish_usage(struct usage *usage)
{
    free(usage->readers);
    free(usage->writer);
}

static int init_usage(struct usage *usage, const struct fc_xnn_plan *plan)
{
    const struct fc_graph *graph = plan->graph;

    usage->readers = fc_calloc(graph->value_count, sizeof(*usage->readers));
    usage->writer = fc_calloc(graph->value_count, sizeof(*usage->writer));
    if (!usage->readers || !usage->writer) {
        finish_usage(usage);
        return -ENOMEM;
    }
    usage->readers[graph->output]++;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct fc_node *node = &graph->nodes[i];

        usage->writer[node->output] = node;
        for (uint32_t k = 0; plan->places[node->output].needed && k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                usage->readers[node->input[k]]++;
    }
    return 0;
}

/* The node that writes a value for one reader and does no more than op says; or NULL. */
static const struct fc_node *plain_writer(const struct usage *usage, fc_value_id value,
                                          enum fc_op op)
{
    const struct fc_node *node = usage->writer[value];

    if (!node || node->op != op || usage->readers[value] != 1 || fc_node_is_clamped(node))
        return NULL;
    return node;
}

/* Whether value is a product of something in its own shape and a number for each channel. */
static bool read_product(const struct fc_xnn_plan *plan, const struct usage *usage,
                         fc_value_id value, struct fc_xnn_reading *reading)
{
    const struct fc_value *values = plan->graph->values;
    const struct fc_node *product = plain_writer(usage, value, FC_OP_MULTIPLY);
    const struct fc_shape gate = {{1, 1, 1, values[value].shape.dim[3]}};

    for (int k = 0; product && k < 2; k++) {
        const fc_value_id in = product->input[k], by = product->input[1 - k];

        if (!fc_shape_equal(values[in].shape, values[value].shape) ||
            !fc_shape_equal(values[by].shape, gate) || values[in].data || values[by].data)
            continue;
        plan->places[value].needed = false;
        *reading = (struct fc_xnn_reading){in, by, FC_NO_VALUE};
        return true;
    }
    return false;
}

/* Whether value is the sum of such a product and something in the same shape. */
static bool read_sum(const struct fc_xnn_plan *plan, const struct usage *usage, fc_value_id value,
                     struct fc_xnn_reading *reading)
{
    const struct fc_value *values = plan->graph->values;
    const struct fc_node *sum = plain_writer(usage, value, FC_OP_ADD);

    for (int k = 0; sum && k < 2; k++) {
        const fc_value_id product = sum->input[k], plus = sum->input[1 - k];

        if (!fc_shape_equal(values[product].shape, values[value].shape) ||
            !fc_shape_equal(values[plus].shape, values[value].shape) || values[plus].data ||
            !read_product(plan, usage, product, reading))
            continue;
        plan->places[value].needed = false;
        reading->plus = plus;
        return true;
    }
    return false;
}

static struct fc_xnn_reading reading_of(const struct fc_xnn_plan *plan, const struct usage *usage,
                                        const struct fc_node *node)
{
    struct fc_xnn_reading reading = {node->input[0], FC_NO_VALUE, FC_NO_VALUE};

    if (plan->graph->values[reading.in].shape.dim[3] <= FC_POINTWISE_GATED_MAX &&
        !read_product(plan, usage, node->input[0], &reading))
        read_sum(plan, usage, node->input[0], &reading);
    return reading;
}

static bool is_ours(const struct fc_graph *graph, const struct fc_node *node)
{
    const int32_t *out = graph->values[node->output].shape.dim;

    return fc_node_is_pointwise(graph, node) && (int64_t)out[1] * out[2] >= PIXELS_MIN;
}

/* Backwards, so that what a convolution does on the way is known before its nodes come. */
static void take_pointwise(struct fc_xnn_plan *plan, const struct usage *usage)
{
    for (uint32_t i = plan->graph->node_count; i-- > 0;) {
        const struct fc_node *node = &plan->graph->nodes[i];

        if (!plan->places[node->output].needed || !is_ours(plan->graph, node))
            continue;
        plan->steps[i].is_pointwise = true;
        plan->steps[i].reading = reading_of(plan, usage, node);
    }
}

/* A result that nobody reads gets no memory and stops XNNPACK with an assertion. */
static void cut(struct fc_xnn_plan *plan)
{
    bool open = false; /* whether the last step takes more nodes */

    for (uint32_t i = 0; i < plan->graph->node_count; i++) {
        struct fc_xnn_step step = plan->steps[i]; /* steps are not more than nodes */

        if (!plan->places[plan->graph->nodes[i].output].needed)
            continue;
        step.first = i;
        if (step.is_pointwise || !open)
            plan->steps[plan->step_count++] = step;
        plan->steps[plan->step_count - 1].end = i + 1;
        open = !step.is_pointwise;
    }
}

static int find_steps(struct fc_xnn_plan *plan, bool own)
{
    struct usage usage;

    mark_needed(plan);
    if (init_usage(&usage, plan) < 0)
        return -ENOMEM;
    if (own)
        take_pointwise(plan, &usage);
    cut(plan);
    finish_usage(&usage);
    return 0;
}

static void note_read(struct fc_xnn_plan *plan, uint32_t step, fc_value_id value)
{
    struct fc_xnn_place *place;

    if (value == FC_NO_VALUE || plan->graph->values[value].data)
        return;
    place = &plan->places[value];
    place->until = step;
    place->crosses = place->crosses || place->since != step;
}

static void note_written(struct fc_xnn_plan *plan, uint32_t step, fc_value_id value)
{
    plan->places[value].since = plan->places[value].until = step;
}

static void note_pointwise(struct fc_xnn_plan *plan, uint32_t step)
{
    const struct fc_xnn_reading *reading = &plan->steps[step].reading;

    note_read(plan, step, reading->in);
    note_read(plan, step, reading->gate);
    note_read(plan, step, reading->plus);
    note_written(plan, step, plan->graph->nodes[plan->steps[step].first].output);
}

static void note_runtime(struct fc_xnn_plan *plan, uint32_t step)
{
    for (uint32_t i = plan->steps[step].first; i < plan->steps[step].end; i++) {
        const struct fc_node *node = &plan->graph->nodes[i];

        if (!plan->places[node->output].needed)
            continue;
        for (uint32_t k = 0; k < node->input_count; k++)
            note_read(plan, step, node->input[k]);
        note_written(plan, step, node->output);
    }
}

static void find_lives(struct fc_xnn_plan *plan)
{
    plan->places[plan->graph->input].crosses = true;
    for (uint32_t s = 0; s < plan->step_count; s++)
        if (plan->steps[s].is_pointwise)
            note_pointwise(plan, s);
        else
            note_runtime(plan, s);
    plan->places[plan->graph->output].crosses = true;
    plan->places[plan->graph->output].until = plan->step_count;
}

static bool is_placed(const struct fc_xnn_plan *plan, fc_value_id id)
{
    return plan->places[id].crosses && id != plan->graph->input && id != plan->graph->output;
}

static size_t size_of(const struct fc_xnn_plan *plan, fc_value_id id)
{
    return fc_round_up(fc_shape_elements(plan->graph->values[id].shape) * sizeof(float) +
                           FC_ALLOC_SLACK,
                       FC_ALIGNMENT) /
           sizeof(float);
}

static bool live_together(const struct fc_xnn_place *a, const struct fc_xnn_place *b)
{
    return a->since <= b->until && b->since <= a->until;
}

/* At the lowest place that is free as long as the value lives; those before it have theirs. */
static void place(struct fc_xnn_plan *plan, fc_value_id id)
{
    struct fc_xnn_place *own = &plan->places[id];
    const size_t size = size_of(plan, id);
    bool moved = true;

    while (moved) {
        moved = false;
        for (fc_value_id other = 0; other < id; other++) {
            const struct fc_xnn_place *taken = &plan->places[other];
            const size_t end = taken->at + size_of(plan, other);

            if (is_placed(plan, other) && live_together(own, taken) && own->at < end &&
                taken->at < own->at + size) {
                own->at = end;
                moved = true;
            }
        }
    }
    if (plan->size < own->at + size)
        plan->size = own->at + size;
}

int fc_xnn_plan_init(struct fc_xnn_plan *plan, const struct fc_graph *graph, bool own)
{
    *plan = (struct fc_xnn_plan){
        .graph = graph,
        .steps = fc_calloc(graph->node_count, sizeof(*plan->steps)),
        .places = fc_calloc(graph->value_count, sizeof(*plan->places)),
    };
    if (!plan->steps || !plan->places || find_steps(plan, own) < 0) {
        fc_xnn_plan_finish(plan);
        return -ENOMEM;
    }
    find_lives(plan);
    for (fc_value_id id = 0; id < graph->value_count; id++)
        if (is_placed(plan, id))
            place(plan, id);
    return 0;
}

void fc_xnn_plan_finish(struct fc_xnn_plan *plan)
{
    free(plan->steps);
    free(plan->places);
    *plan = (struct fc_xnn_plan){0};
}

bool fc_xnn_plan_writes(const struct fc_xnn_plan *plan, uint32_t step, fc_value_id value)
{
    return value != plan->graph->input && plan->places[value].since == step;
}
