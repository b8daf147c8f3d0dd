/* SPDX-License-Identifier: MIT */
/*
 * The room, blurred, without the person: pixels of the person have no weight, so their colours
 * do not glow round their outline. All of it happens on a small copy, a power of two smaller
 * each way, so that libyuv's fast halving and doubling fit the sizes of all planes.
 */
#include "compose/backdrop.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "compose/blur.h"
#include "compose/blur_disc.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

/* The small copy has at least so many lines, and less than twice as many. */
#define SMALL_LINES 90

/* Levels of halving; 2^8 times SMALL_LINES is beyond FC_MAX_SIDE. */
#define MAX_LEVELS 9

/*
 * Sigma as a share of the frame's height, at strength 0 and 100; and its least, in small pixels.
 * At 0.02 one could still read letters of a tenth of the height, as on a whiteboard.
 */
#define WEAKEST 0.03
#define STRONGEST 0.08
#define LEAST_SIGMA 2.0

/* The same for the radius of a lens's discs. */
#define WEAKEST_DISC 0.08
#define STRONGEST_DISC 0.16
#define LEAST_RADIUS 4.0

/*
 * A lens adds up light, so that a lamp outshines what is around it, and becomes a disc that can be
 * seen. White counts so much more than black, and what is between less steeply than by its light.
 */
#define WHITE_GAIN 20.0
#define GAIN_POWER 6

/* How much the mean of the whole background counts: it decides only where nothing else is near. */
#define MEAN_WEIGHT (1.0f / 1024)

struct plane {
    uint8_t *data; /* owned */
    int stride;
    struct fc_size size;
};

struct blur_backdrop {
    struct fc_backdrop base;
    struct fc_frame *blurred;      /* owned; as all below NULL before the first frame */
    int level;                     /* the small copy is 2^level times smaller */
    double unit;                   /* the height that sigma is a share of, in small pixels */
    struct plane colour[3];        /* small Y, Cb and Cr, all of the same size */
    struct plane alpha[2];         /* small alpha, and while it is widened */
    struct plane step[MAX_LEVELS]; /* [i]: 2^i times smaller; on the way down and up */
    struct fc_blur_grid grid;
    struct fc_blur_disc disc; /* nothing in it before the first frame that asks for it */
    float gain[256];          /* of a pixel by its luma, for discs */
};

/* --- planes --- */

static int plane_init(struct plane *plane, struct fc_size size)
{
    plane->size = size;
    plane->stride = (int)fc_round_up((size_t)size.width, FC_ALIGNMENT);
    plane->data = fc_alloc_aligned((size_t)plane->stride * (size_t)size.height);
    return plane->data ? 0 : -ENOMEM;
}

static void plane_finish(struct plane *plane)
{
    free(plane->data);
    *plane = (struct plane){0};
}

static struct plane plane_of(const struct fc_image *image, int i)
{
    return (struct plane){image->plane[i], image->stride[i], fc_plane_size(image->size, i)};
}

static void scale_plane(const struct plane *from, const struct plane *to)
{
    ScalePlane(from->data, from->stride, from->size.width, from->size.height, to->data, to->stride,
               to->size.width, to->size.height, kFilterBox);
}

static struct fc_size halved(struct fc_size size, int times)
{
    for (; times > 0; times--)
        size = fc_plane_size(size, 1);
    return size;
}

/* --- set-up --- */

/* Very wide frames are taken for as high as a 16:9 one would be. */
static double height_for_sigma(struct fc_size size)
{
    return fmax(size.height, size.width * 9 / 16.0);
}

static void blur_finish(struct fc_backdrop *backdrop)
{
    struct blur_backdrop *blur = (struct blur_backdrop *)backdrop;

    fc_frame_unref(&blur->blurred);
    for (int i = 0; i < 3; i++)
        plane_finish(&blur->colour[i]);
    for (int i = 0; i < 2; i++)
        plane_finish(&blur->alpha[i]);
    for (int i = 0; i < MAX_LEVELS; i++)
        plane_finish(&blur->step[i]);
    fc_blur_grid_finish(&blur->grid);
    fc_blur_disc_finish(&blur->disc);
}

static double sigma_for(const struct blur_backdrop *blur, int strength)
{
    double share = WEAKEST + (STRONGEST - WEAKEST) * strength / 100.0;

    return fmax(share * blur->unit, LEAST_SIGMA);
}

static double radius_for(const struct blur_backdrop *blur, int strength)
{
    double share = WEAKEST_DISC + (STRONGEST_DISC - WEAKEST_DISC) * strength / 100.0;

    return fmax(share * blur->unit, LEAST_RADIUS);
}

static int prepare_disc(struct blur_backdrop *blur, struct fc_colour colour)
{
    const double black = fc_colour_black(colour);
    const double white = fc_colour_from_rgb(colour, 255, 255, 255).y;

    if (blur->disc.sums)
        return 0;
    for (int i = 0; i < 256; i++)
        blur->gain[i] =
            (float)(1 + (WHITE_GAIN - 1) *
                            pow(fmin(fmax(i - black, 0) / (white - black), 1), GAIN_POWER));
    return fc_blur_disc_init(&blur->disc, blur->grid.size, radius_for(blur, 100));
}

static int init_planes(struct blur_backdrop *blur, const struct fc_image *frame)
{
    struct fc_size small = halved(frame->size, blur->level);
    int ret = fc_blur_grid_init(&blur->grid, small, sigma_for(blur, 100));

    blur->blurred = fc_frame_create(frame->size, frame->colour, 0);
    if (!blur->blurred)
        ret = -ENOMEM;
    for (int i = 0; i < 3 && ret == 0; i++)
        ret = plane_init(&blur->colour[i], small);
    for (int i = 0; i < 2 && ret == 0; i++)
        ret = plane_init(&blur->alpha[i], small);
    for (int i = 1; i < blur->level && ret == 0; i++)
        ret = plane_init(&blur->step[i], halved(frame->size, i));
    return ret;
}

static int prepare(struct blur_backdrop *blur, const struct fc_image *frame)
{
    double height = height_for_sigma(frame->size);
    int ret;

    if (blur->blurred) {
        const struct fc_image *image = fc_frame_image(blur->blurred);

        if (fc_size_equal(image->size, frame->size) &&
            fc_colour_equal(image->colour, frame->colour))
            return 0;
        blur_finish(&blur->base);
    }
    for (blur->level = 0; height >= 2 * SMALL_LINES; height /= 2)
        blur->level++;
    assert(blur->level < MAX_LEVELS);
    blur->unit = height;
    ret = init_planes(blur, frame);
    if (ret < 0)
        blur_finish(&blur->base);
    return ret;
}

/* --- down --- */

static inline uint8_t max3(uint8_t a, uint8_t b, uint8_t c)
{
    uint8_t ab = a > b ? a : b;

    return ab > c ? ab : c;
}

/*
 * The matte's edge lies now on this side of the person's, now on that: so each pixel takes the
 * highest alpha of the three by three around it.
 */
static void widen(const struct plane *alpha, const struct plane *across)
{
    int width = alpha->size.width;
    int height = alpha->size.height;

    for (int y = 0; y < height; y++) {
        const uint8_t *row = alpha->data + (ptrdiff_t)y * alpha->stride;
        uint8_t *to = across->data + (ptrdiff_t)y * across->stride;

        to[0] = max3(row[0], row[0], row[width > 1]);
        for (int x = 1; x < width - 1; x++)
            to[x] = max3(row[x - 1], row[x], row[x + 1]);
        to[width - 1] = max3(row[width - 1], row[width - 1], row[width > 1 ? width - 2 : 0]);
    }
    for (int y = 0; y < height; y++) {
        const uint8_t *row = across->data + (ptrdiff_t)y * across->stride;
        const uint8_t *above = y > 0 ? row - across->stride : row;
        const uint8_t *below = y < height - 1 ? row + across->stride : row;
        uint8_t *to = alpha->data + (ptrdiff_t)y * alpha->stride;

        for (int x = 0; x < width; x++)
            to[x] = max3(above[x], row[x], below[x]);
    }
}

/* Part of a plane; x and y are the first two, in samples. */
static struct plane plane_part(const struct plane *plane, int x, int y, struct fc_size size)
{
    return (struct plane){plane->data + (ptrdiff_t)y * plane->stride + x, plane->stride, size};
}

/* Quarters first: libyuv has SIMD rows for them, and takes a tenth of the time of larger boxes. */
static void shrink_whole(const struct blur_backdrop *blur, struct plane from, int level,
                         const struct plane *to)
{
    for (; blur->level - level > 2; level += 2) {
        struct fc_size size = {from.size.width / 4, from.size.height / 4};
        struct plane quarter = plane_part(&blur->step[level + 2], 0, 0, size);

        scale_plane(&from, &quarter);
        from = quarter;
    }
    scale_plane(&from, to);
}

/*
 * from is of that level. Whole squares of samples become one each, and what is left at the right
 * and the bottom one more: boxes of uneven widths would turn fine strokes into coarse ones that
 * the blur lets through.
 */
static void shrink_plane(const struct blur_backdrop *blur, const struct plane *from, int level,
                         const struct plane *to)
{
    int shift = blur->level - level;
    struct fc_size count = {from->size.width >> shift, from->size.height >> shift};
    struct fc_size whole = {count.width << shift, count.height << shift};
    struct fc_size rest = {from->size.width - whole.width, from->size.height - whole.height};
    const struct {
        int x, y;
        struct fc_size size;
        struct fc_size count;
    } ends[] = {
        {count.width, 0, {rest.width, whole.height}, {1, count.height}},
        {0, count.height, {whole.width, rest.height}, {count.width, 1}},
        {count.width, count.height, rest, {1, 1}},
    };

    if (count.width > 0 && count.height > 0) {
        struct plane target = plane_part(to, 0, 0, count);

        shrink_whole(blur, plane_part(from, 0, 0, whole), level, &target);
    }
    for (int i = 0; i < 3; i++) {
        struct plane source =
            plane_part(from, ends[i].x << shift, ends[i].y << shift, ends[i].size);
        struct plane target = plane_part(to, ends[i].x, ends[i].y, ends[i].count);

        if (source.size.width > 0 && source.size.height > 0)
            scale_plane(&source, &target);
    }
}

static void shrink(struct blur_backdrop *blur, const struct fc_backdrop_input *input)
{
    const struct fc_matte *matte = input->matte;
    struct plane alpha = {matte->alpha, matte->stride, matte->size};
    struct plane half = {matte->chroma_alpha, matte->chroma_stride, fc_plane_size(matte->size, 1)};

    for (int i = 0; i < 3; i++) {
        struct plane from = plane_of(input->frame, i);

        if (blur->level == 0)
            scale_plane(&from, &blur->colour[i]);
        else
            shrink_plane(blur, &from, i ? 1 : 0, &blur->colour[i]);
    }
    if (blur->level == 0)
        scale_plane(&alpha, &blur->alpha[0]);
    else
        shrink_plane(blur, &half, 1, &blur->alpha[0]);
    widen(&blur->alpha[0], &blur->alpha[1]);
}

/* --- the small copy --- */

/*
 * A pixel that is person by a share, holds the person's colour by that share: so the weight must
 * fall much faster than 1 - alpha. To its 16th power, such pixels bring in at most 2 % of it,
 * and yet a matte that is faintly person everywhere leaves the whole room to blur.
 */
static float weight_of(uint8_t alpha)
{
    float w = (float)(255 - alpha) * (1.0f / 255);

    w *= w;
    w *= w;
    w *= w;
    return w * w;
}

static void weigh(struct blur_backdrop *blur)
{
    struct fc_size size = blur->grid.size;

    for (int y = 0; y < size.height; y++) {
        const uint8_t *row[3];
        const uint8_t *alpha = blur->alpha[0].data + (ptrdiff_t)y * blur->alpha[0].stride;
        fc_blur_pixel *to = blur->grid.pixel + (ptrdiff_t)y * size.width;

        for (int i = 0; i < 3; i++)
            row[i] = blur->colour[i].data + (ptrdiff_t)y * blur->colour[i].stride;
        for (int x = 0; x < size.width; x++) {
            fc_blur_pixel pixel = {row[0][x], row[1][x], row[2][x], 1.0f};

            to[x] = pixel * weight_of(alpha[x]);
        }
    }
}

/* Light counts. */
static void brighten(struct blur_backdrop *blur)
{
    struct fc_size size = blur->grid.size;

    for (int y = 0; y < size.height; y++) {
        const uint8_t *luma = blur->colour[0].data + (ptrdiff_t)y * blur->colour[0].stride;
        fc_blur_pixel *row = blur->grid.pixel + (ptrdiff_t)y * size.width;

        for (int x = 0; x < size.width; x++)
            row[x] *= blur->gain[luma[x]];
    }
}

/* The mean of the background with a weight of 1; grey where there is no background at all. */
static fc_blur_pixel background_mean(const struct fc_blur_grid *grid, struct fc_colour colour)
{
    fc_blur_pixel total = {0};
    struct fc_yuv grey = fc_colour_from_rgb(colour, 128, 128, 128);

    for (int y = 0; y < grid->size.height; y++) {
        const fc_blur_pixel *row = grid->pixel + (ptrdiff_t)y * grid->size.width;
        fc_blur_pixel sum = {0};

        for (int x = 0; x < grid->size.width; x++)
            sum += row[x];
        total += sum;
    }
    if (total[3] < 1e-3f)
        return (fc_blur_pixel){grey.y, grey.u, grey.v, 1.0f};
    return total / total[3];
}

static void unweigh(struct blur_backdrop *blur, fc_blur_pixel mean)
{
    struct fc_size size = blur->grid.size;

    mean *= MEAN_WEIGHT;
    for (int y = 0; y < size.height; y++) {
        const fc_blur_pixel *from = blur->grid.pixel + (ptrdiff_t)y * size.width;
        uint8_t *row[3];

        for (int i = 0; i < 3; i++)
            row[i] = blur->colour[i].data + (ptrdiff_t)y * blur->colour[i].stride;
        for (int x = 0; x < size.width; x++) {
            fc_blur_pixel sum = from[x] + mean;
            fc_blur_pixel pixel = sum * (1.0f / sum[3]) + 0.5f;

            for (int i = 0; i < 3; i++)
                row[i][x] = (uint8_t)pixel[i];
        }
    }
}

/* --- up --- */

/*
 * Doubles the size again and again: libyuv has SIMD rows for that, and bilinear steps one after
 * the other are smoother than one big one, which would show the small copy's grid.
 */
static void grow(const struct blur_backdrop *blur, const struct plane *small,
                 const struct plane *target, int target_level)
{
    const struct plane *from = small;

    for (int level = blur->level - 1; level > target_level; level--) {
        scale_plane(from, &blur->step[level]);
        from = &blur->step[level];
    }
    scale_plane(from, target);
}

static int blur_render(struct fc_backdrop *backdrop, const struct fc_backdrop_input *input,
                       const struct fc_image **image)
{
    struct blur_backdrop *blur = (struct blur_backdrop *)backdrop;
    const int strength = fc_values_int(input->values, FC_PARAM_BLUR_STRENGTH);
    const bool is_lens = fc_values_int(input->values, FC_PARAM_BLUR_LOOK) == FC_BLUR_LENS;
    fc_blur_pixel mean;
    int ret = prepare(blur, input->frame);

    if (ret == 0 && is_lens)
        ret = prepare_disc(blur, input->frame->colour);
    if (ret < 0)
        return ret;
    assert(fc_size_equal(input->matte->size, input->frame->size));
    shrink(blur, input);
    weigh(blur);
    if (is_lens)
        brighten(blur);
    mean = background_mean(&blur->grid, input->frame->colour);
    if (is_lens)
        fc_blur_disc_apply(&blur->disc, blur->grid.pixel, radius_for(blur, strength));
    else
        fc_blur_grid_apply(&blur->grid, sigma_for(blur, strength));
    unweigh(blur, mean);
    for (int i = 0; i < 3; i++) {
        struct plane target = plane_of(fc_frame_image(blur->blurred), i);

        grow(blur, &blur->colour[i], &target, i ? 1 : 0);
    }
    *image = fc_frame_image(blur->blurred);
    backdrop->number++;
    return 0;
}

const struct fc_backdrop_ops fc_backdrop_blur = {
    .kind = FC_BACKGROUND_BLUR,
    .state_size = sizeof(struct blur_backdrop),
    .render = blur_render,
    .finish = blur_finish,
};
