/* SPDX-License-Identifier: MIT */
/*
 * Previews: an output whose readers are the sockets that it hands out. See bus/preview.h for what
 * goes over them. Whoever holds one counts as a reader; whoever dies no longer does.
 */
#ifndef FC_SERVICE_PREVIEW_PREVIEW_H
#define FC_SERVICE_PREVIEW_PREVIEW_H

#include "service/output.h"

/*
 * A new preview of pictures that fit into size, in the shape of the output and not larger than it;
 * 0 x 0 for the output's own size. On success *fd is the client's end, for the caller to close.
 * Main thread. -EINVAL: no such size; -EBUSY: there are too many previews; or another negative
 * errno.
 */
int fc_preview_open(struct fc_output *output, struct fc_size size, int *fd, struct fc_error *error);

#endif
