/* SPDX-License-Identifier: MIT */
/*
 * What goes wrong in every other frame is said once. Where the network now keeps up and now does
 * not, the same line would otherwise fill the log, one for each time.
 */
#ifndef FC_SERVICE_COMPLAINT_H
#define FC_SERVICE_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

/* How long the same words are not said again, counted from when they were last wanted. */
#define FC_COMPLAINT_QUIET_NS ((int64_t)60 * 1000000000)

/* All zeros: nothing has been said yet. */
struct fc_complaint {
    char text[256];
    int64_t wanted_ns;
};

/*
 * Whether to say that at this time of the monotonic clock: other words than before at once, the
 * same ones when they have not been wanted for FC_COMPLAINT_QUIET_NS.
 */
bool fc_complaint_is_news(struct fc_complaint *complaint, const char *text, int64_t now_ns);

#endif
