/* SPDX-License-Identifier: MIT */
/*
 * Passes over a checked graph. A node that a pass has no more use for becomes FC_OP_UNSET; the
 * last pass takes those out, and all values that nobody reads with them.
 */
#include "graph/op.h"

#include "base/clamp.h"
#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_NODE UINT32_MAX

struct optimiser {
    struct fc_graph *graph;
    uint32_t *readers;   /* owned; how many inputs read each value; the output counts as one more */
    uint32_t *writer;    /* owned; index of the node that writes each value, or NO_NODE */
    fc_value_id *new_id; /* owned */
};

static void optimiser_finish(struct optimiser *opt)
{
    free(opt->readers);
    free(opt->writer);
    free(opt->new_id);
}

static int optimiser_init(struct optimiser *opt, struct fc_graph *graph)
{
    *opt = (struct optimiser){
        .graph = graph,
        .readers = fc_calloc(graph->value_count, sizeof(*opt->readers)),
        .writer = fc_calloc(graph->value_count, sizeof(*opt->writer)),
        .new_id = fc_calloc(graph->value_count, sizeof(*opt->new_id)),
    };
    if (opt->readers && opt->writer && opt->new_id)
        return 0;
    optimiser_finish(opt);
    return -ENOMEM;
}

static void find_readers_and_writers(struct optimiser *opt)
{
    const struct fc_graph *graph = opt->graph;

    for (fc_value_id id = 0; id < graph->value_count; id++) {
        opt->readers[id] = id == graph->output;
        opt->writer[id] = NO_NODE;
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct fc_node *node = &graph->nodes[i];

        opt->writer[node->output] = i;
        for (uint32_t k = 0; k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                opt->readers[node->input[k]]++;
    }
}

/* The node whose result only one other node reads, or NULL. */
static struct fc_node *only_read_here(struct optimiser *opt, fc_value_id id)
{
    if (opt->readers[id] != 1 || opt->writer[id] == NO_NODE)
        return NULL;
    return &opt->graph->nodes[opt->writer[id]];
}

/* Lets before write what after wrote; after goes. */
static void take_over(struct optimiser *opt, struct fc_node *before, struct fc_node *after)
{
    opt->writer[after->output] = (uint32_t)(before - opt->graph->nodes);
    opt->writer[before->output] = NO_NODE;
    opt->readers[before->output] = 0;
    before->output = after->output;
    after->op = FC_OP_UNSET;
}

static bool has_filter(enum fc_op op)
{
    return op == FC_OP_CONV_2D || op == FC_OP_DEPTHWISE_CONV_2D || op == FC_OP_TRANSPOSE_CONV_2D ||
           op == FC_OP_FULLY_CONNECTED;
}

/* conv without a bias, then + constant of one number a channel: the constant is the bias. */
static void fuse_bias_operand(struct optimiser *opt, struct fc_node *add, int operand)
{
    fc_value_id id = add->input[operand];
    const struct fc_value *constant = &opt->graph->values[id];
    struct fc_node *conv = only_read_here(opt, add->input[1 - operand]);
    int32_t channels = opt->graph->values[add->output].shape.dim[3];

    if (!conv || !has_filter(conv->op) || fc_node_is_clamped(conv))
        return;
    if (conv->input_count > 2 && conv->input[2] != FC_NO_VALUE)
        return;
    if (!constant->data || fc_shape_elements(constant->shape) != (size_t)channels ||
        constant->shape.dim[3] != channels ||
        !fc_shape_equal(opt->graph->values[conv->output].shape,
                        opt->graph->values[add->output].shape))
        return;
    conv->input[2] = id;
    conv->input_count = 3;
    conv->clamp_min = add->clamp_min;
    conv->clamp_max = add->clamp_max;
    take_over(opt, conv, add);
}

static void fuse_biases(struct optimiser *opt)
{
    for (uint32_t i = 0; i < opt->graph->node_count; i++)
        for (int operand = 0; operand < 2; operand++)
            if (opt->graph->nodes[i].op == FC_OP_ADD)
                fuse_bias_operand(opt, &opt->graph->nodes[i], operand);
}

static void fuse_activations(struct optimiser *opt)
{
    for (uint32_t i = 0; i < opt->graph->node_count; i++) {
        struct fc_node *node = &opt->graph->nodes[i];
        float high = node->op == FC_OP_RELU6 ? 6.0F : INFINITY;
        struct fc_node *before;

        if (node->op != FC_OP_RELU && node->op != FC_OP_RELU6)
            continue;
        before = only_read_here(opt, node->input[0]);
        if (!before || !fc_op_info(before->op)->clamps)
            continue;
        /* A clamp of a clamp is a clamp between the clamped ends. */
        before->clamp_min = fc_clamp_float(before->clamp_min, 0.0F, high);
        before->clamp_max = fc_clamp_float(before->clamp_max, 0.0F, high);
        take_over(opt, before, node);
    }
}

static bool enlarges(const struct fc_graph *graph, const struct fc_node *resize)
{
    const int32_t *from = graph->values[resize->input[0]].shape.dim;

    return resize->resize.output[0] >= from[1] && resize->resize.output[1] >= from[2];
}

static void swap_nodes(struct optimiser *opt, struct fc_node *a, struct fc_node *b)
{
    const struct fc_node kept = *a;

    *a = *b;
    *b = kept;
    opt->writer[a->output] = (uint32_t)(a - opt->graph->nodes);
    opt->writer[b->output] = (uint32_t)(b - opt->graph->nodes);
}

/*
 * Convolution goes first where a pointwise one comes after a resize to more pixels: then both
 * have less to do. Each pixel of either is a sum of others with the same weights for all channels,
 * so that their order does not matter, and the resize's weights add up to 1, so that neither does
 * when the bias is added.
 */
static void convolve_before_resize(struct optimiser *opt, struct fc_node *conv)
{
    struct fc_value *values = opt->graph->values;
    struct fc_node *resize = only_read_here(opt, conv->input[0]);
    fc_value_id between = conv->input[0];
    int32_t channels = values[conv->output].shape.dim[3];

    if (!resize || resize->op != FC_OP_RESIZE_BILINEAR || !enlarges(opt->graph, resize) ||
        fc_node_is_clamped(conv) || channels > values[between].shape.dim[3])
        return;
    values[between].shape = values[resize->input[0]].shape;
    values[between].shape.dim[3] = channels;
    conv->input[0] = resize->input[0];
    resize->input[0] = between;
    resize->output = conv->output;
    conv->output = between;
    swap_nodes(opt, resize, conv);
}

static void reorder_resizes(struct optimiser *opt)
{
    for (uint32_t i = 0; i < opt->graph->node_count; i++)
        if (fc_node_is_pointwise(opt->graph, &opt->graph->nodes[i]))
            convolve_before_resize(opt, &opt->graph->nodes[i]);
}

/* Backwards, so that a node whose only readers were dropped is dropped too. */
static void drop_unread_nodes(struct optimiser *opt)
{
    for (uint32_t i = opt->graph->node_count; i-- > 0;) {
        struct fc_node *node = &opt->graph->nodes[i];

        if (opt->readers[node->output])
            continue;
        for (uint32_t k = 0; k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                opt->readers[node->input[k]]--;
        node->op = FC_OP_UNSET;
    }
}

static void compact_nodes(struct fc_graph *graph)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < graph->node_count; i++)
        if (graph->nodes[i].op != FC_OP_UNSET)
            graph->nodes[kept++] = graph->nodes[i];
    graph->node_count = kept;
}

static void compact_values(struct optimiser *opt)
{
    struct fc_graph *graph = opt->graph;
    uint32_t kept = 0;

    for (fc_value_id id = 0; id < graph->value_count; id++) {
        if (!opt->readers[id] && id != graph->input) {
            free(graph->values[id].data);
            continue;
        }
        opt->new_id[id] = kept;
        graph->values[kept++] = graph->values[id];
    }
    graph->value_count = kept;
    graph->input = opt->new_id[graph->input];
    graph->output = opt->new_id[graph->output];
    for (uint32_t i = 0; i < graph->node_count; i++) {
        struct fc_node *node = &graph->nodes[i];

        node->output = opt->new_id[node->output];
        for (uint32_t k = 0; k < node->input_count; k++)
            if (node->input[k] != FC_NO_VALUE)
                node->input[k] = opt->new_id[node->input[k]];
    }
}

int fc_graph_optimise(struct fc_graph *graph, struct fc_error *error)
{
    struct optimiser opt;

    if (optimiser_init(&opt, graph))
        return fc_error_set(error, -ENOMEM, "out of memory");
    /* First of all, for a reader that nobody needs would keep things from being fused. */
    find_readers_and_writers(&opt);
    drop_unread_nodes(&opt);
    compact_nodes(graph);
    find_readers_and_writers(&opt);
    fuse_biases(&opt);
    fuse_activations(&opt);
    reorder_resizes(&opt);
    compact_nodes(graph);
    find_readers_and_writers(&opt);
    compact_values(&opt);
    optimiser_finish(&opt);
    return fc_graph_check(graph, error);
}
