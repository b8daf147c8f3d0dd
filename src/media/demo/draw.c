/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

double fc_demo_hash(uint32_t index, uint32_t salt)
{
    uint32_t h = index * UINT32_C(0x9e3779b1) + salt * UINT32_C(0x85ebca77) + UINT32_C(0x27d4eb2f);

    h = (h ^ (h >> 15)) * UINT32_C(0x2c1b3c6d);
    h = (h ^ (h >> 12)) * UINT32_C(0x297a2d39);
    return (h ^ (h >> 15)) / 4294967295.0;
}

double fc_demo_smooth(double edge0, double edge1, double x)
{
    double t = (x - edge0) / (edge1 - edge0);

    if (t <= 0)
        return 0;
    if (t >= 1)
        return 1;
    return t * t * (3 - 2 * t);
}

void fc_demo_ink(cairo_t *cr, uint32_t rgb, double alpha)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, alpha);
}

void fc_demo_stop(cairo_pattern_t *pattern, double offset, uint32_t rgb, double alpha)
{
    cairo_pattern_add_color_stop_rgba(pattern, offset, (rgb >> 16 & 255) / 255.0,
                                      (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, alpha);
}

void fc_demo_use(cairo_t *cr, cairo_pattern_t *pattern)
{
    cairo_set_source(cr, pattern);
    cairo_pattern_destroy(pattern);
}

void fc_demo_round_rect(cairo_t *cr, double x, double y, double width, double height, double radius)
{
    double right = x + width - radius;
    double bottom = y + height - radius;

    cairo_new_path(cr);
    cairo_arc(cr, right, y + radius, radius, -FC_DEMO_PI / 2, 0);
    cairo_arc(cr, right, bottom, radius, 0, FC_DEMO_PI / 2);
    cairo_arc(cr, x + radius, bottom, radius, FC_DEMO_PI / 2, FC_DEMO_PI);
    cairo_arc(cr, x + radius, y + radius, radius, FC_DEMO_PI, FC_DEMO_PI * 3 / 2);
    cairo_close_path(cr);
}

void fc_demo_ellipse(cairo_t *cr, double x, double y, double radius_x, double radius_y)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, radius_x, radius_y);
    cairo_new_sub_path(cr);
    cairo_arc(cr, 0, 0, 1, 0, 2 * FC_DEMO_PI);
    cairo_close_path(cr);
    cairo_restore(cr);
}

void fc_demo_cover(cairo_t *cr, struct fc_size size)
{
    double width = size.width;
    double height = size.height;
    double scale = width * 9 > height * 16 ? width * 9 / 16 : height;

    cairo_translate(cr, width / 2, (height - scale) * 0.4);
    cairo_scale(cr, scale, scale);
}
