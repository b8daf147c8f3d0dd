/* SPDX-License-Identifier: MIT */
/* A line on the terminal that says how far a film is: frames, frames a second, time left. */
#ifndef FC_CLI_PROGRESS_H
#define FC_CLI_PROGRESS_H

#include <glib.h>

struct cli_progress {
    gboolean shown; /* standard error is a terminal */
    gint64 total;   /* frames; 0 unknown */
    gint64 start_us;
    gint64 drawn_us;
};

void cli_progress_start(struct cli_progress *progress, gint64 total);

/* To be called with every frame; draws a few times a second. */
void cli_progress_update(struct cli_progress *progress, gint64 frames);

/* Clears the line. */
void cli_progress_end(struct cli_progress *progress);

#endif
