/* SPDX-License-Identifier: MIT */
/*
 * Straight from the node, in one thread: wait, take the newest picture, make a frame of it, give
 * the buffer back.
 *
 * GStreamer's v4l2src is not used: in 1.22 (Debian 12) each start and stop of it leaves a file
 * descriptor of the camera open, whatever stands behind it (seen with fakesink, in every io-mode),
 * so that a camera that is plugged in again gets another number; loading its plugin opens every
 * node of the machine; and it stamps pictures that waited for ten seconds with the present.
 */
#include "service/camera/capture.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "service/camera/pace.h"
#include "service/camera/stream.h"
#include "service/camera/v4l2.h"

struct v4l2_capture {
    struct fc_attempt *attempt;        // borrowed
    const struct fc_camera_info *info; // borrowed
    struct fc_v4l2_stream *stream;     // owned
    struct fc_pace pace;
    int64_t last_ns;     /* time of the newest frame */
    int64_t deadline_ns; /* until when the next picture is waited for */
    bool is_damaged;     /* the last picture could not be read */
};

static void show(struct v4l2_capture *capture, const struct fc_v4l2_picture *picture)
{
    struct fc_attempt *attempt = capture->attempt;
    const int64_t now_ns = fc_clock_now_ns();
    const int64_t time_ns = fc_capture_time(picture->seen_ns, now_ns, capture->last_ns);
    struct fc_frame *frame = NULL;

    if (!fc_pace_takes(&capture->pace, time_ns, now_ns)) {
        if (!capture->is_damaged)
            capture->deadline_ns = now_ns + FC_CAPTURE_NEXT_NS;
        return;
    }
    /* without a picture that can be read the deadline passes, whatever is left out between */
    capture->is_damaged = fc_convert_run(attempt->convert, &picture->picture, time_ns, &frame) < 0;
    if (capture->is_damaged)
        return;
    capture->deadline_ns = now_ns + FC_CAPTURE_NEXT_NS;
    capture->last_ns = time_ns;
    attempt->frame(attempt, frame);
}

/* Shows the newest picture there is; the others are too late. */
static int take_newest(struct v4l2_capture *capture)
{
    struct fc_v4l2_picture newest = {.index = -1};
    struct fc_v4l2_picture next;
    int ret;

    while ((ret = fc_v4l2_stream_take(capture->stream, &next)) == 0) {
        if (newest.index >= 0)
            fc_v4l2_stream_give_back(capture->stream, newest.index);
        newest = next;
    }
    if (newest.index >= 0) {
        if (newest.is_good)
            show(capture, &newest);
        fc_v4l2_stream_give_back(capture->stream, newest.index);
    }
    return ret == -EAGAIN ? 0 : ret;
}

/* 0 when it is time to end, else the negative errno that ended it. */
static int stream(struct v4l2_capture *capture)
{
    const int fd = fc_v4l2_stream_fd(capture->stream);
    int ret = 0;

    capture->deadline_ns = fc_clock_now_ns() + FC_CAPTURE_FIRST_NS;
    while (ret == 0 && fc_attempt_wait(capture->attempt, fd, capture->deadline_ns)) {
        ret = take_newest(capture);
        if (ret == 0 && fc_clock_now_ns() >= capture->deadline_ns)
            ret = -ETIMEDOUT;
    }
    return ret;
}

/* What an error while streaming means shows in what has become of the node. */
static int look_again(const struct v4l2_capture *capture, int code)
{
    struct fc_camera_info info;
    const int now = fc_v4l2_look(capture->info->path, &info);

    return now < 0 ? now : code;
}

static bool choose(struct v4l2_capture *capture, int fd, struct fc_camera_mode *mode)
{
    const struct fc_camera_params *params = capture->attempt->params;
    struct fc_camera_mode *modes = fc_calloc(FC_MODE_MAX, sizeof(*modes));
    bool is_chosen = false;

    if (modes) {
        const int count = fc_v4l2_modes(fd, params->size, params->rate, modes, FC_MODE_MAX);

        is_chosen = fc_capture_choose(capture->attempt, modes,
                                      count < FC_MODE_MAX ? count : FC_MODE_MAX, mode);
    }
    free(modes);
    return is_chosen;
}

static int open_stream(struct v4l2_capture *capture)
{
    struct fc_camera_mode mode;
    struct fc_camera_info info;
    int fd;
    int ret = fc_v4l2_look(capture->info->path, &info);

    if (ret < 0)
        return ret;
    fd = fc_v4l2_open(capture->info->path);
    if (fd < 0)
        return fd;
    if (!choose(capture, fd, &mode)) {
        fc_v4l2_close(fd);
        return -ENOTSUP;
    }
    fc_pace_init(&capture->pace, fc_mode_rate(&mode), capture->attempt->params->rate);
    return fc_v4l2_stream_create(fd, &mode, &capture->stream);
}

void fc_capture_v4l2(struct fc_attempt *attempt, const struct fc_camera_info *info)
{
    struct v4l2_capture capture = {.attempt = attempt, .info = info};
    int ret = open_stream(&capture);

    if (ret == 0) {
        ret = stream(&capture);
        if (ret < 0)
            ret = look_again(&capture, ret);
    }
    fc_v4l2_stream_destroy(&capture.stream);
    if (ret < 0)
        fc_capture_end(attempt, info, ret);
}
