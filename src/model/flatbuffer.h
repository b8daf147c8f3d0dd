/* SPDX-License-Identifier: MIT */
/*
 * Reads FlatBuffers from hostile bytes. Format: "FlatBuffer Internals" in the FlatBuffers
 * documentation (flatbuffers.dev): little endian, a table points back to a vtable of field
 * places, vectors and strings begin with a count of 32 bits.
 *
 * Every place is checked before it is read, and nothing needs to be aligned. What is out of
 * bounds reads as 0, as empty or as the default, and sets damaged, which stays set: read what
 * belongs together, then look at it once. A field that is left out is no damage.
 */
#ifndef FC_MODEL_FLATBUFFER_H
#define FC_MODEL_FLATBUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fc_flatbuffer {
    const uint8_t *bytes; /* borrowed */
    size_t size;
    bool damaged;
};

/* An absent table, left out or damaged, has position 0 and no fields. */
struct fc_fb_table {
    size_t position;
    size_t vtable;
    uint16_t size;
    uint16_t field_count;
};

/* Elements of 1, 4 or more bytes; a string is a vector of bytes. Absent: count 0. */
struct fc_fb_vector {
    size_t position; /* of element 0 */
    uint32_t count;
};

/* The root, where the file carries that identifier of four letters; absent otherwise. */
struct fc_fb_table fc_fb_root(struct fc_flatbuffer *fb, const char *identifier);

/* Whether the table has a value of its own for that field. */
bool fc_fb_has(struct fc_flatbuffer *fb, struct fc_fb_table table, int field);

/* Scalars; fallback is the schema's default. */
int8_t fc_fb_int8(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, int8_t fallback);
uint32_t fc_fb_uint32(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                      uint32_t fallback);
int32_t fc_fb_int32(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                    int32_t fallback);
uint64_t fc_fb_uint64(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                      uint64_t fallback);
float fc_fb_float(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, float fallback);

struct fc_fb_table fc_fb_subtable(struct fc_flatbuffer *fb, struct fc_fb_table table, int field);

/* All count * element_size bytes lie within the file. */
struct fc_fb_vector fc_fb_vector(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                                 size_t element_size);

/* Elements of a vector of int32 or of tables; index must be below count. */
int32_t fc_fb_vector_int32(struct fc_flatbuffer *fb, struct fc_fb_vector vector, uint32_t index);
struct fc_fb_table fc_fb_vector_table(struct fc_flatbuffer *fb, struct fc_fb_vector vector,
                                      uint32_t index);

/*
 * Copies a string, cut to size - 1 bytes, and writes '?' for all but printable ASCII, so that it
 * can be shown.
 */
void fc_fb_string(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, char *text,
                  size_t size);

#endif
