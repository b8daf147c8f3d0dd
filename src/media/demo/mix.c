/* SPDX-License-Identifier: MIT */
#include "media/demo/mix.h"

#include <stddef.h>
#include <string.h>

/* 16 bits of fraction: 219 / 255 and 224 / 255 of the weights in ITU-R BT.709-6, 3.2 to 3.4. */
#define FIX(x) ((int)((x)*65536 + 0.5))
#define Y_R FIX(0.2126 * 219 / 255)
#define Y_G FIX(0.7152 * 219 / 255)
#define Y_B FIX(0.0722 * 219 / 255)
#define C_SCALE (112.0 / 255)
/* Cb = (B - Y) / (2 (1 - Kb)), Cr = (R - Y) / (2 (1 - Kr)); grey gives 128 to the bit. */
#define CB_R FIX(0.2126 / (1 - 0.0722) * C_SCALE)
#define CB_B FIX(C_SCALE)
#define CB_G (CB_B - CB_R)
#define CR_B FIX(0.0722 / (1 - 0.2126) * C_SCALE)
#define CR_R FIX(C_SCALE)
#define CR_G (CR_R - CR_B)

static unsigned div_255(unsigned x)
{
    x += 128;
    return (x + (x >> 8)) >> 8;
}

static uint32_t mix_pixel(uint32_t over, uint32_t under)
{
    unsigned rest = 255 - (over >> 24);
    uint32_t pixel = 0;

    if (rest == 255)
        return under;
    if (rest == 0)
        return over;
    for (int shift = 0; shift < 24; shift += 8) {
        unsigned c = (over >> shift & 255) + div_255(rest * (under >> shift & 255));

        pixel |= (c > 255 ? 255 : c) << shift;
    }
    return pixel;
}

static uint8_t luma(uint32_t rgb)
{
    int r = rgb >> 16 & 255;
    int g = rgb >> 8 & 255;
    int b = rgb & 255;

    return (uint8_t)((Y_R * r + Y_G * g + Y_B * b + (16 << 16) + 32768) >> 16);
}

/* Of four pixels' sums; 2 bits more of fraction. */
static void chroma(const uint32_t pixel[4], uint8_t *cb, uint8_t *cr)
{
    int r = 0;
    int g = 0;
    int b = 0;

    for (int i = 0; i < 4; i++) {
        r += pixel[i] >> 16 & 255;
        g += pixel[i] >> 8 & 255;
        b += pixel[i] & 255;
    }
    *cb = (uint8_t)((CB_B * b - CB_R * r - CB_G * g + (128 << 18) + (1 << 17)) >> 18);
    *cr = (uint8_t)((CR_R * r - CR_G * g - CR_B * b + (128 << 18) + (1 << 17)) >> 18);
}

static const uint32_t *row_of(const struct fc_demo_layers *layers, const uint8_t *base, int y)
{
    return (const uint32_t *)(const void *)(base + (ptrdiff_t)y * layers->stride);
}

/* The columns of two rows, even first and end, outside which nothing lies over. */
struct span {
    int first, end;
};

static struct span covered(const uint32_t *const over[2], int width)
{
    struct span span = {0, width};

    while (span.first < width && !(over[0][span.first] | over[1][span.first]))
        span.first++;
    while (span.end > span.first && !(over[0][span.end - 1] | over[1][span.end - 1]))
        span.end--;
    span.first &= ~1;
    span.end = span.end + (span.end & 1) > width ? width : span.end + (span.end & 1);
    return span;
}

/* Two rows of picture and one of each chroma plane. */
struct rows {
    uint8_t *luma[2];
    uint8_t *chroma[2];
};

static struct rows rows_of(const struct fc_image *image, int y, int below)
{
    return (struct rows){
        .luma = {image->plane[0] + (ptrdiff_t)y * image->stride[0],
                 image->plane[0] + (ptrdiff_t)below * image->stride[0]},
        .chroma = {image->plane[1] + (ptrdiff_t)(y / 2) * image->stride[1],
                   image->plane[2] + (ptrdiff_t)(y / 2) * image->stride[2]},
    };
}

static void copy_columns(const struct rows *from, const struct rows *to, int first, int end)
{
    for (int i = 0; i < 2; i++) {
        memcpy(to->luma[i] + first, from->luma[i] + first, (size_t)(end - first));
        memcpy(to->chroma[i] + first / 2, from->chroma[i] + first / 2,
               (size_t)((end + 1) / 2 - first / 2));
    }
}

static void mix_columns(const uint32_t *const over[2], const uint32_t *const under[2],
                        const struct rows *rows, struct span span)
{
    for (int x = span.first; x < span.end; x += 2) {
        int right = x + 1 < span.end ? x + 1 : x;
        uint32_t pixel[4];

        for (int row = 0; row < 2; row++) {
            pixel[2 * row] = mix_pixel(over[row][x], under[row][x]);
            pixel[2 * row + 1] = mix_pixel(over[row][right], under[row][right]);
            rows->luma[row][x] = luma(pixel[2 * row]);
            rows->luma[row][right] = luma(pixel[2 * row + 1]);
        }
        chroma(pixel, &rows->chroma[0][x / 2], &rows->chroma[1][x / 2]);
    }
}

/* Two rows at once, for a chroma sample sees both; the last of an odd picture counts twice. */
static void mix_rows(const struct fc_demo_layers *layers, const struct fc_image *image, int y)
{
    int width = layers->size.width;
    int below = y + 1 < layers->size.height ? y + 1 : y;
    const uint32_t *over[2] = {row_of(layers, layers->over, y),
                               row_of(layers, layers->over, below)};
    const uint32_t *under[2] = {row_of(layers, layers->under, y),
                                row_of(layers, layers->under, below)};
    struct rows rows = rows_of(image, y, below);
    struct span span = {0, width};

    if (layers->under_image) {
        struct rows ready = rows_of(layers->under_image, y, below);

        span = covered(over, width);
        copy_columns(&ready, &rows, 0, span.first);
        copy_columns(&ready, &rows, span.end, width);
    }
    mix_columns(over, under, &rows, span);
}

void fc_demo_mix(const struct fc_demo_layers *layers, const struct fc_image *image)
{
    for (int y = 0; y < layers->size.height; y += 2)
        mix_rows(layers, image, y);
}

void fc_demo_matte(const struct fc_demo_layers *layers, uint8_t *matte)
{
    for (int y = 0; y < layers->size.height; y++) {
        const uint32_t *row = row_of(layers, layers->over, y);
        uint8_t *out = matte + (size_t)y * (size_t)layers->size.width;

        for (int x = 0; x < layers->size.width; x++)
            out[x] = (uint8_t)(row[x] >> 24);
    }
}
