/* SPDX-License-Identifier: MIT */
/*
 * The real camera: which there are, and frames from one. Also a file or the demo person, which
 * play at their own pace and begin again at their end.
 *
 * Never one of our own outputs, never another loopback unless it is named, never a metadata node.
 *
 * Threads: all functions and callbacks on the main thread (its GLib main context), except
 * frame_arrived, which is called on a thread of the camera's own.
 */
#ifndef FC_SERVICE_CAMERA_H
#define FC_SERVICE_CAMERA_H

#include <stdbool.h>

#include "fakecam/fakecam.h"

enum fc_camera_event {
    FC_CAMERA_EVENT_UNSET = 0,
    FC_CAMERA_STREAMING, /* the first frame came */
    FC_CAMERA_ABSENT,    /* no such camera is plugged in (or it was pulled out) */
    FC_CAMERA_BUSY,      /* another program holds it */
    FC_CAMERA_FAILED,    /* anything else */
};

struct fc_camera_params {
    /* "auto" (the first real one), a path, part of a name, "demo:", or a film or picture */
    const char *name;
    struct fc_size size;     /* what frames shall have; the camera's are cropped and scaled to it */
    struct fc_colour colour; /* what frames shall have; the camera's are converted to it */
    int rate;                /* frames a second, at most */
    /*
     * A frame, newest first: takes over the reference. time_ns is when it was seen, on the
     * monotonic clock. Must not block.
     */
    void (*frame_arrived)(void *user, struct fc_frame *frame);
    /*
     * What became of the camera; why is one line for a person ("" for STREAMING), with the name
     * of the program that holds it where that is known. After ABSENT, BUSY and FAILED the camera
     * tries again by itself, when it is plugged in and every second.
     */
    void (*event)(void *user, enum fc_camera_event event, const char *why);
    void *user;
};

struct fc_camera;

/* Only remembers what is wanted: nothing is opened. */
int fc_camera_create(const struct fc_camera_params *params, struct fc_camera **camera,
                     struct fc_error *error);
void fc_camera_destroy(struct fc_camera **camera);

/* Opens it (the light goes on) and keeps trying until stop. */
void fc_camera_start(struct fc_camera *camera);

/* Closes it (the light goes off). When it returns no frame_arrived is under way or will come. */
void fc_camera_stop(struct fc_camera *camera);

/* One camera of this machine. */
struct fc_camera_info {
    char path[256]; /* "/dev/video0", or PipeWire's name for one that only it offers */
    char name[128]; /* "Integrated Camera" */
    bool is_loopback;
};

/* Fills in up to capacity cameras; returns how many there are, or a negative errno. */
int fc_camera_list(struct fc_camera_info *infos, int capacity);

#endif
