/* SPDX-License-Identifier: MIT */
/*
 * Framing: which view of the camera's picture is taken next. From the settings (zoom, pan-x,
 * pan-y, rotate), and, with auto-frame and auto-light, from what the last mattes showed.
 *
 * State lives here alone: next() gives the view, the frame is looked at through it, and the matte
 * of that goes into seen(). One thread at a time.
 */
#ifndef FC_FRAMING_FRAMING_H
#define FC_FRAMING_FRAMING_H

#include "frame/view.h"
#include "framing/follow.h"
#include "framing/light.h"
#include "matte/matte.h"
#include "params/params.h"

/* Zeroed, it has seen nothing. */
struct fc_framing {
    struct fc_size size; /* of the frames, and how they were turned: where that changes, the */
    int turned;          /* rest begins anew, as after a pause or a jump in time */
    int64_t time_ns;
    bool has_time;
    struct fc_follow follow;
    struct fc_light light;
};

/* What the settings say of frames of that size, leaving aside auto-frame and auto-light. */
struct fc_view fc_framing_fixed(const struct fc_values *values, struct fc_size size);

/* The view for a frame of that size and time. */
struct fc_view fc_framing_next(struct fc_framing *framing, const struct fc_values *values,
                               struct fc_size size, int64_t time_ns);

/*
 * What was seen through the newest view: the frame as it showed it, and its matte. Returns whether
 * this was a first look, and what it showed asks for another view of the very same frame.
 */
bool fc_framing_seen(struct fc_framing *framing, const struct fc_values *values,
                     const struct fc_image *image, const struct fc_matte *matte);

#endif
