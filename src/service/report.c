/* SPDX-License-Identifier: MIT */
#include "service/report.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "service/wakeup.h"

static void tell(void *user)
{
    struct fc_reporter *self = user;
    const struct fc_output_params *params = self->params;
    const struct fc_report before = self->told;

    g_mutex_lock(&self->lock);
    self->told = self->report;
    g_mutex_unlock(&self->lock);
    if (self->told.state != before.state || strcmp(self->told.why, before.why) != 0)
        params->state_changed(params->user, self->output, self->told.state, self->told.why);
    if (self->told.readers != before.readers)
        params->readers_changed(params->user, self->output, self->told.readers);
}

void fc_reporter_init(struct fc_reporter *reporter, struct fc_output *output,
                      const struct fc_output_params *params)
{
    *reporter = (struct fc_reporter){.output = output, .params = params};
    g_mutex_init(&reporter->lock);
    reporter->wakeup = fc_wakeup_create(tell, reporter);
}

void fc_reporter_finish(struct fc_reporter *reporter)
{
    if (!reporter->wakeup)
        return;
    fc_wakeup_destroy(&reporter->wakeup);
    g_mutex_clear(&reporter->lock);
    *reporter = (struct fc_reporter){0};
}

void fc_reporter_state(struct fc_reporter *reporter, enum fc_output_state state, const char *why)
{
    struct fc_report *report = &reporter->report;

    g_mutex_lock(&reporter->lock);
    if (report->state != state || strcmp(report->why, why) != 0) {
        report->state = state;
        g_strlcpy(report->why, why, sizeof(report->why));
        fc_wakeup_wake(reporter->wakeup);
    }
    g_mutex_unlock(&reporter->lock);
}

void fc_reporter_readers(struct fc_reporter *reporter, int readers)
{
    g_mutex_lock(&reporter->lock);
    if (reporter->report.readers != readers) {
        reporter->report.readers = readers;
        fc_wakeup_wake(reporter->wakeup);
    }
    g_mutex_unlock(&reporter->lock);
}

void fc_reporter_error(struct fc_reporter *reporter, const struct fc_error *error)
{
    const bool is_missing =
        error->code == -ENOENT || error->code == -ENODEV || error->code == -ENXIO;
    char why[FC_REPORT_WHY_BYTES];

    fc_error_join(error, "; ", why, sizeof(why));
    fc_reporter_state(reporter, is_missing ? FC_OUTPUT_MISSING : FC_OUTPUT_FAILED, why);
}
