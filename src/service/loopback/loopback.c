/* SPDX-License-Identifier: MIT */
/*
 * One thread does all that may block on the device: it looks for it, streams into it, and counts
 * who reads. It wakes for a new frame, for a reader, four times a second to say the last frame
 * again, and every second while there is no device that takes frames.
 */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <glib.h>

#include <linux/videodev2.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "service/loopback/readers.h"
#include "service/loopback/stream.h"
#include "service/mailbox.h"
#include "service/output.h"
#include "service/report.h"

#define REPEAT_NS (250 * FC_NS_PER_MS)
#define RETRY_NS FC_NS_PER_S

struct loopback {
    struct fc_output output;
    struct fc_output_params params; /* device is owned */
    struct fc_mailbox mailbox;
    atomic_bool must_stop;
    GThread *thread; // owned
    struct fc_reporter reporter;
    _Atomic(dev_t) node; /* of the device that is open; 0: none */

    /* the output's thread */
    struct fc_loopback_device device;
    struct fc_loopback_stream stream;
    struct fc_loopback_readers readers;
    struct fc_published *shown; // owned; NULL: black
    uint64_t shown_number;
    int64_t due_ns; /* when to write again, or to try again */
    bool is_streaming;
    bool has_complained; /* of a frame of another size */
};

/* --- the device --- */

static struct fc_loopback_picture shown_picture(const struct loopback *self)
{
    return (struct fc_loopback_picture){
        .image = self->shown ? fc_published_image(self->shown) : NULL,
        .number = self->shown_number,
    };
}

static void close_device(struct loopback *self)
{
    self->is_streaming = false;
    atomic_store(&self->node, 0);
    fc_loopback_readers_finish(&self->readers);
    fc_loopback_stream_stop(&self->stream);
    fc_loopback_device_close(&self->device);
    fc_reporter_readers(&self->reporter, 0);
}

static int start_stream(struct loopback *self, struct fc_error *error)
{
    const struct fc_loopback_format format = {
        .size = self->params.size, .colour = self->params.colour, .rate = self->params.rate};
    const struct fc_loopback_picture picture = shown_picture(self);
    int ret = fc_loopback_stream_start(&self->stream, &self->device, &format, &picture, error);

    /* the kernel's own idea of the capabilities is as old as the last query */
    return ret < 0 ? ret : fc_loopback_device_query(&self->device, error);
}

static void open_device(struct loopback *self)
{
    struct fc_error error = {0};
    struct stat status;
    int ret = fc_loopback_device_open(&self->device, self->params.device, &error);

    if (ret == 0) {
        if (fstat(self->device.fd, &status) == 0)
            atomic_store(&self->node, status.st_rdev);
        fc_loopback_readers_init(&self->readers, &self->device);
        ret = start_stream(self, &error);
    }
    if (ret < 0) {
        fc_reporter_error(&self->reporter, &error);
        close_device(self);
        self->due_ns = fc_clock_now_ns() + RETRY_NS;
        return;
    }
    if (self->device.capabilities & V4L2_CAP_VIDEO_OUTPUT)
        g_message("%s does not look like a camera to Chromium: load v4l2loopback with "
                  "exclusive_caps=1",
                  self->device.path);
    self->is_streaming = true;
    self->due_ns = fc_clock_now_ns() + REPEAT_NS;
    fc_reporter_state(&self->reporter, FC_OUTPUT_READY, "");
}

static void lose_device(struct loopback *self, const struct fc_error *error)
{
    fc_reporter_error(&self->reporter, error);
    close_device(self);
    self->due_ns = fc_clock_now_ns() + RETRY_NS;
}

/* --- frames --- */

static void write_frame(struct loopback *self)
{
    const struct fc_loopback_picture picture = shown_picture(self);
    struct fc_error error = {0};

    if (fc_loopback_stream_write(&self->stream, &picture, &error) < 0)
        lose_device(self, &error);
    else
        self->due_ns = fc_clock_now_ns() + REPEAT_NS;
}

/* --- the output's thread --- */

enum {
    WAIT_WAKE,
    WAIT_DEVICE,
    WAIT_READERS,
    WAIT_COUNT
};

/* Negative descriptors are not waited on. */
static void wait_for_events(struct loopback *self, struct pollfd files[WAIT_COUNT])
{
    int64_t until_ns = self->due_ns;
    int64_t left_ns;
    struct timespec timeout;

    files[WAIT_WAKE] = (struct pollfd){.fd = self->mailbox.wake_fd, .events = POLLIN};
    files[WAIT_DEVICE] = (struct pollfd){.fd = -1, .events = POLLPRI};
    files[WAIT_READERS] = (struct pollfd){.fd = -1, .events = POLLIN};
    if (self->is_streaming) {
        files[WAIT_DEVICE].fd = self->device.fd;
        files[WAIT_READERS].fd = fc_loopback_readers_fd(&self->readers);
        until_ns = MIN(until_ns, fc_loopback_readers_due_ns(&self->readers));
    }
    left_ns = MAX(until_ns - fc_clock_now_ns(), 0);
    timeout = (struct timespec){.tv_sec = left_ns / FC_NS_PER_S, .tv_nsec = left_ns % FC_NS_PER_S};
    if (ppoll(files, WAIT_COUNT, &timeout, NULL) < 0)
        for (int i = 0; i < WAIT_COUNT; i++)
            files[i].revents = 0;
}

static void serve(struct loopback *self, const struct pollfd files[WAIT_COUNT])
{
    const bool is_new = fc_output_take(&self->output, &self->params, &self->mailbox, &self->shown,
                                       &self->has_complained);
    const int64_t now_ns = fc_clock_now_ns();
    struct fc_error error;

    self->shown_number += is_new;
    if (!self->is_streaming) {
        if (now_ns >= self->due_ns)
            open_device(self);
        return;
    }
    if (files[WAIT_DEVICE].revents & (POLLERR | POLLHUP | POLLNVAL)) {
        fc_error_set(&error, -ENODEV, "%s is gone", self->device.path);
        fc_error_remedy(&error, "load the module v4l2loopback again");
        lose_device(self, &error);
        return;
    }
    fc_reporter_readers(&self->reporter, fc_loopback_readers_update(&self->readers, now_ns));
    if (is_new || now_ns >= self->due_ns)
        write_frame(self);
}

static gpointer run(gpointer user)
{
    struct loopback *self = user;
    struct pollfd files[WAIT_COUNT] = {0};

    while (!atomic_load(&self->must_stop)) {
        serve(self, files);
        wait_for_events(self, files);
    }
    close_device(self);
    return NULL;
}

/* --- the main thread --- */

static void loopback_publish(struct fc_output *output, struct fc_published *published)
{
    struct loopback *self = (struct loopback *)output;

    fc_mailbox_put(&self->mailbox, published);
}

static bool loopback_is_at(struct fc_output *output, const char *path)
{
    const dev_t node = atomic_load(&((struct loopback *)output)->node);
    struct stat status;

    return node && stat(path, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == node;
}

/* Flag, wake, join; then nobody else is there, and what was still to be told is forgotten. */
static void loopback_destroy(struct fc_output *output)
{
    struct loopback *self = (struct loopback *)output;

    if (!self)
        return;
    if (self->thread) {
        atomic_store(&self->must_stop, true);
        fc_mailbox_wake(&self->mailbox);
        g_thread_join(self->thread);
    }
    fc_reporter_finish(&self->reporter);
    fc_published_unref(&self->shown);
    fc_mailbox_finish(&self->mailbox);
    free((char *)self->params.device);
    free(self);
}

static int loopback_create(const struct fc_output_params *params, struct fc_output **output,
                           struct fc_error *error)
{
    struct loopback *self = NULL;
    int ret = fc_output_check(params, error);

    if (ret < 0)
        return ret;
    self = fc_calloc(1, sizeof(*self));
    if (!self)
        return fc_error_set(error, -ENOMEM, "out of memory");
    self->output.ops = &fc_output_loopback;
    self->params = *params;
    self->params.device = strdup(params->device);
    self->device.fd = -1;
    self->shown_number = 1;
    ret = fc_mailbox_init(&self->mailbox);
    if (ret < 0 || !self->params.device) {
        fc_error_set(error, ret < 0 ? ret : -ENOMEM, "cannot start the virtual camera");
        goto fail;
    }
    fc_reporter_init(&self->reporter, &self->output, &self->params);
    self->thread = g_thread_new("fc-loopback", run, self);
    *output = &self->output;
    return 0;

fail:
    loopback_destroy(&self->output);
    return ret < 0 ? ret : -ENOMEM;
}

const struct fc_output_ops fc_output_loopback = {
    .name = "loopback",
    .setting = FC_PARAM_LOOPBACK,
    .create = loopback_create,
    .destroy = loopback_destroy,
    .publish = loopback_publish,
    .is_at = loopback_is_at,
};
