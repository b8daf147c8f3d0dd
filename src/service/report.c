/* SPDX-License-Identifier: MIT */
#include "service/report.h"

#include <errno.h>
#include <string.h>

static gboolean tell(gpointer user)
{
    struct fc_reporter *self = user;
    const struct fc_output_params *params = self->params;
    const struct fc_report before = self->told;

    g_mutex_lock(&self->lock);
    self->told = self->report;
    g_clear_pointer(&self->telling, g_source_unref);
    g_mutex_unlock(&self->lock);
    if (self->told.state != before.state || strcmp(self->told.why, before.why) != 0)
        params->state_changed(params->user, self->output, self->told.state, self->told.why);
    if (self->told.readers != before.readers)
        params->readers_changed(params->user, self->output, self->told.readers);
    return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void tell_soon(struct fc_reporter *self)
{
    if (self->telling)
        return;
    self->telling = g_idle_source_new();
    g_source_set_priority(self->telling, G_PRIORITY_DEFAULT);
    g_source_set_callback(self->telling, tell, self, NULL);
    g_source_attach(self->telling, self->context);
}

void fc_reporter_init(struct fc_reporter *reporter, struct fc_output *output,
                      const struct fc_output_params *params)
{
    *reporter = (struct fc_reporter){.output = output, .params = params};
    g_mutex_init(&reporter->lock);
    reporter->context = g_main_context_ref_thread_default();
}

void fc_reporter_finish(struct fc_reporter *reporter)
{
    if (!reporter->context)
        return;
    if (reporter->telling) {
        g_source_destroy(reporter->telling);
        g_source_unref(reporter->telling);
    }
    g_mutex_clear(&reporter->lock);
    g_main_context_unref(reporter->context);
    *reporter = (struct fc_reporter){0};
}

void fc_reporter_state(struct fc_reporter *reporter, enum fc_output_state state, const char *why)
{
    struct fc_report *report = &reporter->report;

    g_mutex_lock(&reporter->lock);
    if (report->state != state || strcmp(report->why, why) != 0) {
        report->state = state;
        g_strlcpy(report->why, why, sizeof(report->why));
        tell_soon(reporter);
    }
    g_mutex_unlock(&reporter->lock);
}

void fc_reporter_readers(struct fc_reporter *reporter, int readers)
{
    g_mutex_lock(&reporter->lock);
    if (reporter->report.readers != readers) {
        reporter->report.readers = readers;
        tell_soon(reporter);
    }
    g_mutex_unlock(&reporter->lock);
}

void fc_reporter_error(struct fc_reporter *reporter, const struct fc_error *error)
{
    const bool is_missing =
        error->code == -ENOENT || error->code == -ENODEV || error->code == -ENXIO;
    char why[FC_REPORT_WHY_BYTES];

    g_snprintf(why, sizeof(why), "%s%s%s", error->text, error->remedy[0] ? "; " : "",
               error->remedy);
    fc_reporter_state(reporter, is_missing ? FC_OUTPUT_MISSING : FC_OUTPUT_FAILED, why);
}
