/* SPDX-License-Identifier: MIT */
#include "tflite_writer.h"

#include <string.h>

#define MAX_FIELDS 16

/* Zeros for every constant. */
static const guint8 zeros[4096];

static const guint32 float_one = 0x3f800000;

/* --- FlatBuffers: parents before their children, as offsets only lead forward --- */

static void put(GByteArray *bytes, guint position, guint width, guint64 value)
{
    for (guint i = 0; i < width; i++)
        bytes->data[position + i] = (guint8)(value >> 8 * i);
}

static guint append(GByteArray *bytes, guint width, guint64 value)
{
    guint position = bytes->len;

    g_byte_array_set_size(bytes, bytes->len + width);
    put(bytes, position, width, value);
    return position;
}

/* A table with a zero in each field whose width is not 0; its vtable stands before it. */
static guint append_table(GByteArray *bytes, const int *widths, int count)
{
    guint vtable = bytes->len;
    guint size = 4;
    guint table;

    append(bytes, 2, (guint64)(4 + 2 * count));
    append(bytes, 2, 0);
    for (int i = 0; i < count; i++) {
        append(bytes, 2, widths[i] ? size : 0);
        size += (guint)widths[i];
    }
    put(bytes, vtable + 2, 2, size);
    table = append(bytes, 4, bytes->len - vtable);
    for (guint i = 4; i < size; i++)
        append(bytes, 1, 0);
    return table;
}

static guint field_at(GByteArray *bytes, guint table, int field)
{
    guint vtable = table - (guint)(bytes->data[table] | bytes->data[table + 1] << 8);
    guint entry = vtable + 4 + 2 * (guint)field;

    return table + (guint)(bytes->data[entry] | bytes->data[entry + 1] << 8);
}

/* Lets the offset at position lead to the end of the file, where the next thing will stand. */
static void link_to_end(GByteArray *bytes, guint position)
{
    put(bytes, position, 4, bytes->len - position);
}

/* A table's own place is not where it begins, for its vtable comes first. */
static guint link_table(GByteArray *bytes, guint position, const int *widths, int count)
{
    guint table = append_table(bytes, widths, count);

    put(bytes, position, 4, table - position);
    return table;
}

static void link_bytes(GByteArray *bytes, guint position, const void *data, size_t size,
                       size_t element_size)
{
    link_to_end(bytes, position);
    append(bytes, 4, size / element_size);
    g_byte_array_append(bytes, data, (guint)size);
}

static void link_string(GByteArray *bytes, guint position, const char *text)
{
    link_bytes(bytes, position, text, strlen(text), 1);
}

static void link_ints(GByteArray *bytes, guint position, const int *ints, int count)
{
    link_to_end(bytes, position);
    append(bytes, 4, (guint64)count);
    for (int i = 0; i < count; i++)
        append(bytes, 4, (guint32)ints[i]);
}

/* A vector of count offsets; returns the place of the first. */
static guint link_offsets(GByteArray *bytes, guint position, int count)
{
    guint first;

    link_to_end(bytes, position);
    first = append(bytes, 4, (guint64)count) + 4;
    for (int i = 0; i < count; i++)
        append(bytes, 4, 0);
    return first;
}

/* --- the schema --- */

static void write_tensor(GByteArray *bytes, guint position, const struct writer_tensor *tensor,
                         int buffer)
{
    static const int widths[] = {4, 1, 4, 4};
    guint table = link_table(bytes, position, widths, 4);

    put(bytes, field_at(bytes, table, 1), 1, (guint64)tensor->type);
    put(bytes, field_at(bytes, table, 2), 4, (guint64)buffer);
    link_ints(bytes, field_at(bytes, table, 0), tensor->dim, tensor->rank);
    link_string(bytes, field_at(bytes, table, 3), tensor->name);
}

static void write_options(GByteArray *bytes, guint position, const struct writer_op *op)
{
    int widths[MAX_FIELDS] = {0};
    guint table;

    for (int i = 0; i < op->field_count; i++)
        widths[op->fields[i].field] = op->fields[i].width;
    table = link_table(bytes, position, widths, MAX_FIELDS);
    for (int i = 0; i < op->field_count; i++)
        put(bytes, field_at(bytes, table, op->fields[i].field), (guint)op->fields[i].width,
            (guint32)op->fields[i].value);
}

static void write_op(GByteArray *bytes, guint position, const struct writer_op *op, int code)
{
    int widths[] = {4, 4, 4, 1, op->field_count ? 4 : 0, op->custom_options ? 4 : 0};
    guint table = link_table(bytes, position, widths, 6);

    put(bytes, field_at(bytes, table, 0), 4, (guint64)code);
    link_ints(bytes, field_at(bytes, table, 1), op->inputs, op->input_count);
    link_ints(bytes, field_at(bytes, table, 2), &op->output, 1);
    if (op->field_count)
        write_options(bytes, field_at(bytes, table, 4), op);
    if (op->custom_options)
        link_bytes(bytes, field_at(bytes, table, 5), op->custom_options, op->custom_options_size,
                   1);
}

static void write_subgraph(GByteArray *bytes, guint position, const struct writer_model *model)
{
    static const int widths[] = {4, 4, 4, 4};
    guint table = link_table(bytes, position, widths, 4);
    guint tensors = link_offsets(bytes, field_at(bytes, table, 0), model->tensor_count);
    guint ops;

    for (int i = 0; i < model->tensor_count; i++)
        write_tensor(bytes, tensors + 4 * (guint)i, &model->tensors[i],
                     model->tensors[i].data ? i + 1 : 0);
    link_ints(bytes, field_at(bytes, table, 1), &model->input, 1);
    link_ints(bytes, field_at(bytes, table, 2), &model->output, 1);
    ops = link_offsets(bytes, field_at(bytes, table, 3), model->op_count);
    for (int i = 0; i < model->op_count; i++)
        write_op(bytes, ops + 4 * (guint)i, &model->ops[i], i);
}

/* Each operator has a code of its own; each tensor a buffer after buffer 0, which is empty. */
static void write_code(GByteArray *bytes, guint position, const struct writer_op *op)
{
    int widths[] = {1, op->custom ? 4 : 0, 4, 4};
    guint table = link_table(bytes, position, widths, 4);

    put(bytes, field_at(bytes, table, 0), 1, (guint64)MIN(op->builtin, 127));
    put(bytes, field_at(bytes, table, 2), 4, 1);
    put(bytes, field_at(bytes, table, 3), 4, (guint64)op->builtin);
    if (op->custom)
        link_string(bytes, field_at(bytes, table, 1), op->custom);
}

static void write_buffer(GByteArray *bytes, guint position, const struct writer_tensor *tensor)
{
    int widths[] = {tensor && tensor->data ? 4 : 0};
    guint table = link_table(bytes, position, widths, 1);

    if (widths[0])
        link_bytes(bytes, field_at(bytes, table, 0), tensor->data, tensor->data_size, 1);
}

GByteArray *writer_write(const struct writer_model *model)
{
    static const int widths[] = {4, 4, 4, 0, 4};
    GByteArray *bytes = g_byte_array_new();
    guint root = append(bytes, 4, 0);
    guint table;
    guint first;

    g_byte_array_append(bytes, (const guint8 *)"TFL3", 4);
    table = link_table(bytes, root, widths, 5);
    put(bytes, field_at(bytes, table, 0), 4, 3);
    first = link_offsets(bytes, field_at(bytes, table, 1), model->op_count);
    for (int i = 0; i < model->op_count; i++)
        write_code(bytes, first + 4 * (guint)i, &model->ops[i]);
    first = link_offsets(bytes, field_at(bytes, table, 2), 1);
    write_subgraph(bytes, first, model);
    first = link_offsets(bytes, field_at(bytes, table, 4), model->tensor_count + 1);
    write_buffer(bytes, first, NULL);
    for (int i = 0; i < model->tensor_count; i++)
        write_buffer(bytes, first + 4 + 4 * (guint)i, &model->tensors[i]);
    return bytes;
}

/* --- networks --- */

int writer_add_tensor(struct writer_model *model, const char *name, int rank, const int *dim)
{
    struct writer_tensor *tensor = &model->tensors[model->tensor_count];

    g_assert_cmpint(model->tensor_count, <, WRITER_MAX_TENSORS);
    *tensor = (struct writer_tensor){.name = name, .rank = rank};
    memcpy(tensor->dim, dim, (size_t)rank * sizeof(*dim));
    return model->tensor_count++;
}

int writer_add_constant(struct writer_model *model, const char *name, int type, int rank,
                        const int *dim)
{
    int index = writer_add_tensor(model, name, rank, dim);
    size_t elements = 1;

    for (int i = 0; i < rank; i++)
        elements *= (size_t)dim[i];
    model->tensors[index].type = type;
    model->tensors[index].data = zeros;
    model->tensors[index].data_size = elements * (type == WRITER_FLOAT16 ? 2 : 4);
    g_assert_cmpuint(model->tensors[index].data_size, <=, sizeof(zeros));
    return index;
}

int writer_add_ints(struct writer_model *model, const char *name, int rank, const int *dim,
                    const gint32 *ints)
{
    int index = writer_add_constant(model, name, WRITER_INT32, rank, dim);

    model->tensors[index].data = ints;
    return index;
}

void writer_add_op(struct writer_model *model, const struct writer_op *op)
{
    g_assert_cmpint(model->op_count, <, WRITER_MAX_OPS);
    model->ops[model->op_count++] = *op;
}

static int picture(struct writer_model *model, int rows, int columns, int channels)
{
    return writer_add_tensor(model, "t", 4, (int[]){1, rows, columns, channels});
}

static int weights(struct writer_model *model, int n, int rows, int columns, int channels)
{
    return writer_add_constant(model, "w", WRITER_FLOAT32, 4, (int[]){n, rows, columns, channels});
}

static int vector(struct writer_model *model, int count)
{
    return writer_add_constant(model, "v", WRITER_FLOAT32, 1, &count);
}

/* Operators that take tensors alone. */
static int chain(struct writer_model *model, int builtin, int a, int b, int result)
{
    struct writer_op op = {.builtin = builtin, .inputs = {a, b}, .output = result};

    op.input_count = b < 0 ? 1 : 2;
    writer_add_op(model, &op);
    return result;
}

/* 8x8x3 to 4x4x4. */
static int add_convolutions(struct writer_model *model)
{
    int half = writer_add_constant(model, "h", WRITER_FLOAT16, 4, (int[]){4, 3, 3, 3});
    int filter = writer_add_tensor(model, "f", 4, (int[]){4, 3, 3, 3});
    int a = picture(model, 8, 8, 4);
    int b = picture(model, 4, 4, 4);
    struct writer_op conv = {.builtin = 3,
                             .input_count = 3,
                             .output = a,
                             .field_count = 4,
                             .fields = {{0, 1, 0}, {1, 4, 1}, {2, 4, 1}, {3, 1, 1}}};
    struct writer_op depthwise = {.builtin = 4,
                                  .input_count = 3,
                                  .output = b,
                                  .field_count = 4,
                                  .fields = {{1, 4, 2}, {2, 4, 2}, {3, 4, 1}, {4, 1, 3}}};

    chain(model, 6, half, -1, filter);
    conv.inputs[0] = model->input;
    conv.inputs[1] = filter;
    conv.inputs[2] = vector(model, 4);
    writer_add_op(model, &conv);
    depthwise.inputs[0] = a;
    depthwise.inputs[1] = weights(model, 1, 3, 3, 4);
    depthwise.inputs[2] = -1;
    writer_add_op(model, &depthwise);
    return b;
}

/* 4x4x4 to 4x4x4, with a squeeze and excitation in between. */
static int add_attention(struct writer_model *model, int x)
{
    static const gint32 axes[] = {1, 2};
    struct writer_op pool = {.builtin = 17,
                             .input_count = 1,
                             .inputs = {x},
                             .field_count = 5,
                             .fields = {{0, 1, 1}, {1, 4, 2}, {2, 4, 2}, {3, 4, 2}, {4, 4, 2}}};
    int small = picture(model, 2, 2, 4);
    int mean;

    pool.output = small;
    writer_add_op(model, &pool);
    pool.builtin = 1;
    pool.inputs[0] = small;
    pool.output = picture(model, 1, 1, 4);
    writer_add_op(model, &pool);
    mean = chain(model, 40, x, writer_add_ints(model, "axes", 1, (int[]){2}, axes),
                 picture(model, 1, 1, 4));
    mean = chain(model, 0, mean, pool.output, picture(model, 1, 1, 4));
    mean = chain(model, 9, mean, writer_add_constant(model, "d", WRITER_FLOAT32, 2, (int[]){4, 4}),
                 picture(model, 1, 1, 4));
    mean = chain(model, 14, mean, -1, picture(model, 1, 1, 4));
    return chain(model, 18, x, mean, picture(model, 4, 4, 4));
}

/* 4x4x4 to 4x4x8. */
static int add_elementwise(struct writer_model *model, int x)
{
    int a = chain(model, 117, x, -1, picture(model, 4, 4, 4));
    struct writer_op concatenation = {
        .builtin = 2, .input_count = 2, .inputs = {x}, .field_count = 1, .fields = {{0, 4, -1}}};

    a = chain(model, 41, a, vector(model, 4), picture(model, 4, 4, 4));
    a = chain(model, 19, a, -1, picture(model, 4, 4, 4));
    a = chain(model, 54, a, vector(model, 4), picture(model, 4, 4, 4));
    a = chain(model, 21, a, -1, picture(model, 4, 4, 4));
    concatenation.inputs[1] = a;
    concatenation.output = picture(model, 4, 4, 8);
    writer_add_op(model, &concatenation);
    return concatenation.output;
}

/* 4x4x8 to 8x8x8. */
static int add_moves(struct writer_model *model, int x)
{
    static const gint32 pads[] = {0, 0, 1, 1, 0, 2, 0, 0};
    static const gint32 size[] = {8, 8};
    static const gint32 shape[] = {1, 6, -1, 8};
    int a = chain(model, 34, x, writer_add_ints(model, "pads", 2, (int[]){4, 2}, pads),
                  picture(model, 6, 6, 8));

    a = chain(model, 22, a, writer_add_ints(model, "shape", 1, (int[]){4}, shape),
              picture(model, 6, 6, 8));
    return chain(model, 23, a, writer_add_ints(model, "size", 1, (int[]){2}, size),
                 picture(model, 8, 8, 8));
}

/* 8x8x8 to 32x32x2. */
static int add_upsampling(struct writer_model *model, int x)
{
    static const gint32 shape[] = {1, 16, 16, 4};
    static const guint8 custom[] = {1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0};
    struct writer_op up = {.builtin = 67,
                           .input_count = 3,
                           .field_count = 3,
                           .fields = {{0, 1, 0}, {1, 4, 2}, {2, 4, 2}}};
    struct writer_op bias = {.builtin = 32,
                             .custom = "Convolution2DTransposeBias",
                             .input_count = 3,
                             .custom_options = custom,
                             .custom_options_size = sizeof(custom)};
    struct writer_op softmax = {.builtin = 25, .input_count = 1, .field_count = 1};

    up.inputs[0] = writer_add_ints(model, "shape", 1, (int[]){4}, shape);
    up.inputs[1] = weights(model, 4, 3, 3, 8);
    up.inputs[2] = x;
    up.output = picture(model, 16, 16, 4);
    writer_add_op(model, &up);
    bias.inputs[0] = chain(model, 0, up.output, vector(model, 4), picture(model, 16, 16, 4));
    bias.inputs[1] = weights(model, 2, 2, 2, 4);
    bias.inputs[2] = vector(model, 2);
    bias.output = picture(model, 32, 32, 2);
    writer_add_op(model, &bias);
    softmax.inputs[0] = bias.output;
    softmax.output = picture(model, 32, 32, 2);
    softmax.fields[0] = (struct writer_field){0, 4, (gint32)float_one};
    writer_add_op(model, &softmax);
    return softmax.output;
}

void writer_every_operator(struct writer_model *model)
{
    int x;

    *model = (struct writer_model){0};
    model->input = writer_add_tensor(model, "input", 4, (int[]){1, 8, 8, 3});
    x = add_convolutions(model);
    x = add_attention(model, x);
    x = add_elementwise(model, x);
    x = add_moves(model, x);
    model->output = add_upsampling(model, x);
}
