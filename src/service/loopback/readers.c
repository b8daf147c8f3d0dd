/* SPDX-License-Identifier: MIT */
#include "service/loopback/readers.h"

#include <string.h>

#include <linux/videodev2.h>

#include "service/output.h"

/* Without a watch nobody knows, and what is not known counts as in use. */
void fc_loopback_readers_init(struct fc_loopback_readers *readers,
                              struct fc_loopback_device *device)
{
    struct fc_error error;

    *readers = (struct fc_loopback_readers){
        .device = device, .streaming = FC_READERS_UNKNOWN, .opens = {.fd = -1}};
    if (device->has_usage_event)
        return;
    readers->is_watching = fc_opens_init(&readers->opens, device->path, &error) == 0;
    if (!readers->is_watching)
        g_message("%s; the camera stays open", error.text);
}

void fc_loopback_readers_finish(struct fc_loopback_readers *readers)
{
    if (readers->is_watching)
        fc_opens_finish(&readers->opens);
    *readers = (struct fc_loopback_readers){0};
}

int fc_loopback_readers_fd(const struct fc_loopback_readers *readers)
{
    return readers->is_watching ? readers->opens.fd : -1;
}

static void take_events(struct fc_loopback_readers *readers)
{
    struct v4l2_event event = {0};
    uint32_t count;

    while (fc_loopback_ioctl(readers->device, VIDIOC_DQEVENT, &event, NULL) == 0) {
        if (event.type != FC_LOOPBACK_EVENT_USAGE)
            continue;
        memcpy(&count, event.u.data, sizeof(count));
        readers->streaming = count > INT32_MAX ? FC_READERS_UNKNOWN : (int)count;
    }
}

int fc_loopback_readers_update(struct fc_loopback_readers *readers, int64_t now_ns)
{
    if (readers->is_watching)
        return fc_opens_update(&readers->opens, now_ns);
    if (readers->device->has_usage_event)
        take_events(readers);
    return readers->streaming;
}

int64_t fc_loopback_readers_due_ns(const struct fc_loopback_readers *readers)
{
    return readers->is_watching ? fc_opens_due_ns(&readers->opens) : INT64_MAX;
}
