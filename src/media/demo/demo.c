/* SPDX-License-Identifier: MIT */
#include "media/demo/demo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "media/demo/draw.h"
#include "media/demo/mix.h"

/* How far down the frame the middle of the head is. */
#define HEAD_AT 0.425

struct fc_demo {
    struct fc_demo_params params;
    cairo_surface_t *room;   /* owned; drawn once */
    cairo_surface_t *person; /* owned; premultiplied, drawn anew for each frame */
    struct fc_demo_paints paints;
    struct fc_frame *room_frame; /* owned; the room alone */
};

static bool params_are_valid(const struct fc_demo_params *params)
{
    return fc_size_is_valid(params->size) && params->rate_num > 0 && params->rate_den > 0;
}

/* Pixels per unit of the person's coordinates: who fits a square frame fits them all. */
static double person_scale(struct fc_size size)
{
    return (size.width < size.height ? size.width : size.height) * 0.0107;
}

static int surface_result(cairo_t *cr, cairo_surface_t *surface)
{
    cairo_status_t status = cairo_status(cr);

    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return status == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
}

static int draw_room(struct fc_demo *demo)
{
    cairo_t *cr = cairo_create(demo->room);

    if (demo->params.backdrop == FC_DEMO_BACKDROP_PLAIN) {
        fc_demo_ink(cr, demo->params.plain_rgb, 1);
        cairo_paint(cr);
    } else {
        fc_demo_cover(cr, demo->params.size);
        fc_demo_room(cr);
    }
    return surface_result(cr, demo->room);
}

static struct fc_demo_layers layers_of(const struct fc_demo *demo)
{
    return (struct fc_demo_layers){
        .size = demo->params.size,
        .over = cairo_image_surface_get_data(demo->person),
        .under = cairo_image_surface_get_data(demo->room),
        .stride = cairo_image_surface_get_stride(demo->person),
        .under_image = demo->room_frame ? fc_frame_image(demo->room_frame) : NULL,
    };
}

static int mix(const struct fc_demo *demo, int64_t time_ns, struct fc_frame **frame)
{
    const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};
    struct fc_demo_layers layers = layers_of(demo);

    *frame = fc_frame_create(layers.size, colour, time_ns);
    if (!*frame)
        return -ENOMEM;
    fc_demo_mix(&layers, fc_frame_image(*frame));
    return 0;
}

/* Everything that is the same in all frames. */
static int prepare(struct fc_demo *demo)
{
    struct fc_size size = demo->params.size;
    double scale = person_scale(size);
    int result;

    demo->room = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size.width, size.height);
    demo->person = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size.width, size.height);
    if (cairo_surface_status(demo->room) || cairo_surface_status(demo->person))
        return -ENOMEM;
    result = draw_room(demo);
    if (!result)
        result = mix(demo, 0, &demo->room_frame);
    if (!result)
        result = fc_demo_paints_init(&demo->paints, scale, (1 - HEAD_AT) * size.height / scale);
    return result;
}

int fc_demo_create(const struct fc_demo_params *params, struct fc_demo **demo)
{
    struct fc_demo *self;
    int result;

    *demo = NULL;
    if (!params_are_valid(params))
        return -EINVAL;
    self = fc_calloc(1, sizeof(*self));
    if (!self)
        return -ENOMEM;
    self->params = *params;
    result = prepare(self);
    if (result < 0)
        fc_demo_destroy(&self);
    *demo = self;
    return result;
}

void fc_demo_destroy(struct fc_demo **demo)
{
    if (!*demo)
        return;
    cairo_surface_destroy((*demo)->room);
    cairo_surface_destroy((*demo)->person);
    fc_demo_paints_finish(&(*demo)->paints);
    fc_frame_unref(&(*demo)->room_frame);
    free(*demo);
    *demo = NULL;
}

int64_t fc_demo_time_ns(const struct fc_demo *demo, uint64_t frame_number)
{
    uint64_t num = (uint64_t)demo->params.rate_num;
    uint64_t den = (uint64_t)demo->params.rate_den;
    uint64_t rest = frame_number % num * den;
    uint64_t seconds;

    if (__builtin_mul_overflow(frame_number / num, den, &seconds) ||
        __builtin_add_overflow(seconds, rest / num, &seconds) || seconds >= INT64_MAX / FC_NS_PER_S)
        return INT64_MAX;
    return (int64_t)(seconds * FC_NS_PER_S + rest % num * FC_NS_PER_S / num);
}

static int draw_person(struct fc_demo *demo, uint64_t frame_number)
{
    double width = demo->params.size.width;
    double height = demo->params.size.height;
    double scale = person_scale(demo->params.size);
    double seconds = (double)frame_number * demo->params.rate_den / demo->params.rate_num;
    struct fc_demo_pose pose;
    cairo_t *cr = cairo_create(demo->person);

    fc_demo_pose_at(seconds, width / 2 / scale, &pose);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_translate(cr, width / 2, height * HEAD_AT);
    cairo_scale(cr, scale, scale);
    fc_demo_person(cr, &pose, &demo->paints);
    return surface_result(cr, demo->person);
}

int fc_demo_draw(struct fc_demo *demo, uint64_t frame_number, struct fc_frame **frame,
                 uint8_t *matte)
{
    struct fc_demo_layers layers = layers_of(demo);
    int result = draw_person(demo, frame_number);

    if (frame)
        *frame = NULL;
    if (!result && frame)
        result = mix(demo, fc_demo_time_ns(demo, frame_number), frame);
    if (!result && matte)
        fc_demo_matte(&layers, matte);
    return result;
}
