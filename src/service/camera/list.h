/* SPDX-License-Identifier: MIT */
/* Finding the camera that is meant. Any thread. */
#ifndef FC_SERVICE_CAMERA_LIST_H
#define FC_SERVICE_CAMERA_LIST_H

#include "service/camera.h"

/*
 * Finds the camera that params->name means, our own outputs left out. 0; -ENODEV and why when it
 * is not there; -EINVAL for an output of ours. A path is taken as it is, without a look at it.
 */
int fc_camera_find(const struct fc_camera_params *params, struct fc_camera_info *info,
                   struct fc_error *error);

#endif
