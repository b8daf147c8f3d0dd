/* SPDX-License-Identifier: MIT */
/*
 * A picture, film or animation as the engine's background (struct fc_background_source).
 *
 * A picture is decoded once. Films and animations run round and round at their own pace, without
 * a gap: the picture at time t is that of t modulo the film's length. A thread of their own
 * decodes a few frames ahead. A film that is damaged somewhere runs round as far as it goes.
 *
 * Live, time begins with the first frame that is asked for, and nobody waits: where decoding is
 * too slow, the film slows down. With wait set, frame_at blocks until the very picture of that
 * time is there, so that the same times give the same pictures: for files.
 *
 * Threads: frame_at and release from one thread at a time; the frames go to any.
 */
#ifndef FC_MEDIA_BACKGROUND_H
#define FC_MEDIA_BACKGROUND_H

#include <stdbool.h>

#include "fakecam/fakecam.h"

struct fc_background_params {
    /*
     * The size of the frames that it will stand behind: what is larger is made smaller while it
     * is decoded, as long as it covers this. 0 x 0 leaves it as it is.
     */
    struct fc_size cover;
    bool wait; /* time is media time and every picture counts */
};

/*
 * Opens a path or URI and reads its first picture. On success *background is filled in; whoever
 * holds it calls release, the engine does. Errors are those of fc_source_open().
 */
int fc_background_open(const char *name, const struct fc_background_params *params,
                       struct fc_background_source *background, struct fc_error *error);

#endif
