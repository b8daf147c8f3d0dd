/* SPDX-License-Identifier: MIT */
/* What sinks keep to themselves; tests look in here too. */
#ifndef FC_MEDIA_SINK_PRIVATE_H
#define FC_MEDIA_SINK_PRIVATE_H

#include "media/sink.h"

/* A chain of GStreamer elements that does one job, and the package that brings it. */
struct fc_chain {
    const char *element; /* what must be there */
    const char *chain;   /* as for gst-launch */
    const char *package;
    int64_t max_pixels; /* 0: no limit of its own */
};

/* What the encoder is given. */
enum fc_sink_pixels {
    FC_SINK_PIXELS_UNSET = 0,
    FC_SINK_PIXELS_VIDEO, /* I420 in limited range; not copied where it comes as such */
    FC_SINK_PIXELS_JFIF,  /* I420 in full-range BT.601 */
    FC_SINK_PIXELS_RGB,
    FC_SINK_PIXELS_GREY,
};

struct fc_sink_format {
    const char *extension; /* ".png" */
    enum fc_sink_content content;
    bool is_still;
    enum fc_sink_pixels pixels;
    bool is_even; /* crops odd sizes */
    int min_side;
    int max_side;
    const struct fc_chain *video; /* the best first, ended by {0}; the first that is there */
    const struct fc_chain *audio; /* the same; NULL none */
    const struct fc_chain *mux;   /* NULL for pictures */
};

/* Ended by an entry whose extension is NULL. */
extern const struct fc_sink_format fc_sink_formats[];

/* The format for that path, or NULL and an error that names those that there are. */
const struct fc_sink_format *fc_sink_find_format(const char *path, enum fc_sink_content content,
                                                 bool is_still, struct fc_error *error);

/*
 * Writes a picture of the sink's size and colour. release(user) is called, from any thread, once
 * it is no longer needed; on failure too.
 */
int fc_sink_write_image(struct fc_sink *sink, const struct fc_image *image, int64_t time_ns,
                        void (*release)(void *user), void *user, struct fc_error *error);

/* Writes grey values, which are copied. */
int fc_sink_write_grey(struct fc_sink *sink, const uint8_t *grey, int stride, int64_t time_ns,
                       struct fc_error *error);

#endif
