/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define LEFT (-0.93)
#define RIGHT (-0.485)
#define TOP 0.075
#define BOARD 0.014
#define ROWS 5
#define ROW_HEIGHT 0.19

static void slab(cairo_t *cr, double x, double y, double width, double height, uint32_t rgb)
{
    cairo_rectangle(cr, x, y, width, height);
    fc_demo_ink(cr, rgb, 1);
    cairo_fill(cr);
}

static uint32_t book_colour(uint32_t index)
{
    static const uint32_t colours[] = {
        0xb5483a, 0xd98e32, 0x3f6f73, 0x2d4059, 0xe4c56d, 0x8a9a5b,
        0x7a4b6a, 0xefe3cc, 0x5b7f95, 0x944a35, 0x36594a, 0xcf7c5e,
    };

    return colours[(unsigned)(fc_demo_hash(index, 81) * 11.99)];
}

static void book(cairo_t *cr, uint32_t index, double width, double height)
{
    uint32_t rgb = book_colour(index);
    cairo_pattern_t *round = cairo_pattern_create_linear(0, 0, width, 0);

    slab(cr, 0, -height, width, height, rgb);
    fc_demo_ink(cr, rgb == 0xefe3cc ? 0x9a5a3a : 0xf6ead0, 0.75);
    if (index % 3) {
        cairo_rectangle(cr, width * 0.2, -height * 0.86, width * 0.6, height * 0.05);
        cairo_rectangle(cr, width * 0.2, -height * 0.16, width * 0.6, height * 0.03);
    } else {
        cairo_rectangle(cr, width * 0.3, -height * 0.75, width * 0.4, height * 0.45);
    }
    cairo_fill(cr);
    fc_demo_stop(round, 0, 0x000000, 0.28);
    fc_demo_stop(round, 0.35, 0xffffff, 0.12);
    fc_demo_stop(round, 1, 0x000000, 0.22);
    cairo_rectangle(cr, 0, -height, width, height);
    fc_demo_use(cr, round);
    cairo_fill(cr);
}

/* Books from one place to another; where the last leaves room, it leans. */
static void books(cairo_t *cr, double from, double to, double floor, uint32_t seed)
{
    double x = from;

    for (uint32_t i = seed;; i++) {
        double width = 0.014 + 0.022 * fc_demo_hash(i, 82);
        double height = ROW_HEIGHT * (0.58 + 0.26 * fc_demo_hash(i, 83));

        if (x + width > to)
            return;
        cairo_save(cr);
        cairo_translate(cr, x, floor);
        if (x + width + 0.045 > to && x + 0.07 < to) {
            cairo_translate(cr, 0.035, 0);
            cairo_rotate(cr, -0.16);
        }
        book(cr, i, width, height);
        cairo_restore(cr);
        x += width + 0.001;
    }
}

static void binders(cairo_t *cr, double x, double floor)
{
    static const char *const labels[] = {"TAX", "DEBTS", "LAWYER"};
    static const uint32_t colours[] = {0x4a5568, 0x8c3b3b, 0x3c6650};

    for (int i = 0; i < 3; i++) {
        slab(cr, x + i * 0.046, floor - 0.15, 0.043, 0.15, colours[i]);
        slab(cr, x + i * 0.046 + 0.008, floor - 0.138, 0.027, 0.092, 0xf4efe3);
        cairo_save(cr);
        cairo_translate(cr, x + i * 0.046 + 0.0145, floor - 0.051);
        cairo_rotate(cr, -FC_DEMO_PI / 2);
        fc_demo_ink(cr, 0x2b2b2b, 1);
        fc_demo_letters(cr, labels[i], 0, 0, 0.0135);
        cairo_restore(cr);
    }
}

static void vase(cairo_t *cr, double x, double floor)
{
    cairo_pattern_t *clay = cairo_pattern_create_linear(x - 0.03, 0, x + 0.03, 0);

    for (int i = -2; i <= 2; i++) {
        cairo_move_to(cr, x, floor - 0.08);
        cairo_curve_to(cr, x + i * 0.004, floor - 0.11, x + i * 0.012, floor - 0.125, x + i * 0.016,
                       floor - 0.145 + 0.005 * i * i);
        fc_demo_ink(cr, 0x8a7a4a, 1);
        cairo_set_line_width(cr, 0.0028);
        cairo_stroke(cr);
        fc_demo_ellipse(cr, x + i * 0.016, floor - 0.147 + 0.005 * i * i, 0.0075, 0.01);
        fc_demo_ink(cr, i % 2 ? 0xe8b04b : 0xd9733f, 1);
        cairo_fill(cr);
    }
    cairo_move_to(cr, x - 0.011, floor - 0.088);
    cairo_curve_to(cr, x - 0.012, floor - 0.06, x - 0.034, floor - 0.055, x - 0.028, floor - 0.02);
    cairo_curve_to(cr, x - 0.025, floor - 0.004, x - 0.016, floor, x, floor);
    cairo_curve_to(cr, x + 0.016, floor, x + 0.025, floor - 0.004, x + 0.028, floor - 0.02);
    cairo_curve_to(cr, x + 0.034, floor - 0.055, x + 0.012, floor - 0.06, x + 0.011, floor - 0.088);
    cairo_close_path(cr);
    fc_demo_stop(clay, 0, 0x2f5d63, 1);
    fc_demo_stop(clay, 0.7, 0x6fa6a5, 1);
    fc_demo_stop(clay, 1, 0x4a8285, 1);
    fc_demo_use(cr, clay);
    cairo_fill(cr);
}

static void picture(cairo_t *cr, double x, double floor)
{
    slab(cr, x, floor - 0.13, 0.105, 0.13, 0x3a2a20);
    slab(cr, x + 0.009, floor - 0.121, 0.087, 0.112, 0xbfe0ea);
    cairo_rectangle(cr, x + 0.009, floor - 0.121, 0.087, 0.112);
    cairo_save(cr);
    cairo_clip(cr);
    fc_demo_ellipse(cr, x + 0.03, floor + 0.005, 0.05, 0.06);
    fc_demo_ink(cr, 0x6f9a62, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x + 0.085, floor + 0.01, 0.045, 0.05);
    fc_demo_ink(cr, 0x47754f, 1);
    cairo_fill(cr);
    fc_demo_ellipse(cr, x + 0.07, floor - 0.092, 0.012, 0.012);
    fc_demo_ink(cr, 0xfff3c4, 1);
    cairo_fill(cr);
    cairo_restore(cr);
}

static void case_and_shade(cairo_t *cr)
{
    cairo_pattern_t *inside = cairo_pattern_create_linear(LEFT, 0, RIGHT, 0);

    slab(cr, RIGHT, TOP + 0.012, 0.022, 1, 0xa48d70);
    cairo_rectangle(cr, LEFT, TOP, RIGHT - LEFT, 1);
    fc_demo_stop(inside, 0, 0x3d2b1f, 1);
    fc_demo_stop(inside, 1, 0x5d432f, 1);
    fc_demo_use(cr, inside);
    cairo_fill(cr);
    slab(cr, LEFT - 0.01, TOP - BOARD, RIGHT - LEFT + 0.02, BOARD, 0x9a6b45);
    slab(cr, RIGHT - BOARD, TOP, BOARD, 1, 0x8a5f3d);
}

static void board(cairo_t *cr, double y)
{
    cairo_pattern_t *shadow = cairo_pattern_create_linear(0, y + BOARD, 0, y + BOARD + 0.03);

    slab(cr, LEFT, y, RIGHT - LEFT, BOARD, 0x96683f);
    slab(cr, LEFT, y, RIGHT - LEFT, 0.003, 0xb98a5c);
    cairo_rectangle(cr, LEFT, y + BOARD, RIGHT - LEFT - BOARD, 0.03);
    fc_demo_stop(shadow, 0, 0x1a100a, 0.55);
    fc_demo_stop(shadow, 1, 0x1a100a, 0);
    fc_demo_use(cr, shadow);
    cairo_fill(cr);
}

void fc_demo_bookshelf(cairo_t *cr)
{
    const double end = RIGHT - BOARD - 0.004;
    double floor[ROWS];

    case_and_shade(cr);
    for (int i = 0; i < ROWS; i++) {
        floor[i] = TOP + (i + 1) * ROW_HEIGHT - BOARD;
        if (i > 0)
            board(cr, floor[i - 1]);
    }
    books(cr, LEFT, -0.66, floor[0], 100);
    vase(cr, -0.60, floor[0]);
    books(cr, -0.565, end, floor[0], 130);
    books(cr, LEFT, -0.79, floor[1], 200);
    binders(cr, -0.775, floor[1]);
    books(cr, -0.632, end, floor[1], 221);
    books(cr, LEFT, -0.72, floor[2], 300);
    picture(cr, -0.70, floor[2]);
    books(cr, -0.585, end, floor[2], 321);
    books(cr, LEFT, end, floor[3], 400);
    books(cr, LEFT, end, floor[4], 500);
}
