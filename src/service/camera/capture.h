/* SPDX-License-Identifier: MIT */
/* What the two ways of capturing share. On the camera's thread. */
#ifndef FC_SERVICE_CAMERA_CAPTURE_H
#define FC_SERVICE_CAMERA_CAPTURE_H

#include "service/camera/attempt.h"
#include "service/camera/mode.h"

/* Cameras need up to two seconds to wake up; one that stops for so long will not come back. */
#define FC_CAPTURE_FIRST_NS INT64_C(5000000000)
#define FC_CAPTURE_NEXT_NS INT64_C(2000000000)

/* Times that are further off than this are not the camera's. */
#define FC_CAPTURE_MAX_AGE_NS INT64_C(10000000000)

void fc_capture_v4l2(struct fc_attempt *attempt, const struct fc_camera_info *info);
void fc_capture_pipewire(struct fc_attempt *attempt, const struct fc_camera_info *info);

/* Ends the attempt with the event that belongs to a negative errno of opening or streaming. */
void fc_capture_end(struct fc_attempt *attempt, const struct fc_camera_info *info, int code);

/* The best of these modes; false, and the attempt is ended, when there is none. */
bool fc_capture_choose(struct fc_attempt *attempt, const struct fc_camera_mode *modes, int count,
                       struct fc_camera_mode *mode);

/*
 * A frame's time on the monotonic clock: seen_ns if that can be, else now_ns; behind last_ns in
 * any case.
 */
int64_t fc_capture_time(int64_t seen_ns, int64_t now_ns, int64_t last_ns);

#endif
