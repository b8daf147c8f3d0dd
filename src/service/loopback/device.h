/* SPDX-License-Identifier: MIT */
/*
 * A v4l2loopback device: found, opened, and given its format. Written from the V4L2 chapter of
 * the kernel's userspace API manual, and from v4l2loopback 0.12.7 and 0.15.0 as they behave.
 *
 * One thread at a time. Functions return 0 or a negative errno value with what, why and what to
 * do in error. -ENOENT, -ENODEV and -ENXIO mean that there is no device, any other that it
 * refuses.
 */
#ifndef FC_SERVICE_LOOPBACK_DEVICE_H
#define FC_SERVICE_LOOPBACK_DEVICE_H

#include <stdbool.h>

#include <glib.h>

#include "fakecam/fakecam.h"

/* The driver's name in VIDIOC_QUERYCAP. */
#define FC_LOOPBACK_DRIVER "v4l2 loopback"

/*
 * The event that tells how many programs stream from the device, as an uint32_t in its data:
 * V4L2_EVENT_PRI_CLIENT_USAGE, V4L2_EVENT_PRIVATE_START + 0x08e00000 + 1, in v4l2loopback.c since
 * 0.13. No header that is installed has it.
 */
#define FC_LOOPBACK_EVENT_USAGE 0x10e00001u

struct fc_loopback_device {
    int fd;                // owned; -1 when closed
    char *path;            // owned
    unsigned capabilities; /* V4L2_CAP_..., as they were at the last query */
    bool has_usage_event;  /* FC_LOOPBACK_EVENT_USAGE comes, the number of now first */
};

/* Where devices are looked for. */
struct fc_loopback_places {
    const char *sysfs; /* "/sys/class/video4linux" */
    const char *dev;   /* "/dev" */
};

/*
 * The nodes that may be a v4l2loopback, as paths in dev: those of no hardware, first those whose
 * label contains "fakecam" in any case, then the others, each by number. Nothing is opened. Free
 * with g_ptr_array_unref().
 */
GPtrArray *fc_loopback_candidates(const struct fc_loopback_places *places);

/*
 * Opens a device to write to: wanted is "auto" (the first candidate that is a v4l2loopback) or a
 * path. On failure device is closed.
 */
int fc_loopback_device_open(struct fc_loopback_device *device, const char *wanted,
                            struct fc_error *error);
void fc_loopback_device_close(struct fc_loopback_device *device);

/* Asks for the capabilities again. */
int fc_loopback_device_query(struct fc_loopback_device *device, struct fc_error *error);

/* What readers get for the device's life. */
struct fc_loopback_format {
    struct fc_size size; /* even width */
    struct fc_colour colour;
    int rate; /* frames a second, as told to readers */
};

/*
 * Sets YUYV in that size, colour and rate. Returns the bytes from row to row, at least twice the
 * width. -EBUSY: another program writes to the device, or a reader keeps it in another format.
 */
int fc_loopback_device_set_format(struct fc_loopback_device *device,
                                  const struct fc_loopback_format *format, struct fc_error *error);

/*
 * ioctl(2) on the device, tried again when interrupted. error says the request, what it asked
 * for, the device and why. error may be NULL.
 */
int fc_loopback_ioctl(const struct fc_loopback_device *device, unsigned long request, void *arg,
                      struct fc_error *error);

#endif
