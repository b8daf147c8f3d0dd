/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <time.h>

int64_t fc_clock_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * FC_NS_PER_S + now.tv_nsec;
}
