/* SPDX-License-Identifier: MIT */
#include "service/opener.h"

#include <errno.h>

#include <gio/gio.h>

#include "base/error.h"
#include "media/background.h"

/* How many may hang on servers that do not answer. */
#define MAX_OPENING 4

/* How long the end waits for films that are being let go of. */
#define PATIENCE_US (1 * G_TIME_SPAN_SECOND)

struct fc_opener {
    gint references; /* the owner's, one for each request and each source */

    /* the main thread */
    struct request *newest; /* borrowed; the one that is wanted, or NULL */
    int opening;

    GMutex lock;
    GCond changed;
    int letting_go; /* under lock */
};

/* Belongs to the thread that opens, and then to the main thread. */
struct request {
    struct fc_opener *opener; /* owned reference */
    char *name;               /* owned */
    struct fc_opener_wish wish;
    struct fc_background_source source;
    struct fc_error error;
    int result;
};

/* What the engine is given. */
struct handed_out {
    struct fc_opener *opener; /* owned reference */
    struct fc_background_source inner;
};

static struct fc_opener *ref(struct fc_opener *opener)
{
    g_atomic_int_inc(&opener->references);
    return opener;
}

static void unref(struct fc_opener *opener)
{
    if (!g_atomic_int_dec_and_test(&opener->references))
        return;
    g_mutex_clear(&opener->lock);
    g_cond_clear(&opener->changed);
    g_free(opener);
}

/* --- what is handed out, on any thread --- */

static int frame_at(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct handed_out *out = user;

    return out->inner.frame_at(out->inner.user, time_ns, wanted, frame);
}

static void count_letting_go(struct fc_opener *opener, int more)
{
    g_mutex_lock(&opener->lock);
    opener->letting_go += more;
    g_cond_signal(&opener->changed);
    g_mutex_unlock(&opener->lock);
}

static gpointer let_go(gpointer user)
{
    struct handed_out *out = user;

    out->inner.release(out->inner.user);
    count_letting_go(out->opener, -1);
    unref(out->opener);
    g_free(out);
    return NULL;
}

static void release(void *user)
{
    struct handed_out *out = user;
    GThread *thread;

    count_letting_go(out->opener, 1);
    thread = g_thread_try_new("fc-let-go", let_go, out, NULL);
    if (thread)
        g_thread_unref(thread);
    else
        let_go(out);
}

static void hand_out(struct request *request)
{
    struct handed_out *out = g_new0(struct handed_out, 1);

    out->opener = ref(request->opener);
    out->inner = request->source;
    request->source = (struct fc_background_source){frame_at, release, out};
}

/* --- a thread for each request --- */

static void open_background(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    struct request *request = data;
    const struct fc_background_params params = {.cover = request->wish.size};

    request->result = fc_background_open(request->name, &params, &request->source, &request->error);
    if (!request->result)
        hand_out(request);
    g_task_return_boolean(task, TRUE);
}

/* --- the main thread --- */

static void free_request(gpointer user)
{
    struct request *request = user;

    unref(request->opener);
    g_free(request->name);
    g_free(request);
}

static void is_done(GObject *source, GAsyncResult *result, gpointer user)
{
    struct request *request = g_task_get_task_data(G_TASK(result));
    struct fc_opener *opener = request->opener;

    opener->opening--;
    if (opener->newest != request) {
        if (!request->result)
            release(request->source.user);
        return;
    }
    opener->newest = NULL;
    request->wish.opened(request->wish.user, request->result ? NULL : &request->source,
                         &request->error);
}

int fc_opener_open(struct fc_opener *opener, const struct fc_opener_wish *wish,
                   struct fc_error *error)
{
    struct request *request;
    GTask *task;

    opener->newest = NULL;
    if (opener->opening >= MAX_OPENING)
        return fc_error_set(error, -EBUSY,
                            "%s: %d backgrounds that were asked for before are still being opened",
                            wish->name, opener->opening);
    request = g_new0(struct request, 1);
    request->opener = ref(opener);
    request->name = g_strdup(wish->name);
    request->wish = *wish;
    opener->newest = request;
    opener->opening++;
    task = g_task_new(NULL, NULL, is_done, NULL);
    g_task_set_task_data(task, request, free_request);
    g_task_run_in_thread(task, open_background);
    g_object_unref(task);
    return 0;
}

void fc_opener_forget(struct fc_opener *opener)
{
    opener->newest = NULL;
}

bool fc_opener_is_busy(const struct fc_opener *opener)
{
    return opener->newest;
}

struct fc_opener *fc_opener_create(void)
{
    struct fc_opener *opener = g_new0(struct fc_opener, 1);

    opener->references = 1;
    g_mutex_init(&opener->lock);
    g_cond_init(&opener->changed);
    return opener;
}

void fc_opener_destroy(struct fc_opener **opener_ptr)
{
    const gint64 end_us = g_get_monotonic_time() + PATIENCE_US;
    struct fc_opener *opener = *opener_ptr;

    if (!opener)
        return;
    *opener_ptr = NULL;
    opener->newest = NULL;
    g_mutex_lock(&opener->lock);
    while (opener->letting_go > 0 && g_cond_wait_until(&opener->changed, &opener->lock, end_us))
        ;
    g_mutex_unlock(&opener->lock);
    unref(opener);
}
