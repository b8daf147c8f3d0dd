/* SPDX-License-Identifier: MIT */
/*
 * Views: which part of the camera's picture is shown, and how. A view is turned first, then a
 * part of that is enlarged to the frame's own size, then it is made lighter. Parts are placed to
 * fractions of a pixel, so that they can move slowly without jerks; interpolation is bilinear.
 *
 * A viewer belongs to one thread at a time; views are plain memory.
 */
#ifndef FC_FRAME_VIEW_H
#define FC_FRAME_VIEW_H

#include <stdbool.h>

#include "base/pool.h"
#include "fakecam/frame.h"

/* Zeroed, it is the whole picture as it is. */
struct fc_view {
    int turned; /* clockwise: 0, 90, 180 or 270 degrees */
    /*
     * The part of the turned picture, in its pixels; all of it within, and of the frame's shape,
     * no larger than the frame. width 0: the whole.
     */
    double x, y, width, height;
    double lift; /* 0: luma as it is; up to 1: darkness becomes lighter, see view.c */
};

/* Whether it shows a frame as it is: then there is nothing to apply. */
bool fc_view_is_plain(const struct fc_view *view);

/* The size of a frame of that size, turned. */
struct fc_size fc_view_turned_size(struct fc_size size, int turned);

struct fc_viewer;

struct fc_viewer *fc_viewer_create(void);
void fc_viewer_destroy(struct fc_viewer **viewer);

/*
 * A new frame of frame's size, colour and time, from a pool of frames: what the view shows of it.
 * NULL when out of memory. What the viewer needs it makes at the first frame of a size.
 */
struct fc_frame *fc_viewer_apply(struct fc_viewer *viewer, const struct fc_view *view,
                                 const struct fc_frame *frame, struct fc_pool *pool);

/* What luma of 0..1 becomes with that lift, and back. */
double fc_view_lifted(double luma, double lift);
double fc_view_unlifted(double luma, double lift);

#endif
