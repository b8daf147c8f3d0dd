/* SPDX-License-Identifier: MIT */
/*
 * How many programs read from a v4l2loopback: by the module's own event where it has one, else by
 * who has the device open. One thread at a time.
 */
#ifndef FC_SERVICE_LOOPBACK_READERS_H
#define FC_SERVICE_LOOPBACK_READERS_H

#include "service/loopback/device.h"
#include "service/loopback/opens.h"

struct fc_loopback_readers {
    struct fc_loopback_device *device; // borrowed; outlives this
    bool is_watching;                  /* opens is in use */
    int streaming;                     /* what the event said last */
    struct fc_opens opens;
};

/* To be called when the process has the device open: its later opens would count. */
void fc_loopback_readers_init(struct fc_loopback_readers *readers,
                              struct fc_loopback_device *device);
void fc_loopback_readers_finish(struct fc_loopback_readers *readers);

/*
 * The file to wait on besides the device's (POLLIN), or -1. The device's own is POLLPRI when
 * there is an event.
 */
int fc_loopback_readers_fd(const struct fc_loopback_readers *readers);

/* Takes in what happened. Returns how many read, or FC_READERS_UNKNOWN. Does not block. */
int fc_loopback_readers_update(struct fc_loopback_readers *readers, int64_t now_ns);

/* When the number may change by itself; INT64_MAX: never. */
int64_t fc_loopback_readers_due_ns(const struct fc_loopback_readers *readers);

#endif
