/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "cli/json.h"

static const struct {
    const char *name;
    const char *key;
    int decimals;
} metrics[QUALITY_METRICS] = {
    [QUALITY_IOU] = {"IoU", "iou", 3},        [QUALITY_MAD] = {"MAD", "mad", 4},
    [QUALITY_MSE] = {"MSE", "mse", 4},        [QUALITY_GRAD] = {"Grad", "grad", 3},
    [QUALITY_BAND] = {"band", "band", 3},     [QUALITY_DTSSD] = {"dtSSD", "dtssd", 3},
    [QUALITY_LAG] = {"lag", "lag_frames", 3}, [QUALITY_FLICKER] = {"flicker", "flicker", 5},
};

/* The picture with the highest ratio of its own. */
struct worst {
    const char *name; /* NULL: no picture has that figure */
    double ratio;
};

static double ratio_of(const struct quality_figures *figures, const struct quality_figures *first,
                       int metric)
{
    if (metric == QUALITY_LAG)
        return NAN;
    if (metric == QUALITY_IOU)
        return (1 - figures->value[metric]) / (1 - first->value[metric]);
    return figures->value[metric] / first->value[metric];
}

static struct quality_figures ratios_of(const struct quality_figures *figures,
                                        const struct quality_figures *first)
{
    struct quality_figures ratios;

    for (int i = 0; i < QUALITY_METRICS; i++)
        ratios.value[i] = ratio_of(figures, first, i);
    return ratios;
}

static int count_pictures(const struct quality_report *report)
{
    int count = 0;

    for (int i = 0; i < report->count; i++)
        count += !report->results[i].is_film;
    return count;
}

static struct quality_figures mean_of(const struct quality_report *report, int row)
{
    const int count = count_pictures(report);
    struct quality_figures mean = quality_no_figures();

    for (int metric = 0; count && metric < QUALITY_METRICS; metric++) {
        double sum = 0;

        for (int i = 0; i < report->count; i++) {
            if (!report->results[i].is_film)
                sum += report->results[i].rows[row].value[metric];
        }
        mean.value[metric] = sum / count;
    }
    return mean;
}

static struct worst worst_of(const struct quality_report *report, int row, int metric)
{
    struct worst worst = {NULL, -INFINITY};

    for (int i = 0; i < report->count; i++) {
        const struct quality_result *result = &report->results[i];
        const double ratio = ratio_of(&result->rows[row], &result->rows[0], metric);

        if (!result->is_film && ratio > worst.ratio)
            worst = (struct worst){result->name, ratio};
    }
    return worst;
}

static void print_head(FILE *to, const char *title)
{
    fprintf(to, "\n%-18s %-8s", title, "");
    for (int i = 0; i < QUALITY_METRICS; i++)
        fprintf(to, " %8s", metrics[i].name);
    fputc('\n', to);
}

static void print_line(FILE *to, const char *name, const char *row,
                       const struct quality_figures *figures, int decimals)
{
    fprintf(to, "%-18s %-8s", name, row);
    for (int i = 0; i < QUALITY_METRICS; i++) {
        if (isfinite(figures->value[i]))
            fprintf(to, " %8.*f", decimals ? decimals : metrics[i].decimals, figures->value[i]);
        else
            fprintf(to, " %8s", "-");
    }
    fputc('\n', to);
}

static void print_scene(FILE *to, const struct quality_result *result)
{
    for (int row = 0; quality_rows[row].name; row++) {
        print_line(to, row ? "" : result->name, quality_rows[row].name, &result->rows[row], 0);
        if (result->refused[row])
            fprintf(to, "%-18s %-8s no matte of %d of %d frames\n", "", "", result->refused[row],
                    result->frames);
    }
}

static void print_worst(FILE *to, const struct quality_report *report)
{
    fprintf(to, "\nworst picture by ratio\n");
    for (int row = 1; quality_rows[row].name; row++) {
        for (int metric = QUALITY_IOU; metric <= QUALITY_BAND; metric++) {
            const struct worst worst = worst_of(report, row, metric);

            if (worst.name)
                fprintf(to, "%-18s %-8s %8.3f %s\n", metric ? "" : quality_rows[row].name,
                        metrics[metric].name, worst.ratio, worst.name);
        }
    }
}

static void print_ratios(FILE *to, const struct quality_report *report)
{
    const struct quality_figures first = mean_of(report, 0);
    struct quality_figures ratios;

    print_head(to, "ratio to the first");
    for (int row = 1; count_pictures(report) && quality_rows[row].name; row++) {
        const struct quality_figures mean = mean_of(report, row);

        ratios = ratios_of(&mean, &first);
        print_line(to, row > 1 ? "" : "pictures", quality_rows[row].name, &ratios, 3);
    }
    for (int i = 0; i < report->count; i++) {
        const struct quality_result *result = &report->results[i];

        for (int row = 1; result->is_film && quality_rows[row].name; row++) {
            ratios = ratios_of(&result->rows[row], &result->rows[0]);
            print_line(to, row > 1 ? "" : result->name, quality_rows[row].name, &ratios, 3);
        }
    }
}

void quality_report_table(const struct quality_report *report, FILE *to)
{
    for (int row = 0; quality_rows[row].name; row++)
        fprintf(to, "%-8s %s\n", quality_rows[row].name, quality_rows[row].help);
    print_head(to, "scene");
    for (int i = 0; i < report->count; i++)
        print_scene(to, &report->results[i]);
    for (int row = 0; count_pictures(report) && quality_rows[row].name; row++) {
        const struct quality_figures mean = mean_of(report, row);

        print_line(to, row ? "" : "mean of pictures", quality_rows[row].name, &mean, 0);
    }
    print_ratios(to, report);
    if (count_pictures(report))
        print_worst(to, report);
}

static void json_figures(FILE *to, const struct quality_figures *figures)
{
    for (int i = 0; i < QUALITY_METRICS; i++) {
        fprintf(to, "%s\"%s\": ", i ? ", " : "{", metrics[i].key);
        if (isfinite(figures->value[i]))
            fprintf(to, "%.6g", figures->value[i]);
        else
            fputs("null", to);
    }
    fputc('}', to);
}

static void json_scene(FILE *to, const struct quality_result *result)
{
    fputs("{\"name\": ", to);
    cli_json_text(to, result->name);
    fprintf(to, ", \"kind\": \"%s\", \"frames\": %d, \"rows\": {",
            result->is_film ? "film" : "picture", result->frames);
    for (int row = 0; quality_rows[row].name; row++) {
        fprintf(to, "%s\n  \"%s\": ", row ? "," : "", quality_rows[row].name);
        json_figures(to, &result->rows[row]);
    }
    fputs("}}", to);
}

static void json_mean(FILE *to, const struct quality_report *report, bool as_ratio)
{
    const struct quality_figures first = mean_of(report, 0);

    fputc('{', to);
    for (int row = 0; quality_rows[row].name; row++) {
        const struct quality_figures mean = mean_of(report, row);
        const struct quality_figures ratios = ratios_of(&mean, &first);

        fprintf(to, "%s\n  \"%s\": ", row ? "," : "", quality_rows[row].name);
        json_figures(to, as_ratio ? &ratios : &mean);
    }
    fputc('}', to);
}

static void json_film_ratios(FILE *to, const struct quality_result *result)
{
    fputs(", ", to);
    cli_json_text(to, result->name);
    fputs(": {", to);
    for (int row = 0; quality_rows[row].name; row++) {
        const struct quality_figures ratios = ratios_of(&result->rows[row], &result->rows[0]);

        fprintf(to, "%s\n  \"%s\": ", row ? "," : "", quality_rows[row].name);
        json_figures(to, &ratios);
    }
    fputc('}', to);
}

static void json_worst(FILE *to, const struct quality_report *report)
{
    fputc('{', to);
    for (int row = 1; quality_rows[row].name; row++) {
        fprintf(to, "%s\n  \"%s\": {", row > 1 ? "," : "", quality_rows[row].name);
        for (int metric = QUALITY_IOU; metric <= QUALITY_BAND; metric++) {
            const struct worst worst = worst_of(report, row, metric);

            fprintf(to, "%s\"%s\": {\"picture\": ", metric ? ", " : "", metrics[metric].key);
            cli_json_text(to, worst.name ? worst.name : "");
            fputs(", \"ratio\": ", to);
            if (worst.name)
                fprintf(to, "%.6g}", worst.ratio);
            else
                fputs("null}", to);
        }
        fputc('}', to);
    }
    fputc('}', to);
}

void quality_report_json(const struct quality_report *report, FILE *to)
{
    fprintf(to, "{\"lines\": %d, \"scenes\": [", report->lines);
    for (int i = 0; i < report->count; i++) {
        fputs(i ? ",\n " : "\n ", to);
        json_scene(to, &report->results[i]);
    }
    fputs("],\n \"mean\": ", to);
    json_mean(to, report, false);
    fputs(",\n \"ratio\": {\"pictures\": ", to);
    json_mean(to, report, true);
    for (int i = 0; i < report->count; i++) {
        if (report->results[i].is_film)
            json_film_ratios(to, &report->results[i]);
    }
    fputs("},\n \"worst\": ", to);
    json_worst(to, report);
    fputs("}\n", to);
}
