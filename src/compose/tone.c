/* SPDX-License-Identifier: MIT */
#include "compose/tone.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "frame/colour.h"
#include "frame/frame.h"

/* On top of what a person set. */
struct look {
    double black; /* luma that black becomes, 0..1; white stays */
    double contrast;
    double saturation;
    uint32_t tint_rgb; /* sRGB; what its chroma is, is added to all chroma */
};

static const struct look looks[] = {
    [FC_LOOK_NONE] = {0, 1, 1, 0x808080},       [FC_LOOK_GREY] = {0, 1, 0, 0x808080},
    [FC_LOOK_SEPIA] = {0.03, 1, 0, 0x91806a},   [FC_LOOK_WARM] = {0, 1, 1.1, 0x8c8076},
    [FC_LOOK_COOL] = {0, 1, 0.95, 0x75818e},    [FC_LOOK_NOIR] = {0, 1.35, 0, 0x7f8083},
    [FC_LOOK_VIVID] = {0, 1.12, 1.3, 0x808080}, [FC_LOOK_FADED] = {0.14, 0.92, 0.7, 0x82807f},
};

bool fc_tone_is_none(const struct fc_tone_params *params)
{
    return params->brightness == 0 && params->contrast == 0 && params->saturation == 0 &&
           params->look == FC_LOOK_NONE;
}

static bool is_same(const struct fc_tone_params *a, const struct fc_tone_params *b)
{
    return a->brightness == b->brightness && a->contrast == b->contrast &&
           a->saturation == b->saturation && a->look == b->look;
}

static uint8_t code_of(double value, double low, double high)
{
    return (uint8_t)lrint(fmin(fmax(value, low), high));
}

static void fill_luma(struct fc_tone *tone, const struct look *look)
{
    const double low = fc_colour_black(tone->colour);
    const double high = fc_colour_from_rgb(tone->colour, 255, 255, 255).y;
    const double contrast = 1 + tone->params.contrast / 100.0;

    for (int i = 0; i < 256; i++) {
        double luma = (i - low) / (high - low);

        luma = (luma - 0.5) * contrast + 0.5 + tone->params.brightness / 100.0;
        luma = (luma - 0.5) * look->contrast + 0.5;
        luma = look->black + fmax(luma, 0) * (1 - look->black);
        tone->table[0][i] = code_of(low + luma * (high - low), low, high);
    }
}

static void fill_chroma(struct fc_tone *tone, const struct look *look)
{
    const struct fc_yuv tint =
        fc_colour_from_rgb(tone->colour, (uint8_t)(look->tint_rgb >> 16),
                           (uint8_t)(look->tint_rgb >> 8), (uint8_t)look->tint_rgb);
    const bool is_full = tone->colour.range == FC_RANGE_FULL;
    const double gain = (1 + tone->params.contrast / 100.0) *
                        (1 + tone->params.saturation / 100.0) * look->contrast * look->saturation *
                        (1 - look->black);

    for (int i = 0; i < 256; i++) {
        tone->table[1][i] =
            code_of(tint.u + (i - 128) * gain, is_full ? 0 : 16, is_full ? 255 : 240);
        tone->table[2][i] =
            code_of(tint.v + (i - 128) * gain, is_full ? 0 : 16, is_full ? 255 : 240);
    }
}

bool fc_tone_update(struct fc_tone *tone, const struct fc_tone_params *params,
                    struct fc_colour colour)
{
    assert((size_t)params->look < sizeof(looks) / sizeof(looks[0]));
    if (tone->has_tables && is_same(&tone->params, params) && fc_colour_equal(tone->colour, colour))
        return false;
    tone->params = *params;
    tone->colour = colour;
    tone->has_tables = true;
    fill_luma(tone, &looks[params->look]);
    fill_chroma(tone, &looks[params->look]);
    return true;
}

/* Samples that are left out together where nothing of the person is. */
#define BLOCK 64

/* alpha has FC_ALLOC_SLACK readable behind it. */
static bool has_person(const uint8_t *alpha)
{
    uint64_t any = 0;

    for (int i = 0; i < BLOCK; i += 8) {
        uint64_t eight;

        memcpy(&eight, alpha + i, sizeof(eight));
        any |= eight;
    }
    return any != 0;
}

/* alpha may be NULL. */
static void apply_row(const uint8_t *table, const uint8_t *from, const uint8_t *alpha, uint8_t *to,
                      int width)
{
    for (int x = 0; x < width; x += BLOCK) {
        const int end = width - x < BLOCK ? width : x + BLOCK;

        if (alpha && !has_person(alpha + x))
            continue;
        for (int i = x; i < end; i++)
            to[i] = table[from[i]];
    }
}

void fc_tone_apply(const struct fc_tone *tone, const struct fc_image *from,
                   const struct fc_matte *matte, const struct fc_image *to)
{
    assert(tone->has_tables && fc_size_equal(from->size, to->size) &&
           fc_colour_equal(tone->colour, to->colour));
    assert(!matte || fc_size_equal(matte->size, from->size));
    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(from->size, i);
        const uint8_t *alpha = matte ? (i ? matte->chroma_alpha : matte->alpha) : NULL;
        const int stride = matte ? (i ? matte->chroma_stride : matte->stride) : 0;

        for (int y = 0; y < size.height; y++)
            apply_row(tone->table[i], from->plane[i] + (ptrdiff_t)y * from->stride[i],
                      alpha ? alpha + (ptrdiff_t)y * stride : NULL,
                      to->plane[i] + (ptrdiff_t)y * to->stride[i], size.width);
    }
}
