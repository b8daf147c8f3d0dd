/* SPDX-License-Identifier: MIT */
#include "service/camera.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "service/camera/list.h"
#include "service/camera/mode.h"
#include "service/camera/pipewire.h"
#include "service/camera/v4l2.h"

int fc_camera_list(struct fc_camera_info *infos, int capacity)
{
    const int nodes = fc_v4l2_list(infos, capacity);
    const int filled = nodes < capacity ? nodes : capacity;

    return nodes + fc_pipewire_list(infos + filled, capacity - filled);
}

static int pipewire_modes(const struct fc_camera_info *info, struct fc_size wanted, int rate,
                          struct fc_camera_mode *modes, int capacity)
{
    GstDevice *device = fc_pipewire_find(info->path);
    GstCaps *caps;
    int count;

    if (!device)
        return -ENODEV;
    caps = gst_device_get_caps(device);
    count = caps ? fc_mode_list(caps, wanted, rate, modes, capacity) : 0;
    g_clear_pointer(&caps, gst_caps_unref);
    gst_object_unref(device);
    return count;
}

int fc_camera_modes(const struct fc_camera_info *info, struct fc_size wanted, int rate,
                    struct fc_camera_mode *modes, int capacity)
{
    int count;
    int fd;

    if (info->is_pipewire)
        return pipewire_modes(info, wanted, rate, modes, capacity);
    fd = fc_v4l2_open(info->path);
    if (fd < 0)
        return fd;
    count = fc_v4l2_modes(fd, wanted, rate, modes, capacity);
    fc_v4l2_close(fd);
    return count;
}

/* How many cameras of one machine are looked at. */
#define MAX_CAMERAS 64

static int without_own(const struct fc_camera_params *params, struct fc_camera_info *infos,
                       int count)
{
    int kept = 0;

    for (int i = 0; i < count; i++)
        if (!params->is_own || !params->is_own(params->user, infos[i].path))
            infos[kept++] = infos[i];
    return kept;
}

static int find_path(const struct fc_camera_params *params, struct fc_camera_info *info,
                     struct fc_error *error)
{
    *info = (struct fc_camera_info){0};
    snprintf(info->path, sizeof(info->path), "%s", params->name);
    if (params->is_own && params->is_own(params->user, params->name))
        return fc_error_set(error, -EINVAL, "%s is Fakecam's own output, not a camera.",
                            params->name);
    return 0;
}

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

int fc_camera_find(const struct fc_camera_params *params, struct fc_camera_info *info,
                   struct fc_error *error)
{
    struct fc_camera_info infos[MAX_CAMERAS];
    const bool is_auto = strcmp(params->name, "auto") == 0;
    int count;
    int chosen;

    if (params->name[0] == '/')
        return find_path(params, info, error);
    count = without_own(params, infos, at_most(fc_v4l2_list(infos, MAX_CAMERAS), MAX_CAMERAS));
    chosen = fc_camera_choose(params->name, infos, count);
    /* PipeWire takes longer to ask */
    if (chosen < 0 || infos[chosen].is_grey || infos[chosen].is_loopback) {
        count += at_most(fc_pipewire_list(infos + count, MAX_CAMERAS - count), MAX_CAMERAS - count);
        chosen = fc_camera_choose(params->name, infos, count);
    }
    if (chosen >= 0)
        *info = infos[chosen];
    else if (is_auto)
        fc_error_set(error, -ENODEV, "No camera is plugged in.");
    else
        fc_error_set(error, -ENODEV, "The camera %s is not plugged in.", params->name);
    return chosen >= 0 ? 0 : -ENODEV;
}
