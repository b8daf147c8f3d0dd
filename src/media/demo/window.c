/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#define LEFT 0.385
#define TOP 0.10
#define WIDTH 0.44
#define HEIGHT 0.50

static void sky(cairo_t *cr)
{
    cairo_pattern_t *blue = cairo_pattern_create_linear(0, TOP, 0, TOP + HEIGHT);

    fc_demo_stop(blue, 0, 0x8fc4e8, 1);
    fc_demo_stop(blue, 0.7, 0xd6ecf5, 1);
    fc_demo_stop(blue, 1, 0xf6efdc, 1);
    fc_demo_use(cr, blue);
    cairo_paint(cr);
    for (int i = 0; i < 9; i++) {
        double x = 0.42 + 0.05 * i + 0.03 * fc_demo_hash((uint32_t)i, 91);
        double y = 0.21 + (i < 5 ? 0 : 0.07) + 0.012 * fc_demo_hash((uint32_t)i, 92);

        fc_demo_ellipse(cr, x, y, 0.045, 0.014 + 0.012 * fc_demo_hash((uint32_t)i, 93));
        fc_demo_ink(cr, 0xffffff, 0.55);
        cairo_fill(cr);
    }
}

/* The house across the street: its own windows look in. */
static void neighbours(cairo_t *cr)
{
    fc_demo_ellipse(cr, 0.45, 0.62, 0.13, 0.13);
    fc_demo_ellipse(cr, 0.80, 0.63, 0.10, 0.15);
    fc_demo_ink(cr, 0x7fa873, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, 0.52, 0.40, 0.19, 0.3);
    fc_demo_ink(cr, 0xdfe3e2, 1);
    cairo_fill(cr);
    cairo_move_to(cr, 0.505, 0.402);
    cairo_line_to(cr, 0.615, 0.315);
    cairo_line_to(cr, 0.725, 0.402);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0x66788a, 1);
    cairo_fill(cr);
    for (int i = 0; i < 6; i++) {
        cairo_rectangle(cr, 0.54 + 0.055 * (i % 3), 0.43 + 0.085 * (i / 3), 0.032, 0.05);
        fc_demo_ink(cr, i == 1 ? 0xffe08a : 0x7d93a8, 1);
        cairo_fill(cr);
    }
    fc_demo_ellipse(cr, 0.66, 0.66, 0.12, 0.10);
    fc_demo_ink(cr, 0x5f8f5c, 1);
    cairo_fill(cr);
}

static void frame_and_sill(cairo_t *cr)
{
    cairo_rectangle(cr, LEFT, TOP, WIDTH, HEIGHT);
    fc_demo_ink(cr, 0xfaf6ee, 1);
    cairo_set_line_width(cr, 0.024);
    cairo_stroke(cr);
    cairo_rectangle(cr, LEFT + WIDTH / 2 - 0.006, TOP, 0.012, HEIGHT);
    cairo_rectangle(cr, LEFT, TOP + HEIGHT * 0.36, WIDTH, 0.010);
    cairo_fill(cr);
    cairo_rectangle(cr, LEFT - 0.03, TOP + HEIGHT, WIDTH + 0.06, 0.022);
    fc_demo_ink(cr, 0xfffcf5, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, LEFT - 0.03, TOP + HEIGHT + 0.022, WIDTH + 0.06, 0.012);
    fc_demo_ink(cr, 0x8d785f, 0.35);
    cairo_fill(cr);
}

static void curtain(cairo_t *cr, double x, double width, double waist)
{
    for (int i = 0; i < 6; i++) {
        double top = x + width * i / 6;
        double low = x + waist + (width * 0.62) * i / 6;
        double step = width / 6 * 1.08;
        cairo_pattern_t *fold = cairo_pattern_create_linear(top, 0, top + step, 0);

        cairo_move_to(cr, top, 0.068);
        cairo_line_to(cr, top + step, 0.068);
        cairo_curve_to(cr, top + step, 0.3, low + step * 0.64, 0.35, low + step * 0.64, 0.47);
        cairo_curve_to(cr, low + step * 0.7, 0.55, top + step, 0.6, top + step * 0.9, 0.70);
        cairo_line_to(cr, top, 0.70);
        cairo_curve_to(cr, top, 0.6, low, 0.55, low, 0.47);
        cairo_curve_to(cr, low, 0.35, top, 0.3, top, 0.068);
        fc_demo_stop(fold, 0, 0xa9b8b4, 1);
        fc_demo_stop(fold, 0.5, 0xe4ebe6, 1);
        fc_demo_stop(fold, 1, 0xc2cfca, 1);
        fc_demo_use(cr, fold);
        cairo_fill(cr);
    }
}

void fc_demo_window(cairo_t *cr)
{
    cairo_save(cr);
    cairo_rectangle(cr, LEFT, TOP, WIDTH, HEIGHT);
    cairo_clip(cr);
    sky(cr);
    neighbours(cr);
    cairo_restore(cr);
    frame_and_sill(cr);
    curtain(cr, 0.325, 0.105, 0);
    curtain(cr, 0.80, 0.105, 0.04);
    fc_demo_round_rect(cr, 0.305, 0.058, 0.62, 0.012, 0.006);
    fc_demo_ink(cr, 0x5b4330, 1);
    cairo_fill(cr);
}
