/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>
#include <stddef.h>

#define CROWN_X (-0.575)
#define CROWN_Y 0.25

struct frond {
    double x, y;          /* where it grows */
    double reach_x, arch; /* how far its tip is, and how high it goes on the way */
    double reach_y;
    uint32_t rgb;
};

static void along(const struct frond *f, double t, double *x, double *y)
{
    double s = 1 - t;
    double middle_x = f->x + 0.45 * f->reach_x;
    double middle_y = f->y - f->arch;

    *x = s * s * f->x + 2 * s * t * middle_x + t * t * (f->x + f->reach_x);
    *y = s * s * f->y + 2 * s * t * middle_y + t * t * (f->y + f->reach_y);
}

/* A leaf of the frond: it hangs, the more so the farther out. */
static void leaflet(cairo_t *cr, const struct frond *f, double t, int side)
{
    double size = hypot(f->reach_x, f->reach_y);
    double length = size * (0.10 + 0.34 * pow(sin(FC_DEMO_PI * (0.12 + 0.84 * t)), 0.8));
    double x, y, ahead_x, ahead_y, angle;

    along(f, t, &x, &y);
    along(f, t + 0.02, &ahead_x, &ahead_y);
    angle = atan2(ahead_y - y, ahead_x - x) + side * (0.95 - 0.45 * t);
    ahead_x = x + length * cos(angle);
    ahead_y = y + length * sin(angle) + 0.35 * length * t;
    cairo_move_to(cr, x - 0.010 * size * sin(angle), y + 0.010 * size * cos(angle));
    cairo_curve_to(cr, x + 0.5 * length * cos(angle), y + 0.45 * length * sin(angle),
                   x + 0.8 * length * cos(angle), y + 0.8 * length * sin(angle), ahead_x, ahead_y);
    cairo_curve_to(cr, x + 0.6 * length * cos(angle), y + 0.75 * length * sin(angle),
                   x + 0.3 * length * cos(angle) + 0.02 * size * sin(angle),
                   y + 0.4 * length * sin(angle) - 0.02 * size * cos(angle),
                   x + 0.012 * size * sin(angle), y - 0.012 * size * cos(angle));
    cairo_close_path(cr);
}

static uint32_t tinted(uint32_t rgb, double light)
{
    uint32_t out = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        double c = (rgb >> shift & 255) * light;

        out |= (uint32_t)(c > 255 ? 255 : c) << shift;
    }
    return out;
}

static void frond(cairo_t *cr, const struct frond *f)
{
    const int leaves = 34;
    double x, y;

    for (int i = 0; i < leaves; i++) {
        double t = 0.06 + 0.92 * i / leaves;

        for (int side = -1; side <= 1; side += 2) {
            leaflet(cr, f, t, side);
            fc_demo_ink(cr, tinted(f->rgb, (side * f->reach_x > 0 ? 0.8 : 1.1) + 0.12 * (i % 3)),
                        1);
            cairo_fill(cr);
        }
    }
    cairo_move_to(cr, f->x, f->y);
    for (int i = 1; i <= 20; i++) {
        along(f, i / 20.0, &x, &y);
        cairo_line_to(cr, x, y);
    }
    fc_demo_ink(cr, tinted(f->rgb, 1.35), 1);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 0.005);
    cairo_stroke(cr);
}

static void trunk_at(double t, double *x, double *y, double *half)
{
    double s = 1 - t;

    *x = s * s * -0.80 + 2 * s * t * -0.76 + t * t * CROWN_X;
    *y = s * s * 1.02 + 2 * s * t * 0.55 + t * t * CROWN_Y;
    *half = 0.036 - 0.019 * t + 0.020 * pow(1 - t, 6);
}

static void trunk(cairo_t *cr)
{
    for (int i = 0; i < 44; i++) {
        double x, y, half, top_x, top_y, top_half;
        cairo_pattern_t *bark;

        trunk_at(i / 44.0, &x, &y, &half);
        trunk_at((i + 1.25) / 44.0, &top_x, &top_y, &top_half);
        bark = cairo_pattern_create_linear(x - half, 0, x + half, 0);
        cairo_move_to(cr, x - half * 0.92, y);
        cairo_line_to(cr, top_x - top_half * 1.06, top_y);
        cairo_line_to(cr, top_x + top_half * 1.06, top_y);
        cairo_line_to(cr, x + half * 0.92, y);
        cairo_curve_to(cr, x + half * 0.4, y + 0.008, x - half * 0.4, y + 0.008, x - half * 0.92,
                       y);
        fc_demo_stop(bark, 0, i % 2 ? 0x5d432e : 0x674a33, 1);
        fc_demo_stop(bark, 0.6, i % 2 ? 0xa07a52 : 0x8f6b47, 1);
        fc_demo_stop(bark, 0.85, i % 2 ? 0xc69c6c : 0xb38a5d, 1);
        fc_demo_stop(bark, 1, 0x8a6846, 1);
        fc_demo_use(cr, bark);
        cairo_fill(cr);
    }
}

static void coconuts(cairo_t *cr)
{
    static const double place[4][2] = {{-0.022, 0.020}, {0.020, 0.026}, {0, 0.036}, {0.036, 0.008}};

    for (int i = 0; i < 4; i++) {
        double x = CROWN_X + place[i][0];
        double y = CROWN_Y + place[i][1];

        fc_demo_ellipse(cr, x, y, 0.019, 0.022);
        fc_demo_ink(cr, 0x5a3d22, 1);
        cairo_fill(cr);
        fc_demo_ellipse(cr, x + 0.005, y - 0.006, 0.009, 0.010);
        fc_demo_ink(cr, 0x946a3e, 1);
        cairo_fill(cr);
    }
}

static void shadow(cairo_t *cr)
{
    for (int i = 0; i < 5; i++) {
        fc_demo_ellipse(cr, -0.86, 0.985, 0.10 + 0.03 * i, 0.008 + 0.005 * i);
        fc_demo_ink(cr, 0x7a5a35, 0.12);
        cairo_fill(cr);
    }
}

void fc_demo_palm(cairo_t *cr)
{
    static const struct frond back[] = {
        {CROWN_X, CROWN_Y, -0.30, 0.17, 0.02, 0x25623c},
        {CROWN_X, CROWN_Y, 0.28, 0.20, -0.02, 0x2b6b3f},
        {CROWN_X, CROWN_Y, -0.12, 0.22, -0.16, 0x2a6a42},
        {CROWN_X, CROWN_Y, 0.12, 0.24, -0.14, 0x2f7344},
        {CROWN_X, CROWN_Y, -0.24, 0.06, 0.22, 0x25623c},
    };
    static const struct frond front[] = {
        {CROWN_X, CROWN_Y, 0.23, 0.08, 0.20, 0x34804a},
        {CROWN_X, CROWN_Y, -0.33, 0.11, 0.12, 0x37854b},
        {CROWN_X, CROWN_Y, 0.33, 0.13, 0.09, 0x459a55},
        {CROWN_X, CROWN_Y, -0.20, 0.19, -0.08, 0x3f9150},
        {CROWN_X, CROWN_Y, 0.21, 0.20, -0.11, 0x55aa5c},
        {CROWN_X, CROWN_Y, 0.07, 0.23, -0.15, 0x4aa057},
    };

    shadow(cr);
    for (size_t i = 0; i < sizeof(back) / sizeof(*back); i++)
        frond(cr, &back[i]);
    trunk(cr);
    coconuts(cr);
    for (size_t i = 0; i < sizeof(front) / sizeof(*front); i++)
        frond(cr, &front[i]);
}
