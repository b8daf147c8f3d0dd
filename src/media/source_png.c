/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <glib.h>
#include <stdlib.h>

#include "base/error.h"
#include "media/gstframe.h"
#include "media/pngfile.h"
#include "media/source_still.h"

#define SIGNATURE "\x89PNG"

static bool png_claims(const char *name)
{
    return fc_gst_begins_with(name, SIGNATURE);
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
    struct fc_frame *frame = NULL;
    const int code = read_frame(name, params->cover, &frame, error);

    if (code == 0)
        *source = fc_source_still_create(&fc_source_png, frame);
    return code;
}

const struct fc_source_ops fc_source_png = {
    .name = "png",
    .claims = png_claims,
    .create = png_create,
    .next = fc_source_still_next,
    .destroy = fc_source_still_destroy,
};
