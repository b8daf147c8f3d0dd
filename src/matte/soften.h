/* SPDX-License-Identifier: MIT */
/*
 * Edges as soft as a camera sees them. A filter that follows the frame's colours draws every grain
 * of them into the matte, and the raised contrast makes its edges steeper than lens and sensor let
 * any edge be. A binomial of 5 x 5 (a Gaussian of one pixel) takes both back. It smooths what
 * there is and finds nothing new: alpha reaches two pixels further out, four where something moves,
 * and no further in.
 */
#ifndef FC_MATTE_SOFTEN_H
#define FC_MATTE_SOFTEN_H

#include "matte/matte.h"
#include "matte/working.h"

/* How far alpha may reach beyond where it was, in pixels. */
#define FC_SOFTEN_REACH 2

/* Rows of sums. One thread at a time. */
struct fc_soften;

/* NULL when out of memory. */
struct fc_soften *fc_soften_create(void);
void fc_soften_destroy(struct fc_soften **soften);

/*
 * Softens the matte, not yet sealed, where working's blocks hold an edge; working is of the same
 * frame. moving: enum fc_block_state of the blocks, FC_BLOCK_WORK where an edge moves, which are
 * softened once more, for what moves is blurred; NULL for none. Frames whose working picture is
 * less than four times smaller than they stay as they are. 0 or -ENOMEM.
 */
int fc_soften_run(struct fc_soften *soften, const struct fc_working *working, const uint8_t *moving,
                  struct fc_matte *matte);

#endif
