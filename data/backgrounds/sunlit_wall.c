/* SPDX-License-Identifier: MIT */
/* A plain wall in the late afternoon: the sun through a window, and a plant's shadow. */
#include <math.h>
#include <stddef.h>

#include "paint.h"
#include "pictures.h"

static struct bg_rgb wall(double x, double y, const void *user)
{
    const double plaster = bg_clouds(9 * x, 9 * y, 3, 3) * 0.012 + bg_noise(2 * x, 2 * y, 9) * 0.02;
    const double dusk = bg_step(-1.0, 1.1, x) * 0.16 + 0.14 * bg_step(0.2, 1.1, y);

    return bg_times(bg_mix(bg_light(0xc3b4a4, 1), bg_light(0xa08f86, 1), bg_step(-0.9, 0.9, x)),
                    0.86 - dusk + plaster);
}

/* The light falls from the left and above: everything leans. */
static void lean(cairo_t *cr)
{
    const cairo_matrix_t matrix = {1, 0.16, -0.22, 1, 0.06, 0.0};

    cairo_transform(cr, &matrix);
}

static void panes(cairo_t *cr, double x, double y, double width, double height)
{
    for (int column = 0; column < 3; column++)
        for (int row = 0; row < 3; row++)
            bg_box(cr, x + column * width / 3, y + row * height / 3, width / 3 - 0.022,
                   height / 3 - 0.022, 0xffffff);
}

/* A branch with pairs of leaves that grow smaller: what stands before the window. */
static void branch(cairo_t *cr, double x, double y, double angle, double length, double bow)
{
    const int pairs = 9;

    for (int i = 0; i <= pairs; i++) {
        const double way = (double)i / pairs;
        const double bent = angle + bow * way;
        const double px = x + length * way * cos(angle + 0.5 * bow * way);
        const double py = y + length * way * sin(angle + 0.5 * bow * way);
        const double size = 0.115 * (1.1 - 0.65 * way);

        bg_leaf(cr, px, py, bent - 0.85, size, size * 0.24);
        cairo_fill(cr);
        bg_leaf(cr, px, py, bent + 0.85, size, size * 0.24);
        cairo_fill(cr);
    }
    cairo_move_to(cr, x, y);
    cairo_curve_to(cr, x + 0.4 * length * cos(angle), y + 0.4 * length * sin(angle),
                   x + 0.8 * length * cos(angle + 0.4 * bow),
                   y + 0.8 * length * sin(angle + 0.4 * bow), x + length * cos(angle + 0.5 * bow),
                   y + length * sin(angle + 0.5 * bow));
    cairo_set_line_width(cr, 0.006);
    cairo_stroke(cr);
}

static void plant(cairo_t *cr)
{
    cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
    bg_ink(cr, 0, 0.85);
    branch(cr, 0.46, 1.02, -1.72, 0.92, -0.4);
    branch(cr, 0.48, 1.02, -1.25, 0.78, 0.35);
    branch(cr, 0.44, 1.02, -2.15, 0.70, -0.5);
    branch(cr, 0.50, 1.02, -0.85, 0.60, 0.5);
    branch(cr, -0.92, 0.16, 0.35, 0.62, 0.6);
    branch(cr, -0.90, -0.02, 0.75, 0.55, 0.4);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
}

static struct bg_rgb sun(double x, double y, const void *user)
{
    return bg_times(bg_light(0xffd9a6, 1), 0.46 + 0.08 * bg_noise(1.5 * x, 1.5 * y, 19) - 0.14 * x);
}

static void draw(struct bg_image *image)
{
    cairo_t *cr = bg_layer(image);
    struct bg_image mask;

    bg_shade(image, wall, NULL);
    cairo_save(cr);
    lean(cr);
    panes(cr, -0.78, 0.02, 0.58, 0.86);
    panes(cr, -0.10, 0.02, 0.58, 0.86);
    cairo_restore(cr);
    plant(cr);
    bg_layer_take(cr, &mask);
    bg_soft(&mask, 0.024);
    bg_lit(&mask, sun, NULL);
    bg_add(image, &mask, 1);
    bg_image_finish(&mask);
    bg_develop(image, 0.25);
}

const struct bg_picture bg_sunlit_wall = {"sunlit-wall", 1, draw};
