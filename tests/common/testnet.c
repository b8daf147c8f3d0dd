/* SPDX-License-Identifier: MIT */
#include "testnet.h"

#include <math.h>

#include "tflite_writer.h"

const struct testnet_weights testnet_finds_red = {{30, -30, -10}, -4};
const struct testnet_weights testnet_all_person = {{0.1f, 0, 0}, 9};
const struct testnet_weights testnet_constant = {{0, 0, 0}, -3};
const struct testnet_weights testnet_nan = {{NAN, NAN, NAN}, NAN};

char *testnet_write(const char *dir, const char *name, const struct testnet_weights *weights)
{
    const int side = TESTNET_SIDE;
    struct writer_model model = {0};
    char *file = g_strdup_printf("%s.tflite", name);
    char *path = g_build_filename(dir, file, NULL);
    GByteArray *bytes;
    int x = writer_add_tensor(&model, "x", 4, (int[]){1, side, side, 3});
    int filter = writer_add_constant(&model, "w", WRITER_FLOAT32, 4, (int[]){1, 1, 1, 3});
    int bias = writer_add_constant(&model, "b", WRITER_FLOAT32, 1, (int[]){1});
    int logit = writer_add_tensor(&model, "logit", 4, (int[]){1, side, side, 1});
    int person = writer_add_tensor(&model, "person", 4, (int[]){1, side, side, 1});

    model.tensors[filter].data = weights->weight;
    model.tensors[bias].data = &weights->bias;
    /* CONV_2D: padding, strides; LOGISTIC. See the schema's operator codes. */
    writer_add_op(&model, &(struct writer_op){.builtin = 3,
                                              .input_count = 3,
                                              .inputs = {x, filter, bias},
                                              .output = logit,
                                              .field_count = 2,
                                              .fields = {{1, 4, 1}, {2, 4, 1}}});
    writer_add_op(
        &model,
        &(struct writer_op){.builtin = 14, .input_count = 1, .inputs = {logit}, .output = person});
    model.input = x;
    model.output = person;
    bytes = writer_write(&model);
    g_assert_true(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
    g_byte_array_unref(bytes);
    g_free(file);
    return path;
}

char *testnet_write_classes(const char *dir, const char *name, int classes)
{
    const int side = TESTNET_SIDE;
    struct writer_model model = {0};
    char *file = g_strdup_printf("%s.tflite", name);
    char *path = g_build_filename(dir, file, NULL);
    float weights[8 * 3] = {0};
    float biases[8] = {4};
    GByteArray *bytes;
    int x = writer_add_tensor(&model, "x", 4, (int[]){1, side, side, 3});
    int filter = writer_add_constant(&model, "w", WRITER_FLOAT32, 4, (int[]){classes, 1, 1, 3});
    int bias = writer_add_constant(&model, "b", WRITER_FLOAT32, 1, (int[]){classes});
    int logits = writer_add_tensor(&model, "logits", 4, (int[]){1, side, side, classes});

    g_assert_cmpint(classes, >=, 2);
    g_assert_cmpint(classes, <=, 8);
    for (int i = 1; i < classes; i++) {
        weights[3 * i] = (float)(20 + 4 * i);
        weights[3 * i + 1] = weights[3 * i + 2] = -20;
    }
    model.tensors[filter].data = weights;
    model.tensors[bias].data = biases;
    writer_add_op(&model, &(struct writer_op){.builtin = 3,
                                              .input_count = 3,
                                              .inputs = {x, filter, bias},
                                              .output = logits,
                                              .field_count = 2,
                                              .fields = {{1, 4, 1}, {2, 4, 1}}});
    model.input = x;
    model.output = logits;
    bytes = writer_write(&model);
    g_assert_true(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
    g_byte_array_unref(bytes);
    g_free(file);
    return path;
}
