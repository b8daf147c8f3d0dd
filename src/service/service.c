/* SPDX-License-Identifier: MIT */
#include "service/private.h"

#include <errno.h>
#include <glib.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "service/camera.h"
#include "service/complaint.h"
#include "service/live.h"
#include "service/opener.h"
#include "service/wakeup.h"

/* How long the camera stays open behind the last reader. */
#define GRACE_MS 3000
/* Frames farther apart than this have no rate. */
#define RATE_MAX_GAP_NS FC_NS_PER_S

/* What virtual cameras have at every size, and nearly all real ones. */
static const struct fc_colour camera_colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

/* --- what is the matter --- */

static enum fc_service_state live_state(const struct fc_service *s, char *message, size_t size)
{
    if (atomic_load(&s->kind) != FC_PUBLISHED_CARD) {
        g_strlcpy(message, "", size);
        return FC_SERVICE_LIVE;
    }
    return fc_live_line(s->live, message, size) ? FC_SERVICE_STARTING : FC_SERVICE_PROBLEM;
}

static enum fc_service_state find_state(const struct fc_service *s, char *message, size_t size)
{
    if (s->paused) {
        g_strlcpy(message, "Paused", size);
        return FC_SERVICE_PAUSED;
    }
    if (!s->camera_open) {
        g_strlcpy(message, "Waiting for someone to watch", size);
        return FC_SERVICE_WAITING;
    }
    if (s->problem[0]) {
        g_strlcpy(message, s->problem, size);
        return FC_SERVICE_PROBLEM;
    }
    if (s->streaming)
        return live_state(s, message, size);
    g_strlcpy(message, "Starting the camera", size);
    return FC_SERVICE_STARTING;
}

/* Brings the status up to date and tells of it; whether state or message are others. */
static bool update_status(struct fc_service *s)
{
    const struct fc_service_status before = s->status;

    s->status.state = find_state(s, s->status.message, sizeof(s->status.message));
    if (!s->streaming)
        s->status.camera[0] = '\0';
    s->status.output_count = fc_outputs_status(s->outputs, s->status.outputs);
    if (s->params.changed)
        s->params.changed(s->params.user);
    return s->status.state != before.state || strcmp(s->status.message, before.message) != 0;
}

/* After anything has changed but what is published: the card of now, where there is to be one. */
static void show_state(struct fc_service *s)
{
    if (!update_status(s))
        return;
    if (s->status.state == FC_SERVICE_LIVE || s->streaming)
        return;
    /* of a reader who comes and goes the log has two lines: the camera streams, and waits */
    g_log(G_LOG_DOMAIN,
          s->status.state == FC_SERVICE_STARTING ? G_LOG_LEVEL_DEBUG : G_LOG_LEVEL_MESSAGE, "%s",
          s->status.message);
    if (s->paused && fc_values_int(&s->values, FC_PARAM_PAUSE_SHOWS) == FC_PAUSE_LAST_FRAME &&
        atomic_load(&s->kind) == FC_PUBLISHED_COMPOSED)
        fc_live_hold(s->live);
    else
        fc_live_show_card(s->live, s->status.message);
}

/* --- when the camera is open --- */

static void open_camera(struct fc_service *s)
{
    s->camera_open = true;
    s->streaming = false;
    s->problem[0] = '\0';
    show_state(s);
    fc_service_retry_background(s);
    fc_camera_start(s->camera);
}

static void close_camera(struct fc_service *s)
{
    fc_camera_stop(s->camera);
    s->camera_open = false;
    s->streaming = false;
    s->problem[0] = '\0';
    fc_service_retry_background(s);
    show_state(s);
}

static gboolean grace_is_over(gpointer user)
{
    struct fc_service *s = user;

    s->grace = 0;
    close_camera(s);
    return G_SOURCE_REMOVE;
}

/* Brings the camera to what readers and pause ask for. */
static void update(struct fc_service *s)
{
    const bool wanted = fc_outputs_are_watched(s->outputs) && !s->paused;

    if (wanted) {
        g_clear_handle_id(&s->grace, g_source_remove);
        if (!s->camera_open)
            open_camera(s);
    } else if (s->camera_open && s->paused) {
        g_clear_handle_id(&s->grace, g_source_remove);
        close_camera(s);
    } else if (s->camera_open && !s->grace) {
        s->grace = g_timeout_add(GRACE_MS, grace_is_over, s);
    }
    show_state(s);
}

/* --- what the parts say --- */

static void on_camera_event(void *user, enum fc_camera_event event, const char *why)
{
    struct fc_service *s = user;

    if (event == FC_CAMERA_STREAMING) {
        s->problem[0] = '\0';
        s->streaming = true;
        g_strlcpy(s->status.camera, why, sizeof(s->status.camera));
        g_message("the camera streams: %s", why);
        fc_live_show_frames(s->live);
        update_status(s);
        return;
    }
    s->streaming = false;
    g_strlcpy(s->problem, why, sizeof(s->problem));
    show_state(s);
}

static void on_frame(void *user, struct fc_frame *frame)
{
    fc_live_frame(((struct fc_service *)user)->live, frame);
}

static bool is_own(void *user, const char *path)
{
    return fc_outputs_are_at(((struct fc_service *)user)->outputs, path);
}

static void on_outputs(void *user)
{
    update(user);
}

static void count_frame(struct fc_service *s)
{
    const int64_t now_ns = fc_clock_now_ns();
    const int64_t gap_ns = now_ns - atomic_exchange(&s->newest_ns, now_ns);
    const int64_t smooth_ns = atomic_load(&s->interval_ns);

    atomic_fetch_add(&s->frames, 1);
    if (gap_ns > RATE_MAX_GAP_NS)
        atomic_store(&s->interval_ns, 0);
    else
        atomic_store(&s->interval_ns, smooth_ns ? smooth_ns + (gap_ns - smooth_ns) / 16 : gap_ns);
}

/* On compose's thread; outputs take their own references and never block. */
static void on_published(void *user, struct fc_published *published)
{
    struct fc_service *s = user;
    const enum fc_published_kind kind = fc_published_kind(published);

    fc_outputs_publish(s->outputs, published);
    fc_engine_keep_mattes(s->engine, fc_outputs_want_mattes(s->outputs));
    if (kind == FC_PUBLISHED_CARD)
        atomic_fetch_add(&s->cards, 1);
    else
        count_frame(s);
    if (atomic_exchange(&s->kind, (int)kind) != (int)kind || kind == FC_PUBLISHED_CARD)
        fc_wakeup_wake(s->kind_changed);
}

/* The main thread's answer. */
static void on_kind_changed(void *user)
{
    struct fc_service *s = user;

    if (s->streaming && update_status(s) && s->status.state == FC_SERVICE_PROBLEM &&
        fc_complaint_is_news(&s->complaint, s->status.message, fc_clock_now_ns()))
        g_warning("%s", s->status.message);
}

/* --- making and ending --- */

/* What the network lacks is said at the start, not at the first frame of a call. */
static void prepare_network(struct fc_service *s)
{
    struct fc_error error = {0};
    char text[FC_ERROR_WHOLE_BYTES];

    if (!fc_engine_prepare(s->engine, s->size, &error))
        return;
    fc_error_join(&error, "\n  ", text, sizeof(text));
    g_warning("%s", text);
}

static int create_camera(struct fc_service *s, struct fc_error *error)
{
    const struct fc_camera_params params = {
        .name = fc_values_text(&s->values, FC_PARAM_CAMERA),
        .size = s->size,
        .colour = camera_colour,
        .rate = fc_values_int(&s->values, FC_PARAM_RATE),
        .frame_arrived = on_frame,
        .event = on_camera_event,
        .is_own = is_own,
        .user = s,
    };

    return fc_camera_create(&params, &s->camera, error);
}

int fc_service_change_camera(struct fc_service *s, struct fc_error *error)
{
    int ret;

    g_clear_handle_id(&s->grace, g_source_remove);
    fc_camera_destroy(&s->camera);
    s->camera_open = false;
    s->streaming = false;
    s->problem[0] = '\0';
    ret = create_camera(s, error);
    if (!ret)
        update(s);
    return ret;
}

static int create_live(struct fc_service *s, struct fc_error *error)
{
    const struct fc_live_params params = {
        .engine = s->engine,
        .size = s->size,
        .colour = camera_colour,
        .rate = fc_values_int(&s->values, FC_PARAM_RATE),
        .published = on_published,
        .user = s,
    };

    return fc_live_create(&params, &s->live, error);
}

static int create_outputs(struct fc_service *s, struct fc_error *error)
{
    const struct fc_outputs_params params = {
        .values = &s->values,
        .size = s->size,
        .colour = camera_colour,
        .rate = fc_values_int(&s->values, FC_PARAM_RATE),
        .changed = on_outputs,
        .user = s,
    };

    return fc_outputs_create(&params, &s->outputs, error);
}

static int check_size(struct fc_service *s, struct fc_error *error)
{
    s->size.width = fc_values_int(&s->values, FC_PARAM_WIDTH);
    s->size.height = fc_values_int(&s->values, FC_PARAM_HEIGHT);
    if (s->size.width % 2 || s->size.height % 2)
        return fc_error_set(error, -EINVAL, "width and height must be even: %dx%d", s->size.width,
                            s->size.height);
    return 0;
}

static int start(struct fc_service *s, const char *model_dir, struct fc_error *error)
{
    const struct fc_engine_params engine = {.model_dir = model_dir};
    int ret = check_size(s, error);

    if (!ret)
        ret = fc_engine_create(&engine, &s->engine, error);
    if (ret)
        return ret;
    fc_engine_set_values(s->engine, &s->values);
    fc_service_open_first_looks(s);
    prepare_network(s);
    /* outputs first: live publishes into them */
    ret = create_outputs(s, error);
    if (!ret)
        ret = create_live(s, error);
    if (!ret)
        ret = create_camera(s, error);
    if (!ret)
        show_state(s);
    return ret;
}

int fc_service_create(const struct fc_service_params *params, struct fc_service **service,
                      struct fc_error *error)
{
    struct fc_service *s = fc_calloc(1, sizeof(*s));
    int ret;

    if (!s)
        return fc_error_set(error, -ENOMEM, "cannot start: out of memory");
    s->params = *params;
    s->params.values = NULL;
    s->values = *params->values;
    s->opener = fc_opener_create();
    s->again = fc_opener_create();
    s->kind_changed = fc_wakeup_create(on_kind_changed, s);
    ret = start(s, params->model_dir, error);
    if (ret) {
        fc_service_destroy(&s);
        return ret;
    }
    *service = s;
    return 0;
}

void fc_service_destroy(struct fc_service **service)
{
    struct fc_service *s = *service;

    if (!s)
        return;
    *service = NULL;
    s->params.changed = NULL;
    /* against the stream: nobody gives frames to what is gone */
    g_clear_handle_id(&s->grace, g_source_remove);
    g_clear_handle_id(&s->retry, g_source_remove);
    fc_camera_destroy(&s->camera);
    fc_live_destroy(&s->live);
    fc_outputs_destroy(&s->outputs);
    fc_engine_destroy(&s->engine);
    /* what the engine has let go of */
    fc_opener_destroy(&s->opener);
    fc_opener_destroy(&s->again);
    fc_wakeup_destroy(&s->kind_changed);
    free(s);
}

/* --- the rest of what can be asked --- */

void fc_service_set_paused(struct fc_service *s, bool paused)
{
    if (s->paused == paused)
        return;
    s->paused = paused;
    update(s);
}

bool fc_service_is_paused(const struct fc_service *service)
{
    return service->paused;
}

int fc_service_release_output(struct fc_service *s, const char *name, struct fc_error *error)
{
    return fc_outputs_release(s->outputs, name, error);
}

int fc_service_take_output(struct fc_service *s, const char *name, struct fc_error *error)
{
    return fc_outputs_take(s->outputs, name, error);
}

int fc_service_open_preview(struct fc_service *s, const struct fc_preview_wish *wish, int *fd,
                            struct fc_error *error)
{
    return fc_preview_open(fc_outputs_find(s->outputs, "preview"), wish, fd, error);
}

const struct fc_service_status *fc_service_status(const struct fc_service *s)
{
    return &s->status;
}

void fc_service_statistics(const struct fc_service *s, struct fc_service_statistics *statistics)
{
    const int64_t interval_ns = atomic_load(&s->interval_ns);
    const int64_t age_ns = fc_clock_now_ns() - atomic_load(&s->newest_ns);

    *statistics = (struct fc_service_statistics){
        .frames = atomic_load(&s->frames),
        .cards = atomic_load(&s->cards),
        .rate = interval_ns && age_ns < RATE_MAX_GAP_NS ? 1e9 / (double)interval_ns : 0,
    };
    fc_engine_timings(s->engine, &statistics->timings);
}
