/* SPDX-License-Identifier: MIT */
#include "compose/backdrop.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"

static const struct fc_backdrop_ops *const members[] = {
    &fc_backdrop_blur,
    &fc_backdrop_color,
    &fc_backdrop_media,
};

/* One member lives at a time: the planes of those that are not shown would only lie there. */
struct fc_backdrops {
    struct fc_backdrop *current; /* owned; NULL before the first frame */
};

struct fc_backdrops *fc_backdrops_create(void)
{
    return fc_calloc(1, sizeof(struct fc_backdrops));
}

static void drop_current(struct fc_backdrops *backdrops)
{
    struct fc_backdrop *current = backdrops->current;

    if (current && current->ops->finish)
        current->ops->finish(current);
    free(current);
    backdrops->current = NULL;
}

void fc_backdrops_destroy(struct fc_backdrops **backdrops)
{
    if (!*backdrops)
        return;
    drop_current(*backdrops);
    free(*backdrops);
    *backdrops = NULL;
}

static const struct fc_backdrop_ops *ops_of(enum fc_background_kind kind)
{
    if (kind == FC_BACKGROUND_GREENSCREEN)
        kind = FC_BACKGROUND_COLOR;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (members[i]->kind == kind)
            return members[i];
    return NULL;
}

int fc_backdrops_render(struct fc_backdrops *backdrops, const struct fc_backdrop_input *input,
                        const struct fc_image **image)
{
    const struct fc_backdrop_ops *ops = ops_of(fc_values_background_kind(input->values));

    if (!ops)
        return -EINVAL;
    if (!backdrops->current || backdrops->current->ops != ops) {
        drop_current(backdrops);
        backdrops->current = fc_calloc(1, ops->state_size);
        if (!backdrops->current)
            return -ENOMEM;
        backdrops->current->ops = ops;
    }
    return ops->render(backdrops->current, input, image);
}
