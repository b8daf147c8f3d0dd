/* SPDX-License-Identifier: MIT */
/*
 * V4L2 nodes, looked at without streaming (Linux media userspace API, "Video for Linux API").
 *
 * Any thread.
 */
#ifndef FC_SERVICE_CAMERA_V4L2_H
#define FC_SERVICE_CAMERA_V4L2_H

#include "service/camera.h"

/* The highest number that a node is looked for under: /dev/video0 to this. */
#define FC_V4L2_MAX_NODES 256

/* ioctl(), again where a signal came between. 0 or a negative errno. */
int fc_v4l2_call(int fd, unsigned long request, void *argument);

/* Opens the node at path for streaming; a file descriptor or a negative errno. */
int fc_v4l2_open(const char *path);
void fc_v4l2_close(int fd);

/*
 * What the node at path is. 0 for a camera or a loopback; -ENOTTY for what is neither (metadata,
 * codecs, raw sensors, no format at all); else the negative errno of opening it.
 */
int fc_v4l2_look(const char *path, struct fc_camera_info *info);

/* As fc_camera_modes(), for an open node. Formats that are not read are left out. */
int fc_v4l2_modes(int fd, struct fc_size wanted, int rate, struct fc_camera_mode *modes,
                  int capacity);

/* As fc_camera_list(), for V4L2 alone, in the order of the nodes' numbers. */
int fc_v4l2_list(struct fc_camera_info *infos, int capacity);

#endif
