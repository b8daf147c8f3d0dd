/* SPDX-License-Identifier: MIT */
/*
 * What the element has to say: warnings on the bus, each once and not for every frame, and the
 * same words on the card.
 */
#ifndef FC_GST_REPORT_H
#define FC_GST_REPORT_H

#include <gst/gst.h>

#include "fakecam/fakecam.h"

/* Posts a warning: the error's text, its remedy as debug text. False where nobody listens. */
bool fc_element_warn(GstElement *element, const struct fc_error *error);

/* Which reason was told when. */
struct fc_element_report {
    char told[sizeof(((struct fc_error *)0)->text)];
    gint64 told_us;
    bool is_over; /* frames were good since then */
};

/*
 * The newest frame is a card for this reason, or is none (NULL). Warns where the reason is another
 * than the last, or where it is back after a while: what comes and goes with every frame is told
 * now and then.
 */
void fc_element_report(struct fc_element_report *report, GstElement *element,
                       const struct fc_error *reason);

#endif
