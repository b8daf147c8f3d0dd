/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define REDRAW_US (G_USEC_PER_SEC / 5)

void cli_progress_start(struct cli_progress *progress, gint64 total)
{
    *progress = (struct cli_progress){
        .shown = isatty(STDERR_FILENO),
        .total = total,
        .start_us = g_get_monotonic_time(),
    };
}

static void draw_bar(const struct cli_progress *progress, gint64 frames)
{
    char bar[BAR_WIDTH + 1];
    int filled = (int)MIN(frames * BAR_WIDTH / progress->total, BAR_WIDTH);

    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (size_t)filled);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "[%s] %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " frames", bar, frames,
            progress->total);
}

void cli_progress_update(struct cli_progress *progress, gint64 frames)
{
    gint64 now_us = g_get_monotonic_time();
    double rate;

    if (!progress->shown || now_us - progress->drawn_us < REDRAW_US)
        return;
    progress->drawn_us = now_us;
    rate = (double)frames * G_USEC_PER_SEC / (double)MAX(now_us - progress->start_us, 1);
    fputc('\r', stderr);
    if (progress->total > 0)
        draw_bar(progress, frames);
    else
        fprintf(stderr, "%" G_GINT64_FORMAT " frames", frames);
    fprintf(stderr, ", %.1f frames/s", rate);
    if (progress->total > frames && rate > 0) {
        int left_s = (int)((double)(progress->total - frames) / rate);

        fprintf(stderr, ", %d:%02d left", left_s / 60, left_s % 60);
    }
    fputs("\033[K", stderr);
}

void cli_progress_end(struct cli_progress *progress)
{
    if (progress->shown && progress->drawn_us)
        fputs("\r\033[K", stderr);
}
