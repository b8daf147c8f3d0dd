/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define CROWN_HAIRS 26
#define SIDE_HAIRS 26
#define WIDTHS 4

struct curve {
    double x[4], y[4];
};

/* Each loose hair has a rhythm of its own on top of the head's drag. */
static double sway_of(const struct fc_demo_pose *pose, uint32_t index)
{
    double period = 1.9 + 1.6 * fc_demo_hash(index, 31);
    double phase = fc_demo_hash(index, 32);

    return pose->drag + 0.45 * sin(2 * FC_DEMO_PI * (pose->seconds / period + phase));
}

/* The outline of the hair round the crown: angle 0 is up, + to the right. */
static void crown_point(double angle, double out, double *x, double *y)
{
    *x = (19.1 + out) * sin(angle);
    *y = -7.4 - (19.1 + out) * cos(angle);
}

/* Hairs that leave the crown's outline along it and lift off: fly-aways. */
static struct curve crown_hair(uint32_t index)
{
    double spread = (index + fc_demo_hash(index, 41)) / CROWN_HAIRS * 2 - 1;
    double angle = 1.45 * spread;
    double way = spread < 0.15 ? -1 : 1;
    double turn = way * (0.25 + 0.4 * fc_demo_hash(index, 42));
    double lift = 0.7 + 3.6 * fc_demo_hash(index, 43) * fc_demo_hash(index, 44);
    struct curve c;

    crown_point(angle, -1, &c.x[0], &c.y[0]);
    crown_point(angle + turn * 0.3, lift * 0.75, &c.x[1], &c.y[1]);
    crown_point(angle + turn * 0.7, lift * 1.2, &c.x[2], &c.y[2]);
    crown_point(angle + turn, lift * (0.6 + 0.9 * fc_demo_hash(index, 45)), &c.x[3], &c.y[3]);
    return c;
}

/* Hairs that leave the sides and hang down beside them, to the shoulders. */
static struct curve side_hair(uint32_t index)
{
    double side = index % 2 ? 1 : -1;
    double top = -10 + 25 * fc_demo_hash(index, 51);
    double length = 8 + 8 * fc_demo_hash(index, 52);
    double out = 0.6 + 3.6 * fc_demo_hash(index, 53) * fc_demo_hash(index, 54);
    double curl = 3.5 * (fc_demo_hash(index, 55) - 0.6);
    double x = 18 + (top > 2 ? 0.22 * (top - 2) : 0);
    double low = 18.3 + fmin(3.2, 0.22 * fmax(0, top + length * 0.7 - 2));

    return (struct curve){
        .x = {side * x, side * (x + 0.9 * out), side * (low + out), side * (low + out + curl)},
        .y = {top, top + length * 0.3, top + length * 0.75, top + length},
    };
}

/* One stroke for all hairs of a width: a stroke costs more than the hairs in it. */
static void loose_hair(cairo_t *cr, const struct fc_demo_pose *pose)
{
    static const uint32_t browns[WIDTHS] = {0x6b4129, 0x4f2e1d, 0x3b2216, 0x57341f};

    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (uint32_t width = 0; width < WIDTHS; width++) {
        for (uint32_t i = width; i < CROWN_HAIRS + SIDE_HAIRS; i += WIDTHS) {
            double sway = sway_of(pose, i) * (i < CROWN_HAIRS ? 0.5 : 1.0);
            struct curve c =
                i < CROWN_HAIRS ? crown_hair(i) : side_hair(i / 2 * 2 + i / WIDTHS % 2);

            cairo_move_to(cr, c.x[0], c.y[0]);
            cairo_curve_to(cr, c.x[1], c.y[1], c.x[2] + 0.4 * sway, c.y[2], c.x[3] + sway, c.y[3]);
        }
        fc_demo_ink(cr, browns[width], 1);
        cairo_set_line_width(cr, 0.13 + 0.07 * width);
        cairo_stroke(cr);
    }
}

void fc_demo_hair_back(cairo_t *cr, const struct fc_demo_pose *pose)
{
    double d = 0.6 * pose->drag;

    loose_hair(cr, pose);
    cairo_move_to(cr, 0, -26.4);
    cairo_curve_to(cr, -11, -27, -19.3, -19, -19, -5);
    cairo_curve_to(cr, -18.8, 4, -21.4, 10, -21.6 + d, 17);
    cairo_curve_to(cr, -21.6 + d, 24, -19 + d, 29, -13.5 + d, 32);
    cairo_curve_to(cr, -8, 34, 8, 34, 13.5 + d, 32);
    cairo_curve_to(cr, 19 + d, 29, 21.8 + d, 24, 21.6 + d, 17);
    cairo_curve_to(cr, 21.4, 10, 19, 4, 19, -5);
    cairo_curve_to(cr, 19.3, -19, 11, -27, 0, -26.4);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0x2c190f, 1);
    cairo_fill(cr);
}

static void left_lock(cairo_t *cr, double d)
{
    cairo_move_to(cr, 4.6, -26.3);
    cairo_curve_to(cr, -9, -28.4, -20, -21, -19.6, -5);
    cairo_curve_to(cr, -19.4, 4, -22, 10, -22 + d, 17);
    cairo_curve_to(cr, -22 + d, 24, -19 + d, 29.5, -12.5 + d, 31.5);
    cairo_curve_to(cr, -15.4 + d, 27, -15.2, 22, -14.7, 16);
    cairo_curve_to(cr, -14.2, 9, -16, 2, -14.9, -4);
    cairo_curve_to(cr, -13.6, -10, -4, -12.5, 4.6, -18.6);
    cairo_close_path(cr);
}

static void right_lock(cairo_t *cr, double d)
{
    cairo_move_to(cr, 4.2, -26.3);
    cairo_curve_to(cr, 13.4, -27.2, 20, -20, 19.6, -5);
    cairo_curve_to(cr, 19.4, 4, 22.2, 10, 22.2 + d, 17);
    cairo_curve_to(cr, 22.2 + d, 24, 19.2 + d, 29.5, 12.7 + d, 31.5);
    cairo_curve_to(cr, 15.8 + d, 27, 15.6, 22, 15.1, 16);
    cairo_curve_to(cr, 14.6, 9, 16.6, 2, 15.4, -4.5);
    cairo_curve_to(cr, 14.4, -10.5, 9.5, -14, 4.2, -18.6);
    cairo_close_path(cr);
}

/* Where the fringe lies on the forehead, and the parting. */
static void lines(cairo_t *cr)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, 4.4, -18.6);
    cairo_line_to(cr, 4.4, -26);
    cairo_move_to(cr, -14.9, -4);
    cairo_curve_to(cr, -13.6, -10, -4, -12.5, 4.4, -18.6);
    cairo_curve_to(cr, 9.5, -14, 14.4, -10.5, 15.4, -4.5);
    fc_demo_ink(cr, 0x3d2316, 1);
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
}

void fc_demo_hair_front(cairo_t *cr, const struct fc_demo_pose *pose,
                        const struct fc_demo_paints *paints)
{
    double d = 0.6 * pose->drag;

    left_lock(cr, d);
    right_lock(cr, d);
    fc_demo_dip(cr, &paints->hair);
    cairo_fill(cr);
    lines(cr);
}
