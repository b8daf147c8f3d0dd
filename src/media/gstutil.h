/* SPDX-License-Identifier: MIT */
/* What the files of media/ share about GStreamer: start, colours, errors in our words. */
#ifndef FC_MEDIA_GSTUTIL_H
#define FC_MEDIA_GSTUTIL_H

#include <stdbool.h>

#include <gst/gst.h>
#include <gst/video/video.h>

#include "fakecam/fakecam.h"

/* Starts GStreamer once for the process. Any thread. */
int fc_gst_init(struct fc_error *error);

/* The nearest of our colours; *exact (may be NULL) tells whether it is the same. */
struct fc_colour fc_gst_colour(const GstVideoInfo *info, bool *exact);

/* The colorimetry field of caps for that colour. */
const char *fc_gst_colorimetry(struct fc_colour colour);

/*
 * A file or URI as URI. Checks that a file is there, may be read, is a file and not empty.
 * NULL and an error where not. Free with g_free().
 */
char *fc_gst_uri(const char *name, struct fc_error *error);

/* The same as a path; NULL and an error for URIs that are no files. Free with g_free(). */
char *fc_gst_path(const char *name, struct fc_error *error);

/* Whether name is a file that begins with these bytes. Silent. */
bool fc_gst_begins_with(const char *name, const char *bytes);

/*
 * Makes an fc_error "context: why" of an error message from the bus, with the remedy where there
 * is one. Returns the code.
 */
int fc_gst_error(GstMessage *message, const char *context, struct fc_error *error);

/* The same for a missing-plugin message. */
int fc_gst_missing(GstMessage *message, const char *context, struct fc_error *error);

/*
 * Tells sources and decoders that a sink takes rows of any stride; they copy every picture
 * otherwise.
 */
void fc_gst_take_any_stride(GstElement *sink);

/*
 * Whether nothing in the pipeline is at work that could still give something. decodebin (seen in
 * 1.22) loses an error that a demuxer has while it is being connected: then neither the error nor
 * the end ever comes. To be believed only when it lasts, for FC_GST_STALLED_NS.
 */
bool fc_gst_is_idle(GstElement *pipeline);
#define FC_GST_STALLED_NS (1 * GST_SECOND)

#endif
