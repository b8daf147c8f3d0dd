/* SPDX-License-Identifier: MIT */
/* A wall of books at home, out of focus, in the light of small lamps. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

#define ROWS 4
#define COLUMNS 5
#define FIRST_Y (-0.085)
#define ROW 0.295
#define COLUMN 0.395
#define FIRST_X (-1.02)
#define BOARD 0.022

static const uint32_t covers[] = {0x7d4038, 0x2f4c52, 0x8f7d5c, 0x3c4560, 0xa87c4e, 0x59654d,
                                  0xbcae92, 0x6c3340, 0x2c3843, 0x94918a, 0xcdbd9f, 0x4c6172,
                                  0x99553b, 0x3f5648, 0xd6cbb6, 0x554a5f};

static uint32_t cover(uint32_t i)
{
    return covers[(int)(bg_random(i, 3) * 15.99)];
}

static void book(cairo_t *cr, double x, double floor, double width, double height, uint32_t i)
{
    const uint32_t ink = i % 4 ? 0xe8d9b4 : 0x2b2622;

    bg_box(cr, x, floor - height, width, height, cover(i));
    bg_ink(cr, ink, 0.55);
    if (bg_random(i, 4) < 0.6) {
        cairo_rectangle(cr, x + 0.25 * width, floor - 0.85 * height, 0.5 * width, 0.35 * height);
        cairo_rectangle(cr, x, floor - 0.2 * height, width, 0.02 * height);
    } else {
        cairo_rectangle(cr, x, floor - 0.8 * height, width, 0.03 * height);
        cairo_rectangle(cr, x, floor - 0.7 * height, width, 0.03 * height);
    }
    cairo_fill(cr);
    bg_ink(cr, 0x000000, 0.25);
    cairo_rectangle(cr, x + 0.82 * width, floor - height, 0.18 * width, height);
    cairo_fill(cr);
}

/* Standing books from one place to another; returns where the last one ends. */
static double books(cairo_t *cr, double from, double to, double floor, uint32_t seed)
{
    double x = from;
    double tall = 0.19;

    for (uint32_t i = seed;; i++) {
        const double width = 0.014 + 0.020 * bg_random(i, 5);

        if (bg_random(i, 6) < 0.3)
            tall = 0.15 + 0.085 * bg_random(i, 7);
        if (x + width > to)
            return x;
        book(cr, x, floor, width, tall + 0.012 * bg_random(i, 8), i);
        x += width + 0.0015;
    }
}

static void stack(cairo_t *cr, double x, double floor, uint32_t seed)
{
    double y = floor;

    for (uint32_t i = seed; i < seed + 4; i++) {
        const double height = 0.018 + 0.012 * bg_random(i, 9);
        const double width = 0.13 - 0.006 * (i - seed) + 0.012 * bg_random(i, 10);

        y -= height;
        bg_box(cr, x + 0.01 * bg_random(i, 11), y, width, height - 0.001, cover(i + 40));
    }
}

static void vase(cairo_t *cr, double x, double floor, uint32_t seed)
{
    static const uint32_t glazes[] = {0xa9927a, 0x5d7a80, 0xd8cdb8, 0x7b8a72};
    const uint32_t rgb = glazes[seed % 4];
    const double width = 0.030 + 0.014 * bg_random(seed, 14);
    const double length = 0.07 + 0.07 * bg_random(seed, 15);

    for (int i = -3; i <= 3 && seed % 3; i++) {
        bg_leaf(cr, x, floor - 0.09, -BG_PI / 2 + (0.12 + 0.17 * bg_random(seed, 16)) * i,
                length - 0.004 * i * i, 0.012);
        bg_ink(cr, i % 2 ? 0x6d7f55 : 0x85915f, 1);
        cairo_fill(cr);
    }
    bg_ellipse(cr, x, floor - 0.045, width, 0.047);
    bg_ink(cr, rgb, 1);
    cairo_fill(cr);
    bg_box(cr, x - 0.4 * width, floor - 0.105, 0.8 * width, 0.04, rgb);
}

static void frame(cairo_t *cr, double x, double floor)
{
    bg_box(cr, x, floor - 0.17, 0.125, 0.17, 0x2a211b);
    bg_box(cr, x + 0.012, floor - 0.158, 0.101, 0.146, 0xd9d0bf);
    bg_box_down(cr, x + 0.030, floor - 0.135, 0.065, 0.10, 0x8fa3a8, 0xb9886a);
}

/* What stands in one compartment. */
static void fill(cairo_t *cr, double x, double floor, uint32_t seed)
{
    const double end = x + COLUMN - BOARD - 0.008;
    const int kind = (int)(bg_random(seed, 12) * 5.99);
    double at;

    x += 0.008;
    if (kind == 0) {
        at = books(cr, x, x + 0.20, floor, seed * 50);
        vase(cr, at + 0.075, floor, seed);
    } else if (kind == 1) {
        stack(cr, x + 0.01, floor, seed * 50);
        books(cr, x + 0.17, end, floor, seed * 50 + 5);
    } else if (kind == 2) {
        at = books(cr, x, x + 0.215, floor, seed * 50);
        frame(cr, at + 0.015, floor);
    } else {
        books(cr, x, end - 0.05 * bg_random(seed, 13), floor, seed * 50);
    }
}

static void compartment(cairo_t *cr, double x, double y, uint32_t seed)
{
    cairo_save(cr);
    cairo_rectangle(cr, x, y, COLUMN - BOARD, ROW - BOARD);
    cairo_clip(cr);
    bg_box_down(cr, x, y, COLUMN - BOARD, ROW - BOARD, 0x1d130d, 0x4a3424);
    fill(cr, x, y + ROW - BOARD, seed);
    bg_fade_down(cr, x, y, COLUMN - BOARD, 0.15, 0x0a0604, 0.8, 0);
    cairo_restore(cr);
}

static void shelf(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    bg_box(cr, -0.9, -0.1, 1.8, 1.2, 0x5d4029);
    for (uint32_t row = 0; row < ROWS; row++) {
        const double y = FIRST_Y + row * ROW;

        for (uint32_t column = 0; column < COLUMNS; column++)
            compartment(cr, FIRST_X + column * COLUMN, y, row * COLUMNS + column + 7);
        bg_box_down(cr, -0.9, y + ROW - BOARD, 1.8, BOARD, 0x9a6d45, 0x6b482d);
    }
    bg_put(image, cr, 0.0125);
}

static struct bg_rgb lamps(double x, double y, const void *user)
{
    const double left = bg_bell(hypot(x + 0.62, y - 0.33), 0.42);
    const double right = bg_bell(hypot(x - 0.72, y - 0.62), 0.36);
    const double room = 0.55 + 0.25 * bg_bell(x - 0.1, 0.9) - 0.18 * y;

    return bg_plus(bg_light(0xffe6cc, room), bg_light(0xffb870, 1.5 * left + 1.1 * right));
}

/* Globes of milk glass on the boards. */
static void globes(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);

    bg_ellipse(cr, -0.535, FIRST_Y + 2 * ROW - BOARD - 0.052, 0.05, 0.05);
    bg_ellipse(cr, 0.665, FIRST_Y + 3 * ROW - BOARD - 0.045, 0.043, 0.043);
    bg_ink(cr, 0xffd79a, 1);
    cairo_fill(cr);
    bg_put(image, cr, 0.011);
    cr = bg_layer(image);
    bg_ellipse(cr, -0.535, FIRST_Y + 2 * ROW - BOARD - 0.052, 0.07, 0.07);
    bg_ellipse(cr, 0.665, FIRST_Y + 3 * ROW - BOARD - 0.045, 0.06, 0.06);
    bg_ink(cr, 0xffb264, 1);
    cairo_fill(cr);
    bg_put_light(image, cr, 0.11, 0.8f);
}

static void draw(struct bg_image *image)
{
    shelf(image);
    bg_lit(image, lamps, NULL);
    globes(image);
    bg_develop(image, 0.45);
}

const struct bg_picture bg_bookshelf = {"bookshelf", 1, draw};
