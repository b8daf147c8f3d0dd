/* SPDX-License-Identifier: MIT */
#include "media/exif.h"

#include <stdbool.h>
#include <string.h>

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3
#define ENTRY_BYTES 12

enum marker {
    MARKER_APP1 = 0xe1,
    MARKER_SCAN = 0xda
};

/* A TIFF block: a part of the file with a byte order of its own. */
struct tiff {
    const uint8_t *bytes;
    size_t size;
    bool is_big_endian;
};

/* 0 behind the end: no value that is looked for is 0. */
static unsigned read_16(const struct tiff *tiff, size_t at)
{
    if (tiff->size < 2 || at > tiff->size - 2)
        return 0;
    return tiff->is_big_endian ? (unsigned)(tiff->bytes[at] << 8 | tiff->bytes[at + 1])
                               : (unsigned)(tiff->bytes[at + 1] << 8 | tiff->bytes[at]);
}

static size_t read_32(const struct tiff *tiff, size_t at)
{
    const size_t first = read_16(tiff, at);
    const size_t second = read_16(tiff, at + 2);

    return tiff->is_big_endian ? first << 16 | second : second << 16 | first;
}

static int orientation_of(const uint8_t *bytes, size_t size)
{
    struct tiff tiff = {bytes, size, size > 0 && bytes[0] == 'M'};
    size_t at;
    unsigned count;

    if (read_16(&tiff, 2) != 42)
        return 1;
    at = read_32(&tiff, 4);
    count = read_16(&tiff, at);
    at += 2;
    for (unsigned i = 0; i < count && at < size; i++, at += ENTRY_BYTES) {
        const unsigned value = read_16(&tiff, at + 8);

        if (read_16(&tiff, at) == TAG_ORIENTATION && read_16(&tiff, at + 2) == TYPE_SHORT)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

int fc_exif_orientation(const uint8_t *jpeg, size_t size)
{
    static const uint8_t name[] = {'E', 'x', 'i', 'f', 0, 0};
    size_t at = 2;

    if (size < 4 || jpeg[0] != 0xff || jpeg[1] != 0xd8)
        return 1;
    while (at + 4 <= size && jpeg[at] == 0xff && jpeg[at + 1] != MARKER_SCAN) {
        const size_t length = (size_t)jpeg[at + 2] << 8 | jpeg[at + 3]; /* with itself */

        if (length < 2 || length > size - at - 2)
            return 1;
        if (jpeg[at + 1] == MARKER_APP1 && length >= 2 + sizeof(name) &&
            memcmp(jpeg + at + 4, name, sizeof(name)) == 0)
            return orientation_of(jpeg + at + 4 + sizeof(name), length - 2 - sizeof(name));
        at += 2 + length;
    }
    return 1;
}
