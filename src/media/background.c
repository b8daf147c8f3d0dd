/* SPDX-License-Identifier: MIT */
/*
 * Frames carry the time on a line without end: that of their place in the film plus the lengths
 * of all rounds before. So nobody needs the film's length before it was seen once.
 */
#include "media/background.h"

#include <assert.h>
#include <errno.h>

#include <glib.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/source.h"

#define MAX_AHEAD 4
/* Live: how far decoding may fall behind before the film's clock is set back. */
#define MAX_LAG_NS (500 * FC_NS_PER_MS)

struct background {
    char *name; // owned
    struct fc_background_params params;

    /* the thread that asks */
    struct fc_frame *current; // owned
    int64_t current_ns;
    int64_t origin_ns; /* the asker's time of the film's 0 */
    bool has_origin;
    GThread *thread; // owned; NULL for pictures

    /* both, under lock */
    GMutex lock;
    GCond changed;
    struct fc_frame *ahead[MAX_AHEAD]; // owned
    int64_t ahead_ns[MAX_AHEAD];
    int ahead_count;
    int64_t asked_ns; /* the newest time that was asked for, on the film's line */
    bool is_over;     /* no more frames will come */
    int result;       /* why, where that is an error */
    bool must_stop;

    /* the thread that decodes */
    struct fc_source *source; // owned
    int64_t round_ns;         /* when this round began */
    int64_t round_frames;     /* given in this round */
};

/* --- the thread that decodes --- */

/* Takes the frame over. False when it is time to stop. */
static bool put(struct background *self, struct fc_frame *frame)
{
    const int64_t time_ns = self->round_ns + fc_frame_time_ns(frame);
    bool goes_on;

    g_mutex_lock(&self->lock);
    while (self->ahead_count == MAX_AHEAD && !self->must_stop)
        g_cond_wait(&self->changed, &self->lock);
    goes_on = !self->must_stop;
    if (goes_on) {
        self->ahead[self->ahead_count] = frame;
        self->ahead_ns[self->ahead_count++] = time_ns;
        g_cond_broadcast(&self->changed);
    }
    g_mutex_unlock(&self->lock);
    if (!goes_on)
        fc_frame_unref(&frame);
    return goes_on;
}

static void end(struct background *self, int result)
{
    g_mutex_lock(&self->lock);
    self->is_over = true;
    self->result = result;
    g_cond_broadcast(&self->changed);
    g_mutex_unlock(&self->lock);
}

/* Gives every frame of one round. False when it is time to stop. */
static bool play_round(struct background *self)
{
    struct fc_frame *frame;

    while (fc_source_next(self->source, &frame, NULL) == 0) {
        if (!put(self, frame))
            return false;
        self->round_frames++;
    }
    return true;
}

/* The time of the next round; whole rounds that nobody will see are left out. */
static void advance(struct background *self)
{
    const int64_t length_ns = fc_source_until_ns(self->source);
    int64_t asked_ns;

    assert(length_ns > 0);
    g_mutex_lock(&self->lock);
    asked_ns = self->asked_ns;
    g_mutex_unlock(&self->lock);
    self->round_ns += length_ns;
    if (asked_ns > self->round_ns)
        self->round_ns += (asked_ns - self->round_ns) / length_ns * length_ns;
}

static int open_source(struct background *self, struct fc_error *error)
{
    const struct fc_source_params params = {.cover = self->params.cover};

    return fc_source_open(self->name, &params, &self->source, error);
}

static gpointer decode(gpointer user)
{
    struct background *self = user;
    int result = 0;

    for (;;) {
        if (!self->source)
            result = open_source(self, NULL);
        if (result < 0)
            break;
        if (!play_round(self))
            return NULL;
        if (self->round_frames <= 1)
            break; /* a film of one picture: it stands */
        advance(self);
        self->round_frames = 0;
        fc_source_destroy(&self->source);
    }
    end(self, result);
    return NULL;
}

/* --- the thread that asks --- */

static void start(struct background *self)
{
    self->thread = g_thread_new("fc-background", decode, self);
}

/* Flag, wake, join; then nobody else is there. */
static void stop(struct background *self)
{
    g_mutex_lock(&self->lock);
    self->must_stop = true;
    g_cond_broadcast(&self->changed);
    g_mutex_unlock(&self->lock);
    if (self->thread)
        g_thread_join(self->thread);
    self->thread = NULL;
    while (self->ahead_count > 0)
        fc_frame_unref(&self->ahead[--self->ahead_count]);
    fc_source_destroy(&self->source);
}

/* Somebody asks for what has passed: begin again. */
static void restart(struct background *self)
{
    stop(self);
    fc_frame_unref(&self->current);
    self->round_ns = 0;
    self->round_frames = 0;
    self->asked_ns = 0;
    self->is_over = false;
    self->must_stop = false;
    start(self);
}

/* Under lock. */
static void take_next(struct background *self)
{
    fc_frame_unref(&self->current);
    self->current = self->ahead[0];
    self->current_ns = self->ahead_ns[0];
    self->ahead_count--;
    for (int i = 0; i < self->ahead_count; i++) {
        self->ahead[i] = self->ahead[i + 1];
        self->ahead_ns[i] = self->ahead_ns[i + 1];
    }
    g_cond_broadcast(&self->changed);
}

/* Under lock: the newest frame at time_ns becomes the current one. */
static void take_until(struct background *self, int64_t time_ns)
{
    for (;;) {
        while (self->ahead_count > 0 && (!self->current || self->ahead_ns[0] <= time_ns))
            take_next(self);
        if (!self->params.wait || self->ahead_count > 0 || self->is_over)
            return;
        g_cond_wait(&self->changed, &self->lock);
    }
}

/* Live: the film's clock goes on from the current frame where the two have drifted apart. */
static int64_t follow(struct background *self, int64_t time_ns)
{
    const int64_t film_ns = time_ns - self->origin_ns;
    const int64_t lag_ns = film_ns - self->current_ns;

    if ((lag_ns > MAX_LAG_NS && self->ahead_count == 0) || lag_ns < -MAX_LAG_NS)
        self->origin_ns = time_ns - self->current_ns;
    return time_ns - self->origin_ns;
}

static int film_at(struct background *self, int64_t time_ns)
{
    int result;

    if (!self->has_origin && !self->params.wait)
        self->origin_ns = time_ns;
    self->has_origin = true;
    if (self->params.wait && self->current && time_ns < self->current_ns)
        restart(self);
    g_mutex_lock(&self->lock);
    self->asked_ns = time_ns - self->origin_ns;
    take_until(self, self->asked_ns);
    if (!self->params.wait && self->current)
        self->asked_ns = follow(self, time_ns);
    result = self->result;
    g_mutex_unlock(&self->lock);
    return result;
}

static int frame_at(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct background *self = user;
    int result = self->thread ? film_at(self, time_ns) : 0;

    *frame = NULL;
    if (result == 0 && !self->current)
        result = -EAGAIN;
    if (result == 0)
        *frame = fc_frame_ref(self->current);
    return result;
}

static void release(void *user)
{
    struct background *self = user;

    stop(self);
    fc_frame_unref(&self->current);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->changed);
    g_free(self->name);
    g_free(self);
}

int fc_background_open(const char *name, const struct fc_background_params *params,
                       struct fc_background_source *background, struct fc_error *error)
{
    struct background *self = g_new0(struct background, 1);
    int code;

    g_mutex_init(&self->lock);
    g_cond_init(&self->changed);
    self->name = g_strdup(name);
    self->params = *params;
    code = open_source(self, error);
    if (code < 0)
        goto fail;
    code = fc_source_next(self->source, &self->current, error);
    if (code < 0)
        goto fail;
    self->round_frames = 1;
    if (fc_source_info(self->source)->is_still)
        fc_source_destroy(&self->source);
    else
        start(self);
    *background = (struct fc_background_source){frame_at, release, self};
    return 0;

fail:
    release(self);
    return code;
}
