/* SPDX-License-Identifier: MIT */
/* Ridge behind ridge, each paler than the one before it, shortly after sunset. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

#define SUN_X (-0.40)
#define SUN_Y 0.50

static struct bg_rgb sky(double x, double y, const void *user)
{
    static const struct bg_stop hours[] = {{0, 0x22345f},    {0.20, 0x42548a}, {0.36, 0x8a74a0},
                                           {0.46, 0xd08f94}, {0.54, 0xf6b48c}, {0.7, 0xffd5a0}};
    const double depth = 1 / (0.75 - 0.8 * y);
    const double streak = bg_clouds(0.9 * x * depth + 3, 5.5 * depth, 5, 3);
    const double cloud = bg_step(0.02, 0.55, streak) * bg_step(0.02, 0.3, y);
    const double glow = bg_bell(hypot(0.75 * (x - SUN_X), 1.2 * (y - SUN_Y)), 0.30);
    const struct bg_rgb air =
        bg_plus(bg_ramp(hours, 6, y + 0.03 * fabs(x - SUN_X)), bg_light(0xffb070, 0.45 * glow));
    const struct bg_rgb lit = bg_mix(bg_light(0x8d7397, 1), bg_light(0xffb99c, 1.05),
                                     bg_step(0.12, 0.5, y) * 0.7 + 0.5 * glow);

    return bg_mix(air, lit, 0.55 * cloud);
}

struct ridge {
    double base, height, detail; /* y of its foot, how far it rises, hills in the picture */
    uint32_t top, foot;          /* haze lies in the valley before it */
    uint32_t series;
};

static double crest(const struct ridge *ridge, double x)
{
    double rise = 0;
    double part = 0.55;
    double at = x * ridge->detail;

    for (uint32_t i = 0; i < 7; i++) {
        /* The folds of smooth noise are the crests. */
        rise += part * (1 - 1.6 * fabs(bg_noise(at, 0.5, ridge->series + i)));
        at = 2.13 * at + 5.1;
        part *= 0.48;
    }
    return ridge->base - ridge->height * rise;
}

static struct bg_rgb slope(double x, double y, const void *user)
{
    const struct ridge *ridge = user;
    const double down = bg_step(ridge->base - ridge->height, ridge->base + 0.06, y);
    const double glow = bg_bell(hypot(x - SUN_X, 1.4 * (y - SUN_Y)), 0.34);
    const double mist = 0.12 * bg_clouds(3 * x, 9 * y, 3, ridge->series + 50) * down;

    return bg_plus(bg_mix(bg_light(ridge->top, 1), bg_light(ridge->foot, 1), down + mist),
                   bg_light(0xff9a60, 0.16 * glow));
}

static void put_ridge(struct bg_image *image, const struct ridge *ridge)
{
    cairo_t *cr = bg_layer(image);
    struct bg_image layer;

    cairo_move_to(cr, -0.9, 1.01);
    for (int i = 0; i <= image->width; i++) {
        const double x = ((double)i / image->width - 0.5) * 1.8;

        cairo_line_to(cr, x, crest(ridge, x));
    }
    cairo_line_to(cr, 0.9, 1.01);
    bg_ink(cr, 0xffffff, 1);
    cairo_fill(cr);
    bg_layer_take(cr, &layer);
    bg_lit(&layer, slope, ridge);
    bg_over(image, &layer);
    bg_image_finish(&layer);
}

/* A fir: whorls of branches that grow wider downwards. */
static void fir(cairo_t *cr, double x, double foot, double height, uint32_t seed)
{
    const int whorls = 13;

    cairo_move_to(cr, x, foot - height);
    for (int side = 1; side >= -1; side -= 2) {
        for (int i = 0; i < whorls; i++) {
            const int k = side > 0 ? i : whorls - 1 - i;
            const double down = (k + 1.0) / whorls;
            const double reach =
                height * 0.21 * down * (0.75 + 0.5 * bg_random((uint32_t)(k * 2 + side), seed));
            const double y = foot - height * (1 - down);
            const double in = x + side * 0.35 * reach;

            if (side > 0) {
                cairo_line_to(cr, x + reach, y);
                cairo_line_to(cr, in, y - 0.012 * height);
            } else {
                cairo_line_to(cr, in, y - 0.012 * height);
                cairo_line_to(cr, x - reach, y);
            }
        }
    }
    cairo_close_path(cr);
}

static void forest(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    bg_ink(cr, 0x0e1420, 1);
    for (uint32_t i = 0; i < 70; i++) {
        const double x = (i + bg_random(i, 91)) / 70 * 1.9 - 0.95;
        const double aside = bg_step(0.15, 0.85, fabs(x + 0.05));
        const double height = (0.06 + 0.06 * bg_random(i, 92)) * (0.6 + 3.0 * aside);

        fir(cr, x, 1.04, height + 0.05, 100 + i);
        cairo_fill(cr);
    }
    bg_put(image, cr, 0.004);
}

static void draw(struct bg_image *image)
{
    static const struct ridge ridges[] = {{0.56, 0.17, 1.5, 0xa9809b, 0xe7ab93, 11},
                                          {0.63, 0.16, 1.9, 0x866c8e, 0xc8968f, 21},
                                          {0.71, 0.16, 2.3, 0x5f5678, 0x9a7b86, 31},
                                          {0.80, 0.16, 2.2, 0x3d4060, 0x6d6377, 41},
                                          {0.91, 0.15, 2.6, 0x222a45, 0x434660, 61}};

    bg_shade(image, sky, NULL);
    for (int i = 0; i < 5; i++)
        put_ridge(image, &ridges[i]);
    forest(image);
    bg_develop(image, 0.3);
}

const struct bg_picture bg_mountains_at_dusk = {"mountains-at-dusk", 1, draw};
