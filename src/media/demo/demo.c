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

static void draw_room(const struct fc_demo *demo, cairo_t *cr)
{
    double width = demo->params.size.width;
    double height = demo->params.size.height;
    double scale = width * 9 > height * 16 ? width * 9 / 16 : height;

    if (demo->params.backdrop == FC_DEMO_BACKDROP_PLAIN) {
        fc_demo_ink(cr, demo->params.plain_rgb, 1);
        cairo_paint(cr);
        return;
    }
    cairo_translate(cr, width / 2, (height - scale) * 0.4);
    cairo_scale(cr, scale, scale);
    fc_demo_room(cr);
}

static int surface_result(cairo_t *cr, cairo_surface_t *surface)
{
    cairo_status_t status = cairo_status(cr);

    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return status == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
}

int fc_demo_create(const struct fc_demo_params *params, struct fc_demo **demo)
{
    struct fc_demo *self;
    cairo_t *cr;
    double scale;
    int result = -ENOMEM;

    *demo = NULL;
    if (!params_are_valid(params))
        return -EINVAL;
    self = fc_calloc(1, sizeof(*self));
    if (!self)
        return -ENOMEM;
    self->params = *params;
    self->room =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, params->size.width, params->size.height);
    self->person =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, params->size.width, params->size.height);
    if (cairo_surface_status(self->room) || cairo_surface_status(self->person))
        goto fail;
    cr = cairo_create(self->room);
    draw_room(self, cr);
    result = surface_result(cr, self->room);
    if (result < 0)
        goto fail;
    scale = person_scale(params->size);
    result = fc_demo_paints_init(&self->paints, scale, (1 - HEAD_AT) * params->size.height / scale);
    if (result < 0)
        goto fail;
    *demo = self;
    return 0;

fail:
    fc_demo_destroy(&self);
    return result;
}

void fc_demo_destroy(struct fc_demo **demo)
{
    if (!*demo)
        return;
    cairo_surface_destroy((*demo)->room);
    cairo_surface_destroy((*demo)->person);
    fc_demo_paints_finish(&(*demo)->paints);
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
    struct fc_demo_layers layers;
    int result = draw_person(demo, frame_number);

    if (frame)
        *frame = NULL;
    if (result < 0)
        return result;
    layers.size = demo->params.size;
    layers.over = cairo_image_surface_get_data(demo->person);
    layers.under = cairo_image_surface_get_data(demo->room);
    layers.stride = cairo_image_surface_get_stride(demo->person);
    if (frame) {
        struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

        *frame = fc_frame_create(layers.size, colour, fc_demo_time_ns(demo, frame_number));
        if (!*frame)
            return -ENOMEM;
        fc_demo_mix(&layers, fc_frame_image(*frame));
    }
    if (matte)
        fc_demo_matte(&layers, matte);
    return 0;
}
