/* SPDX-License-Identifier: MIT */
#include "exec/xnn/pointwise.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"

const struct fc_pointwise_kernel *fc_pointwise_choose(void)
{
#ifdef FC_HAVE_AVX2_KERNELS
    if (fc_cpu_has_avx2())
        return &fc_pointwise_kernel_avx2;
#endif
    return &fc_pointwise_kernel_c;
}

bool fc_pointwise_is_faster(void)
{
    return fc_cpu_has_avx2() && !fc_cpu_has_avx512();
}

/* One group's, from output channel first on. */
static void pack_group(const struct fc_pointwise *pw, size_t first, const float *filter,
                       const float *bias)
{
    float *to = pw->packed + first * (1 + pw->in_channels);
    const size_t left = pw->out_channels - first;
    const size_t count = left < FC_POINTWISE_GROUP ? left : FC_POINTWISE_GROUP;

    for (size_t i = 0; i < count; i++) {
        to[i] = bias ? bias[first + i] : 0.0f;
        for (size_t k = 0; k < pw->in_channels; k++)
            to[(1 + k) * FC_POINTWISE_GROUP + i] = filter[(first + i) * pw->in_channels + k];
    }
}

int fc_pointwise_init(struct fc_pointwise *pw, const struct fc_graph *graph,
                      const struct fc_node *node)
{
    const struct fc_value *filter = &graph->values[node->input[1]];
    const bool has_bias = node->input_count > 2 && node->input[2] != FC_NO_VALUE;
    const float *bias = has_bias ? graph->values[node->input[2]].data : NULL;

    assert(fc_node_is_pointwise(graph, node));
    *pw = (struct fc_pointwise){
        .in_channels = (size_t)filter->shape.dim[3],
        .out_channels = (size_t)filter->shape.dim[0],
        .clamp_min = node->clamp_min,
        .clamp_max = node->clamp_max,
    };
    pw->packed = fc_alloc_aligned(fc_round_up(pw->out_channels, FC_POINTWISE_GROUP) *
                                  (1 + pw->in_channels) * sizeof(float));
    if (!pw->packed)
        return -ENOMEM;
    for (size_t first = 0; first < pw->out_channels; first += FC_POINTWISE_GROUP)
        pack_group(pw, first, filter->data, bias);
    return 0;
}

void fc_pointwise_finish(struct fc_pointwise *pw)
{
    free(pw->packed);
    *pw = (struct fc_pointwise){0};
}
