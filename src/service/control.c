/* SPDX-License-Identifier: MIT */
#include "service/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "base/memory.h"

struct fc_control {
    struct fc_settings *settings; /* owned */
    struct fc_service *service;   /* owned */
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

/* The file is believed as far as the service can follow: a wrong background holds up nothing. */
static void on_settings(void *user)
{
    struct fc_control *control = user;
    struct fc_values values = *fc_settings_values(control->settings);
    struct fc_error error = {0};

    if (fc_service_set_values(control->service, &values, &error)) {
        fc_values_copy(&values, fc_service_values(control->service), FC_PARAM_BACKGROUND);
        fc_service_set_values(control->service, &values, NULL);
        fc_settings_complain(control->settings, "background", error.text);
    }
    log_complaints(control);
    tell(control, FC_CONTROL_SETTINGS);
}

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

/* What is in use, and of parameters that wait for a restart what is asked for. */
static void current_values(const struct fc_control *control, struct fc_values *values)
{
    fc_values_assign(values, fc_settings_values(control->settings));
    for (size_t i = 0; i < fc_param_count(); i++)
        if (fc_param_at(i)->live)
            fc_values_copy(values, fc_service_values(control->service), (enum fc_param_id)i);
}

int fc_control_set(struct fc_control *control, const struct fc_setting *list, int count,
                   struct fc_error *error)
{
    struct fc_values values;
    int ret = 0;

    current_values(control, &values);
    for (int i = 0; i < count && !ret; i++)
        ret = fc_values_set(&values, list[i].name, list[i].text, error);
    if (!ret)
        ret = fc_service_set_values(control->service, &values, error);
    if (!ret)
        ret = fc_settings_set(control->settings, list, count, error);
    if (!ret)
        tell(control, FC_CONTROL_SETTINGS);
    return ret;
}

int fc_control_reset(struct fc_control *control, const char *const *names, int count,
                     struct fc_error *error)
{
    const char *all[FC_PARAM_COUNT];
    int ret;

    if (count == 0) {
        for (size_t i = 0; i < fc_param_count(); i++)
            all[i] = fc_param_at(i)->name;
        names = all;
        count = FC_PARAM_COUNT;
    }
    ret = fc_settings_reset(control->settings, names, count, error);
    if (!ret)
        ret = fc_service_set_values(control->service, fc_settings_values(control->settings), error);
    tell(control, FC_CONTROL_SETTINGS);
    return ret;
}

int fc_control_use_preset(struct fc_control *control, const char *name, struct fc_error *error)
{
    struct fc_values values;
    int ret = fc_settings_preset_values(control->settings, name, &values, error);

    if (!ret)
        ret = fc_service_set_values(control->service, &values, error);
    if (!ret)
        ret = fc_settings_preset_use(control->settings, name, error);
    if (!ret)
        tell(control, FC_CONTROL_SETTINGS);
    return ret;
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
