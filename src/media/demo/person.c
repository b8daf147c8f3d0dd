/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <stddef.h>

/* The head turns about the top of the spine. */
#define PIVOT_Y 24.0

static void enter_head(cairo_t *cr, const struct fc_demo_pose *pose)
{
    cairo_save(cr);
    cairo_translate(cr, pose->head_x, PIVOT_Y + pose->head_y);
    cairo_rotate(cr, pose->head_tilt);
    cairo_translate(cr, 0, -PIVOT_Y);
}

static void neck(cairo_t *cr, const struct fc_demo_pose *pose)
{
    double x = 0.6 * pose->head_x;
    cairo_pattern_t *shade = cairo_pattern_create_linear(0, 12, 0, 33);

    cairo_move_to(cr, -8.6 + x, 8);
    cairo_curve_to(cr, -8.6 + x, 20, -9.4, 26, -14, 31);
    cairo_line_to(cr, -10, 42);
    cairo_line_to(cr, 10, 42);
    cairo_line_to(cr, 14, 31);
    cairo_curve_to(cr, 9.4, 26, 8.6 + x, 20, 8.6 + x, 8);
    cairo_close_path(cr);
    fc_demo_stop(shade, 0, 0x9c5a3c, 1);
    fc_demo_stop(shade, 0.45, 0xb87350, 1);
    fc_demo_stop(shade, 1, 0xd99a74, 1);
    fc_demo_use(cr, shade);
    cairo_fill(cr);
}

static void torso_path(cairo_t *cr, double lift)
{
    cairo_new_path(cr);
    cairo_move_to(cr, 0, 37 - lift);
    cairo_curve_to(cr, -6, 37 - lift, -11, 34 - lift, -13.5, 29.5 - lift);
    cairo_curve_to(cr, -20, 33.5 - lift, -29, 35 - lift, -35, 38.5 - lift);
    cairo_curve_to(cr, -41, 42 - lift, -44, 50, -46.5, 62);
    cairo_curve_to(cr, -48, 70, -48.5, 78, -47, 86);
    cairo_line_to(cr, -32, 106);
    cairo_line_to(cr, -31, 400);
    cairo_line_to(cr, 31, 400);
    cairo_line_to(cr, 32, 106);
    cairo_line_to(cr, 47, 86);
    cairo_curve_to(cr, 48.5, 78, 48, 70, 46.5, 62);
    cairo_curve_to(cr, 44, 50, 41, 42 - lift, 35, 38.5 - lift);
    cairo_curve_to(cr, 29, 35 - lift, 20, 33.5 - lift, 13.5, 29.5 - lift);
    cairo_curve_to(cr, 11, 34 - lift, 6, 37 - lift, 0, 37 - lift);
    cairo_close_path(cr);
}

static void collar_path(cairo_t *cr, double lift)
{
    cairo_move_to(cr, -14.2, 27.6 - lift);
    cairo_curve_to(cr, -12, 35.5 - lift, -6, 39 - lift, 0, 39 - lift);
    cairo_curve_to(cr, 6, 39 - lift, 12, 35.5 - lift, 14.2, 27.6 - lift);
}

static void collar(cairo_t *cr, double lift)
{
    const double dashes[2] = {0.7, 1.0};

    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    collar_path(cr, lift);
    fc_demo_ink(cr, 0x22386a, 1);
    cairo_set_line_width(cr, 4.2);
    cairo_stroke(cr);
    collar_path(cr, lift);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cr, dashes, 2, 0);
    fc_demo_ink(cr, 0x405f9b, 1);
    cairo_set_line_width(cr, 3.4);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void torso(cairo_t *cr, const struct fc_demo_pose *pose, const struct fc_demo_paints *paints)
{
    double lift = 0.45 * pose->breath;

    torso_path(cr, lift);
    fc_demo_dip_upright(cr, &paints->cloth);
    cairo_fill(cr);
    collar(cr, lift);
}

void fc_demo_person(cairo_t *cr, const struct fc_demo_pose *pose,
                    const struct fc_demo_paints *paints)
{
    enter_head(cr, pose);
    fc_demo_hair_back(cr, pose);
    cairo_restore(cr);
    neck(cr, pose);
    torso(cr, pose, paints);
    enter_head(cr, pose);
    fc_demo_face(cr, pose, paints);
    fc_demo_hair_front(cr, pose, paints);
    cairo_restore(cr);
    fc_demo_arm(cr, pose, paints);
}
