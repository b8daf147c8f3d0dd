/* SPDX-License-Identifier: MIT */
/*
 * What usbcam says of itself: the descriptors and control requests of a camera of USB Video
 * Class 1.1 (the class specification of that version, and its payload formats for MJPEG and
 * uncompressed video).
 */
#ifndef USBCAM_DESCRIPTORS_H
#define USBCAM_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

#define UVC_MAX_REPLY 1024

enum uvc_format {
    UVC_FORMAT_MJPEG = 1,
    UVC_FORMAT_YUYV = 2
};

/* Bits in the second byte of each payload; bit 0 changes from frame to frame. */
enum {
    UVC_HEADER_LAST = 0x02,
    UVC_HEADER_END = 0x80
};

struct uvc_size {
    int width, height;
};

/* What the driver asked for last: both numbers count from 1, as the descriptors do. */
struct uvc_negotiation {
    uint8_t format;    /* see uvc_format() */
    uint8_t size;      /* see uvc_size() */
    uint32_t interval; /* of a frame, in 100 ns */
};

struct uvc_device {
    const char *name;
    uint8_t formats[2]; /* enum uvc_format */
    uint8_t format_count;
    struct uvc_negotiation negotiation;
};

/* What was negotiated. */
enum uvc_format uvc_format(const struct uvc_device *device);
struct uvc_size uvc_size(const struct uvc_device *device);

/* Replaces in the negotiation what the device does not have by the nearest that it has. */
void uvc_negotiation_fix(struct uvc_device *device);

/* Whether the request settles what the next stream is. */
bool uvc_is_commit(const uint8_t setup[8]);

/* Whether it ends the stream: bulk cameras are told by "clear halt" for their endpoint. */
bool uvc_is_stop(const uint8_t setup[8]);

/*
 * Answer setup's standard request, and the class request that came with the bytes of out, in
 * reply[UVC_MAX_REPLY]. Return the length, 0 for requests that bring nothing, -1 for "no such
 * request" (a stall).
 */
int uvc_standard_request(const struct uvc_device *device, const uint8_t setup[8], uint8_t *reply);
int uvc_class_request(struct uvc_device *device, const uint8_t setup[8], const uint8_t *out,
                      uint8_t *reply);

#endif
