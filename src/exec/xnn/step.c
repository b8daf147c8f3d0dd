/* SPDX-License-Identifier: MIT */
#include "exec/xnn/step.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "exec/xnn/build.h"

/* Pixels that a thread takes at a time. */
#define TILE 96

/*
 * Workers of a pool spin for a while after each run, a core lost to nothing between two frames
 * of a camera. With this flag they sleep.
 */
static const uint32_t runtime_flags = XNN_FLAG_YIELD_WORKERS;

/* NULL for none. */
static float *data_of(const struct fc_xnn_plan *plan, const struct fc_xnn_memory *memory,
                      fc_value_id value)
{
    if (value == FC_NO_VALUE)
        return NULL;
    if (value == plan->graph->input)
        return memory->input;
    if (value == plan->graph->output)
        return memory->output;
    return memory->block + plan->places[value].at;
}

static int create_runtime(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan,
                          uint32_t step, const struct fc_xnn_crossing *crossing,
                          const struct fc_xnn_memory *memory, struct fc_error *error)
{
    xnn_subgraph_t subgraph = NULL;
    int result = fc_xnn_check("xnn_create_subgraph",
                              xnn_create_subgraph(crossing->count, 0, &subgraph), error);

    if (result < 0)
        return result;
    result = fc_xnn_build_step(plan, step, crossing, subgraph, memory->ones, error);
    if (result == 0)
        result = fc_xnn_check(
            "xnn_create_runtime_v2",
            xnn_create_runtime_v2(subgraph, memory->threads, runtime_flags, &runner->runtime),
            error);
    xnn_delete_subgraph(subgraph);
    return result;
}

static int bind(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan,
                const struct fc_xnn_crossing *crossing, const struct fc_xnn_memory *memory,
                struct fc_error *error)
{
    struct xnn_external_value *values = fc_calloc(crossing->count, sizeof(*values));
    int result;

    if (!values)
        return fc_error_set(error, -ENOMEM, "XNNPACK: out of memory");
    for (uint32_t i = 0; i < crossing->count; i++)
        values[i] = (struct xnn_external_value){.id = i,
                                                .data = data_of(plan, memory, crossing->values[i])};
    result = fc_xnn_check("xnn_setup_runtime",
                          fc_xnn_setup_runtime(runner->runtime, crossing->count, values), error);
    free(values);
    return result;
}

static int init_runtime(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan, uint32_t step,
                        const struct fc_xnn_memory *memory, struct fc_error *error)
{
    struct fc_xnn_crossing crossing;
    int result = fc_xnn_crossing_init(&crossing, plan, step);

    if (result < 0)
        return fc_error_set(error, result, "XNNPACK: out of memory");
    result = create_runtime(runner, plan, step, &crossing, memory, error);
    if (result == 0)
        result = bind(runner, plan, &crossing, memory, error);
    fc_xnn_crossing_finish(&crossing);
    return result;
}

static int init_pointwise(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan,
                          const struct fc_xnn_step *step, const struct fc_xnn_memory *memory,
                          struct fc_error *error)
{
    const struct fc_node *node = &plan->graph->nodes[step->first];
    const struct fc_xnn_reading *reading = &step->reading;
    const int32_t *out = plan->graph->values[node->output].shape.dim;

    if (fc_pointwise_init(&runner->pointwise, plan->graph, node) < 0)
        return fc_error_set(error, -ENOMEM, "cannot prepare a convolution: out of memory");
    runner->kernel = fc_pointwise_choose();
    runner->input = (struct fc_pointwise_input){
        .in = data_of(plan, memory, reading->in),
        .gate = data_of(plan, memory, reading->gate),
        .plus = data_of(plan, memory, reading->plus),
    };
    runner->out = data_of(plan, memory, node->output);
    runner->rows = (size_t)out[1] * (size_t)out[2];
    return 0;
}

int fc_xnn_runner_init(struct fc_xnn_runner *runner, const struct fc_xnn_plan *plan, uint32_t step,
                       const struct fc_xnn_memory *memory, struct fc_error *error)
{
    const struct fc_xnn_step *s = &plan->steps[step];

    *runner = (struct fc_xnn_runner){0};
    if (s->is_pointwise)
        return init_pointwise(runner, plan, s, memory, error);
    return init_runtime(runner, plan, step, memory, error);
}

void fc_xnn_runner_finish(struct fc_xnn_runner *runner)
{
    if (runner->runtime)
        xnn_delete_runtime(runner->runtime);
    fc_pointwise_finish(&runner->pointwise);
    *runner = (struct fc_xnn_runner){0};
}

static void run_rows(void *user, size_t first, size_t count)
{
    const struct fc_xnn_runner *runner = user;
    const struct fc_pointwise *pw = &runner->pointwise;

    const struct fc_pointwise_input *input = &runner->input;
    const size_t at = first * pw->in_channels;
    const struct fc_pointwise_input part = {input->in + at, input->gate,
                                            input->plus ? input->plus + at : NULL};

    runner->kernel->run(pw, &part, runner->out + first * pw->out_channels, count);
}

int fc_xnn_runner_run(struct fc_xnn_runner *runner, pthreadpool_t threads, struct fc_error *error)
{
    if (runner->runtime)
        return fc_xnn_check("xnn_invoke_runtime", xnn_invoke_runtime(runner->runtime), error);
    if (threads)
        pthreadpool_parallelize_1d_tile_1d(threads, run_rows, runner, runner->rows, TILE,
                                           PTHREADPOOL_FLAG_YIELD_WORKERS);
    else
        run_rows(runner, 0, runner->rows);
    return 0;
}
