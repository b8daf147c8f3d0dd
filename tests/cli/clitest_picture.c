/* SPDX-License-Identifier: MIT */
#include "clitest.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "media/sink_private.h"

struct clitest_picture clitest_filled(int width, int height, uint32_t rgb)
{
    struct clitest_picture picture = {width, height, g_malloc((gsize)width * (gsize)height * 4)};

    clitest_rect(&picture, 0, 0, width, height, rgb, 255);
    return picture;
}

void clitest_rect(struct clitest_picture *picture, int x, int y, int width, int height,
                  uint32_t rgb, uint8_t opacity)
{
    for (int row = y; row < y + height; row++) {
        for (int column = x; column < x + width; column++) {
            uint8_t *pixel =
                picture->rgba + 4 * ((gsize)row * (gsize)picture->width + (gsize)column);

            pixel[0] = (uint8_t)(rgb >> 16);
            pixel[1] = (uint8_t)(rgb >> 8);
            pixel[2] = (uint8_t)rgb;
            pixel[3] = opacity;
        }
    }
}

void clitest_clear(struct clitest_picture *picture)
{
    g_clear_pointer(&picture->rgba, g_free);
}

/* The colours of the picture, and in their place their numbers. */
static png_uint_32 make_palette(const struct clitest_picture *picture, uint8_t *indices,
                                uint8_t *colours)
{
    const gsize count = (gsize)picture->width * (gsize)picture->height;
    png_uint_32 used = 0;

    for (gsize i = 0; i < count; i++) {
        png_uint_32 at = 0;

        while (at < used && memcmp(colours + 3 * at, picture->rgba + 4 * i, 3) != 0)
            at++;
        g_assert_cmpuint(at, <, 256);
        if (at == used)
            memcpy(colours + 3 * used++, picture->rgba + 4 * i, 3);
        indices[i] = (uint8_t)at;
    }
    return used;
}

/* Drops what the kind does not have; grey is the red channel. */
static void pack(const struct clitest_picture *picture, enum clitest_png_kind kind, uint8_t *to)
{
    const gsize count = (gsize)picture->width * (gsize)picture->height;

    for (gsize i = 0; i < count; i++) {
        const uint8_t *pixel = picture->rgba + 4 * i;

        *to++ = pixel[0];
        if (kind == CLITEST_RGB || kind == CLITEST_RGBA) {
            *to++ = pixel[1];
            *to++ = pixel[2];
        }
        if (kind == CLITEST_RGBA || kind == CLITEST_GREY_ALPHA)
            *to++ = pixel[3];
    }
}

char *clitest_write_png(struct clitest *test, const char *name, struct clitest_picture *picture,
                        enum clitest_png_kind kind)
{
    static const png_uint_32 formats[] = {
        [CLITEST_RGB] = PNG_FORMAT_RGB,
        [CLITEST_RGBA] = PNG_FORMAT_RGBA,
        [CLITEST_GREY] = PNG_FORMAT_GRAY,
        [CLITEST_GREY_ALPHA] = PNG_FORMAT_GA,
        [CLITEST_PALETTE] = PNG_FORMAT_RGB_COLORMAP,
    };
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)picture->width,
                       .height = (png_uint_32)picture->height,
                       .format = formats[kind],
                       .flags = PNG_IMAGE_FLAG_FAST};
    uint8_t *bytes = g_malloc((gsize)picture->width * (gsize)picture->height * 4);
    uint8_t colours[256 * 3];
    char *path = clitest_path(test, name);

    if (kind == CLITEST_PALETTE)
        image.colormap_entries = make_palette(picture, bytes, colours);
    else
        pack(picture, kind, bytes);
    g_assert_cmpint(png_image_write_to_file(&image, path, 0, bytes, 0, colours), !=, 0);
    g_free(bytes);
    clitest_clear(picture);
    return path;
}

char *clitest_write_person(struct clitest *test, const char *name, int width, int height)
{
    struct clitest_picture picture = clitest_filled(width, height, 0x2040c0);

    clitest_rect(&picture, width / 4, height / 4, width / 2, height - height / 4, 0xf01010, 255);
    return clitest_write_png(test, name, &picture, CLITEST_RGB);
}

static void release_frame(void *user)
{
    struct fc_frame *frame = user;

    fc_frame_unref(&frame);
}

void clitest_write_frame(const char *path, struct fc_frame *frame)
{
    const struct fc_image *image = fc_frame_image(frame);
    const struct fc_sink_params params = {.path = path,
                                          .content = FC_SINK_FRAMES,
                                          .is_still = true,
                                          .size = image->size,
                                          .colour = image->colour};
    struct fc_sink *sink = NULL;
    struct fc_error error = {0};

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    fc_sink_write_image(sink, image, 0, release_frame, fc_frame_ref(frame), &error);
    fc_sink_finish(sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    fc_sink_destroy(&sink);
}

struct clitest_picture clitest_read_png(const char *path)
{
    struct clitest_picture picture = {0};
    png_image image = {.version = PNG_IMAGE_VERSION};

    if (!png_image_begin_read_from_file(&image, path))
        g_error("%s: %s", path, image.message);
    image.format = PNG_FORMAT_RGBA;
    picture.width = (int)image.width;
    picture.height = (int)image.height;
    picture.rgba = g_malloc(PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, picture.rgba, 0, NULL))
        g_error("%s: %s", path, image.message);
    return picture;
}

void clitest_expect_pixel(const struct clitest_picture *picture, int x, int y, uint32_t rgb,
                          int off)
{
    const uint8_t *pixel = picture->rgba + 4 * ((gsize)y * (gsize)picture->width + (gsize)x);

    for (int i = 0; i < 3; i++) {
        const int wanted = (int)(rgb >> (16 - 8 * i) & 255);

        if (abs(pixel[i] - wanted) > off)
            g_error("the pixel at %d, %d is #%02x%02x%02x and not #%06x", x, y, pixel[0], pixel[1],
                    pixel[2], rgb);
    }
}
