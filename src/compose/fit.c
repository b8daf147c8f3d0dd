/* SPDX-License-Identifier: MIT */
#include "compose/fit.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

/*
 * libyuv's box filter sums rows in 16 bits and divides by a 16-bit reciprocal of the box's area:
 * it overflows beyond 257 rows and darkens by several codes long before. Eight is exact to a
 * third of a code.
 */
#define MAX_SHRINK 8

struct rect {
    int x, y;
    struct fc_size size;
};

/* The part of a picture. Odd offsets would cut a chroma sample in two. */
static struct fc_image crop(const struct fc_image *image, struct rect rect)
{
    struct fc_image part = *image;

    assert(rect.x % 2 == 0 && rect.y % 2 == 0);
    for (int i = 0; i < 3; i++) {
        int half = i ? 2 : 1;

        part.plane[i] += (ptrdiff_t)(rect.y / half) * image->stride[i] + rect.x / half;
    }
    part.size = rect.size;
    return part;
}

/* side scaled by numerator / denominator, to the nearest, 1 to limit. */
static int scale_side(int side, int numerator, int denominator, int limit)
{
    int64_t scaled = ((int64_t)side * numerator + denominator / 2) / denominator;

    return (int)(scaled < 1 ? 1 : scaled > limit ? limit : scaled);
}

static int even_offset(int space)
{
    return space / 4 * 2;
}

/* The largest part of outer that has the shape of inner, in its middle. */
static struct rect middle(struct fc_size outer, struct fc_size inner)
{
    struct rect rect = {.size = outer};

    if ((int64_t)outer.width * inner.height > (int64_t)outer.height * inner.width)
        rect.size.width = scale_side(outer.height, inner.width, inner.height, outer.width);
    else
        rect.size.height = scale_side(outer.width, inner.height, inner.width, outer.height);
    rect.x = even_offset(outer.width - rect.size.width);
    rect.y = even_offset(outer.height - rect.size.height);
    return rect;
}

static void scale_image(const struct fc_image *from, const struct fc_image *to)
{
    int ret = I420Scale(from->plane[0], from->stride[0], from->plane[1], from->stride[1],
                        from->plane[2], from->stride[2], from->size.width, from->size.height,
                        to->plane[0], to->stride[0], to->plane[1], to->stride[1], to->plane[2],
                        to->stride[2], to->size.width, to->size.height, kFilterBox);

    assert(ret == 0);
    (void)ret;
}

static int shrink_side(int from, int to)
{
    return from > MAX_SHRINK * to ? (from + MAX_SHRINK - 1) / MAX_SHRINK : from;
}

/* from in to's size, in steps that libyuv does well. Takes and gives frames of scratch. */
static int scale(const struct fc_image *from, struct fc_pool *scratch, const struct fc_image *to)
{
    struct fc_image now = *from;
    struct fc_frame *held = NULL;

    for (;;) {
        struct fc_size next = {shrink_side(now.size.width, to->size.width),
                               shrink_side(now.size.height, to->size.height)};
        struct fc_frame *step;

        if (fc_size_equal(next, now.size))
            break;
        step = fc_frame_take(scratch, next, from->colour, 0);
        if (!step) {
            fc_frame_unref(&held);
            return -ENOMEM;
        }
        scale_image(&now, fc_frame_image(step));
        fc_frame_unref(&held);
        held = step;
        now = *fc_frame_image(held);
    }
    scale_image(&now, to);
    fc_frame_unref(&held);
    return 0;
}

/* Small pictures are converted before they grow. */
static int convert_and_scale(const struct fc_image *from, struct fc_pool *scratch,
                             const struct fc_image *to)
{
    struct fc_frame *converted = fc_frame_take(scratch, from->size, to->colour, 0);
    int ret;

    if (!converted)
        return -ENOMEM;
    fc_image_convert_colour(from, fc_frame_image(converted));
    ret = scale(fc_frame_image(converted), scratch, to);
    fc_frame_unref(&converted);
    return ret;
}

static int64_t area(struct fc_size size)
{
    return (int64_t)size.width * size.height;
}

static int stretch(const struct fc_image *from, struct fc_pool *scratch, const struct fc_image *to)
{
    struct fc_image unconverted = *to;
    int ret;

    if (fc_colour_equal(from->colour, to->colour))
        return scale(from, scratch, to);
    if (area(from->size) < area(to->size))
        return convert_and_scale(from, scratch, to);
    unconverted.colour = from->colour;
    ret = scale(from, scratch, &unconverted);
    if (ret == 0)
        fc_image_convert_colour(&unconverted, to);
    return ret;
}

static int cover(const struct fc_image *from, struct fc_pool *scratch, const struct fc_image *to)
{
    struct fc_image part = crop(from, middle(from->size, to->size));

    return stretch(&part, scratch, to);
}

static int contain(const struct fc_image *from, const struct fc_fit_params *params,
                   const struct fc_image *to)
{
    struct fc_image part = crop(to, middle(to->size, from->size));
    uint32_t rgb = params->bars_rgb;

    fc_image_fill(to, fc_colour_from_rgb(to->colour, (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8),
                                         (uint8_t)rgb));
    return stretch(from, params->scratch, &part);
}

/*
 * One row of repeated samples. Every sample stands for step pixels of a picture that is period
 * pixels wide: 1 for luma, 2 for chroma.
 */
static void tile_row(const uint8_t *from, uint8_t *to, int width, int period, int step)
{
    int at = 0;

    for (int x = 0; x < width; x++) {
        to[x] = from[at / step];
        at += step;
        while (at >= period)
            at -= period;
    }
}

static void tile(const struct fc_image *from, const struct fc_image *to)
{
    struct fc_image unconverted = *to;

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(to->size, i);
        int step = i ? 2 : 1;

        for (int y = 0; y < size.height; y++) {
            int row = y * step % from->size.height / step;

            tile_row(from->plane[i] + (ptrdiff_t)row * from->stride[i],
                     to->plane[i] + (ptrdiff_t)y * to->stride[i], size.width, from->size.width,
                     step);
        }
    }
    unconverted.colour = from->colour;
    if (!fc_colour_equal(from->colour, to->colour))
        fc_image_convert_colour(&unconverted, to);
}

int fc_fit(const struct fc_image *from, const struct fc_fit_params *params,
           const struct fc_image *to)
{
    switch (params->fit) {
    case FC_FIT_CONTAIN:
        return contain(from, params, to);
    case FC_FIT_STRETCH:
        return stretch(from, params->scratch, to);
    case FC_FIT_TILE:
        tile(from, to);
        return 0;
    case FC_FIT_COVER:
        break;
    }
    return cover(from, params->scratch, to);
}
