/* SPDX-License-Identifier: MIT */
/*
 * How long a frame takes here, as a pipeline wants it told: a figure that stands still while the
 * times only waver, and that nearly all frames keep to.
 *
 * add on one thread; get on any.
 */
#ifndef FC_GST_LATENCY_H
#define FC_GST_LATENCY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define FC_ELEMENT_LATENCY_WINDOW 64

/* What is told before the first frames were measured. */
#define FC_ELEMENT_LATENCY_GUESS_NS INT64_C(10000000)

struct fc_element_latency {
    int64_t took_ns[FC_ELEMENT_LATENCY_WINDOW];
    int count;
    bool is_measured;
    atomic_int_fast64_t told_ns;
};

void fc_element_latency_init(struct fc_element_latency *latency);

/* One more frame. True when what is told has changed and the pipeline should ask again. */
bool fc_element_latency_add(struct fc_element_latency *latency, int64_t took_ns);

int64_t fc_element_latency_get(const struct fc_element_latency *latency);

#endif
