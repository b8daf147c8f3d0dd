/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define HAND_WIDTH 14.0
#define HAND_SCALE 0.9

/* A bone from one round end to another. */
static void bone_path(cairo_t *cr, double x0, double y0, double r0, double x1, double y1, double r1)
{
    double along = atan2(y1 - y0, x1 - x0);
    double lean = acos(fmin(1, (r0 - r1) / fmax(0.1, hypot(x1 - x0, y1 - y0))));

    cairo_new_path(cr);
    cairo_arc(cr, x0, y0, r0, along + lean, along + 2 * FC_DEMO_PI - lean);
    cairo_arc(cr, x1, y1, r1, along - lean, along + lean);
    cairo_close_path(cr);
}

struct finger {
    double x, y, angle, length, width;
};

/* Of the hand on the right as seen, palm to the camera, the thumb towards the head. */
static const struct finger fingers[5] = {
    {-4.6, -5, -0.62, 11.4, 4.2},  {-4.9, -14, -0.13, 12.6, 3.8}, {-1.5, -15.2, -0.04, 14.2, 3.9},
    {1.9, -14.9, 0.05, 13.0, 3.8}, {4.9, -13, 0.17, 10.4, 3.4},
};

static void finger_path(cairo_t *cr, const struct finger *f, double spread)
{
    double angle = f->angle * spread;

    cairo_new_path(cr);
    cairo_move_to(cr, f->x, f->y + 3);
    cairo_line_to(cr, f->x, f->y);
    cairo_line_to(cr, f->x + f->length * sin(angle), f->y - f->length * cos(angle));
}

static void palm_path(cairo_t *cr)
{
    cairo_new_path(cr);
    cairo_move_to(cr, -4.4, 3);
    cairo_curve_to(cr, -4.6, -1, -7.2, -4, -6.9, -9);
    cairo_curve_to(cr, -6.8, -13, -6.8, -16, -4, -16.8);
    cairo_curve_to(cr, -1, -17.6, 3, -17.4, 5.4, -15.6);
    cairo_curve_to(cr, 7.4, -14, 6.8, -7, 5.6, -3.4);
    cairo_curve_to(cr, 4.9, -1, 4.6, 1, 4.4, 3);
    cairo_close_path(cr);
}

static void fingers_of(cairo_t *cr, double spread)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int i = 4; i >= 0; i--) {
        finger_path(cr, &fingers[i], spread);
        fc_demo_ink(cr, 0xb06a47, 1);
        cairo_set_line_width(cr, fingers[i].width + 0.55);
        cairo_stroke_preserve(cr);
        fc_demo_ink(cr, i % 2 ? 0xeab28b : 0xe8ae87, 1);
        cairo_set_line_width(cr, fingers[i].width);
        cairo_stroke_preserve(cr);
        fc_demo_ink(cr, 0xf0be9a, 1);
        cairo_set_line_width(cr, fingers[i].width * 0.4);
        cairo_stroke(cr);
    }
}

static void palm_lines(cairo_t *cr)
{
    fc_demo_ink(cr, 0xcb8a64, 1);
    cairo_set_line_width(cr, 0.5);
    cairo_move_to(cr, -5.6, -11.2);
    cairo_curve_to(cr, -2, -10.4, 0.4, -6.6, -0.6, -1.2);
    cairo_stroke(cr);
    cairo_move_to(cr, -5.4, -12);
    cairo_curve_to(cr, -1.6, -12, 2.4, -10, 4.6, -6.6);
    cairo_stroke(cr);
    cairo_move_to(cr, 5.8, -12.4);
    cairo_curve_to(cr, 3, -11.2, -0.2, -13, -1.6, -15.2);
    cairo_stroke(cr);
}

static void hand(cairo_t *cr, double spread)
{
    fingers_of(cr, spread);
    palm_path(cr);
    fc_demo_ink(cr, 0xe2a57d, 1);
    cairo_fill(cr);
    for (int i = 1; i < 4; i++) {
        cairo_save(cr);
        cairo_translate(cr, 0.5 * i, -8.5);
        cairo_scale(cr, 1 - 0.16 * i, 1 - 0.13 * i);
        cairo_translate(cr, 0, 8.5);
        palm_path(cr);
        cairo_restore(cr);
        fc_demo_ink(cr, 0xf6c5a2, 0.25);
        cairo_fill(cr);
    }
    palm_lines(cr);
}

/* Shade round the edge, cloth within, and light from the window along it. */
static void sleeve(cairo_t *cr, const struct fc_demo_paint *cloth, double elbow_x, double elbow_y,
                   double wrist_x, double wrist_y)
{
    double length = fmax(1, hypot(wrist_x - elbow_x, wrist_y - elbow_y));
    double out_x = -(wrist_y - elbow_y) / length;
    double out_y = (wrist_x - elbow_x) / length;

    bone_path(cr, elbow_x, elbow_y, 9.2, wrist_x, wrist_y, 6.4);
    fc_demo_ink(cr, 0x243d73, 1);
    cairo_fill(cr);
    bone_path(cr, elbow_x + 0.4 * out_x, elbow_y + 0.4 * out_y, 8.7, wrist_x + 0.4 * out_x,
              wrist_y + 0.4 * out_y, 5.9);
    fc_demo_dip_upright(cr, cloth);
    cairo_fill(cr);
    for (int i = 0; i < 6; i++) {
        double aside = 0.7 + 0.45 * i;

        bone_path(cr, elbow_x + aside * out_x, elbow_y + aside * out_y, 7.4 - 1.1 * i,
                  wrist_x + aside * out_x, wrist_y + aside * out_y, 5.2 - 0.8 * i);
        fc_demo_ink(cr, 0x8fb0e6, 0.065);
        cairo_fill(cr);
    }
}

/*
 * Elbow and wrist on the right side as seen; mirrored for the left. The forearm comes up
 * through the front, so that it is short on the way.
 */
static void forearm(cairo_t *cr, const struct fc_demo_pose *pose, const struct fc_demo_paint *cloth,
                    double raise)
{
    double target = fmin(44, pose->room_left - HAND_WIDTH);
    double elbow_x = 40.5 + 2.5 * raise;
    double elbow_y = 82 - 9 * raise;
    double up = -cos(FC_DEMO_PI * raise);
    double wrist_y = elbow_y - 41 * up;
    double wrist_x = elbow_x - 9 + (target - 34) * raise + 41 * raise * sin(0.5 * pose->swing);
    double angle = atan2(wrist_x - elbow_x, 41);
    double stretch = copysign(fmax(0.4, fabs(up)), up);

    cairo_save(cr);
    cairo_translate(cr, wrist_x, wrist_y);
    cairo_rotate(cr, (up > 0 ? angle : -angle) + pose->swing * raise);
    cairo_scale(cr, HAND_SCALE, HAND_SCALE * stretch);
    hand(cr, 0.7 + 0.4 * raise + 0.6 * pose->swing * raise);
    cairo_restore(cr);
    sleeve(cr, cloth, elbow_x, elbow_y, wrist_x, wrist_y + 1.5 * stretch);
}

void fc_demo_arm(cairo_t *cr, const struct fc_demo_pose *pose, const struct fc_demo_paints *paints)
{
    cairo_save(cr);
    cairo_scale(cr, -1, 1);
    forearm(cr, pose, &paints->cloth, 0);
    cairo_restore(cr);
    forearm(cr, pose, &paints->cloth, pose->raise);
}
