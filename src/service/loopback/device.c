/* SPDX-License-Identifier: MIT */
#include "service/loopback/device.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "base/error.h"
#include "service/holders.h"

#define MODPROBE "sudo modprobe v4l2loopback exclusive_caps=1 card_label=Fakecam"
#define BOTH_DIRECTIONS (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_OUTPUT)

/* --- finding --- */

struct candidate {
    char *path; // owned
    int number;
    bool is_ours; /* by its label */
};

static void free_candidate(gpointer data)
{
    struct candidate *candidate = data;

    g_free(candidate->path);
    g_free(candidate);
}

static gint compare_candidates(gconstpointer a, gconstpointer b)
{
    const struct candidate *one = *(struct candidate *const *)a;
    const struct candidate *other = *(struct candidate *const *)b;

    if (one->is_ours != other->is_ours)
        return one->is_ours ? -1 : 1;
    return one->number - other->number;
}

/* A real camera may wake up when it is opened, so those that have hardware are not tried. */
static bool has_no_hardware(const char *sysfs, const char *name)
{
    char *link = g_build_filename(sysfs, name, NULL);
    char *target = realpath(link, NULL);
    bool is_virtual = target && strstr(target, "/devices/virtual/");

    free(target);
    g_free(link);
    return is_virtual;
}

static bool is_labelled_ours(const char *sysfs, const char *name)
{
    char *path = g_build_filename(sysfs, name, "name", NULL);
    char *label = NULL;
    bool is_ours = g_file_get_contents(path, &label, NULL, NULL) && strcasestr(label, "fakecam");

    g_free(label);
    g_free(path);
    return is_ours;
}

static struct candidate *look_at(const struct fc_loopback_places *places, const char *name)
{
    struct candidate *candidate;

    if (!g_str_has_prefix(name, "video") || !isdigit((unsigned char)name[5]) ||
        !has_no_hardware(places->sysfs, name))
        return NULL;
    candidate = g_new0(struct candidate, 1);
    candidate->path = g_build_filename(places->dev, name, NULL);
    candidate->number = atoi(name + 5);
    candidate->is_ours = is_labelled_ours(places->sysfs, name);
    return candidate;
}

GPtrArray *fc_loopback_candidates(const struct fc_loopback_places *places)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(free_candidate);
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    GDir *folder = g_dir_open(places->sysfs, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        struct candidate *candidate = look_at(places, name);

        if (candidate)
            g_ptr_array_add(found, candidate);
    }
    if (folder)
        g_dir_close(folder);
    g_ptr_array_sort(found, compare_candidates);
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add(paths, g_steal_pointer(&((struct candidate *)found->pdata[i])->path));
    g_ptr_array_unref(found);
    return paths;
}

/* --- opening --- */

static int no_device(struct fc_error *error)
{
    fc_error_set(error, -ENOENT, "there is no v4l2loopback device");
    fc_error_remedy(error, "load its module: %s", MODPROBE);
    return -ENOENT;
}

static int cannot_open(const char *path, struct fc_error *error)
{
    const int code = errno;

    fc_error_set(error, -code, "cannot open %s: %s", path, strerror(code));
    if (code == EACCES || code == EPERM)
        fc_error_remedy(error, "join the group that may: sudo usermod -aG video $USER, and log in "
                               "again");
    else if (code == EBUSY)
        fc_error_remedy(error, "close some of the programs that use it");
    else
        fc_error_remedy(error, "load its module: %s", MODPROBE);
    return -code;
}

static int in_use(const struct fc_loopback_device *device, struct fc_error *error)
{
    char names[160];

    if (fc_holders_names(device->path, names, sizeof(names)) <= 0)
        g_strlcpy(names, "unknown, it may be another user's", sizeof(names));
    fc_error_set(error, -EBUSY, "another program writes to %s (in use by: %s)", device->path,
                 names);
    fc_error_remedy(error, "end that program, or load v4l2loopback with a second device");
    return -EBUSY;
}

int fc_loopback_device_query(struct fc_loopback_device *device, struct fc_error *error)
{
    struct v4l2_capability capability = {0};
    int ret = fc_loopback_ioctl(device, VIDIOC_QUERYCAP, &capability, error);

    if (ret < 0)
        return ret;
    device->capabilities = capability.device_caps;
    if (strcmp((const char *)capability.driver, FC_LOOPBACK_DRIVER) == 0)
        return 0;
    fc_error_set(error, -EINVAL, "%s is %.32s (%.16s), and no v4l2loopback device", device->path,
                 (const char *)capability.card, (const char *)capability.driver);
    fc_error_remedy(error, "name another device, or \"auto\"");
    return -EINVAL;
}

/* Nothing but the file and its capabilities. */
static int open_node(struct fc_loopback_device *device, const char *path, struct fc_error *error)
{
    int ret;

    *device = (struct fc_loopback_device){.fd = -1};
    device->path = g_strdup(path);
    device->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ret = device->fd < 0 ? cannot_open(path, error) : fc_loopback_device_query(device, error);
    if (ret == -ENOTTY) /* no V4L2 device at all */
        fc_error_set(error, ret, "%s is no video device", path);
    if (ret < 0)
        fc_loopback_device_close(device);
    return ret;
}

/*
 * Version 0.12 has neither capability after a producer that only used write() has gone, and then
 * refuses every format. A STREAMON, which fails, and a close make it a device to write to again.
 */
static int revive(struct fc_loopback_device *device, struct fc_error *error)
{
    char *path = g_strdup(device->path);
    int type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
    int ret;

    (void)fc_loopback_ioctl(device, VIDIOC_STREAMON, &type, NULL);
    fc_loopback_device_close(device);
    ret = open_node(device, path, error);
    g_free(path);
    return ret;
}

/* Says how many read, from 0.13 on; with the number of now as first event. */
static bool subscribe_usage(struct fc_loopback_device *device)
{
    struct v4l2_event_subscription subscription = {
        .type = FC_LOOPBACK_EVENT_USAGE,
        .flags = V4L2_EVENT_SUB_FL_SEND_INITIAL,
    };

    return fc_loopback_ioctl(device, VIDIOC_SUBSCRIBE_EVENT, &subscription, NULL) == 0;
}

/*
 * A device that only captures has a producer. Later versions say so when they are asked for a
 * format, and capture alone means less there.
 */
static int check_free(struct fc_loopback_device *device, struct fc_error *error)
{
    int ret = 0;

    if (!device->has_usage_event &&
        (device->capabilities & BOTH_DIRECTIONS) == V4L2_CAP_VIDEO_CAPTURE)
        ret = in_use(device, error);
    /* Version 0.12 lets two producers write; at least two of ours shall never. */
    else if (flock(device->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
        ret = in_use(device, error);
    if (ret < 0)
        fc_loopback_device_close(device);
    return ret;
}

static int open_path(struct fc_loopback_device *device, const char *path, struct fc_error *error)
{
    int ret = open_node(device, path, error);

    if (ret == 0 && !(device->capabilities & BOTH_DIRECTIONS))
        ret = revive(device, error);
    if (ret < 0)
        return ret;
    device->has_usage_event = subscribe_usage(device);
    return check_free(device, error);
}

static bool is_loopback(const char *path, struct fc_error *error)
{
    struct fc_loopback_device device;
    int ret = open_node(&device, path, error);

    fc_loopback_device_close(&device);
    return ret == 0;
}

static int open_auto(struct fc_loopback_device *device, struct fc_error *error)
{
    const struct fc_loopback_places places = {.sysfs = "/sys/class/video4linux", .dev = "/dev"};
    GPtrArray *paths = fc_loopback_candidates(&places);
    struct fc_error why = {0};
    int ret = 0;

    for (guint i = 0; i < paths->len; i++) {
        struct fc_error not_this = {0};

        if (is_loopback(paths->pdata[i], &not_this)) {
            ret = open_path(device, paths->pdata[i], error);
            g_ptr_array_unref(paths);
            return ret;
        }
        /* what may be one, but refuses, is worth telling; other kinds of device are not */
        if (!why.code && not_this.code != -EINVAL && not_this.code != -ENOTTY)
            why = not_this;
    }
    g_ptr_array_unref(paths);
    if (!why.code)
        return no_device(error);
    if (error)
        *error = why;
    return why.code;
}

int fc_loopback_device_open(struct fc_loopback_device *device, const char *wanted,
                            struct fc_error *error)
{
    *device = (struct fc_loopback_device){.fd = -1};
    return strcmp(wanted, "auto") == 0 ? open_auto(device, error)
                                       : open_path(device, wanted, error);
}

void fc_loopback_device_close(struct fc_loopback_device *device)
{
    if (device->fd >= 0)
        close(device->fd);
    g_free(device->path);
    *device = (struct fc_loopback_device){.fd = -1};
}

/* --- format --- */

static struct v4l2_pix_format pix_format(const struct fc_loopback_format *format)
{
    const bool is_709 = format->colour.matrix == FC_MATRIX_BT709;

    return (struct v4l2_pix_format){
        .width = (unsigned)format->size.width,
        .height = (unsigned)format->size.height,
        .pixelformat = V4L2_PIX_FMT_YUYV,
        .field = V4L2_FIELD_NONE,
        .bytesperline = 2 * (unsigned)format->size.width,
        .sizeimage = 2 * (unsigned)format->size.width * (unsigned)format->size.height,
        .colorspace = is_709 ? V4L2_COLORSPACE_REC709 : V4L2_COLORSPACE_SRGB,
        .priv = V4L2_PIX_FMT_PRIV_MAGIC,
        .ycbcr_enc = is_709 ? V4L2_YCBCR_ENC_709 : V4L2_YCBCR_ENC_601,
        .quantization = format->colour.range == FC_RANGE_FULL ? V4L2_QUANTIZATION_FULL_RANGE
                                                              : V4L2_QUANTIZATION_LIM_RANGE,
    };
}

/* A module that does not keep such a field tells readers nothing wrong. */
static bool is_or_unset(unsigned got, unsigned wanted)
{
    return got == 0 || got == wanted;
}

/* Who reads keeps the format as it was, and the module says so by giving that back. */
static int check_format(const struct fc_loopback_device *device,
                        const struct v4l2_pix_format *wanted, const struct v4l2_pix_format *got,
                        struct fc_error *error)
{
    char names[160];

    if (got->pixelformat == wanted->pixelformat && got->width == wanted->width &&
        got->height == wanted->height && got->bytesperline >= wanted->bytesperline &&
        is_or_unset(got->ycbcr_enc, wanted->ycbcr_enc) &&
        is_or_unset(got->quantization, wanted->quantization))
        return 0;
    if (fc_holders_names(device->path, names, sizeof(names)) <= 0)
        g_strlcpy(names, "nobody that can be seen", sizeof(names));
    fc_error_set(error, -EBUSY,
                 "%s stays at %.4s %ux%u (encoding %u, range %u) and does not take %.4s %ux%u "
                 "(encoding %u, range %u); in use by: %s",
                 device->path, (const char *)&got->pixelformat, got->width, got->height,
                 got->ycbcr_enc, got->quantization, (const char *)&wanted->pixelformat,
                 wanted->width, wanted->height, wanted->ycbcr_enc, wanted->quantization, names);
    fc_error_remedy(error, "close the programs that use it as a camera; if there are none, load "
                           "v4l2loopback with no max_width and max_height");
    return -EBUSY;
}

static int set_rate(struct fc_loopback_device *device, int rate, struct fc_error *error)
{
    struct v4l2_streamparm parm = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};

    parm.parm.output.timeperframe.numerator = 1;
    parm.parm.output.timeperframe.denominator = (unsigned)rate;
    return fc_loopback_ioctl(device, VIDIOC_S_PARM, &parm, error);
}

int fc_loopback_device_set_format(struct fc_loopback_device *device,
                                  const struct fc_loopback_format *format, struct fc_error *error)
{
    const struct v4l2_pix_format wanted = pix_format(format);
    struct v4l2_format got = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT, .fmt.pix = wanted};
    int ret = fc_loopback_ioctl(device, VIDIOC_S_FMT, &got, error);

    /* 0.13 and later say EINVAL while another program streams into the device */
    if (ret == -EBUSY || (ret == -EINVAL && !(device->capabilities & V4L2_CAP_VIDEO_OUTPUT)))
        return in_use(device, error);
    if (ret == 0)
        ret = check_format(device, &wanted, &got.fmt.pix, error);
    if (ret == 0)
        ret = set_rate(device, format->rate, error);
    return ret < 0 ? ret : (int)got.fmt.pix.bytesperline;
}
