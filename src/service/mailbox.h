/* SPDX-License-Identifier: MIT */
/*
 * A place for one published frame: the newest wins, so latency never grows. Putting never waits
 * for who takes.
 */
#ifndef FC_SERVICE_MAILBOX_H
#define FC_SERVICE_MAILBOX_H

#include <glib.h>

#include "fakecam/fakecam.h"

struct fc_mailbox {
    GMutex lock;
    struct fc_published *newest; // owned; under lock
    int wake_fd;                 // owned; an eventfd(2), readable after put and wake
};

/* In the caller's memory. Returns 0 or a negative errno. */
int fc_mailbox_init(struct fc_mailbox *mailbox);
void fc_mailbox_finish(struct fc_mailbox *mailbox);

/* Takes a reference of its own; the one that was waiting is dropped. */
void fc_mailbox_put(struct fc_mailbox *mailbox, struct fc_published *published);

/* Gives the reference away, or NULL, and makes wake_fd quiet. */
struct fc_published *fc_mailbox_take(struct fc_mailbox *mailbox);

/* Wakes who waits on wake_fd without putting anything. */
void fc_mailbox_wake(struct fc_mailbox *mailbox);

#endif
