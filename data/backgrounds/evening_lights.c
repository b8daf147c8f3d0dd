/* SPDX-License-Identifier: MIT */
/* A town after sunset, far behind what the lens looks at. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

static const uint32_t lamps[] = {0xffb35c, 0xffd9a0, 0xffa040, 0xff8a5c, 0xffe9cf,
                                 0xff6a55, 0x8fd6e8, 0x9db4ff, 0xf7a8c4, 0xffc070};

static struct bg_rgb air(double x, double y, const void *user)
{
    static const struct bg_stop sky[] = {{0, 0x0d1730},    {0.35, 0x1d2a52}, {0.56, 0x4c3a66},
                                         {0.68, 0x6b4358}, {0.8, 0x33253f},  {1, 0x131224}};
    const double sway = 0.05 * bg_noise(2 * x + 3, 1.5 * y, 5);
    const double glow = bg_bell(y - 0.62, 0.16) * (0.5 + 0.5 * bg_bell(x - 0.45, 0.6));

    return bg_plus(bg_ramp(sky, 6, y + sway), bg_light(0xff9a5c, 0.10 * glow));
}

/* Blocks of houses against the last light. */
static void houses(struct bg_image *image, double floor, double height, uint32_t rgb, uint32_t seed)
{
    cairo_t *cr = bg_layer(image);
    double x = -1;

    for (uint32_t i = 0; x < 1; i++) {
        const double width = 0.07 + 0.12 * bg_random(i, seed);
        const double tall = height * (0.4 + 0.6 * bg_random(i, seed + 1));

        bg_box(cr, x, floor - tall, width * 0.96, 1, rgb);
        x += width;
    }
    bg_put(image, cr, 0.022);
}

static void lamp(struct bg_image *image, double x, double y, double radius, double gain, uint32_t i)
{
    const uint32_t kind = (uint32_t)(bg_random(i, 31) * 9.99);

    bg_bokeh(image, x, y, radius, bg_light(lamps[kind], gain), 0.55);
}

/* Far lights are many, small and dim; they stand in rows along the streets. */
static void far_lights(struct bg_image *image)
{
    for (uint32_t i = 0; i < 210; i++) {
        const double x = (bg_random(i, 11) * 2 - 1) * 0.95;
        const double row = floor(bg_random(i, 12) * 5);
        const double y = 0.52 + 0.045 * row + 0.018 * (bg_random(i, 13) - 0.5) + 0.02 * x * row / 4;

        lamp(image, x, y, 0.010 + 0.008 * bg_random(i, 14), 0.05 + 0.30 * pow(bg_random(i, 15), 3),
             i);
    }
}

static void near_lights(struct bg_image *image)
{
    for (uint32_t i = 0; i < 64; i++) {
        const double side = bg_random(i, 21) * 2 - 1;
        const double x = copysign(pow(fabs(side), 0.75), side) * 0.98;
        const double y =
            0.50 + 0.36 * bg_random(i, 22) - 0.16 * bg_bell(x - 0.7, 0.35) * bg_random(i, 23);

        lamp(image, x, y, 0.026 + 0.022 * bg_random(i, 24), 0.06 + 0.30 * pow(bg_random(i, 25), 2),
             i + 500);
    }
}

/* A few very close ones, almost as large as a hand. */
static void close_lights(struct bg_image *image)
{
    static const double place[][4] = {{-0.78, 0.40, 0.085, 0.055}, {-0.62, 0.51, 0.062, 0.075},
                                      {-0.86, 0.60, 0.095, 0.06},  {0.66, 0.46, 0.075, 0.06},
                                      {0.81, 0.56, 0.095, 0.055},  {0.56, 0.60, 0.060, 0.07}};
    static const uint32_t warm[] = {0xffb35c, 0xffd9a0, 0xff8a5c};

    for (uint32_t i = 0; i < 6; i++)
        bg_bokeh(image, place[i][0], place[i][1], place[i][2], bg_light(warm[i % 3], place[i][3]),
                 0.25);
}

/* The wet street gives the lights back, drawn out downwards. */
static void street(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    for (uint32_t i = 0; i < 60; i++) {
        const double x = (bg_random(i, 41) * 2 - 1) * 0.95;
        const double y = 0.84 + 0.1 * bg_random(i, 42);

        bg_ellipse(cr, x, y, 0.010 + 0.016 * bg_random(i, 43), 0.05 + 0.09 * bg_random(i, 46));
        bg_ink(cr, lamps[(int)(bg_random(i, 44) * 9.99)], 0.35 * bg_random(i, 45));
        cairo_fill(cr);
    }
    bg_put_light(image, cr, 0.07, 0.55f);
}

static void draw(struct bg_image *image)
{
    bg_shade(image, air, NULL);
    houses(image, 0.66, 0.30, 0x2a2747, 51);
    houses(image, 0.74, 0.22, 0x1b1b33, 61);
    street(image);
    far_lights(image);
    near_lights(image);
    bg_soft(image, 0.004);
    close_lights(image);
    bg_develop(image, 0.45);
}

const struct bg_picture bg_evening_lights = {"evening-lights", 1, draw};
