/* SPDX-License-Identifier: MIT */
#include "framing/framing.h"

#include <math.h>

#include "base/clock.h"
#include "frame/frame.h"

/* A longer pause between two frames is the beginning of something else. */
#define MAX_PAUSE_NS FC_NS_PER_S

static int turned_of(const struct fc_values *values)
{
    return fc_values_int(values, FC_PARAM_ROTATE) * 90;
}

static struct fc_follow_space space_of(struct fc_size size, int turned)
{
    const struct fc_size whole = fc_view_turned_size(size, turned);
    const double shape = (double)size.width / size.height;

    return (struct fc_follow_space){.width = whole.width,
                                    .height = whole.height,
                                    .shape = shape,
                                    .widest = fmin(whole.width, whole.height * shape)};
}

static struct fc_view view_of(const struct fc_framed *framed, const struct fc_follow_space *space,
                              int turned)
{
    const double height = framed->width / space->shape;
    struct fc_view view = {.turned = turned};

    if (turned % 180 == 0 && framed->width >= space->width)
        return view;
    view.x = fmax(framed->x - framed->width / 2, 0);
    view.y = fmax(framed->y - height / 2, 0);
    view.width = framed->width;
    view.height = height;
    return view;
}

struct fc_view fc_framing_fixed(const struct fc_values *values, struct fc_size size)
{
    const int turned = turned_of(values);
    const struct fc_follow_space space = space_of(size, turned);
    const int across = fc_values_int(values, FC_PARAM_PAN_X);
    const int down = fc_values_int(values, FC_PARAM_PAN_Y);
    const double width = space.widest * 100 / fc_values_int(values, FC_PARAM_ZOOM);
    struct fc_framed framed = fc_follow_whole(&space);

    /* as a person sees it, whose picture is swapped later */
    framed.x += (space.width - width) / 2 *
                (fc_values_bool(values, FC_PARAM_MIRROR) ? -across : across) / 100;
    framed.y += (space.height - width / space.shape) / 2 * down / 100;
    framed.width = width;
    return view_of(&framed, &space, turned);
}

/* Seconds since the frame before; it all begins anew where that is not one before. */
static double pass_time(struct fc_framing *framing, struct fc_size size, int turned,
                        int64_t time_ns)
{
    const bool goes_on = framing->has_time && fc_size_equal(framing->size, size) &&
                         framing->turned == turned && time_ns >= framing->time_ns &&
                         (uint64_t)time_ns - (uint64_t)framing->time_ns <= MAX_PAUSE_NS;
    const int64_t passed_ns = goes_on ? time_ns - framing->time_ns : 0;

    if (!goes_on)
        *framing = (struct fc_framing){.size = size, .turned = turned, .has_time = true};
    framing->time_ns = time_ns;
    return (double)passed_ns / (double)FC_NS_PER_S;
}

struct fc_view fc_framing_next(struct fc_framing *framing, const struct fc_values *values,
                               struct fc_size size, int64_t time_ns)
{
    const int turned = turned_of(values);
    const double seconds = pass_time(framing, size, turned, time_ns);
    struct fc_view view;

    if (fc_values_bool(values, FC_PARAM_AUTO_FRAME)) {
        const struct fc_follow_space space = space_of(size, turned);

        fc_follow_step(&framing->follow, &space, seconds);
        view = view_of(&framing->follow.now, &space, turned);
    } else {
        framing->follow = (struct fc_follow){0};
        view = fc_framing_fixed(values, size);
    }
    if (fc_values_bool(values, FC_PARAM_AUTO_LIGHT))
        fc_light_step(&framing->light, seconds);
    else
        framing->light = (struct fc_light){0};
    view.lift = framing->light.lift;
    return view;
}

bool fc_framing_seen(struct fc_framing *framing, const struct fc_values *values,
                     const struct fc_image *image, const struct fc_matte *matte)
{
    const struct fc_follow_space space = space_of(framing->size, framing->turned);
    bool again = false;

    if (fc_values_bool(values, FC_PARAM_AUTO_FRAME))
        again = fc_follow_seen(&framing->follow, &space, matte,
                               fc_values_int(values, FC_PARAM_AUTO_FRAME_MARGIN), framing->time_ns);
    if (fc_values_bool(values, FC_PARAM_AUTO_LIGHT))
        again = fc_light_seen(&framing->light, image, matte) || again;
    return again;
}
