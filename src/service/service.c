/* SPDX-License-Identifier: MIT */
#include "service/service.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "media/background.h"
#include "service/camera.h"
#include "service/live.h"
#include "service/output.h"

/* How long the camera stays open behind the last reader. */
#define GRACE_MS 3000
#define MAX_OUTPUTS 4

struct fc_service {
    struct fc_values values;
    struct fc_size size;
    struct fc_colour colour;
    struct fc_engine *engine; /* owned */
    struct fc_live *live;     /* owned */
    struct fc_camera *camera; /* owned */

    struct fc_output *outputs[MAX_OUTPUTS]; /* owned; fixed once created */
    int readers[MAX_OUTPUTS];
    int output_count;

    bool paused;
    bool camera_open;
    guint grace;       /* source id of the timer that closes the camera, or 0 */
    char problem[256]; /* what is wrong with the camera, "" for nothing */
};

static const char *text_of(const struct fc_service *s, enum fc_param_id id)
{
    return fc_values_text(&s->values, id);
}

/* --- when the camera is open --- */

static bool is_watched(const struct fc_service *s)
{
    for (int i = 0; i < s->output_count; i++)
        if (s->readers[i] != 0)
            return true;
    return false;
}

/* The card of now, while no frames are to be shown. */
static void show_state(struct fc_service *s)
{
    const char *line = "Waiting for someone to watch";

    if (s->paused)
        line = "Paused";
    else if (s->problem[0])
        line = s->problem;
    else if (s->camera_open)
        line = "Starting the camera";
    g_message("%s", line);
    fc_live_show_card(s->live, line);
}

static void open_camera(struct fc_service *s)
{
    s->camera_open = true;
    s->problem[0] = '\0';
    show_state(s);
    fc_camera_start(s->camera);
}

static void close_camera(struct fc_service *s)
{
    fc_camera_stop(s->camera);
    s->camera_open = false;
    s->problem[0] = '\0';
    show_state(s);
}

static gboolean grace_is_over(gpointer user)
{
    struct fc_service *s = user;

    s->grace = 0;
    close_camera(s);
    return G_SOURCE_REMOVE;
}

static void end_grace(struct fc_service *s)
{
    if (s->grace)
        g_source_remove(s->grace);
    s->grace = 0;
}

/* Brings the camera to what readers and pause ask for. */
static void update(struct fc_service *s)
{
    const bool wanted = is_watched(s) && !s->paused;

    if (wanted) {
        end_grace(s);
        if (!s->camera_open)
            open_camera(s);
    } else if (s->camera_open && s->paused) {
        end_grace(s);
        close_camera(s);
    } else if (s->camera_open && !s->grace) {
        s->grace = g_timeout_add(GRACE_MS, grace_is_over, s);
    }
}

/* --- what the parts say --- */

static void on_camera_event(void *user, enum fc_camera_event event, const char *why)
{
    struct fc_service *s = user;

    if (event == FC_CAMERA_STREAMING) {
        s->problem[0] = '\0';
        g_message("the camera streams");
        fc_live_show_frames(s->live);
        return;
    }
    if (strcmp(s->problem, why) == 0)
        return;
    g_strlcpy(s->problem, why, sizeof(s->problem));
    show_state(s);
}

static void on_frame(void *user, struct fc_frame *frame)
{
    fc_live_frame(((struct fc_service *)user)->live, frame);
}

/* On compose's thread; outputs take their own references and never block. */
static void on_published(void *user, struct fc_published *published)
{
    struct fc_service *s = user;

    for (int i = 0; i < s->output_count; i++)
        s->outputs[i]->ops->publish(s->outputs[i], published);
}

static int index_of(const struct fc_service *s, const struct fc_output *output)
{
    int i = 0;

    while (i < s->output_count && s->outputs[i] != output)
        i++;
    return i;
}

static void on_readers(void *user, struct fc_output *output, int readers)
{
    struct fc_service *s = user;
    int i = index_of(s, output);

    if (i == s->output_count || s->readers[i] == readers)
        return;
    s->readers[i] = readers;
    g_message("%s: %s", output->ops->name,
              readers == 0   ? "nobody watches"
              : readers == 1 ? "somebody watches"
                             : "several watch, or it cannot be known");
    update(s);
}

static void on_output_state(void *user, struct fc_output *output, enum fc_output_state state,
                            const char *why)
{
    (void)user;
    if (state == FC_OUTPUT_READY)
        g_message("%s: ready", output->ops->name);
    else
        g_warning("%s: %s", output->ops->name, why);
}

/* --- making and ending --- */

static int set_engine_values(struct fc_service *s, struct fc_error *error)
{
    char text[FC_PARAM_TEXT_SIZE];

    for (size_t i = 0; i < fc_param_count(); i++) {
        int ret;

        if (fc_param_at(i)->scope != FC_PARAM_ENGINE)
            continue;
        fc_values_get(&s->values, (enum fc_param_id)i, text, sizeof(text));
        ret = fc_engine_set(s->engine, fc_param_at(i)->name, text, error);
        if (ret)
            return ret;
    }
    return 0;
}

/* A background that cannot be opened is no reason to end: the card says so until it can. */
static int open_background(struct fc_service *s)
{
    const struct fc_background_params params = {.cover = s->size};
    struct fc_background_source source;
    struct fc_error error = {0};

    if (fc_values_background_kind(&s->values) != FC_BACKGROUND_MEDIA)
        return 0;
    if (fc_background_open(text_of(s, FC_PARAM_BACKGROUND), &params, &source, &error)) {
        g_warning("%s", error.text);
        return 0;
    }
    return fc_engine_set_background_source(s->engine, &source);
}

/* What the network lacks is said at the start, not at the first frame of a call. */
static void prepare_network(struct fc_service *s)
{
    struct fc_error error = {0};

    if (fc_engine_prepare(s->engine, s->size, &error))
        g_warning("%s%s%s", error.text, error.remedy[0] ? "\n  " : "", error.remedy);
}

static int create_parts(struct fc_service *s, struct fc_error *error)
{
    const int rate = fc_values_int(&s->values, FC_PARAM_RATE);
    const struct fc_live_params live = {
        .engine = s->engine,
        .size = s->size,
        .colour = s->colour,
        .rate = rate,
        .published = on_published,
        .user = s,
    };
    const struct fc_camera_params camera = {
        .name = text_of(s, FC_PARAM_CAMERA),
        .size = s->size,
        .colour = s->colour,
        .rate = rate,
        .frame_arrived = on_frame,
        .event = on_camera_event,
        .user = s,
    };
    int ret = fc_live_create(&live, &s->live, error);

    return ret ? ret : fc_camera_create(&camera, &s->camera, error);
}

static int create_loopback(struct fc_service *s, struct fc_error *error)
{
    const struct fc_output_params params = {
        .device = text_of(s, FC_PARAM_LOOPBACK),
        .size = s->size,
        .colour = s->colour,
        .rate = fc_values_int(&s->values, FC_PARAM_RATE),
        .readers_changed = on_readers,
        .state_changed = on_output_state,
        .user = s,
    };
    int ret;

    if (strcmp(params.device, "off") == 0)
        return 0;
    ret = fc_output_loopback.create(&params, &s->outputs[s->output_count], error);
    if (!ret)
        s->output_count++;
    return ret;
}

static int check_size(struct fc_service *s, struct fc_error *error)
{
    s->size.width = fc_values_int(&s->values, FC_PARAM_WIDTH);
    s->size.height = fc_values_int(&s->values, FC_PARAM_HEIGHT);
    s->colour.matrix = s->size.height >= 720 ? FC_MATRIX_BT709 : FC_MATRIX_BT601;
    s->colour.range = FC_RANGE_LIMITED;
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
    if (!ret)
        ret = set_engine_values(s, error);
    if (!ret)
        ret = open_background(s);
    if (ret)
        return ret;
    prepare_network(s);
    /* outputs first: live publishes into them */
    ret = create_loopback(s, error);
    if (!ret)
        ret = create_parts(s, error);
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
    s->values = params->values;
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
    /* against the stream: nobody gives frames to what is gone */
    end_grace(s);
    fc_camera_destroy(&s->camera);
    fc_live_destroy(&s->live);
    for (int i = 0; i < s->output_count; i++)
        s->outputs[i]->ops->destroy(s->outputs[i]);
    fc_engine_destroy(&s->engine);
    free(s);
}

void fc_service_set_paused(struct fc_service *s, bool paused)
{
    if (s->paused == paused)
        return;
    s->paused = paused;
    update(s);
    if (!s->camera_open)
        show_state(s);
}

bool fc_service_is_paused(const struct fc_service *service)
{
    return service->paused;
}
