/* SPDX-License-Identifier: MIT */
/*
 * Colours, shapes and noise that the pictures share. All of it depends on its arguments alone.
 */
#ifndef FC_BACKGROUNDS_PAINT_H
#define FC_BACKGROUNDS_PAINT_H

#include "image.h"

/* 0xrrggbb of sRGB in linear light, gain times. */
struct bg_rgb bg_light(uint32_t rgb, double gain);

struct bg_rgb bg_mix(struct bg_rgb a, struct bg_rgb b, double share_of_b);
struct bg_rgb bg_times(struct bg_rgb a, double gain);
struct bg_rgb bg_plus(struct bg_rgb a, struct bg_rgb b);

/* One colour of a ramp. */
struct bg_stop {
    double at;
    uint32_t rgb;
};

/* The colour at that place, smooth between count stops in rising order. */
struct bg_rgb bg_ramp(const struct bg_stop *stops, int count, double at);

/* 0 up to from, 1 from to on, smooth between; to may lie below from. */
double bg_step(double from, double to, double x);

/* A bell round 0: 1 there, 0.37 at width. */
double bg_bell(double x, double width);

/* 0..1 out of a number and the name of a series. */
double bg_random(uint32_t index, uint32_t series);

/* Smooth noise in -1..1 whose hills are about 1 wide, and the sum of several, each half as large. */
double bg_noise(double x, double y, uint32_t series);
double bg_clouds(double x, double y, int octaves, uint32_t series);

/* --- cairo --- */

void bg_ink(cairo_t *cr, uint32_t rgb, double alpha);

/* A filled rectangle; the second runs from one colour at its left or top to another. */
void bg_box(cairo_t *cr, double x, double y, double width, double height, uint32_t rgb);
void bg_box_across(cairo_t *cr, double x, double y, double width, double height, uint32_t left,
                   uint32_t right);
void bg_box_down(cairo_t *cr, double x, double y, double width, double height, uint32_t top,
                 uint32_t low);

/* A box of one colour that fades from one opacity at its top to another. */
void bg_fade_down(cairo_t *cr, double x, double y, double width, double height, uint32_t rgb,
                  double top, double low);

void bg_ellipse(cairo_t *cr, double x, double y, double radius_x, double radius_y);

/* A leaf from (x, y) in that direction: a new path. */
void bg_leaf(cairo_t *cr, double x, double y, double angle, double length, double width);

#endif
