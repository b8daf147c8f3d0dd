/* SPDX-License-Identifier: MIT */
/*
 * Pictures in linear light, for the program that draws the backgrounds. What is drawn sharp with
 * cairo is put out of focus here, as a lens does it, and goes to eight bits at the very end, with
 * noise: nothing is banded. Runs at build time only; a failure ends the program.
 */
#ifndef FC_BACKGROUNDS_IMAGE_H
#define FC_BACKGROUNDS_IMAGE_H

#include <cairo.h>
#include <stdint.h>

/* Half the width of a scene; its height is 1, (0, 0) is the middle of its top edge. */
#define BG_SIDE (16.0 / 18.0)
#define BG_PI 3.14159265358979323846

struct bg_rgb {
    float r, g, b;
};

/* Four floats a pixel: red, green, blue in linear light (1: white of the screen; lights may have
 * more) times coverage, and coverage. */
struct bg_image {
    int width, height;
    float *pixels; // owned
};

void bg_image_init(struct bg_image *image, int width, int height);
void bg_image_finish(struct bg_image *image);

/* Calls shade for the middle of each pixel; what it returns covers the pixel, or is the light that
 * falls on it. */
typedef struct bg_rgb bg_shader(double x, double y, const void *user);
void bg_shade(struct bg_image *image, bg_shader *shade, const void *user);
void bg_lit(struct bg_image *image, bg_shader *shade, const void *user);

/* --- layers: drawn with cairo, scene coordinates, sRGB --- */

/* An empty layer of the image's size. */
cairo_t *bg_layer(const struct bg_image *image);

/* What was drawn, as an image of its own; lets go of cr. */
void bg_layer_take(cairo_t *cr, struct bg_image *layer);

/* Puts the layer over the image, or adds its light gain times. */
void bg_over(struct bg_image *image, const struct bg_image *layer);
void bg_add(struct bg_image *image, const struct bg_image *layer, float gain);

/* bg_layer_take, bg_lens, bg_over, and lets go of the layer. */
void bg_put(struct bg_image *image, cairo_t *cr, double radius);

/* The same with bg_soft, and with the layer's light added gain times. */
void bg_put_soft(struct bg_image *image, cairo_t *cr, double radius);
void bg_put_light(struct bg_image *image, cairo_t *cr, double radius, float gain);

/* --- out of focus; radii in parts of the height --- */

/* Each point becomes an even disc, as in a lens. */
void bg_lens(struct bg_image *image, double radius);

/* Each point becomes a soft spot. */
void bg_soft(struct bg_image *image, double radius);

/* A light out of focus: a disc with a rim that is brighter by that share. */
void bg_bokeh(struct bg_image *image, double x, double y, double radius, struct bg_rgb light,
              double rim);

/* --- the end --- */

/* Adds a soft copy of what is brighter than 1, darkens corners by that share, and bends what is
 * too bright for a screen. */
void bg_develop(struct bg_image *image, double corners);

/* To twice the size. */
void bg_double(struct bg_image *image);

void bg_write_png(const struct bg_image *image, const char *path);

#endif
