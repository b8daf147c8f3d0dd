/* SPDX-License-Identifier: MIT */
/*
 * What experts may do to a finished matte: move the alpha that counts as half, let the person grow or
 * shrink, soften the edge; in that order. Nothing of it makes person where the matte has none
 * nearby, and a matte that may not be shown stays one.
 *
 * One thread at a time.
 */
#ifndef FC_MATTE_OUTLINE_H
#define FC_MATTE_OUTLINE_H

#include "matte/matte.h"

struct fc_outline_params {
    int threshold; /* alpha that becomes one half, 1..99 %; 50 is no change */
    int grow;      /* in pixels of a frame of 720 lines; below 0 the person shrinks */
    int feather;   /* likewise; how wide the edge gets */
};

struct fc_outline {
    struct fc_size size; /* that the buffers are for */
    int reach;           /* likewise: pixels that the person grows or shrinks by */
    uint8_t *strip;      /* owned; columns, with reach more rows at both ends */
    uint8_t *line[2];    /* owned; a row, likewise */
    uint8_t *small[2];   /* owned; a smaller matte, rows with one more at both ends */
};

bool fc_outline_is_none(const struct fc_outline_params *params);

/*
 * Writes from's matte to to, of the same size, and seals it; to's coverage and unsure are at least
 * from's. Makes its buffers when size or reach are others. 0 or -ENOMEM.
 */
int fc_outline_apply(struct fc_outline *outline, const struct fc_outline_params *params,
                     const struct fc_matte *from, struct fc_matte *to);

/* Frees what apply made; outline is as if zeroed. */
void fc_outline_finish(struct fc_outline *outline);

#endif
