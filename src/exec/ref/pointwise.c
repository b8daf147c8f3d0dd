/* SPDX-License-Identifier: MIT */
#include "exec/ref/ref.h"

#include <math.h>

/* The element of an input that stands at position at[4] of the result: an axis of 1 repeats. */
static float broadcast(const struct fc_ref_input *in, const int32_t at[4])
{
    size_t index = 0;

    for (int axis = 0; axis < 4; axis++)
        index = index * in->shape.dim[axis] + (in->shape.dim[axis] == 1 ? 0 : at[axis]);
    return in->data[index];
}

typedef float (*binary_fn)(float a, float b);

static void binary(const struct fc_ref_call *call, binary_fn function)
{
    const int32_t *size = call->shape.dim;
    float *out = call->out;
    int32_t at[4];

    for (at[0] = 0; at[0] < size[0]; at[0]++)
        for (at[1] = 0; at[1] < size[1]; at[1]++)
            for (at[2] = 0; at[2] < size[2]; at[2]++)
                for (at[3] = 0; at[3] < size[3]; at[3]++)
                    *out++ = function(broadcast(&call->in[0], at), broadcast(&call->in[1], at));
}

static float plus(float a, float b)
{
    return a + b;
}

static float minus(float a, float b)
{
    return a - b;
}

static float times(float a, float b)
{
    return a * b;
}

void fc_ref_add(const struct fc_ref_call *call)
{
    binary(call, plus);
}

void fc_ref_subtract(const struct fc_ref_call *call)
{
    binary(call, minus);
}

void fc_ref_multiply(const struct fc_ref_call *call)
{
    binary(call, times);
}

typedef double (*unary_fn)(double x);

static void unary(const struct fc_ref_call *call, unary_fn function)
{
    const size_t count = fc_shape_elements(call->shape);

    for (size_t i = 0; i < count; i++)
        call->out[i] = (float)function(call->in[0].data[i]);
}

static double relu(double x)
{
    return fmax(x, 0.0);
}

static double relu6(double x)
{
    return fmin(fmax(x, 0.0), 6.0);
}

static double hard_swish(double x)
{
    return x * relu6(x + 3.0) / 6.0;
}

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

void fc_ref_relu(const struct fc_ref_call *call)
{
    unary(call, relu);
}

void fc_ref_relu6(const struct fc_ref_call *call)
{
    unary(call, relu6);
}

void fc_ref_hard_swish(const struct fc_ref_call *call)
{
    unary(call, hard_swish);
}

void fc_ref_logistic(const struct fc_ref_call *call)
{
    unary(call, logistic);
}

void fc_ref_prelu(const struct fc_ref_call *call)
{
    const size_t channels = (size_t)call->shape.dim[3];
    const size_t count = fc_shape_elements(call->shape);

    for (size_t i = 0; i < count; i++) {
        const float x = call->in[0].data[i];

        call->out[i] = x < 0.0f ? x * call->in[1].data[i % channels] : x;
    }
}

/* The largest is taken off first, so that exp() does not overflow. */
static void softmax_pixel(const float *x, float *out, int32_t channels)
{
    double max = -INFINITY, sum = 0.0;

    for (int32_t c = 0; c < channels; c++)
        max = fmax(max, x[c]);
    for (int32_t c = 0; c < channels; c++)
        sum += exp(x[c] - max);
    for (int32_t c = 0; c < channels; c++)
        out[c] = (float)(exp(x[c] - max) / sum);
}

void fc_ref_softmax(const struct fc_ref_call *call)
{
    const size_t channels = (size_t)call->shape.dim[3];
    const size_t count = fc_shape_elements(call->shape);

    for (size_t i = 0; i < count; i += channels)
        softmax_pixel(call->in[0].data + i, call->out + i, (int32_t)channels);
}
