/* SPDX-License-Identifier: MIT */
#include "model/tflite.h"

#include "base/error.h"
#include "model/tflite_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define SCHEMA_VERSION 3

/* Fields of the schema's tables. */
enum {
    MODEL_VERSION = 0,
    MODEL_CODES = 1,
    MODEL_SUBGRAPHS = 2,
    MODEL_BUFFERS = 4
};
enum {
    CODE_OLD_BUILTIN = 0,
    CODE_CUSTOM = 1,
    CODE_BUILTIN = 3
};
enum {
    SUBGRAPH_INPUTS = 1,
    SUBGRAPH_OUTPUTS = 2,
    SUBGRAPH_OPERATORS = 3
};
enum {
    OPERATOR_CODE = 0,
    OPERATOR_INPUTS = 1,
    OPERATOR_OUTPUTS = 2,
    OPERATOR_OPTIONS = 4,
    OPERATOR_CUSTOM_OPTIONS = 5,
};

static int damaged(struct fc_tflite_reader *reader)
{
    if (!reader->fb.damaged)
        return 0;
    return fc_error_set(reader->error, -EBADMSG, "the file is damaged or cut short");
}

/* The operator's code and its name, both from the table of codes. */
static int read_code(struct fc_tflite_reader *reader, uint32_t index, int32_t *builtin, char *name,
                     size_t name_size)
{
    struct fc_flatbuffer *fb = &reader->fb;
    struct fc_fb_table code;
    int32_t old;

    if (index >= reader->codes.count)
        return fc_error_set(reader->error, -EBADMSG, "there is no operator code %u, only %u", index,
                            reader->codes.count);
    code = fc_fb_vector_table(fb, reader->codes, index);
    old = fc_fb_int8(fb, code, CODE_OLD_BUILTIN, 0);
    *builtin = fc_fb_int32(fb, code, CODE_BUILTIN, 0);
    /* Codes from 127 on do not fit into the old field, which then holds 127. */
    if (old > *builtin)
        *builtin = old;
    if (*builtin == FC_TFLITE_CUSTOM)
        fc_fb_string(fb, code, CODE_CUSTOM, name, name_size);
    else
        snprintf(name, name_size, "%s", fc_tflite_builtin_name(*builtin));
    return damaged(reader);
}

static int read_operator(struct fc_tflite_reader *reader, struct fc_fb_table table, uint32_t index)
{
    struct fc_flatbuffer *fb = &reader->fb;
    struct fc_tflite_op op = {
        .reader = reader,
        .inputs = fc_fb_vector(fb, table, OPERATOR_INPUTS, 4),
        .outputs = fc_fb_vector(fb, table, OPERATOR_OUTPUTS, 4),
        .options = fc_fb_subtable(fb, table, OPERATOR_OPTIONS),
        .custom_options = fc_fb_vector(fb, table, OPERATOR_CUSTOM_OPTIONS, 1),
    };
    int32_t builtin = 0;
    int result = read_code(reader, fc_fb_uint32(fb, table, OPERATOR_CODE, 0), &builtin, op.name,
                           sizeof(op.name));

    if (!result)
        result = fc_tflite_read_op(&op, builtin);
    /* Damage explains what looks wrong after it. */
    if (damaged(reader))
        result = -EBADMSG;
    if (result)
        fc_error_prefix(reader->error, "operation %u", index);
    return result;
}

static int read_operators(struct fc_tflite_reader *reader, struct fc_fb_table subgraph)
{
    struct fc_fb_vector operators = fc_fb_vector(&reader->fb, subgraph, SUBGRAPH_OPERATORS, 4);

    if (operators.count == 0 || operators.count > FC_GRAPH_MAX_NODES)
        return fc_error_set(reader->error, -EBADMSG, "%u operations; 1 to %d are allowed",
                            operators.count, FC_GRAPH_MAX_NODES);
    for (uint32_t i = 0; i < operators.count; i++) {
        struct fc_fb_table table = fc_fb_vector_table(&reader->fb, operators, i);
        int result = read_operator(reader, table, i);

        if (result)
            return result;
    }
    return 0;
}

/* The network's one input or one output. */
static int read_end(struct fc_tflite_reader *reader, struct fc_fb_table subgraph, int field,
                    const char *what, fc_value_id *id)
{
    struct fc_fb_vector ends = fc_fb_vector(&reader->fb, subgraph, field, 4);
    int result = damaged(reader);

    if (result)
        return result;
    if (ends.count != 1)
        return fc_error_set(reader->error, -EBADMSG,
                            "the network has %u %ss; networks with one alone are supported",
                            ends.count, what);
    return fc_tflite_value(reader, fc_fb_vector_int32(&reader->fb, ends, 0), id);
}

static int read_model(struct fc_tflite_reader *reader, struct fc_fb_table model,
                      struct fc_fb_table *subgraph)
{
    struct fc_flatbuffer *fb = &reader->fb;
    uint32_t version = fc_fb_uint32(fb, model, MODEL_VERSION, 0);
    struct fc_fb_vector subgraphs = fc_fb_vector(fb, model, MODEL_SUBGRAPHS, 4);

    reader->codes = fc_fb_vector(fb, model, MODEL_CODES, 4);
    reader->buffers = fc_fb_vector(fb, model, MODEL_BUFFERS, 4);
    if (damaged(reader))
        return -EBADMSG;
    if (version != SCHEMA_VERSION)
        return fc_error_set(reader->error, -EBADMSG, "schema version %u, %d is supported", version,
                            SCHEMA_VERSION);
    if (subgraphs.count != 1)
        return fc_error_set(reader->error, -EBADMSG, "%u subgraphs; one is supported",
                            subgraphs.count);
    *subgraph = fc_fb_vector_table(fb, subgraphs, 0);
    return damaged(reader);
}

static int read_graph(struct fc_tflite_reader *reader)
{
    struct fc_fb_table model = fc_fb_root(&reader->fb, "TFL3");
    struct fc_fb_table subgraph = {0};
    struct fc_graph *graph = reader->graph;
    int result = read_model(reader, model, &subgraph);

    if (!result)
        result = fc_tflite_read_tensors(reader, subgraph);
    if (!result)
        result = read_end(reader, subgraph, SUBGRAPH_INPUTS, "input", &graph->input);
    if (!result)
        result = read_operators(reader, subgraph);
    if (!result)
        result = read_end(reader, subgraph, SUBGRAPH_OUTPUTS, "output", &graph->output);
    if (!result)
        result = fc_graph_check(graph, reader->error);
    return result;
}

int fc_tflite_parse(const uint8_t *bytes, size_t size, struct fc_graph **graph,
                    struct fc_error *error)
{
    struct fc_tflite_reader reader = {
        .fb = {.bytes = bytes, .size = size},
        .error = error,
        .constant_budget = 4 * size,
    };
    int result;

    if (size < 8 || size > FC_TFLITE_MAX_BYTES)
        return fc_error_set(error, -EBADMSG, "%zu bytes cannot be a TensorFlow Lite model", size);
    if (bytes[4] != 'T' || bytes[5] != 'F' || bytes[6] != 'L' || bytes[7] != '3')
        return fc_error_set(error, -EBADMSG, "this is not a TensorFlow Lite model");
    reader.graph = fc_graph_create();
    if (!reader.graph)
        return fc_error_set(error, -ENOMEM, "out of memory");
    result = read_graph(&reader);
    free(reader.tensors);
    if (!result) {
        *graph = reader.graph;
        return 0;
    }
    fc_graph_destroy(&reader.graph);
    /* What the graph calls invalid is a bad file here. */
    if (result == -EINVAL)
        result = -EBADMSG;
    if (error)
        error->code = result;
    return result;
}
