/* SPDX-License-Identifier: MIT */
/*
 * From a network's small map of probabilities to a matte at the frame's full size whose edge
 * follows the frame's own edges: a guided filter on a small picture (working.h), its coefficients
 * enlarged and applied to every pixel (guided.h has the source). Only the blocks that hold an
 * edge, and their neighbours, are worked on.
 *
 * Measured on pictures with known alpha: band error 0.114 against 0.174 for plain bilinear
 * enlarging, with contrast x 2 before and x 1.5 after, radius 8 and eps 1e-5.
 */
#ifndef FC_MATTE_SHARPEN_H
#define FC_MATTE_SHARPEN_H

#include "matte/matte.h"
#include "matte/reading.h"
#include "matte/working.h"

/* Buffers, made anew when sizes change. One thread at a time. */
struct fc_sharpen;

/* NULL when out of memory. */
struct fc_sharpen *fc_sharpen_create(void);
void fc_sharpen_destroy(struct fc_sharpen **sharpen);

/*
 * Of several readings the last covers the whole frame. Writes matte->alpha, of the frame's size;
 * the matte is to be sealed then. Returns 0 or -ENOMEM.
 */
int fc_sharpen_run(struct fc_sharpen *sharpen, const struct fc_image *frame,
                   const struct fc_reading *readings, int count, struct fc_matte *matte);

/* The small picture of the newest run. */
const struct fc_working *fc_sharpen_working(const struct fc_sharpen *sharpen);

#endif
