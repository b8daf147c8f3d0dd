/* SPDX-License-Identifier: MIT */
#include "service/camera.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/camera/choose.h"

#include <sys/stat.h>

static bool is_uri(const char *name)
{
    return strstr(name, "://") != NULL;
}

enum fc_camera_kind fc_camera_kind_of(const char *name)
{
    struct stat status;

    if (strcmp(name, "auto") == 0 || strncmp(name, "/dev/", 5) == 0)
        return FC_CAMERA_DEVICE;
    if (strncmp(name, "demo:", 5) == 0 || is_uri(name) || strncmp(name, "file:", 5) == 0)
        return FC_CAMERA_PLAYED;
    if (stat(name, &status) == 0)
        return S_ISCHR(status.st_mode) ? FC_CAMERA_DEVICE : FC_CAMERA_PLAYED;
    return name[0] == '/' || name[0] == '.' ? FC_CAMERA_PLAYED : FC_CAMERA_DEVICE;
}

/* "auto": colours before grey, and no loopback at all. */
static int first_real(const struct fc_camera_info *infos, int count)
{
    int grey = -1;

    for (int i = 0; i < count; i++) {
        if (infos[i].is_loopback)
            continue;
        if (!infos[i].is_grey)
            return i;
        if (grey < 0)
            grey = i;
    }
    return grey;
}

static bool is_same_node(const char *a, const char *b)
{
    struct stat status_a;
    struct stat status_b;

    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &status_a) == 0 && stat(b, &status_b) == 0 && S_ISCHR(status_a.st_mode) &&
           S_ISCHR(status_b.st_mode) && status_a.st_rdev == status_b.st_rdev;
}

/* 0: not that one; else the more the better. */
static int match(const char *name, const struct fc_camera_info *info)
{
    if (is_same_node(name, info->path))
        return 5;
    if (!strcasestr(info->name, name))
        return 0;
    if (info->is_loopback)
        return 1;
    return strcasecmp(info->name, name) == 0 ? 4 : info->is_grey ? 2 : 3;
}

int fc_camera_choose(const char *name, const struct fc_camera_info *infos, int count)
{
    int best = -1;
    int best_match = 0;

    if (strcmp(name, "auto") == 0)
        return first_real(infos, count);
    for (int i = 0; i < count && name[0]; i++) {
        const int matched = match(name, &infos[i]);

        if (matched > best_match) {
            best = i;
            best_match = matched;
        }
    }
    return best;
}
