/* SPDX-License-Identifier: MIT */
#include "model/tflite_reader.h"

#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fields of the schema's tables. */
enum {
    SUBGRAPH_TENSORS = 0
};
enum {
    TENSOR_SHAPE = 0,
    TENSOR_TYPE = 1,
    TENSOR_BUFFER = 2,
    TENSOR_NAME = 3
};
enum {
    BUFFER_DATA = 0,
    BUFFER_OFFSET = 1,
    BUFFER_SIZE = 2
};

struct tensor_name {
    char text[64];
};

static struct tensor_name name_of(struct fc_tflite_reader *reader,
                                  const struct fc_tflite_tensor *tensor)
{
    struct tensor_name name;

    fc_fb_string(&reader->fb, tensor->table, TENSOR_NAME, name.text, sizeof(name.text));
    return name;
}

/* The bytes of the tensor's buffer. Buffer 0 is empty by agreement. */
static int read_buffer(struct fc_tflite_reader *reader, uint32_t index, struct fc_fb_vector *data)
{
    struct fc_fb_table buffer;

    *data = (struct fc_fb_vector){0};
    if (index == 0 && reader->buffers.count == 0)
        return 0;
    if (index >= reader->buffers.count)
        return fc_error_set(reader->error, -EBADMSG, "there is no buffer %u, only %u", index,
                            reader->buffers.count);
    buffer = fc_fb_vector_table(&reader->fb, reader->buffers, index);
    if (fc_fb_uint64(&reader->fb, buffer, BUFFER_OFFSET, 0) > 1 ||
        fc_fb_uint64(&reader->fb, buffer, BUFFER_SIZE, 0) > 1)
        return fc_error_set(reader->error, -EBADMSG,
                            "weights behind the FlatBuffer (a file beyond 2 GiB) are not taken");
    *data = fc_fb_vector(&reader->fb, buffer, BUFFER_DATA, 1);
    return 0;
}

static int read_tensor(struct fc_tflite_reader *reader, struct fc_fb_table table,
                       struct fc_tflite_tensor *tensor)
{
    struct fc_flatbuffer *fb = &reader->fb;
    struct fc_fb_vector shape = fc_fb_vector(fb, table, TENSOR_SHAPE, 4);

    *tensor = (struct fc_tflite_tensor){
        .rank = shape.count,
        .type = fc_fb_int8(fb, table, TENSOR_TYPE, FC_TFLITE_FLOAT32),
        .table = table,
        .value = FC_NO_VALUE,
    };
    for (uint32_t i = 0; i < shape.count && shape.count <= FC_TFLITE_MAX_RANK; i++)
        tensor->dim[i] = fc_fb_vector_int32(fb, shape, i);
    return read_buffer(reader, fc_fb_uint32(fb, table, TENSOR_BUFFER, 0), &tensor->data);
}

int fc_tflite_read_tensors(struct fc_tflite_reader *reader, struct fc_fb_table subgraph)
{
    struct fc_fb_vector tensors = fc_fb_vector(&reader->fb, subgraph, SUBGRAPH_TENSORS, 4);

    if (tensors.count == 0 || tensors.count > FC_GRAPH_MAX_VALUES)
        return fc_error_set(reader->error, -EBADMSG, "%u tensors; 1 to %d are allowed",
                            tensors.count, FC_GRAPH_MAX_VALUES);
    reader->tensors = fc_calloc(tensors.count, sizeof(*reader->tensors));
    if (!reader->tensors)
        return fc_error_set(reader->error, -ENOMEM, "out of memory");
    reader->tensor_count = tensors.count;
    for (uint32_t i = 0; i < tensors.count; i++) {
        struct fc_fb_table table = fc_fb_vector_table(&reader->fb, tensors, i);
        int result = read_tensor(reader, table, &reader->tensors[i]);

        if (!result && reader->fb.damaged)
            result = fc_error_set(reader->error, -EBADMSG, "the file is damaged");
        if (result) {
            fc_error_prefix(reader->error, "tensor %u", i);
            return result;
        }
    }
    return 0;
}

struct fc_tflite_tensor *fc_tflite_tensor(struct fc_tflite_reader *reader, int32_t index)
{
    if (index >= 0 && (uint32_t)index < reader->tensor_count)
        return &reader->tensors[index];
    fc_error_set(reader->error, -EBADMSG, "there is no tensor %d, only %u", index,
                 reader->tensor_count);
    return NULL;
}

int fc_tflite_shape(struct fc_tflite_reader *reader, const struct fc_tflite_tensor *tensor,
                    struct fc_shape *shape)
{
    *shape = (struct fc_shape){{1, 1, 1, 1}};
    if (tensor->rank > FC_TFLITE_MAX_RANK)
        return fc_error_set(reader->error, -EBADMSG, "tensor \"%s\" has %u axes; %d are allowed",
                            name_of(reader, tensor).text, tensor->rank, FC_TFLITE_MAX_RANK);
    for (uint32_t i = 0; i < tensor->rank; i++)
        shape->dim[4 - tensor->rank + i] = tensor->dim[i];
    if (!fc_shape_elements(*shape))
        return fc_error_set(reader->error, -EBADMSG,
                            "tensor \"%s\" of [%d, %d, %d, %d] is empty or too large",
                            name_of(reader, tensor).text, shape->dim[0], shape->dim[1],
                            shape->dim[2], shape->dim[3]);
    return 0;
}

static int check_float(struct fc_tflite_reader *reader, const struct fc_tflite_tensor *tensor)
{
    const char *what = "is not of 32-bit floats, which alone are supported";

    if (tensor->type == FC_TFLITE_FLOAT32)
        return 0;
    if (tensor->type == FC_TFLITE_UINT8 || tensor->type == FC_TFLITE_INT8 ||
        tensor->type == FC_TFLITE_INT16)
        what = "is quantised; quantised models are not supported";
    fc_error_set(reader->error, -EBADMSG, "tensor \"%s\" %s", name_of(reader, tensor).text, what);
    fc_error_remedy(reader->error, "Use the model's float version.");
    return -EBADMSG;
}

/* Memory for the tensor's elements, once the file is seen to hold width bytes for each. */
static int allocate_constant(struct fc_tflite_reader *reader, const struct fc_tflite_tensor *tensor,
                             size_t elements, size_t width, float **data)
{
    size_t bytes = elements * sizeof(float);

    if (tensor->data.count != elements * width)
        return fc_error_set(reader->error, -EBADMSG, "tensor \"%s\" has %u bytes, not %zu",
                            name_of(reader, tensor).text, tensor->data.count, elements * width);
    if (bytes > reader->constant_budget)
        return fc_error_set(reader->error, -EBADMSG,
                            "the weights need more than four times the file's size");
    *data = fc_alloc_aligned(bytes);
    if (!*data)
        return fc_error_set(reader->error, -ENOMEM, "out of memory");
    reader->constant_budget -= bytes;
    return 0;
}

static uint32_t load_le(const uint8_t *bytes, int width)
{
    uint32_t value = 0;

    for (int i = width; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

/* Adds the value; data goes to the graph, whatever the result. */
static int add_value(struct fc_tflite_reader *reader, struct fc_tflite_tensor *tensor,
                     struct fc_shape shape, float *data)
{
    struct tensor_name name = name_of(reader, tensor);
    int result = fc_graph_add_value(reader->graph, shape, data, name.text, &tensor->value);

    if (result == -ENOMEM)
        return fc_error_set(reader->error, result, "out of memory");
    if (result)
        return fc_error_set(reader->error, -EBADMSG, "more than %d values", FC_GRAPH_MAX_VALUES);
    return 0;
}

int fc_tflite_value(struct fc_tflite_reader *reader, int32_t index, fc_value_id *id)
{
    struct fc_tflite_tensor *tensor = fc_tflite_tensor(reader, index);
    struct fc_shape shape;
    float *data = NULL;
    int result;

    if (!tensor || check_float(reader, tensor))
        return -EBADMSG;
    if (tensor->value == FC_NO_VALUE) {
        result = fc_tflite_shape(reader, tensor, &shape);
        if (!result && tensor->data.count) {
            size_t elements = fc_shape_elements(shape);
            const uint8_t *bytes = reader->fb.bytes + tensor->data.position;

            result = allocate_constant(reader, tensor, elements, sizeof(float), &data);
            for (size_t i = 0; !result && i < elements; i++) {
                uint32_t bits = load_le(bytes + 4 * i, 4);

                memcpy(&data[i], &bits, sizeof(bits));
            }
        }
        if (!result)
            result = add_value(reader, tensor, shape, data);
        if (result)
            return result;
    }
    *id = tensor->value;
    return 0;
}

float fc_tflite_half(uint16_t bits)
{
    int exponent = bits >> 10 & 0x1f;
    float fraction = (float)(bits & 0x3ff);
    float magnitude;

    if (exponent == 0x1f)
        magnitude = fraction > 0.0F ? NAN : INFINITY;
    else if (exponent == 0)
        magnitude = ldexpf(fraction, -24);
    else
        magnitude = ldexpf(1024.0F + fraction, exponent - 25);
    return bits & 0x8000 ? -magnitude : magnitude;
}

int fc_tflite_unfold_half(struct fc_tflite_reader *reader, int32_t from, int32_t to)
{
    struct fc_tflite_tensor *half = fc_tflite_tensor(reader, from);
    struct fc_tflite_tensor *full = fc_tflite_tensor(reader, to);
    struct fc_shape half_shape;
    struct fc_shape shape;
    float *data = NULL;
    size_t elements;
    int result;

    if (!half || !full || check_float(reader, full))
        return -EBADMSG;
    if (half->type != FC_TFLITE_FLOAT16)
        return half->type == FC_TFLITE_FLOAT32
                   ? fc_error_set(reader->error, -EBADMSG, "its input is not quantised")
                   : check_float(reader, half);
    if (!half->data.count || full->data.count || full->value != FC_NO_VALUE)
        return fc_error_set(reader->error, -EBADMSG, "only constants are taken, once each");
    if (fc_tflite_shape(reader, half, &half_shape) || fc_tflite_shape(reader, full, &shape))
        return -EBADMSG;
    if (!fc_shape_equal(half_shape, shape))
        return fc_error_set(reader->error, -EBADMSG, "input and output differ in shape");
    elements = fc_shape_elements(shape);
    result = allocate_constant(reader, half, elements, 2, &data);
    if (result)
        return result;
    for (size_t i = 0; i < elements; i++)
        data[i] =
            fc_tflite_half((uint16_t)load_le(reader->fb.bytes + half->data.position + 2 * i, 2));
    return add_value(reader, full, shape, data);
}
