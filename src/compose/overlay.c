/* SPDX-License-Identifier: MIT */
#include "compose/overlay.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "compose/fade.h"
#include "frame/colour.h"
#include "frame/frame.h"

/* Sizes and the margin at the frame's edges are those of a frame like this. */
#define DESIGN_WIDTH 1280.0
#define DESIGN_HEIGHT 720.0
#define DESIGN_MARGIN 20.0

/* --- pictures --- */

struct fc_picture *fc_picture_create(const struct fc_overlay_picture *from)
{
    const size_t row = 4 * (size_t)from->size.width;
    struct fc_picture *picture = fc_calloc(1, sizeof(*picture));
    size_t bytes;

    if (!picture)
        return NULL;
    if (fc_mul_size(row, (size_t)from->size.height, &bytes))
        picture->bgra = fc_alloc_aligned(bytes);
    if (!picture->bgra) {
        free(picture);
        return NULL;
    }
    for (int y = 0; y < from->size.height; y++)
        memcpy(picture->bgra + (size_t)y * row, from->bgra + (ptrdiff_t)y * from->stride, row);
    picture->size = from->size;
    atomic_init(&picture->references, 1);
    return picture;
}

struct fc_picture *fc_picture_ref(struct fc_picture *picture)
{
    atomic_fetch_add_explicit(&picture->references, 1, memory_order_relaxed);
    return picture;
}

void fc_picture_unref(struct fc_picture **picture_ptr)
{
    struct fc_picture *picture = *picture_ptr;

    *picture_ptr = NULL;
    if (!picture || atomic_fetch_sub(&picture->references, 1) != 1)
        return;
    free(picture->bgra);
    free(picture);
}

/* --- scaling --- */

/* Colour times alpha, and alpha: 0..255 times 255, 0..255. */
struct pixel {
    float blue, green, red, alpha;
};

/*
 * One axis: from samples onto to. Where it shrinks, each sample is the mean of all that it
 * covers; where it grows, of the two next to it.
 */
struct axis {
    int from, to;
};

/* The samples from first on, count of them, that sample at is made of. */
static int find_reach(struct axis axis, int at, int *first)
{
    const double scale = (double)axis.from / axis.to;
    int last;

    if (scale >= 1) {
        *first = (int)floor(at * scale);
        last = (int)ceil((at + 1) * scale) - 1;
    } else {
        *first = (int)floor((at + 0.5) * scale - 0.5);
        last = *first + 1;
    }
    *first = *first < 0 ? 0 : *first < axis.from ? *first : axis.from - 1;
    last = last < *first ? *first : last < axis.from ? last : axis.from - 1;
    return last - *first + 1;
}

static float weight_of(struct axis axis, int at, int sample)
{
    const double scale = (double)axis.from / axis.to;

    if (scale >= 1)
        return (float)((fmin((at + 1) * scale, sample + 1) - fmax(at * scale, sample)) / scale);
    return (float)fmax(0, 1 - fabs((at + 0.5) * scale - 0.5 - sample));
}

static void add(struct pixel *to, const struct pixel *from, float weight)
{
    to->blue += from->blue * weight;
    to->green += from->green * weight;
    to->red += from->red * weight;
    to->alpha += from->alpha * weight;
}

static struct pixel pixel_at(const uint8_t *bgra)
{
    const float alpha = bgra[3];

    return (struct pixel){(float)bgra[0] * alpha, (float)bgra[1] * alpha, (float)bgra[2] * alpha,
                          alpha};
}

/* A row of the picture, across to the target's width; what it weighs is added to sums. */
static void add_row(const uint8_t *row, struct axis across, float weight, struct pixel *sums,
                    float *weights)
{
    for (int x = 0; x < across.to; x++) {
        struct pixel sum = {0};
        float total = 0;
        int first;
        const int count = find_reach(across, x, &first);

        for (int i = first; i < first + count; i++) {
            const struct pixel pixel = pixel_at(row + 4 * (ptrdiff_t)i);
            const float part = weight_of(across, x, i);

            add(&sum, &pixel, part);
            total += part;
        }
        add(&sums[x], &sum, weight);
        weights[x] += total * weight;
    }
}

/* --- planes --- */

/* Where it lies: of pixels of the frame, all of it within. */
struct place {
    int x, y;
    struct fc_size size;
};

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static struct place find_place(struct fc_size picture, const struct fc_overlay_params *params)
{
    const struct fc_size frame = params->frame;
    const double scale = fmin(frame.width / DESIGN_WIDTH, frame.height / DESIGN_HEIGHT);
    const int margin = (int)lrint(DESIGN_MARGIN * scale);
    const double fit = fmin(
        scale, fmin((double)frame.width / picture.width, (double)frame.height / picture.height));
    struct place place = {.size = frame};

    if (params->place == FC_OVERLAY_FULL)
        return place;
    place.size.width = at_most((int)fmax(lrint(picture.width * fit), 1), frame.width);
    place.size.height = at_most((int)fmax(lrint(picture.height * fit), 1), frame.height);
    place.x = at_most(margin, frame.width - place.size.width);
    place.y = at_most(margin, frame.height - place.size.height);
    if (params->place == FC_OVERLAY_TOP_RIGHT || params->place == FC_OVERLAY_BOTTOM_RIGHT)
        place.x = frame.width - place.size.width - place.x;
    if (params->place == FC_OVERLAY_BOTTOM_LEFT || params->place == FC_OVERLAY_BOTTOM_RIGHT)
        place.y = frame.height - place.size.height - place.y;
    return place;
}

static int alloc_planes(struct fc_overlay *overlay, const struct place *place)
{
    struct fc_size chroma;
    size_t luma_bytes;
    size_t chroma_bytes;

    overlay->x = place->x & ~1;
    overlay->y = place->y & ~1;
    overlay->size.width = place->x + place->size.width - overlay->x;
    overlay->size.height = place->y + place->size.height - overlay->y;
    chroma = fc_plane_size(overlay->size, 1);
    luma_bytes = (size_t)overlay->size.width * (size_t)overlay->size.height;
    chroma_bytes = (size_t)chroma.width * (size_t)chroma.height;
    overlay->block = fc_alloc_aligned(2 * luma_bytes + 3 * chroma_bytes);
    if (!overlay->block)
        return -ENOMEM;
    overlay->plane[0] = overlay->block;
    overlay->alpha[0] = overlay->block + luma_bytes;
    overlay->plane[1] = overlay->alpha[0] + luma_bytes;
    overlay->plane[2] = overlay->plane[1] + chroma_bytes;
    overlay->alpha[1] = overlay->plane[2] + chroma_bytes;
    return 0;
}

static struct fc_yuv yuv_of(const struct pixel *pixel, struct fc_colour colour)
{
    const float by = pixel->alpha > 0 ? 1 / pixel->alpha : 0;

    return fc_colour_from_rgb(colour, (uint8_t)lrintf(fminf(pixel->red * by, 255)),
                              (uint8_t)lrintf(fminf(pixel->green * by, 255)),
                              (uint8_t)lrintf(fminf(pixel->blue * by, 255)));
}

static uint8_t alpha_of(float alpha)
{
    return (uint8_t)lrintf(fminf(alpha, 255));
}

/* Two rows of the target, of which either may lie outside of the picture. */
struct pair {
    struct pixel *row[2]; /* as wide as the planes */
};

static void fill_luma(struct fc_overlay *overlay, const struct pixel *row, int y)
{
    const size_t start = (size_t)y * (size_t)overlay->size.width;

    for (int x = 0; x < overlay->size.width; x++) {
        overlay->alpha[0][start + (size_t)x] = alpha_of(row[x].alpha);
        if (row[x].alpha > 0)
            overlay->plane[0][start + (size_t)x] = yuv_of(&row[x], overlay->params.colour).y;
    }
}

/* rows is how many of the frame's a sample covers: one at an odd end. */
static void fill_chroma(struct fc_overlay *overlay, const struct pair *pair, int rows, int y)
{
    const struct fc_size chroma = fc_plane_size(overlay->size, 1);
    const size_t start = (size_t)y * (size_t)chroma.width;
    const int width = overlay->size.width;

    for (int x = 0; x < chroma.width; x++) {
        /* beyond its own end it is transparent, but at the frame's there is nothing beyond */
        const int last = overlay->x + 2 * x + 1 < overlay->params.frame.width ? 2 : 1;
        struct pixel sum = {0};
        struct fc_yuv yuv;

        for (int j = 0; j < 2; j++)
            for (int i = 2 * x; i < 2 * x + last && i < width; i++)
                add(&sum, &pair->row[j][i], 1);
        yuv = yuv_of(&sum, overlay->params.colour);
        overlay->plane[1][start + (size_t)x] = yuv.u;
        overlay->plane[2][start + (size_t)x] = yuv.v;
        overlay->alpha[1][start + (size_t)x] = alpha_of(sum.alpha / (float)(rows * last));
    }
}

/* Row y of the planes: place's part of it is the picture's. */
static void fill_row(const struct fc_overlay *overlay, const struct place *place, int y,
                     struct pixel *row, float *weights)
{
    const struct fc_picture *picture = overlay->picture;
    const int indent = place->x - overlay->x;
    const struct axis down = {picture->size.height, place->size.height};
    const struct axis across = {picture->size.width, place->size.width};
    const int at = y - (place->y - overlay->y);
    int first;
    int count;

    memset(row, 0, sizeof(*row) * (size_t)overlay->size.width);
    if (at < 0 || at >= place->size.height)
        return;
    memset(weights, 0, sizeof(*weights) * (size_t)place->size.width);
    count = find_reach(down, at, &first);
    for (int i = first; i < first + count; i++)
        add_row(picture->bgra + (size_t)i * 4 * (size_t)picture->size.width, across,
                weight_of(down, at, i), row + indent, weights);
    for (int x = 0; x < place->size.width; x++) {
        struct pixel *pixel = &row[indent + x];
        const float by = weights[x] > 0 ? 1 / weights[x] : 0;

        *pixel =
            (struct pixel){pixel->blue * by, pixel->green * by, pixel->red * by, pixel->alpha * by};
    }
}

static int fill_planes(struct fc_overlay *overlay, const struct place *place)
{
    const size_t width = (size_t)overlay->size.width;
    struct pixel *rows = fc_calloc(2 * width, sizeof(*rows));
    float *weights = fc_calloc(width, sizeof(*weights));
    const struct pair pair = {{rows, rows + width}};

    if (!rows || !weights) {
        free(rows);
        free(weights);
        return -ENOMEM;
    }
    for (int y = 0; y < overlay->size.height; y += 2) {
        const bool is_last = overlay->y + y + 1 >= overlay->params.frame.height;

        for (int i = 0; i < 2; i++) {
            fill_row(overlay, place, y + i, pair.row[i], weights);
            if (y + i < overlay->size.height)
                fill_luma(overlay, pair.row[i], y + i);
        }
        fill_chroma(overlay, &pair, is_last ? 1 : 2, y / 2);
    }
    free(rows);
    free(weights);
    return 0;
}

/* --- the overlay --- */

void fc_overlay_finish(struct fc_overlay *overlay)
{
    fc_picture_unref(&overlay->picture);
    free(overlay->block);
    *overlay = (struct fc_overlay){0};
}

static bool is_same(const struct fc_overlay_params *a, const struct fc_overlay_params *b)
{
    return a->place == b->place && fc_size_equal(a->frame, b->frame) &&
           fc_colour_equal(a->colour, b->colour);
}

int fc_overlay_update(struct fc_overlay *overlay, struct fc_picture *picture,
                      const struct fc_overlay_params *params)
{
    struct place place;
    int ret;

    if (picture && overlay->picture == picture && is_same(&overlay->params, params)) {
        overlay->params.opacity = params->opacity;
        return 0;
    }
    fc_overlay_finish(overlay);
    if (!picture)
        return 0;
    overlay->picture = fc_picture_ref(picture);
    overlay->params = *params;
    place = find_place(picture->size, params);
    ret = alloc_planes(overlay, &place);
    if (!ret)
        ret = fill_planes(overlay, &place);
    if (ret)
        fc_overlay_finish(overlay);
    return ret;
}

/* factor is of FC_FADE_WHOLE. */
static void lay_row(const uint8_t *over, const uint8_t *alpha, int factor, uint8_t *restrict to,
                    int width)
{
    const uint16_t by = (uint16_t)factor;

    for (int x = 0; x < width; x++) {
        const uint16_t a = (uint16_t)(alpha[x] * by) >> 8;

        to[x] = (uint8_t)((uint16_t)(over[x] * a + to[x] * (uint16_t)(255 - a) + 255) >> 8);
    }
}

void fc_overlay_apply(const struct fc_overlay *overlay, const struct fc_image *image)
{
    const int factor = FC_FADE_WHOLE * overlay->params.opacity / 100;

    if (!overlay->block || factor == 0)
        return;
    assert(fc_size_equal(overlay->params.frame, image->size));
    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(overlay->size, i);
        const int half = i ? 2 : 1;

        for (int y = 0; y < size.height; y++) {
            const size_t start = (size_t)y * (size_t)size.width;

            lay_row(overlay->plane[i] + start, overlay->alpha[i ? 1 : 0] + start, factor,
                    image->plane[i] + (ptrdiff_t)(overlay->y / half + y) * image->stride[i] +
                        overlay->x / half,
                    size.width);
        }
    }
}
