/* SPDX-License-Identifier: MIT */
/*
 * Previews: an output whose readers are the sockets that it hands out. See bus/preview.h for what
 * goes over them. Whoever holds one counts as a reader; whoever dies no longer does.
 */
#ifndef FC_SERVICE_PREVIEW_PREVIEW_H
#define FC_SERVICE_PREVIEW_PREVIEW_H

#include "service/output.h"

struct fc_preview_wish {
    /* pictures fit into it, in the shape of the output and not larger than it; 0 x 0: its own size */
    struct fc_size size;
    bool is_matte; /* what composed frames were cut out with, in grey; black for all others */
};

/*
 * A new preview. On success *fd is the client's end, for the caller to close. Main thread.
 * -EINVAL: no such size; -EBUSY: there are too many previews; or another negative errno.
 */
int fc_preview_open(struct fc_output *output, const struct fc_preview_wish *wish, int *fd,
                    struct fc_error *error);

#endif
