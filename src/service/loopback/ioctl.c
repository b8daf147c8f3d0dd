/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/videodev2.h>

#include "base/error.h"
#include "service/loopback/device.h"

/* The request by name, with what it asked for: driver and kernel write into the structs. */
static void describe(unsigned long request, const void *arg, char *text, size_t size)
{
    const struct v4l2_format *format = arg;
    const struct v4l2_streamparm *parm = arg;
    const struct v4l2_requestbuffers *request_buffers = arg;
    const struct v4l2_buffer *buffer = arg;
    const struct v4l2_event_subscription *subscription = arg;

    switch (request) {
    case VIDIOC_QUERYCAP:
        snprintf(text, size, "VIDIOC_QUERYCAP");
        break;
    case VIDIOC_S_FMT:
        snprintf(text, size, "VIDIOC_S_FMT(%.4s %ux%u)", (const char *)&format->fmt.pix.pixelformat,
                 format->fmt.pix.width, format->fmt.pix.height);
        break;
    case VIDIOC_S_PARM:
        snprintf(text, size, "VIDIOC_S_PARM(%u/%u s)", parm->parm.output.timeperframe.numerator,
                 parm->parm.output.timeperframe.denominator);
        break;
    case VIDIOC_REQBUFS:
        snprintf(text, size, "VIDIOC_REQBUFS(%u)", request_buffers->count);
        break;
    case VIDIOC_QUERYBUF:
        snprintf(text, size, "VIDIOC_QUERYBUF(%u)", buffer->index);
        break;
    case VIDIOC_QBUF:
        snprintf(text, size, "VIDIOC_QBUF(%u)", buffer->index);
        break;
    case VIDIOC_DQBUF:
        snprintf(text, size, "VIDIOC_DQBUF");
        break;
    case VIDIOC_STREAMON:
        snprintf(text, size, "VIDIOC_STREAMON");
        break;
    case VIDIOC_STREAMOFF:
        snprintf(text, size, "VIDIOC_STREAMOFF");
        break;
    case VIDIOC_SUBSCRIBE_EVENT:
        snprintf(text, size, "VIDIOC_SUBSCRIBE_EVENT(0x%x)", subscription->type);
        break;
    case VIDIOC_DQEVENT:
        snprintf(text, size, "VIDIOC_DQEVENT");
        break;
    default:
        snprintf(text, size, "ioctl 0x%lx", request);
        break;
    }
}

int fc_loopback_ioctl(const struct fc_loopback_device *device, unsigned long request, void *arg,
                      struct fc_error *error)
{
    char what[64] = "";
    int ret;

    if (error)
        describe(request, arg, what, sizeof(what));
    do
        ret = ioctl(device->fd, request, arg);
    while (ret < 0 && errno == EINTR);
    if (ret == 0)
        return 0;
    ret = errno;
    return fc_error_set(error, -ret, "%s on %s: %s", what, device->path, strerror(ret));
}
