/* SPDX-License-Identifier: MIT */
/*
 * Asks the kernel to let this program's threads run soon after they wake, at the price of shorter
 * turns where others want the processor too: a short time slice for ordinary threads (EEVDF, Linux
 * 6.12; Documentation/scheduler/sched-eevdf.rst). That needs no right, takes nothing of anybody's
 * share, and cannot starve anybody, as real-time priority can.
 */
#ifndef FC_SERVICE_SLICE_H
#define FC_SERVICE_SLICE_H

#include <stdint.h>

#define FC_SLICE_NS 100000 /* the shortest there is */

/* The calling thread's time slice as the kernel says it; 0 where it says nothing of any. */
uint64_t fc_slice_ns(void);

/*
 * For the calling thread and those that it starts from then on. 0; -ENOTSUP where the kernel has
 * no such thing or the thread is not an ordinary one, which is then left as it is; or another
 * negative errno.
 */
int fc_slice_shorten(void);

#endif
