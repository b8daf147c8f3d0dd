/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

static void wall(cairo_t *cr)
{
    cairo_pattern_t *paint = cairo_pattern_create_linear(-0.9, 0, 0.9, 0.5);
    cairo_pattern_t *daylight = cairo_pattern_create_radial(0.55, 0.35, 0.1, 0.5, 0.4, 0.95);

    fc_demo_stop(paint, 0, 0x9aaaa2, 1);
    fc_demo_stop(paint, 1, 0xd3ddd4, 1);
    fc_demo_use(cr, paint);
    cairo_paint(cr);
    fc_demo_stop(daylight, 0, 0xfff6e0, 0.65);
    fc_demo_stop(daylight, 1, 0xfff6e0, 0);
    fc_demo_use(cr, daylight);
    cairo_paint(cr);
    for (int i = -12; i <= 12; i++) {
        cairo_rectangle(cr, i * 0.085, 0, 0.012, 1);
        fc_demo_ink(cr, 0xffffff, 0.10);
        cairo_fill(cr);
    }
}

static void wainscot(cairo_t *cr)
{
    cairo_pattern_t *shade = cairo_pattern_create_linear(0, 0.78, 0, 1);

    cairo_rectangle(cr, -1, 0.78, 2, 0.22);
    fc_demo_stop(shade, 0, 0xe3e8e2, 1);
    fc_demo_stop(shade, 1, 0xa9b3ab, 1);
    fc_demo_use(cr, shade);
    cairo_fill(cr);
    cairo_rectangle(cr, -1, 0.772, 2, 0.014);
    fc_demo_ink(cr, 0xf6f8f4, 1);
    cairo_fill(cr);
}

static void bulb(cairo_t *cr, double x, double y)
{
    cairo_pattern_t *glow = cairo_pattern_create_radial(x, y, 0, x, y, 0.035);

    fc_demo_stop(glow, 0, 0xffe9a8, 0.9);
    fc_demo_stop(glow, 0.3, 0xffd880, 0.35);
    fc_demo_stop(glow, 1, 0xffd880, 0);
    fc_demo_use(cr, glow);
    cairo_arc(cr, x, y, 0.035, 0, 2 * FC_DEMO_PI);
    cairo_fill(cr);
    cairo_arc(cr, x, y, 0.0065, 0, 2 * FC_DEMO_PI);
    fc_demo_ink(cr, 0xfff6d8, 1);
    cairo_fill(cr);
}

/* A string of small lights under the ceiling. */
static void fairy_lights(cairo_t *cr)
{
    for (int span = -2; span < 2; span++) {
        double left = span * 0.46;

        cairo_move_to(cr, left, 0.012);
        cairo_curve_to(cr, left + 0.12, 0.085, left + 0.34, 0.085, left + 0.46, 0.012);
        fc_demo_ink(cr, 0x4d4439, 0.8);
        cairo_set_line_width(cr, 0.003);
        cairo_stroke(cr);
    }
    for (int i = -16; i < 16; i++) {
        double f = fmod(i * 0.125 + 4 + 0.0625, 1);

        bulb(cr, i * 0.0575 + 0.029, 0.018 + 0.055 * 4 * f * (1 - f));
    }
}

static void poster(cairo_t *cr)
{
    static const char *const lines[] = {"1 QUIT JOB", "2 BUY BOAT", "3 TELL NO ONE"};

    cairo_save(cr);
    cairo_translate(cr, -0.455, 0.12);
    cairo_rotate(cr, -0.012);
    cairo_rectangle(cr, 0.006, 0.008, 0.21, 0.29);
    fc_demo_ink(cr, 0x5a4632, 0.35);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, 0, 0.21, 0.29);
    fc_demo_ink(cr, 0xf7f1e3, 1);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, 0, 0.21, 0.105);
    fc_demo_ink(cr, 0xc8452f, 1);
    cairo_fill(cr);
    fc_demo_ink(cr, 0xfdf6e6, 1);
    fc_demo_letters(cr, "TOP", 0.063, 0.016, 0.030);
    fc_demo_letters(cr, "SECRET", 0.018, 0.059, 0.031);
    fc_demo_ink(cr, 0x2c3440, 1);
    for (int i = 0; i < 3; i++)
        fc_demo_letters(cr, lines[i], 0.014, 0.130 + 0.038 * i, 0.0145);
    fc_demo_ink(cr, 0xc8452f, 1);
    fc_demo_letters(cr, "BY FRIDAY", 0.030, 0.250, 0.0165);
    cairo_restore(cr);
}

static void note(cairo_t *cr, double x, double y, double angle, uint32_t rgb, const char *first,
                 const char *second)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, angle);
    cairo_rectangle(cr, 0.003, 0.004, 0.078, 0.07);
    fc_demo_ink(cr, 0x5a4632, 0.3);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, 0, 0.078, 0.07);
    fc_demo_ink(cr, rgb, 1);
    cairo_fill(cr);
    fc_demo_ink(cr, 0x33302a, 1);
    fc_demo_letters(cr, first, 0.007, 0.014, 0.0145);
    fc_demo_letters(cr, second, 0.007, 0.041, 0.0145);
    cairo_restore(cr);
}

void fc_demo_room(cairo_t *cr)
{
    wall(cr);
    wainscot(cr);
    fc_demo_window(cr);
    fairy_lights(cr);
    poster(cr);
    note(cr, 0.252, 0.16, 0.06, 0xf7dc6a, "WI-FI", "CAT42");
    note(cr, 0.262, 0.27, -0.05, 0xa9d8c8, "PIN", "0815");
    fc_demo_bookshelf(cr);
    fc_demo_sideboard(cr);
}
