/* SPDX-License-Identifier: MIT */
#include "service/complaint.h"

#include <glib.h>
#include <string.h>

bool fc_complaint_is_news(struct fc_complaint *complaint, const char *text, int64_t now_ns)
{
    const bool is_same = strncmp(complaint->text, text, sizeof(complaint->text) - 1) == 0;
    const bool is_recent = now_ns - complaint->wanted_ns < FC_COMPLAINT_QUIET_NS;

    g_strlcpy(complaint->text, text, sizeof(complaint->text));
    complaint->wanted_ns = now_ns;
    return !is_same || !is_recent;
}
