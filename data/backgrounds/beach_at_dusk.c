/* SPDX-License-Identifier: MIT */
/* A quiet sea, the sun just above it, and wet sand. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

#define SUN_X 0.42
#define SUN_Y 0.475
#define HORIZON 0.53

static struct bg_rgb sky(double x, double y)
{
    static const struct bg_stop hours[] = {
        {0, 0x32487a}, {0.22, 0x6d6f9e}, {0.36, 0xc08f9e}, {0.46, 0xf2ac8c}, {0.53, 0xffd09a}};
    const double depth = 1 / (0.66 - y);
    const double streak = bg_clouds(0.55 * x * depth + 8, 2.6 * depth + 1, 5, 7);
    const double cloud = bg_step(-0.05, 0.5, streak);
    const double away = hypot(0.8 * (x - SUN_X), y - SUN_Y);
    const struct bg_rgb air =
        bg_plus(bg_ramp(hours, 5, y), bg_light(0xffb066, 0.6 * bg_bell(away, 0.30)));
    const struct bg_rgb lit = bg_mix(bg_light(0x7d6a90, 1), bg_light(0xffa98c, 1.1),
                                     bg_bell(away, 0.6) + 0.4 * bg_step(0.1, 0.5, y));

    return bg_mix(air, lit, 0.6 * cloud);
}

static struct bg_rgb sky_and_sun(double x, double y)
{
    const double disc = bg_step(0.034, 0.029, hypot(x - SUN_X, y - SUN_Y));

    return bg_plus(sky(x, y), bg_light(0xffe2b0, 2.6 * disc));
}

/* What the water shows of the sky above it, broken by waves. */
static struct bg_rgb sea(double x, double y)
{
    const double near = y - HORIZON;
    const double depth = 1 / (near + 0.012);
    const double swell = bg_clouds(1.3 * x * depth, 5.5 * depth, 3, 31);
    const double ripple = bg_clouds(5 * x * depth, 16 * depth, 2, 41);
    const double up = HORIZON - near * (0.8 + 0.9 * swell) - 0.02;
    const double path = bg_bell(x - SUN_X, 0.035 + 0.34 * near);
    const double spark = bg_step(0.05, 0.6, ripple + 0.5 * swell + 0.18) * path;
    const struct bg_rgb mirror =
        bg_times(sky(x * 0.9 + 0.04 * swell, fmin(up, HORIZON - 0.06)), 0.62);
    const struct bg_rgb water =
        bg_mix(mirror, bg_light(0x2d4a66, 1), 0.30 + 0.5 * bg_step(0.02, 0.3, near) + 0.35 * swell);

    return bg_plus(water, bg_light(0xffc88a, 1.5 * spark + 0.15 * path));
}

static double shore(double x)
{
    return 0.845 + 0.035 * sin(2.6 * x + 0.7) + 0.012 * sin(7 * x + 1.4) +
           0.010 * bg_noise(6 * x, 0, 51);
}

static struct bg_rgb sand(double x, double y)
{
    const double wet = bg_step(0.13, 0.0, y - shore(x));
    const double grain = 0.05 * bg_clouds(22 * x, 60 * y, 3, 61);
    const struct bg_rgb dry = bg_times(bg_light(0x8d7263, 1), 1 + 3 * grain);
    const struct bg_rgb mirror =
        bg_times(sky(x, fmin(2 * HORIZON - 0.55 * y, HORIZON - 0.03)), 0.55);

    return bg_mix(dry, bg_mix(bg_light(0x5a4a52, 1), mirror, 0.6), wet);
}

static struct bg_rgb view(double x, double y, const void *user)
{
    const double line = shore(x);
    const double lace = fabs(y - line) < 0.1 ? bg_clouds(16 * x, 30 * y, 3, 71) : 0;
    const double foam = bg_bell(y - line + 0.004, 0.008 + 0.006 * lace) +
                        0.55 * bg_bell(y - line + 0.045 + 0.012 * lace, 0.007);
    struct bg_rgb under;

    if (y < HORIZON)
        return sky_and_sun(x, y);
    if (y < line - 0.012)
        under = sea(x, y);
    else
        under =
            y > line ? sand(x, y) : bg_mix(sea(x, y), sand(x, y), bg_step(line - 0.012, line, y));
    return bg_mix(under, bg_light(0xffe3cf, 0.85), fmin(0.8 * foam, 0.85));
}

/* A headland far away, and blades of grass close by. */
static void land(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    cairo_move_to(cr, -0.9, HORIZON + 0.002);
    cairo_line_to(cr, -0.9, HORIZON - 0.075);
    cairo_curve_to(cr, -0.75, HORIZON - 0.085, -0.62, HORIZON - 0.045, -0.5, HORIZON - 0.035);
    cairo_curve_to(cr, -0.42, HORIZON - 0.03, -0.38, HORIZON - 0.008, -0.30, HORIZON + 0.002);
    bg_ink(cr, 0x6d5a78, 1);
    cairo_fill(cr);
    bg_put(image, cr, 0.004);
}

static void blade(cairo_t *cr, double x, double foot, double height, double bow)
{
    cairo_move_to(cr, x - 0.004, foot);
    cairo_curve_to(cr, x, foot - 0.5 * height, x + 0.4 * bow, foot - 0.85 * height, x + bow,
                   foot - height);
    cairo_curve_to(cr, x + 0.4 * bow + 0.008, foot - 0.82 * height, x + 0.009, foot - 0.45 * height,
                   x + 0.006, foot);
    cairo_close_path(cr);
}

static void grass(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    for (uint32_t i = 0; i < 90; i++) {
        const int left = i % 5 < 3;
        const double in = pow(bg_random(i, 81), 1.5) * 0.36;
        const double x = left ? -0.93 + in : 0.93 - 0.7 * in;
        const double height = (0.16 + 0.24 * bg_random(i, 82)) * (1 - 1.6 * in);

        blade(cr, x, 1.03, height, (bg_random(i, 83) - 0.35) * 0.22);
        bg_ink(cr, i % 3 ? 0x3c3440 : 0x6a5045, 1);
        cairo_fill(cr);
    }
    bg_put(image, cr, 0.008);
}

static void draw(struct bg_image *image)
{
    bg_shade(image, view, NULL);
    land(image);
    bg_lens(image, 0.003);
    grass(image);
    bg_develop(image, 0.3);
}

const struct bg_picture bg_beach_at_dusk = {"beach-at-dusk", 1, draw};
