/* SPDX-License-Identifier: MIT */
/* Sun through leaves, out of focus; a few twigs nearer by. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

static struct bg_rgb air(double x, double y, const void *user)
{
    static const struct bg_stop green[] = {
        {0, 0x5f8a4a}, {0.3, 0x86a85c}, {0.55, 0x6f9653}, {0.8, 0x45703f}, {1, 0x2c4f31}};
    const double patch = bg_clouds(2.2 * x + 7, 2.2 * y, 4, 3);
    const double sun = bg_bell(hypot(x - 0.42, y - 0.10), 0.55);
    const struct bg_rgb base = bg_times(bg_ramp(green, 5, y + 0.1 * patch), 0.75 + 0.75 * patch);

    return bg_plus(base, bg_light(0xfff0b0, 0.55 * sun));
}

/* Gaps between the leaves: the sky and the sun behind them. */
static void gaps(struct bg_image *image)
{
    for (uint32_t i = 0; i < 190; i++) {
        const double x = (bg_random(i, 11) * 2 - 1) * 0.95;
        const double y = -0.03 + 0.82 * pow(bg_random(i, 12), 1.25);
        const double sun = bg_bell(hypot(x - 0.42, y - 0.10), 0.55);
        const double radius = 0.016 + 0.034 * bg_random(i, 13);
        const uint32_t rgb = sun > 0.5 ? 0xfff3c2 : bg_random(i, 14) < 0.6 ? 0xcfe5a0 : 0xe3efcb;

        bg_bokeh(image, x, y, radius,
                 bg_light(rgb, (0.03 + 0.20 * pow(bg_random(i, 15), 2)) * (0.6 + 1.2 * sun)), 0.4);
    }
}

/* Dark leaves lie in front of the light, softly. */
static void shade_leaves(struct bg_image *image, uint32_t series, double radius, double size)
{
    cairo_t *cr = bg_layer(image);

    for (uint32_t i = 0; i < 150; i++) {
        const double x = (bg_random(i, series) * 2 - 1) * 0.95;
        const double y = bg_random(i, series + 1) * 1.05;
        const double low = bg_step(0.1, 0.95, y);
        const uint32_t rgb = bg_random(i, series + 2) < 0.5 ? 0x3d6a38 : 0x54833f;

        if (bg_random(i, series + 3) > 0.35 + 0.65 * low)
            continue;
        bg_leaf(cr, x, y, 6.3 * bg_random(i, series + 4), size * (0.6 + bg_random(i, series + 5)),
                size * 0.28);
        bg_ink(cr, rgb, 0.75);
        cairo_fill(cr);
    }
    bg_put(image, cr, radius);
}

/* A twig with leaves on both sides, from (x, y) in that direction. */
static void twig(cairo_t *cr, double x, double y, double angle, double length, uint32_t series)
{
    for (uint32_t i = 0; i < 11; i++) {
        const double way = (i + 1) / 11.0;
        const double bent = angle + 0.5 * way;
        const double px = x + length * way * cos(bent);
        const double py = y + length * way * sin(bent);
        const double size = 0.11 * (1.15 - 0.5 * way) * (0.8 + 0.4 * bg_random(i, series));
        const double side = i % 2 ? 0.85 : -0.85;

        bg_leaf(cr, px, py, bent + side * (0.8 + 0.4 * bg_random(i, series + 1)), size, size * 0.3);
        bg_ink(cr, bg_random(i, series + 2) < 0.45 ? 0x8fb552 : 0x5f8a3f, 1);
        cairo_fill(cr);
    }
}

static void twigs(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    twig(cr, -0.98, 0.02, 0.35, 0.55, 71);
    twig(cr, -0.95, 0.62, -0.55, 0.42, 75);
    twig(cr, 0.98, 0.55, 2.75, 0.45, 81);
    twig(cr, 0.92, 0.95, 3.6, 0.40, 85);
    bg_put(image, cr, 0.024);
}

static void draw(struct bg_image *image)
{
    bg_shade(image, air, NULL);
    shade_leaves(image, 21, 0.045, 0.16);
    gaps(image);
    shade_leaves(image, 31, 0.030, 0.13);
    twigs(image);
    bg_develop(image, 0.35);
}

const struct bg_picture bg_garden_light = {"garden-light", 1, draw};
