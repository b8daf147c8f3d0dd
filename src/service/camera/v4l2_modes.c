/* SPDX-License-Identifier: MIT */
#include "service/camera/v4l2.h"

#include <errno.h>
#include <string.h>

#include <linux/videodev2.h>

#include "service/camera/formats.h"

/* Drivers are believed this many formats, sizes and rates, and no more. */
#define MAX_ENTRIES 256

struct listing {
    int fd;
    struct fc_size wanted;
    int rate;
    struct fc_camera_mode *modes;
    int capacity;
    int count;
};

static void add(struct listing *listing, const struct fc_camera_mode *mode)
{
    if (listing->count < listing->capacity)
        listing->modes[listing->count] = *mode;
    listing->count++;
}

/* V4L2 counts seconds a frame, we frames a second. */
static void add_interval(struct listing *listing, struct fc_camera_mode mode,
                         const struct v4l2_fract *interval)
{
    mode.rate_num = 0;
    mode.rate_den = 1;
    if (interval->numerator > 0 && interval->numerator <= INT32_MAX &&
        interval->denominator <= INT32_MAX) {
        mode.rate_num = (int)interval->denominator;
        mode.rate_den = (int)interval->numerator;
    }
    add(listing, &mode);
}

/* Of a range of intervals the one that is nearest to the wanted rate. */
static struct v4l2_fract nearest_interval(const struct v4l2_frmival_stepwise *range, int rate)
{
    const struct v4l2_fract wanted = {1, (__u32)rate};

    if ((__u64)range->min.numerator * wanted.denominator > range->min.denominator)
        return range->min;
    if ((__u64)range->max.numerator * wanted.denominator < range->max.denominator)
        return range->max;
    return wanted;
}

static void add_rates(struct listing *listing, const struct fc_camera_mode *mode, __u32 fourcc)
{
    const struct v4l2_fract unknown = {0, 1};
    struct v4l2_frmivalenum rate = {
        .pixel_format = fourcc,
        .width = (__u32)mode->size.width,
        .height = (__u32)mode->size.height,
    };
    struct v4l2_fract nearest;

    for (; rate.index < MAX_ENTRIES; rate.index++) {
        if (fc_v4l2_call(listing->fd, VIDIOC_ENUM_FRAMEINTERVALS, &rate) < 0)
            break;
        if (rate.type != V4L2_FRMIVAL_TYPE_DISCRETE) {
            nearest = nearest_interval(&rate.stepwise, listing->rate);
            add_interval(listing, *mode, &nearest);
            return;
        }
        add_interval(listing, *mode, &rate.discrete);
    }
    if (rate.index == 0)
        add_interval(listing, *mode, &unknown);
}

/* The first step of the range that reaches wanted, or its end. */
static int nearest_side(__u32 min, __u32 max, __u32 step, int wanted)
{
    const __u32 side = (__u32)wanted;

    if (side <= min)
        return (int)min;
    if (side >= max || max > FC_MAX_SIDE)
        return (int)(max > FC_MAX_SIDE ? side : max);
    step = step ? step : 1;
    return (int)(min + (side - min + step - 1) / step * step);
}

static bool read_size(struct listing *listing, const struct v4l2_frmsizeenum *entry,
                      struct fc_size *size)
{
    const struct v4l2_frmsize_stepwise *range = &entry->stepwise;

    if (entry->type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        if (entry->discrete.width > FC_MAX_SIDE || entry->discrete.height > FC_MAX_SIDE)
            return false;
        *size = (struct fc_size){(int)entry->discrete.width, (int)entry->discrete.height};
    } else {
        if (range->min_width > FC_MAX_SIDE || range->min_height > FC_MAX_SIDE)
            return false;
        size->width = nearest_side(range->min_width, range->max_width, range->step_width,
                                   listing->wanted.width);
        size->height = nearest_side(range->min_height, range->max_height, range->step_height,
                                    listing->wanted.height);
    }
    return size->width >= 1 && size->height >= 1;
}

/* A driver that does not count its sizes (old ones, and many capture boxes) has the present one. */
static void add_present_size(struct listing *listing, struct fc_camera_mode *mode, __u32 fourcc)
{
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

    if (fc_v4l2_call(listing->fd, VIDIOC_G_FMT, &format) < 0 || format.fmt.pix.width < 1 ||
        format.fmt.pix.height < 1 || format.fmt.pix.width > FC_MAX_SIDE ||
        format.fmt.pix.height > FC_MAX_SIDE)
        return;
    mode->size = (struct fc_size){(int)format.fmt.pix.width, (int)format.fmt.pix.height};
    add_rates(listing, mode, fourcc);
}

static void add_sizes(struct listing *listing, const struct fc_camera_format *format)
{
    struct v4l2_frmsizeenum entry = {.pixel_format = format->fourcc};
    struct fc_camera_mode mode = {0};

    strncpy(mode.format, format->name, sizeof(mode.format) - 1);
    for (; entry.index < MAX_ENTRIES; entry.index++) {
        if (fc_v4l2_call(listing->fd, VIDIOC_ENUM_FRAMESIZES, &entry) < 0)
            break;
        if (read_size(listing, &entry, &mode.size))
            add_rates(listing, &mode, format->fourcc);
        if (entry.type != V4L2_FRMSIZE_TYPE_DISCRETE)
            return;
    }
    if (entry.index == 0)
        add_present_size(listing, &mode, format->fourcc);
}

int fc_v4l2_modes(int fd, struct fc_size wanted, int rate, struct fc_camera_mode *modes,
                  int capacity)
{
    struct listing listing = {
        .fd = fd, .wanted = wanted, .rate = rate, .modes = modes, .capacity = capacity};
    struct v4l2_fmtdesc entry = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

    for (; entry.index < MAX_ENTRIES; entry.index++) {
        const struct fc_camera_format *format;

        if (fc_v4l2_call(fd, VIDIOC_ENUM_FMT, &entry) < 0)
            break;
        format = fc_camera_format_of(entry.pixelformat);
        if (format && !(entry.flags & V4L2_FMT_FLAG_EMULATED))
            add_sizes(&listing, format);
    }
    return listing.count;
}
