/* SPDX-License-Identifier: MIT */
/*
 * Hot-plug: tells when a node of V4L2 comes, goes or may be opened by others than before. With
 * inotify on /dev, which works with and without udev and PipeWire. (GstDeviceMonitor needs udev,
 * and shows nothing of V4L2 once PipeWire's plugin is there.)
 *
 * Any thread.
 */
#ifndef FC_SERVICE_CAMERA_WATCH_H
#define FC_SERVICE_CAMERA_WATCH_H

#include <stdbool.h>

/* A descriptor to poll for input and to close(), or a negative errno. */
int fc_watch_open(void);

/* Takes what there is to read. Whether some of it was about a camera's node. */
bool fc_watch_read(int fd);

#endif
