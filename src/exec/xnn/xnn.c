/* SPDX-License-Identifier: MIT */
#include "exec/exec.h"

#include <assert.h>
#include <errno.h>
#include <pthreadpool.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "exec/xnn/build.h"
#include "exec/xnn/step.h"

struct xnn {
    struct fc_exec base;
    pthreadpool_t threads; /* owned; NULL for one thread */
    struct fc_xnn_plan plan;
    struct fc_xnn_runner *runners; /* owned; one for each step of the plan */
    float *block;                  /* owned; what crosses between steps */
    float *ones;                   /* owned */
    struct fc_tensor input;
    struct fc_tensor output;
};

static struct xnn *xnn_from(struct fc_exec *exec)
{
    assert(exec->ops == &fc_exec_xnn);
    return (struct xnn *)exec;
}

static void destroy(struct fc_exec *exec)
{
    struct xnn *xnn = xnn_from(exec);

    for (uint32_t i = 0; xnn->runners && i < xnn->plan.step_count; i++)
        fc_xnn_runner_finish(&xnn->runners[i]);
    free(xnn->runners);
    fc_xnn_plan_finish(&xnn->plan);
    if (xnn->threads)
        pthreadpool_destroy(xnn->threads);
    free(xnn->block);
    free(xnn->ones);
    free(xnn->input.data);
    free(xnn->output.data);
    free(xnn);
}

static int allocate_tensor(const struct fc_graph *graph, fc_value_id id, struct fc_tensor *tensor)
{
    tensor->shape = graph->values[id].shape;
    tensor->memory = FC_MEMORY_HOST;
    tensor->data = fc_alloc_aligned(fc_shape_elements(tensor->shape) * sizeof(float));
    return tensor->data ? 0 : -ENOMEM;
}

static int allocate_ones(struct xnn *xnn, const struct fc_graph *graph)
{
    int32_t most = 0;

    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct fc_node *node = &graph->nodes[i];
        const int32_t channels = graph->values[node->output].shape.dim[3];

        if (node->op != FC_OP_AVERAGE_POOL_2D && node->op != FC_OP_MAX_POOL_2D)
            continue;
        most = channels > most ? channels : most;
    }
    xnn->ones = fc_alloc_aligned((size_t)most * sizeof(float));
    for (int32_t i = 0; xnn->ones && i < most; i++)
        xnn->ones[i] = 1.0f;
    return xnn->ones ? 0 : -ENOMEM;
}

static bool takes_own_pointwise(const struct fc_exec_params *params)
{
    if (params->pointwise == FC_POINTWISE_AUTO)
        return fc_pointwise_is_faster();
    return params->pointwise == FC_POINTWISE_OWN;
}

static int allocate(struct xnn *xnn, const struct fc_graph *graph,
                    const struct fc_exec_params *params)
{
    assert(params->threads >= 1);
    if (params->threads > 1) {
        xnn->threads = pthreadpool_create((size_t)params->threads);
        if (!xnn->threads)
            return -ENOMEM;
    }
    if (allocate_tensor(graph, graph->input, &xnn->input) < 0 ||
        allocate_tensor(graph, graph->output, &xnn->output) < 0 ||
        fc_xnn_plan_init(&xnn->plan, graph, takes_own_pointwise(params)) < 0)
        return -ENOMEM;
    xnn->block = fc_alloc_aligned(xnn->plan.size * sizeof(float));
    xnn->runners = fc_calloc(xnn->plan.step_count, sizeof(*xnn->runners));
    if (!xnn->block || !xnn->runners)
        return -ENOMEM;
    return allocate_ones(xnn, graph);
}

static int init_runners(struct xnn *xnn, struct fc_error *error)
{
    const struct fc_xnn_memory memory = {
        .input = xnn->input.data,
        .output = xnn->output.data,
        .block = xnn->block,
        .ones = xnn->ones,
        .threads = xnn->threads,
    };
    int result = 0;

    for (uint32_t i = 0; result == 0 && i < xnn->plan.step_count; i++)
        result = fc_xnn_runner_init(&xnn->runners[i], &xnn->plan, i, &memory, error);
    return result;
}

static int create(const struct fc_graph *graph, const struct fc_exec_params *params,
                  struct fc_exec **exec, struct fc_error *error)
{
    struct xnn *xnn;
    int result = fc_xnn_check("xnn_initialize", xnn_initialize(NULL), error);

    if (result < 0)
        return result;
    xnn = fc_calloc(1, sizeof(*xnn));
    if (!xnn)
        return fc_error_set(error, -ENOMEM, "XNNPACK: out of memory");
    xnn->base.ops = &fc_exec_xnn;
    result = allocate(xnn, graph, params);
    if (result < 0) {
        fc_error_set(error, result, "XNNPACK: out of memory");
        goto fail;
    }
    result = init_runners(xnn, error);
    if (result < 0)
        goto fail;
    *exec = &xnn->base;
    return 0;

fail:
    destroy(&xnn->base);
    return result;
}

static const struct fc_tensor *input(struct fc_exec *exec)
{
    return &xnn_from(exec)->input;
}

static const struct fc_tensor *output(struct fc_exec *exec)
{
    return &xnn_from(exec)->output;
}

static int submit(struct fc_exec *exec, struct fc_error *error)
{
    struct xnn *xnn = xnn_from(exec);
    int result = 0;

    for (uint32_t i = 0; result == 0 && i < xnn->plan.step_count; i++)
        result = fc_xnn_runner_run(&xnn->runners[i], xnn->threads, error);
    return result;
}

/* submit did the work. */
static int wait_done(struct fc_exec *exec, int64_t timeout_ns, struct fc_error *error)
{
    return 0;
}

const struct fc_exec_ops fc_exec_xnn = {
    .name = "xnn",
    .description = "XNNPACK, on the CPU",
    .create = create,
    .destroy = destroy,
    .input = input,
    .output = output,
    .submit = submit,
    .wait = wait_done,
};
