/* SPDX-License-Identifier: MIT */
#include "service/output.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>

#include <glib.h>

#include "base/error.h"
#include "frame/frame.h"
#include "service/mailbox.h"

const struct fc_output_ops *const fc_output_all[] = {
    &fc_output_loopback,
    &fc_output_pipewire,
    &fc_output_preview,
    NULL,
};

int fc_output_check(const struct fc_output_params *params, struct fc_error *error)
{
    const struct fc_size size = params->size;

    assert(params->readers_changed && params->state_changed);
    if (!fc_size_is_valid(size) || size.width % 2 || size.height % 2)
        return fc_error_set(error, -EINVAL,
                            "the virtual camera cannot be %dx%d: both must be even, 2 to %d",
                            size.width, size.height, FC_MAX_SIDE);
    if (params->rate < 1 || params->rate > 1000)
        return fc_error_set(error, -EINVAL,
                            "the virtual camera cannot have %d frames/s: 1 to 1000 are allowed",
                            params->rate);
    return 0;
}

static bool fits(const struct fc_output *output, const struct fc_output_params *params,
                 const struct fc_published *published, bool *has_complained)
{
    const struct fc_size size = fc_published_image(published)->size;

    if (fc_size_equal(size, params->size))
        return true;
    if (!*has_complained)
        g_warning("%s: a frame of %dx%d is not shown, frames are %dx%d", output->ops->name,
                  size.width, size.height, params->size.width, params->size.height);
    *has_complained = true;
    return false;
}

bool fc_output_take(const struct fc_output *output, const struct fc_output_params *params,
                    struct fc_mailbox *mailbox, struct fc_published **shown, bool *has_complained)
{
    struct fc_published *published = fc_mailbox_take(mailbox);

    if (!published)
        return false;
    if (!fits(output, params, published, has_complained)) {
        fc_published_unref(&published);
        return false;
    }
    fc_published_unref(shown);
    *shown = published;
    return true;
}
