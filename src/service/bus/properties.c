/* SPDX-License-Identifier: MIT */
#include "service/bus/properties.h"

#include <string.h>

/* Bytes that are no UTF-8 would end the connection. Floating. */
static GVariant *string(const char *text)
{
    return g_variant_new_take_string(g_utf8_make_valid(text, -1));
}

static const char *state_name(enum fc_service_state state)
{
    switch (state) {
    case FC_SERVICE_WAITING:
        return "waiting";
    case FC_SERVICE_PAUSED:
        return "paused";
    case FC_SERVICE_STARTING:
        return "starting";
    case FC_SERVICE_LIVE:
        return "live";
    case FC_SERVICE_PROBLEM:
    case FC_SERVICE_STATE_UNSET:
        break;
    }
    return "problem";
}

static const char *output_state(const struct fc_output_status *output)
{
    if (output->released)
        return "released";
    switch (output->state) {
    case FC_OUTPUT_READY:
        return "ready";
    case FC_OUTPUT_FAILED:
        return "failed";
    case FC_OUTPUT_MISSING:
    case FC_OUTPUT_STATE_UNSET:
        break;
    }
    return "missing";
}

static GVariant *value(const struct fc_values *values, enum fc_param_id id)
{
    char text[FC_PARAM_TEXT_SIZE];

    switch (fc_param_at(id)->type) {
    case FC_PARAM_BOOL:
        return g_variant_new_boolean(fc_values_bool(values, id));
    case FC_PARAM_INT:
        return g_variant_new_int32(fc_values_int(values, id));
    case FC_PARAM_FLOAT:
        return g_variant_new_double(fc_values_float(values, id));
    case FC_PARAM_CHOICE:
    case FC_PARAM_COLOUR:
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        break;
    }
    fc_values_get(values, id, text, sizeof(text));
    return string(text);
}

static const struct fc_service_status *status_of(struct fc_control *control)
{
    return fc_service_status(fc_control_service(control));
}

/* --- one function for each property: what it is now, floating --- */

static GVariant *version(struct fc_control *control)
{
    return g_variant_new_string(fc_version());
}

static GVariant *state(struct fc_control *control)
{
    return g_variant_new_string(state_name(status_of(control)->state));
}

static GVariant *message(struct fc_control *control)
{
    return string(status_of(control)->message);
}

static GVariant *paused(struct fc_control *control)
{
    return g_variant_new_boolean(fc_service_is_paused(fc_control_service(control)));
}

static GVariant *camera(struct fc_control *control)
{
    return string(status_of(control)->camera);
}

static GVariant *device(struct fc_control *control)
{
    return g_variant_new_string("cpu");
}

static GVariant *size(struct fc_control *control)
{
    const struct fc_values *running = fc_service_values(fc_control_service(control));

    return g_variant_new("(uu)", fc_values_int(running, FC_PARAM_WIDTH),
                         fc_values_int(running, FC_PARAM_HEIGHT));
}

static GVariant *outputs(struct fc_control *control)
{
    const struct fc_service_status *status = status_of(control);
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssis)"));
    for (int i = 0; i < status->output_count; i++) {
        const struct fc_output_status *output = &status->outputs[i];

        g_variant_builder_add(&builder, "(ssi@s)", output->name, output_state(output),
                              output->readers, string(output->why));
    }
    return g_variant_builder_end(&builder);
}

static GVariant *all_values(struct fc_control *control)
{
    const struct fc_values *values = fc_settings_values(fc_control_settings(control));
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    for (size_t i = 0; i < fc_param_count(); i++)
        g_variant_builder_add(&builder, "{sv}", fc_param_at(i)->name,
                              value(values, (enum fc_param_id)i));
    return g_variant_builder_end(&builder);
}

static GVariant *wrong(struct fc_control *control)
{
    const struct fc_settings *settings = fc_control_settings(control);
    const int count = fc_settings_complaint_count(settings);
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (int i = 0; i < count; i++) {
        const struct fc_settings_complaint *complaint = fc_settings_complaint(settings, i);

        g_variant_builder_add(&builder, "(@s@s)", string(complaint->name), string(complaint->text));
    }
    return g_variant_builder_end(&builder);
}

static GVariant *restart_for(struct fc_control *control)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("as"));
    for (size_t i = 0; i < fc_param_count(); i++)
        if (fc_control_waits_for_restart(control, (enum fc_param_id)i))
            g_variant_builder_add(&builder, "s", fc_param_at(i)->name);
    return g_variant_builder_end(&builder);
}

static GVariant *presets(struct fc_control *control)
{
    char **names = fc_settings_preset_names(fc_control_settings(control));
    GVariant *list = g_variant_new_strv((const char *const *)names, -1);

    g_strfreev(names);
    return list;
}

static GVariant *settings_file(struct fc_control *control)
{
    return g_variant_new_take_string(
        g_filename_display_name(fc_settings_path(fc_control_settings(control))));
}

static const struct property {
    const char *name;
    unsigned what; /* with which it may change; 0: never */
    GVariant *(*get)(struct fc_control *control);
} table[] = {
    {"Version", 0, version},
    {"State", FC_CONTROL_STATUS, state},
    {"Message", FC_CONTROL_STATUS, message},
    {"Paused", FC_CONTROL_STATUS, paused},
    {"Camera", FC_CONTROL_STATUS, camera},
    {"Device", 0, device},
    {"Size", 0, size},
    {"Outputs", FC_CONTROL_STATUS, outputs},
    {"Values", FC_CONTROL_SETTINGS, all_values},
    {"Wrong", FC_CONTROL_SETTINGS, wrong},
    {"RestartFor", FC_CONTROL_SETTINGS, restart_for},
    {"Presets", FC_CONTROL_SETTINGS, presets},
    {"SettingsFile", 0, settings_file},
};

#define COUNT G_N_ELEMENTS(table)

/* --- who knows what --- */

struct fc_bus_properties {
    struct fc_control *control; /* borrowed */
    GVariant *told[COUNT];      /* owned; NULL: some think one thing, some another */
};

struct fc_bus_properties *fc_bus_properties_create(struct fc_control *control)
{
    struct fc_bus_properties *self = g_new0(struct fc_bus_properties, 1);

    self->control = control;
    for (size_t i = 0; i < COUNT; i++)
        self->told[i] = g_variant_ref_sink(table[i].get(control));
    return self;
}

void fc_bus_properties_destroy(struct fc_bus_properties **properties)
{
    struct fc_bus_properties *self = *properties;

    if (!self)
        return;
    *properties = NULL;
    for (size_t i = 0; i < COUNT; i++)
        g_clear_pointer(&self->told[i], g_variant_unref);
    g_free(self);
}

/* Who asks between two tellings may see what is gone by the next: it has to be told then. */
GVariant *fc_bus_properties_get(struct fc_bus_properties *self, const char *name)
{
    for (size_t i = 0; i < COUNT; i++) {
        GVariant *now;

        if (strcmp(table[i].name, name) != 0)
            continue;
        now = table[i].get(self->control);
        if (self->told[i] && !g_variant_equal(self->told[i], now))
            g_clear_pointer(&self->told[i], g_variant_unref);
        return now;
    }
    return NULL;
}

GVariant *fc_bus_properties_changes(struct fc_bus_properties *self, unsigned what)
{
    GVariantDict changes;
    bool found = false;

    g_variant_dict_init(&changes, NULL);
    for (size_t i = 0; i < COUNT; i++) {
        GVariant *now;

        if (!(table[i].what & what))
            continue;
        now = g_variant_ref_sink(table[i].get(self->control));
        if (self->told[i] && g_variant_equal(self->told[i], now)) {
            g_variant_unref(now);
            continue;
        }
        g_clear_pointer(&self->told[i], g_variant_unref);
        self->told[i] = now;
        g_variant_dict_insert_value(&changes, table[i].name, now);
        found = true;
    }
    if (found)
        return g_variant_dict_end(&changes);
    g_variant_dict_clear(&changes);
    return NULL;
}

GVariant *fc_bus_statistics(struct fc_control *control)
{
    struct fc_service_statistics statistics;
    GVariantBuilder builder;

    fc_service_statistics(fc_control_service(control), &statistics);
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sd}"));
    g_variant_builder_add(&builder, "{sd}", "frames", (double)statistics.frames);
    g_variant_builder_add(&builder, "{sd}", "cards", (double)statistics.cards);
    g_variant_builder_add(&builder, "{sd}", "frames-per-second", statistics.rate);
    g_variant_builder_add(&builder, "{sd}", "convert-ms",
                          (double)statistics.timings.convert_ns / 1e6);
    g_variant_builder_add(&builder, "{sd}", "network-ms",
                          (double)statistics.timings.network_ns / 1e6);
    g_variant_builder_add(&builder, "{sd}", "matte-ms", (double)statistics.timings.matte_ns / 1e6);
    g_variant_builder_add(&builder, "{sd}", "compose-ms",
                          (double)statistics.timings.compose_ns / 1e6);
    return g_variant_builder_end(&builder);
}
