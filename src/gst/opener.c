/* SPDX-License-Identifier: MIT */
#include "gst/opener.h"

#include <errno.h>
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "frame/frame.h"
#include "gst/report.h"

#define RETRY_US (3 * G_TIME_SPAN_SECOND)

/* How many threads may be left with servers that do not answer, before a new wish has to wait. */
#define MAX_LEFT_BEHIND 4

/* How long stop waits for a file that is being opened; a server may take a minute. */
#define PATIENCE_US (1 * G_TIME_SPAN_SECOND)

/* What the engine is given: letting go of a film waits for its decoder, and that is our thread's. */
struct handed_out {
    struct fc_element_opener *opener; // borrowed
    struct fc_background_source inner;
};

struct wish {
    char *name; // owned
    struct fc_background_params how;
    guint number;
};

/* A thread. It ends when the opener has another one, which came because this one was held up. */
struct worker {
    struct fc_element_opener *opener; // owned reference
    guint number;
};

struct fc_element_opener {
    struct fc_element_opener_params params;
    gint references; /* the element's and one for each thread */
    GThread *thread; // owned; the newest
    /* What the thread has to look at: backgrounds that came back, and itself for a new wish. */
    GAsyncQueue *inbox; // owned

    GMutex lock;
    GCond changed;

    /* under lock */
    char *name; // owned; what is wanted, or NULL
    struct fc_background_params how;
    guint number; /* counts the wishes */
    enum fc_element_opener_state state;
    struct fc_error error;
    char told[sizeof(((struct fc_error *)0)->text)]; /* the newest result, "" for success */
    bool is_interrupted;
    guint worker; /* the newest thread's number */
    guint left_behind;
    bool is_busy; /* the newest thread is opening something, or letting go of it */
    bool must_stop;
};

static void unref(struct fc_element_opener *opener);

/* --- what the engine calls --- */

static int frame_at(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct handed_out *out = user;

    return out->inner.frame_at(out->inner.user, time_ns, wanted, frame);
}

/* Takes no lock: the engine may call it while we set another. */
static void give_back(void *user)
{
    struct handed_out *out = user;

    g_async_queue_push(out->opener->inbox, out);
}

static void release(struct handed_out *out)
{
    out->inner.release(out->inner.user);
    g_free(out);
}

/* --- the thread --- */

/* *out stays NULL where that fails. */
static void open_background(struct fc_element_opener *opener, const struct wish *wish,
                            struct handed_out **out, struct fc_error *error)
{
    struct fc_background_source inner;
    int ret = fc_background_open(wish->name, &wish->how, &inner, error);

    if (ret == -ENOENT)
        fc_error_remedy(error, "a background is none, blur[:0-100], color:#rrggbb, greenscreen, "
                               "demo:beach, or a picture or film");
    if (ret) {
        fc_error_prefix(error, "the background");
        return;
    }
    *out = g_new0(struct handed_out, 1);
    (*out)->opener = opener;
    (*out)->inner = inner;
}

/* Under lock. */
static bool is_wanted(const struct fc_element_opener *opener, guint number)
{
    return number == opener->number && !opener->must_stop;
}

/* Under lock. Gives the engine what was opened, if that is still wanted; else takes it back. */
static void hand_out(struct fc_element_opener *opener, struct handed_out *out, guint number,
                     struct fc_error *error)
{
    const struct fc_background_source source = {frame_at, give_back, out};

    if (!is_wanted(opener, number)) {
        give_back(out);
    } else if (fc_engine_set_background_source(opener->params.engine, &source)) {
        give_back(out);
        fc_error_set(error, -ENOMEM, "the background: out of memory");
    }
}

/* Under lock. */
static void set_busy(struct worker *worker, bool is_busy)
{
    if (worker->number == worker->opener->worker)
        worker->opener->is_busy = is_busy;
    g_cond_broadcast(&worker->opener->changed);
}

/* A copy of what is wanted; false where that is nothing. */
static bool begin(struct worker *worker, struct wish *wish)
{
    struct fc_element_opener *opener = worker->opener;

    g_mutex_lock(&opener->lock);
    *wish = (struct wish){g_strdup(opener->name), opener->how, opener->number};
    set_busy(worker, wish->name);
    g_mutex_unlock(&opener->lock);
    return wish->name;
}

/* What became of it. True where it has failed, is still wanted, and nobody was told. */
static bool end(struct worker *worker, const struct wish *wish, struct handed_out *out,
                struct fc_error *error)
{
    struct fc_element_opener *opener = worker->opener;
    bool tell = false;

    g_mutex_lock(&opener->lock);
    if (out)
        hand_out(opener, out, wish->number, error);
    if (is_wanted(opener, wish->number)) {
        tell = error->code && strcmp(error->text, opener->told) != 0;
        opener->state = error->code ? FC_OPENER_FAILED : FC_OPENER_OPEN;
        opener->error = *error;
        g_strlcpy(opener->told, error->text, sizeof(opener->told));
        if (tell)
            gst_object_ref(opener->params.element);
    }
    set_busy(worker, false);
    g_mutex_unlock(&opener->lock);
    return tell;
}

static void try_to_open(struct worker *worker)
{
    struct fc_element_opener *opener = worker->opener;
    struct handed_out *out = NULL;
    struct fc_error error = {0};
    struct wish wish;

    if (!begin(worker, &wish))
        return;
    open_background(opener, &wish, &out, &error);
    if (end(worker, &wish, out, &error)) {
        fc_element_warn(opener->params.element, &error);
        gst_object_unref(opener->params.element);
    }
    g_free(wish.name);
}

static void let_go(struct worker *worker, struct handed_out *out)
{
    GMutex *lock = &worker->opener->lock;

    g_mutex_lock(lock);
    set_busy(worker, true);
    g_mutex_unlock(lock);
    release(out);
    g_mutex_lock(lock);
    set_busy(worker, false);
    g_mutex_unlock(lock);
}

/* What to do next: something to release, the opener itself to look again, or NULL to try again. */
static gpointer wait_for_work(struct fc_element_opener *opener)
{
    if (fc_element_opener_state(opener, NULL) == FC_OPENER_FAILED)
        return g_async_queue_timeout_pop(opener->inbox, RETRY_US);
    return g_async_queue_pop(opener->inbox);
}

static bool goes_on(struct worker *worker)
{
    struct fc_element_opener *opener = worker->opener;
    bool is_newest;

    g_mutex_lock(&opener->lock);
    is_newest = worker->number == opener->worker;
    if (!is_newest)
        opener->left_behind--;
    is_newest = is_newest && !opener->must_stop;
    g_mutex_unlock(&opener->lock);
    return is_newest;
}

static gpointer run(gpointer user)
{
    struct worker *worker = user;
    struct fc_element_opener *opener = worker->opener;

    while (goes_on(worker)) {
        gpointer item = wait_for_work(opener);
        const enum fc_element_opener_state state = fc_element_opener_state(opener, NULL);

        if (item && item != opener)
            let_go(worker, item);
        else if (state == FC_OPENER_OPENING || state == FC_OPENER_FAILED)
            try_to_open(worker);
    }
    unref(opener);
    g_free(worker);
    return NULL;
}

/* Under lock, or while there is no other thread yet. */
static void start_worker(struct fc_element_opener *opener)
{
    struct worker *worker = g_new0(struct worker, 1);

    g_atomic_int_inc(&opener->references);
    worker->opener = opener;
    worker->number = ++opener->worker;
    opener->is_busy = false;
    opener->thread = g_thread_new("fc-opener", run, worker);
}

/* Under lock. Who waits for a server, perhaps for a minute, must not keep the next one waiting. */
static void leave_busy_worker(struct fc_element_opener *opener)
{
    if (!opener->is_busy || opener->left_behind >= MAX_LEFT_BEHIND || opener->must_stop)
        return;
    opener->left_behind++;
    g_thread_unref(opener->thread);
    start_worker(opener);
}

/* --- everybody else --- */

struct fc_element_opener *fc_element_opener_create(const struct fc_element_opener_params *params)
{
    struct fc_element_opener *opener = g_new0(struct fc_element_opener, 1);

    opener->params = *params;
    opener->references = 1;
    opener->inbox = g_async_queue_new();
    g_mutex_init(&opener->lock);
    g_cond_init(&opener->changed);
    start_worker(opener);
    return opener;
}

/* A thread that is held up is left behind, and touches neither engine nor element any more. */
void fc_element_opener_stop(struct fc_element_opener *opener)
{
    const gint64 until_us = g_get_monotonic_time() + PATIENCE_US;
    bool is_held_up;

    g_mutex_lock(&opener->lock);
    opener->must_stop = true;
    opener->is_interrupted = true;
    g_cond_broadcast(&opener->changed);
    while (opener->is_busy && g_cond_wait_until(&opener->changed, &opener->lock, until_us))
        continue;
    is_held_up = opener->is_busy;
    g_mutex_unlock(&opener->lock);
    g_async_queue_push(opener->inbox, opener);
    if (is_held_up)
        g_thread_unref(opener->thread);
    else
        g_thread_join(opener->thread);
    opener->thread = NULL;
}

static void unref(struct fc_element_opener *opener)
{
    gpointer item;

    if (!g_atomic_int_dec_and_test(&opener->references))
        return;
    while ((item = g_async_queue_try_pop(opener->inbox)))
        if (item != opener)
            release(item);
    g_async_queue_unref(opener->inbox);
    g_mutex_clear(&opener->lock);
    g_cond_clear(&opener->changed);
    g_free(opener->name);
    g_free(opener);
}

void fc_element_opener_destroy(struct fc_element_opener **opener)
{
    if (*opener)
        unref(*opener);
    *opener = NULL;
}

static bool is_same(const struct fc_background_params *a, const struct fc_background_params *b)
{
    return a->wait == b->wait && fc_size_equal(a->cover, b->cover);
}

void fc_element_opener_want(struct fc_element_opener *opener, const char *name,
                            const struct fc_background_params *how)
{
    bool is_known;

    g_mutex_lock(&opener->lock);
    is_known = g_strcmp0(opener->name, name) == 0;
    if (!is_known)
        fc_engine_set_background_source(opener->params.engine, NULL);
    if (!is_known || (name && (!is_same(&opener->how, how) || opener->state == FC_OPENER_FAILED))) {
        g_free(opener->name);
        opener->name = g_strdup(name);
        opener->how = *how;
        opener->number++;
        opener->state = name ? FC_OPENER_OPENING : FC_OPENER_UNSET;
        opener->error = (struct fc_error){0};
        g_cond_broadcast(&opener->changed);
        if (name)
            leave_busy_worker(opener);
        g_async_queue_push(opener->inbox, opener);
    }
    g_mutex_unlock(&opener->lock);
}

void fc_element_opener_wait(struct fc_element_opener *opener)
{
    g_mutex_lock(&opener->lock);
    while (opener->state == FC_OPENER_OPENING && !opener->is_interrupted)
        g_cond_wait(&opener->changed, &opener->lock);
    g_mutex_unlock(&opener->lock);
}

void fc_element_opener_interrupt(struct fc_element_opener *opener, bool interrupted)
{
    g_mutex_lock(&opener->lock);
    opener->is_interrupted = interrupted;
    g_cond_broadcast(&opener->changed);
    g_mutex_unlock(&opener->lock);
}

enum fc_element_opener_state fc_element_opener_state(struct fc_element_opener *opener,
                                                     struct fc_error *error)
{
    enum fc_element_opener_state state;

    g_mutex_lock(&opener->lock);
    state = opener->state;
    if (error)
        *error = opener->error;
    g_mutex_unlock(&opener->lock);
    return state;
}
