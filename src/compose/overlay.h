/* SPDX-License-Identifier: MIT */
/*
 * Overlays: a picture with transparency (a logo, a desk) over everything else. It is scaled and
 * converted once, into planes that lie on the frame's own grid: chroma's colour is the mean of its
 * four pixels by how opaque they are, so that no edge takes the colour of what is transparent.
 *
 * A picture is a counted reference, immutable; an overlay belongs to one thread at a time.
 */
#ifndef FC_COMPOSE_OVERLAY_H
#define FC_COMPOSE_OVERLAY_H

#include <stdatomic.h>

#include "fakecam/fakecam.h"
#include "params/params.h"

/* The engine's own copy of what it was given. */
struct fc_picture {
    struct fc_size size;
    uint8_t *bgra; /* owned; straight alpha, rows without gaps */
    atomic_int references;
};

/* A copy, or NULL when out of memory. */
struct fc_picture *fc_picture_create(const struct fc_overlay_picture *from);
struct fc_picture *fc_picture_ref(struct fc_picture *picture);
void fc_picture_unref(struct fc_picture **picture);

/* How it lies on the frames. */
struct fc_overlay_params {
    enum fc_overlay_place place;
    int opacity; /* 0..100 % */
    struct fc_size frame;
    struct fc_colour colour;
};

/* Zeroed, it shows nothing. */
struct fc_overlay {
    struct fc_picture *picture; /* owned reference; that the planes show */
    struct fc_overlay_params params;
    int x, y;            /* of the planes, in the frame; even */
    struct fc_size size; /* of the planes, in pixels; 0 x 0: there is nothing to show */
    uint8_t *block;      /* owned; all planes */
    uint8_t *plane[3];   /* rows without gaps */
    uint8_t *alpha[2];   /* luma's and chroma's */
};

/*
 * Makes overlay show picture (NULL: nothing). Does nothing where it shows just that. Returns 0 or
 * -ENOMEM, and then it shows nothing.
 */
int fc_overlay_update(struct fc_overlay *overlay, struct fc_picture *picture,
                      const struct fc_overlay_params *params);

/* Lays it over an image of the size and colour that it was made for. */
void fc_overlay_apply(const struct fc_overlay *overlay, const struct fc_image *image);

/* Frees what update made; overlay is as if zeroed. */
void fc_overlay_finish(struct fc_overlay *overlay);

#endif
