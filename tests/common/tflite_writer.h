/* SPDX-License-Identifier: MIT */
/* Writes tiny TFLite files in memory, for tests and fuzz seeds: right ones and wrong ones. */
#ifndef FC_TESTS_TFLITE_WRITER_H
#define FC_TESTS_TFLITE_WRITER_H

#include <glib.h>

enum {
    WRITER_FLOAT32 = 0,
    WRITER_FLOAT16 = 1,
    WRITER_INT32 = 2,
    WRITER_INT8 = 9
};

#define WRITER_MAX_TENSORS 64
#define WRITER_MAX_OPS 48
#define WRITER_MAX_FIELDS 8

struct writer_tensor {
    const char *name;
    int type;
    int rank;
    int dim[5];
    const void *data; /* NULL: no constant */
    size_t data_size;
};

/* One scalar of an option table: its field, its width in bytes (1 or 4), its value. */
struct writer_field {
    int field;
    int width;
    gint32 value;
};

struct writer_op {
    int builtin;
    const char *custom; /* name where builtin is 32 */
    int input_count;
    int inputs[8];
    int output;
    int field_count;
    struct writer_field fields[WRITER_MAX_FIELDS];
    const void *custom_options;
    size_t custom_options_size;
};

struct writer_model {
    int tensor_count;
    struct writer_tensor tensors[WRITER_MAX_TENSORS];
    int op_count;
    struct writer_op ops[WRITER_MAX_OPS];
    int input;
    int output;
};

/* Appends, and returns the number of the tensor. Zeros as data where constant. */
int writer_add_tensor(struct writer_model *model, const char *name, int rank, const int *dim);
int writer_add_constant(struct writer_model *model, const char *name, int type, int rank,
                        const int *dim);
int writer_add_ints(struct writer_model *model, const char *name, int rank, const int *dim,
                    const gint32 *ints);
void writer_add_op(struct writer_model *model, const struct writer_op *op);

/* A network of 8x8 pixels that has every operator which Fakecam reads. */
void writer_every_operator(struct writer_model *model);

/* The file. Free with g_byte_array_unref(). */
GByteArray *writer_write(const struct writer_model *model);

#endif
