/* SPDX-License-Identifier: MIT */
#include "image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "paint.h"

void bg_image_init(struct bg_image *image, int width, int height)
{
    image->width = width;
    image->height = height;
    image->pixels = calloc((size_t)width * (size_t)height, 4 * sizeof(float));
    if (!image->pixels) {
        fputs("draw-backgrounds: out of memory\n", stderr);
        exit(1);
    }
}

void bg_image_finish(struct bg_image *image)
{
    free(image->pixels);
    image->pixels = NULL;
}

void bg_lit(struct bg_image *image, bg_shader *shade, const void *user)
{
    float *to = image->pixels;

    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++, to += 4) {
            if (to[3] <= 0)
                continue;
            const struct bg_rgb light = shade((x + 0.5 - 0.5 * image->width) / image->height,
                                              (y + 0.5) / image->height, user);

            to[0] *= light.r;
            to[1] *= light.g;
            to[2] *= light.b;
        }
    }
}

void bg_shade(struct bg_image *image, bg_shader *shade, const void *user)
{
    for (size_t i = 0; i < 4 * (size_t)image->width * (size_t)image->height; i++)
        image->pixels[i] = 1;
    bg_lit(image, shade, user);
}

/* --- layers --- */

cairo_t *bg_layer(const struct bg_image *image)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, image->width, image->height);
    cairo_t *cr = cairo_create(surface);

    cairo_surface_destroy(surface);
    cairo_scale(cr, image->height, image->height);
    cairo_translate(cr, 0.5 * image->width / image->height, 0);
    return cr;
}

static void make_linear(float table[256])
{
    for (uint32_t i = 0; i < 256; i++)
        table[i] = bg_light(i, 1).b;
}

static void take_pixel(const float table[256], uint32_t pixel, float *to)
{
    const uint32_t alpha = pixel >> 24;

    for (int c = 0; c < 3; c++) {
        const uint32_t code = pixel >> (16 - 8 * c) & 255;
        const uint32_t whole = alpha ? (code * 255 + alpha / 2) / alpha : 0;

        to[c] = table[whole < 255 ? whole : 255] * (float)alpha / 255.0f;
    }
    to[3] = (float)alpha / 255.0f;
}

void bg_layer_take(cairo_t *cr, struct bg_image *layer)
{
    cairo_surface_t *surface = cairo_get_target(cr);
    float table[256];

    cairo_surface_flush(surface);
    if (cairo_status(cr) || cairo_surface_status(surface)) {
        fputs("draw-backgrounds: cairo failed\n", stderr);
        exit(1);
    }
    make_linear(table);
    bg_image_init(layer, cairo_image_surface_get_width(surface),
                  cairo_image_surface_get_height(surface));
    for (int y = 0; y < layer->height; y++) {
        const uint32_t *from =
            (const void *)(cairo_image_surface_get_data(surface) +
                           (size_t)y * (size_t)cairo_image_surface_get_stride(surface));

        for (int x = 0; x < layer->width; x++)
            if (from[x]) /* most of a layer is empty */
                take_pixel(table, from[x],
                           layer->pixels + 4 * ((size_t)y * (size_t)layer->width + (size_t)x));
    }
    cairo_destroy(cr);
}

static size_t pixel_count(const struct bg_image *image)
{
    return (size_t)image->width * (size_t)image->height;
}

void bg_over(struct bg_image *image, const struct bg_image *layer)
{
    for (size_t i = 0; i < pixel_count(image); i++) {
        const float *from = layer->pixels + 4 * i;
        float *to = image->pixels + 4 * i;

        for (int c = 0; c < 4 && from[3] > 0; c++)
            to[c] = from[c] + to[c] * (1 - from[3]);
    }
}

void bg_add(struct bg_image *image, const struct bg_image *layer, float gain)
{
    for (size_t i = 0; i < pixel_count(image); i++)
        for (int c = 0; c < 3; c++)
            image->pixels[4 * i + (size_t)c] += gain * layer->pixels[4 * i + (size_t)c];
}

void bg_put(struct bg_image *image, cairo_t *cr, double radius)
{
    struct bg_image layer;

    bg_layer_take(cr, &layer);
    bg_lens(&layer, radius);
    bg_over(image, &layer);
    bg_image_finish(&layer);
}

void bg_put_soft(struct bg_image *image, cairo_t *cr, double radius)
{
    struct bg_image layer;

    bg_layer_take(cr, &layer);
    bg_soft(&layer, radius);
    bg_over(image, &layer);
    bg_image_finish(&layer);
}

void bg_put_light(struct bg_image *image, cairo_t *cr, double radius, float gain)
{
    struct bg_image layer;

    bg_layer_take(cr, &layer);
    bg_soft(&layer, radius);
    bg_add(image, &layer, gain);
    bg_image_finish(&layer);
}

void bg_bokeh(struct bg_image *image, double x, double y, double radius, struct bg_rgb light,
              double rim)
{
    const double r = radius * image->height;
    const double middle_x = x * image->height + 0.5 * image->width;
    const double middle_y = y * image->height;

    for (int py = (int)fmax(0, middle_y - r - 2); py < (int)fmin(image->height, middle_y + r + 3);
         py++) {
        for (int px = (int)fmax(0, middle_x - r - 2);
             px < (int)fmin(image->width, middle_x + r + 3); px++) {
            const double d = hypot(px + 0.5 - middle_x, py + 0.5 - middle_y);
            const double edge = fmin(fmax((r - d) / (1 + 0.03 * r) + 0.5, 0), 1);
            const double shape = edge * (1 + rim * bg_step(0.6, 1, d / r));
            float *to = image->pixels + 4 * ((size_t)py * (size_t)image->width + (size_t)px);

            to[0] += (float)shape * light.r;
            to[1] += (float)shape * light.g;
            to[2] += (float)shape * light.b;
        }
    }
}

/* --- the end --- */

static float bend(float v)
{
    const float knee = 0.55f;

    return v <= knee ? v : 1 - (1 - knee) * expf(-(v - knee) / (1 - knee));
}

/* fmaxf() is a call, for it knows what is no number. */
static float positive(float v)
{
    return v > 0 ? v : 0;
}

static void add_glow(struct bg_image *image)
{
    struct bg_image glow;
    float sum = 0;

    bg_image_init(&glow, image->width, image->height);
    for (size_t i = 0; i < 4 * pixel_count(image); i++) {
        glow.pixels[i] = positive(image->pixels[i] - 1);
        sum += glow.pixels[i];
    }
    if (sum > 0) {
        bg_soft(&glow, 0.03);
        bg_add(image, &glow, 0.35f);
    }
    bg_image_finish(&glow);
}

void bg_develop(struct bg_image *image, double corners)
{
    add_glow(image);
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            const double dx = (2.0 * x + 1) / image->width - 1;
            const double dy = (2.0 * y + 1) / image->height - 1;
            const double far = (dx * dx + dy * dy) / 2;
            const float gain = (float)(1 - corners * far * (0.4 + 0.6 * far));
            float *p = image->pixels + 4 * ((size_t)y * (size_t)image->width + (size_t)x);

            for (int c = 0; c < 3; c++)
                p[c] = bend(positive(p[c]) * gain);
        }
    }
}
