/* SPDX-License-Identifier: MIT */
#include "exec/ref/ref.h"

#include <math.h>
#include <string.h>

enum {
    ROWS,
    COLUMNS
};

/* The input positions first..end-1 that one output position of a pool covers on one axis. */
struct span {
    int32_t first;
    int32_t end;
};

static struct span pool_span(const struct fc_ref_call *call, int axis, int32_t at)
{
    const struct fc_node *node = call->node;
    const int32_t size = call->in[0].shape.dim[1 + axis];
    const int32_t before = fc_padding_before(node->pool.padding, size, node->pool.window[axis],
                                             node->pool.stride[axis], 1, call->shape.dim[1 + axis]);
    struct span span = {.first = at * node->pool.stride[axis] - before};

    span.end = span.first + node->pool.window[axis];
    if (span.first < 0)
        span.first = 0;
    if (span.end > size)
        span.end = size;
    return span;
}

static double mean_of(const struct fc_ref_input *in, struct span rows, struct span columns,
                      int32_t channel)
{
    const double count = (double)(rows.end - rows.first) * (columns.end - columns.first);
    double sum = 0.0;

    for (int32_t y = rows.first; y < rows.end; y++)
        for (int32_t x = columns.first; x < columns.end; x++)
            sum += in->data[fc_ref_at(&in->shape, y, x) + channel];
    return sum / count;
}

static double max_of(const struct fc_ref_input *in, struct span rows, struct span columns,
                     int32_t channel)
{
    double max = -INFINITY;

    for (int32_t y = rows.first; y < rows.end; y++)
        for (int32_t x = columns.first; x < columns.end; x++)
            max = fmax(max, in->data[fc_ref_at(&in->shape, y, x) + channel]);
    return max;
}

typedef double (*gather_fn)(const struct fc_ref_input *in, struct span rows, struct span columns,
                            int32_t channel);

static void pool(const struct fc_ref_call *call, gather_fn gather)
{
    float *out = call->out;

    for (int32_t y = 0; y < call->shape.dim[1]; y++)
        for (int32_t x = 0; x < call->shape.dim[2]; x++)
            for (int32_t c = 0; c < call->shape.dim[3]; c++)
                *out++ = (float)gather(&call->in[0], pool_span(call, ROWS, y),
                                       pool_span(call, COLUMNS, x), c);
}

void fc_ref_average_pool_2d(const struct fc_ref_call *call)
{
    pool(call, mean_of);
}

void fc_ref_max_pool_2d(const struct fc_ref_call *call)
{
    pool(call, max_of);
}

void fc_ref_mean(const struct fc_ref_call *call)
{
    const struct fc_ref_input *in = &call->in[0];
    const struct span rows = {0, in->shape.dim[1]}, columns = {0, in->shape.dim[2]};

    for (int32_t c = 0; c < call->shape.dim[3]; c++)
        call->out[c] = (float)mean_of(in, rows, columns, c);
}

/* Two neighbours on one axis, and how much the second one counts. */
struct neighbours {
    int32_t first;
    int32_t second;
    float weight;
};

/* The scale is a float and so is the position: TensorFlow Lite has it so, and it shows. */
static struct neighbours resize_neighbours(const struct fc_ref_call *call, int axis, int32_t at)
{
    const struct fc_node *node = call->node;
    const int32_t in = call->in[0].shape.dim[1 + axis];
    const int32_t out = call->shape.dim[1 + axis];
    const float scale = node->resize.align_corners && out > 1 ? (float)(in - 1) / (float)(out - 1)
                                                              : (float)in / (float)out;
    float position = (float)at * scale;
    struct neighbours n;

    if (node->resize.half_pixel_centres)
        position = ((float)at + 0.5f) * scale - 0.5f;
    position = fminf(fmaxf(position, 0.0f), (float)(in - 1));
    n.first = (int32_t)floorf(position);
    n.second = n.first + 1 < in ? n.first + 1 : n.first;
    n.weight = position - (float)n.first;
    return n;
}

static double mix(double a, double b, double weight)
{
    return a + (b - a) * weight;
}

void fc_ref_resize_bilinear(const struct fc_ref_call *call)
{
    const struct fc_shape *shape = &call->in[0].shape;
    const float *in = call->in[0].data;
    float *out = call->out;

    for (int32_t y = 0; y < call->shape.dim[1]; y++) {
        for (int32_t x = 0; x < call->shape.dim[2]; x++) {
            const struct neighbours row = resize_neighbours(call, ROWS, y);
            const struct neighbours column = resize_neighbours(call, COLUMNS, x);
            const float *top_left = in + fc_ref_at(shape, row.first, column.first);
            const float *top_right = in + fc_ref_at(shape, row.first, column.second);
            const float *bottom_left = in + fc_ref_at(shape, row.second, column.first);
            const float *bottom_right = in + fc_ref_at(shape, row.second, column.second);

            for (int32_t c = 0; c < call->shape.dim[3]; c++) {
                const double top = mix(top_left[c], top_right[c], column.weight);
                const double bottom = mix(bottom_left[c], bottom_right[c], column.weight);

                *out++ = (float)mix(top, bottom, row.weight);
            }
        }
    }
}

void fc_ref_concatenation(const struct fc_ref_call *call)
{
    const size_t channels = (size_t)call->shape.dim[3];
    const size_t pixels = fc_shape_elements(call->shape) / channels;
    float *out = call->out;

    for (size_t pixel = 0; pixel < pixels; pixel++) {
        for (uint32_t i = 0; i < call->node->input_count; i++) {
            const size_t count = (size_t)call->in[i].shape.dim[3];

            memcpy(out, call->in[i].data + pixel * count, count * sizeof(float));
            out += count;
        }
    }
}

void fc_ref_pad(const struct fc_ref_call *call)
{
    const struct fc_ref_input *in = &call->in[0];
    const int32_t *before = call->node->pad.before;
    const size_t row_bytes = (size_t)in->shape.dim[2] * in->shape.dim[3] * sizeof(float);

    memset(call->out, 0, fc_shape_elements(call->shape) * sizeof(float));
    for (int32_t y = 0; y < in->shape.dim[1]; y++)
        memcpy(call->out + fc_ref_at(&call->shape, y + before[ROWS], before[COLUMNS]),
               in->data + fc_ref_at(&in->shape, y, 0), row_bytes);
}

void fc_ref_reshape(const struct fc_ref_call *call)
{
    memcpy(call->out, call->in[0].data, fc_shape_elements(call->shape) * sizeof(float));
}
