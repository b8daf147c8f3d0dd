/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define TOP 0.755

static void cabinet(cairo_t *cr)
{
    cairo_pattern_t *wood = cairo_pattern_create_linear(0, TOP, 0, 1);

    cairo_rectangle(cr, 0.30, TOP, 0.7, 0.3);
    fc_demo_stop(wood, 0, 0x8f6644, 1);
    fc_demo_stop(wood, 1, 0x5f412b, 1);
    fc_demo_use(cr, wood);
    cairo_fill(cr);
    cairo_rectangle(cr, 0.285, TOP - 0.018, 0.73, 0.02);
    fc_demo_ink(cr, 0xb98a5f, 1);
    cairo_fill(cr);
    for (int i = 0; i < 3; i++) {
        fc_demo_round_rect(cr, 0.32 + 0.2 * i, TOP + 0.03, 0.185, 0.1, 0.006);
        fc_demo_ink(cr, 0x4a3221, 0.6);
        cairo_set_line_width(cr, 0.004);
        cairo_stroke(cr);
        cairo_arc(cr, 0.4125 + 0.2 * i, TOP + 0.08, 0.008, 0, 2 * FC_DEMO_PI);
        fc_demo_ink(cr, 0xe0c080, 1);
        cairo_fill(cr);
    }
}

static void leaf(cairo_t *cr, double x, double y, double angle, double length, uint32_t rgb)
{
    double tip_x = x + length * cos(angle);
    double tip_y = y + length * sin(angle);
    double mid_x = x + length * 0.62 * cos(angle);
    double mid_y = y + length * 0.62 * sin(angle);

    cairo_move_to(cr, x, y);
    cairo_line_to(cr, mid_x, mid_y);
    fc_demo_ink(cr, 0x3f6a3d, 1);
    cairo_set_line_width(cr, 0.004);
    cairo_stroke(cr);
    cairo_save(cr);
    cairo_translate(cr, tip_x, tip_y);
    cairo_rotate(cr, angle);
    cairo_scale(cr, length, length);
    cairo_move_to(cr, -0.45, 0);
    cairo_curve_to(cr, -0.4, -0.28, 0, -0.26, 0.22, 0);
    cairo_curve_to(cr, 0, 0.26, -0.4, 0.28, -0.45, 0);
    fc_demo_ink(cr, rgb, 1);
    cairo_fill(cr);
    cairo_move_to(cr, -0.42, 0);
    cairo_line_to(cr, 0.16, 0);
    fc_demo_ink(cr, 0xd8ecb8, 0.5);
    cairo_set_line_width(cr, 0.02);
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void plant(cairo_t *cr, double x, double floor)
{
    static const uint32_t greens[] = {0x2f6b45, 0x3f8254, 0x57995f, 0x75ad63};
    cairo_pattern_t *pot = cairo_pattern_create_linear(x - 0.06, 0, x + 0.06, 0);

    for (uint32_t i = 0; i < 17; i++) {
        double f = (i * 7 % 17) / 16.0;
        double angle = -FC_DEMO_PI * (0.06 + 0.88 * f);
        double length = 0.13 + 0.13 * fc_demo_hash(i, 95) * (1 - fabs(f - 0.5)) * 1.6;

        leaf(cr, x, floor - 0.105, angle, length, greens[i % 4]);
    }
    cairo_move_to(cr, x - 0.056, floor - 0.12);
    cairo_line_to(cr, x + 0.056, floor - 0.12);
    cairo_line_to(cr, x + 0.042, floor);
    cairo_line_to(cr, x - 0.042, floor);
    cairo_close_path(cr);
    fc_demo_stop(pot, 0, 0xd8cdbd, 1);
    fc_demo_stop(pot, 0.7, 0xfaf5ec, 1);
    fc_demo_stop(pot, 1, 0xe0d6c6, 1);
    fc_demo_use(cr, pot);
    cairo_fill(cr);
}

static void lamp_light(cairo_t *cr, double x)
{
    cairo_pattern_t *glow = cairo_pattern_create_radial(x, 0.52, 0.02, x, 0.52, 0.33);

    fc_demo_stop(glow, 0, 0xffdf9a, 0.75);
    fc_demo_stop(glow, 0.4, 0xffd58a, 0.25);
    fc_demo_stop(glow, 1, 0xffd58a, 0);
    fc_demo_use(cr, glow);
    cairo_rectangle(cr, x - 0.4, 0.1, 0.8, 0.9);
    cairo_fill(cr);
}

static void lamp(cairo_t *cr, double x)
{
    cairo_pattern_t *shade = cairo_pattern_create_linear(x - 0.08, 0, x + 0.08, 0);

    cairo_rectangle(cr, x - 0.004, 0.57, 0.008, 0.1);
    fc_demo_ink(cr, 0xb58a4a, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x, TOP - 0.062, 0.03, 0.044);
    fc_demo_ink(cr, 0x2f6468, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x + 0.01, TOP - 0.07, 0.01, 0.022);
    fc_demo_ink(cr, 0x7fb3b2, 0.8);
    cairo_fill(cr);
    cairo_move_to(cr, x - 0.048, 0.44);
    cairo_line_to(cr, x + 0.048, 0.44);
    cairo_line_to(cr, x + 0.085, 0.58);
    cairo_line_to(cr, x - 0.085, 0.58);
    cairo_close_path(cr);
    fc_demo_stop(shade, 0, 0xf0c67c, 1);
    fc_demo_stop(shade, 0.5, 0xfff1cc, 1);
    fc_demo_stop(shade, 1, 0xf0c67c, 1);
    fc_demo_use(cr, shade);
    cairo_fill(cr);
}

static void unpaid(cairo_t *cr)
{
    cairo_rectangle(cr, 0.60, TOP - 0.030, 0.12, 0.012);
    fc_demo_ink(cr, 0xe8e2d2, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, 0.606, TOP - 0.041, 0.112, 0.011);
    fc_demo_ink(cr, 0xc96a55, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, 0.598, TOP - 0.052, 0.116, 0.011);
    fc_demo_ink(cr, 0xf6f2e8, 1);
    cairo_fill(cr);
}

void fc_demo_sideboard(cairo_t *cr)
{
    lamp_light(cr, 0.79);
    cabinet(cr);
    unpaid(cr);
    plant(cr, -0.77, 0.985);
    lamp(cr, 0.79);
}
