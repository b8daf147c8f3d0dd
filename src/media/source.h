/* SPDX-License-Identifier: MIT */
/*
 * Sources: where frames come from that are not a camera's. Pictures and films (whatever GStreamer
 * reads on this machine) and what the project draws. A family: one file for each member, one line in
 * source.c's list.
 *
 * A source gives every frame, in order, none dropped, and works only a few frames ahead of its
 * reader. Frames are I420 in the file's own matrix and range where that is BT.601 or BT.709.
 * Pictures and films in RGB become full-range BT.601 (as JFIF has it); other matrices (BT.2020)
 * become BT.709. Transparency is laid over white, as on a page. The orientation that a camera
 * noted (EXIF in JPEG, rotation in films) is applied, and pixels that are not square are made so
 * by width: info.size is what a person sees.
 *
 * A film that is stopped in the middle (damaged, or not complete) gives the frames that are
 * there, then the error.
 *
 * Threads: a source is used by one thread at a time; its frames by any. Frames may outlive it.
 */
#ifndef FC_MEDIA_SOURCE_H
#define FC_MEDIA_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/fakecam.h"

/* What fc_source_next() returns behind the last frame. */
#define FC_SOURCE_END 1

struct fc_source_info {
    struct fc_size size; /* of every frame */
    struct fc_colour colour;
    bool is_still; /* one picture, not a film */
    bool has_audio;
    int rate_num; /* frames a second; 0/1 where unknown or not constant */
    int rate_den;
    int64_t duration_ns; /* as the file says; 0 unknown */
    int64_t frame_count; /* worked out from the two above, for progress; 0 unknown */
    /*
     * Where frame time 0 lies on the file's own clock, for who reads its sound; see
     * fc_sink_params.
     */
    int64_t start_ns;
};

/* All may be left 0. */
struct fc_source_params {
    /*
     * Frames are made smaller while they are decoded, keeping their shape, as long as they
     * still cover this size. For backgrounds.
     */
    struct fc_size cover;
    /* What demo: draws: its size (default 1280 x 720), frames a second (30), frames (150). */
    struct fc_size demo_size;
    int demo_rate;
    int64_t demo_frames; /* 1: a picture */
};

struct fc_source;

/* A member of the family. create() fills in source->info and has a first frame at hand. */
struct fc_source_ops {
    const char *name;
    /* Whether that name (path or URI) is this member's. */
    bool (*claims)(const char *name);
    int (*create)(const char *name, const struct fc_source_params *params,
                  struct fc_source **source, struct fc_error *error);
    int (*next)(struct fc_source *source, struct fc_frame **frame, struct fc_error *error);
    void (*destroy)(struct fc_source *source);
};

/* What every source begins with. */
struct fc_source {
    const struct fc_source_ops *ops;
    struct fc_source_info info;
    int64_t until_ns; /* when the newest frame that was given ends */
};

extern const struct fc_source_ops fc_source_demo;  /* demo: the demo person */
extern const struct fc_source_ops fc_source_drawn; /* demo:beach, a background */
extern const struct fc_source_ops fc_source_gif;   /* GIF files, moving or not */
extern const struct fc_source_ops fc_source_png;   /* PNG files */
extern const struct fc_source_ops fc_source_gst;   /* files and URIs; claims what is left */

/*
 * Opens a path or a URI and reads as far as the first frame. params may be NULL.
 * Errors: -ENOENT, -EACCES; -EISDIR and -EINVAL for what is no file; -EBADMSG: not a picture or
 * film, or damaged; -ENOTSUP: this machine lacks the decoder (the remedy names the package);
 * -E2BIG: longer than FC_MAX_SIDE on a side.
 */
int fc_source_open(const char *name, const struct fc_source_params *params,
                   struct fc_source **source, struct fc_error *error);

const struct fc_source_info *fc_source_info(const struct fc_source *source);

/*
 * The next frame as a new reference; its time is media time, 0 for the first, rising. 0,
 * FC_SOURCE_END and no frame behind the last, or a negative errno where the film is damaged:
 * error says at which second and why. After the end or an error the same comes again.
 */
int fc_source_next(struct fc_source *source, struct fc_frame **frame, struct fc_error *error);

/* Until when the newest frame is shown: behind the last one, the length of what was there. */
int64_t fc_source_until_ns(const struct fc_source *source);

/* Closes *source and sets it to NULL. *source may be NULL. */
void fc_source_destroy(struct fc_source **source);

#endif
