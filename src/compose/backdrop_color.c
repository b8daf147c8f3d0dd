/* SPDX-License-Identifier: MIT */
#include "compose/backdrop.h"

#include <errno.h>

#include "frame/colour.h"
#include "frame/frame.h"

struct color_backdrop {
    struct fc_backdrop base;
    struct fc_frame *filled; /* owned; NULL before the first frame */
    uint32_t rgb;            /* that it is filled with */
};

static uint32_t wanted_rgb(const struct fc_values *values)
{
    if (fc_values_background_kind(values) == FC_BACKGROUND_GREENSCREEN)
        return FC_GREENSCREEN_RGB;
    return (uint32_t)fc_values_int(values, FC_PARAM_BACKGROUND_COLOR);
}

static bool is_filled(const struct color_backdrop *color, const struct fc_image *frame,
                      uint32_t rgb)
{
    const struct fc_image *filled;

    if (!color->filled || color->rgb != rgb)
        return false;
    filled = fc_frame_image(color->filled);
    return fc_size_equal(filled->size, frame->size) &&
           fc_colour_equal(filled->colour, frame->colour);
}

static int color_render(struct fc_backdrop *backdrop, const struct fc_backdrop_input *input,
                        const struct fc_image **image)
{
    struct color_backdrop *color = (struct color_backdrop *)backdrop;
    const struct fc_image *frame = input->frame;
    uint32_t rgb = wanted_rgb(input->values);

    if (!is_filled(color, frame, rgb)) {
        fc_frame_unref(&color->filled);
        color->filled = fc_frame_create(frame->size, frame->colour, 0);
        if (!color->filled)
            return -ENOMEM;
        fc_image_fill(fc_frame_image(color->filled),
                      fc_colour_from_rgb(frame->colour, (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8),
                                         (uint8_t)rgb));
        color->rgb = rgb;
        backdrop->number++;
    }
    *image = fc_frame_image(color->filled);
    return 0;
}

static void color_finish(struct fc_backdrop *backdrop)
{
    fc_frame_unref(&((struct color_backdrop *)backdrop)->filled);
}

const struct fc_backdrop_ops fc_backdrop_color = {
    .kind = FC_BACKGROUND_COLOR,
    .state_size = sizeof(struct color_backdrop),
    .render = color_render,
    .finish = color_finish,
};
