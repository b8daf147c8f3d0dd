/* SPDX-License-Identifier: MIT */
/*
 * Mean colours of the person and of the room around soft edges. Other than in the paper that
 * compose/own_colour.h names, they are taken on a grid of cells (4 pixels at 720 lines), whose holes
 * are filled from coarser ones, each half as fine (Gortler and others: The Lumigraph, SIGGRAPH
 * 1996), and only what is nearly all person, or all room, counts much. So means have no reach that
 * one would have to choose.
 *
 * They are asked for in rows of cells, widened to the picture's width, of which three are kept.
 * Where no soft edge is near there is nothing to be found in them. One thread at a time.
 */
#ifndef FC_COMPOSE_OWN_MEANS_H
#define FC_COMPOSE_OWN_MEANS_H

#include <stddef.h>
#include <stdint.h>

#include "compose/own_grid.h"
#include "fakecam/frame.h"

#define FC_OWN_LEVELS 9

/* Y, Cb and Cr, and what they count: sums, each times that, at first, then what is there. */
typedef float fc_own_pixel __attribute__((vector_size(16)));

struct fc_own_level {
    struct fc_size size;
    fc_own_pixel *mean[2]; /* owned; of room, of person; size.width * size.height */
};

struct fc_own_means {
    struct fc_own_grid grid;                  /* edges are its user's to find */
    uint8_t *small[4];                        /* owned; Y, Cb, Cr and alpha of each cell */
    struct fc_own_level level[FC_OWN_LEVELS]; /* each half as fine; from twice a cell's size on */
    int levels;
    float weight[256]; /* of a cell by its alpha */
    size_t narrow_stride;
    uint8_t *narrow; /* owned; six rows of cells */
    size_t wide_stride;
    uint8_t *wide;       /* owned; six rows of each of three rows of cells, at full width */
    uint8_t *doubled[2]; /* owned; a row on its way from narrow to wide */
};

/* Of finished or zeroed ones. Returns 0 or -ENOMEM, after which there is nothing to be freed. */
int fc_own_means_init(struct fc_own_means *means, struct fc_size frame);

void fc_own_means_finish(struct fc_own_means *means);

/* Takes the means of a picture by its matte's alpha, of chroma's size, after grid's edges. */
void fc_own_means_find(struct fc_own_means *means, const struct fc_image *picture,
                       struct fc_plane_rows alpha);

/* Makes the rows for a row of cells, from -1 (as 0) to cells.height (as the last). */
void fc_own_means_fill_row(const struct fc_own_means *means, int y);

/* One of these rows, as long as it is among the three that were made last: of room (k = 0) or
 * person, of a plane. */
const uint8_t *fc_own_means_row(const struct fc_own_means *means, int y, int k, int plane);

#endif
