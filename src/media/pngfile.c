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

int fc_png_write_grey16(const char *path, struct fc_size size, const uint16_t *grey,
                        struct fc_error *error)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = (png_uint_32)size.width,
        .height = (png_uint_32)size.height,
        .format = PNG_FORMAT_LINEAR_Y,
    };
    struct fc_atomic_file file;
    int code = fc_atomic_file_init(&file, path, error);

    if (code == 0 && !png_image_write_to_file(&image, file.temporary, 0, grey, 0, NULL))
        code = fc_error_set(error, -EIO, "cannot write %s: %s", path, image.message);
    if (code == 0)
        code = fc_atomic_file_commit(&file, error);
    fc_atomic_file_finish(&file);
    return code;
}
