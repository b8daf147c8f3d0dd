/* SPDX-License-Identifier: MIT */
/* A client of a preview, as the app is one: takes pictures from the socket and gives them back. */
#ifndef FC_TESTS_PREVIEWER_H
#define FC_TESTS_PREVIEWER_H

#include <stdbool.h>

#include "bus/preview.h"

struct previewer {
    int fd; /* owned */
    struct fc_preview_hello hello;
    const uint8_t *memory; /* owned mapping */
};

/* Takes fd over and the hello from it; fails the test where that is not as the protocol says. */
void previewer_init(struct previewer *previewer, int fd);
void previewer_finish(struct previewer *previewer);

/* The next picture, if one is there now. It is held until previewer_done(). */
bool previewer_take(struct previewer *previewer, struct fc_preview_frame *frame);
void previewer_done(struct previewer *previewer, const struct fc_preview_frame *frame);

/* 0xrrggbb at that fraction of width and height. */
uint32_t previewer_rgb(const struct previewer *previewer, const struct fc_preview_frame *frame,
                       double x, double y);

#endif
