/* SPDX-License-Identifier: MIT */
/*
 * Light wrap: light of what stands behind falls on the person's rim, as it would if they stood
 * there. Nothing but the backdrop comes in, and only where the matte has some of the person.
 *
 * It is worked out on a grid of cells (8 pixels at 720 lines): the backdrop blurred over a few
 * cells is the light; how much of a cell's surroundings is backdrop, times how bright that is, its
 * weight. Both are interpolated between the cells.
 *
 * A light wrap belongs to one thread at a time.
 */
#ifndef FC_COMPOSE_LIGHT_WRAP_H
#define FC_COMPOSE_LIGHT_WRAP_H

#include <stdint.h>

#include "fakecam/frame.h"

struct fc_light_wrap {
    struct fc_size frame; /* that the planes were made for; 0 x 0 before the first */
    int shift;            /* a cell is 2^shift pixels each way */
    struct fc_size grid;  /* cells */
    uint8_t *cells;       /* owned; all planes of grid in one block: */
    uint8_t *alpha;       /* the person's share */
    uint8_t *light[3];    /* Y, Cb, Cr */
    uint8_t *weight;
    uint8_t *spare;  /* while planes are blurred */
    uint8_t *padded; /* owned; a row with room at both ends */
    uint8_t *wide;   /* owned; two rows of cells, light and weight, as wide as the frame */
};

/* What is to be done to one frame; lives for the call only. All planes are of image's size. */
struct fc_light_wrap_params {
    const struct fc_image *backdrop;
    const uint8_t *alpha[2]; /* luma's and chroma's */
    int alpha_stride[2];
    int strength; /* 1..100 % */
};

/* Lets the light in on image. Makes its planes when the size is another. Returns 0 or -ENOMEM. */
int fc_light_wrap_apply(struct fc_light_wrap *wrap, const struct fc_light_wrap_params *params,
                        const struct fc_image *image);

/* Frees what apply made; wrap is as if zeroed. */
void fc_light_wrap_finish(struct fc_light_wrap *wrap);

#endif
