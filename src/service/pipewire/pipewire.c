/* SPDX-License-Identifier: MIT */
/*
 * One thread does all that has to do with PipeWire: it connects to the daemon, holds the node, and
 * hands it pictures. It wakes for a new frame, for what PipeWire says, four times a second to say
 * the last frame again while somebody reads, and now and then while there is no daemon.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <pipewire/pipewire.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "service/mailbox.h"
#include "service/output.h"
#include "service/pipewire/node.h"
#include "service/report.h"

#define REPEAT_NS (250 * FC_NS_PER_MS)

/* A daemon that is started again is back soon; one that was never there may never come. */
#define RETRY_FIRST_NS (250 * FC_NS_PER_MS)
#define RETRY_LAST_NS (4 * FC_NS_PER_S)

/* How long the daemon may take to answer. */
#define ANSWER_NS (10 * FC_NS_PER_S)

struct pipewire {
    struct fc_output output;
    struct fc_output_params params;
    struct fc_mailbox mailbox;
    atomic_bool must_stop;
    GThread *thread; // owned
    struct fc_reporter reporter;

    /* the output's thread */
    struct pw_loop *loop;       // owned
    struct pw_context *context; // owned
    struct pw_core *core;       // owned; NULL while there is no daemon
    struct spa_hook core_hook;
    bool is_lost; /* the daemon has gone */
    struct fc_node node;
    int readers;
    int64_t due_ns;             /* when to say the last frame again, or to try again */
    int64_t retry_ns;           /* how long to wait for the next try */
    struct fc_published *shown; // owned; NULL: black
    bool has_complained;        /* of a frame of another size */
};

/* --- the daemon --- */

static void on_core_error(void *user, uint32_t id, int seq, int code, const char *message)
{
    struct pipewire *self = user;

    if (id == PW_ID_CORE && code == -EPIPE)
        self->is_lost = true;
}

static const struct pw_core_events core_events = {
    PW_VERSION_CORE_EVENTS,
    .error = on_core_error,
};

static void disconnect(struct pipewire *self)
{
    fc_node_finish(&self->node);
    if (self->core) {
        spa_hook_remove(&self->core_hook);
        pw_core_disconnect(self->core);
    }
    self->core = NULL;
    self->is_lost = false;
    self->readers = 0;
    fc_reporter_readers(&self->reporter, 0);
}

/* Says why, and tries again later. */
static void give_up(struct pipewire *self, const struct fc_error *error)
{
    fc_reporter_error(&self->reporter, error);
    disconnect(self);
    self->due_ns = fc_clock_now_ns() + self->retry_ns;
    self->retry_ns = MIN(2 * self->retry_ns, RETRY_LAST_NS);
}

static void lose_daemon(struct pipewire *self, const char *what, const char *verb)
{
    struct fc_error error;

    fc_error_set(&error, -ENOENT, "%s", what);
    fc_error_remedy(&error,
                    "the camera is there as soon as PipeWire is: systemctl --user %s pipewire "
                    "wireplumber",
                    verb);
    give_up(self, &error);
}

static int cannot_connect(int code, struct fc_error *error)
{
    fc_error_set(error, -code, "cannot reach PipeWire: %s", strerror(code));
    if (code == EACCES || code == EPERM)
        fc_error_remedy(error, "run Fakecam as the user whose PipeWire it is");
    return -code;
}

static void try_to_connect(struct pipewire *self)
{
    const struct fc_node_picture picture = {
        .size = self->params.size, .colour = self->params.colour, .rate = self->params.rate};
    struct fc_error error = {0};
    int ret;

    self->core = pw_context_connect(self->context, NULL, 0);
    if (!self->core) {
        ret = errno;
        if (ret == ENOENT || ret == ECONNREFUSED || ret == EHOSTDOWN) {
            lose_daemon(self, "PipeWire is not running", "start");
            return;
        }
        cannot_connect(ret, &error);
        give_up(self, &error);
        return;
    }
    pw_core_add_listener(self->core, &self->core_hook, &core_events, self);
    if (fc_node_init(&self->node, self->core, &picture, &error) < 0) {
        give_up(self, &error);
        return;
    }
    self->due_ns = fc_clock_now_ns() + ANSWER_NS;
}

/* --- frames --- */

static void write_frame(struct pipewire *self, bool is_new)
{
    const struct fc_image *image = self->shown ? fc_published_image(self->shown) : NULL;
    const int64_t time_ns = is_new ? fc_published_time_ns(self->shown) : 0;

    if (fc_node_write(&self->node, image, time_ns) < 0 && !self->has_complained) {
        g_warning("pipewire: out of memory");
        self->has_complained = true;
    }
    self->due_ns = fc_clock_now_ns() + REPEAT_NS;
}

/* --- the output's thread --- */

static void serve_node(struct pipewire *self, bool is_new)
{
    const int readers = fc_node_readers(&self->node);
    const bool has_come = readers > self->readers;

    self->retry_ns = RETRY_FIRST_NS;
    fc_reporter_state(&self->reporter, FC_OUTPUT_READY, "");
    fc_reporter_readers(&self->reporter, readers);
    self->readers = readers;
    if (readers == 0)
        self->due_ns = INT64_MAX;
    else if (is_new || has_come || fc_clock_now_ns() >= self->due_ns)
        write_frame(self, is_new);
}

static void serve(struct pipewire *self)
{
    const bool is_new = fc_output_take(&self->output, &self->params, &self->mailbox, &self->shown,
                                       &self->has_complained);
    struct fc_error error;

    if (self->is_lost) {
        lose_daemon(self, "PipeWire has ended", "start");
    } else if (!self->core) {
        if (fc_clock_now_ns() >= self->due_ns)
            try_to_connect(self);
    } else if (self->node.state >= PW_STREAM_STATE_PAUSED) {
        serve_node(self, is_new);
    } else if (self->node.state != PW_STREAM_STATE_CONNECTING) {
        fc_error_set(&error, -EPROTO, "PipeWire refuses the camera: %s",
                     self->node.problem ? self->node.problem : "it was disconnected");
        give_up(self, &error);
    } else if (fc_clock_now_ns() >= self->due_ns) {
        lose_daemon(self, "PipeWire does not answer", "restart");
    }
}

/* In milliseconds, rounded up; negative: no end. */
static int time_left_ms(const struct pipewire *self)
{
    const int64_t left_ns = self->due_ns - fc_clock_now_ns();

    if (self->due_ns == INT64_MAX)
        return -1;
    return left_ns <= 0 ? 0 : (int)((left_ns + FC_NS_PER_MS - 1) / FC_NS_PER_MS);
}

/* The mailbox only has to wake the loop. */
static void on_wake(void *user, int fd, uint32_t mask)
{
}

static int open_loop(struct pipewire *self, struct fc_error *error)
{
    self->loop = pw_loop_new(NULL);
    if (!self->loop)
        return fc_error_set(error, -EIO, "cannot start PipeWire's loop: %s", strerror(errno));
    pw_loop_enter(self->loop);
    pw_loop_add_io(self->loop, self->mailbox.wake_fd, SPA_IO_IN, false, on_wake, self);
    self->context = pw_context_new(self->loop, NULL, 0);
    if (self->context)
        return 0;
    fc_error_set(error, -EIO, "cannot start PipeWire's library: %s", strerror(errno));
    fc_error_remedy(error, "install its parts again: sudo apt install --reinstall "
                           "libpipewire-0.3-modules libspa-0.2-modules");
    return error->code;
}

static void close_loop(struct pipewire *self)
{
    if (self->context)
        pw_context_destroy(self->context);
    if (self->loop) {
        pw_loop_leave(self->loop);
        pw_loop_destroy(self->loop);
    }
}

static gpointer run(gpointer user)
{
    struct pipewire *self = user;
    struct fc_error error = {0};

    if (open_loop(self, &error) < 0) {
        fc_reporter_error(&self->reporter, &error);
    } else {
        while (!atomic_load(&self->must_stop)) {
            serve(self);
            pw_loop_iterate(self->loop, time_left_ms(self));
        }
        disconnect(self);
    }
    close_loop(self);
    return NULL;
}

/* --- the main thread --- */

static void pipewire_publish(struct fc_output *output, struct fc_published *published)
{
    fc_mailbox_put(&((struct pipewire *)output)->mailbox, published);
}

/* Flag, wake, join; then nobody else is there. */
static void pipewire_destroy(struct fc_output *output)
{
    struct pipewire *self = (struct pipewire *)output;

    if (!self)
        return;
    if (self->thread) {
        atomic_store(&self->must_stop, true);
        fc_mailbox_wake(&self->mailbox);
        g_thread_join(self->thread);
        pw_deinit();
    }
    fc_reporter_finish(&self->reporter);
    fc_published_unref(&self->shown);
    fc_mailbox_finish(&self->mailbox);
    free(self);
}

static int pipewire_create(const struct fc_output_params *params, struct fc_output **output,
                           struct fc_error *error)
{
    struct pipewire *self;
    int ret = fc_output_check(params, error);

    if (ret < 0)
        return ret;
    self = fc_calloc(1, sizeof(*self));
    if (!self)
        return fc_error_set(error, -ENOMEM, "out of memory");
    self->output.ops = &fc_output_pipewire;
    self->params = *params;
    self->retry_ns = RETRY_FIRST_NS;
    ret = fc_mailbox_init(&self->mailbox);
    if (ret < 0) {
        pipewire_destroy(&self->output);
        return fc_error_set(error, ret, "cannot start the PipeWire camera: %s", strerror(-ret));
    }
    fc_reporter_init(&self->reporter, &self->output, &self->params);
    pw_init(NULL, NULL);
    self->thread = g_thread_new("fc-pipewire", run, self);
    *output = &self->output;
    return 0;
}

const struct fc_output_ops fc_output_pipewire = {
    .name = "pipewire",
    .setting = FC_PARAM_PIPEWIRE,
    .create = pipewire_create,
    .destroy = pipewire_destroy,
    .publish = pipewire_publish,
};
