/* SPDX-License-Identifier: MIT */
/*
 * Pointwise convolutions (1x1, stride 1): at each pixel, each output channel is a weighted sum of
 * the input channels. Half of the multiply-adds of the networks here are in these.
 *
 * Why not XNNPACK's: on processors with AVX2 and without AVX-512 its loop takes tiles of 5 by 16,
 * which with their operands want 17 of 16 registers. Compilers keep one of the ten sums in memory
 * (Debian 12's and 13's packages alike), and each step waits for it to come back: some 12 cycles
 * where 5 would do. Everywhere else XNNPACK's are taken. docs/performance.md has the figures.
 */
#ifndef FC_EXEC_XNN_POINTWISE_H
#define FC_EXEC_XNN_POINTWISE_H

#include <stdbool.h>
#include <stddef.h>

#include "graph/graph.h"

/* Output channels whose weights lie together. */
#define FC_POINTWISE_GROUP 16
/* Pixels that are done at once. */
#define FC_POINTWISE_ROWS 6
/* Most input channels where these are weighed on the way. */
#define FC_POINTWISE_GATED_MAX 256

struct fc_pointwise {
    size_t in_channels;
    size_t out_channels;
    float clamp_min;
    float clamp_max;
    /* owned; for each group of output channels its biases, then its weights for each input channel;
     * zeros where the last group is not full */
    float *packed;
};

/* Dense; plus in the shape of in, gate one number for each channel. */
struct fc_pointwise_input {
    const float *in;
    const float *gate; /* NULL, or in is multiplied with it; at most FC_POINTWISE_GATED_MAX */
    const float *plus; /* NULL, or added to that; only with a gate */
};

/* rows pixels; out overlaps no input. Any number of threads at once. */
struct fc_pointwise_kernel {
    const char *name; /* "c", "avx2" */
    void (*run)(const struct fc_pointwise *pw, const struct fc_pointwise_input *input, float *out,
                size_t rows);
};

extern const struct fc_pointwise_kernel fc_pointwise_kernel_c;
extern const struct fc_pointwise_kernel fc_pointwise_kernel_avx2; /* x86-64 only */

/* The best that this processor can run. */
const struct fc_pointwise_kernel *fc_pointwise_choose(void);

/* Whether that is faster than XNNPACK's own. */
bool fc_pointwise_is_faster(void);

/* Of a node that fc_node_is_pointwise(); copies its constants. -ENOMEM. */
int fc_pointwise_init(struct fc_pointwise *pw, const struct fc_graph *graph,
                      const struct fc_node *node);
void fc_pointwise_finish(struct fc_pointwise *pw);

#endif
