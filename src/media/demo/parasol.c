/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define PANELS 8

/* Of the rim, seen a little from below: -1 left to 1 right. */
static double rim_y(double f)
{
    return 0.045 * (1 - f * f);
}

/* One panel from the top to the rim, between two places on the rim. */
static void panel(cairo_t *cr, double from, double to, uint32_t rgb)
{
    double bulge = -0.135;

    cairo_move_to(cr, 0, -0.15);
    cairo_curve_to(cr, 0.6 * from * 0.22, bulge, from * 0.22, -0.06, from * 0.22, rim_y(from));
    cairo_curve_to(cr, (2 * from + to) / 3 * 0.22, rim_y((2 * from + to) / 3) - 0.012,
                   (from + 2 * to) / 3 * 0.22, rim_y((from + 2 * to) / 3) - 0.012, to * 0.22,
                   rim_y(to));
    cairo_curve_to(cr, to * 0.22, -0.06, 0.6 * to * 0.22, bulge, 0, -0.15);
    fc_demo_ink(cr, rgb, 1);
    cairo_fill(cr);
}

static void canopy(cairo_t *cr)
{
    static const uint32_t light[2] = {0xf26b55, 0xfff4e2};
    static const uint32_t dark[2] = {0xc94d40, 0xdccdb8};

    for (int i = 0; i < PANELS; i++) {
        double from = -cos(FC_DEMO_PI * i / PANELS);
        double to = -cos(FC_DEMO_PI * (i + 1) / PANELS);

        panel(cr, from, to, i < 3 ? dark[i % 2] : light[i % 2]);
    }
    fc_demo_ellipse(cr, 0, -0.153, 0.007, 0.008);
    fc_demo_ink(cr, 0xfff4e2, 1);
    cairo_fill(cr);
}

static void towel(cairo_t *cr, double x, double y)
{
    static const uint32_t stripes[] = {0x2f9fa8, 0xf7f0df, 0x2f9fa8, 0xf7f0df, 0xf2b84b};

    for (int i = 0; i < 5; i++) {
        double left = x - 0.03 + 0.052 * i;

        cairo_move_to(cr, left, y);
        cairo_line_to(cr, left + 0.052, y);
        cairo_line_to(cr, left + 0.052 - 0.045, y + 0.062);
        cairo_line_to(cr, left - 0.045, y + 0.062);
        cairo_close_path(cr);
        fc_demo_ink(cr, stripes[i], 1);
        cairo_fill(cr);
    }
}

static void ball(cairo_t *cr, double x, double y, double radius)
{
    static const uint32_t colours[] = {0xf2b84b, 0xfffaf0, 0xe8604c, 0xfffaf0, 0x3aa0c8, 0xfffaf0};
    cairo_pattern_t *round = cairo_pattern_create_radial(x + 0.3 * radius, y - 0.4 * radius,
                                                         0.1 * radius, x, y, 1.15 * radius);

    for (int i = 0; i < 6; i++) {
        cairo_move_to(cr, x, y - 0.2 * radius);
        cairo_arc(cr, x, y, radius, FC_DEMO_PI * i / 3, FC_DEMO_PI * (i + 1.05) / 3);
        cairo_close_path(cr);
        fc_demo_ink(cr, colours[i], 1);
        cairo_fill(cr);
    }
    fc_demo_stop(round, 0, 0xffffff, 0.55);
    fc_demo_stop(round, 0.5, 0xffffff, 0);
    fc_demo_stop(round, 1, 0x33414d, 0.45);
    cairo_arc(cr, x, y, radius, 0, 2 * FC_DEMO_PI);
    fc_demo_use(cr, round);
    cairo_fill(cr);
}

static void soft_shadow(cairo_t *cr, double x, double y, double radius_x, double radius_y)
{
    for (int i = 0; i < 6; i++) {
        fc_demo_ellipse(cr, x, y, radius_x * (1 - 0.09 * i), radius_y * (1 - 0.09 * i));
        fc_demo_ink(cr, 0x8a6435, 0.085);
        cairo_fill(cr);
    }
}

void fc_demo_parasol(cairo_t *cr, double x, double y)
{
    soft_shadow(cr, x - 0.07, y + 0.015, 0.22, 0.034);
    towel(cr, x - 0.06, y - 0.015);
    cairo_save(cr);
    cairo_translate(cr, x + 0.03, y - 0.30);
    cairo_rotate(cr, 0.16);
    cairo_rectangle(cr, -0.0045, -0.13, 0.009, 0.43);
    fc_demo_ink(cr, 0xf3ead9, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, -0.0045, -0.13, 0.003, 0.43);
    fc_demo_ink(cr, 0xa99a82, 1);
    cairo_fill(cr);
    canopy(cr);
    cairo_restore(cr);
    soft_shadow(cr, x - 0.235, y + 0.062, 0.05, 0.012);
    ball(cr, x - 0.225, y + 0.032, 0.034);
}
