/* SPDX-License-Identifier: MIT */
/* One thread serves all previews; it sleeps while there are none, whatever is published. */
#include "service/preview/preview.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib.h>

#include "base/error.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "service/preview/client.h"
#include "service/report.h"

#define MAX_CLIENTS 8
#define MIN_SIDE 16

struct preview {
    struct fc_output output;
    struct fc_output_params params;
    struct fc_reporter reporter;
    GThread *thread; /* owned; NULL until the first preview */
    int wake_fd;     /* owned */

    /* under lock */
    GMutex lock;
    bool must_stop;
    struct fc_published *newest;                  /* owned, or NULL */
    uint64_t number;                              /* counts what was published */
    struct fc_preview_client *fresh[MAX_CLIENTS]; /* owned; not on the thread yet */
    int fresh_count;
    int count;       /* previews, fresh ones included */
    int matte_count; /* of them, those of mattes */

    /* the thread */
    struct fc_preview_client *clients[MAX_CLIENTS]; /* owned */
    int client_count;
};

static void wake(struct preview *self)
{
    (void)eventfd_write(self->wake_fd, 1);
}

/* With the lock held, so that counts are told in the order in which they were so. */
static void count_client(struct preview *self, bool is_matte, int change)
{
    self->count += change;
    if (is_matte)
        self->matte_count += change;
    fc_reporter_readers(&self->reporter, self->count);
}

/* --- the thread --- */

static void drop_client(struct preview *self, int i)
{
    const bool is_matte = self->clients[i]->is_matte;

    fc_preview_client_destroy(&self->clients[i]);
    self->clients[i] = self->clients[--self->client_count];
    g_mutex_lock(&self->lock);
    count_client(self, is_matte, -1);
    g_mutex_unlock(&self->lock);
}

/* Waits for anything; then speaks[i] says which clients have something to say. */
static void wait_for_events(struct preview *self, bool speaks[MAX_CLIENTS])
{
    struct pollfd files[MAX_CLIENTS + 1] = {{.fd = self->wake_fd, .events = POLLIN}};
    eventfd_t wakes;

    for (int i = 0; i < self->client_count; i++)
        files[i + 1] = (struct pollfd){.fd = self->clients[i]->fd, .events = POLLIN};
    if (poll(files, (nfds_t)self->client_count + 1, -1) < 0)
        files[0].revents = POLLIN;
    for (int i = 0; i < self->client_count; i++)
        speaks[i] = files[i + 1].revents != 0;
    (void)eventfd_read(self->wake_fd, &wakes);
}

static void serve_clients(struct preview *self, const bool speaks[MAX_CLIENTS],
                          const struct fc_published *newest, uint64_t number)
{
    /* backwards: a dropped one is replaced by the last, which has been served */
    for (int i = self->client_count - 1; i >= 0; i--) {
        int ret = speaks[i] ? fc_preview_client_receive(self->clients[i]) : 0;

        if (!ret && newest)
            ret = fc_preview_client_send(self->clients[i], newest, number);
        if (ret)
            drop_client(self, i);
    }
}

static gpointer run(gpointer user)
{
    struct preview *self = user;
    bool speaks[MAX_CLIENTS] = {false};
    bool must_stop = false;

    while (!must_stop) {
        struct fc_published *newest;
        uint64_t number;

        wait_for_events(self, speaks);
        g_mutex_lock(&self->lock);
        must_stop = self->must_stop;
        newest = self->newest ? fc_published_ref(self->newest) : NULL;
        number = self->number;
        while (self->fresh_count > 0) {
            speaks[self->client_count] = false;
            self->clients[self->client_count++] = self->fresh[--self->fresh_count];
        }
        g_mutex_unlock(&self->lock);
        serve_clients(self, speaks, newest, number);
        if (newest)
            fc_published_unref(&newest);
    }
    return NULL;
}

/* --- the main thread --- */

static void preview_publish(struct fc_output *output, struct fc_published *published)
{
    struct preview *self = (struct preview *)output;
    struct fc_published *old;
    bool is_watched;

    g_mutex_lock(&self->lock);
    old = self->newest;
    self->newest = fc_published_ref(published);
    self->number++;
    is_watched = self->count > 0;
    g_mutex_unlock(&self->lock);
    if (old)
        fc_published_unref(&old);
    if (is_watched)
        wake(self);
}

static bool preview_wants_mattes(struct fc_output *output)
{
    struct preview *self = (struct preview *)output;
    bool wanted;

    g_mutex_lock(&self->lock);
    wanted = self->matte_count > 0;
    g_mutex_unlock(&self->lock);
    return wanted;
}

static void preview_destroy(struct fc_output *output)
{
    struct preview *self = (struct preview *)output;

    if (!self)
        return;
    if (self->thread) {
        g_mutex_lock(&self->lock);
        self->must_stop = true;
        g_mutex_unlock(&self->lock);
        wake(self);
        g_thread_join(self->thread);
    }
    fc_reporter_finish(&self->reporter);
    for (int i = 0; i < self->client_count; i++)
        fc_preview_client_destroy(&self->clients[i]);
    for (int i = 0; i < self->fresh_count; i++)
        fc_preview_client_destroy(&self->fresh[i]);
    if (self->newest)
        fc_published_unref(&self->newest);
    g_mutex_clear(&self->lock);
    close(self->wake_fd);
    free(self);
}

static int preview_create(const struct fc_output_params *params, struct fc_output **output,
                          struct fc_error *error)
{
    struct preview *self = fc_calloc(1, sizeof(*self));

    if (!self)
        return fc_error_set(error, -ENOMEM, "cannot offer previews: out of memory");
    self->output.ops = &fc_output_preview;
    self->params = *params;
    self->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->wake_fd < 0) {
        int ret = -errno;

        free(self);
        return fc_error_set(error, ret, "cannot offer previews: no more descriptors");
    }
    g_mutex_init(&self->lock);
    fc_reporter_init(&self->reporter, &self->output, &self->params);
    fc_reporter_state(&self->reporter, FC_OUTPUT_READY, "");
    *output = &self->output;
    return 0;
}

/* The largest even size of the output's shape that fits into wanted. */
static struct fc_size fit(struct fc_size wanted, struct fc_size full)
{
    struct fc_size size = full;

    if (wanted.width == 0 && wanted.height == 0)
        return full;
    if (size.width > wanted.width) {
        size.height = (int)((int64_t)full.height * wanted.width / full.width);
        size.width = wanted.width;
    }
    if (size.height > wanted.height) {
        size.width = (int)((int64_t)full.width * wanted.height / full.height);
        size.height = wanted.height;
    }
    return (struct fc_size){MAX(size.width & ~1, 2), MAX(size.height & ~1, 2)};
}

/* Takes over client. */
static int hand_over(struct preview *self, struct fc_preview_client *client)
{
    int ret = 0;

    g_mutex_lock(&self->lock);
    if (self->count >= MAX_CLIENTS) {
        ret = -EBUSY;
    } else {
        self->fresh[self->fresh_count++] = client;
        count_client(self, client->is_matte, 1);
    }
    g_mutex_unlock(&self->lock);
    if (ret) {
        fc_preview_client_destroy(&client);
        return ret;
    }
    if (!self->thread)
        self->thread = g_thread_new("fc-preview", run, self);
    wake(self);
    return 0;
}

int fc_preview_open(struct fc_output *output, const struct fc_preview_wish *wish, int *fd,
                    struct fc_error *error)
{
    struct preview *self = (struct preview *)output;
    const struct fc_size size = wish->size;
    const struct fc_preview_wish fitting = {fit(size, self->params.size), wish->is_matte};
    struct fc_preview_client *client = NULL;
    const bool is_full = size.width == 0 && size.height == 0;
    int ret;

    assert(output->ops == &fc_output_preview);
    if (!is_full && (size.width < MIN_SIDE || size.height < MIN_SIDE || size.width > FC_MAX_SIDE ||
                     size.height > FC_MAX_SIDE))
        return fc_error_set(error, -EINVAL,
                            "a preview cannot be %dx%d: %d to %d are allowed, or 0x0 for all",
                            size.width, size.height, MIN_SIDE, FC_MAX_SIDE);
    ret = fc_preview_client_create(&fitting, &client, fd, error);
    if (ret)
        return ret;
    ret = hand_over(self, client);
    if (ret) {
        close(*fd);
        *fd = -1;
        return fc_error_set(error, ret, "there are too many previews: at most %d are allowed",
                            MAX_CLIENTS);
    }
    return 0;
}

const struct fc_output_ops fc_output_preview = {
    .name = "preview",
    .setting = FC_PARAM_COUNT,
    .create = preview_create,
    .destroy = preview_destroy,
    .publish = preview_publish,
    .wants_mattes = preview_wants_mattes,
};
