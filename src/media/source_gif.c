/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <glib.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/gif.h"
#include "media/gstframe.h"
#include "media/source.h"

#define MAX_FILE_BYTES ((gsize)512 << 20)

struct gif_source {
    struct fc_source base;
    char *name;           // owned
    GMappedFile *file;    // owned
    struct fc_gif *gif;   // owned
    struct fc_size drawn; /* before it is made smaller */
    struct fc_size cover;
    int result; /* what next() gives for ever, once it is not 0 */
};

static bool gif_claims(const char *name)
{
    return fc_gst_begins_with(name, "GIF8");
}

static void gif_destroy(struct fc_source *source)
{
    struct gif_source *self = (struct gif_source *)source;

    fc_gif_close(&self->gif);
    g_clear_pointer(&self->file, g_mapped_file_unref);
    g_free(self->name);
    g_free(self);
}

static void fill_info(struct gif_source *self)
{
    const struct fc_gif_info *gif = fc_gif_info(self->gif);
    struct fc_source_info *info = &self->base.info;

    self->drawn = gif->size;
    info->size = fc_size_shrunk(gif->size, self->cover);
    info->colour = (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_FULL};
    info->is_still = gif->frame_count == 1;
    info->frame_count = gif->frame_count;
    info->duration_ns = info->is_still ? 0 : gif->duration_ns;
    info->rate_den = 1;
}

static int open_file(struct gif_source *self, struct fc_error *error)
{
    char *path = fc_gst_path(self->name, error);
    int code;

    self->file = path ? g_mapped_file_new(path, FALSE, NULL) : NULL;
    g_free(path);
    if (!self->file || g_mapped_file_get_length(self->file) > MAX_FILE_BYTES)
        return fc_error_set(error, -EIO, "cannot read %s: the file cannot be opened or is too big",
                            self->name);
    code = fc_gif_open((const uint8_t *)g_mapped_file_get_contents(self->file),
                       g_mapped_file_get_length(self->file), &self->gif);
    if (code < 0)
        return fc_error_set(error, code, "cannot read %s: %s", self->name,
                            code == -E2BIG    ? "it has too many pixels"
                            : code == -ENOMEM ? "out of memory"
                                              : "the file is damaged");
    return 0;
}

static int gif_create(const char *name, const struct fc_source_params *params,
                      struct fc_source **source, struct fc_error *error)
{
    struct gif_source *self = g_new0(struct gif_source, 1);
    int code = fc_gst_init(error);

    self->base.ops = &fc_source_gif;
    self->name = g_strdup(name);
    self->cover = params->cover;
    if (code == 0)
        code = open_file(self, error);
    if (code < 0) {
        gif_destroy(&self->base);
        return code;
    }
    fill_info(self);
    *source = &self->base;
    return 0;
}

static int gif_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    struct gif_source *self = (struct gif_source *)source;
    const uint8_t *bgra;
    int64_t length_ns;

    if (self->result == 0)
        self->result = fc_gif_next(self->gif, &bgra, &length_ns);
    if (self->result < 0)
        return fc_error_set(error, self->result, "the film %s stops at %.1f s: it is damaged",
                            self->name, (double)source->until_ns / FC_NS_PER_S);
    if (self->result > 0)
        return FC_SOURCE_END;
    *frame = fc_frame_shrink(
        fc_frame_from_bgra(bgra, 4 * self->drawn.width, self->drawn, source->until_ns),
        self->cover);
    if (!*frame)
        return fc_error_set(error, -ENOMEM, "cannot read %s: out of memory", self->name);
    source->until_ns += length_ns;
    return 0;
}

const struct fc_source_ops fc_source_gif = {
    .name = "gif",
    .claims = gif_claims,
    .create = gif_create,
    .next = gif_next,
    .destroy = gif_destroy,
};
