/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "media/demo/demo.h"
#include "media/source.h"

#define DEFAULT_RATE 30
#define DEFAULT_FRAMES 150

struct demo_source {
    struct fc_source base;
    struct fc_demo *demo; // owned
    int64_t next_number;
};

static bool demo_claims(const char *name)
{
    return strncmp(name, "demo:", strlen("demo:")) == 0;
}

static void demo_destroy(struct fc_source *source)
{
    struct demo_source *self = (struct demo_source *)source;

    fc_demo_destroy(&self->demo);
    free(self);
}

static void fill_info(struct fc_source_info *info, const struct fc_source_params *params)
{
    info->size = params->demo_size;
    if (!info->size.width)
        info->size = (struct fc_size){1280, 720};
    info->colour = (struct fc_colour){FC_MATRIX_BT709, FC_RANGE_LIMITED};
    info->rate_num = params->demo_rate ? params->demo_rate : DEFAULT_RATE;
    info->rate_den = 1;
    info->frame_count = params->demo_frames ? params->demo_frames : DEFAULT_FRAMES;
    info->is_still = info->frame_count == 1;
    info->duration_ns = info->frame_count * FC_NS_PER_S / info->rate_num;
}

static int demo_create(const char *name, const struct fc_source_params *params,
                       struct fc_source **source, struct fc_error *error)
{
    struct demo_source *self;
    struct fc_demo_params drawing = {.rate_den = 1};
    int code;

    self = fc_calloc(1, sizeof(*self));
    if (!self)
        return fc_error_set(error, -ENOMEM, "cannot draw the demo person: out of memory");
    self->base.ops = &fc_source_demo;
    fill_info(&self->base.info, params);
    drawing.size = self->base.info.size;
    drawing.rate_num = self->base.info.rate_num;
    code = fc_demo_create(&drawing, &self->demo);
    if (code < 0)
        goto fail;
    *source = &self->base;
    return 0;

fail:
    demo_destroy(&self->base);
    return fc_error_set(error, code, "cannot draw the demo person: %s", strerror(-code));
}

static int demo_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    struct demo_source *self = (struct demo_source *)source;
    int code;

    if (self->next_number >= self->base.info.frame_count)
        return FC_SOURCE_END;
    code = fc_demo_draw(self->demo, (uint64_t)self->next_number, frame, NULL);
    if (code < 0)
        return fc_error_set(error, code, "cannot draw the demo person: %s", strerror(-code));
    self->next_number++;
    source->until_ns = fc_demo_time_ns(self->demo, (uint64_t)self->next_number);
    return 0;
}

const struct fc_source_ops fc_source_demo = {
    .name = "demo",
    .claims = demo_claims,
    .create = demo_create,
    .next = demo_next,
    .destroy = demo_destroy,
};
