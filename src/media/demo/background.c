/* SPDX-License-Identifier: MIT */
#include "media/demo/background.h"

#include <errno.h>
#include <string.h>

#include "frame/frame.h"
#include "media/demo/draw.h"
#include "media/demo/mix.h"

const char *const fc_demo_background_names[] = {"beach", NULL};

static bool is_known(const char *name)
{
    for (int i = 0; fc_demo_background_names[i]; i++) {
        if (!strcmp(name, fc_demo_background_names[i]))
            return true;
    }
    return false;
}

static int draw(cairo_surface_t *surface, struct fc_size size)
{
    cairo_t *cr = cairo_create(surface);
    cairo_status_t status;

    fc_demo_cover(cr, size);
    fc_demo_beach(cr);
    status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return status == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
}

/* The scene is opaque: what it lies over has no part in the picture. */
static int convert(cairo_surface_t *surface, struct fc_size size, struct fc_frame **frame)
{
    const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};
    struct fc_demo_layers layers = {
        .size = size,
        .over = cairo_image_surface_get_data(surface),
        .under = cairo_image_surface_get_data(surface),
        .stride = cairo_image_surface_get_stride(surface),
    };

    *frame = fc_frame_create(size, colour, 0);
    if (!*frame)
        return -ENOMEM;
    fc_demo_mix(&layers, fc_frame_image(*frame));
    return 0;
}

int fc_demo_background(const char *name, struct fc_size size, struct fc_frame **frame)
{
    cairo_surface_t *surface;
    int result;

    *frame = NULL;
    if (!is_known(name))
        return -ENOENT;
    if (!fc_size_is_valid(size))
        return -EINVAL;
    surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size.width, size.height);
    result = cairo_surface_status(surface) ? -ENOMEM : draw(surface, size);
    if (!result)
        result = convert(surface, size, frame);
    cairo_surface_destroy(surface);
    return result;
}
