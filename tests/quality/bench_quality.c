/* SPDX-License-Identifier: MIT */
/*
 * How good the mattes are, side by side with what others do (rows.c), on pictures and films whose
 * true matte is known:
 *
 *     bench_quality [--json FILE] [--sheet DIR] [--lines N] [FOLDER | FILE | demo:]...
 *
 * Without names: truth/ and clips/nv_input_0_100.mp4 of the test data, and the demo person.
 * docs/quality.md says what the figures mean.
 */
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "measure.h"
#include "report.h"
#include "scenes.h"
#include "sheet.h"
#include "testdata.h"

#define LINES 720

struct bench {
    char *json;    /* owned */
    char *sheet;   /* owned */
    gchar **names; /* owned */
    int lines;
    struct quality_measure_params params;
    GPtrArray *paths;  /* owned; of scenes */
    GPtrArray *scenes; /* owned; they own the names of results */
    GArray *results;   /* owned */
};

static void close_scene(void *data)
{
    struct quality_scene *scene = data;

    quality_scene_close(&scene);
}

static bool add_paths(struct bench *bench, const char *name, struct fc_error *error)
{
    GPtrArray *found = quality_scenes_find(name, error);

    if (!found)
        return false;
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add(bench->paths, g_strdup(found->pdata[i]));
    g_ptr_array_unref(found);
    return true;
}

/* What is missing of the test data is left out, with a word. */
static bool add_default(struct bench *bench, const char *relative, struct fc_error *error)
{
    char *path = testdata_path(relative);
    bool is_added = true;

    if (path)
        is_added = add_paths(bench, path, error);
    else
        g_printerr("without %s of the test data\n", relative);
    g_free(path);
    return is_added;
}

static bool find_paths(struct bench *bench, struct fc_error *error)
{
    bool is_found = true;

    bench->paths = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; bench->names && bench->names[i] && is_found; i++)
        is_found = add_paths(bench, bench->names[i], error);
    if (bench->names)
        return is_found;
    return add_default(bench, "truth", error) &&
           add_default(bench, "clips/nv_input_0_100.mp4", error) &&
           add_paths(bench, QUALITY_DEMO, error);
}

/* A picture without truth has no figures: it is for the sheets alone. */
static bool is_worth_it(const struct bench *bench, const struct quality_scene *scene)
{
    return bench->params.look || quality_scene_is_film(scene) || quality_scene_has_truth(scene);
}

static int measure_path(struct bench *bench, const char *path, struct fc_error *error)
{
    struct quality_scene *scene = NULL;
    struct quality_result result;
    int ret = quality_scene_open(path, bench->lines, &scene, error);

    if (ret)
        return ret;
    g_ptr_array_add(bench->scenes, scene);
    if (!is_worth_it(bench, scene))
        return 0;
    ret = quality_measure(scene, &bench->params, &result, error);
    if (!ret && (result.is_film || quality_scene_has_truth(scene)))
        g_array_append_val(bench->results, result);
    return ret;
}

static int write_json(const struct quality_report *report, const char *path, struct fc_error *error)
{
    FILE *file = fopen(path, "w");
    bool is_written;

    if (!file)
        return fc_error_set(error, -errno, "%s: %s", path, g_strerror(errno));
    quality_report_json(report, file);
    is_written = !ferror(file);
    if (fclose(file) || !is_written)
        return fc_error_set(error, -EIO, "%s: cannot be written", path);
    return 0;
}

static int report(const struct bench *bench, struct fc_error *error)
{
    const struct quality_report report = {
        .lines = bench->lines,
        .results = (const struct quality_result *)(void *)bench->results->data,
        .count = (int)bench->results->len,
    };

    quality_report_table(&report, stdout);
    return bench->json ? write_json(&report, bench->json, error) : 0;
}

static int run(struct bench *bench, struct fc_error *error)
{
    int ret = 0;

    if (!find_paths(bench, error))
        return error->code;
    bench->scenes = g_ptr_array_new_with_free_func(close_scene);
    bench->results = g_array_new(FALSE, FALSE, sizeof(struct quality_result));
    for (guint i = 0; !ret && i < bench->paths->len; i++)
        ret = measure_path(bench, bench->paths->pdata[i], error);
    if (!ret)
        ret = report(bench, error);
    g_array_unref(bench->results);
    g_ptr_array_unref(bench->scenes);
    return ret;
}

/* Whether the options could be read. */
static bool read_options(struct bench *bench, int *argc, char ***argv)
{
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_FILENAME, &bench->json, "Write the figures to FILE", "FILE"},
        {"sheet", 0, 0, G_OPTION_ARG_FILENAME, &bench->sheet, "Write contact sheets", "DIR"},
        {"lines", 0, 0, G_OPTION_ARG_INT, &bench->lines, "Height of frames; 0: their own", "N"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &bench->names, NULL,
         "[FOLDER | FILE | demo:]..."},
        {NULL},
    };
    GOptionContext *context = g_option_context_new(NULL);
    GError *wrong = NULL;
    bool is_read;

    g_option_context_add_main_entries(context, entries, NULL);
    is_read = g_option_context_parse(context, argc, argv, &wrong);
    if (!is_read)
        g_printerr("%s\n", wrong->message);
    g_clear_error(&wrong);
    g_option_context_free(context);
    return is_read;
}

static int run_with_sheet(struct bench *bench, struct fc_error *error)
{
    struct quality_sheet *sheet = NULL;
    int ret;

    if (!bench->sheet)
        return run(bench, error);
    ret = quality_sheet_create(bench->sheet, &sheet, error);
    if (ret)
        return ret;
    bench->params.look = quality_sheet_look;
    bench->params.user = sheet;
    ret = run(bench, error);
    quality_sheet_destroy(&sheet);
    return ret;
}

static void finish(struct bench *bench)
{
    g_clear_pointer(&bench->paths, g_ptr_array_unref);
    g_strfreev(bench->names);
    g_free(bench->sheet);
    g_free(bench->json);
}

int main(int argc, char **argv)
{
    struct bench bench = {.lines = LINES};
    struct fc_error error = {0};
    char *model;
    char *models;
    int ret;

    if (!read_options(&bench, &argc, &argv))
        return 2;
    g_test_init(&argc, &argv, NULL);
    model = testdata_model("selfie_segmentation.tflite");
    if (!model) {
        printf("skipped: the networks are not there\n");
        finish(&bench);
        return 0;
    }
    models = g_path_get_dirname(model);
    bench.params.models = models;
    ret = run_with_sheet(&bench, &error);
    if (ret)
        g_printerr("bench_quality: %s\n", error.text);
    g_free(models);
    g_free(model);
    finish(&bench);
    return ret ? 1 : 0;
}
