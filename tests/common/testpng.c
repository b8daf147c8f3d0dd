/* SPDX-License-Identifier: MIT */
#include "testpng.h"

#include <png.h>
#include <stdio.h>

static void give_up(png_structp reader, png_const_charp why)
{
    g_error("%s: %s", (const char *)png_get_error_ptr(reader), why);
}

static void convert_row(const png_byte *row, int depth, size_t count, float *samples)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = depth == 16 ? (float)((row[2 * i] << 8) | row[2 * i + 1]) / 65535.0f
                                 : (float)row[i] / 255.0f;
}

static struct testpng read_rows(png_structp reader, png_infop info)
{
    const int depth = png_get_bit_depth(reader, info);
    const int colour = png_get_color_type(reader, info);
    struct testpng png = {
        .width = (int)png_get_image_width(reader, info),
        .height = (int)png_get_image_height(reader, info),
        .channels = png_get_channels(reader, info),
    };
    const size_t count = (size_t)png.width * (size_t)png.channels;
    png_byte *row = g_malloc(png_get_rowbytes(reader, info));

    g_assert_true(colour == PNG_COLOR_TYPE_GRAY || colour == PNG_COLOR_TYPE_RGB);
    g_assert_true(depth == 8 || depth == 16);
    g_assert_cmpint(png_get_interlace_type(reader, info), ==, PNG_INTERLACE_NONE);
    png.samples = g_new(float, count *(size_t)png.height);
    for (int y = 0; y < png.height; y++) {
        png_read_row(reader, row, NULL);
        convert_row(row, depth, count, png.samples + (size_t)y * count);
    }
    g_free(row);
    return png;
}

struct testpng testpng_read(const char *path)
{
    png_structp reader =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, (png_voidp)path, give_up, NULL);
    png_infop info = png_create_info_struct(reader);
    FILE *file = fopen(path, "rb");
    struct testpng png;

    if (!file)
        g_error("cannot open %s", path);
    png_init_io(reader, file);
    png_read_info(reader, info);
    png = read_rows(reader, info);
    png_destroy_read_struct(&reader, &info, NULL);
    fclose(file);
    return png;
}

void testpng_clear(struct testpng *png)
{
    g_free(png->samples);
    *png = (struct testpng){0};
}
