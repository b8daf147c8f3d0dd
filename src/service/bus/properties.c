/* SPDX-License-Identifier: MIT */
#include "service/bus/properties.h"

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

static GVariant *outputs(const struct fc_service_status *status)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssis)"));
    for (int i = 0; i < status->output_count; i++) {
        const struct fc_output_status *output = &status->outputs[i];

        g_variant_builder_add(&builder, "(ssi@s)", output->name, output_state(output),
                              output->readers, string(output->why));
    }
    return g_variant_builder_end(&builder);
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

static GVariant *all_values(const struct fc_values *values)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    for (size_t i = 0; i < fc_param_count(); i++)
        g_variant_builder_add(&builder, "{sv}", fc_param_at(i)->name,
                              value(values, (enum fc_param_id)i));
    return g_variant_builder_end(&builder);
}

static GVariant *wrong(const struct fc_settings *settings)
{
    const int count = fc_settings_complaint_count(settings);
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (int i = 0; i < count; i++) {
        const struct fc_settings_complaint *complaint = fc_settings_complaint(settings, i);

        g_variant_builder_add(&builder, "(@s@s)", string(complaint->name), string(complaint->text));
    }
    return g_variant_builder_end(&builder);
}

static void set_restart(FcBusFakecam *skeleton, struct fc_control *control)
{
    const char *names[FC_PARAM_COUNT + 1];
    int count = 0;

    for (size_t i = 0; i < fc_param_count(); i++)
        if (fc_control_waits_for_restart(control, (enum fc_param_id)i))
            names[count++] = fc_param_at(i)->name;
    names[count] = NULL;
    fc_bus_fakecam_set_restart_for(skeleton, names);
}

static void set_settings(FcBusFakecam *skeleton, struct fc_control *control)
{
    struct fc_settings *settings = fc_control_settings(control);
    char **presets = fc_settings_preset_names(settings);
    char *path = g_filename_display_name(fc_settings_path(settings));

    fc_bus_fakecam_set_values(skeleton, all_values(fc_settings_values(settings)));
    fc_bus_fakecam_set_wrong(skeleton, wrong(settings));
    fc_bus_fakecam_set_presets(skeleton, (const char *const *)presets);
    fc_bus_fakecam_set_settings_file(skeleton, path);
    g_strfreev(presets);
    g_free(path);
}

static void set_text(FcBusFakecam *skeleton, void (*set)(FcBusFakecam *, const char *),
                     const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);

    set(skeleton, valid);
    g_free(valid);
}

static void set_status(FcBusFakecam *skeleton, struct fc_control *control)
{
    const struct fc_service *service = fc_control_service(control);
    const struct fc_service_status *status = fc_service_status(service);
    const struct fc_values *running = fc_service_values(service);

    fc_bus_fakecam_set_version(skeleton, fc_version());
    fc_bus_fakecam_set_state(skeleton, state_name(status->state));
    set_text(skeleton, fc_bus_fakecam_set_message, status->message);
    set_text(skeleton, fc_bus_fakecam_set_camera, status->camera);
    fc_bus_fakecam_set_device(skeleton, "cpu");
    fc_bus_fakecam_set_paused(skeleton, fc_service_is_paused(service));
    fc_bus_fakecam_set_size(skeleton, g_variant_new("(uu)", fc_values_int(running, FC_PARAM_WIDTH),
                                                    fc_values_int(running, FC_PARAM_HEIGHT)));
    fc_bus_fakecam_set_outputs(skeleton, outputs(status));
}

void fc_bus_update_properties(FcBusFakecam *skeleton, struct fc_control *control, unsigned what)
{
    if (what & FC_CONTROL_STATUS)
        set_status(skeleton, control);
    if (what & FC_CONTROL_SETTINGS) {
        set_settings(skeleton, control);
        set_restart(skeleton, control);
    }
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
