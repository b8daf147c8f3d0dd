/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "engine/network.h"
#include "frame/colour.h"

#include <libyuv.h>

/* A network without the engine. */
struct plain {
    struct fc_network *network; /* owned */
    const struct quality_smear *smear;
};

static int plain_create(const struct quality_row *row, const char *models, void **state,
                        struct fc_error *error)
{
    const struct fc_size any = {1, 1};
    struct plain *plain = g_new0(struct plain, 1);
    char path[4096];
    int ret = fc_model_path("selfie", models, any, path, sizeof(path), error);

    if (!ret)
        ret = fc_network_create(path, 1, &plain->network, error);
    plain->smear = row->smear;
    *state = plain;
    return ret;
}

/* Which samples go into one of a smaller picture along one side: a triangle round its middle. */
struct reach {
    float middle;
    float half; /* the triangle's */
    int first;
    int last;
};

static struct reach reach_of(int i, int count, int from)
{
    const float scale = (float)from / (float)count;
    struct reach reach = {((float)i + 0.5f) * scale - 0.5f, MAX(scale, 1.0f), 0, 0};

    reach.first = MAX((int)ceilf(reach.middle - reach.half), 0);
    reach.last = MIN((int)floorf(reach.middle + reach.half), from - 1);
    return reach;
}

static float weight_of(const struct reach *reach, int i)
{
    return 1 - fabsf((float)i - reach->middle) / reach->half;
}

/* Adds the rows of bytes that make row y of the smaller picture, weighted. Returns the weights. */
static float add_rows(float *sums, const uint8_t *bgra, int width, struct reach down)
{
    float all = 0;

    memset(sums, 0, (size_t)width * 4 * sizeof(*sums));
    for (int y = down.first; y <= down.last; y++) {
        const uint8_t *row = bgra + (ptrdiff_t)y * width * 4;
        const float weight = weight_of(&down, y);

        for (int i = 0; i < width * 4; i++)
            sums[i] += weight * (float)row[i];
        all += weight;
    }
    return all;
}

/* One pixel of such a row as RGB. all: what its rows weigh. */
static void add_columns(float *rgb, const float *sums, struct reach across, float all)
{
    float weights = 0;

    rgb[0] = rgb[1] = rgb[2] = 0;
    for (int x = across.first; x <= across.last; x++) {
        const float weight = weight_of(&across, x);

        for (int c = 0; c < 3; c++)
            rgb[c] += weight * sums[4 * x + 2 - c];
        weights += weight;
    }
    for (int c = 0; c < 3; c++)
        rgb[c] /= weights * all;
}

/* The whole picture, bilinearly, as the networks' published figures have it. */
static void fill_input(struct plain *plain, const struct fc_image *image)
{
    const struct fc_profile *profile = &plain->network->profile;
    const struct fc_size size = plain->network->input;
    const struct fc_size from = image->size;
    const float scale = (profile->input_max - profile->input_min) / 255;
    float *rgb = plain->network->exec->ops->input(plain->network->exec)->data;
    float *sums = g_new(float, (gsize)from.width * 4);
    uint8_t *bgra = g_malloc((gsize)from.width * (gsize)from.height * 4);

    I420ToARGBMatrix(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                     image->plane[2], image->stride[2], bgra, from.width * 4,
                     fc_colour_yuv_constants(image->colour), from.width, from.height);
    for (int y = 0; y < size.height; y++) {
        const float all = add_rows(sums, bgra, from.width, reach_of(y, size.height, from.height));

        for (int x = 0; x < size.width; x++, rgb += 3) {
            add_columns(rgb, sums, reach_of(x, size.width, from.width), all);
            for (int c = 0; c < 3; c++)
                rgb[c] = profile->input_min + scale * rgb[c];
        }
    }
    g_free(bgra);
    g_free(sums);
}

static int plain_estimate(void *state, const struct fc_frame *frame, uint8_t *alpha,
                          struct fc_error *error)
{
    struct plain *plain = state;
    const struct fc_image *image = fc_frame_image(frame);
    int ret;

    fill_input(plain, image);
    ret = fc_network_run(plain->network, error);
    if (!ret)
        ret = fc_network_decode(plain->network, error);
    if (ret) {
        memset(alpha, 0, (size_t)image->size.width * (size_t)image->size.height);
        return ret;
    }
    quality_enlarge(plain->network->person, plain->network->output, alpha, image->size);
    if (plain->smear)
        quality_smear(plain->smear, alpha, image->size);
    return 0;
}

static void plain_destroy(void *state)
{
    struct plain *plain = state;

    if (plain)
        fc_network_destroy(&plain->network);
    g_free(plain);
}

static int engine_create(const struct quality_row *row, const char *models, void **state,
                         struct fc_error *error)
{
    const struct fc_engine_params params = {.model_dir = models};
    struct fc_engine *engine = NULL;
    int ret = fc_engine_create(&params, &engine, error);

    for (int i = 0; !ret && row->params && row->params[i]; i += 2)
        ret = fc_engine_set(engine, row->params[i], row->params[i + 1], error);
    *state = engine;
    return ret;
}

static int engine_estimate(void *state, const struct fc_frame *frame, uint8_t *alpha,
                           struct fc_error *error)
{
    const struct fc_size size = fc_frame_image(frame)->size;
    struct fc_matte *matte = NULL;
    const uint8_t *from;
    int stride;
    int ret = fc_engine_estimate(state, frame, &matte, error);

    if (ret) {
        memset(alpha, 0, (size_t)size.width * (size_t)size.height);
        return ret;
    }
    from = fc_matte_alpha(matte, &stride);
    for (int y = 0; y < size.height; y++)
        memcpy(alpha + (ptrdiff_t)y * size.width, from + (ptrdiff_t)y * stride, (size_t)size.width);
    fc_matte_unref(&matte);
    return 0;
}

static void engine_destroy(void *state)
{
    struct fc_engine *engine = state;

    fc_engine_destroy(&engine);
}

/* 191 of 255 is three quarters. */
static const struct quality_smear usual = {.threshold = 191, .dilate_px = 5, .box_px = 10};
static const struct quality_smear seed = {.threshold = 191, .dilate_px = 10, .box_px = 30};
static const char *const engine_fast[] = {"quality", "fast", NULL};
static const char *const engine_balanced[] = {"quality", "balanced", NULL};
static const char *const engine_best[] = {"quality", "best", NULL};

#define PLAIN .create = plain_create, .estimate = plain_estimate, .destroy = plain_destroy
#define ENGINE .create = engine_create, .estimate = engine_estimate, .destroy = engine_destroy

const struct quality_row quality_rows[] = {
    {"plain", "the 256x256 network, bilinearly fed and enlarged", .on_sheet = true, PLAIN},
    {"usual", "plain, cut at 0.75, grown by 5, averaged over 10", .smear = &usual, PLAIN},
    {"seed", "plain, cut at 0.75, grown by 10, averaged over 30", .smear = &seed, PLAIN},
    {"fast", "the engine, quality=fast", .params = engine_fast, ENGINE},
    {"balanced", "the engine, quality=balanced", .params = engine_balanced, ENGINE},
    {"best", "the engine, quality=best", .on_sheet = true, .params = engine_best, ENGINE},
    {NULL},
};
_Static_assert(G_N_ELEMENTS(quality_rows) <= QUALITY_MAX_ROWS, "QUALITY_MAX_ROWS is too small");
