/* SPDX-License-Identifier: MIT */
/*
 * Sinks: pictures and films that frames and mattes are written to. They take nothing but
 * published frames and mattes. A family: one line for each format in sink_formats.c.
 *
 *     frames: .png .jpg .jpeg .webp (pictures), .mp4 .webm .mkv (films)
 *     mattes: .png (8-bit grey, the exact values), .mkv (FFV1 in grey, the exact values)
 *
 * Films keep the frames' times, also uneven ones, and their matrix; full range becomes limited,
 * for players often take any film for such. The last row or column of an odd size is left out of
 * films of frames, for their formats know even sizes only.
 *
 * The file is written under another name in the same folder and takes the asked name over in
 * fc_sink_finish(), and only there: until then what was there stays as it is.
 *
 * Threads: a sink is used by one thread at a time.
 */
#ifndef FC_MEDIA_SINK_H
#define FC_MEDIA_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/fakecam.h"

enum fc_sink_content {
    FC_SINK_CONTENT_UNSET = 0,
    FC_SINK_FRAMES, /* fc_sink_write() */
    FC_SINK_MATTES, /* fc_sink_write_matte() */
};

struct fc_sink_params {
    const char *path;
    enum fc_sink_content content;
    bool is_still; /* one picture; else a film */
    struct fc_size size;
    struct fc_colour colour; /* of every frame; not for mattes */
    int rate_num;            /* frames a second; 0 where unknown or not constant */
    int rate_den;
    /* The film whose sound is kept, or NULL, and the place in it of frame time 0. */
    const char *sound_of; /* a path or URI, as for fc_source_open() */
    int64_t sound_start_ns;
};

struct fc_sink;

/*
 * Whether the path's extension fits the content, before any work is done. -EINVAL: not; the
 * remedy names those that do.
 */
int fc_sink_check(const char *path, enum fc_sink_content content, bool is_still,
                  struct fc_error *error);

/*
 * Starts writing. Errors: those of fc_sink_check(); -ERANGE: a size that the format cannot hold;
 * -ENOTSUP: no encoder here (the remedy names the package); what the folder says (-EACCES,
 * -ENOENT, -EROFS, -ENOSPC). Sound that cannot be read is left out: see fc_sink_has_sound().
 */
int fc_sink_open(const struct fc_sink_params *params, struct fc_sink **sink,
                 struct fc_error *error);

/* Whether the film gets sound. */
bool fc_sink_has_sound(const struct fc_sink *sink);

/*
 * Adds a frame; times must rise. Takes a reference of its own, for a while. May block until
 * the encoder has room. After an error the sink can only be destroyed. -ENOSPC: the disk is full.
 */
int fc_sink_write(struct fc_sink *sink, struct fc_published *published, struct fc_error *error);
int fc_sink_write_matte(struct fc_sink *sink, const struct fc_matte *matte, struct fc_error *error);

/*
 * Completes the file and gives it the asked name: a film that plays, with sound until its last
 * frame ends, however few frames there are. -ENODATA: not one frame was written.
 */
int fc_sink_finish(struct fc_sink *sink, struct fc_error *error);

/* Without fc_sink_finish() before, nothing is left behind. *sink may be NULL; it is set to it. */
void fc_sink_destroy(struct fc_sink **sink);

#endif
