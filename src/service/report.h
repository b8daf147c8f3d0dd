/* SPDX-License-Identifier: MIT */
/*
 * What an output's thread tells the main thread: its state, and how many read. Kept until the
 * main thread has time, the newest of each; told only when it is something else than before.
 */
#ifndef FC_SERVICE_REPORT_H
#define FC_SERVICE_REPORT_H

#include <glib.h>

#include "service/output.h"

#define FC_REPORT_WHY_BYTES 640

struct fc_report {
    enum fc_output_state state;
    int readers;
    char why[FC_REPORT_WHY_BYTES];
};

struct fc_reporter {
    struct fc_output *output;              // borrowed
    const struct fc_output_params *params; // borrowed; whose callbacks are called
    GSource *wakeup;                       // owned; calls on the main thread

    /* under lock */
    GMutex lock;
    struct fc_report report;

    /* the main thread */
    struct fc_report told;
};

/*
 * On the main thread, both. What was still to be told at the end is forgotten; the output's
 * thread has to be gone then.
 */
void fc_reporter_init(struct fc_reporter *reporter, struct fc_output *output,
                      const struct fc_output_params *params);
void fc_reporter_finish(struct fc_reporter *reporter);

/* Any thread. */
void fc_reporter_state(struct fc_reporter *reporter, enum fc_output_state state, const char *why);
void fc_reporter_readers(struct fc_reporter *reporter, int readers);

/* MISSING for -ENOENT, -ENODEV and -ENXIO, else FAILED; why is the error and its remedy. */
void fc_reporter_error(struct fc_reporter *reporter, const struct fc_error *error);

#endif
