/* SPDX-License-Identifier: MIT */
/*
 * What the demo's drawings share: colours, numbers out of an index, and the person's pose.
 * Inside src/media/demo/ only.
 */
#ifndef FC_MEDIA_DEMO_DRAW_H
#define FC_MEDIA_DEMO_DRAW_H

#include <cairo.h>
#include <stdint.h>

#include "fakecam/frame.h"
#include "media/demo/paints.h"

#define FC_DEMO_PI 3.14159265358979323846

/*
 * The person's coordinates: the origin is the middle of the head at rest, y goes down, 100 is
 * the height of a landscape frame. Angles are radians, clockwise as seen.
 */
struct fc_demo_pose {
    double seconds;
    double breath; /* -1 out .. 1 in */
    double head_x, head_y;
    double head_tilt;
    double drag; /* how far loose hair hangs behind the head's motion, to the right */
    double lids; /* 0 open .. 1 closed */
    double gaze_x, gaze_y;
    double smile;     /* 0 .. 1 */
    double raise;     /* 0 arm at rest .. 1 hand up */
    double swing;     /* of the forearm, while it waves */
    double room_left; /* from the origin to the frame's sides, for the hand to stay inside */
};

/* A number in 0..1 that depends on the two alone. */
double fc_demo_hash(uint32_t index, uint32_t salt);

/* 0 up to edge0, 1 from edge1 on, smooth between. */
double fc_demo_smooth(double edge0, double edge1, double x);

/* Sets the source to 0xrrggbb with that opacity. */
void fc_demo_ink(cairo_t *cr, uint32_t rgb, double alpha);

/* Adds a stop of 0xrrggbb with that opacity. */
void fc_demo_stop(cairo_pattern_t *pattern, double offset, uint32_t rgb, double alpha);

/* Sets the source to the gradient and lets go of it. */
void fc_demo_use(cairo_t *cr, cairo_pattern_t *pattern);

/* A new path: a rectangle with round corners. */
void fc_demo_round_rect(cairo_t *cr, double x, double y, double width, double height,
                        double radius);

/* Adds an ellipse to the path. */
void fc_demo_ellipse(cairo_t *cr, double x, double y, double radius_x, double radius_y);

/* Capital letters and digits, drawn as pen strokes: (x, y) is the top left, height that of one
 * letter. Returns the width. Needs no font, so that it looks the same everywhere. */
double fc_demo_letters(cairo_t *cr, const char *text, double x, double y, double height);

/* Where everything of the person is at that moment. half_width: of the frame. */
void fc_demo_pose_at(double seconds, double half_width, struct fc_demo_pose *pose);

/* Draw on the person's coordinates. */
void fc_demo_person(cairo_t *cr, const struct fc_demo_pose *pose,
                    const struct fc_demo_paints *paints);
void fc_demo_hair_back(cairo_t *cr, const struct fc_demo_pose *pose);
void fc_demo_hair_front(cairo_t *cr, const struct fc_demo_pose *pose,
                        const struct fc_demo_paints *paints);
void fc_demo_face(cairo_t *cr, const struct fc_demo_pose *pose,
                  const struct fc_demo_paints *paints);
void fc_demo_arm(cairo_t *cr, const struct fc_demo_pose *pose, const struct fc_demo_paints *paints);

/*
 * Sets the coordinates of a scene: 1.78 wide, 1 high, (0, 0) in the middle of its top edge. It
 * covers a picture of that size, whatever its shape.
 */
void fc_demo_cover(cairo_t *cr, struct fc_size size);

/* Draw on a scene. */
void fc_demo_beach(cairo_t *cr);
void fc_demo_palm(cairo_t *cr);
void fc_demo_parasol(cairo_t *cr, double x, double y);
void fc_demo_room(cairo_t *cr);
void fc_demo_bookshelf(cairo_t *cr);
void fc_demo_window(cairo_t *cr);
void fc_demo_sideboard(cairo_t *cr);

#endif
