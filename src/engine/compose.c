/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <errno.h>

#include "base/clock.h"
#include "compose/effect.h"

#include <libyuv.h>

/* What one frame is made of on its way; references are dropped at its end. */
struct job {
    struct fc_frame *frame;          /* borrowed, or framed, or mirrored (then owned below) */
    const struct fc_matte *matte;    /* borrowed, or changed (then owned below); may be NULL */
    struct fc_frame *person;         /* what to blend: frame, or changed (then owned below) */
    struct fc_frame *framed_frame;   /* owned */
    struct fc_frame *mirrored_frame; /* owned */
    struct fc_matte *carried_matte;  /* owned */
    struct fc_matte *mirrored_matte; /* owned */
    struct fc_matte *outlined_matte; /* owned */
    struct fc_frame *toned_frame;    /* owned */
    struct fc_frame *effect_frame;   /* owned */
    struct fc_source_ref *source;    /* owned */
    struct fc_frame *card;           /* owned */
};

static void finish_job(struct job *job)
{
    fc_frame_unref(&job->framed_frame);
    fc_frame_unref(&job->mirrored_frame);
    fc_matte_unref(&job->carried_matte);
    fc_matte_unref(&job->mirrored_matte);
    fc_matte_unref(&job->outlined_matte);
    fc_frame_unref(&job->toned_frame);
    fc_frame_unref(&job->effect_frame);
    fc_source_unref(&job->source);
    fc_frame_unref(&job->card);
}

static struct fc_frame *take_like(struct fc_engine *engine, const struct fc_frame *frame)
{
    return fc_frame_take(engine->frames, frame->image.size, frame->image.colour, frame->time_ns);
}

/*
 * What the matte's view shows of the frame; that is there already where the matte was made from
 * this very frame.
 */
static int take_view(struct fc_engine *engine, struct job *job)
{
    const struct fc_image *image = fc_frame_image(job->frame);
    const struct fc_matte *matte = job->matte;
    const bool fits = matte && fc_size_equal(matte->size, image->size);
    const struct fc_view view =
        fits ? matte->view : fc_framing_fixed(&engine->compose_values, image->size);

    if (fc_view_is_plain(&view))
        return 0;
    if (fits && matte->framed && matte->time_ns == job->frame->time_ns &&
        matte->framed_from == image->plane[0] &&
        fc_colour_equal(matte->framed->image.colour, image->colour))
        job->framed_frame = fc_frame_ref(matte->framed);
    else
        job->framed_frame =
            fc_viewer_apply(engine->compose_viewer, &view, job->frame, engine->frames);
    if (!job->framed_frame)
        return -ENOMEM;
    job->frame = job->framed_frame;
    return 0;
}

/* Whether the matte is one of an older frame that may be shown with this one. */
static bool is_behind(const struct job *job, int64_t now_ns)
{
    const struct fc_matte *matte = job->matte;

    return matte && matte->time_ns < job->frame->time_ns &&
           now_ns - matte->time_ns <= FC_MATTE_MAX_AGE_NS &&
           fc_size_equal(matte->size, job->frame->image.size) && fc_matte_is_fit(matte);
}

/* The matte of an older frame goes along with the person; that of this very frame stays. */
static int carry_matte(struct fc_engine *engine, struct job *job, int64_t now_ns)
{
    int ret;

    if (!is_behind(job, now_ns))
        return 0;
    job->carried_matte = fc_matte_take(engine->mattes, job->matte->size, job->matte->time_ns);
    if (!job->carried_matte)
        return -ENOMEM;
    engine->compared++;
    ret = fc_carry_run(engine->carry, job->matte, fc_frame_image(job->frame), job->carried_matte);
    if (ret > 0)
        job->matte = job->carried_matte;
    return ret < 0 ? ret : 0;
}

/* The camera's picture and the matte are swapped, the background is not: its text stays legible. */
static int mirror(struct fc_engine *engine, struct job *job)
{
    const struct fc_image *from = fc_frame_image(job->frame);

    job->mirrored_frame = take_like(engine, job->frame);
    if (!job->mirrored_frame)
        return -ENOMEM;
    for (int i = 0; i < 3; i++) {
        const struct fc_image *to = fc_frame_image(job->mirrored_frame);
        struct fc_size size = fc_plane_size(from->size, i);

        MirrorPlane(from->plane[i], from->stride[i], to->plane[i], to->stride[i], size.width,
                    size.height);
    }
    job->frame = job->mirrored_frame;
    if (!job->matte)
        return 0;
    job->mirrored_matte = fc_matte_take(engine->mattes, job->matte->size, job->matte->time_ns);
    if (!job->mirrored_matte)
        return -ENOMEM;
    fc_matte_mirror(job->matte, job->mirrored_matte);
    job->matte = job->mirrored_matte;
    return 0;
}

static int outline_matte(struct fc_engine *engine, struct job *job)
{
    const struct fc_values *values = &engine->compose_values;
    const struct fc_outline_params params = {
        .threshold = fc_values_int(values, FC_PARAM_MATTE_THRESHOLD),
        .grow = fc_values_int(values, FC_PARAM_MATTE_GROW),
        .feather = fc_values_int(values, FC_PARAM_MATTE_FEATHER),
    };
    int ret;

    if (!job->matte || fc_outline_is_none(&params))
        return 0;
    job->outlined_matte = fc_matte_take(engine->mattes, job->matte->size, job->matte->time_ns);
    if (!job->outlined_matte)
        return -ENOMEM;
    ret = fc_outline_apply(&engine->outline, &params, job->matte, job->outlined_matte);
    job->matte = job->outlined_matte;
    return ret;
}

static int apply_tone(struct fc_engine *engine, struct job *job)
{
    const struct fc_values *values = &engine->compose_values;
    const struct fc_tone_params params = {
        .brightness = fc_values_int(values, FC_PARAM_PERSON_BRIGHTNESS),
        .contrast = fc_values_int(values, FC_PARAM_PERSON_CONTRAST),
        .saturation = fc_values_int(values, FC_PARAM_PERSON_SATURATION),
        .look = (enum fc_look_choice)fc_values_int(values, FC_PARAM_PERSON_LOOK),
    };
    const struct fc_matte *where = NULL;

    if (fc_tone_is_none(&params))
        return 0;
    if (job->matte && fc_size_equal(job->matte->size, job->person->image.size) &&
        fc_values_int(values, FC_PARAM_EFFECT) == FC_EFFECT_NONE &&
        !fc_values_bool(values, FC_PARAM_CLEAN_EDGES))
        where = job->matte; /* effects and clean edges look at neighbours */
    job->toned_frame = take_like(engine, job->person);
    if (!job->toned_frame)
        return -ENOMEM;
    fc_tone_update(&engine->person_tone, &params, job->person->image.colour);
    fc_tone_apply(&engine->person_tone, fc_frame_image(job->person), where,
                  fc_frame_image(job->toned_frame));
    job->person = job->toned_frame;
    return 0;
}

static int apply_effect(struct fc_engine *engine, struct job *job)
{
    const struct fc_effect_ops *effect = fc_effect_find(
        (enum fc_effect_choice)fc_values_int(&engine->compose_values, FC_PARAM_EFFECT));

    if (!effect)
        return 0;
    job->effect_frame = take_like(engine, job->person);
    if (!job->effect_frame)
        return -ENOMEM;
    effect->apply(fc_frame_image(job->person), engine->composed, fc_frame_image(job->effect_frame));
    job->person = job->effect_frame;
    return 0;
}

/* The backdrop, or NULL where there is none to show or no matte that could go with it. */
static const struct fc_image *render_backdrop(struct fc_engine *engine, const struct job *job)
{
    const struct fc_backdrop_input input = {
        .frame = fc_frame_image(job->frame),
        .matte = job->matte,
        .time_ns = fc_frame_time_ns(job->frame),
        .values = &engine->compose_values,
        .source = job->source ? &job->source->source : NULL,
        .source_number = job->source ? job->source->number : 0,
    };
    const struct fc_image *image = NULL;

    if (!job->matte || !fc_size_equal(job->matte->size, input.frame->size) ||
        fc_backdrops_render(engine->backdrops, &input, &image))
        return NULL;
    return image;
}

/* No card because of an overlay: where that cannot be made, there is none. */
static void update_overlay(struct fc_engine *engine, const struct fc_image *image)
{
    const struct fc_values *values = &engine->compose_values;
    const struct fc_overlay_params params = {
        .place = (enum fc_overlay_place)fc_values_int(values, FC_PARAM_OVERLAY_PLACE),
        .opacity = fc_values_int(values, FC_PARAM_OVERLAY_OPACITY),
        .frame = image->size,
        .colour = image->colour,
    };
    struct fc_picture *picture = fc_engine_ref_overlay(engine);

    fc_overlay_update(&engine->overlay, picture, &params);
    fc_picture_unref(&picture);
    fc_publisher_set_overlay(engine->publisher, &engine->overlay);
}

static int publish(struct fc_engine *engine, struct job *job, int64_t now_ns,
                   struct fc_published **published)
{
    const struct fc_values *values = &engine->compose_values;
    struct fc_publish_params params;
    int ret = take_view(engine, job);

    if (!ret && fc_values_background_kind(values) != FC_BACKGROUND_NONE)
        ret = carry_matte(engine, job, now_ns);
    if (!ret && fc_values_bool(values, FC_PARAM_MIRROR))
        ret = mirror(engine, job);
    if (!ret && fc_values_background_kind(values) == FC_BACKGROUND_NONE)
        return fc_publish_room(engine->publisher, fc_frame_image(job->frame),
                               fc_frame_time_ns(job->frame), published);
    job->person = job->frame;
    if (!ret)
        ret = outline_matte(engine, job);
    if (!ret)
        ret = apply_tone(engine, job);
    if (!ret)
        ret = apply_effect(engine, job);
    if (ret)
        return ret;
    params = (struct fc_publish_params){
        .person = fc_frame_image(job->person),
        .backdrop = render_backdrop(engine, job),
        .matte = job->matte,
        .card = job->card,
        .own_colour = fc_values_bool(values, FC_PARAM_CLEAN_EDGES),
        .light_wrap = fc_values_background_kind(values) == FC_BACKGROUND_GREENSCREEN
                          ? 0
                          : fc_values_int(values, FC_PARAM_LIGHT_WRAP),
        .keeps_matte = atomic_load(&engine->keeps_mattes),
        .fade = 100 - fc_values_int(values, FC_PARAM_PERSON_OPACITY),
        .time_ns = fc_frame_time_ns(job->frame),
        .now_ns = now_ns,
    };
    return fc_publish_composed(engine->publisher, &params, published);
}

int fc_engine_compose(struct fc_engine *engine, struct fc_frame *frame,
                      const struct fc_matte *matte, int64_t now_ns, struct fc_published **published)
{
    struct job job = {.frame = frame, .matte = matte};
    int64_t start = fc_clock_now_ns();
    int ret;

    fc_engine_copy_values(engine, &engine->compose_values);
    job.source = fc_engine_ref_source(engine);
    job.card = fc_engine_ref_card(engine);
    update_overlay(engine, fc_frame_image(frame));
    ret = publish(engine, &job, now_ns, published);
    finish_job(&job);
    engine->composed++;
    atomic_store(&engine->compose_ns, fc_clock_now_ns() - start);
    return ret;
}

int fc_engine_card(struct fc_engine *engine, struct fc_size size, struct fc_colour colour,
                   struct fc_published **published)
{
    const struct fc_image like = {.size = size, .colour = colour};
    struct fc_frame *card;
    int ret;

    if (!fc_size_is_valid(size) || !fc_colour_is_valid(colour))
        return -EINVAL;
    card = fc_engine_ref_card(engine);
    ret = fc_publish_card(engine->publisher, &like, card, fc_clock_now_ns(), published);
    fc_frame_unref(&card);
    return ret;
}
