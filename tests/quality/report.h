/* SPDX-License-Identifier: MIT */
/* The bench's figures, as a table and as JSON. */
#ifndef FC_TESTS_QUALITY_REPORT_H
#define FC_TESTS_QUALITY_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "metrics.h"
#include "rows.h"

struct quality_result {
    const char *name; /* borrowed */
    bool is_film;
    int frames;
    struct quality_figures rows[QUALITY_MAX_ROWS]; /* as quality_rows */
    int refused[QUALITY_MAX_ROWS];                 /* frames of which no matte could be made */
};

struct quality_report {
    int lines;
    const struct quality_result *results; /* borrowed */
    int count;
};

/*
 * For each scene a line a row; then the mean over the pictures; then, for that mean and for each
 * film, what every row has of the first one's figure (of IoU: of what it lacks to 1; of lag:
 * nothing), and the picture where that is worst.
 */
void quality_report_table(const struct quality_report *report, FILE *to);

/*
 * {"lines": 720, "scenes": [{"name", "kind": "picture" or "film", "frames", "rows":
 * {"plain": {"iou": ..., ...}, ...}}], "mean": {rows}, "ratio": {"pictures": {rows}, film: {rows}},
 * "worst": {row: {metric: {"picture", "ratio"}}}}; null for what there is not.
 */
void quality_report_json(const struct quality_report *report, FILE *to);

#endif
