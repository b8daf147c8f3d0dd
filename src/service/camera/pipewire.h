/* SPDX-License-Identifier: MIT */
/*
 * Cameras that PipeWire alone offers: libcamera's, those behind MIPI and IPU6. Through the device
 * provider and the element of GStreamer's PipeWire plugin; without plugin or daemon there are none.
 *
 * Any thread; asks the daemon each time (some milliseconds).
 */
#ifndef FC_SERVICE_CAMERA_PIPEWIRE_H
#define FC_SERVICE_CAMERA_PIPEWIRE_H

#include <gst/gst.h>

#include "service/camera.h"

/*
 * Fills in up to capacity cameras and returns how many there are. Nodes of ours and those that
 * stand for a V4L2 node are left out.
 */
int fc_pipewire_list(struct fc_camera_info *infos, int capacity);

/* All that PipeWire offers, ours too, as a list of GstDevice; gst_object_unref() each. */
GList *fc_pipewire_devices(void);

/* The device of that fc_camera_info.path, a new reference, or NULL. */
GstDevice *fc_pipewire_find(const char *path);

/* Whether a node with these properties and that description is a camera that V4L2 lacks. */
bool fc_pipewire_is_camera(const GstStructure *properties, const char *description);

#endif
