/* SPDX-License-Identifier: MIT */
/* The monotonic clock (CLOCK_MONOTONIC), in nanoseconds. */
#ifndef FC_BASE_CLOCK_H
#define FC_BASE_CLOCK_H

#include <stdint.h>

#define FC_NS_PER_S INT64_C(1000000000)
#define FC_NS_PER_MS INT64_C(1000000)

int64_t fc_clock_now_ns(void);

#endif
