/* SPDX-License-Identifier: MIT */
/*
 * How threads call on the main thread: a source of its main loop that any thread makes ready, with
 * no allocation. Many wakes before the main thread has time are one call.
 */
#ifndef FC_SERVICE_WAKEUP_H
#define FC_SERVICE_WAKEUP_H

#include <glib.h>

/* On the main thread, whose default context it joins. woken may destroy it. */
GSource *fc_wakeup_create(void (*woken)(void *user), void *user);

/* No call comes after this. Sets *wakeup to NULL, where it may be already. */
void fc_wakeup_destroy(GSource **wakeup);

/* Any thread. */
void fc_wakeup_wake(GSource *wakeup);

#endif
