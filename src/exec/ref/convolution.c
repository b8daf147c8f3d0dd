/* SPDX-License-Identifier: MIT */
#include "exec/ref/ref.h"

#include <assert.h>

enum {
    ROWS,
    COLUMNS
};

/* How output positions and filter taps map to input positions, on both axes. */
struct geometry {
    int32_t before[2]; /* padding */
    int32_t stride[2];
    int32_t dilation[2];
    bool transposed;
};

static struct geometry convolution_geometry(const struct fc_ref_call *call)
{
    const struct fc_node *node = call->node;
    struct geometry g = {.transposed = false};

    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        g.stride[axis] = node->conv.stride[axis];
        g.dilation[axis] = node->conv.dilation[axis];
        g.before[axis] = fc_padding_before(node->conv.padding, call->in[0].shape.dim[1 + axis],
                                           call->in[1].shape.dim[1 + axis], g.stride[axis],
                                           g.dilation[axis], call->shape.dim[1 + axis]);
    }
    return g;
}

/* The padding is that of the convolution that would lead from this output back to this input. */
static struct geometry transposed_geometry(const struct fc_ref_call *call)
{
    const struct fc_node *node = call->node;
    struct geometry g = {.transposed = true, .dilation = {1, 1}};

    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        g.stride[axis] = node->conv.stride[axis];
        g.before[axis] = fc_padding_before(node->conv.padding, call->shape.dim[1 + axis],
                                           call->in[1].shape.dim[1 + axis], g.stride[axis], 1,
                                           call->in[0].shape.dim[1 + axis]);
    }
    return g;
}

/* The input position behind an output position and a tap, or -1 where there is none. */
static int32_t position(const struct geometry *g, int axis, int32_t size, int32_t at, int32_t tap)
{
    int32_t where = at * g->stride[axis] + tap * g->dilation[axis] - g->before[axis];

    if (g->transposed) {
        where = at + g->before[axis] - tap;
        if (where % g->stride[axis] != 0)
            return -1;
        where /= g->stride[axis];
    }
    return where >= 0 && where < size ? where : -1;
}

/* Sums run in double precision, so that the order of the terms does not show in the result. */
static double dot(const float *a, const float *b, int32_t count)
{
    double sum = 0.0;

    for (int32_t i = 0; i < count; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

static double bias_at(const struct fc_ref_call *call, int32_t channel)
{
    return call->in[2].data ? call->in[2].data[channel] : 0.0;
}

/* All taps and input channels for channel o of output pixel (y, x). */
static double all_taps(const struct fc_ref_call *call, const struct geometry *g, int32_t y,
                       int32_t x, int32_t o)
{
    const struct fc_ref_input *in = &call->in[0];
    const int32_t rows = call->in[1].shape.dim[1], columns = call->in[1].shape.dim[2];
    const int32_t channels = in->shape.dim[3];
    const float *filter = call->in[1].data + (size_t)o * rows * columns * channels;
    double sum = bias_at(call, o);

    for (int32_t ky = 0; ky < rows; ky++) {
        const int32_t iy = position(g, ROWS, in->shape.dim[1], y, ky);

        for (int32_t kx = 0; iy >= 0 && kx < columns; kx++) {
            const int32_t ix = position(g, COLUMNS, in->shape.dim[2], x, kx);

            if (ix >= 0)
                sum += dot(in->data + fc_ref_at(&in->shape, iy, ix),
                           filter + ((size_t)ky * columns + kx) * channels, channels);
        }
    }
    return sum;
}

static void convolve(const struct fc_ref_call *call, const struct geometry *g)
{
    float *out = call->out;

    for (int32_t y = 0; y < call->shape.dim[1]; y++)
        for (int32_t x = 0; x < call->shape.dim[2]; x++)
            for (int32_t o = 0; o < call->shape.dim[3]; o++)
                *out++ = (float)all_taps(call, g, y, x, o);
}

void fc_ref_conv_2d(const struct fc_ref_call *call)
{
    const struct geometry g = convolution_geometry(call);

    convolve(call, &g);
}

void fc_ref_transpose_conv_2d(const struct fc_ref_call *call)
{
    const struct geometry g = transposed_geometry(call);

    convolve(call, &g);
}

/* All taps for channel o of output pixel (y, x), which sees one input channel. */
static double depthwise_taps(const struct fc_ref_call *call, const struct geometry *g, int32_t y,
                             int32_t x, int32_t o)
{
    const struct fc_ref_input *in = &call->in[0], *filter = &call->in[1];
    const int32_t channel = o / call->node->conv.multiplier;
    double sum = bias_at(call, o);

    for (int32_t ky = 0; ky < filter->shape.dim[1]; ky++) {
        const int32_t iy = position(g, ROWS, in->shape.dim[1], y, ky);

        for (int32_t kx = 0; iy >= 0 && kx < filter->shape.dim[2]; kx++) {
            const int32_t ix = position(g, COLUMNS, in->shape.dim[2], x, kx);

            if (ix >= 0)
                sum += (double)in->data[fc_ref_at(&in->shape, iy, ix) + channel] *
                       filter->data[fc_ref_at(&filter->shape, ky, kx) + o];
        }
    }
    return sum;
}

void fc_ref_depthwise_conv_2d(const struct fc_ref_call *call)
{
    const struct geometry g = convolution_geometry(call);
    float *out = call->out;

    for (int32_t y = 0; y < call->shape.dim[1]; y++)
        for (int32_t x = 0; x < call->shape.dim[2]; x++)
            for (int32_t o = 0; o < call->shape.dim[3]; o++)
                *out++ = (float)depthwise_taps(call, &g, y, x, o);
}

void fc_ref_fully_connected(const struct fc_ref_call *call)
{
    const int32_t channels = call->in[0].shape.dim[3];
    const size_t pixels = fc_shape_elements(call->in[0].shape) / (size_t)channels;
    float *out = call->out;

    for (size_t pixel = 0; pixel < pixels; pixel++)
        for (int32_t o = 0; o < call->shape.dim[3]; o++)
            *out++ =
                (float)(bias_at(call, o) + dot(call->in[0].data + pixel * channels,
                                               call->in[1].data + (size_t)o * channels, channels));
}
