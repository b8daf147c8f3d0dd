/* SPDX-License-Identifier: MIT */
#include "compose/card.h"

#include <math.h>

#include "frame/colour.h"
#include "frame/frame.h"

/* sRGB. The ground goes from the first at the top to the second at the bottom. */
static const uint32_t top_rgb = 0x1f2935;
static const uint32_t bottom_rgb = 0x0f141b;
static const uint32_t disc_rgb = 0x2b3848;
static const uint32_t person_rgb = 0x55687e;

/* The picture to be drawn; lengths are in pixels of the luma plane. */
struct drawing {
    struct fc_yuv top, bottom, disc, person;
    float height;
    float centre_x, centre_y;
    float unit; /* the disc's radius */
};

/* Thresholds of an ordered dither: slow gradients in 8 bits show steps without it. */
static const uint8_t dither[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

static struct fc_yuv code(struct fc_colour colour, uint32_t rgb)
{
    return fc_colour_from_rgb(colour, (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb);
}

static float channel(struct fc_yuv yuv, int plane)
{
    return plane == 0 ? yuv.y : plane == 1 ? yuv.u : yuv.v;
}

static float mix(float from, float to, float share)
{
    return from + (to - from) * share;
}

/* How much of a pixel lies inside, from the distance of its middle to the edge. */
static float inside(float distance)
{
    return fminf(fmaxf(0.5f - distance, 0.0f), 1.0f);
}

/* Roughly the distance to an ellipse around (0, cy); all in units. */
static float ellipse(float x, float y, float cy, float rx, float ry)
{
    return (hypotf(x / rx, (y - cy) / ry) - 1.0f) * fminf(rx, ry);
}

/* The sample of the disc with the person in it, over ground. x and y in pixels. */
static float symbol(const struct drawing *d, int plane, float x, float y, float ground)
{
    float ux = (x - d->centre_x) / d->unit;
    float uy = (y - d->centre_y) / d->unit;
    float disc = inside((hypotf(ux, uy) - 1.0f) * d->unit);
    float head = ellipse(ux, uy, -0.25f, 0.32f, 0.36f);
    float shoulders = ellipse(ux, uy, 0.85f, 0.66f, 0.58f);
    float person = inside(fminf(head, shoulders) * d->unit);
    float tone = mix(channel(d->disc, plane), channel(d->person, plane), person);

    return mix(ground, tone, disc);
}

static void draw_row(const struct drawing *d, int plane, int row, uint8_t *to, int width)
{
    float step = plane ? 2.0f : 1.0f;
    float y = ((float)row + 0.5f) * step;
    float ground = mix(channel(d->top, plane), channel(d->bottom, plane), y / d->height);
    float reach = fabsf(y - d->centre_y) <= d->unit + 2 ? d->unit + 2 : -1.0f;

    for (int x = 0; x < width; x++) {
        float px = ((float)x + 0.5f) * step;
        float tone = ground;

        if (fabsf(px - d->centre_x) <= reach)
            tone = symbol(d, plane, px, y, ground);
        to[x] = (uint8_t)(tone + ((float)dither[row % 4][x % 4] + 0.5f) / 16.0f);
    }
}

void fc_card_draw(const struct fc_image *image)
{
    struct drawing d = {
        .top = code(image->colour, top_rgb),
        .bottom = code(image->colour, bottom_rgb),
        .disc = code(image->colour, disc_rgb),
        .person = code(image->colour, person_rgb),
        .height = (float)image->size.height,
        .centre_x = (float)image->size.width / 2,
        .centre_y = (float)image->size.height / 2,
        .unit = 0.3f * fminf((float)image->size.width, (float)image->size.height),
    };

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        for (int y = 0; y < size.height; y++)
            draw_row(&d, i, y, image->plane[i] + (ptrdiff_t)y * image->stride[i], size.width);
    }
}
