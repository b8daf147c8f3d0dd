/* SPDX-License-Identifier: MIT */
#include "model/flatbuffer.h"

#include <assert.h>
#include <string.h>

/* Little endian whatever the machine's order; 0 and damaged when out of bounds. */
static uint64_t load(struct fc_flatbuffer *fb, size_t position, size_t width)
{
    uint64_t value = 0;

    if (position > fb->size || width > fb->size - position) {
        fb->damaged = true;
        return 0;
    }
    for (size_t i = width; i-- > 0;)
        value = value << 8 | fb->bytes[position + i];
    return value;
}

static struct fc_fb_table damaged_table(struct fc_flatbuffer *fb)
{
    fb->damaged = true;
    return (struct fc_fb_table){0};
}

static struct fc_fb_table table_at(struct fc_flatbuffer *fb, size_t position)
{
    int64_t back = (int32_t)load(fb, position, 4);
    int64_t vtable = (int64_t)position - back;
    uint16_t vtable_size;
    struct fc_fb_table table;

    if (position == 0 || vtable < 0 || (uint64_t)vtable >= fb->size)
        return damaged_table(fb);
    vtable_size = (uint16_t)load(fb, (size_t)vtable, 2);
    table = (struct fc_fb_table){
        .position = position,
        .vtable = (size_t)vtable,
        .size = (uint16_t)load(fb, (size_t)vtable + 2, 2),
    };
    if (fb->damaged || vtable_size < 4 || vtable_size % 2 || table.size < 4 ||
        vtable_size > fb->size - table.vtable || table.size > fb->size - position)
        return damaged_table(fb);
    table.field_count = (uint16_t)(vtable_size / 2 - 2);
    return table;
}

/* Offsets count from where they stand and lead forward. */
static size_t follow(struct fc_flatbuffer *fb, size_t position)
{
    size_t target = position + (size_t)load(fb, position, 4);

    if (target <= position || target >= fb->size) {
        fb->damaged = true;
        return 0;
    }
    return target;
}

struct fc_fb_table fc_fb_root(struct fc_flatbuffer *fb, const char *identifier)
{
    size_t position;

    if (fb->size < 8 || memcmp(fb->bytes + 4, identifier, 4) != 0)
        return damaged_table(fb);
    position = follow(fb, 0);
    return position ? table_at(fb, position) : (struct fc_fb_table){0};
}

/* The place of a field of that width, or 0 where it is left out. */
static size_t field_position(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                             size_t width)
{
    uint16_t offset;

    if (field >= table.field_count)
        return 0;
    offset = (uint16_t)load(fb, table.vtable + 4 + 2 * (size_t)field, 2);
    if (offset == 0)
        return 0;
    if (offset < 4 || offset + width > table.size) {
        fb->damaged = true;
        return 0;
    }
    return table.position + offset;
}

bool fc_fb_has(struct fc_flatbuffer *fb, struct fc_fb_table table, int field)
{
    return field_position(fb, table, field, 1) != 0;
}

int8_t fc_fb_int8(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, int8_t fallback)
{
    size_t position = field_position(fb, table, field, 1);

    return position ? (int8_t)load(fb, position, 1) : fallback;
}

uint32_t fc_fb_uint32(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                      uint32_t fallback)
{
    size_t position = field_position(fb, table, field, 4);

    return position ? (uint32_t)load(fb, position, 4) : fallback;
}

int32_t fc_fb_int32(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, int32_t fallback)
{
    return (int32_t)fc_fb_uint32(fb, table, field, (uint32_t)fallback);
}

uint64_t fc_fb_uint64(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                      uint64_t fallback)
{
    size_t position = field_position(fb, table, field, 8);

    return position ? load(fb, position, 8) : fallback;
}

float fc_fb_float(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, float fallback)
{
    size_t position = field_position(fb, table, field, 4);
    uint32_t bits;
    float value;

    if (!position)
        return fallback;
    bits = (uint32_t)load(fb, position, 4);
    memcpy(&value, &bits, sizeof(value));
    return value;
}

struct fc_fb_table fc_fb_subtable(struct fc_flatbuffer *fb, struct fc_fb_table table, int field)
{
    size_t position = field_position(fb, table, field, 4);

    if (position)
        position = follow(fb, position);
    return position ? table_at(fb, position) : (struct fc_fb_table){0};
}

struct fc_fb_vector fc_fb_vector(struct fc_flatbuffer *fb, struct fc_fb_table table, int field,
                                 size_t element_size)
{
    size_t position = field_position(fb, table, field, 4);
    struct fc_fb_vector vector = {0};

    if (position)
        position = follow(fb, position);
    if (!position)
        return vector;
    vector.count = (uint32_t)load(fb, position, 4);
    vector.position = position + 4;
    if (fb->damaged || vector.count > (fb->size - vector.position) / element_size) {
        fb->damaged = true;
        return (struct fc_fb_vector){0};
    }
    return vector;
}

int32_t fc_fb_vector_int32(struct fc_flatbuffer *fb, struct fc_fb_vector vector, uint32_t index)
{
    assert(index < vector.count);
    return (int32_t)load(fb, vector.position + 4 * (size_t)index, 4);
}

struct fc_fb_table fc_fb_vector_table(struct fc_flatbuffer *fb, struct fc_fb_vector vector,
                                      uint32_t index)
{
    size_t position;

    assert(index < vector.count);
    position = follow(fb, vector.position + 4 * (size_t)index);
    return position ? table_at(fb, position) : (struct fc_fb_table){0};
}

void fc_fb_string(struct fc_flatbuffer *fb, struct fc_fb_table table, int field, char *text,
                  size_t size)
{
    struct fc_fb_vector string = fc_fb_vector(fb, table, field, 1);
    size_t length = string.count < size - 1 ? string.count : size - 1;

    for (size_t i = 0; i < length; i++) {
        uint8_t byte = fb->bytes[string.position + i];

        text[i] = (char)(byte >= ' ' && byte <= '~' ? byte : '?');
    }
    text[length] = '\0';
}
