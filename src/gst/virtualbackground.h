/* SPDX-License-Identifier: MIT */
/*
 * The GStreamer element `virtualbackground`: the engine as a filter for raw video.
 *
 *     v4l2src ! videoconvert ! virtualbackground background=blur ! videoconvert ! autovideosink
 *
 * One frame in, one frame out, in the same size, format and colour. Each frame is estimated and
 * composed in turn, so that it always has the matte that was made of itself; where that takes
 * longer than the frames' interval, frames are left out as in any filter (the property qos).
 *
 * What comes out is never the room, unless background=none: a buffer that cannot be read, that is
 * marked as a gap or as damaged, a network that is missing or fails, and a background that is not
 * there (yet), all become the card. A warning on the bus says why, once. Live streams show the
 * card until a picture or film is open; others wait for it, so that a file has none in it.
 *
 * Time: frames carry the stream time of their buffers, and that is also the engine's now. So a
 * film in the background shows the same pictures for the same places of the stream, unless the
 * stream is live.
 *
 * Threads: as any element. Properties may be set from any thread and count for the next buffer.
 */
#ifndef FC_GST_VIRTUALBACKGROUND_H
#define FC_GST_VIRTUALBACKGROUND_H

#include <gst/base/gstbasetransform.h>

#define FC_TYPE_VIRTUAL_BACKGROUND (fc_virtual_background_get_type())
G_DECLARE_FINAL_TYPE(FcVirtualBackground, fc_virtual_background, FC, VIRTUAL_BACKGROUND,
                     GstBaseTransform)

#endif
