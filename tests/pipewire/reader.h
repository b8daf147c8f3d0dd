/* SPDX-License-Identifier: MIT */
/*
 * A program that reads from a camera node as those built on libwebrtc do: it offers a list of
 * formats and wide ranges, asks for rows without padding, and looks at the header of each picture.
 * Has a thread of its own; its functions are for the test's.
 */
#ifndef FC_TESTS_READER_H
#define FC_TESTS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fakecam/frame.h"

enum reader_format {
    READER_ANY = 0,
    READER_I420,
    READER_YUY2,
};

struct reader_params {
    enum reader_format format;
    bool by_hand;    /* makes the link itself; else the session manager does */
    bool hoards;     /* gives no buffer back */
    bool impossible; /* asks for a size that is not offered */
};

/* The newest picture, as I420 planes without padding. */
struct reader_picture {
    int count; /* how many have come */
    enum reader_format format;
    struct fc_size size;
    int rate;
    struct fc_colour colour; /* as the format says it */
    int64_t pts_ns;
    uint64_t sequence;
    int64_t came_ns;
    uint8_t *data; /* owned by the reader, as it came; changes with the next look */
    int stride;
    size_t bytes;
    int backwards; /* pictures whose time or number did not rise */
    int torn;      /* pictures that said another size than their format has */
};

struct reader;

/* Connects to the node of that name; the pictures come when they come. */
struct reader *reader_create(const char *node, const struct reader_params *params);
void reader_destroy(struct reader **reader);

/* The newest one; valid until the next look. */
struct reader_picture reader_look(struct reader *reader);

/* Whether the picture is that one, exactly. */
bool reader_picture_is(const struct reader_picture *picture, const struct fc_image *image);

#endif
