/* SPDX-License-Identifier: MIT */
#include "frame/colour.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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
 * to = offset + m * (from - centre). Luma of the target depends on all three of the source; its
 * chroma on chroma alone, for both spaces put neutral at C = 128. y_add rounds, too.
 */
struct conversion {
    float yy, yu, yv, y_add;
    float uu, uv, vu, vv;
};

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
        .yy = (float)gain,
        .yu = (float)(b.y_scale * luma_u),
        .yv = (float)(b.y_scale * luma_v),
        .y_add = (float)(b.y_offset - a.y_offset * gain + 0.5),
        .uu = (float)(to_u * (b_u - luma_u)),
        .uv = (float)(to_u * -luma_v),
        .vu = (float)(to_v * -luma_u),
        .vv = (float)(to_v * (r_v - luma_v)),
    };
}

/*
 * Rows are converted in blocks of so many chroma samples, from and into arrays of their own:
 * loops of a fixed length over memory that nothing else points to are what compilers make SIMD
 * of, also where source and target are the same picture. At 1280x720 it takes 1.2 ms, and took
 * 2.8 (-O2) to 4.4 ms (-O3) sample by sample.
 */
#define BLOCK 64

struct block {
    uint8_t y[2][2 * BLOCK];
    uint8_t u[BLOCK];
    uint8_t v[BLOCK];
};

/* Of values of three digits; clamped in 16 bits, where every processor has instructions for it. */
static inline uint8_t clamp_code(float value)
{
    int16_t code = (int16_t)(int)value;

    code = code < 0 ? 0 : code;
    return (uint8_t)(code > 255 ? 255 : code);
}

static void convert_block(const struct conversion *c, const struct block *from, struct block *to)
{
    float add[2 * BLOCK];

    for (int i = 0; i < BLOCK; i++) {
        float u = (float)from->u[i] - 128.0f;
        float v = (float)from->v[i] - 128.0f;
        float both = c->yu * u + c->yv * v + c->y_add;

        add[2 * i] = both;
        add[2 * i + 1] = both;
        to->u[i] = clamp_code(c->uu * u + c->uv * v + 128.5f);
        to->v[i] = clamp_code(c->vu * u + c->vv * v + 128.5f);
    }
    for (int row = 0; row < 2; row++)
        for (int i = 0; i < 2 * BLOCK; i++)
            to->y[row][i] = clamp_code(c->yy * (float)from->y[row][i] + add[i]);
}

/* Where a block lies in a picture: samples of chroma, then those that are there of both. */
struct place {
    int x, y;
    int chroma_count, luma_count, luma_rows;
};

static uint8_t *sample(const struct fc_image *image, int plane, int x, int y)
{
    return image->plane[plane] + (ptrdiff_t)y * image->stride[plane] + x;
}

static void load_block(const struct fc_image *image, const struct place *at, struct block *block)
{
    for (int row = 0; row < at->luma_rows; row++)
        memcpy(block->y[row], sample(image, 0, 2 * at->x, 2 * at->y + row), (size_t)at->luma_count);
    memcpy(block->u, sample(image, 1, at->x, at->y), (size_t)at->chroma_count);
    memcpy(block->v, sample(image, 2, at->x, at->y), (size_t)at->chroma_count);
}

static void store_block(const struct block *block, const struct place *at,
                        const struct fc_image *image)
{
    for (int row = 0; row < at->luma_rows; row++)
        memcpy(sample(image, 0, 2 * at->x, 2 * at->y + row), block->y[row], (size_t)at->luma_count);
    memcpy(sample(image, 1, at->x, at->y), block->u, (size_t)at->chroma_count);
    memcpy(sample(image, 2, at->x, at->y), block->v, (size_t)at->chroma_count);
}

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

/*
 * Between the two ranges of one matrix each sample stands for itself: gain * value + offset, in 16
 * bits with some of them behind the point. 0.4 ms at 1280x720 where the general way takes 1.2:
 * each frame of an MJPEG camera goes through it.
 */
#define RESCALE_BITS 7 /* as many as leave the largest product, 255 * 255 / 219, its place */

struct rescale {
    uint16_t gain; /* of value * 257, which uses all 16 bits */
    uint16_t add;  /* modulo 2^16, for offsets below 0 */
    uint8_t least; /* what lies below would become less than 0 */
};

static struct rescale rescale_by(double gain, double offset)
{
    const double unit = 1 << RESCALE_BITS;

    return (struct rescale){
        .gain = (uint16_t)lrint(gain * unit * 65536 / 257),
        .add = (uint16_t)lrint(offset * unit + unit / 2), /* half a code, to round */
        .least = (uint8_t)fmax(ceil((-0.5 - offset) / gain), 0),
    };
}

/* by comes as a copy, for bytes that are written could be any struct's. */
static void rescale_block(struct rescale by, uint8_t values[2 * BLOCK])
{
    for (int i = 0; i < 2 * BLOCK; i++) {
        const uint8_t value = values[i] > by.least ? values[i] : by.least;
        const uint16_t scaled = (uint16_t)((uint32_t)(uint16_t)(value * 257) * by.gain >> 16);
        const int16_t code = (int16_t)((uint16_t)(scaled + by.add) >> RESCALE_BITS);

        values[i] = (uint8_t)(code < 255 ? code : 255);
    }
}

static void rescale_row(const struct rescale *by, uint8_t *row, int width)
{
    uint8_t rest[2 * BLOCK] = {0};
    int x = 0;

    for (; x + 2 * BLOCK <= width; x += 2 * BLOCK)
        rescale_block(*by, row + x);
    memcpy(rest, row + x, (size_t)(width - x));
    rescale_block(*by, rest);
    memcpy(row + x, rest, (size_t)(width - x));
}

static void rescale_plane(const struct rescale *by, const struct fc_image *from,
                          const struct fc_image *to, int plane)
{
    const struct fc_size size = fc_plane_size(from->size, plane);

    for (int y = 0; y < size.height; y++) {
        uint8_t *row = sample(to, plane, 0, y);

        if (from->plane[plane] != to->plane[plane])
            memcpy(row, sample(from, plane, 0, y), (size_t)size.width);
        rescale_row(by, row, size.width);
    }
}

static void convert_range(const struct fc_image *from, const struct fc_image *to)
{
    const struct coding a = coding_of(from->colour);
    const struct coding b = coding_of(to->colour);
    const double luma = b.y_scale / a.y_scale;
    const double chroma = b.c_scale / a.c_scale;
    const struct rescale by_luma = rescale_by(luma, b.y_offset - luma * a.y_offset);
    const struct rescale by_chroma = rescale_by(chroma, 128 - chroma * 128);

    rescale_plane(&by_luma, from, to, 0);
    rescale_plane(&by_chroma, from, to, 1);
    rescale_plane(&by_chroma, from, to, 2);
}

static void convert_matrix(const struct fc_image *from, const struct fc_image *to)
{
    struct conversion conversion = conversion_between(from->colour, to->colour);
    struct fc_size luma = from->size;
    struct fc_size chroma = fc_plane_size(from->size, 1);
    struct block source = {0};
    struct block target;

    for (int y = 0; y < chroma.height; y++) {
        for (int x = 0; x < chroma.width; x += BLOCK) {
            struct place at = {.x = x,
                               .y = y,
                               .chroma_count = at_most(BLOCK, chroma.width - x),
                               .luma_count = at_most(2 * BLOCK, luma.width - 2 * x),
                               .luma_rows = at_most(2, luma.height - 2 * y)};

            load_block(from, &at, &source);
            convert_block(&conversion, &source, &target);
            store_block(&target, &at, to);
        }
    }
}

void fc_image_convert_colour(const struct fc_image *from, const struct fc_image *to)
{
    assert(fc_size_equal(from->size, to->size));
    if (from->colour.matrix != to->colour.matrix)
        convert_matrix(from, to);
    else if (from->colour.range != to->colour.range)
        convert_range(from, to);
    else
        fc_image_copy(from, to);
}

const void *fc_colour_yuv_constants(struct fc_colour colour)
{
    if (colour.matrix == FC_MATRIX_BT709)
        return colour.range == FC_RANGE_FULL ? &kYuvF709Constants : &kYuvH709Constants;
    return colour.range == FC_RANGE_FULL ? &kYuvJPEGConstants : &kYuvI601Constants;
}
