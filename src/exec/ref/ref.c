/* SPDX-License-Identifier: MIT */
#include "exec/exec.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "exec/ref/ref.h"

struct ref {
    struct fc_exec base;
    const struct fc_graph *graph; /* borrowed */
    float **buffer;               /* owned: one for each value that is no constant, else NULL */
    struct fc_tensor input;
    struct fc_tensor output;
};

static void (*const operations[FC_OP_COUNT])(const struct fc_ref_call *) = {
    [FC_OP_CONV_2D] = fc_ref_conv_2d,
    [FC_OP_DEPTHWISE_CONV_2D] = fc_ref_depthwise_conv_2d,
    [FC_OP_TRANSPOSE_CONV_2D] = fc_ref_transpose_conv_2d,
    [FC_OP_FULLY_CONNECTED] = fc_ref_fully_connected,
    [FC_OP_ADD] = fc_ref_add,
    [FC_OP_SUBTRACT] = fc_ref_subtract,
    [FC_OP_MULTIPLY] = fc_ref_multiply,
    [FC_OP_AVERAGE_POOL_2D] = fc_ref_average_pool_2d,
    [FC_OP_MAX_POOL_2D] = fc_ref_max_pool_2d,
    [FC_OP_MEAN] = fc_ref_mean,
    [FC_OP_RELU] = fc_ref_relu,
    [FC_OP_RELU6] = fc_ref_relu6,
    [FC_OP_HARD_SWISH] = fc_ref_hard_swish,
    [FC_OP_LOGISTIC] = fc_ref_logistic,
    [FC_OP_PRELU] = fc_ref_prelu,
    [FC_OP_SOFTMAX] = fc_ref_softmax,
    [FC_OP_RESIZE_BILINEAR] = fc_ref_resize_bilinear,
    [FC_OP_CONCATENATION] = fc_ref_concatenation,
    [FC_OP_PAD] = fc_ref_pad,
    [FC_OP_RESHAPE] = fc_ref_reshape,
};

static struct ref *ref_from(struct fc_exec *exec)
{
    assert(exec->ops == &fc_exec_ref);
    return (struct ref *)exec;
}

static const float *value_data(const struct ref *ref, fc_value_id id)
{
    const float *constant = ref->graph->values[id].data;

    return constant ? constant : ref->buffer[id];
}

static void clamp(const struct fc_ref_call *call)
{
    const size_t count = fc_shape_elements(call->shape);

    for (size_t i = 0; i < count; i++) {
        if (call->out[i] < call->node->clamp_min)
            call->out[i] = call->node->clamp_min;
        if (call->out[i] > call->node->clamp_max)
            call->out[i] = call->node->clamp_max;
    }
}

static void run_node(struct ref *ref, const struct fc_node *node)
{
    struct fc_ref_call call = {
        .node = node,
        .shape = ref->graph->values[node->output].shape,
        .out = ref->buffer[node->output],
    };

    for (uint32_t i = 0; i < node->input_count; i++) {
        if (node->input[i] == FC_NO_VALUE)
            continue;
        call.in[i].shape = ref->graph->values[node->input[i]].shape;
        call.in[i].data = value_data(ref, node->input[i]);
    }
    operations[node->op](&call);
    clamp(&call);
}

static int allocate_buffers(struct ref *ref)
{
    const struct fc_graph *graph = ref->graph;

    ref->buffer = fc_calloc(graph->value_count, sizeof(*ref->buffer));
    if (!ref->buffer)
        return -ENOMEM;
    for (uint32_t i = 0; i < graph->value_count; i++) {
        if (graph->values[i].data)
            continue;
        ref->buffer[i] =
            fc_alloc_aligned(fc_shape_elements(graph->values[i].shape) * sizeof(float));
        if (!ref->buffer[i])
            return -ENOMEM;
    }
    return 0;
}

static struct fc_tensor host_tensor(const struct ref *ref, fc_value_id id)
{
    return (struct fc_tensor){
        .shape = ref->graph->values[id].shape,
        .memory = FC_MEMORY_HOST,
        .data = ref->buffer[id],
    };
}

static int check_operations(const struct fc_graph *graph, struct fc_error *error)
{
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const enum fc_op op = graph->nodes[i].op;

        if (op <= FC_OP_UNSET || op >= FC_OP_COUNT || !operations[op])
            return fc_error_set(error, -ENOTSUP, "the reference executor lacks %s (node %u)",
                                fc_op_name(op), i);
    }
    return 0;
}

static void destroy(struct fc_exec *exec)
{
    struct ref *ref = ref_from(exec);

    if (ref->buffer)
        for (uint32_t i = 0; i < ref->graph->value_count; i++)
            free(ref->buffer[i]);
    free(ref->buffer);
    free(ref);
}

static int create(const struct fc_graph *graph, const struct fc_exec_params *params,
                  struct fc_exec **exec, struct fc_error *error)
{
    struct ref *ref;
    int result = check_operations(graph, error);

    if (result < 0)
        return result;
    ref = fc_calloc(1, sizeof(*ref));
    if (!ref)
        return fc_error_set(error, -ENOMEM, "reference executor: out of memory");
    ref->base.ops = &fc_exec_ref;
    ref->graph = graph;
    if (allocate_buffers(ref) < 0) {
        destroy(&ref->base);
        return fc_error_set(error, -ENOMEM, "reference executor: out of memory");
    }
    ref->input = host_tensor(ref, graph->input);
    ref->output = host_tensor(ref, graph->output);
    *exec = &ref->base;
    return 0;
}

static const struct fc_tensor *input(struct fc_exec *exec)
{
    return &ref_from(exec)->input;
}

static const struct fc_tensor *output(struct fc_exec *exec)
{
    return &ref_from(exec)->output;
}

static int submit(struct fc_exec *exec, struct fc_error *error)
{
    struct ref *ref = ref_from(exec);

    for (uint32_t i = 0; i < ref->graph->node_count; i++)
        run_node(ref, &ref->graph->nodes[i]);
    return 0;
}

/* submit did the work. */
static int wait_done(struct fc_exec *exec, int64_t timeout_ns, struct fc_error *error)
{
    return 0;
}

const struct fc_exec_ops fc_exec_ref = {
    .name = "ref",
    .description = "plain loops, slow: what the others are measured against",
    .create = create,
    .destroy = destroy,
    .input = input,
    .output = output,
    .submit = submit,
    .wait = wait_done,
};
