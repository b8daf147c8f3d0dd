/* SPDX-License-Identifier: MIT */
#include "media/pngfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <png.h>

#include "base/error.h"
#include "base/memory.h"
#include "media/atomicfile.h"

static int damaged(const char *path, const png_image *image, struct fc_error *error)
{
    return fc_error_set(error, -EBADMSG, "cannot read %s: the file is damaged (%s)", path,
                        image->message);
}

static int read_pixels(png_image *image, const char *path, enum fc_png_layout layout,
                       uint8_t **pixels, struct fc_error *error)
{
    const png_color white = {255, 255, 255};

    if (image->width > FC_MAX_SIDE || image->height > FC_MAX_SIDE) {
        fc_error_set(error, -E2BIG, "cannot read %s: it is %u x %u pixels", path, image->width,
                     image->height);
        fc_error_remedy(error, "make it at most %d pixels a side", FC_MAX_SIDE);
        return -E2BIG;
    }
    image->format = layout == FC_PNG_BGRA ? PNG_FORMAT_BGRA : PNG_FORMAT_RGB;
    image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    *pixels = fc_calloc(PNG_IMAGE_SIZE(*image), 1);
    if (!*pixels)
        return fc_error_set(error, -ENOMEM, "cannot read %s: out of memory", path);
    if (!png_image_finish_read(image, &white, *pixels, 0, NULL))
        return damaged(path, image, error);
    return 0;
}

/* Leaves the file at its beginning. */
static bool has_signature(FILE *file)
{
    png_byte head[8];
    const size_t got = fread(head, 1, sizeof(head), file);

    rewind(file);
    return got == sizeof(head) && png_sig_cmp(head, 0, sizeof(head)) == 0;
}

int fc_png_read(const char *path, enum fc_png_layout layout, struct fc_size *size, uint8_t **pixels,
                struct fc_error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    FILE *file = fopen(path, "rbe");
    int code;

    *pixels = NULL;
    if (!file)
        return fc_error_set(error, -errno, "cannot read %s: %s", path, strerror(errno));
    if (!has_signature(file))
        code = fc_error_set(error, -EBADMSG, "cannot read %s: it is not a PNG picture", path);
    else if (png_image_begin_read_from_stdio(&image, file))
        code = read_pixels(&image, path, layout, pixels, error);
    else
        code = damaged(path, &image, error);
    *size = (struct fc_size){(int)image.width, (int)image.height};
    png_image_free(&image);
    fclose(file);
    if (code < 0)
        g_clear_pointer(pixels, free);
    return code;
}

/* libpng gives up through this: the message is kept, and setjmp in the caller returns. */
static void on_error(png_structp png, png_const_charp message)
{
    struct fc_error *why = png_get_error_ptr(png);

    fc_error_set(why, -EIO, "%s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void put_grey16(png_structp png, png_infop info, struct fc_size size, const uint16_t *grey)
{
    png_set_IHDR(png, info, (png_uint_32)size.width, (png_uint_32)size.height, 16,
                 PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        png_set_swap(png);
    for (int y = 0; y < size.height; y++)
        png_write_row(png, (png_const_bytep)(grey + (size_t)y * (size_t)size.width));
    png_write_end(png, NULL);
}

/* Not by png_image: that calls 16 bits light and adds a gamma, which a probability has not. */
static int write_grey16(FILE *file, struct fc_size size, const uint16_t *grey, struct fc_error *why)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, why, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;

    if (!info)
        fc_error_set(why, -ENOMEM, "out of memory");
    else if (setjmp(png_jmpbuf(png)) == 0) {
        png_init_io(png, file);
        put_grey16(png, info, size, grey);
    }
    png_destroy_write_struct(&png, &info);
    return why->code;
}

static int write_named(const char *name, struct fc_size size, const uint16_t *grey,
                       struct fc_error *why)
{
    FILE *file = fopen(name, "wbe");
    int code;

    if (!file)
        return fc_error_set(why, -errno, "%s", strerror(errno));
    code = write_grey16(file, size, grey, why);
    if (fclose(file) != 0 && code == 0)
        code = fc_error_set(why, -errno, "%s", strerror(errno));
    return code;
}

int fc_png_write_grey16(const char *path, struct fc_size size, const uint16_t *grey,
                        struct fc_error *error)
{
    struct fc_error why = {0};
    struct fc_atomic_file file;
    int code = fc_atomic_file_init(&file, path, error);

    if (code == 0 && write_named(file.temporary, size, grey, &why))
        code = fc_error_set(error, why.code, "cannot write %s: %s", path, why.text);
    if (code == 0)
        code = fc_atomic_file_commit(&file, error);
    fc_atomic_file_finish(&file);
    return code;
}
