/* SPDX-License-Identifier: MIT */
#include "service/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "base/memory.h"
#include "media/overlay.h"

/* Values that wait for their background. */
struct wish {
    struct fc_values values;
    bool named[FC_PARAM_COUNT]; /* those that are asked for */
    struct fc_values before;    /* the settings' values when it came */
    bool is_of_file;            /* the settings have it already */
    struct fc_control_answer answer;
};

struct fc_control {
    struct fc_settings *settings; /* owned */
    struct fc_service *service;   /* owned */
    struct wish *wish;            /* owned, or NULL */
    char *logged;                 /* owned; the complaints that were logged last */
    void (*changed)(void *user, unsigned what);
    void *user;
};

static void tell(struct fc_control *control, unsigned what)
{
    if (control->changed)
        control->changed(control->user, what);
}

static void on_status(void *user)
{
    tell(user, FC_CONTROL_STATUS);
}

/* Each set of complaints once. */
static void log_complaints(struct fc_control *control)
{
    const int count = fc_settings_complaint_count(control->settings);
    GString *all = g_string_new(NULL);

    for (int i = 0; i < count; i++)
        g_string_append_printf(all, "%s%s", i ? "\n" : "",
                               fc_settings_complaint(control->settings, i)->text);
    if (count && g_strcmp0(all->str, control->logged) != 0)
        g_warning("%s", all->str);
    g_free(control->logged);
    control->logged = g_string_free(all, FALSE);
}

/* --- backgrounds that are being opened --- */

static void answer(const struct fc_control_answer *answer, const struct fc_error *error)
{
    if (answer->done)
        answer->done(answer->user, error);
}

/* What is in use, and of parameters that wait for a restart what is asked for. */
static void current_values(const struct fc_control *control, struct fc_values *values)
{
    fc_values_assign(values, fc_settings_values(control->settings));
    for (size_t i = 0; i < fc_param_count(); i++)
        if (fc_param_at(i)->live)
            fc_values_copy(values, fc_service_values(control->service), (enum fc_param_id)i);
}

static void copy_named(struct fc_values *to, const struct fc_values *from,
                       const bool named[FC_PARAM_COUNT])
{
    for (int i = 0; i < FC_PARAM_COUNT; i++)
        if (named[i])
            fc_values_copy(to, from, (enum fc_param_id)i);
}

/* The file is believed as far as the service can follow: a wrong background holds up nothing. */
static void complain_of_background(struct fc_control *control, const struct fc_error *error)
{
    fc_settings_complain(control->settings, "background", error->text);
    log_complaints(control);
    tell(control, FC_CONTROL_SETTINGS);
}

static void end_wish(struct fc_control *control, const struct fc_error *error)
{
    struct wish *wish = control->wish;

    control->wish = NULL;
    if (error && wish->is_of_file)
        complain_of_background(control, error);
    answer(&wish->answer, error);
    free(wish);
}

/* Another background was asked for, or this one's settings are reset. */
static void forget_wish(struct fc_control *control)
{
    struct fc_error error = {0};

    if (!control->wish)
        return;
    fc_service_forget_background(control->service);
    fc_error_set(&error, -ECANCELED, "%s: another background was asked for before it was open",
                 fc_values_text(&control->wish->values, FC_PARAM_BACKGROUND));
    control->wish->is_of_file = false; /* the file's is another by now */
    end_wish(control, &error);
}

/* Values of a set that came while the wish waits are newer than the wish's. */
static void take_from_wish(struct fc_control *control, const bool named[FC_PARAM_COUNT])
{
    if (!control->wish)
        return;
    if (named[FC_PARAM_BACKGROUND]) {
        forget_wish(control);
        return;
    }
    for (int i = 0; i < FC_PARAM_COUNT; i++)
        if (named[i])
            control->wish->named[i] = false;
}

/* Brings the service to the named values, and has the settings keep them. */
static int use(struct fc_control *control, const struct fc_values *values,
               const bool named[FC_PARAM_COUNT], const struct fc_background_source *source,
               bool is_of_file, struct fc_error *error)
{
    struct fc_values next;
    int ret;

    current_values(control, &next);
    copy_named(&next, values, named);
    ret = fc_service_set_values(control->service, &next, source, error);
    if (!ret && !is_of_file)
        fc_settings_take(control->settings, values, named);
    tell(control, FC_CONTROL_SETTINGS);
    return ret;
}

static void on_background(void *user, const struct fc_background_source *source,
                          const struct fc_error *error)
{
    struct fc_control *control = user;
    struct wish *wish = control->wish;
    struct fc_error own = {0};

    if (source)
        fc_settings_complain(control->settings, "background", NULL);
    if (source && !use(control, &wish->values, wish->named, source, wish->is_of_file, &own))
        end_wish(control, NULL);
    else
        end_wish(control, source ? &own : error);
}

static void open_for(struct fc_control *control, const struct fc_values *values,
                     const bool named[FC_PARAM_COUNT], bool is_of_file,
                     const struct fc_control_answer *then)
{
    struct wish *wish = fc_calloc(1, sizeof(*wish));
    struct fc_error error = {0};

    if (!wish) {
        fc_error_set(&error, -ENOMEM, "cannot open the background: out of memory");
        answer(then, &error);
        return;
    }
    wish->values = *values;
    memcpy(wish->named, named, sizeof(wish->named));
    wish->before = *fc_settings_values(control->settings);
    wish->is_of_file = is_of_file;
    wish->answer = *then;
    control->wish = wish;
    if (fc_service_open_background(control->service, values, on_background, control, &error))
        end_wish(control, &error);
}

/* Answers when the values are in use: now, or when their background is open. */
static void change(struct fc_control *control, const struct fc_values *values,
                   const bool named[FC_PARAM_COUNT], const struct fc_control_answer *then)
{
    struct fc_error error = {0};

    take_from_wish(control, named);
    if (named[FC_PARAM_BACKGROUND] && fc_service_needs_source(control->service, values))
        open_for(control, values, named, false, then);
    else
        answer(then, use(control, values, named, NULL, false, &error) ? &error : NULL);
}

/* --- the file --- */

/* Its background, where that is not the one in use or on its way. */
static void follow_background(struct fc_control *control, const struct fc_values *values)
{
    static const struct fc_control_answer nobody = {0};
    const bool named[FC_PARAM_COUNT] = {[FC_PARAM_BACKGROUND] = true};
    const struct wish *wish = control->wish;

    if (wish && (fc_values_equal(&wish->before, values, FC_PARAM_BACKGROUND) ||
                 (wish->is_of_file && fc_values_equal(&wish->values, values, FC_PARAM_BACKGROUND))))
        return;
    forget_wish(control);
    if (fc_service_needs_source(control->service, values))
        open_for(control, values, named, true, &nobody);
}

/* An overlay that cannot be read stays as it was, and holds up nothing else. */
static void check_overlay(struct fc_control *control, struct fc_values *values)
{
    const struct fc_values *now = fc_service_values(control->service);
    struct fc_error error = {0};

    if (fc_values_equal(values, now, FC_PARAM_OVERLAY) ||
        fc_overlay_check(fc_values_text(values, FC_PARAM_OVERLAY), &error) == 0) {
        fc_settings_complain(control->settings, "overlay", NULL);
        return;
    }
    fc_settings_complain(control->settings, "overlay", error.text);
    fc_values_copy(values, now, FC_PARAM_OVERLAY);
}

/* All but the background counts at once. */
static void on_settings(void *user)
{
    struct fc_control *control = user;
    struct fc_values values;
    struct fc_error error = {0};

    fc_values_assign(&values, fc_settings_values(control->settings));
    check_overlay(control, &values);
    follow_background(control, &values);
    if (fc_service_needs_source(control->service, &values))
        fc_values_copy(&values, fc_service_values(control->service), FC_PARAM_BACKGROUND);
    if (fc_service_set_values(control->service, &values, NULL, &error))
        g_warning("%s", error.text);
    log_complaints(control);
    tell(control, FC_CONTROL_SETTINGS);
}

/* --- making and ending --- */

int fc_control_create(const struct fc_control_params *params, struct fc_control **control_out,
                      struct fc_error *error)
{
    struct fc_control *control = fc_calloc(1, sizeof(*control));
    const struct fc_settings_params settings = {
        .path = params->settings_path,
        .given = params->given,
        .given_count = params->given_count,
        .watch = true,
        .changed = on_settings,
        .user = control,
    };
    struct fc_service_params service = {
        .model_dir = params->model_dir,
        .changed = on_status,
        .user = control,
    };
    int ret;

    if (!control)
        return fc_error_set(error, -ENOMEM, "cannot start: out of memory");
    ret = fc_settings_open(&settings, &control->settings, error);
    if (!ret) {
        log_complaints(control);
        service.values = fc_settings_values(control->settings);
        ret = fc_service_create(&service, &control->service, error);
    }
    if (ret) {
        fc_control_destroy(&control);
        return ret;
    }
    *control_out = control;
    return 0;
}

void fc_control_destroy(struct fc_control **control_ptr)
{
    struct fc_control *control = *control_ptr;

    if (!control)
        return;
    *control_ptr = NULL;
    control->changed = NULL;
    forget_wish(control);
    fc_service_destroy(&control->service);
    fc_settings_close(&control->settings);
    g_free(control->logged);
    free(control);
}

void fc_control_watch(struct fc_control *control, void (*changed)(void *user, unsigned what),
                      void *user)
{
    control->changed = changed;
    control->user = user;
}

struct fc_service *fc_control_service(struct fc_control *control)
{
    return control->service;
}

struct fc_settings *fc_control_settings(struct fc_control *control)
{
    return control->settings;
}

/* --- what can be asked for --- */

void fc_control_set(struct fc_control *control, const struct fc_setting *list, int count,
                    const struct fc_control_answer *then)
{
    bool named[FC_PARAM_COUNT] = {false};
    struct fc_error error = {0};
    struct fc_values before, values;

    current_values(control, &before);
    fc_values_assign(&values, &before);
    for (int i = 0; i < count; i++) {
        if (fc_values_set(&values, list[i].name, list[i].text, &error)) {
            answer(then, &error);
            return;
        }
        named[fc_param_find(list[i].name) - fc_param_at(0)] = true;
    }
    for (int i = 0; i < FC_PARAM_COUNT; i++) /* shorthands set two */
        named[i] = named[i] || !fc_values_equal(&before, &values, (enum fc_param_id)i);
    change(control, &values, named, then);
}

void fc_control_use_preset(struct fc_control *control, const char *name,
                           const struct fc_control_answer *then)
{
    const struct fc_values *now = fc_settings_values(control->settings);
    bool named[FC_PARAM_COUNT];
    struct fc_error error = {0};
    struct fc_values values;

    if (fc_settings_preset_values(control->settings, name, &values, &error)) {
        answer(then, &error);
        return;
    }
    for (int i = 0; i < FC_PARAM_COUNT; i++)
        named[i] = !fc_values_equal(now, &values, (enum fc_param_id)i);
    change(control, &values, named, then);
}

void fc_control_reset(struct fc_control *control, const char *const *names, int count,
                      const struct fc_control_answer *then)
{
    bool named[FC_PARAM_COUNT] = {false};
    const char *all[FC_PARAM_COUNT];
    struct fc_error error = {0};
    struct fc_values values;

    for (size_t i = 0; count == 0 && i < fc_param_count(); i++)
        all[i] = fc_param_at(i)->name;
    if (count == 0) {
        names = all;
        count = FC_PARAM_COUNT;
    }
    if (fc_settings_reset(control->settings, names, count, &error)) {
        answer(then, &error);
        return;
    }
    for (int i = 0; i < count; i++)
        if (fc_param_find(names[i])) /* else it was a line of the file, and no more */
            named[fc_param_find(names[i]) - fc_param_at(0)] = true;
    take_from_wish(control, named);
    current_values(control, &values);
    copy_named(&values, fc_settings_values(control->settings), named);
    tell(control, FC_CONTROL_SETTINGS);
    answer(then, fc_service_set_values(control->service, &values, NULL, &error) ? &error : NULL);
}

/* A file that could not be written is a complaint, and told of as well. */
int fc_control_save_preset(struct fc_control *control, const char *name, struct fc_error *error)
{
    const int ret = fc_settings_preset_save(control->settings, name, error);

    tell(control, FC_CONTROL_SETTINGS);
    return ret;
}

int fc_control_remove_preset(struct fc_control *control, const char *name, struct fc_error *error)
{
    const int ret = fc_settings_preset_remove(control->settings, name, error);

    tell(control, FC_CONTROL_SETTINGS);
    return ret;
}

bool fc_control_waits_for_restart(struct fc_control *control, enum fc_param_id id)
{
    return !fc_param_at(id)->live && !fc_values_equal(fc_service_values(control->service),
                                                      fc_settings_values(control->settings), id);
}
