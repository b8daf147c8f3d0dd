/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <errno.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"

/* A network that cannot be loaded is not looked at again for this long, unless it is another. */
#define RETRY_NS FC_NS_PER_S

static bool same_values(const struct fc_values *a, const struct fc_values *b)
{
    for (size_t i = 0; i < fc_param_count(); i++)
        if (!fc_values_equal(a, b, (enum fc_param_id)i))
            return false;
    return true;
}

/* Whether what could not be loaded a moment ago is asked for again. */
static bool failed_lately(const struct fc_engine *engine, struct fc_size size)
{
    const struct fc_load_failure *failure = &engine->failure;

    return failure->error.code && fc_clock_now_ns() - failure->when_ns < RETRY_NS &&
           fc_size_equal(failure->size, size) &&
           same_values(&failure->values, &engine->estimate_values);
}

/* Those of this frame; estimate_values->quality is never auto. */
static void update_values(struct fc_engine *engine)
{
    struct fc_values *values = &engine->estimate_values;

    fc_engine_copy_values(engine, values);
    if (fc_values_int(values, FC_PARAM_QUALITY) == FC_QUALITY_AUTO)
        values->number[FC_PARAM_QUALITY] = engine->auto_quality.quality;
    else
        engine->auto_quality = (struct fc_auto_quality){0};
}

/* What the newest frame took decides about the next. */
static void learn_quality(struct fc_engine *engine)
{
    struct fc_timings timings;

    fc_engine_timings(engine, &timings);
    fc_auto_quality_next(&engine->auto_quality,
                         timings.convert_ns + timings.network_ns + timings.matte_ns +
                             timings.compose_ns,
                         timings.network_ns, fc_clock_now_ns());
}

static int update_network(struct fc_engine *engine, struct fc_size size, struct fc_error *error)
{
    struct fc_load_failure *failure = &engine->failure;
    int ret;

    update_values(engine);
    if (!failed_lately(engine, size)) {
        failure->error = (struct fc_error){0};
        ret = fc_inference_update(&engine->inference, &engine->estimate_values, engine->model_dir,
                                  size, &failure->error);
        if (!ret)
            return 0;
        failure->values = engine->estimate_values;
        failure->size = size;
        failure->when_ns = fc_clock_now_ns();
    }
    if (error)
        *error = failure->error;
    return failure->error.code;
}

int fc_engine_prepare(struct fc_engine *engine, struct fc_size size, struct fc_error *error)
{
    return update_network(engine, size, error);
}

/*
 * What the readings say, as a sealed matte. One that must not be shown is kept as it is, and out of
 * those that come; so is every one where nothing is to be steadied.
 */
static int make_matte(struct fc_engine *engine, const struct fc_image *image,
                      const struct fc_inferred *inferred, struct fc_matte *matte)
{
    const double strength = fc_values_int(&engine->estimate_values, FC_PARAM_STEADINESS) / 100.0;
    const struct fc_working *working;
    int ret = fc_sharpen_run(engine->sharpen, image, inferred->readings, inferred->count, matte);

    if (ret)
        return ret;
    working = fc_sharpen_working(engine->sharpen);
    ret = fc_steady_look(engine->steady, working, strength, matte->time_ns);
    if (!ret)
        ret = fc_soften_run(engine->soften, working, fc_steady_moving(engine->steady), matte);
    if (ret)
        return ret;
    fc_matte_seal(matte);
    if (!fc_matte_is_fit(matte) || strength <= 0)
        fc_steady_reset(engine->steady);
    else
        fc_steady_run(engine->steady, working, matte);
    return 0;
}

/* frame is what the view shows; that took view_ns. */
static int find_person(struct fc_engine *engine, const struct fc_frame *frame, int64_t view_ns,
                       struct fc_matte **matte_out, struct fc_error *error)
{
    const struct fc_image *image = fc_frame_image(frame);
    struct fc_inferred inferred;
    struct fc_matte *matte;
    int64_t since;
    int ret =
        fc_inference_run(&engine->inference, &engine->estimate_values, image, &inferred, error);

    if (ret)
        return ret;
    atomic_store(&engine->convert_ns, view_ns + engine->inference.convert_ns);
    atomic_store(&engine->network_ns, engine->inference.network_ns);
    since = fc_clock_now_ns();
    matte = fc_matte_take(engine->mattes, image->size, fc_frame_time_ns(frame));
    if (!matte)
        return fc_error_set(error, -ENOMEM, "cannot make a matte: out of memory");
    ret = make_matte(engine, image, &inferred, matte);
    if (!ret)
        fc_carry_see(image, matte);
    if (ret) {
        fc_matte_unref(&matte);
        return fc_error_set(error, ret, "cannot make a matte: out of memory");
    }
    atomic_store(&engine->matte_ns, fc_clock_now_ns() - since);
    *matte_out = matte;
    return 0;
}

/* Through the next view. *again: there is a better one of the same frame. */
static int look(struct fc_engine *engine, const struct fc_frame *frame, bool *again,
                struct fc_matte **matte, struct fc_error *error)
{
    const int64_t since = fc_clock_now_ns();
    const struct fc_values *values = &engine->estimate_values;
    const struct fc_view view =
        fc_framing_next(&engine->framing, values, frame->image.size, frame->time_ns);
    struct fc_frame *framed = NULL;
    int ret;

    if (!fc_view_is_plain(&view)) {
        framed = fc_viewer_apply(engine->estimate_viewer, &view, frame, engine->frames);
        if (!framed)
            return fc_error_set(error, -ENOMEM, "cannot frame the picture: out of memory");
    }
    ret = find_person(engine, framed ? framed : frame, fc_clock_now_ns() - since, matte, error);
    if (ret) {
        fc_frame_unref(&framed);
        return ret;
    }
    (*matte)->view = view;
    (*matte)->framed = framed;
    (*matte)->framed_from = frame->image.plane[0];
    *again =
        fc_framing_seen(&engine->framing, values, framed ? &framed->image : &frame->image, *matte);
    return 0;
}

int fc_engine_estimate(struct fc_engine *engine, const struct fc_frame *frame,
                       struct fc_matte **matte_out, struct fc_error *error)
{
    struct fc_matte *matte = NULL;
    bool again = false;
    int ret = update_network(engine, frame->image.size, error);

    if (!ret)
        ret = look(engine, frame, &again, &matte, error);
    if (!ret && again) {
        fc_matte_unref(&matte);
        fc_region_reset(&engine->inference.region); /* it is another picture */
        ret = look(engine, frame, &again, &matte, error);
    }
    if (ret)
        return ret;
    learn_quality(engine);
    *matte_out = matte;
    return 0;
}
