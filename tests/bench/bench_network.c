/* SPDX-License-Identifier: MIT */
/*
 * How long the networks take on each executor but the reference one, back to back, with the
 * library's pointwise convolutions and with our own in turn:
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

/* An executor in one of the ways that it can work. */
struct runner {
    const char *name;
    struct fc_exec *exec;
    int64_t *times; /* owned */
};

static const struct {
    const char *name;
    enum fc_pointwise_choice pointwise;
} ways[] = {
    {"library", FC_POINTWISE_LIBRARY},
    {"own", FC_POINTWISE_OWN},
};

/* In turn, so that what else the machine does falls on all of them. */
static void run_all(const struct plan *plan, struct runner *runners, size_t count)
{
    for (size_t w = 0; w < count; w++)
        for (int i = 0; i < plan->runs / 10; i++)
            run(runners[w].exec);
    for (int i = 0; i < plan->runs; i++)
        for (size_t w = 0; w < count; w++) {
            const int64_t start = fc_clock_now_ns();

            run(runners[w].exec);
            runners[w].times[i] = fc_clock_now_ns() - start;
        }
}

static void print_times(const struct plan *plan, struct runner *runner)
{
    int64_t *times = runner->times;

    qsort(times, (size_t)plan->runs, sizeof(*times), compare_times);
    printf("  %-4s pointwise convolutions %-8s median %7.3f ms, fastest %7.3f ms, 99%% %7.3f ms\n",
           runner->exec->ops->name, runner->name, (double)times[plan->runs / 2] / 1e6,
           (double)times[0] / 1e6, (double)times[plan->runs * 99 / 100] / 1e6);
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

static void fill(const struct fc_tensor *input)
{
    for (size_t k = 0; input->data && k < fc_shape_elements(input->shape); k++)
        input->data[k] = (float)(k % 251) / 250.0f;
}

static void measure_executor(const struct plan *plan, const struct fc_exec_ops *ops,
                             const struct fc_graph *graph)
{
    struct runner runners[G_N_ELEMENTS(ways)] = {0};
    struct fc_error error = {0};

    for (size_t w = 0; w < G_N_ELEMENTS(ways); w++) {
        const struct fc_exec_params params = {.threads = plan->threads,
                                              .pointwise = ways[w].pointwise};

        if (ops->create(graph, &params, &runners[w].exec, &error) < 0)
            g_error("%s", error.text);
        runners[w].name = ways[w].name;
        runners[w].times = g_new(int64_t, plan->runs);
        fill(ops->input(runners[w].exec));
    }
    run_all(plan, runners, G_N_ELEMENTS(ways));
    for (size_t w = 0; w < G_N_ELEMENTS(ways); w++) {
        print_times(plan, &runners[w]);
        fc_exec_destroy(&runners[w].exec);
        g_free(runners[w].times);
    }
}

static void measure(const struct plan *plan, const char *path)
{
    struct fc_graph *graph = load(path);
    char *name = g_path_get_basename(path);

    printf("%s, %.0f M multiply-adds, threads: %d\n", name,
           (double)fc_graph_multiply_adds(graph) / 1e6, plan->threads);
    for (size_t i = 0; fc_exec_all[i]; i++)
        if (fc_exec_all[i] != &fc_exec_ref)
            measure_executor(plan, fc_exec_all[i], graph);
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
