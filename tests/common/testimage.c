/* SPDX-License-Identifier: MIT */
#include "testimage.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

const struct fc_colour testimage_colours[TESTIMAGE_COLOURS] = {
    {FC_MATRIX_BT601, FC_RANGE_LIMITED},
    {FC_MATRIX_BT601, FC_RANGE_FULL},
    {FC_MATRIX_BT709, FC_RANGE_LIMITED},
    {FC_MATRIX_BT709, FC_RANGE_FULL},
};

static uint8_t *row_of(const struct fc_image *image, int plane, int y)
{
    return image->plane[plane] + (ptrdiff_t)y * image->stride[plane];
}

struct fc_yuv testimage_code(struct fc_colour colour, uint32_t rgb)
{
    return fc_colour_from_rgb(colour, (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb);
}

struct fc_frame *testimage_filled(struct fc_size size, struct fc_colour colour, uint32_t rgb)
{
    struct fc_frame *frame = fc_frame_create(size, colour, 0);

    g_assert_nonnull(frame);
    fc_image_fill(fc_frame_image(frame), testimage_code(colour, rgb));
    return frame;
}

void testimage_rect(struct fc_frame *frame, int x, int y, struct fc_size size, uint32_t rgb)
{
    const struct fc_image *image = fc_frame_image(frame);
    struct fc_yuv code = testimage_code(image->colour, rgb);
    const uint8_t values[3] = {code.y, code.u, code.v};

    for (int i = 0; i < 3; i++) {
        int half = i ? 2 : 1;
        struct fc_size part = fc_plane_size(size, i);

        for (int row = 0; row < part.height; row++)
            memset(row_of(image, i, y / half + row) + x / half, values[i], (size_t)part.width);
    }
}

void testimage_noise(struct fc_frame *frame, uint32_t seed)
{
    const struct fc_image *image = fc_frame_image(frame);

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        for (int y = 0; y < size.height; y++) {
            for (int x = 0; x < size.width; x++) {
                seed = seed * 1664525 + 1013904223;
                row_of(image, i, y)[x] = (uint8_t)(16 + (seed >> 24) % 220);
            }
        }
    }
}

uint8_t testimage_at(const struct fc_image *image, int plane, int x, int y)
{
    return row_of(image, plane, y)[x];
}

struct fc_yuv testimage_code_at(const struct fc_image *image, int x, int y)
{
    return (struct fc_yuv){testimage_at(image, 0, x, y), testimage_at(image, 1, x / 2, y / 2),
                           testimage_at(image, 2, x / 2, y / 2)};
}

void testimage_assert_code(struct fc_yuv found, struct fc_yuv wanted, int off)
{
    if (abs(found.y - wanted.y) > off || abs(found.u - wanted.u) > off ||
        abs(found.v - wanted.v) > off)
        g_error("found %d %d %d, wanted %d %d %d", found.y, found.u, found.v, wanted.y, wanted.u,
                wanted.v);
}

struct testimage_range testimage_range(const struct fc_image *image, int plane)
{
    struct fc_size size = fc_plane_size(image->size, plane);
    struct testimage_range range = {255, 0};

    for (int y = 0; y < size.height; y++) {
        for (int x = 0; x < size.width; x++) {
            int value = testimage_at(image, plane, x, y);

            range.low = MIN(range.low, value);
            range.high = MAX(range.high, value);
        }
    }
    return range;
}

bool testimage_is(const struct fc_image *image, struct fc_yuv code, int off)
{
    const int values[3] = {code.y, code.u, code.v};

    for (int i = 0; i < 3; i++) {
        struct testimage_range range = testimage_range(image, i);

        if (range.low < values[i] - off || range.high > values[i] + off) {
            g_test_message("plane %d: %d to %d, wanted %d", i, range.low, range.high, values[i]);
            return false;
        }
    }
    return true;
}

bool testimage_equal(const struct fc_image *a, const struct fc_image *b)
{
    g_assert_true(fc_size_equal(a->size, b->size));
    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(a->size, i);

        for (int y = 0; y < size.height; y++)
            if (memcmp(row_of(a, i, y), row_of(b, i, y), (size_t)size.width) != 0)
                return false;
    }
    return true;
}

static struct fc_matte *new_matte(struct fc_size size, int64_t time_ns)
{
    struct fc_pool *pool = fc_pool_create();
    struct fc_matte *matte = fc_matte_take(pool, size, time_ns);

    g_assert_nonnull(matte);
    fc_pool_unref(&pool);
    return matte;
}

struct fc_matte *testimage_matte(struct fc_size size, uint8_t alpha, int64_t time_ns)
{
    struct fc_matte *matte = new_matte(size, time_ns);

    for (int y = 0; y < size.height; y++)
        memset(matte->alpha + (ptrdiff_t)y * matte->stride, alpha, (size_t)size.width);
    fc_matte_seal(matte);
    return matte;
}

struct fc_matte *testimage_matte_rect(struct fc_size size, int x, int y, struct fc_size person)
{
    struct fc_matte *matte = testimage_matte(size, 0, 0);

    for (int row = y; row < y + person.height; row++)
        memset(matte->alpha + (ptrdiff_t)row * matte->stride + x, 255, (size_t)person.width);
    fc_matte_seal(matte);
    return matte;
}
