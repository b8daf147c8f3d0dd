/* SPDX-License-Identifier: MIT */
/*
 * How long the networks take on each executor but the reference one, back to back:
 *
 *     bench_network [THREADS [RUNS [MODEL.tflite ...]]]
 *
 * Without models: those of Fakecam and, where they are, some of the test data.
 */
#include "testdata.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "exec/exec.h"
#include "model/tflite.h"

struct plan {
    int threads;
    int runs;
};

static int compare_times(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void run(struct fc_exec *exec)
{
    struct fc_error error = {0};

    if (exec->ops->submit(exec, &error) < 0 || exec->ops->wait(exec, G_MAXINT64, &error) < 0)
        g_error("%s", error.text);
}

static void print_times(const struct plan *plan, struct fc_exec *exec, const char *name,
                        double mega_multiply_adds)
{
    int64_t *times = g_new(int64_t, plan->runs);

    for (int i = 0; i < plan->runs / 10; i++)
        run(exec);
    for (int i = 0; i < plan->runs; i++) {
        const int64_t start = fc_clock_now_ns();

        run(exec);
        times[i] = fc_clock_now_ns() - start;
    }
    qsort(times, (size_t)plan->runs, sizeof(*times), compare_times);
    printf("%-4s %-40s %d threads: median %7.3f ms, fastest %7.3f ms, 99%% %7.3f ms, "
           "%.0f M multiply-adds\n",
           exec->ops->name, name, plan->threads, (double)times[plan->runs / 2] / 1e6,
           (double)times[0] / 1e6, (double)times[plan->runs * 99 / 100] / 1e6, mega_multiply_adds);
    g_free(times);
}

static struct fc_graph *load(const char *path)
{
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};
    char *bytes = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &bytes, &size, NULL))
        g_error("cannot read %s", path);
    if (fc_tflite_parse((const uint8_t *)bytes, size, &graph, &error) < 0 ||
        fc_graph_optimise(graph, &error) < 0)
        g_error("%s: %s", path, error.text);
    g_free(bytes);
    return graph;
}

static void measure(const struct plan *plan, const char *path)
{
    const struct fc_exec_params params = {.threads = plan->threads};
    struct fc_graph *graph = load(path);
    char *name = g_path_get_basename(path);
    struct fc_error error = {0};

    for (size_t i = 0; fc_exec_all[i]; i++) {
        const struct fc_tensor *input;
        struct fc_exec *exec = NULL;

        if (fc_exec_all[i] == &fc_exec_ref)
            continue;
        if (fc_exec_all[i]->create(graph, &params, &exec, &error) < 0)
            g_error("%s: %s", path, error.text);
        input = exec->ops->input(exec);
        for (size_t k = 0; input->data && k < fc_shape_elements(input->shape); k++)
            input->data[k] = (float)(k % 251) / 250.0f;
        print_times(plan, exec, name, (double)fc_graph_multiply_adds(graph) / 1e6);
        fc_exec_destroy(&exec);
    }
    g_free(name);
    fc_graph_destroy(&graph);
}

/* Takes path over; NULL was missing. */
static void measure_if_there(const struct plan *plan, char *path)
{
    if (path)
        measure(plan, path);
    g_free(path);
}

int main(int argc, char **argv)
{
    const struct plan plan = {
        .threads = argc > 1 ? MAX(atoi(argv[1]), 1) : 1,
        .runs = argc > 2 ? MAX(atoi(argv[2]), 10) : 200,
    };

    for (int i = 3; i < argc; i++)
        measure(&plan, argv[i]);
    if (argc > 3)
        return 0;
    g_test_init(&argc, &argv, NULL);
    measure_if_there(&plan, testdata_model("selfie_segmentation.tflite"));
    measure_if_there(&plan, testdata_model("selfie_segmentation_landscape.tflite"));
    measure_if_there(&plan, testdata_path("models/body-pix-float-050-8.tflite"));
    measure_if_there(&plan, testdata_path("models/segm_full_v679.tflite"));
    return 0;
}
