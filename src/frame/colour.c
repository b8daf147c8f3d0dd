/* SPDX-License-Identifier: MIT */
#include "frame/colour.h"

#include <assert.h>
#include <math.h>

#include "frame/frame.h"

#include <libyuv.h>

/* Codes of one colour space: Y = y_offset + y_scale * E'Y, C = 128 + c_scale * E'C. */
struct coding {
    double kr, kb;
    double y_offset, y_scale, c_scale;
};

static struct coding coding_of(struct fc_colour colour)
{
    struct coding coding = {.kr = 0.299, .kb = 0.114, .y_scale = 255, .c_scale = 255};

    if (colour.matrix == FC_MATRIX_BT709) {
        coding.kr = 0.2126;
        coding.kb = 0.0722;
    }
    if (colour.range == FC_RANGE_LIMITED) {
        coding.y_offset = 16;
        coding.y_scale = 219;
        coding.c_scale = 224;
    }
    return coding;
}

static uint8_t to_code(double value)
{
    return (uint8_t)lrint(fmin(fmax(value, 0.0), 255.0));
}

struct fc_yuv fc_colour_from_rgb(struct fc_colour colour, uint8_t red, uint8_t green, uint8_t blue)
{
    struct coding c = coding_of(colour);
    double r = red / 255.0;
    double g = green / 255.0;
    double b = blue / 255.0;
    double luma = c.kr * r + (1 - c.kr - c.kb) * g + c.kb * b;

    return (struct fc_yuv){
        .y = to_code(c.y_offset + c.y_scale * luma),
        .u = to_code(128 + c.c_scale * (b - luma) / (2 * (1 - c.kb))),
        .v = to_code(128 + c.c_scale * (r - luma) / (2 * (1 - c.kr))),
    };
}

uint8_t fc_colour_black(struct fc_colour colour)
{
    return colour.range == FC_RANGE_LIMITED ? 16 : 0;
}

void fc_image_fill(const struct fc_image *image, struct fc_yuv yuv)
{
    const uint8_t values[3] = {yuv.y, yuv.u, yuv.v};

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        SetPlane(image->plane[i], image->stride[i], size.width, size.height, values[i]);
    }
}

/*
 * to = offset + m * (from - centre), in 16.16 fixed point. Luma of the target depends on all
 * three of the source; its chroma on chroma alone, for both spaces put neutral at C = 128.
 */
struct conversion {
    int32_t yy, yu, yv, y_add;
    int32_t uu, uv, vu, vv;
};

static int32_t fixed(double value)
{
    return (int32_t)lrint(value * 65536.0);
}

static struct conversion conversion_between(struct fc_colour from, struct fc_colour to)
{
    struct coding a = coding_of(from);
    struct coding b = coding_of(to);
    double ag = 1 - a.kr - a.kb;
    double bg = 1 - b.kr - b.kb;
    /* R - Y, G - Y and B - Y in units of the source's Cb and Cr codes */
    double r_v = 2 * (1 - a.kr) / a.c_scale;
    double b_u = 2 * (1 - a.kb) / a.c_scale;
    double g_u = -b_u * a.kb / ag;
    double g_v = -r_v * a.kr / ag;
    /* what the target's luma gets beyond the source's own */
    double luma_u = bg * g_u + b.kb * b_u;
    double luma_v = b.kr * r_v + bg * g_v;
    double to_u = b.c_scale / (2 * (1 - b.kb));
    double to_v = b.c_scale / (2 * (1 - b.kr));
    double gain = b.y_scale / a.y_scale;

    return (struct conversion){
        .yy = fixed(gain),
        .yu = fixed(b.y_scale * luma_u),
        .yv = fixed(b.y_scale * luma_v),
        .y_add = fixed(b.y_offset - a.y_offset * gain + 0.5),
        .uu = fixed(to_u * (b_u - luma_u)),
        .uv = fixed(to_u * -luma_v),
        .vu = fixed(to_v * -luma_u),
        .vv = fixed(to_v * (r_v - luma_v)),
    };
}

static inline uint8_t clamp_code(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void convert_luma_row(const struct conversion *c, const uint8_t *const from[3], uint8_t *to,
                             int width)
{
    for (int x = 0; x < width; x++) {
        int32_t u = from[1][x / 2] - 128;
        int32_t v = from[2][x / 2] - 128;

        to[x] = clamp_code((c->yy * from[0][x] + c->yu * u + c->yv * v + c->y_add) >> 16);
    }
}

static void convert_chroma_row(const struct conversion *c, const uint8_t *const from[3],
                               uint8_t *const to[3], int width)
{
    const int32_t centre = (128 << 16) + (1 << 15);

    for (int x = 0; x < width; x++) {
        int32_t u = from[1][x] - 128;
        int32_t v = from[2][x] - 128;

        to[1][x] = clamp_code((c->uu * u + c->uv * v + centre) >> 16);
        to[2][x] = clamp_code((c->vu * u + c->vv * v + centre) >> 16);
    }
}

void fc_image_convert_colour(const struct fc_image *from, const struct fc_image *to)
{
    struct conversion conversion = conversion_between(from->colour, to->colour);
    struct fc_size chroma = fc_plane_size(from->size, 1);

    assert(fc_size_equal(from->size, to->size));
    for (int cy = 0; cy < chroma.height; cy++) {
        const uint8_t *source[3] = {NULL, from->plane[1] + (ptrdiff_t)cy * from->stride[1],
                                    from->plane[2] + (ptrdiff_t)cy * from->stride[2]};
        uint8_t *target[3] = {NULL, to->plane[1] + (ptrdiff_t)cy * to->stride[1],
                              to->plane[2] + (ptrdiff_t)cy * to->stride[2]};

        /* luma first: in place, it still needs the source's chroma */
        for (int y = 2 * cy; y < 2 * cy + 2 && y < from->size.height; y++) {
            source[0] = from->plane[0] + (ptrdiff_t)y * from->stride[0];
            convert_luma_row(&conversion, source, to->plane[0] + (ptrdiff_t)y * to->stride[0],
                             from->size.width);
        }
        convert_chroma_row(&conversion, source, target, chroma.width);
    }
}

const void *fc_colour_yuv_constants(struct fc_colour colour)
{
    if (colour.matrix == FC_MATRIX_BT709)
        return colour.range == FC_RANGE_FULL ? &kYuvF709Constants : &kYuvH709Constants;
    return colour.range == FC_RANGE_FULL ? &kYuvJPEGConstants : &kYuvI601Constants;
}
