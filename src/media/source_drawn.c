/* SPDX-License-Identifier: MIT */
/* Backgrounds that are drawn, as demo:beach. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "media/demo/background.h"
#include "media/source_still.h"

#define PREFIX "demo:"

/* demo: alone is the demo person. */
static bool drawn_claims(const char *name)
{
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && name[strlen(PREFIX)] != '\0';
}

/* A drawing has no size of its own: it takes that of what it will stand behind. */
static struct fc_size drawn_size(const struct fc_source_params *params)
{
    if (params->cover.width > 0 && params->cover.height > 0)
        return params->cover;
    if (params->demo_size.width > 0)
        return params->demo_size;
    return (struct fc_size){1920, 1080};
}

static int drawn_create(const char *name, const struct fc_source_params *params,
                        struct fc_source **source, struct fc_error *error)
{
    struct fc_frame *frame = NULL;
    const int code = fc_demo_background(name + strlen(PREFIX), drawn_size(params), &frame);

    if (code == -ENOENT) {
        fc_error_set(error, code, "cannot draw %s: there is no such drawing", name);
        fc_error_remedy(error, "there are demo: (the demo person) and demo:beach");
        return code;
    }
    if (code < 0)
        return fc_error_set(error, code, "cannot draw %s: %s", name, strerror(-code));
    *source = fc_source_still_create(&fc_source_drawn, frame);
    return 0;
}

const struct fc_source_ops fc_source_drawn = {
    .name = "drawn",
    .claims = drawn_claims,
    .create = drawn_create,
    .next = fc_source_still_next,
    .destroy = fc_source_still_destroy,
};
