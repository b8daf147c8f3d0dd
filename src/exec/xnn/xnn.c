/* SPDX-License-Identifier: MIT */
#include "exec/exec.h"

#include <assert.h>
#include <errno.h>
#include <pthreadpool.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "exec/xnn/build.h"

struct xnn {
    struct fc_exec base;
    pthreadpool_t threads; /* owned; NULL for one thread */
    xnn_runtime_t runtime; /* owned */
    float *ones;           /* owned; see fc_xnn_build */
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

    if (xnn->runtime)
        xnn_delete_runtime(xnn->runtime);
    if (xnn->threads)
        pthreadpool_destroy(xnn->threads);
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

static int allocate(struct xnn *xnn, const struct fc_graph *graph, int threads)
{
    assert(threads >= 1);
    if (threads > 1) {
        xnn->threads = pthreadpool_create((size_t)threads);
        if (!xnn->threads)
            return -ENOMEM;
    }
    if (allocate_tensor(graph, graph->input, &xnn->input) < 0 ||
        allocate_tensor(graph, graph->output, &xnn->output) < 0)
        return -ENOMEM;
    return allocate_ones(xnn, graph);
}

/*
 * Workers of a pool spin for a while after each run, a core lost to nothing between two frames
 * of a camera. With this flag they sleep.
 */
static const uint32_t runtime_flags = XNN_FLAG_YIELD_WORKERS;

static int create_runtime(struct xnn *xnn, const struct fc_graph *graph, struct fc_error *error)
{
    xnn_subgraph_t subgraph = NULL;
    int result = fc_xnn_check("xnn_create_subgraph",
                              xnn_create_subgraph(FC_XNN_EXTERNAL_COUNT, 0, &subgraph), error);

    if (result < 0)
        return result;
    result = fc_xnn_build_graph(graph, subgraph, xnn->ones, error);
    if (result == 0)
        result = fc_xnn_check(
            "xnn_create_runtime_v2",
            xnn_create_runtime_v2(subgraph, xnn->threads, runtime_flags, &xnn->runtime), error);
    xnn_delete_subgraph(subgraph);
    return result;
}

static int bind_tensors(struct xnn *xnn, struct fc_error *error)
{
    const struct xnn_external_value values[] = {
        {.id = FC_XNN_INPUT, .data = xnn->input.data},
        {.id = FC_XNN_OUTPUT, .data = xnn->output.data},
    };

    return fc_xnn_check("xnn_setup_runtime",
                        fc_xnn_setup_runtime(xnn->runtime, FC_XNN_EXTERNAL_COUNT, values), error);
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
    result = allocate(xnn, graph, params->threads);
    if (result < 0) {
        fc_error_set(error, result, "XNNPACK: out of memory");
        goto fail;
    }
    result = create_runtime(xnn, graph, error);
    if (result < 0)
        goto fail;
    result = bind_tensors(xnn, error);
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
    return fc_xnn_check("xnn_invoke_runtime", xnn_invoke_runtime(xnn_from(exec)->runtime), error);
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
