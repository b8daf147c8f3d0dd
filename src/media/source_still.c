/* SPDX-License-Identifier: MIT */
#include "media/source_still.h"

#include <glib.h>

struct still_source {
    struct fc_source base;
    struct fc_frame *frame; // owned; NULL once it is given
};

struct fc_source *fc_source_still_create(const struct fc_source_ops *ops, struct fc_frame *frame)
{
    struct still_source *self = g_new0(struct still_source, 1);

    self->base.ops = ops;
    self->base.info = (struct fc_source_info){
        .size = fc_frame_image(frame)->size,
        .colour = fc_frame_image(frame)->colour,
        .is_still = true,
        .rate_den = 1,
        .frame_count = 1,
    };
    self->frame = frame;
    return &self->base;
}

int fc_source_still_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    struct still_source *self = (struct still_source *)source;

    if (!self->frame)
        return FC_SOURCE_END;
    *frame = self->frame;
    self->frame = NULL;
    return 0;
}

void fc_source_still_destroy(struct fc_source *source)
{
    struct still_source *self = (struct still_source *)source;

    fc_frame_unref(&self->frame);
    g_free(self);
}
