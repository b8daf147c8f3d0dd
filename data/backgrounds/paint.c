/* SPDX-License-Identifier: MIT */
#include "paint.h"

#include <math.h>

static float to_linear(uint32_t code)
{
    static float table[256]; /* scenes ask for each pixel; one thread, and 0 is right for code 0 */

    if (table[255] <= 0)
        for (int i = 0; i < 256; i++) {
            const float v = (float)i / 255;

            table[i] = v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
        }
    return table[code & 255];
}

struct bg_rgb bg_light(uint32_t rgb, double gain)
{
    const float times = (float)gain;

    return (struct bg_rgb){times * to_linear(rgb >> 16), times * to_linear(rgb >> 8),
                           times * to_linear(rgb)};
}

struct bg_rgb bg_mix(struct bg_rgb a, struct bg_rgb b, double share_of_b)
{
    const float s = (float)share_of_b;

    return (struct bg_rgb){a.r + s * (b.r - a.r), a.g + s * (b.g - a.g), a.b + s * (b.b - a.b)};
}

struct bg_rgb bg_times(struct bg_rgb a, double gain)
{
    return (struct bg_rgb){a.r * (float)gain, a.g * (float)gain, a.b * (float)gain};
}

struct bg_rgb bg_plus(struct bg_rgb a, struct bg_rgb b)
{
    return (struct bg_rgb){a.r + b.r, a.g + b.g, a.b + b.b};
}

struct bg_rgb bg_ramp(const struct bg_stop *stops, int count, double at)
{
    int i = 0;

    while (i < count - 2 && at > stops[i + 1].at)
        i++;
    return bg_mix(bg_light(stops[i].rgb, 1), bg_light(stops[i + 1].rgb, 1),
                  bg_step(stops[i].at, stops[i + 1].at, at));
}

double bg_step(double from, double to, double x)
{
    const double t = (x - from) / (to - from);

    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

double bg_bell(double x, double width)
{
    return exp(-x * x / (width * width));
}

/* --- noise --- */

static uint32_t scramble(uint32_t v)
{
    v ^= v >> 16;
    v *= 0x7feb352dU;
    v ^= v >> 15;
    v *= 0x846ca68bU;
    return v ^ v >> 16;
}

double bg_random(uint32_t index, uint32_t series)
{
    return scramble(index + scramble(series)) / 4294967296.0;
}

static double corner(int x, int y, uint32_t series)
{
    const uint32_t place = (uint32_t)x * 0x9e3779b1U + (uint32_t)y * 0x85ebca77U;

    return scramble(place ^ series * 0xc2b2ae3dU) / 2147483648.0 - 1;
}

double bg_noise(double x, double y, uint32_t series)
{
    const int left = (int)x - (x < (int)x);
    const int top = (int)y - (y < (int)y);
    const double u = (x - left) * (x - left) * (3 - 2 * (x - left));
    const double v = (y - top) * (y - top) * (3 - 2 * (y - top));
    const double above = corner(left, top, series) * (1 - u) + corner(left + 1, top, series) * u;
    const double below =
        corner(left, top + 1, series) * (1 - u) + corner(left + 1, top + 1, series) * u;

    return above * (1 - v) + below * v;
}

double bg_clouds(double x, double y, int octaves, uint32_t series)
{
    double sum = 0;
    double part = 0.5;

    for (int i = 0; i < octaves; i++) {
        sum += part * bg_noise(x, y, series + (uint32_t)i);
        /* Turned a little each time, so that the grid does not show. */
        const double turned = 1.6 * x - 1.2 * y;

        y = 1.2 * x + 1.6 * y;
        x = turned;
        part *= 0.5;
    }
    return sum;
}

/* --- cairo --- */

static double channel(uint32_t rgb, int shift)
{
    return (rgb >> shift & 255) / 255.0;
}

void bg_ink(cairo_t *cr, uint32_t rgb, double alpha)
{
    cairo_set_source_rgba(cr, channel(rgb, 16), channel(rgb, 8), channel(rgb, 0), alpha);
}

void bg_box(cairo_t *cr, double x, double y, double width, double height, uint32_t rgb)
{
    cairo_rectangle(cr, x, y, width, height);
    bg_ink(cr, rgb, 1);
    cairo_fill(cr);
}

static void add_stop(cairo_pattern_t *pattern, double offset, uint32_t rgb, double alpha)
{
    cairo_pattern_add_color_stop_rgba(pattern, offset, channel(rgb, 16), channel(rgb, 8),
                                      channel(rgb, 0), alpha);
}

static void fill_with(cairo_t *cr, cairo_pattern_t *pattern)
{
    cairo_set_source(cr, pattern);
    cairo_pattern_destroy(pattern);
    cairo_fill(cr);
}

void bg_box_across(cairo_t *cr, double x, double y, double width, double height, uint32_t left,
                   uint32_t right)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(x, 0, x + width, 0);

    add_stop(pattern, 0, left, 1);
    add_stop(pattern, 1, right, 1);
    cairo_rectangle(cr, x, y, width, height);
    fill_with(cr, pattern);
}

void bg_box_down(cairo_t *cr, double x, double y, double width, double height, uint32_t top,
                 uint32_t low)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(0, y, 0, y + height);

    add_stop(pattern, 0, top, 1);
    add_stop(pattern, 1, low, 1);
    cairo_rectangle(cr, x, y, width, height);
    fill_with(cr, pattern);
}

void bg_fade_down(cairo_t *cr, double x, double y, double width, double height, uint32_t rgb,
                  double top, double low)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(0, y, 0, y + height);

    add_stop(pattern, 0, rgb, top);
    add_stop(pattern, 1, rgb, low);
    cairo_rectangle(cr, x, y, width, height);
    fill_with(cr, pattern);
}

void bg_ellipse(cairo_t *cr, double x, double y, double radius_x, double radius_y)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, radius_x, radius_y);
    cairo_new_sub_path(cr);
    cairo_arc(cr, 0, 0, 1, 0, 2 * BG_PI);
    cairo_restore(cr);
}

void bg_leaf(cairo_t *cr, double x, double y, double angle, double length, double width)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, angle);
    cairo_new_path(cr);
    cairo_move_to(cr, 0, 0);
    cairo_curve_to(cr, 0.25 * length, -width, 0.7 * length, -0.7 * width, length, 0);
    cairo_curve_to(cr, 0.7 * length, 0.7 * width, 0.25 * length, width, 0, 0);
    cairo_close_path(cr);
    cairo_restore(cr);
}
