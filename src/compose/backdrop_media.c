/* SPDX-License-Identifier: MIT */
#include "compose/backdrop.h"

#include <errno.h>
#include <string.h>

#include "compose/fit.h"
#include "frame/frame.h"

/* What a fitted picture depends on, beside the picture itself. */
struct media_fit {
    enum fc_background_fit fit;
    uint32_t bars_rgb;
};

struct media_backdrop {
    struct fc_backdrop base;
    struct fc_pool *scratch;            /* owned */
    struct fc_background_source source; /* borrowed; that shown came from */
    uint64_t source_number;             /* its */
    struct fc_frame *shown;             /* owned; the source's newest picture, or NULL */
    struct fc_frame *fitted;            /* owned; planes of the frame's size and colour */
    bool is_fitted;                     /* fitted shows shown, by how */
    struct media_fit how;
};

static void forget(struct media_backdrop *media)
{
    fc_frame_unref(&media->shown);
    media->is_fitted = false;
}

static bool same_source(const struct fc_background_source *a, const struct fc_background_source *b)
{
    return a->frame_at == b->frame_at && a->release == b->release && a->user == b->user;
}

/* Brings shown up to date. While it is held, its address tells it from every other frame. */
static int update_shown(struct media_backdrop *media, const struct fc_backdrop_input *input)
{
    const struct fc_background_source *source = input->source;
    struct fc_frame *frame = NULL;
    int ret;

    if (!source || input->source_number != media->source_number ||
        !same_source(source, &media->source))
        forget(media);
    if (!source)
        return -ENODATA;
    media->source = *source;
    media->source_number = input->source_number;
    ret = source->frame_at(source->user, input->time_ns, input->frame->size, &frame);
    if (ret == -EAGAIN)
        return media->shown ? 0 : -EAGAIN;
    if (ret == 0 && !frame)
        ret = -ENODATA;
    if (ret < 0) {
        forget(media);
        return ret;
    }
    if (frame != media->shown) {
        forget(media);
        media->shown = frame;
    } else {
        fc_frame_unref(&frame);
    }
    return 0;
}

static int prepare(struct media_backdrop *media, const struct fc_image *frame)
{
    if (media->fitted) {
        const struct fc_image *fitted = fc_frame_image(media->fitted);

        if (fc_size_equal(fitted->size, frame->size) &&
            fc_colour_equal(fitted->colour, frame->colour))
            return 0;
    }
    media->is_fitted = false;
    fc_frame_unref(&media->fitted);
    media->fitted = fc_frame_create(frame->size, frame->colour, 0);
    if (!media->scratch)
        media->scratch = fc_pool_create();
    return media->fitted && media->scratch ? 0 : -ENOMEM;
}

static int update_fitted(struct media_backdrop *media, const struct fc_backdrop_input *input)
{
    struct media_fit how = {
        .fit = (enum fc_background_fit)fc_values_int(input->values, FC_PARAM_BACKGROUND_FIT),
        .bars_rgb = (uint32_t)fc_values_int(input->values, FC_PARAM_BACKGROUND_COLOR),
    };
    struct fc_fit_params params = {.fit = how.fit, .bars_rgb = how.bars_rgb};
    int ret = prepare(media, input->frame);

    if (ret < 0)
        return ret;
    if (media->is_fitted && media->how.fit == how.fit && media->how.bars_rgb == how.bars_rgb)
        return 0;
    media->is_fitted = false;
    params.scratch = media->scratch;
    ret = fc_fit(fc_frame_image(media->shown), &params, fc_frame_image(media->fitted));
    if (ret < 0)
        return ret;
    media->how = how;
    media->base.number++;
    media->is_fitted = true;
    return 0;
}

static int media_render(struct fc_backdrop *backdrop, const struct fc_backdrop_input *input,
                        const struct fc_image **image)
{
    struct media_backdrop *media = (struct media_backdrop *)backdrop;
    int ret = update_shown(media, input);

    if (ret == 0)
        ret = update_fitted(media, input);
    if (ret < 0)
        return ret;
    *image = fc_frame_image(media->fitted);
    return 0;
}

static void media_finish(struct fc_backdrop *backdrop)
{
    struct media_backdrop *media = (struct media_backdrop *)backdrop;

    forget(media);
    fc_frame_unref(&media->fitted);
    fc_pool_unref(&media->scratch);
}

const struct fc_backdrop_ops fc_backdrop_media = {
    .kind = FC_BACKGROUND_MEDIA,
    .state_size = sizeof(struct media_backdrop),
    .render = media_render,
    .finish = media_finish,
};
