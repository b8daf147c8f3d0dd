/* SPDX-License-Identifier: MIT */
/*
 * One thread for each camera that is started: it makes attempts, one after the other, and tells
 * the main thread by way of a GSource what became of them.
 */
#include "service/camera.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib.h>

#include "base/clock.h"
#include "base/error.h"
#include "frame/frame.h"
#include "service/camera/attempt.h"
#include "service/camera/choose.h"
#include "service/camera/watch.h"
#include "service/wakeup.h"

#define RETRY_NS FC_NS_PER_S
/* How long udev takes to hand a new node to the group video. */
#define SETTLE_NS (100 * FC_NS_PER_MS)

struct news {
    enum fc_camera_event event;
    char why[400];
};

struct fc_camera {
    /* settings */
    struct fc_camera_params params;
    char *name; // owned

    /* main thread */
    GThread *thread; // owned; NULL while stopped
    GSource *teller; // owned; calls back on the main thread

    /* any thread */
    GMutex lock;
    struct news news; /* under lock; UNSET when the main thread has it */
    int stop_fd;      /* an eventfd */

    /* the camera's thread and, while an attempt runs, the one that brings frames */
    struct fc_attempt attempt;
    atomic_int told; /* the event that was told last */
    char told_why[400];
};

/* --- what attempts call --- */

bool fc_attempt_wait(const struct fc_attempt *attempt, int fd, int64_t until_ns)
{
    struct pollfd fds[2] = {{.fd = attempt->stop_fd, .events = POLLIN},
                            {.fd = fd, .events = POLLIN}};
    int64_t left_ns;
    int ret;

    do {
        left_ns = MAX(until_ns - fc_clock_now_ns(), 0);
        ret = ppoll(
            fds, 2,
            &(struct timespec){.tv_sec = left_ns / FC_NS_PER_S, .tv_nsec = left_ns % FC_NS_PER_S},
            NULL);
    } while (ret < 0 && errno == EINTR);
    return ret <= 0 || !(fds[0].revents & POLLIN);
}

void fc_attempt_end(struct fc_attempt *attempt, enum fc_camera_event event, const char *format, ...)
{
    va_list args;

    if (attempt->event != FC_CAMERA_EVENT_UNSET)
        return;
    attempt->event = event;
    va_start(args, format);
    vsnprintf(attempt->why, sizeof(attempt->why), format, args);
    va_end(args);
}

/* --- telling the main thread --- */

/* Only what is newest counts: the main thread may be slow to ask. */
static void tell(struct fc_camera *camera, enum fc_camera_event event, const char *why)
{
    g_mutex_lock(&camera->lock);
    camera->news.event = event;
    g_strlcpy(camera->news.why, why, sizeof(camera->news.why));
    g_mutex_unlock(&camera->lock);
    fc_wakeup_wake(camera->teller);
}

static void on_news(void *user)
{
    struct fc_camera *camera = user;
    struct news news;

    g_mutex_lock(&camera->lock);
    news = camera->news;
    camera->news.event = FC_CAMERA_EVENT_UNSET;
    g_mutex_unlock(&camera->lock);
    /* last, for it may destroy the camera */
    if (news.event != FC_CAMERA_EVENT_UNSET)
        camera->params.event(camera->params.user, news.event, news.why);
}

/* --- the camera's thread --- */

static void on_frame(struct fc_attempt *attempt, struct fc_frame *frame)
{
    struct fc_camera *camera =
        (struct fc_camera *)((char *)attempt - offsetof(struct fc_camera, attempt));

    camera->params.frame_arrived(camera->params.user, frame);
    if (atomic_exchange(&camera->told, FC_CAMERA_STREAMING) != FC_CAMERA_STREAMING)
        tell(camera, FC_CAMERA_STREAMING, attempt->label);
}

static void try_once(struct fc_camera *camera)
{
    struct fc_attempt *attempt = &camera->attempt;

    attempt->event = FC_CAMERA_EVENT_UNSET;
    if (fc_camera_kind_of(camera->name) == FC_CAMERA_PLAYED)
        fc_play_run(attempt);
    else
        fc_capture_run(attempt);
    if (attempt->event == FC_CAMERA_EVENT_UNSET ||
        (attempt->event == (enum fc_camera_event)atomic_load(&camera->told) &&
         strcmp(attempt->why, camera->told_why) == 0))
        return;
    atomic_store(&camera->told, attempt->event);
    g_strlcpy(camera->told_why, attempt->why, sizeof(camera->told_why));
    tell(camera, attempt->event, attempt->why);
}

/* Until it is worth another attempt; false when it is time to end. */
static bool wait_for_retry(struct fc_camera *camera, int watch)
{
    const int64_t until_ns = fc_clock_now_ns() + RETRY_NS;
    int64_t now_ns;

    while ((now_ns = fc_clock_now_ns()) < until_ns) {
        if (!fc_attempt_wait(&camera->attempt, watch, until_ns))
            return false;
        if (watch >= 0 && fc_watch_read(watch))
            return fc_attempt_wait(&camera->attempt, -1, fc_clock_now_ns() + SETTLE_NS);
    }
    return fc_attempt_wait(&camera->attempt, -1, 0);
}

static gpointer run(gpointer user)
{
    struct fc_camera *camera = user;
    const int watch = fc_watch_open(); /* without it there is the retry each second */

    do {
        if (watch >= 0)
            fc_watch_read(watch); /* what the attempt before caused */
        try_once(camera);
    } while (wait_for_retry(camera, watch));
    if (watch >= 0)
        close(watch);
    return NULL;
}

/* --- the main thread --- */

int fc_camera_create(const struct fc_camera_params *params, struct fc_camera **camera_ptr,
                     struct fc_error *error)
{
    struct fc_camera *camera;

    assert(fc_size_is_valid(params->size) && params->rate > 0 && params->name);
    camera = g_new0(struct fc_camera, 1);
    g_mutex_init(&camera->lock);
    camera->params = *params;
    camera->name = g_strdup(params->name);
    camera->params.name = camera->name;
    camera->attempt.params = &camera->params;
    camera->attempt.frame = on_frame;
    camera->attempt.convert = fc_convert_create(params->size, params->colour);
    camera->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    camera->attempt.stop_fd = camera->stop_fd;
    *camera_ptr = camera;
    if (camera->stop_fd >= 0 && camera->attempt.convert)
        return 0;
    fc_error_set(error, -ENOMEM, "cannot use a camera: out of memory or of file descriptors");
    fc_camera_destroy(camera_ptr);
    return -ENOMEM;
}

void fc_camera_start(struct fc_camera *camera)
{
    if (camera->thread)
        return;
    camera->news.event = FC_CAMERA_EVENT_UNSET;
    atomic_store(&camera->told, FC_CAMERA_EVENT_UNSET);
    camera->teller = fc_wakeup_create(on_news, camera);
    camera->thread = g_thread_new("camera", run, camera);
}

void fc_camera_stop(struct fc_camera *camera)
{
    eventfd_t count;

    if (!camera->thread)
        return;
    eventfd_write(camera->stop_fd, 1);
    g_thread_join(camera->thread);
    camera->thread = NULL;
    eventfd_read(camera->stop_fd, &count);
    fc_wakeup_destroy(&camera->teller);
}

void fc_camera_destroy(struct fc_camera **camera_ptr)
{
    struct fc_camera *camera = *camera_ptr;

    *camera_ptr = NULL;
    if (!camera)
        return;
    fc_camera_stop(camera);
    fc_convert_destroy(&camera->attempt.convert);
    if (camera->stop_fd >= 0)
        close(camera->stop_fd);
    g_mutex_clear(&camera->lock);
    g_free(camera->name);
    g_free(camera);
}
