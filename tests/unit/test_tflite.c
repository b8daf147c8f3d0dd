/* SPDX-License-Identifier: MIT */
#include "model/flatbuffer.h"
#include "model/tflite.h"
#include "model/tflite_reader.h"
#include "testdata.h"
#include "tflite_writer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_parses(const struct writer_model *model, struct fc_graph **graph)
{
    GByteArray *bytes = writer_write(model);
    struct fc_error error = {0};

    fc_tflite_parse(bytes->data, bytes->len, graph, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_byte_array_unref(bytes);
}

static void assert_refused(const struct writer_model *model, const char *why)
{
    GByteArray *bytes = writer_write(model);
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};

    g_assert_cmpint(fc_tflite_parse(bytes->data, bytes->len, &graph, &error), ==, -EBADMSG);
    g_assert_cmpint(error.code, ==, -EBADMSG);
    g_assert_null(graph);
    if (!strstr(error.text, why))
        g_error("\"%s\" does not say \"%s\"", error.text, why);
    g_byte_array_unref(bytes);
}

static int op_of(const struct writer_model *model, int builtin)
{
    for (int i = 0; i < model->op_count; i++)
        if (model->ops[i].builtin == builtin)
            return i;
    g_assert_not_reached();
}

/* Input, one operator from x to y, output. */
static void one_operator(struct writer_model *model, int builtin)
{
    struct writer_op op = {.builtin = builtin, .input_count = 1, .inputs = {0}, .output = 1};

    *model = (struct writer_model){.input = 0, .output = 1};
    writer_add_tensor(model, "x", 4, (int[]){1, 2, 2, 3});
    writer_add_tensor(model, "y", 4, (int[]){1, 2, 2, 3});
    writer_add_op(model, &op);
}

static void test_every_operator(void)
{
    struct writer_model model;
    struct fc_graph *graph = NULL;
    guint found[FC_OP_COUNT] = {0};

    writer_every_operator(&model);
    assert_parses(&model, &graph);
    for (guint i = 0; i < graph->node_count; i++)
        found[graph->nodes[i].op]++;
    for (int op = FC_OP_UNSET + 1; op < FC_OP_COUNT; op++)
        if (!found[op])
            g_error("%s is missing", fc_op_name((enum fc_op)op));
    g_assert_cmpuint(found[FC_OP_TRANSPOSE_CONV_2D], ==, 2);
    g_assert_cmpstr(graph->values[graph->input].name, ==, "input");
    g_assert_cmpfloat(graph->nodes[0].clamp_min, ==, 0.0F);
    g_assert_cmpfloat(graph->nodes[0].clamp_max, ==, INFINITY);
    g_assert_cmpfloat(graph->nodes[1].clamp_max, ==, 6.0F);
    g_assert_cmpint(graph->nodes[1].conv.stride[0], ==, 2);
    g_assert_cmpint(fc_graph_optimise(graph, NULL), ==, 0);
    fc_graph_destroy(&graph);
}

static void test_half(void)
{
    g_assert_cmpfloat(fc_tflite_half(0x3c00), ==, 1.0F);
    g_assert_cmpfloat(fc_tflite_half(0xc000), ==, -2.0F);
    g_assert_cmpfloat(fc_tflite_half(0x7bff), ==, 65504.0F);
    g_assert_cmpfloat(fc_tflite_half(0x0400), ==, 0x1p-14F);
    g_assert_cmpfloat(fc_tflite_half(0x0001), ==, 0x1p-24F);
    g_assert_cmpfloat(fc_tflite_half(0x83ff), ==, -0x3ffp-24F);
    g_assert_cmpfloat(fc_tflite_half(0x3555), ==, 0x555p-12F);
    g_assert_cmpfloat(fc_tflite_half(0xfc00), ==, -INFINITY);
    g_assert_true(isnan(fc_tflite_half(0x7e00)));
    g_assert_true(signbit(fc_tflite_half(0x8000)));
}

static void test_constants(void)
{
    static const guint8 halves[] = {0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00};
    static const float biases[] = {0.25F, -8.0F, 3.0F};
    struct writer_model model;
    struct fc_graph *graph = NULL;
    struct writer_op add = {.builtin = 0, .input_count = 2, .inputs = {1, 3}, .output = 5};
    struct writer_op fold = {.builtin = 6, .input_count = 1, .inputs = {4}, .output = 3};

    one_operator(&model, 0);
    model.ops[0].input_count = 2;
    model.ops[0].inputs[1] = writer_add_constant(&model, "b", WRITER_FLOAT32, 1, (int[]){3});
    model.tensors[2].data = biases;
    writer_add_tensor(&model, "unfolded", 1, (int[]){3});
    writer_add_constant(&model, "half", WRITER_FLOAT16, 1, (int[]){3});
    model.tensors[4].data = halves;
    model.output = writer_add_tensor(&model, "z", 4, (int[]){1, 2, 2, 3});
    writer_add_op(&model, &fold);
    writer_add_op(&model, &add);
    assert_parses(&model, &graph);
    g_assert_cmpuint(graph->node_count, ==, 2);
    const float *bias = graph->values[graph->nodes[0].input[1]].data;
    const float *unfolded = graph->values[graph->nodes[1].input[1]].data;
    for (int i = 0; i < 3; i++)
        g_assert_cmpfloat(bias[i], ==, biases[i]);
    g_assert_cmpfloat(unfolded[0], ==, 1.0F);
    g_assert_cmpfloat(unfolded[1], ==, -2.0F);
    g_assert_cmpfloat(unfolded[2], ==, 0x1p-24F);
    fc_graph_destroy(&graph);

    model.ops[1] = add;
    model.ops[2] = fold;
    assert_refused(&model, "once each");
}

static void test_unsupported(void)
{
    struct writer_model model;

    one_operator(&model, 28);
    assert_refused(&model, "operation TANH (code 28) is not supported");
    one_operator(&model, 200);
    assert_refused(&model, "code 200");
    one_operator(&model, 32);
    model.ops[0].custom = "Evil\033[31m";
    assert_refused(&model, "custom operation \"Evil?[31m\" is not supported");
    one_operator(&model, 114);
    assert_refused(&model, "quantised models are not supported");
    one_operator(&model, 19);
    model.tensors[0].type = WRITER_INT8;
    assert_refused(&model, "tensor \"x\" is quantised");
    model.tensors[0].type = WRITER_INT32;
    assert_refused(&model, "tensor \"x\" is not of 32-bit floats");
    one_operator(&model, 25);
    assert_refused(&model, "beta");
    one_operator(&model, 0);
    model.ops[0].input_count = 2;
    model.ops[0].field_count = 1;
    model.ops[0].fields[0] = (struct writer_field){0, 1, 4};
    assert_refused(&model, "activation 4");
}

static void test_wrong_structure(void)
{
    struct writer_model model;

    one_operator(&model, 19);
    model.ops[0].inputs[0] = 2;
    assert_refused(&model, "no tensor 2");
    model.ops[0].inputs[0] = -1;
    assert_refused(&model, "input 0 is missing");
    model.ops[0].inputs[0] = 1;
    assert_refused(&model, "read before it is written");
    model.ops[0].inputs[0] = 0;
    model.ops[0].output = 0;
    assert_refused(&model, "written before");
    model.ops[0].output = -7;
    assert_refused(&model, "no tensor -7");
    model.ops[0].output = 1;
    model.output = 0;
    assert_refused(&model, "no output");
    model.output = 1;
    writer_add_op(&model, &model.ops[0]);
    assert_refused(&model, "written before");

    one_operator(&model, 19);
    model.tensors[1].dim[3] = 4;
    assert_refused(&model, "its result is [1, 2, 2, 3]");
    one_operator(&model, 19);
    model.tensors[0].rank = 5;
    assert_refused(&model, "tensor \"x\" has 5 axes");
    model.tensors[0].rank = 4;
    model.tensors[0].dim[1] = -1;
    assert_refused(&model, "empty or too large");
    model.tensors[0].dim[1] = 1 << 30;
    assert_refused(&model, "empty or too large");
    model.tensors[0].dim[1] = 2;
    model.tensors[0].dim[0] = model.tensors[1].dim[0] = 2;
    assert_refused(&model, "batch of 2");
    model.tensors[0].dim[0] = model.tensors[1].dim[0] = 1;
    model.tensors[0].data = "12345678";
    model.tensors[0].data_size = 8;
    assert_refused(&model, "has 8 bytes, not 48");
}

static void test_wrong_arguments(void)
{
    static const gint32 axes[] = {1, 3};
    static const gint32 pads[] = {0, 0, 1, 1, 0, 2, 0, 1};
    struct writer_model model;
    struct writer_op *op;

    writer_every_operator(&model);
    op = &model.ops[op_of(&model, 40)];
    model.tensors[op->inputs[1]].data = axes;
    assert_refused(&model, "MEAN: only the mean over rows and columns");
    writer_every_operator(&model);
    op = &model.ops[op_of(&model, 34)];
    model.tensors[op->inputs[1]].data = pads;
    assert_refused(&model, "PAD: only rows and columns");
    writer_every_operator(&model);
    model.ops[op_of(&model, 2)].fields[0].value = 2;
    assert_refused(&model, "CONCATENATION: only along channels");
    writer_every_operator(&model);
    model.ops[op_of(&model, 3)].fields[1].value = 0;
    assert_refused(&model, "stride");
    writer_every_operator(&model);
    model.ops[op_of(&model, 32)].custom_options_size = 11;
    assert_refused(&model, "too short");
    writer_every_operator(&model);
    op = &model.ops[op_of(&model, 67)];
    model.tensors[op->inputs[0]].type = WRITER_FLOAT32;
    assert_refused(&model, "whole numbers");
}

static void test_ends(void)
{
    struct writer_model model;
    GByteArray *bytes;
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};

    g_assert_cmpint(fc_tflite_parse((const uint8_t *)"", 0, &graph, &error), ==, -EBADMSG);
    g_assert_cmpint(fc_tflite_parse((const uint8_t *)"GIF89a..........", 16, &graph, &error), ==,
                    -EBADMSG);
    g_assert_cmpstr(error.text, ==, "this is not a TensorFlow Lite model");
    one_operator(&model, 19);
    model.op_count = 0;
    bytes = writer_write(&model);
    g_assert_cmpint(fc_tflite_parse(bytes->data, bytes->len, &graph, NULL), ==, -EBADMSG);
    g_byte_array_unref(bytes);
}

/* Constants that share one buffer must not multiply the file's size. */
static void test_budget(void)
{
    struct writer_model model;
    GByteArray *bytes;
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};
    size_t used = 0;

    one_operator(&model, 0);
    model.ops[0].input_count = 2;
    model.ops[0].inputs[1] =
        writer_add_constant(&model, "big", WRITER_FLOAT32, 4, (int[]){1, 2, 2, 3});
    assert_parses(&model, &graph);
    fc_graph_destroy(&graph);
    bytes = writer_write(&model);
    struct fc_tflite_reader reader = {
        .fb = {.bytes = bytes->data, .size = bytes->len},
        .error = &error,
        .graph = fc_graph_create(),
        .constant_budget = 100,
    };
    struct fc_tflite_tensor tensors[3];
    for (int i = 0; i < 3; i++)
        tensors[i] = (struct fc_tflite_tensor){
            .rank = 1, .dim = {12}, .data = {0, 48}, .value = FC_NO_VALUE};
    reader.tensors = tensors;
    reader.tensor_count = 3;
    for (int i = 0; i < 2; i++) {
        fc_value_id id;

        g_assert_cmpint(fc_tflite_value(&reader, i, &id), ==, 0);
        used += 48;
        g_assert_cmpuint(reader.constant_budget, ==, 100 - used);
    }
    fc_value_id id;
    g_assert_cmpint(fc_tflite_value(&reader, 2, &id), ==, -EBADMSG);
    g_assert_nonnull(strstr(error.text, "four times"));
    fc_graph_destroy(&reader.graph);
    g_byte_array_unref(bytes);
}

/* Parses a copy that lies at the very end of its block, for sanitizers to see every step over. */
static int parse_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};
    int result;

    memcpy(copy, bytes, size);
    result = fc_tflite_parse(copy, size, &graph, &error);
    g_assert_cmpint(result, ==, error.code);
    g_assert_true((result == 0) == (graph != NULL));
    if (result)
        g_assert_cmpuint(strlen(error.text), >, 0);
    else
        fc_graph_optimise(graph, NULL);
    fc_graph_destroy(&graph);
    free(copy);
    return result;
}

static void test_truncated(void)
{
    struct writer_model model;
    GByteArray *bytes;

    writer_every_operator(&model);
    bytes = writer_write(&model);
    g_assert_cmpint(parse_copy(bytes->data, bytes->len), ==, 0);
    /* The last bytes are buffers of tensors that are no constants: nobody reads them. */
    guint needed = bytes->len;
    while (needed > 0 && parse_copy(bytes->data, needed) == 0)
        needed--;
    g_assert_cmpuint(needed, >, bytes->len - 100);
    for (guint size = 0; size <= needed; size++)
        g_assert_cmpint(parse_copy(bytes->data, size), ==, -EBADMSG);
    g_byte_array_unref(bytes);
}

static void test_flipped(void)
{
    static const guint8 masks[] = {0x01, 0x80, 0xff};
    struct writer_model model;
    GByteArray *bytes;
    guint refused = 0;

    writer_every_operator(&model);
    bytes = writer_write(&model);
    for (guint i = 0; i < bytes->len; i++) {
        for (guint k = 0; k < G_N_ELEMENTS(masks); k++) {
            bytes->data[i] ^= masks[k];
            refused += parse_copy(bytes->data, bytes->len) != 0;
            bytes->data[i] ^= masks[k];
        }
    }
    /* Most bytes are weights and names, where all values are right. */
    g_assert_cmpuint(refused, >, 1000);
    g_byte_array_unref(bytes);
}

static void test_flatbuffer_offsets(void)
{
    /* A root table whose only field leads beyond the end. */
    uint8_t bytes[] = {14, 0, 0, 0, 'T', 'F', 'L', '3', 6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 99, 0, 0, 0};
    struct fc_flatbuffer fb = {.bytes = bytes, .size = sizeof(bytes)};
    struct fc_fb_table root = fc_fb_root(&fb, "TFL3");

    g_assert_false(fb.damaged);
    g_assert_true(fc_fb_has(&fb, root, 0));
    g_assert_false(fc_fb_has(&fb, root, 1));
    g_assert_cmpuint(fc_fb_uint32(&fb, root, 0, 5), ==, 99);
    g_assert_cmpuint(fc_fb_uint32(&fb, root, 1, 5), ==, 5);
    g_assert_false(fb.damaged);
    g_assert_cmpuint(fc_fb_vector(&fb, root, 0, 1).count, ==, 0);
    g_assert_true(fb.damaged);
    fb.damaged = false;
    g_assert_cmpuint(fc_fb_uint64(&fb, root, 0, 5), ==, 5);
    g_assert_true(fb.damaged);
    fb.damaged = false;
    bytes[8] = 200;
    fc_fb_root(&fb, "TFL3");
    g_assert_true(fb.damaged);
}

static void test_real(gconstpointer name)
{
    char *path = strstr(name, "selfie") ? testdata_model(name) : testdata_path(name);
    char *bytes;
    gsize size;
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};

    if (!path)
        return;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    fc_tflite_parse((const uint8_t *)bytes, size, &graph, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(fc_graph_optimise(graph, &error), ==, 0);
    g_test_message("%s: %u operations, %.1f million multiply-adds", (const char *)name,
                   graph->node_count, (double)fc_graph_multiply_adds(graph) / 1e6);
    for (gsize i = 0; i < 64; i++)
        g_assert_cmpint(parse_copy((const uint8_t *)bytes, size * i / 64), ==, -EBADMSG);
    fc_graph_destroy(&graph);
    g_free(bytes);
    g_free(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tflite/every-operator", test_every_operator);
    g_test_add_func("/tflite/half", test_half);
    g_test_add_func("/tflite/constants", test_constants);
    g_test_add_func("/tflite/unsupported", test_unsupported);
    g_test_add_func("/tflite/wrong-structure", test_wrong_structure);
    g_test_add_func("/tflite/wrong-arguments", test_wrong_arguments);
    g_test_add_func("/tflite/ends", test_ends);
    g_test_add_func("/tflite/budget", test_budget);
    g_test_add_func("/tflite/truncated", test_truncated);
    g_test_add_func("/tflite/flipped", test_flipped);
    g_test_add_func("/tflite/flatbuffer-offsets", test_flatbuffer_offsets);
    g_test_add_data_func("/tflite/real/selfie", "selfie_segmentation.tflite", test_real);
    g_test_add_data_func("/tflite/real/selfie-landscape", "selfie_segmentation_landscape.tflite",
                         test_real);
    g_test_add_data_func("/tflite/real/body-pix", "models/body-pix-float-050-8.tflite", test_real);
    g_test_add_data_func("/tflite/real/deeplab", "models/deeplabv3_257_mv_gpu.tflite", test_real);
    g_test_add_data_func("/tflite/real/meet", "models/segm_full_v679.tflite", test_real);
    g_test_add_data_func("/tflite/real/slimnet", "models/anil_slimnet_mediapipe.tflite", test_real);
    return g_test_run();
}
