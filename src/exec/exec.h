/* SPDX-License-Identifier: MIT */
/*
 * Executors: what runs a graph. One file below exec/ for each family member, one line in
 * exec.c's list.
 *
 * The contract is asynchronous: fill the input tensor, submit, wait, read the output tensor. An
 * executor on the host may do all its work in submit. Tensors may live on a device; then data
 * is NULL and only stages that know that device can use them. An executor is used by one thread
 * at a time.
 */
#ifndef FC_EXEC_EXEC_H
#define FC_EXEC_EXEC_H

#include <stdint.h>

#include "graph/graph.h"

enum fc_memory {
    FC_MEMORY_UNSET = 0,
    FC_MEMORY_HOST,
    FC_MEMORY_DEVICE,
};

struct fc_tensor {
    struct fc_shape shape;
    enum fc_memory memory;
    float *data;     /* host memory, FC_ALIGNMENT, FC_ALLOC_SLACK behind it; else NULL */
    uint64_t handle; /* device memory: the executor's own; else 0 */
};

/* Whose pointwise convolutions run; see exec/xnn/pointwise.h. For tests and benchmarks. */
enum fc_pointwise_choice {
    FC_POINTWISE_AUTO = 0, /* the faster ones on this processor */
    FC_POINTWISE_OWN,
    FC_POINTWISE_LIBRARY,
};

struct fc_exec_params {
    /*
     * 1 or more. More than one helps only while as many cores are idle: threads meet after
     * every operation, and one that is not scheduled holds up all the others.
     */
    int threads;
    enum fc_pointwise_choice pointwise; /* only "xnn" has a choice */
};

struct fc_exec;

struct fc_exec_ops {
    const char *name; /* "ref", "xnn" */
    const char *description;
    /*
     * The graph must have passed fc_graph_check() and outlive the executor.
     * -ENOTSUP: an operation or a form of it that this executor lacks; error names it.
     */
    int (*create)(const struct fc_graph *graph, const struct fc_exec_params *params,
                  struct fc_exec **exec, struct fc_error *error);
    /* Also with a run under way, which it ends or waits for. */
    void (*destroy)(struct fc_exec *exec);
    /* The same two tensors for the executor's whole life. */
    const struct fc_tensor *(*input)(struct fc_exec *exec);
    const struct fc_tensor *(*output)(struct fc_exec *exec);
    /* Starts one run over the input's present content. No second submit before wait gave 0. */
    int (*submit)(struct fc_exec *exec, struct fc_error *error);
    /* 0: the output is there. -ETIMEDOUT: not yet. Another negative errno: the run is lost. */
    int (*wait)(struct fc_exec *exec, int64_t timeout_ns, struct fc_error *error);
};

/* What every executor begins with. */
struct fc_exec {
    const struct fc_exec_ops *ops;
};

extern const struct fc_exec_ops fc_exec_ref; /* slow and plainly right, for tests */
extern const struct fc_exec_ops fc_exec_xnn; /* XNNPACK */

/* All of them, the best for this machine first, ended by NULL. */
extern const struct fc_exec_ops *const fc_exec_all[];

/* The executor of that name, or NULL. */
const struct fc_exec_ops *fc_exec_find(const char *name);

/* Destroys and sets to NULL. */
void fc_exec_destroy(struct fc_exec **exec);

#endif
