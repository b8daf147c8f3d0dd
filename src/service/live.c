/* SPDX-License-Identifier: MIT */
#include "service/live.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "media/card.h"

#define LINE_BYTES 400
/* What the card says until there is a matte. */
#define FIRST_LINE "One moment"

struct fc_live {
    struct fc_live_params params;
    int64_t interval_ns; /* between two camera frames */
    pthread_t estimate_thread;
    pthread_t compose_thread;
    bool estimate_started;
    bool compose_started;

    pthread_mutex_t lock;
    pthread_cond_t work_for_estimate;
    pthread_cond_t work_for_compose;

    /* under lock */
    bool stop;
    bool card;                    /* show the card, not frames */
    bool card_is_due;             /* compose has not shown it yet */
    char line[LINE_BYTES];        /* of the card; also why there is no matte */
    uint64_t line_number;         /* counts the changes of line and why */
    const char *why;              /* static; why compose refuses mattes, "" when it does not */
    uint64_t generation;          /* counts show_frames; mattes of another one are forgotten */
    struct fc_frame *to_estimate; /* owned; the newest, or NULL */
    struct fc_frame *to_compose;  /* owned; the newest, or NULL */
    int64_t arrived_ns;           /* when to_compose came */
    struct fc_frame *pair_frame;  /* owned; what pair_matte was made from */
    struct fc_matte *pair_matte;  /* owned; the newest matte, not composed with its frame yet */
    struct fc_matte *matte;       /* owned; the newest matte */
    int64_t estimate_since_ns;    /* when the run under way began; 0: none */
    int64_t estimate_took_ns;     /* the newest finished one */

    /* compose's thread */
    int64_t composed_time_ns; /* time of the newest composed frame */
    uint64_t drawn_number;    /* line_number of the card that the engine has */
};

/* A wait on a condition until a monotonic time. */
static void wait_until(struct fc_live *live, int64_t due_ns)
{
    const struct timespec due = {.tv_sec = due_ns / FC_NS_PER_S, .tv_nsec = due_ns % FC_NS_PER_S};

    pthread_cond_timedwait(&live->work_for_compose, &live->lock, &due);
}

static void drop_frames(struct fc_live *live)
{
    fc_frame_unref(&live->to_estimate);
    fc_frame_unref(&live->to_compose);
    fc_frame_unref(&live->pair_frame);
    fc_matte_unref(&live->pair_matte);
    fc_matte_unref(&live->matte);
}

static void set_line(struct fc_live *live, const char *line)
{
    if (strncmp(live->line, line, LINE_BYTES - 1) == 0)
        return;
    snprintf(live->line, sizeof(live->line), "%s", line);
    live->line_number++;
}

static void set_why(struct fc_live *live, const char *why)
{
    if (live->why == why)
        return;
    live->why = why;
    live->line_number++;
}

/* What estimate says first: it knows more of the cause. */
static void copy_line(const struct fc_live *live, char *line, size_t size)
{
    const bool has_cause = live->card || strcmp(live->line, FIRST_LINE) != 0 || !live->why[0];

    snprintf(line, size, "%s", has_cause ? live->line : live->why);
}

/* --- estimate's thread --- */

/* Keeps what one run gave: for its own frame, and as the newest matte. */
static void keep_matte(struct fc_live *live, struct fc_frame *frame, struct fc_matte *matte)
{
    fc_frame_unref(&live->pair_frame);
    fc_matte_unref(&live->pair_matte);
    fc_matte_unref(&live->matte);
    live->pair_frame = fc_frame_ref(frame);
    live->pair_matte = fc_matte_ref(matte);
    live->matte = fc_matte_ref(matte);
}

static void estimate_one(struct fc_live *live, struct fc_frame *frame, uint64_t generation)
{
    struct fc_matte *matte = NULL;
    struct fc_error error = {0};
    int ret = fc_engine_estimate(live->params.engine, frame, &matte, &error);

    pthread_mutex_lock(&live->lock);
    if (generation == live->generation && !live->card) {
        set_line(live, ret ? error.text : FIRST_LINE);
        if (!ret)
            keep_matte(live, frame, matte);
    }
    live->estimate_took_ns = fc_clock_now_ns() - live->estimate_since_ns;
    live->estimate_since_ns = 0;
    pthread_cond_signal(&live->work_for_compose);
    pthread_mutex_unlock(&live->lock);
    fc_matte_unref(&matte);
}

static void *run_estimate(void *user)
{
    struct fc_live *live = user;

    pthread_setname_np(pthread_self(), "fc-estimate");
    pthread_mutex_lock(&live->lock);
    while (!live->stop) {
        struct fc_frame *frame = live->to_estimate;
        uint64_t generation = live->generation;

        if (!frame) {
            pthread_cond_wait(&live->work_for_estimate, &live->lock);
            continue;
        }
        live->to_estimate = NULL;
        live->estimate_since_ns = fc_clock_now_ns();
        pthread_mutex_unlock(&live->lock);
        estimate_one(live, frame, generation);
        fc_frame_unref(&frame);
        pthread_mutex_lock(&live->lock);
    }
    pthread_mutex_unlock(&live->lock);
    return NULL;
}

/* --- compose's thread --- */

/* Gives the engine the card for the line of now. Called with the lock held, and lets it go. */
static void draw_card(struct fc_live *live)
{
    char line[LINE_BYTES];
    struct fc_frame *card;

    if (live->drawn_number == live->line_number)
        return;
    live->drawn_number = live->line_number;
    copy_line(live, line, sizeof(line));
    pthread_mutex_unlock(&live->lock);
    card = fc_media_card(live->params.size, live->params.colour, line);
    if (card)
        fc_engine_set_card(live->params.engine, card);
    fc_frame_unref(&card);
    pthread_mutex_lock(&live->lock);
}

static void publish(struct fc_live *live, struct fc_published *published)
{
    live->params.published(live->params.user, published);
    fc_published_unref(&published);
}

/* Why frames become cards; that there is no matte yet is no reason to speak of. */
static const char *refusal(const struct fc_published *published)
{
    if (!published || fc_published_kind(published) != FC_PUBLISHED_CARD ||
        fc_published_reason(published) == FC_CARD_NO_MATTE)
        return "";
    return fc_published_why(published);
}

static void show_card(struct fc_live *live)
{
    struct fc_published *published = NULL;

    live->card_is_due = false;
    draw_card(live);
    pthread_mutex_unlock(&live->lock);
    if (fc_engine_card(live->params.engine, live->params.size, live->params.colour, &published) ==
        0)
        publish(live, published);
    pthread_mutex_lock(&live->lock);
}

/* Takes over both references. */
static void compose_one(struct fc_live *live, struct fc_frame *frame, struct fc_matte *matte)
{
    struct fc_published *published = NULL;
    const char *why = "";

    draw_card(live);
    live->composed_time_ns = fc_frame_time_ns(frame);
    pthread_mutex_unlock(&live->lock);
    if (fc_engine_compose(live->params.engine, frame, matte, fc_clock_now_ns(), &published) == 0) {
        why = refusal(published);
        publish(live, published);
    }
    fc_frame_unref(&frame);
    fc_matte_unref(&matte);
    pthread_mutex_lock(&live->lock);
    set_why(live, why);
}

/* A matte and its very frame, if that is newer than what was composed last. */
static bool compose_pair(struct fc_live *live)
{
    struct fc_frame *frame = live->pair_frame;
    struct fc_matte *matte = live->pair_matte;

    live->pair_frame = NULL;
    live->pair_matte = NULL;
    if (!frame)
        return false;
    if (fc_frame_time_ns(frame) <= live->composed_time_ns) {
        fc_frame_unref(&frame);
        fc_matte_unref(&matte);
        return false;
    }
    if (live->to_compose && fc_frame_time_ns(live->to_compose) <= fc_frame_time_ns(frame))
        fc_frame_unref(&live->to_compose);
    compose_one(live, frame, matte);
    return true;
}

/* Until when to_compose may wait for a matte of its own: not at all behind a slow network. */
static int64_t patience_ends_ns(const struct fc_live *live)
{
    int64_t running_ns = live->estimate_since_ns ? fc_clock_now_ns() - live->estimate_since_ns : 0;

    if (live->estimate_took_ns > live->interval_ns || running_ns > live->interval_ns)
        return live->arrived_ns;
    return live->arrived_ns + live->interval_ns;
}

static void compose_newest(struct fc_live *live)
{
    struct fc_frame *frame = live->to_compose;

    live->to_compose = NULL;
    compose_one(live, frame, live->matte ? fc_matte_ref(live->matte) : NULL);
}

static void *run_compose(void *user)
{
    struct fc_live *live = user;

    pthread_setname_np(pthread_self(), "fc-compose");
    pthread_mutex_lock(&live->lock);
    while (!live->stop) {
        if (live->card) {
            if (live->card_is_due)
                show_card(live);
            else
                pthread_cond_wait(&live->work_for_compose, &live->lock);
        } else if (compose_pair(live)) {
            continue;
        } else if (!live->to_compose) {
            pthread_cond_wait(&live->work_for_compose, &live->lock);
        } else if (fc_clock_now_ns() < patience_ends_ns(live)) {
            wait_until(live, patience_ends_ns(live));
        } else {
            compose_newest(live);
        }
    }
    pthread_mutex_unlock(&live->lock);
    return NULL;
}

/* --- the main thread's side --- */

static int start_threads(struct fc_live *live)
{
    live->estimate_started = pthread_create(&live->estimate_thread, NULL, run_estimate, live) == 0;
    live->compose_started = pthread_create(&live->compose_thread, NULL, run_compose, live) == 0;
    return live->estimate_started && live->compose_started ? 0 : -EAGAIN;
}

int fc_live_create(const struct fc_live_params *params, struct fc_live **live_out,
                   struct fc_error *error)
{
    struct fc_live *live = fc_calloc(1, sizeof(*live));
    pthread_condattr_t monotonic;

    if (!live)
        return fc_error_set(error, -ENOMEM, "cannot start: out of memory");
    live->params = *params;
    live->interval_ns = FC_NS_PER_S / params->rate;
    live->composed_time_ns = INT64_MIN;
    live->card = true;
    live->why = "";
    pthread_mutex_init(&live->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&live->work_for_estimate, &monotonic);
    pthread_cond_init(&live->work_for_compose, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (start_threads(live)) {
        fc_live_destroy(&live);
        return fc_error_set(error, -EAGAIN, "cannot start: no more threads");
    }
    *live_out = live;
    return 0;
}

void fc_live_destroy(struct fc_live **live_ptr)
{
    struct fc_live *live = *live_ptr;

    if (!live)
        return;
    *live_ptr = NULL;
    /* flag, wake, join: both threads look at the flag whenever they have the lock */
    pthread_mutex_lock(&live->lock);
    live->stop = true;
    pthread_cond_broadcast(&live->work_for_estimate);
    pthread_cond_broadcast(&live->work_for_compose);
    pthread_mutex_unlock(&live->lock);
    if (live->estimate_started)
        pthread_join(live->estimate_thread, NULL);
    if (live->compose_started)
        pthread_join(live->compose_thread, NULL);
    drop_frames(live);
    pthread_cond_destroy(&live->work_for_estimate);
    pthread_cond_destroy(&live->work_for_compose);
    pthread_mutex_destroy(&live->lock);
    free(live);
}

void fc_live_frame(struct fc_live *live, struct fc_frame *frame)
{
    pthread_mutex_lock(&live->lock);
    if (!live->card) {
        fc_frame_unref(&live->to_estimate);
        fc_frame_unref(&live->to_compose);
        live->to_estimate = fc_frame_ref(frame);
        live->to_compose = fc_frame_ref(frame);
        live->arrived_ns = fc_clock_now_ns();
        pthread_cond_signal(&live->work_for_estimate);
        pthread_cond_signal(&live->work_for_compose);
    }
    pthread_mutex_unlock(&live->lock);
    fc_frame_unref(&frame);
}

void fc_live_show_card(struct fc_live *live, const char *line)
{
    pthread_mutex_lock(&live->lock);
    live->card = true;
    live->card_is_due = true;
    set_line(live, line);
    drop_frames(live);
    pthread_cond_signal(&live->work_for_compose);
    pthread_mutex_unlock(&live->lock);
}

void fc_live_hold(struct fc_live *live)
{
    pthread_mutex_lock(&live->lock);
    live->card = true;
    live->card_is_due = false;
    drop_frames(live);
    pthread_mutex_unlock(&live->lock);
}

bool fc_live_line(struct fc_live *live, char *line, size_t size)
{
    bool is_first;

    pthread_mutex_lock(&live->lock);
    copy_line(live, line, size);
    is_first = !live->card && strcmp(line, FIRST_LINE) == 0;
    pthread_mutex_unlock(&live->lock);
    return is_first;
}

void fc_live_show_frames(struct fc_live *live)
{
    pthread_mutex_lock(&live->lock);
    live->card = false;
    live->generation++;
    set_line(live, FIRST_LINE);
    set_why(live, "");
    pthread_mutex_unlock(&live->lock);
}
