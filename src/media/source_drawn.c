/* SPDX-License-Identifier: MIT */
/* Backgrounds that are drawn, as demo:beach. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "media/demo/background.h"
#include "media/source.h"

#define PREFIX "demo:"

struct drawn_source {
    struct fc_source base;
    struct fc_frame *frame; // owned; NULL once it was given
};

/* demo: alone is the demo person. */
static bool drawn_claims(const char *name)
{
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && name[strlen(PREFIX)] != '\0';
}

static void drawn_destroy(struct fc_source *source)
{
    struct drawn_source *self = (struct drawn_source *)source;

    fc_frame_unref(&self->frame);
    free(self);
}

/* A drawing has no size of its own: it takes that of what it will stand behind. */
static struct fc_size drawn_size(const struct fc_source_params *params)
{
    if (params->cover.width > 0 && params->cover.height > 0)
        return params->cover;
    if (params->demo_size.width > 0)
        return params->demo_size;
    return (struct fc_size){1920, 1080};
}

static int drawn_create(const char *name, const struct fc_source_params *params,
                        struct fc_source **source, struct fc_error *error)
{
    struct drawn_source *self = fc_calloc(1, sizeof(*self));
    int code = -ENOMEM;

    if (!self)
        goto fail;
    self->base.ops = &fc_source_drawn;
    code = fc_demo_background(name + strlen(PREFIX), drawn_size(params), &self->frame);
    if (code < 0)
        goto fail;
    self->base.info = (struct fc_source_info){
        .size = fc_frame_image(self->frame)->size,
        .colour = fc_frame_image(self->frame)->colour,
        .is_still = true,
        .rate_den = 1,
        .frame_count = 1,
    };
    *source = &self->base;
    return 0;

fail:
    if (self)
        drawn_destroy(&self->base);
    if (code == -ENOENT) {
        fc_error_set(error, code, "cannot draw %s: there is no such drawing", name);
        fc_error_remedy(error, "there are demo: (the demo person) and demo:beach");
        return code;
    }
    return fc_error_set(error, code, "cannot draw %s: %s", name, strerror(-code));
}

static int drawn_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    struct drawn_source *self = (struct drawn_source *)source;

    if (!self->frame)
        return FC_SOURCE_END;
    *frame = self->frame;
    self->frame = NULL;
    return 0;
}

const struct fc_source_ops fc_source_drawn = {
    .name = "drawn",
    .claims = drawn_claims,
    .create = drawn_create,
    .next = drawn_next,
    .destroy = drawn_destroy,
};
