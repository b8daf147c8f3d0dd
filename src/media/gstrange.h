/* SPDX-License-Identifier: MIT */
/*
 * Full-range films in mp4: GStreamer's qtdemux (seen in 1.22) takes every film for limited range,
 * and its parsers believe it more than the stream itself, so that blacks and whites are lost.
 *
 * Most encoders write the range into the stream as well. Here the parsers of H.264 and H.265 are
 * made to read the stream first (ITU-T H.264 E.2.1, video_full_range_flag), and what the container
 * said counts where the stream says nothing.
 */
#ifndef FC_MEDIA_GSTRANGE_H
#define FC_MEDIA_GSTRANGE_H

#include <gst/gst.h>

/* Watches the elements that come into the pipeline. To be called before it starts. */
void fc_gst_range_watch(GstElement *pipeline);

#endif
