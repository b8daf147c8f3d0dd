/* SPDX-License-Identifier: MIT */
/* The two doors of a sink. Nothing else that is public writes pictures. */
#include "media/sink_private.h"

static void release_published(void *user)
{
    struct fc_published *published = user;

    fc_published_unref(&published);
}

int fc_sink_write(struct fc_sink *sink, struct fc_published *published, struct fc_error *error)
{
    return fc_sink_write_image(sink, fc_published_image(published), fc_published_time_ns(published),
                               release_published, fc_published_ref(published), error);
}

int fc_sink_write_matte(struct fc_sink *sink, const struct fc_matte *matte, struct fc_error *error)
{
    int stride;
    const uint8_t *alpha = fc_matte_alpha(matte, &stride);

    return fc_sink_write_grey(sink, alpha, stride, fc_matte_time_ns(matte), error);
}
