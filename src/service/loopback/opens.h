/* SPDX-License-Identifier: MIT */
/*
 * Which other programs have a file open: for v4l2loopback before 0.13, which has no event that
 * tells who reads.
 *
 * inotify(7) says when to look and /proc says who is there: two opens or closes that follow each
 * other closely come as one event, so events cannot be counted. A program that /proc does not
 * show (another user's) is only known by the open that nobody seems to have made: then the number
 * is unknown until the next close.
 *
 * Probes open and close at once. A program counts when it has been there for
 * FC_OPENS_LASTING_NS. One thread at a time.
 */
#ifndef FC_SERVICE_LOOPBACK_OPENS_H
#define FC_SERVICE_LOOPBACK_OPENS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"
#include "fakecam/fakecam.h"

#define FC_OPENS_LASTING_NS (250 * FC_NS_PER_MS)

/* Looking takes milliseconds, so it is not done more often than this. */
#define FC_OPENS_LOOK_NS (100 * FC_NS_PER_MS)

/* More programs than this are not told apart. */
#define FC_OPENS_MAX 32

struct fc_opener {
    pid_t pid;
    int64_t since_ns; /* when it was first seen */
};

struct fc_opens {
    int fd;     // owned; inotify, readable when something happened; -1 when not watching
    char *path; // owned

    struct fc_opener openers[FC_OPENS_MAX];
    int count;          /* of openers; negative: /proc cannot be read */
    bool must_look;     /* something happened since the last look */
    int64_t looked_ns;  /* the last look */
    int64_t updated_ns; /* the last update */
    int64_t opened_ns;  /* an open that no close followed yet; INT64_MAX: none */
    bool has_hidden;    /* somebody has it open who is not to be seen */
};

/* Begins to watch. Returns 0 or a negative errno value with the reason in error. */
int fc_opens_init(struct fc_opens *opens, const char *path, struct fc_error *error);
void fc_opens_finish(struct fc_opens *opens);

/* Takes in what happened. Returns how many programs have it open, or FC_READERS_UNKNOWN. */
int fc_opens_update(struct fc_opens *opens, int64_t now_ns);

/* When the number may change without fd becoming readable; INT64_MAX: never. */
int64_t fc_opens_due_ns(const struct fc_opens *opens);

#endif
