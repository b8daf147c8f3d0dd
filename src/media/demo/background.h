/* SPDX-License-Identifier: MIT */
/*
 * Backgrounds that the project draws itself, so that there is one where there are no pictures.
 * I420, BT.709, limited range, any size from 1 to FC_MAX_SIDE each way; the scene covers the
 * picture. Deterministic, as the demo person is.
 */
#ifndef FC_MEDIA_DEMO_BACKGROUND_H
#define FC_MEDIA_DEMO_BACKGROUND_H

#include "fakecam/frame.h"

/* Their names, ended by NULL: "beach". */
extern const char *const fc_demo_background_names[];

/*
 * Draws the background of that name. On success *frame is a new reference of time 0. -ENOENT: no
 * such name; -EINVAL: a size that is not allowed; -ENOMEM. Any thread.
 */
int fc_demo_background(const char *name, struct fc_size size, struct fc_frame **frame);

#endif
