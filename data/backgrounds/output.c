/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "image.h"

/* --- twice the size --- */

static const float quarter[4] = {-0.0703125f, 0.8671875f, 0.2265625f, -0.0234375f};

/* The Catmull-Rom spline at a quarter of the way from at towards at + side, of count pixels. */
static void between(const float *from, int at, int side, int count, float *to)
{
    for (int c = 0; c < 4; c++)
        to[c] = 0;
    for (int i = 0; i < 4; i++) {
        const int wanted = at + side * (i - 1);
        const int place = wanted < 0 ? 0 : wanted >= count ? count - 1 : wanted;

        for (int c = 0; c < 4; c++)
            to[c] += quarter[i] * from[4 * (size_t)place + (size_t)c];
    }
}

/* The same for count floats at once, of four rows or of one that is looked at from four places. */
static void mix(const float *const from[4], size_t count, float *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = quarter[0] * from[0][i] + quarter[1] * from[1][i] + quarter[2] * from[2][i] +
                quarter[3] * from[3][i];
}

/* Each pixel becomes two; only those near the ends have no four neighbours. */
static void double_row(const float *from, int width, float *to)
{
    for (int x = 0; x < width; x++) {
        const float *at = from + 4 * (size_t)x;
        float *pair = to + 8 * (size_t)x;

        if (x < 2 || x >= width - 2) {
            between(from, x, -1, width, pair);
            between(from, x, 1, width, pair + 4);
        } else {
            mix((const float *const[]){at + 4, at, at - 4, at - 8}, 4, pair);
            mix((const float *const[]){at - 4, at, at + 4, at + 8}, 4, pair + 4);
        }
    }
}

static const float *row_of(const struct bg_image *image, int y)
{
    const int place = y < 0 ? 0 : y >= image->height ? image->height - 1 : y;

    return image->pixels + 4 * (size_t)image->width * (size_t)place;
}

void bg_double(struct bg_image *image)
{
    struct bg_image wide;
    struct bg_image whole;

    bg_image_init(&wide, image->width * 2, image->height);
    for (int y = 0; y < image->height; y++)
        double_row(row_of(image, y), image->width,
                   wide.pixels + 4 * (size_t)wide.width * (size_t)y);
    bg_image_init(&whole, wide.width, image->height * 2);
    for (int y = 0; y < whole.height; y++) {
        const int side = y % 2 ? 1 : -1;
        const float *const rows[] = {row_of(&wide, y / 2 - side), row_of(&wide, y / 2),
                                     row_of(&wide, y / 2 + side), row_of(&wide, y / 2 + 2 * side)};

        mix(rows, 4 * (size_t)wide.width, whole.pixels + 4 * (size_t)whole.width * (size_t)y);
    }
    bg_image_finish(&wide);
    bg_image_finish(image);
    *image = whole;
}

/* --- PNG --- */

#define STEPS 4096

/* sRGB codes over the square root of the light, which needs few steps. */
static void make_codes(float table[STEPS + 2])
{
    for (int i = 0; i < STEPS + 2; i++) {
        const double root = (double)i / STEPS;
        const double v = root * root;

        table[i] = (float)(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055));
    }
}

static float code_of(const float table[STEPS + 2], float light)
{
    const float at = light <= 0 ? 0 : light >= 1 ? STEPS : sqrtf(light) * STEPS;
    const int low = (int)at;

    return table[low] + (at - (float)low) * (table[low + 1] - table[low]);
}

/* Rounds up as often as there is a fraction left: a gradient keeps its mean everywhere. */
static void write_row(const float table[STEPS + 2], const float *from, int width, uint32_t *seed,
                      uint8_t *to)
{
    for (int x = 0; x < width; x++, from += 4, to += 3) {
        *seed = *seed * 1664525U + 1013904223U;
        const float noise = (float)(*seed >> 8) / 16777300.0f; /* below 1 */

        for (int c = 0; c < 3; c++)
            to[c] = (uint8_t)(code_of(table, from[c]) + noise);
    }
}

static void fail(const char *path)
{
    fprintf(stderr, "draw-backgrounds: cannot write %s\n", path);
    exit(1);
}

void bg_write_png(const struct bg_image *image, const char *path)
{
    FILE *file = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *row = malloc((size_t)image->width * 3);
    float table[STEPS + 2];
    uint32_t seed = 1;

    if (!file || !info || !row || setjmp(png_jmpbuf(png)))
        fail(path);
    make_codes(table);
    png_init_io(png, file);
    png_set_IHDR(png, info, (png_uint_32)image->width, (png_uint_32)image->height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_set_filter(png, 0, PNG_FILTER_PAETH);
    /* Noise does not repeat: looking for what does takes ten times as long and finds nothing. */
    png_set_compression_strategy(png, Z_HUFFMAN_ONLY);
    png_write_info(png, info);
    for (int y = 0; y < image->height; y++) {
        write_row(table, image->pixels + 4 * (size_t)image->width * (size_t)y, image->width, &seed,
                  row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    if (fclose(file))
        fail(path);
}
