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
        fc_demo_ink(cr, 0xf6c9a8, 0.5);
        cairo_set_line_width(cr, fingers[i].width * 0.4);
        cairo_stroke(cr);
    }
}

static void palm_lines(cairo_t *cr)
{
    fc_demo_ink(cr, 0xb9714d, 0.55);
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
    cairo_pattern_t *skin = cairo_pattern_create_radial(1.5, -9, 1, 0, -8, 13);

    fingers_of(cr, spread);
    palm_path(cr);
    fc_demo_stop(skin, 0, 0xf0b893, 1);
    fc_demo_stop(skin, 0.7, 0xe5aa83, 1);
    fc_demo_stop(skin, 1, 0xd3946d, 1);
    fc_demo_use(cr, skin);
    cairo_fill(cr);
    palm_lines(cr);
}

/* Light on one side, shade on the other; the elbow melts into the upper arm. */
static void sleeve(cairo_t *cr, const struct fc_demo_paint *cloth, double elbow_x, double elbow_y,
                   double wrist_x, double wrist_y)
{
    double long_enough = fmax(1, hypot(wrist_x - elbow_x, wrist_y - elbow_y));
    double out_x = -(wrist_y - elbow_y) / long_enough;
    double out_y = (wrist_x - elbow_x) / long_enough;
    cairo_pattern_t *shade = cairo_pattern_create_linear(elbow_x - 9 * out_x, elbow_y - 9 * out_y,
                                                         elbow_x + 9 * out_x, elbow_y + 9 * out_y);

    bone_path(cr, elbow_x, elbow_y, 9.2, wrist_x, wrist_y, 6.4);
    fc_demo_dip_upright(cr, cloth);
    cairo_fill_preserve(cr);
    fc_demo_stop(shade, 0, 0x101d3c, 0.45);
    fc_demo_stop(shade, 0.35, 0x101d3c, 0.05);
    fc_demo_stop(shade, 0.7, 0x8fb0e6, 0.28);
    fc_demo_stop(shade, 1, 0x8fb0e6, 0);
    fc_demo_use(cr, shade);
    cairo_fill(cr);
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
