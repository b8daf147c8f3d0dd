/* SPDX-License-Identifier: MIT */
#include "cli/bench.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/json.h"

static const char *const stage_names[BENCH_STAGE_COUNT] = {
    [BENCH_CONVERT] = "convert", [BENCH_NETWORK] = "network", [BENCH_MATTE] = "matte",
    [BENCH_COMPOSE] = "compose", [BENCH_TOTAL] = "total",
};

static int compare(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;

    return (difference > 0) - (difference < 0);
}

void bench_summarise(struct bench_result *result, enum bench_stage stage, double *samples,
                     int count)
{
    qsort(samples, (size_t)count, sizeof(*samples), compare);
    result->median_ms[stage] = (samples[(count - 1) / 2] + samples[count / 2]) / 2;
    /* the nearest rank: the least value that 99 of 100 do not exceed */
    result->p99_ms[stage] = samples[(int)ceil(0.99 * count) - 1];
}

void bench_print_table(const struct bench_result *result)
{
    printf("%dx%d, %d frames, background %s, network %s, quality %s, %d thread%s, cpu, %.1f MiB "
           "resident\n\n",
           result->size.width, result->size.height, result->frames, result->background,
           result->model, result->quality, result->threads, result->threads == 1 ? "" : "s",
           result->rss_mb);
    printf("%-10s %10s %10s\n", "stage", "median ms", "p99 ms");
    for (int i = 0; i < BENCH_STAGE_COUNT; i++)
        printf("%-10s %10.2f %10.2f\n", stage_names[i], result->median_ms[i], result->p99_ms[i]);
    printf("\n%.0f frames/s; the whole takes %.2f times the network alone\n",
           1000 / result->median_ms[BENCH_TOTAL],
           result->median_ms[BENCH_TOTAL] / result->median_ms[BENCH_NETWORK]);
}

void bench_print_json(const struct bench_result *result)
{
    printf("{\"size\": [%d, %d], \"threads\": %d, \"device\": \"cpu\", \"model\": ",
           result->size.width, result->size.height, result->threads);
    cli_json_text(stdout, result->model);
    printf(", \"quality\": \"%s\", \"background\": ", result->quality);
    cli_json_text(stdout, result->background);
    printf(", \"frames\": %d, \"rss_mb\": %.1f, \"stages\": {", result->frames, result->rss_mb);
    for (int i = 0; i < BENCH_STAGE_COUNT; i++)
        printf("%s\"%s\": {\"median_ms\": %.3f, \"p99_ms\": %.3f}", i ? ", " : "", stage_names[i],
               result->median_ms[i], result->p99_ms[i]);
    puts("}}");
}
