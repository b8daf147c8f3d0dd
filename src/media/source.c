/* SPDX-License-Identifier: MIT */
#include "media/source.h"

#include <assert.h>

static const struct fc_source_ops *const source_list[] = {
    &fc_source_drawn,
    &fc_source_demo,
    &fc_source_gif,
    &fc_source_png,
    /* last, for it claims everything */
    &fc_source_gst,
};

int fc_source_open(const char *name, const struct fc_source_params *params,
                   struct fc_source **source, struct fc_error *error)
{
    static const struct fc_source_params none = {0};
    const size_t count = sizeof(source_list) / sizeof(*source_list);
    size_t i = 0;

    assert(name && source);
    *source = NULL;
    while (i + 1 < count && !source_list[i]->claims(name))
        i++;
    return source_list[i]->create(name, params ? params : &none, source, error);
}

const struct fc_source_info *fc_source_info(const struct fc_source *source)
{
    return &source->info;
}

int fc_source_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    *frame = NULL;
    return source->ops->next(source, frame, error);
}

int64_t fc_source_until_ns(const struct fc_source *source)
{
    return source->until_ns;
}

void fc_source_destroy(struct fc_source **source)
{
    if (!*source)
        return;
    (*source)->ops->destroy(*source);
    *source = NULL;
}
