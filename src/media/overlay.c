/* SPDX-License-Identifier: MIT */
#include "media/overlay.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "media/pngfile.h"

static bool is_none(const char *name)
{
    return strcmp(name, "none") == 0;
}

/* *pixels is to be freed. */
static int read_picture(const char *name, struct fc_size *size, uint8_t **pixels,
                        struct fc_error *error)
{
    int ret = fc_png_read(name, FC_PNG_BGRA, size, pixels, error);

    if (!ret)
        return 0;
    fc_error_prefix(error, "the overlay");
    fc_error_remedy(error, "an overlay is a PNG picture, or none");
    return ret;
}

int fc_overlay_check(const char *name, struct fc_error *error)
{
    struct fc_size size;
    uint8_t *pixels = NULL;
    int ret = is_none(name) ? 0 : read_picture(name, &size, &pixels, error);

    free(pixels);
    return ret;
}

int fc_overlay_open(struct fc_engine *engine, const char *name, struct fc_error *error)
{
    struct fc_overlay_picture picture = {0};
    uint8_t *pixels = NULL;
    int ret;

    if (is_none(name))
        return fc_engine_set_overlay(engine, NULL);
    ret = read_picture(name, &picture.size, &pixels, error);
    if (ret)
        return ret;
    picture.bgra = pixels;
    picture.stride = 4 * picture.size.width;
    ret = fc_engine_set_overlay(engine, &picture);
    free(pixels);
    return ret ? fc_error_set(error, ret, "the overlay: out of memory") : 0;
}
