/* SPDX-License-Identifier: MIT */
#include "media/demo/paints.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

#include "media/demo/draw.h"

static void spot(cairo_t *cr, double x, double y, double radius, uint32_t rgb, double alpha)
{
    cairo_pattern_t *light = cairo_pattern_create_radial(x, y, 0, x, y, radius);

    fc_demo_stop(light, 0, rgb, alpha);
    fc_demo_stop(light, 0.5, rgb, alpha * 0.6);
    fc_demo_stop(light, 1, rgb, 0);
    fc_demo_use(cr, light);
    cairo_rectangle(cr, x - radius, y - radius, 2 * radius, 2 * radius);
    cairo_fill(cr);
}

/* A crease: dark at the line, fading to one side. */
static void fold(cairo_t *cr, double side)
{
    for (int i = 0; i < 8; i++) {
        double w = 0.45 * i;

        cairo_move_to(cr, side * 30, 50);
        cairo_curve_to(cr, side * (31.5 + w), 62, side * (31 + w), 80, side * (32 + w), 112);
        cairo_curve_to(cr, side * (31 - w), 80, side * (31.5 - 0.4 * w), 62, side * 30, 50);
        fc_demo_ink(cr, 0x142345, 0.10);
        cairo_fill(cr);
    }
}

static void cloth(cairo_t *cr)
{
    cairo_pattern_t *wool = cairo_pattern_create_linear(-46, 40, 46, 58);

    fc_demo_stop(wool, 0, 0x22386a, 1);
    fc_demo_stop(wool, 0.5, 0x2f4f8f, 1);
    fc_demo_stop(wool, 1, 0x3d62a8, 1);
    fc_demo_use(cr, wool);
    cairo_paint(cr);
    spot(cr, 25, 38, 40, 0x7fa3d8, 0.5);
    spot(cr, -2, 31, 28, 0x121f3d, 0.65);
    spot(cr, -44, 52, 18, 0x121f3d, 0.4);
    fold(cr, -1);
    fold(cr, 1);
    cairo_set_line_width(cr, 0.22);
    for (int i = -60; i <= 60; i++) {
        cairo_move_to(cr, i * 0.85, 27);
        cairo_line_to(cr, i * 0.85, 115);
    }
    fc_demo_ink(cr, 0x16264a, 0.16);
    cairo_stroke(cr);
}

static void skin(cairo_t *cr)
{
    cairo_pattern_t *light = cairo_pattern_create_radial(5, -4, 3, 1, 0, 27);

    fc_demo_stop(light, 0, 0xf5c6a2, 1);
    fc_demo_stop(light, 0.55, 0xe3a67e, 1);
    fc_demo_stop(light, 1, 0xb9714d, 1);
    fc_demo_use(cr, light);
    cairo_paint(cr);
    spot(cr, -15, 4, 13, 0xb46c48, 0.55);
    spot(cr, 0, -20, 14, 0xb46c48, 0.55);
    spot(cr, -8.8, 7.6, 6, 0xe0705a, 0.35);
    spot(cr, 9.2, 7.6, 6, 0xe0705a, 0.3);
    spot(cr, 10.5, 3.6, 4.5, 0xffe6cf, 0.4);
    spot(cr, -7, -1, 6, 0xb46c48, 0.3);
    spot(cr, 7, -1, 6, 0xb46c48, 0.25);
    spot(cr, 0.5, 6.6, 3.2, 0xf9d3b4, 0.6);
    spot(cr, 0, 17.6, 3.4, 0xf3c09c, 0.5);
}

/* Lighter and darker lines from the parting down, so that it reads as hair. */
static void grain(cairo_t *cr, double side)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (uint32_t i = 0; i < 60; i++) {
        double f = (i + fc_demo_hash(i, 71)) / 60.0;
        double wide = 11.5 + 10.5 * f;
        double end = 14.5 + 9 * f;

        cairo_move_to(cr, 4.3, -26.6 + 1.5 * (1 - f));
        cairo_curve_to(cr, 4.3 + side * (1 + 11 * f), -24 - 3.4 * f + 8 * (1 - f), side * wide,
                       -18 + 6 * (1 - f), side * (wide - 1.5), -4);
        cairo_curve_to(cr, side * (wide - 2), 6, side * end, 20, side * (end - 5), 34);
        fc_demo_ink(cr,
                    i % 3 == 0   ? 0x9a6238
                    : i % 3 == 1 ? 0x2a1710
                                 : 0x6f452a,
                    0.18 + 0.27 * fc_demo_hash(i, 72));
        cairo_set_line_width(cr, 0.15 + 0.55 * fc_demo_hash(i, 73));
        cairo_stroke(cr);
    }
}

static void hair(cairo_t *cr)
{
    cairo_pattern_t *brown = cairo_pattern_create_linear(-24, 0, 24, 0);

    fc_demo_stop(brown, 0, 0x39200f, 1);
    fc_demo_stop(brown, 0.5, 0x4a2b1b, 1);
    fc_demo_stop(brown, 1, 0x6a4026, 1);
    fc_demo_use(cr, brown);
    cairo_paint(cr);
    grain(cr, -1);
    grain(cr, 1);
    spot(cr, 11, -17, 13, 0xb07a48, 0.45);
    spot(cr, -9, -19, 11, 0x9a6238, 0.35);
    spot(cr, 20, 14, 10, 0x9a6238, 0.3);
    spot(cr, -13, 26, 14, 0x1c0f08, 0.5);
    spot(cr, 13, 26, 12, 0x1c0f08, 0.4);
}

static int paint_init(struct fc_demo_paint *paint, double scale, const double box[4],
                      void (*draw)(cairo_t *cr))
{
    int width = (int)ceil((box[2] - box[0]) * scale);
    int height = (int)ceil((box[3] - box[1]) * scale);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_status_t status;

    cairo_scale(cr, scale, scale);
    cairo_translate(cr, -box[0], -box[1]);
    draw(cr);
    status = cairo_status(cr);
    cairo_destroy(cr);
    paint->x = box[0];
    paint->y = box[1];
    paint->scale = scale;
    paint->pattern = cairo_pattern_create_for_surface(surface);
    cairo_surface_destroy(surface);
    cairo_pattern_set_extend(paint->pattern, CAIRO_EXTEND_PAD);
    cairo_pattern_set_filter(paint->pattern, CAIRO_FILTER_BILINEAR);
    return status || cairo_pattern_status(paint->pattern) ? -ENOMEM : 0;
}

int fc_demo_paints_init(struct fc_demo_paints *paints, double scale, double bottom)
{
    const double cloth_box[4] = {-50, 27, 50, fmin(bottom + 1, 112)};
    const double skin_box[4] = {-18, -25, 18, 24};
    const double hair_box[4] = {-26, -29, 26, 37};
    int result;

    *paints = (struct fc_demo_paints){0};
    result = paint_init(&paints->cloth, scale, cloth_box, cloth);
    if (!result)
        result = paint_init(&paints->skin, scale, skin_box, skin);
    if (!result)
        result = paint_init(&paints->hair, scale, hair_box, hair);
    if (result)
        fc_demo_paints_finish(paints);
    return result;
}

void fc_demo_paints_finish(struct fc_demo_paints *paints)
{
    struct fc_demo_paint *const all[3] = {&paints->cloth, &paints->skin, &paints->hair};

    for (int i = 0; i < 3; i++)
        cairo_pattern_destroy(all[i]->pattern);
    *paints = (struct fc_demo_paints){0};
}

static void dip_at(cairo_t *cr, const struct fc_demo_paint *paint, double scale, double x, double y)
{
    cairo_matrix_t to_paint;

    cairo_matrix_init(&to_paint, scale, 0, 0, scale, -x * scale, -y * scale);
    cairo_pattern_set_matrix(paint->pattern, &to_paint);
    cairo_set_source(cr, paint->pattern);
}

void fc_demo_dip(cairo_t *cr, const struct fc_demo_paint *paint)
{
    dip_at(cr, paint, paint->scale, paint->x, paint->y);
}

void fc_demo_dip_upright(cairo_t *cr, const struct fc_demo_paint *paint)
{
    cairo_matrix_t turned;
    double x = 0;
    double y = 0;

    cairo_user_to_device(cr, &x, &y);
    cairo_get_matrix(cr, &turned);
    cairo_identity_matrix(cr);
    dip_at(cr, paint, 1, round(x + paint->x * paint->scale), round(y + paint->y * paint->scale));
    cairo_set_matrix(cr, &turned);
}
