/* SPDX-License-Identifier: MIT */
/*
 * The modes of a camera, and which of them serves best.
 *
 * Best is what gives most of the wanted size and rate together: half the width at full rate is
 * worth as much as the full width at half the rate. Among equals: the wanted size itself, then
 * the smallest, then raw pictures before MJPEG (which must be decoded), then the lowest rate.
 */
#ifndef FC_SERVICE_CAMERA_MODE_H
#define FC_SERVICE_CAMERA_MODE_H

#include <gst/gst.h>

#include "service/camera.h"

/* How many modes of one camera are looked at. */
#define FC_MODE_MAX 4096

/* As fc_camera_modes(). What is neither raw nor MJPEG is left out. */
int fc_mode_list(const GstCaps *caps, struct fc_size wanted, int rate, struct fc_camera_mode *modes,
                 int capacity);

/* The best one's place, or -1 when there is none. */
int fc_mode_choose(const struct fc_camera_mode *modes, int count, struct fc_size wanted, int rate);

/* Frames a second; 0 where unknown. */
double fc_mode_rate(const struct fc_camera_mode *mode);

bool fc_mode_is_jpeg(const struct fc_camera_mode *mode);

/* Caps that let that mode through and nothing else. */
GstCaps *fc_mode_caps(const struct fc_camera_mode *mode);

#endif
