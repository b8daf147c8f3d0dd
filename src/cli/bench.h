/* SPDX-License-Identifier: MIT */
/* What `fakecam bench` measured, and its two ways to print it. */
#ifndef FC_CLI_BENCH_H
#define FC_CLI_BENCH_H

#include "fakecam/fakecam.h"

enum bench_stage {
    BENCH_CONVERT = 0,
    BENCH_NETWORK,
    BENCH_MATTE,
    BENCH_COMPOSE,
    BENCH_TOTAL, /* estimate and compose together, as the caller sees them */
    BENCH_STAGE_COUNT,
};

struct bench_result {
    struct fc_size size;
    int threads;
    int frames;
    double rss_mb; /* resident set, MiB */
    const char *model;
    char quality[16];
    const char *background;
    /* milliseconds */
    double median_ms[BENCH_STAGE_COUNT];
    double p99_ms[BENCH_STAGE_COUNT];
};

/* Sorts samples (milliseconds, count of them, at least 1) and fills in one stage. */
void bench_summarise(struct bench_result *result, enum bench_stage stage, double *samples,
                     int count);

void bench_print_table(const struct bench_result *result);
void bench_print_json(const struct bench_result *result);

#endif
