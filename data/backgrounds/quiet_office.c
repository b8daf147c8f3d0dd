/* SPDX-License-Identifier: MIT */
/* A bright room to work in: a tall window, shelves, plants, a lamp on a sideboard. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

#define WINDOW_X (-0.80)
#define WINDOW_Y 0.07
#define WINDOW_WIDTH 0.62
#define WINDOW_HEIGHT 0.60

static struct bg_rgb wall(double x, double y, const void *user)
{
    const double day = bg_bell(hypot(0.8 * (x + 0.45), y - 0.4), 0.85);
    const double lamp = bg_bell(hypot(x - 0.55, 1.1 * (y - 0.62)), 0.30);
    const double low = bg_step(0.55, 1.1, y);

    return bg_plus(
        bg_mix(bg_light(0xb4aea4, 0.55 + 0.55 * day), bg_light(0x8a7f76, 0.9), 0.5 * low),
        bg_light(0xffc382, 0.34 * lamp));
}

static void view(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);
    struct bg_image layer;

    bg_box_down(cr, -0.9, 0, 0.9, 0.75, 0xbfdcef, 0xf4f3e8);
    for (uint32_t i = 0; i < 46; i++) {
        const double x = WINDOW_X + WINDOW_WIDTH * bg_random(i, 3);
        const double y = 0.66 - 0.25 * bg_random(i, 4) * (0.4 + 0.6 * bg_bell(x + 0.72, 0.2));

        bg_ellipse(cr, x, y, 0.05, 0.045);
        bg_ink(cr, bg_random(i, 5) < 0.5 ? 0x7f9f68 : 0xa5be86, 0.8);
        cairo_fill(cr);
    }
    bg_box_across(cr, -0.40, 0.33, 0.16, 0.4, 0xcfc9c0, 0xb7afa6);
    bg_layer_take(cr, &layer);
    bg_lens(&layer, 0.032);
    for (size_t i = 0; i < 4 * (size_t)layer.width * (size_t)layer.height; i++)
        layer.pixels[i] *= i % 4 < 3 ? 1.25f : 1;
    bg_over(image, &layer);
    bg_image_finish(&layer);
}

/* The wall lies over the view, with a hole in it. */
static void wall_with_window(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);
    struct bg_image layer;

    cairo_rectangle(cr, -0.9, -0.1, 1.8, 1.2);
    cairo_rectangle(cr, WINDOW_X, WINDOW_Y, WINDOW_WIDTH, WINDOW_HEIGHT);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    bg_ink(cr, 0xffffff, 1);
    cairo_fill(cr);
    bg_layer_take(cr, &layer);
    bg_lens(&layer, 0.009);
    bg_lit(&layer, wall, NULL);
    bg_over(image, &layer);
    bg_image_finish(&layer);
}

static void window_frame(struct bg_image *image)
{
    const double x = WINDOW_X;
    const double y = WINDOW_Y;
    const double bar = 0.018;
    cairo_t *cr = bg_layer(image);

    bg_box(cr, x - 0.03, y + WINDOW_HEIGHT, WINDOW_WIDTH + 0.06, 0.022, 0xe9e4da);
    bg_box_down(cr, x - 0.02, y + WINDOW_HEIGHT + 0.022, WINDOW_WIDTH + 0.04, 0.05, 0x8c8379,
                0xa39a8e);
    for (int i = 0; i < 3; i++)
        bg_box(cr, x + i * (WINDOW_WIDTH - bar) / 2, y, bar, WINDOW_HEIGHT, 0x4b4845);
    bg_box(cr, x, y, WINDOW_WIDTH, bar, 0x4b4845);
    bg_box(cr, x, y + WINDOW_HEIGHT - bar, WINDOW_WIDTH, bar, 0x57534f);
    bg_box(cr, x, y + 0.30 * WINDOW_HEIGHT, WINDOW_WIDTH, 0.012, 0x4b4845);
    bg_put(image, cr, 0.009);
}

static void shadow(cairo_t *cr, double x, double y, double width, double height)
{
    cairo_rectangle(cr, x + 0.02, y + 0.02, width, height);
    bg_ink(cr, 0x2a2320, 0.38);
    cairo_fill(cr);
}

static void books(cairo_t *cr, double x, double floor, int count, uint32_t seed)
{
    static const uint32_t covers[] = {0xc8b9a0, 0x5d7076, 0xa4654a, 0xe2d8c6,
                                      0x3f4c52, 0x8b8f78, 0xb98f5f, 0x70787a};

    for (uint32_t i = seed; i < seed + (uint32_t)count; i++) {
        const double width = 0.016 + 0.014 * bg_random(i, 6);
        const double height = 0.11 + 0.055 * bg_random(i, 7);

        bg_box(cr, x, floor - height, width, height, covers[(int)(bg_random(i, 8) * 7.99)]);
        x += width + 0.001;
    }
}

static void pot_plant(cairo_t *cr, double x, double floor, double size)
{
    for (int i = -5; i <= 5; i++) {
        bg_leaf(cr, x, floor - 0.42 * size, -BG_PI / 2 + 0.27 * i,
                size * (0.75 - 0.05 * fabs(i + 0.6)), size * 0.09);
        bg_ink(cr, i % 2 ? 0x55744a : 0x7a9760, 1);
        cairo_fill(cr);
    }
    bg_box_across(cr, x - 0.21 * size, floor - 0.45 * size, 0.42 * size, 0.45 * size, 0xd8cfc2,
                  0x9c9186);
}

static void shelves(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    shadow(cr, 0.24, 0.19, 0.56, 0.045);
    shadow(cr, 0.24, 0.43, 0.56, 0.045);
    bg_put_soft(image, cr, 0.03);
    cr = bg_layer(image);
    bg_box_down(cr, 0.24, 0.19, 0.56, 0.020, 0xb98d60, 0x8a6542);
    bg_box_down(cr, 0.24, 0.43, 0.56, 0.020, 0xb98d60, 0x8a6542);
    books(cr, 0.27, 0.19, 6, 100);
    bg_box_down(cr, 0.60, 0.05, 0.115, 0.14, 0x35312e, 0x35312e);
    bg_box_down(cr, 0.612, 0.062, 0.091, 0.116, 0xd9c7a8, 0xb2785c);
    bg_ellipse(cr, 0.51, 0.155, 0.030, 0.035);
    bg_ink(cr, 0xc9baa6, 1);
    cairo_fill(cr);
    pot_plant(cr, 0.325, 0.43, 0.14);
    books(cr, 0.47, 0.43, 9, 200);
    bg_box(cr, 0.71, 0.40, 0.07, 0.03, 0x6d7a7b);
    bg_box(cr, 0.715, 0.375, 0.06, 0.025, 0xd2c4ab);
    bg_put(image, cr, 0.009);
}

static void sideboard(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    shadow(cr, 0.16, 0.80, 0.78, 0.3);
    bg_put_soft(image, cr, 0.05);
    cr = bg_layer(image);
    bg_box_down(cr, 0.16, 0.80, 0.8, 0.022, 0xb58a60, 0x94704c);
    bg_box_down(cr, 0.17, 0.822, 0.8, 0.2, 0x7d5b3d, 0x66492f);
    for (int i = 1; i < 4; i++)
        bg_box(cr, 0.17 + 0.2 * i, 0.83, 0.004, 0.2, 0x452f1e);
    bg_box(cr, 0.545, 0.69, 0.012, 0.11, 0x3a3430);
    bg_ellipse(cr, 0.551, 0.797, 0.05, 0.009);
    bg_ink(cr, 0x3a3430, 1);
    cairo_fill(cr);
    bg_box(cr, 0.25, 0.775, 0.15, 0.025, 0x5f6f72);
    bg_box(cr, 0.26, 0.755, 0.13, 0.02, 0xc9b795);
    bg_put(image, cr, 0.009);
}

static void lamp(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    cairo_move_to(cr, 0.505, 0.565);
    cairo_line_to(cr, 0.597, 0.565);
    cairo_line_to(cr, 0.640, 0.70);
    cairo_line_to(cr, 0.462, 0.70);
    cairo_close_path(cr);
    bg_ink(cr, 0xffdca6, 1);
    cairo_fill_preserve(cr);
    bg_put(image, cr, 0.009);
    cr = bg_layer(image);
    bg_ellipse(cr, 0.551, 0.64, 0.09, 0.08);
    bg_ink(cr, 0xffbe78, 1);
    cairo_fill(cr);
    bg_put_light(image, cr, 0.10, 0.75f);
}

/* A tall plant in the corner by the window, nearer than the wall. */
static void tall_plant(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    for (uint32_t i = 0; i < 26; i++) {
        const double way = bg_random(i, 31);
        const double angle = -BG_PI / 2 + (bg_random(i, 32) - 0.5) * 2.6;
        const double x = -0.80 + 0.10 * (bg_random(i, 33) - 0.5);
        const double y = 1.02 - 0.46 * way;

        bg_leaf(cr, x, y, angle, 0.17 + 0.10 * bg_random(i, 34), 0.035);
        bg_ink(cr, i % 3 == 0 ? 0x86a368 : i % 3 == 1 ? 0x5b7c4c : 0x466641, 1);
        cairo_fill(cr);
    }
    bg_put(image, cr, 0.014);
}

static void draw(struct bg_image *image)
{
    view(image);
    wall_with_window(image);
    window_frame(image);
    shelves(image);
    sideboard(image);
    lamp(image);
    tall_plant(image);
    bg_develop(image, 0.3);
}

const struct bg_picture bg_quiet_office = {"quiet-office", 1, draw};
