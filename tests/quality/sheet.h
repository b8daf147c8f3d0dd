/* SPDX-License-Identifier: MIT */
/*
 * Contact sheets: what a matte looks like, to be looked at. One PNG for each picture, and for
 * three frames of a film; a line of cells for each row that is meant for it, and one for the
 * truth. Cells, from the left:
 *
 *   the source (truth's line, or the first), and in others, where there is a truth, what is wrong:
 *   red is room that shows, blue is person that is missing; without a truth the source's edge
 *   the matte; the picture on green; on a bright picture (both by the engine)
 *   part of the last two, four times enlarged: where the first row errs most along the edge
 *   (without a truth: is the least sure)
 */
#ifndef FC_TESTS_QUALITY_SHEET_H
#define FC_TESTS_QUALITY_SHEET_H

#include "measure.h"

struct quality_sheet;

/* Writes to dir, which is made. */
int quality_sheet_create(const char *dir, struct quality_sheet **sheet, struct fc_error *error);
void quality_sheet_destroy(struct quality_sheet **sheet);

/* user: the sheet. A sheet that cannot be written is said on stderr. */
quality_look_fn quality_sheet_look;

#endif
