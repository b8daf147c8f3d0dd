/* SPDX-License-Identifier: MIT */
/*
 * The real camera: which there are, and frames from one. Also a file or the demo person, which
 * play at their own pace and begin again at their end.
 *
 * Never one of our own outputs, never another loopback unless it is named, never a metadata node.
 *
 * Threads: all functions and callbacks on the main thread (its GLib main context), except
 * frame_arrived and is_own, which are called on threads of the camera's own.
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
    struct fc_colour colour; /* the same of colour; all zero leaves each camera its own */
    int rate;                /* frames a second, at most */
    /*
     * A frame, newest first: takes over the reference. time_ns is when it was seen, on the
     * monotonic clock; it rises. Must not block.
     */
    void (*frame_arrived)(void *user, struct fc_frame *frame);
    /*
     * What became of the camera, when that changes; why is one line for a person, with the name
     * of the program that holds it where that is known; for STREAMING, the camera's name and
     * mode. After ABSENT,
     * BUSY and FAILED the camera tries again by itself, when it is plugged in and every second.
     * The first frame may come before STREAMING. May call stop and destroy.
     */
    void (*event)(void *user, enum fc_camera_event event, const char *why);
    /*
     * Whether the V4L2 node at path is an output of ours, never to be taken, whatever its name.
     * Called on the camera's thread. May be NULL: none is.
     */
    bool (*is_own)(void *user, const char *path);
    void *user;
};

struct fc_camera;

/* Only remembers what is wanted: nothing is opened. */
int fc_camera_create(const struct fc_camera_params *params, struct fc_camera **camera,
                     struct fc_error *error);
void fc_camera_destroy(struct fc_camera **camera);

/* Opens it (the light goes on) and keeps trying until stop. */
void fc_camera_start(struct fc_camera *camera);

/*
 * Closes it (the light goes off). When it returns, no frame_arrived is under way, and neither
 * frame_arrived nor event will come. May be called when it is not started.
 */
void fc_camera_stop(struct fc_camera *camera);

/* One camera of this machine. */
struct fc_camera_info {
    char path[256];   /* "/dev/video0", or PipeWire's name for one that only it offers */
    char name[128];   /* "Integrated Camera" */
    bool is_pipewire; /* only PipeWire offers it (libcamera) */
    bool is_loopback; /* no camera: some program's output (v4l2loopback) */
    bool is_grey;     /* gives grey pictures alone: an infrared camera, as for logging in */
};

/*
 * Fills in up to capacity cameras, those of V4L2 first; returns how many there are, or a negative
 * errno. Opens cameras for a moment, without the light going on, and loopbacks not at all.
 */
int fc_camera_list(struct fc_camera_info *infos, int capacity);

/* What a camera offers. */
struct fc_camera_mode {
    char format[16]; /* as GStreamer calls it ("YUY2", "NV12"), or "MJPEG" */
    struct fc_size size;
    int rate_num, rate_den; /* frames a second; 0/1 where unknown */
};

/*
 * Fills in up to capacity modes of a camera; returns how many there are, or a negative errno.
 * Where sizes or rates are a range, the nearest to wanted and rate stands for all.
 */
int fc_camera_modes(const struct fc_camera_info *info, struct fc_size wanted, int rate,
                    struct fc_camera_mode *modes, int capacity);

/*
 * The camera that name means: "auto", a path, or part of a name in any case. Its place in infos,
 * or -1.
 */
int fc_camera_choose(const char *name, const struct fc_camera_info *infos, int count);

#endif
