/* SPDX-License-Identifier: MIT */
/* What a camera's name means. Any thread. */
#ifndef FC_SERVICE_CAMERA_CHOOSE_H
#define FC_SERVICE_CAMERA_CHOOSE_H

enum fc_camera_kind {
    FC_CAMERA_KIND_UNSET = 0,
    FC_CAMERA_DEVICE, /* a camera, by path, name or "auto" */
    FC_CAMERA_PLAYED, /* something that media/source.h opens */
};

/*
 * "auto", what lies in /dev and names are devices; "demo:...", URIs, files that are there and
 * what begins like a path are played.
 */
enum fc_camera_kind fc_camera_kind_of(const char *name);

#endif
