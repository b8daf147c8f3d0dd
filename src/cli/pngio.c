/* SPDX-License-Identifier: MIT */
#include "cli/pngio.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

/* libpng gives up through this: the message is kept, and setjmp in the caller returns. */
static void on_error(png_structp png, png_const_charp message)
{
    struct fc_error *error = png_get_error_ptr(png);

    fc_error_set(error, -EBADMSG, "%s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static int read_rows(png_structp png, png_infop info, struct cli_rgb *rgb)
{
    png_bytepp rows;
    size_t row_bytes;

    png_read_png(png, info,
                 PNG_TRANSFORM_STRIP_16 | PNG_TRANSFORM_EXPAND | PNG_TRANSFORM_STRIP_ALPHA |
                     PNG_TRANSFORM_GRAY_TO_RGB,
                 NULL);
    rgb->size.width = (int)png_get_image_width(png, info);
    rgb->size.height = (int)png_get_image_height(png, info);
    row_bytes = (size_t)rgb->size.width * 3;
    if (png_get_rowbytes(png, info) != row_bytes)
        return -EBADMSG;
    rgb->data = malloc(row_bytes * (size_t)rgb->size.height);
    if (!rgb->data)
        return -ENOMEM;
    rows = png_get_rows(png, info);
    for (int y = 0; y < rgb->size.height; y++)
        memcpy(rgb->data + (size_t)y * row_bytes, rows[y], row_bytes);
    return 0;
}

static int read_file(FILE *file, struct cli_rgb *rgb, struct fc_error *error)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    int ret = -ENOMEM;

    if (info) {
        if (setjmp(png_jmpbuf(png))) {
            ret = -EBADMSG;
        } else {
            png_set_user_limits(png, FC_MAX_SIDE, FC_MAX_SIDE);
            png_init_io(png, file);
            ret = read_rows(png, info, rgb);
            if (ret)
                fc_error_set(error, ret, "%s", strerror(-ret));
        }
    }
    png_destroy_read_struct(&png, &info, NULL);
    return ret;
}

int cli_pngio_read(const char *path, struct cli_rgb *rgb, struct fc_error *error)
{
    FILE *file = fopen(path, "rb");
    struct fc_error why = {0};
    int ret;

    memset(rgb, 0, sizeof(*rgb));
    if (!file)
        return fc_error_set(error, -errno, "cannot read %s: %s", path, strerror(errno));
    ret = read_file(file, rgb, &why);
    fclose(file);
    if (ret)
        return fc_error_set(error, ret, "cannot read %s as a PNG picture: %s", path, why.text);
    return 0;
}

static int write_file(FILE *file, struct fc_size size, const uint16_t *values,
                      struct fc_error *error)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    int ret = -ENOMEM;

    if (info) {
        if (setjmp(png_jmpbuf(png))) {
            ret = -EIO;
        } else {
            png_init_io(png, file);
            png_set_IHDR(png, info, (png_uint_32)size.width, (png_uint_32)size.height, 16,
                         PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                         PNG_FILTER_TYPE_DEFAULT);
            png_write_info(png, info);
            png_set_swap(png); /* PNG is big-endian; libpng swaps where the machine is not */
            for (int y = 0; y < size.height; y++)
                png_write_row(png, (png_const_bytep)(values + (size_t)y * (size_t)size.width));
            png_write_end(png, NULL);
            ret = 0;
        }
    }
    png_destroy_write_struct(&png, &info);
    return ret;
}

int cli_pngio_write_grey16(const char *path, struct fc_size size, const uint16_t *values,
                           struct fc_error *error)
{
    FILE *file = fopen(path, "wb");
    struct fc_error why = {0};
    int ret;

    if (!file)
        return fc_error_set(error, -errno, "cannot write %s: %s", path, strerror(errno));
    ret = write_file(file, size, values, &why);
    if (fclose(file) != 0 && ret == 0) {
        ret = -errno;
        fc_error_set(&why, ret, "%s", strerror(errno));
    }
    if (ret) {
        unlink(path);
        return fc_error_set(error, ret, "cannot write %s: %s", path, why.text);
    }
    return 0;
}
