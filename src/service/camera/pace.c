/* SPDX-License-Identifier: MIT */
#include "service/camera/pace.h"

#include "base/clock.h"

/* A camera that is a fifth faster than wanted is held back; one that is near it never is. */
#define FASTER 1.2
/* So long without a frame, and those in the driver's queue are old. */
#define PAUSE_NS (500 * FC_NS_PER_MS)
/* No driver's queue is longer. */
#define MAX_QUEUED 32

void fc_pace_init(struct fc_pace *pace, double camera_rate, int wanted_rate)
{
    *pace = (struct fc_pace){0};
    if (camera_rate > 0)
        pace->camera_ns = (int64_t)((double)FC_NS_PER_S / camera_rate);
    if (camera_rate <= 0 || camera_rate > FASTER * wanted_rate)
        pace->wanted_ns = FC_NS_PER_S / wanted_rate;
}

/*
 * After a pause (the process was stopped, the machine slept) the driver hands out the frames that
 * it had queued before, one right after the other, and their times cannot be trusted: v4l2src
 * stamps what is older than ten seconds with the present. The first that had to be waited for is
 * fresh.
 */
static bool is_stale(struct fc_pace *pace, int64_t arrived_ns)
{
    const int64_t gap_ns = pace->arrived_ns ? arrived_ns - pace->arrived_ns : 0;
    const bool is_pause = gap_ns > PAUSE_NS && gap_ns > 4 * pace->camera_ns;
    const bool was_waited_for = gap_ns > (pace->camera_ns ? pace->camera_ns / 2 : 5 * FC_NS_PER_MS);

    pace->arrived_ns = arrived_ns;
    if (is_pause)
        pace->stale = MAX_QUEUED;
    else if (was_waited_for)
        pace->stale = 0;
    if (pace->stale == 0)
        return false;
    pace->stale--;
    return true;
}

bool fc_pace_takes(struct fc_pace *pace, int64_t time_ns, int64_t arrived_ns)
{
    if (is_stale(pace, arrived_ns))
        return false;
    if (pace->wanted_ns == 0)
        return true;
    if (time_ns < pace->due_ns - pace->wanted_ns / 4)
        return false;
    pace->due_ns += pace->wanted_ns;
    if (pace->due_ns < time_ns)
        pace->due_ns = time_ns + pace->wanted_ns;
    return true;
}
