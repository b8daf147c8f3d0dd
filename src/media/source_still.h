/* SPDX-License-Identifier: MIT */
/* What sources of one picture share: all but where it comes from. */
#ifndef FC_MEDIA_SOURCE_STILL_H
#define FC_MEDIA_SOURCE_STILL_H

#include "media/source.h"

/* A source that gives the frame, which it takes over, and then the end. */
struct fc_source *fc_source_still_create(const struct fc_source_ops *ops, struct fc_frame *frame);

/* For its ops. */
int fc_source_still_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error);
void fc_source_still_destroy(struct fc_source *source);

#endif
