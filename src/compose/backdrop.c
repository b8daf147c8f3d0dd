/* SPDX-License-Identifier: MIT */
#include "compose/backdrop.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "compose/tone.h"
#include "frame/frame.h"

static const struct fc_backdrop_ops *const members[] = {
    &fc_backdrop_blur,
    &fc_backdrop_color,
    &fc_backdrop_media,
};

/* One member lives at a time: the planes of those that are not shown would only lie there. */
struct fc_backdrops {
    struct fc_backdrop *current; /* owned; NULL before the first frame */

    struct fc_tone tone;
    struct fc_frame *toned; /* owned; NULL where no tone is set */
    bool is_toned;          /* toned shows current's picture of that number */
    uint64_t toned_number;
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
    backdrops->is_toned = false;
}

void fc_backdrops_destroy(struct fc_backdrops **backdrops)
{
    if (!*backdrops)
        return;
    drop_current(*backdrops);
    fc_frame_unref(&(*backdrops)->toned);
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

static int prepare_toned(struct fc_backdrops *backdrops, const struct fc_image *image)
{
    if (backdrops->toned) {
        const struct fc_image *toned = fc_frame_image(backdrops->toned);

        if (fc_size_equal(toned->size, image->size) &&
            fc_colour_equal(toned->colour, image->colour))
            return 0;
    }
    backdrops->is_toned = false;
    fc_frame_unref(&backdrops->toned);
    backdrops->toned = fc_frame_create(image->size, image->colour, 0);
    return backdrops->toned ? 0 : -ENOMEM;
}

/* Another picture for *image, where the values ask for that. */
static int apply_tone(struct fc_backdrops *backdrops, const struct fc_values *values,
                      const struct fc_image **image)
{
    const struct fc_tone_params params = {
        .brightness = fc_values_int(values, FC_PARAM_BACKGROUND_BRIGHTNESS),
        .contrast = fc_values_int(values, FC_PARAM_BACKGROUND_CONTRAST),
        .saturation = fc_values_int(values, FC_PARAM_BACKGROUND_SATURATION),
        .look = (enum fc_look_choice)fc_values_int(values, FC_PARAM_BACKGROUND_LOOK),
    };
    int ret;

    if (fc_tone_is_none(&params)) {
        fc_frame_unref(&backdrops->toned);
        return 0;
    }
    ret = prepare_toned(backdrops, *image);
    if (ret < 0)
        return ret;
    if (fc_tone_update(&backdrops->tone, &params, (*image)->colour))
        backdrops->is_toned = false;
    if (!backdrops->is_toned || backdrops->toned_number != backdrops->current->number)
        fc_tone_apply(&backdrops->tone, *image, NULL, fc_frame_image(backdrops->toned));
    backdrops->is_toned = true;
    backdrops->toned_number = backdrops->current->number;
    *image = fc_frame_image(backdrops->toned);
    return 0;
}

int fc_backdrops_render(struct fc_backdrops *backdrops, const struct fc_backdrop_input *input,
                        const struct fc_image **image)
{
    const struct fc_backdrop_ops *ops = ops_of(fc_values_background_kind(input->values));
    int ret;

    if (!ops)
        return -EINVAL;
    if (!backdrops->current || backdrops->current->ops != ops) {
        drop_current(backdrops);
        backdrops->current = fc_calloc(1, ops->state_size);
        if (!backdrops->current)
            return -ENOMEM;
        backdrops->current->ops = ops;
    }
    ret = ops->render(backdrops->current, input, image);
    return ret < 0 ? ret : apply_tone(backdrops, input->values, image);
}
