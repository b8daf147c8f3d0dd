/* SPDX-License-Identifier: MIT */
/* A painted canvas as portrait photographers hang up, lit from the side. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

static struct bg_rgb canvas(double x, double y, const void *user)
{
    const double cloud = bg_clouds(1.7 * x + 4, 1.7 * y + 2, 5, 3);
    const double brush = bg_clouds(5 * x + 2 * y, 7 * y - x, 4, 23);
    const double lamp = bg_bell(hypot(x + 0.12, 0.85 * (y - 0.40)), 0.72);
    const double spill = bg_bell(hypot(x + 0.95, y - 0.1), 0.8);
    const struct bg_rgb paint = bg_mix(bg_light(0x77736f, 1), bg_light(0xa59c94, 1),
                                       bg_step(-0.6, 0.6, cloud + 0.3 * brush));
    const struct bg_rgb warm = bg_mix(paint, bg_light(0xc4ab90, 1), 0.35 * lamp);

    return bg_times(warm, 0.16 + 1.3 * lamp + 0.16 * spill);
}

static void draw(struct bg_image *image)
{
    bg_shade(image, canvas, NULL);
    bg_soft(image, 0.006);
    bg_develop(image, 0.35);
}

const struct bg_picture bg_studio_wall = {"studio-wall", 1, draw};
