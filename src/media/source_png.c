/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <errno.h>
#include <glib.h>

#include "base/error.h"
#include "media/gstframe.h"
#include "media/pngfile.h"
#include "media/source.h"

#define SIGNATURE "\x89PNG"

struct png_source {
    struct fc_source base;
    struct fc_frame *frame; // owned; NULL once it is given
};

static bool png_claims(const char *name)
{
    return fc_gst_begins_with(name, SIGNATURE);
}

static void png_destroy(struct fc_source *source)
{
    struct png_source *self = (struct png_source *)source;

    fc_frame_unref(&self->frame);
    g_free(self);
}

static int read_frame(const char *name, struct fc_size cover, struct fc_frame **frame,
                      struct fc_error *error)
{
    char *path = fc_gst_path(name, error);
    struct fc_size size;
    uint8_t *bgra = NULL;
    int code = path ? fc_png_read(path, FC_PNG_BGRA, &size, &bgra, error) : -EINVAL;

    if (code == 0)
        *frame = fc_frame_shrink(fc_frame_from_bgra(bgra, 4 * size.width, size, 0), cover);
    if (code == 0 && !*frame)
        code = fc_error_set(error, -ENOMEM, "cannot read %s: out of memory", name);
    free(bgra);
    g_free(path);
    return code;
}

static int png_create(const char *name, const struct fc_source_params *params,
                      struct fc_source **source, struct fc_error *error)
{
    struct png_source *self = g_new0(struct png_source, 1);
    const int code = read_frame(name, params->cover, &self->frame, error);

    self->base.ops = &fc_source_png;
    if (code < 0) {
        png_destroy(&self->base);
        return code;
    }
    self->base.info = (struct fc_source_info){
        .size = fc_frame_image(self->frame)->size,
        .colour = fc_frame_image(self->frame)->colour,
        .is_still = true,
        .rate_den = 1,
        .frame_count = 1,
    };
    *source = &self->base;
    return 0;
}

static int png_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    struct png_source *self = (struct png_source *)source;

    if (!self->frame)
        return FC_SOURCE_END;
    *frame = self->frame;
    self->frame = NULL;
    return 0;
}

const struct fc_source_ops fc_source_png = {
    .name = "png",
    .claims = png_claims,
    .create = png_create,
    .next = png_next,
    .destroy = png_destroy,
};
