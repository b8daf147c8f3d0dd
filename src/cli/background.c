/* SPDX-License-Identifier: MIT */
#include "cli/background.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "media/background.h"
#include "media/overlay.h"

gboolean cli_background_is(struct fc_engine *engine, const char *word)
{
    char text[16];

    return fc_engine_get(engine, "background", text, sizeof(text)) == 0 && strcmp(text, word) == 0;
}

int cli_background_open(struct fc_engine *engine, struct fc_size size, gboolean wait,
                        struct fc_error *error)
{
    static const char *const words[] = {"none", "blur", "color", "greenscreen"};
    const struct fc_background_params params = {.cover = size, .wait = wait};
    struct fc_background_source background;
    char name[4096];
    int ret;

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (cli_background_is(engine, words[i]))
            return 0;
    fc_engine_get(engine, "background", name, sizeof(name));
    ret = fc_background_open(name, &params, &background, error);
    if (ret == -ENOENT)
        fc_error_remedy(error, "a background is none, blur[:0-100], color:#rrggbb, greenscreen, "
                               "demo:beach, or a picture or film");
    if (ret)
        return fc_error_prefix(error, "the background");
    ret = fc_engine_set_background_source(engine, &background);
    if (ret && background.release)
        background.release(background.user);
    return ret ? fc_error_set(error, ret, "the background: out of memory") : 0;
}

int cli_overlay_open(struct fc_engine *engine, struct fc_error *error)
{
    char name[4096];

    fc_engine_get(engine, "overlay", name, sizeof(name));
    return fc_overlay_open(engine, name, error);
}
