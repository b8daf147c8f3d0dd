/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define HORIZON 0.50
#define SHORE 0.735
#define SUN_X 0.47
#define SUN_Y 0.20

static void glow(cairo_t *cr, double x, double y, double radius, uint32_t rgb, double alpha)
{
    cairo_pattern_t *light = cairo_pattern_create_radial(x, y, 0, x, y, radius);

    fc_demo_stop(light, 0, rgb, alpha);
    fc_demo_stop(light, 0.4, rgb, alpha * 0.45);
    fc_demo_stop(light, 1, rgb, 0);
    fc_demo_use(cr, light);
    cairo_arc(cr, x, y, radius, 0, 2 * FC_DEMO_PI);
    cairo_fill(cr);
}

static void sky(cairo_t *cr)
{
    cairo_pattern_t *blue = cairo_pattern_create_linear(0, 0, 0, HORIZON);

    fc_demo_stop(blue, 0, 0x3f9bd6, 1);
    fc_demo_stop(blue, 0.45, 0x86c9ea, 1);
    fc_demo_stop(blue, 0.8, 0xd4ebee, 1);
    fc_demo_stop(blue, 1, 0xfdebcf, 1);
    fc_demo_use(cr, blue);
    cairo_paint(cr);
    glow(cr, SUN_X, SUN_Y, 0.55, 0xfffaf2, 0.6);
    glow(cr, SUN_X, SUN_Y, 0.17, 0xfff6d6, 1);
    cairo_arc(cr, SUN_X, SUN_Y, 0.048, 0, 2 * FC_DEMO_PI);
    fc_demo_ink(cr, 0xfffdf2, 1);
    cairo_fill(cr);
}

/* Balls in a row on a flat base, the biggest in the middle; two layers, the far one fainter. */
static void cloud(cairo_t *cr, double x, double y, double size, uint32_t seed)
{
    for (uint32_t layer = 0; layer < 2; layer++) {
        double base = y + 0.012 * layer;
        double left = x - (layer ? 0.84 : 1.0) * size;
        double width = 2 * (x - left);
        cairo_pattern_t *fill = cairo_pattern_create_linear(0, y - 0.5 * size, 0, base + 0.02);

        fc_demo_round_rect(cr, left, base - 0.10 * size, width, 0.12 * size, 0.06 * size);
        for (uint32_t i = 0; i < 7; i++) {
            double f = (i + 0.5) / 7;
            double bell = 0.35 + 0.65 * sin(FC_DEMO_PI * f);
            double radius = size * (0.13 + 0.13 * fc_demo_hash(seed + i + 10 * layer, 101)) * bell;

            fc_demo_ellipse(cr, left + width * (0.06 + 0.88 * f), base - 0.6 * radius - 0.02 * size,
                            radius * 1.15, radius);
        }
        fc_demo_stop(fill, 0, 0xffffff, layer ? 0.95 : 0.5);
        fc_demo_stop(fill, 0.75, 0xf7fbfd, layer ? 0.85 : 0.4);
        fc_demo_stop(fill, 1, 0xd9e8f0, layer ? 0.7 : 0.3);
        fc_demo_use(cr, fill);
        cairo_fill(cr);
    }
}

static void clouds(cairo_t *cr)
{
    cloud(cr, -0.10, 0.16, 0.17, 1000);
    cloud(cr, 0.19, 0.36, 0.10, 1100);
    cloud(cr, 0.76, 0.31, 0.15, 1200);
    cloud(cr, -0.36, 0.38, 0.12, 1300);
    cloud(cr, 0.80, 0.10, 0.09, 1400);
}

static void hill(cairo_t *cr, double x, double width, double height, uint32_t top, uint32_t low)
{
    cairo_pattern_t *haze = cairo_pattern_create_linear(0, HORIZON - height, 0, HORIZON);

    cairo_move_to(cr, x - width, HORIZON + 0.001);
    cairo_curve_to(cr, x - 0.6 * width, HORIZON - 0.2 * height, x - 0.4 * width, HORIZON - height,
                   x - 0.1 * width, HORIZON - height);
    cairo_curve_to(cr, x + 0.2 * width, HORIZON - height, x + 0.25 * width, HORIZON - 0.5 * height,
                   x + 0.5 * width, HORIZON - 0.45 * height);
    cairo_curve_to(cr, x + 0.75 * width, HORIZON - 0.4 * height, x + 0.8 * width, HORIZON,
                   x + width, HORIZON + 0.001);
    cairo_close_path(cr);
    fc_demo_stop(haze, 0, top, 1);
    fc_demo_stop(haze, 1, low, 1);
    fc_demo_use(cr, haze);
    cairo_fill(cr);
}

static void islands(cairo_t *cr)
{
    hill(cr, -0.52, 0.30, 0.085, 0x9fc3cf, 0xc9dedd);
    hill(cr, -0.30, 0.24, 0.055, 0x77a9ae, 0xa9cdc8);
    hill(cr, 0.86, 0.26, 0.07, 0x8ab7c0, 0xbcd8d6);
}

static void water(cairo_t *cr)
{
    cairo_pattern_t *depth = cairo_pattern_create_linear(0, HORIZON, 0, SHORE + 0.03);

    cairo_rectangle(cr, -1, HORIZON, 2, SHORE + 0.05 - HORIZON);
    fc_demo_stop(depth, 0, 0x2a86b4, 1);
    fc_demo_stop(depth, 0.35, 0x2fa3bd, 1);
    fc_demo_stop(depth, 0.75, 0x62cdc9, 1);
    fc_demo_stop(depth, 1, 0xb9ebdd, 1);
    fc_demo_use(cr, depth);
    cairo_fill(cr);
    cairo_rectangle(cr, -1, HORIZON - 0.002, 2, 0.005);
    fc_demo_ink(cr, 0xe9f4ee, 0.55);
    cairo_fill(cr);
}

/* Waves are flatter and closer together the farther away they are. */
static void waves(cairo_t *cr)
{
    for (uint32_t i = 0; i < 260; i++) {
        double near = fc_demo_hash(i, 111);
        double y = HORIZON + 0.006 + (SHORE - HORIZON - 0.03) * near * near;
        double scale = 0.15 + near * near;
        double x = fc_demo_hash(i, 112) * 2 - 1;
        double length = (0.03 + 0.10 * fc_demo_hash(i, 113)) * scale;

        cairo_move_to(cr, x - length, y);
        cairo_curve_to(cr, x - length * 0.4, y - 0.009 * scale, x + length * 0.4, y - 0.009 * scale,
                       x + length, y);
        cairo_curve_to(cr, x + length * 0.4, y - 0.002 * scale, x - length * 0.4, y - 0.002 * scale,
                       x - length, y);
        fc_demo_ink(cr, i % 3 ? 0xd9f5f0 : 0x1d7fa6, i % 3 ? 0.5 : 0.28);
        cairo_fill(cr);
    }
}

/* The sun's path over the water. */
static void glitter(cairo_t *cr)
{
    for (uint32_t i = 0; i < 420; i++) {
        double near = fc_demo_hash(i, 121);
        double y = HORIZON + 0.004 + (SHORE - HORIZON - 0.02) * near;
        double spread = (0.02 + 0.11 * near) * (fc_demo_hash(i, 122) + fc_demo_hash(i, 123) - 1);

        fc_demo_ellipse(cr, SUN_X + spread, y, 0.003 + 0.012 * near * fc_demo_hash(i, 124),
                        0.0008 + 0.0018 * near);
        fc_demo_ink(cr, 0xfff9e2, 0.35 + 0.5 * fc_demo_hash(i, 125));
        cairo_fill(cr);
    }
}

static double shore_y(double x, double reach)
{
    return SHORE + reach + 0.014 * sin(4.3 * x + 0.6) + 0.007 * sin(11 * x + 2 + 20 * reach) +
           0.003 * sin(27 * x + 40 * reach);
}

/* Everything below the line that the last waves left. */
static void below_shore(cairo_t *cr, double reach)
{
    cairo_new_path(cr);
    cairo_move_to(cr, -1, 1.05);
    for (int i = -100; i <= 100; i++)
        cairo_line_to(cr, i * 0.01, shore_y(i * 0.01, reach));
    cairo_line_to(cr, 1, 1.05);
    cairo_close_path(cr);
}

static void foam(cairo_t *cr, double reach, double width, double alpha)
{
    for (uint32_t i = 0; i < 900; i++) {
        double x = (i + fc_demo_hash(i, 131)) / 450.0 - 1;
        double y = shore_y(x, reach) - width * fc_demo_hash(i, 132) * fc_demo_hash(i, 133);

        fc_demo_ellipse(cr, x, y, 0.0022 + 0.005 * fc_demo_hash(i, 134),
                        0.001 + 0.0018 * fc_demo_hash(i, 135));
        fc_demo_ink(cr, 0xffffff, alpha * (0.4 + 0.6 * fc_demo_hash(i, 136)));
        cairo_fill(cr);
    }
}

static void sand_grain(cairo_t *cr)
{
    for (uint32_t i = 0; i < 1500; i++) {
        double near = fc_demo_hash(i, 141);
        double x = fc_demo_hash(i, 142) * 2 - 1;
        double y = SHORE + 0.07 + 0.24 * near;
        double size = (0.0006 + 0.0016 * fc_demo_hash(i, 143)) * (0.5 + near);

        fc_demo_ellipse(cr, x, y, size * 1.5, size);
        fc_demo_ink(cr, i % 2 ? 0xb98f58 : 0xfff1d0, 0.35);
        cairo_fill(cr);
    }
    for (uint32_t i = 0; i < 26; i++) {
        double x = fc_demo_hash(i, 144) * 2 - 1;
        double y = SHORE + 0.10 + 0.17 * fc_demo_hash(i, 145);
        double length = 0.06 + 0.12 * fc_demo_hash(i, 146);

        cairo_move_to(cr, x - length, y);
        cairo_curve_to(cr, x - length / 3, y - 0.012, x + length / 3, y + 0.010, x + length, y);
        fc_demo_ink(cr, i % 2 ? 0xc79d63 : 0xfff0cc, 0.35);
        cairo_set_line_width(cr, 0.004);
        cairo_stroke(cr);
    }
}

static void sand(cairo_t *cr)
{
    cairo_pattern_t *dry = cairo_pattern_create_linear(0, SHORE, 0, 1);

    below_shore(cr, -0.012);
    fc_demo_ink(cr, 0xf3fbf4, 0.75);
    cairo_fill(cr);
    foam(cr, -0.012, 0.03, 0.9);
    below_shore(cr, 0);
    fc_demo_ink(cr, 0xb9925f, 1);
    cairo_fill(cr);
    below_shore(cr, 0.012);
    fc_demo_ink(cr, 0xcaa470, 1);
    cairo_fill(cr);
    below_shore(cr, 0.034);
    fc_demo_stop(dry, 0, 0xe6c48c, 1);
    fc_demo_stop(dry, 0.35, 0xf3d9a6, 1);
    fc_demo_stop(dry, 1, 0xdfb97c, 1);
    fc_demo_use(cr, dry);
    cairo_fill(cr);
    foam(cr, 0.004, 0.008, 0.7);
    sand_grain(cr);
}

static void sail_boat(cairo_t *cr, double x, double y, double size)
{
    cairo_move_to(cr, x, y - size);
    cairo_curve_to(cr, x + 0.45 * size, y - 0.6 * size, x + 0.5 * size, y - 0.3 * size,
                   x + 0.45 * size, y - 0.14 * size);
    cairo_line_to(cr, x, y - 0.14 * size);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0xffffff, 1);
    cairo_fill(cr);
    cairo_move_to(cr, x - 0.04 * size, y - 0.85 * size);
    cairo_line_to(cr, x - 0.36 * size, y - 0.14 * size);
    cairo_line_to(cr, x - 0.04 * size, y - 0.14 * size);
    cairo_close_path(cr);
    fc_demo_ink(cr, 0xf0705a, 1);
    cairo_fill(cr);
    cairo_move_to(cr, x - 0.45 * size, y - 0.10 * size);
    cairo_line_to(cr, x + 0.52 * size, y - 0.10 * size);
    cairo_curve_to(cr, x + 0.4 * size, y + 0.02 * size, x - 0.3 * size, y + 0.02 * size,
                   x - 0.45 * size, y - 0.10 * size);
    fc_demo_ink(cr, 0x2b4a63, 1);
    cairo_fill(cr);
}

static void gulls(cairo_t *cr)
{
    static const double place[5][3] = {{0.34, 0.16, 0.020},
                                       {0.30, 0.12, 0.015},
                                       {0.39, 0.11, 0.012},
                                       {-0.12, 0.33, 0.011},
                                       {0.60, 0.14, 0.014}};

    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int i = 0; i < 5; i++) {
        double x = place[i][0];
        double y = place[i][1];
        double s = place[i][2];

        cairo_move_to(cr, x - s, y - 0.35 * s);
        cairo_curve_to(cr, x - 0.6 * s, y - 0.7 * s, x - 0.2 * s, y - 0.4 * s, x, y);
        cairo_curve_to(cr, x + 0.2 * s, y - 0.4 * s, x + 0.6 * s, y - 0.7 * s, x + s, y - 0.35 * s);
        fc_demo_ink(cr, 0x4b6576, 0.9);
        cairo_set_line_width(cr, 0.0032);
        cairo_stroke(cr);
    }
}

void fc_demo_beach(cairo_t *cr)
{
    sky(cr);
    clouds(cr);
    islands(cr);
    water(cr);
    glitter(cr);
    waves(cr);
    sail_boat(cr, -0.265, HORIZON + 0.022, 0.085);
    gulls(cr);
    sand(cr);
    fc_demo_parasol(cr, 0.66, 0.90);
    fc_demo_palm(cr);
}
