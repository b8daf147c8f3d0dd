/* SPDX-License-Identifier: MIT */
#include "engine/auto_quality.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES FC_AUTO_QUALITY_FRAMES
#define BUDGET_NS FC_AUTO_QUALITY_BUDGET_NS
#define RETRY_NS (60 * FC_NS_PER_S)

/*
 * What the next quality's networks take more than this one's, as a share. The square network has
 * 1.9 times the wide one's work: 1 + 1.9, 1 + 1.9 + 1.9.
 */
static const double more[] = {
    [FC_QUALITY_FAST] = 1.9,
    [FC_QUALITY_BALANCED] = 0.66,
};

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t median(const int64_t *values)
{
    int64_t sorted[FRAMES];

    memcpy(sorted, values, sizeof(sorted));
    qsort(sorted, FRAMES, sizeof(*sorted), compare);
    return sorted[FRAMES / 2];
}

enum fc_quality_choice fc_auto_quality_next(struct fc_auto_quality *s, int64_t whole_ns,
                                            int64_t network_ns, int64_t now_ns)
{
    int64_t whole;
    int64_t network;

    s->whole_ns[s->count] = whole_ns;
    s->network_ns[s->count] = network_ns;
    if (++s->count < FRAMES)
        return s->quality;
    s->count = 0;
    whole = median(s->whole_ns);
    network = median(s->network_ns);
    if (s->quality > FC_QUALITY_FAST && whole > BUDGET_NS + BUDGET_NS / 3) {
        s->quality--;
        s->not_before_ns = now_ns + RETRY_NS;
    } else if (s->quality < FC_QUALITY_BEST && now_ns >= s->not_before_ns &&
               (double)whole + more[s->quality] * (double)network <= (double)BUDGET_NS) {
        s->quality++;
    }
    return s->quality;
}
