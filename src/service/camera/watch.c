/* SPDX-License-Identifier: MIT */
#include "service/camera/watch.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

int fc_watch_open(void)
{
    /* IN_ATTRIB: udev gives a new node to the group video a moment after it is there */
    const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    if (fd < 0)
        return -errno;
    if (inotify_add_watch(fd, "/dev", IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE) < 0) {
        const int code = -errno;

        close(fd);
        return code;
    }
    return fd;
}

static bool has_camera(const char *bytes, ssize_t length)
{
    bool found = false;

    for (const char *at = bytes; at < bytes + length;) {
        const struct inotify_event *event = (const void *)at;

        if (event->mask & IN_Q_OVERFLOW || (event->len && strncmp(event->name, "video", 5) == 0))
            found = true;
        at += sizeof(*event) + event->len;
    }
    return found;
}

bool fc_watch_read(int fd)
{
    _Alignas(struct inotify_event) char bytes[4096];
    bool found = false;
    ssize_t length;

    while ((length = read(fd, bytes, sizeof(bytes))) > 0)
        found |= has_camera(bytes, length);
    return found;
}
