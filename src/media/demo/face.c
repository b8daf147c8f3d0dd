/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#define LINE 0xc27c58
#define EYE_X 7.0
#define EYE_Y -1.0

static void face_path(cairo_t *cr)
{
    cairo_new_path(cr);
    cairo_move_to(cr, -15.8, -5);
    cairo_curve_to(cr, -16.4, -16, -9, -23, 0, -23);
    cairo_curve_to(cr, 9, -23, 16.4, -16, 15.8, -5);
    cairo_curve_to(cr, 15.7, 4, 14.4, 10.5, 10.6, 16);
    cairo_curve_to(cr, 7.4, 20.4, 3.6, 22, 0, 22);
    cairo_curve_to(cr, -3.6, 22, -7.4, 20.4, -10.6, 16);
    cairo_curve_to(cr, -14.4, 10.5, -15.7, 4, -15.8, -5);
    cairo_close_path(cr);
}

static void eye_path(cairo_t *cr, double x, double open)
{
    cairo_new_path(cr);
    cairo_move_to(cr, x - 3.5, EYE_Y + 0.3);
    cairo_curve_to(cr, x - 2, EYE_Y - 2.9 * open, x + 2, EYE_Y - 2.9 * open, x + 3.5, EYE_Y);
    cairo_curve_to(cr, x + 2, EYE_Y + 2.2 * open + 0.4 * (1 - open), x - 2,
                   EYE_Y + 2.2 * open + 0.4 * (1 - open), x - 3.5, EYE_Y + 0.3);
    cairo_close_path(cr);
}

static void iris(cairo_t *cr, double x, double y)
{
    fc_demo_ellipse(cr, x, y, 1.85, 1.85);
    fc_demo_ink(cr, 0x5b3a1f, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x, y + 0.5, 1.2, 1.1);
    fc_demo_ink(cr, 0x80552c, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x, y, 0.9, 0.9);
    fc_demo_ink(cr, 0x140c08, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x + 0.6, y - 0.7, 0.5, 0.5);
    fc_demo_ink(cr, 0xffffff, 1);
    cairo_fill(cr);
}

static void eye(cairo_t *cr, const struct fc_demo_pose *pose, double x)
{
    double open = 1 - pose->lids;

    eye_path(cr, x, open);
    fc_demo_ink(cr, 0xfbf6f1, 1);
    cairo_fill_preserve(cr);
    cairo_save(cr);
    cairo_clip(cr);
    iris(cr, x + pose->gaze_x, EYE_Y - 0.1 + pose->gaze_y);
    cairo_restore(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, x - 3.7, EYE_Y + 0.4);
    cairo_curve_to(cr, x - 2, EYE_Y - 3 * open + 1.2 * pose->lids, x + 2,
                   EYE_Y - 3 * open + 1.2 * pose->lids, x + 3.7, EYE_Y + 0.1);
    fc_demo_ink(cr, 0x2a1710, 1);
    cairo_set_line_width(cr, 0.75);
    cairo_stroke(cr);
    cairo_move_to(cr, x - 3.1, EYE_Y - 3);
    cairo_curve_to(cr, x - 1.5, EYE_Y - 4.1, x + 1.5, EYE_Y - 4.1, x + 3.1, EYE_Y - 3.1);
    fc_demo_ink(cr, LINE, 1);
    cairo_set_line_width(cr, 0.45);
    cairo_stroke(cr);
}

static void brow(cairo_t *cr, double side, double lift)
{
    double y = -7.6 - lift;

    cairo_new_path(cr);
    cairo_move_to(cr, side * 3.2, y + 0.9);
    cairo_curve_to(cr, side * 5.5, y - 0.9, side * 9, y - 1.5, side * 11.8, y + 0.9);
    cairo_curve_to(cr, side * 9, y - 0.2, side * 6, y + 0.5, side * 3.4, y + 2);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0x422719, 1);
    cairo_fill(cr);
}

static void nose(cairo_t *cr)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, -1.5, -1.5);
    cairo_curve_to(cr, -1.6, 2.5, -2.9, 5.6, -3, 7.1);
    cairo_curve_to(cr, -2.9, 8.3, -1.6, 8.5, -0.6, 8.6);
    fc_demo_ink(cr, LINE, 1);
    cairo_set_line_width(cr, 0.75);
    cairo_stroke(cr);
    cairo_move_to(cr, 1.2, 8.7);
    cairo_curve_to(cr, 2.4, 8.5, 3, 8, 2.9, 7);
    cairo_stroke(cr);
}

static void mouth_path(cairo_t *cr, double wide, double corner, double top, double low)
{
    cairo_new_path(cr);
    cairo_move_to(cr, -wide, corner);
    cairo_curve_to(cr, -wide * 0.5, top, wide * 0.5, top, wide, corner);
    cairo_curve_to(cr, wide * 0.6, low, -wide * 0.6, low, -wide, corner);
    cairo_close_path(cr);
}

/* The corners go up as the smile grows, and the teeth show. */
static void mouth(cairo_t *cr, double smile)
{
    double wide = 4.8 + 1.4 * smile;
    double corner = 12.9 - 0.9 * smile;
    double top = 13.3 + 0.7 * smile;
    double low = 14.6 + 3.0 * smile;

    mouth_path(cr, wide - 0.4, corner + 0.2, top, low + 1.5);
    fc_demo_ink(cr, 0xcb7060, 1);
    cairo_fill(cr);
    mouth_path(cr, wide, corner, top, low);
    fc_demo_ink(cr, 0x7d2a2a, 1);
    cairo_fill(cr);
    mouth_path(cr, wide - 0.9, corner + 0.5, top + 0.25, top + 1.4 * smile + 0.2);
    fc_demo_ink(cr, 0xfffaf4, smile);
    cairo_fill(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, -wide - 0.5, corner - 0.3);
    cairo_curve_to(cr, -wide * 0.5, top - 0.1, wide * 0.5, top - 0.1, wide + 0.5, corner - 0.3);
    fc_demo_ink(cr, 0xa04a3e, 1);
    cairo_set_line_width(cr, 0.6);
    cairo_stroke(cr);
}

/* All in full colours but the glass: those are cheap to draw. */
static void lens(cairo_t *cr, double x)
{
    fc_demo_round_rect(cr, x - 5.9, -6, 11.8, 10.6, 4.6);
    cairo_move_to(cr, x + 1.6, -5.8);
    cairo_line_to(cr, x + 3.6, -5.5);
    cairo_line_to(cr, x - 1.5, 4.4);
    cairo_line_to(cr, x - 3.5, 3.8);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0xffffff, 0.13);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_fill(cr);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
    fc_demo_round_rect(cr, x - 5.9, -6, 11.8, 10.6, 4.6);
    fc_demo_ink(cr, 0x23252b, 1);
    cairo_set_line_width(cr, 0.95);
    cairo_stroke(cr);
}

static void glasses(cairo_t *cr)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    lens(cr, -7.3);
    lens(cr, 7.3);
    fc_demo_ink(cr, 0x23252b, 1);
    cairo_move_to(cr, -1.6, -2);
    cairo_curve_to(cr, -0.8, -3.3, 0.8, -3.3, 1.6, -2);
    cairo_stroke(cr);
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(cr, side * 13.1, -2.6);
        cairo_line_to(cr, side * 15.6, -3.4);
        cairo_stroke(cr);
    }
}

void fc_demo_face(cairo_t *cr, const struct fc_demo_pose *pose, const struct fc_demo_paints *paints)
{
    face_path(cr);
    fc_demo_dip_upright(cr, &paints->skin);
    cairo_fill(cr);
    brow(cr, -1, 0.7 * pose->smile);
    brow(cr, 1, 0.9 * pose->smile);
    eye(cr, pose, -EYE_X);
    eye(cr, pose, EYE_X);
    nose(cr);
    mouth(cr, pose->smile);
    glasses(cr);
}
