/* SPDX-License-Identifier: MIT */
#include "service/camera/v4l2.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/videodev2.h>

#define CLASS_FOLDER "/sys/class/video4linux"
/* Drivers with more formats exist (vivid: 80); what they are is clear before. */
#define MAX_FORMATS 128

int fc_v4l2_call(int fd, unsigned long request, void *argument)
{
    int ret;

    do
        ret = ioctl(fd, request, argument);
    while (ret < 0 && errno == EINTR);
    return ret < 0 ? -errno : 0;
}

int fc_v4l2_open(const char *path)
{
    const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

void fc_v4l2_close(int fd)
{
    close(fd);
}

static bool is_grey(__u32 format)
{
    switch (format) {
    case V4L2_PIX_FMT_GREY:
    case V4L2_PIX_FMT_Y10:
    case V4L2_PIX_FMT_Y12:
    case V4L2_PIX_FMT_Y14:
    case V4L2_PIX_FMT_Y16:
    case V4L2_PIX_FMT_Y8I:
    case V4L2_PIX_FMT_Y12I:
    case V4L2_PIX_FMT_Z16:
        return true;
    default:
        return false;
    }
}

/* Four letters that begin so are a sensor's raw mosaic (BA81, BG10, pRAA, GRBG, RGGB, ...). */
static bool is_mosaic(__u32 format)
{
    const char letters[5] = {(char)format, (char)(format >> 8), (char)(format >> 16),
                             (char)(format >> 24)};
    static const char *const heads[] = {"BA8", "GBRG", "GRBG", "RGGB", "BG1", "GB1", "BA1",
                                        "RG1", "pBA",  "pGB",  "pgA",  "pRA", "BYR", "ip3"};

    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
        if (strncmp(letters, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

/* Whether it gives pictures that we can show; *grey: and none of them has colours. */
static bool has_pictures(int fd, bool *grey)
{
    bool has_colour = false;
    bool has_grey = false;

    for (__u32 i = 0; i < MAX_FORMATS && !has_colour; i++) {
        struct v4l2_fmtdesc format = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

        if (fc_v4l2_call(fd, VIDIOC_ENUM_FMT, &format) < 0)
            break;
        if (is_grey(format.pixelformat))
            has_grey = true;
        else if (!is_mosaic(format.pixelformat))
            has_colour = true;
    }
    *grey = has_grey && !has_colour;
    return has_colour || has_grey;
}

static int look(int fd, struct fc_camera_info *info)
{
    struct v4l2_capability caps = {0};
    __u32 can;

    if (fc_v4l2_call(fd, VIDIOC_QUERYCAP, &caps) < 0)
        return -ENOTTY;
    can = caps.capabilities & V4L2_CAP_DEVICE_CAPS ? caps.device_caps : caps.capabilities;
    snprintf(info->name, sizeof(info->name), "%.31s", (const char *)caps.card);
    info->is_loopback = strcmp((const char *)caps.driver, "v4l2 loopback") == 0;
    if (info->is_loopback)
        return 0;
    /* With IO_MC somebody has to wire up a pipeline of parts first: libcamera's work. */
    if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING) ||
        can & (V4L2_CAP_IO_MC | V4L2_CAP_VIDEO_M2M))
        return -ENOTTY;
    return has_pictures(fd, &info->is_grey) ? 0 : -ENOTTY;
}

static void read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");

    line[0] = '\0';
    if (file && fgets(line, (int)size, file))
        line[strcspn(line, "\n")] = '\0';
    if (file)
        fclose(file);
}

/*
 * v4l2loopback's devices have an attribute of that name. They are not opened: 0.12.7 keeps the
 * number of opens small, and a service that counts its readers would take us for one.
 */
static bool is_loopback(const struct stat *node, char *name, size_t size)
{
    char path[128];

    snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/max_openers", major(node->st_rdev),
             minor(node->st_rdev));
    if (access(path, F_OK) < 0)
        return false;
    snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/name", major(node->st_rdev),
             minor(node->st_rdev));
    read_line(path, name, size);
    return true;
}

int fc_v4l2_look(const char *path, struct fc_camera_info *info)
{
    struct stat status;
    int fd;
    int ret;

    *info = (struct fc_camera_info){0};
    snprintf(info->path, sizeof(info->path), "%s", path);
    if (stat(path, &status) < 0)
        return -errno;
    if (!S_ISCHR(status.st_mode))
        return -ENOTTY;
    if (is_loopback(&status, info->name, sizeof(info->name))) {
        info->is_loopback = true;
        return 0;
    }
    fd = fc_v4l2_open(path);
    if (fd < 0)
        return fd;
    ret = look(fd, info);
    fc_v4l2_close(fd);
    return ret;
}

static int compare_numbers(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The numbers of all nodes, rising. */
static int node_numbers(int numbers[FC_V4L2_MAX_NODES])
{
    DIR *folder = opendir(CLASS_FOLDER);
    struct dirent *entry;
    int count = 0;

    while (folder && count < FC_V4L2_MAX_NODES && (entry = readdir(folder)))
        if (sscanf(entry->d_name, "video%d", &numbers[count]) == 1)
            count++;
    if (folder)
        closedir(folder);
    qsort(numbers, (size_t)count, sizeof(*numbers), compare_numbers);
    return count;
}

int fc_v4l2_list(struct fc_camera_info *infos, int capacity)
{
    int numbers[FC_V4L2_MAX_NODES];
    const int count = node_numbers(numbers);
    int found = 0;

    for (int i = 0; i < count; i++) {
        struct fc_camera_info info;
        char path[32];
        int ret;

        snprintf(path, sizeof(path), "/dev/video%d", numbers[i]);
        ret = fc_v4l2_look(path, &info);
        /* What may not be opened is listed, so that somebody can be told. */
        if (ret == -EACCES || ret == -EBUSY)
            snprintf(info.name, sizeof(info.name), "%s", path);
        else if (ret < 0)
            continue;
        if (found < capacity)
            infos[found] = info;
        found++;
    }
    return found;
}
