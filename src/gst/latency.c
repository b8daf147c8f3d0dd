/* SPDX-License-Identifier: MIT */
#include "gst/latency.h"

#include <stdlib.h>

#define MS INT64_C(1000000)

/* The first figure comes soon: until then it is a guess. */
#define FIRST_COUNT 8

void fc_element_latency_init(struct fc_element_latency *latency)
{
    latency->count = 0;
    latency->is_measured = false;
    atomic_init(&latency->told_ns, FC_ELEMENT_LATENCY_GUESS_NS);
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* What all but one frame in sixteen keep to, in whole milliseconds. */
static int64_t measured_ns(struct fc_element_latency *latency)
{
    qsort(latency->took_ns, (size_t)latency->count, sizeof(int64_t), compare);
    return (latency->took_ns[latency->count - 1 - latency->count / 16] / MS + 1) * MS;
}

/* A pipeline stumbles when its latency changes, so a quarter more or half as much must be. */
static bool is_notable(int64_t told_ns, int64_t now_ns)
{
    return now_ns > told_ns + told_ns / 4 || now_ns < told_ns / 2;
}

bool fc_element_latency_add(struct fc_element_latency *latency, int64_t took_ns)
{
    int64_t now_ns;

    latency->took_ns[latency->count++] = took_ns;
    if (latency->count < (latency->is_measured ? FC_ELEMENT_LATENCY_WINDOW : FIRST_COUNT))
        return false;
    now_ns = measured_ns(latency);
    latency->count = 0;
    latency->is_measured = true;
    if (!is_notable(fc_element_latency_get(latency), now_ns))
        return false;
    atomic_store(&latency->told_ns, now_ns);
    return true;
}

int64_t fc_element_latency_get(const struct fc_element_latency *latency)
{
    return atomic_load(&latency->told_ns);
}
