/* SPDX-License-Identifier: MIT */
#include "service/private.h"

#include <assert.h>

#include "base/error.h"
#include "media/overlay.h"

/* How often a background that could not be opened is tried again while somebody watches. */
#define BACKGROUND_RETRY_S 5

/* --- backgrounds that are pictures and films --- */

static void stop_mending(struct fc_service *s)
{
    fc_opener_forget(s->again);
    g_clear_handle_id(&s->retry, g_source_remove);
    s->background_broken = false;
    s->has_warned = false;
}

static void on_own_background(void *user, const struct fc_background_source *source,
                              const struct fc_error *error)
{
    struct fc_service *s = user;

    if (source) {
        fc_engine_set_background_source(s->engine, source);
        if (s->has_warned)
            g_message("%s: can be shown now", fc_values_text(&s->values, FC_PARAM_BACKGROUND));
        stop_mending(s);
    } else if (!s->has_warned) {
        g_warning("%s", error->text);
        s->has_warned = true;
    }
}

/* One attempt at a time. */
static gboolean open_own_background(gpointer user)
{
    struct fc_service *s = user;
    const struct fc_opener_wish wish = {
        .name = fc_values_text(&s->values, FC_PARAM_BACKGROUND),
        .size = s->size,
        .opened = on_own_background,
        .user = s,
    };

    if (!fc_opener_is_busy(s->again))
        fc_opener_open(s->again, &wish, NULL);
    return G_SOURCE_CONTINUE;
}

void fc_service_retry_background(struct fc_service *s)
{
    if (!s->background_broken || !s->camera_open) {
        g_clear_handle_id(&s->retry, g_source_remove);
    } else if (!s->retry) {
        open_own_background(s);
        s->retry = g_timeout_add_seconds(BACKGROUND_RETRY_S, open_own_background, s);
    }
}

/* --- the values of the start --- */

static void open_first_background(struct fc_service *s)
{
    if (fc_values_background_kind(&s->values) != FC_BACKGROUND_MEDIA)
        return;
    s->background_broken = true;
    open_own_background(s);
}

static void open_first_overlay(struct fc_service *s)
{
    struct fc_error error = {0};

    if (fc_overlay_open(s->engine, fc_values_text(&s->values, FC_PARAM_OVERLAY), &error))
        g_warning("%s", error.text);
}

void fc_service_open_first_looks(struct fc_service *s)
{
    open_first_background(s);
    open_first_overlay(s);
}

/* --- other values --- */

static void keep_what_is_not_live(struct fc_values *values, const struct fc_values *now)
{
    for (size_t i = 0; i < fc_param_count(); i++)
        if (!fc_param_at(i)->live)
            fc_values_copy(values, now, (enum fc_param_id)i);
}

static int set_overlay(struct fc_service *s, const struct fc_values *values, struct fc_error *error)
{
    if (fc_values_equal(values, &s->values, FC_PARAM_OVERLAY))
        return 0;
    return fc_overlay_open(s->engine, fc_values_text(values, FC_PARAM_OVERLAY), error);
}

/* The new source is there before frames ask for it, and the old one until they no longer do. */
static void set_engine(struct fc_service *s, const struct fc_values *values,
                       const struct fc_background_source *source)
{
    const bool is_media = fc_values_background_kind(values) == FC_BACKGROUND_MEDIA;

    if (source)
        fc_engine_set_background_source(s->engine, source);
    fc_engine_set_values(s->engine, values);
    if (!is_media)
        fc_engine_set_background_source(s->engine, NULL);
    if (source || !is_media)
        stop_mending(s);
}

bool fc_service_needs_source(const struct fc_service *s, const struct fc_values *values)
{
    return fc_values_background_kind(values) == FC_BACKGROUND_MEDIA &&
           !fc_values_equal(values, &s->values, FC_PARAM_BACKGROUND);
}

int fc_service_open_background(struct fc_service *s, const struct fc_values *values,
                               void (*opened)(void *user, const struct fc_background_source *source,
                                              const struct fc_error *error),
                               void *user, struct fc_error *error)
{
    const struct fc_opener_wish wish = {
        .name = fc_values_text(values, FC_PARAM_BACKGROUND),
        .size = s->size,
        .opened = opened,
        .user = user,
    };

    return fc_opener_open(s->opener, &wish, error);
}

void fc_service_forget_background(struct fc_service *s)
{
    fc_opener_forget(s->opener);
}

int fc_service_set_values(struct fc_service *s, const struct fc_values *values,
                          const struct fc_background_source *source, struct fc_error *error)
{
    struct fc_values next;
    bool is_other_camera;
    int ret;

    assert(source || !fc_service_needs_source(s, values));
    fc_values_assign(&next, values);
    keep_what_is_not_live(&next, &s->values);
    is_other_camera = !fc_values_equal(&next, &s->values, FC_PARAM_CAMERA);
    ret = set_overlay(s, &next, error);
    if (ret) {
        if (source)
            source->release(source->user);
        return ret;
    }
    set_engine(s, &next, source);
    fc_values_assign(&s->values, &next);
    fc_service_retry_background(s);
    return is_other_camera ? fc_service_change_camera(s, error) : 0;
}

const struct fc_values *fc_service_values(const struct fc_service *s)
{
    return &s->values;
}
