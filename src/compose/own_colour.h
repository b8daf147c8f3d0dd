/* SPDX-License-Identifier: MIT */
/*
 * The person's own colour at soft edges. There the camera saw a mixture, alpha F + (1 - alpha) B of
 * person and room; blended as it is, the old room stays as a rim. F is estimated after Forte and
 * Pitié (Approximate Fast Foreground Colour Estimation, ICIP 2021): from means of person and of
 * room in the surroundings, and from how the pixel differs from what those two would give.
 *
 * Other than there, the means are taken on a grid of cells (4 pixels at 720 lines), whose holes are
 * filled from coarser ones, each half as fine (Gortler and others: The Lumigraph, SIGGRAPH 1996),
 * and only what is nearly all person, or all room, counts much. So means have no reach that one
 * would have to choose.
 *
 * Nothing changes where alpha is 0 or 255. One thread at a time.
 */
#ifndef FC_COMPOSE_OWN_COLOUR_H
#define FC_COMPOSE_OWN_COLOUR_H

#include <stddef.h>
#include <stdint.h>

#include "fakecam/frame.h"

#define FC_OWN_COLOUR_LEVELS 9

/* Y, Cb and Cr, and what they count: sums, each times that, at first, then what is there. */
typedef float fc_own_pixel __attribute__((vector_size(16)));

struct fc_own_colour_level {
    struct fc_size size;
    fc_own_pixel *mean[2]; /* owned; of room, of person; size.width * size.height */
};

struct fc_own_colour {
    struct fc_size frame; /* that all was made for; 0 x 0 before the first */
    int shift;            /* a cell is 2^shift pixels each way */
    struct fc_size grid;  /* cells */
    struct fc_size tiles;
    uint8_t *small[4]; /* owned; Y, Cb, Cr and alpha of each cell */
    uint8_t *edge;     /* owned; not 0: the block of cells has soft edges */
    uint8_t *near;     /* owned; not 0: the tile, or one beside it, has */
    size_t narrow_stride;
    uint8_t *narrow; /* owned; six rows of cells */
    size_t wide_stride;
    uint8_t *wide;       /* owned; six rows of each of three rows of cells, at full width */
    uint8_t *doubled[2]; /* owned; a row on its way from narrow to wide */
    struct fc_own_colour_level level[FC_OWN_COLOUR_LEVELS]; /* each half as fine; from cells on */
    int levels;
    float weight[256]; /* of a cell by its alpha */
};

/* A plane's rows, for reading. */
struct fc_plane_rows {
    const uint8_t *data;
    int stride;
};

/* What is to be done to one frame; lives for the call only. All planes of the same size. */
struct fc_own_colour_params {
    const struct fc_image *person; /* the camera's */
    struct fc_plane_rows alpha[2]; /* the matte's, of luma and of chroma */
    struct fc_plane_rows share[2]; /* what person was blended with: at most alpha */
};

/*
 * Corrects to, in which person was blended with something else. Makes its planes when the size is
 * another. Returns 0 or -ENOMEM.
 */
int fc_own_colour_apply(struct fc_own_colour *own, const struct fc_own_colour_params *params,
                        const struct fc_image *to);

/* Frees what apply made; own is as if zeroed. */
void fc_own_colour_finish(struct fc_own_colour *own);

#endif
