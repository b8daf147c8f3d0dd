/* SPDX-License-Identifier: MIT */
/*
 * The person's own colour at soft edges. There the camera saw a mixture, alpha F + (1 - alpha) B of
 * person and room; blended as it is, the old room stays as a rim. F is estimated after Forte and
 * Pitié (Approximate Fast Foreground Colour Estimation, ICIP 2021): from means of person and of
 * room in the surroundings, and from how the pixel differs from what those two would give. Where
 * the means come from is told in compose/own_means.h.
 *
 * Nothing changes where alpha is 0 or 255. One thread at a time.
 */
#ifndef FC_COMPOSE_OWN_COLOUR_H
#define FC_COMPOSE_OWN_COLOUR_H

#include "compose/own_means.h"
#include "fakecam/frame.h"

struct fc_own_colour {
    struct fc_own_means means; /* of grid.frame 0 x 0 before the first frame */
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
