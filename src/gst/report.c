/* SPDX-License-Identifier: MIT */
#include "gst/report.h"

#include <errno.h>
#include <string.h>

/* How long the same reason is not told again. */
#define QUIET_US (10 * G_TIME_SPAN_SECOND)

static GError *to_gerror(const struct fc_error *error)
{
    switch (error->code) {
    case -EINVAL:
        return g_error_new_literal(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, error->text);
    case -ENOENT:
        return g_error_new_literal(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, error->text);
    case -EACCES:
        return g_error_new_literal(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
                                   error->text);
    default:
        return g_error_new_literal(GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, error->text);
    }
}

bool fc_element_warn(GstElement *element, const struct fc_error *error)
{
    GError *why = to_gerror(error);
    GstMessage *message = gst_message_new_warning(GST_OBJECT(element), why, error->remedy);

    g_error_free(why);
    return gst_element_post_message(element, message);
}

void fc_element_report(struct fc_element_report *report, GstElement *element,
                       const struct fc_error *reason)
{
    const gint64 now_us = g_get_monotonic_time();

    if (!reason) {
        report->is_over = true;
        return;
    }
    if (strcmp(report->told, reason->text) == 0 &&
        (!report->is_over || now_us - report->told_us < QUIET_US)) {
        return;
    }
    memcpy(report->told, reason->text, sizeof(report->told));
    report->told_us = now_us;
    report->is_over = false;
    fc_element_warn(element, reason);
}
