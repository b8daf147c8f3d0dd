/* SPDX-License-Identifier: MIT */
/*
 * Whole networks: against an independent evaluator's answers (NAME_in.png, NAME_out16.png), and
 * executor against executor where there are no such answers.
 */
#include "testdata.h"
#include "testgraph.h"
#include "testpng.h"

#include <math.h>
#include <string.h>

#include "model/tflite.h"

struct network {
    const char *file;
    const char *folder; /* of the reference pictures; NULL for none */
    bool shipped;       /* one of Fakecam's own */
    bool two_class;     /* two channels of logits, the second one is the person's */
    double most;        /* the largest difference allowed */
};

static const struct network networks[] = {
    {"selfie_segmentation.tflite", "reference/general256", true, false, 0.001},
    {"selfie_segmentation_landscape.tflite", "reference/landscape144x256", true, false, 0.001},
    {"models/segm_full_v679.tflite", "reference/meet144x256", false, true, 0.01},
    {"models/body-pix-float-050-8.tflite", NULL, false, false, 0.0},
    {"models/deeplabv3_257_mv_gpu.tflite", NULL, false, false, 0.0},
    {"models/anil_slimnet_mediapipe.tflite", NULL, false, false, 0.0},
};

struct reference_case {
    const struct fc_exec_ops *ops;
    const struct network *network;
};

/* NULL after g_test_skip() where the file is missing. */
static struct fc_graph *load(const struct network *network, bool optimise)
{
    char *path = network->shipped ? testdata_model(network->file) : testdata_path(network->file);
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};
    char *bytes = NULL;
    gsize size = 0;

    if (!path)
        return NULL;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    if (fc_tflite_parse((const uint8_t *)bytes, size, &graph, &error) < 0 ||
        (optimise && fc_graph_optimise(graph, &error) < 0))
        g_error("%s: %s", path, error.text);
    g_free(bytes);
    g_free(path);
    return graph;
}

/* --- against the independent evaluator --- */

static double person_at(const struct network *network, const float *output, size_t pixel)
{
    if (!network->two_class)
        return output[pixel];
    return 1.0 / (1.0 + exp((double)output[2 * pixel] - output[2 * pixel + 1]));
}

static void compare_picture(const struct reference_case *c, const struct fc_graph *graph,
                            const char *folder, const char *name)
{
    char *in_path = g_strdup_printf("%s/%s_in.png", folder, name);
    char *out_path = g_strdup_printf("%s/%s_out16.png", folder, name);
    struct testpng in = testpng_read(in_path), expected = testpng_read(out_path);
    const size_t pixels = (size_t)expected.width * (size_t)expected.height;
    const struct fc_shape shape = {{1, in.height, in.width, in.channels}};
    double most = 0.0;
    float *output;

    g_assert_true(fc_shape_equal(graph->values[graph->input].shape, shape));
    g_assert_cmpuint(fc_shape_elements(graph->values[graph->output].shape), ==,
                     pixels * (c->network->two_class ? 2 : 1));
    output = testgraph_run(c->ops, graph, 1, in.samples);
    for (size_t i = 0; i < pixels; i++) {
        const double difference = fabs(person_at(c->network, output, i) - expected.samples[i]);

        g_assert_false(isnan(difference));
        most = fmax(most, difference);
    }
    g_test_message("%s %s: largest difference %.6f", c->ops->name, name, most);
    g_assert_cmpfloat(most, <, c->network->most);
    g_free(output);
    testpng_clear(&in);
    testpng_clear(&expected);
    g_free(in_path);
    g_free(out_path);
}

static int compare_folder(const struct reference_case *c, const struct fc_graph *graph,
                          const char *folder)
{
    GDir *entries = g_dir_open(folder, 0, NULL);
    const char *entry;
    int pictures = 0;

    g_assert_nonnull(entries);
    while ((entry = g_dir_read_name(entries))) {
        char *name;

        if (!g_str_has_suffix(entry, "_in.png"))
            continue;
        name = g_strndup(entry, strlen(entry) - strlen("_in.png"));
        compare_picture(c, graph, folder, name);
        g_free(name);
        pictures++;
    }
    g_dir_close(entries);
    return pictures;
}

static void test_pictures(gconstpointer data)
{
    const struct reference_case *c = data;
    char *folder = testdata_path(c->network->folder);
    struct fc_graph *graph = folder ? load(c->network, true) : NULL;

    if (graph)
        g_assert_cmpint(compare_folder(c, graph, folder), >, 0);
    fc_graph_destroy(&graph);
    g_free(folder);
}

/* --- executor against executor --- */

struct difference {
    double mean;
    double most;
    double scale; /* the mean of the reference's absolute values */
};

static struct difference difference_of(const float *a, const float *reference, size_t count)
{
    struct difference d = {0};

    for (size_t i = 0; i < count; i++) {
        const double difference = fabs((double)a[i] - reference[i]);

        g_assert_false(isnan(difference));
        d.mean += difference / (double)count;
        d.most = fmax(d.most, difference);
        d.scale += fabs((double)reference[i]) / (double)count;
    }
    return d;
}

/* A person's picture in that size, each pixel taken from the nearest one. NULL: skipped. */
static float *picture(struct fc_shape shape)
{
    char *path = testdata_path("reference/general256/nc0_in.png");
    struct testpng png;
    float *out, *p;

    if (!path)
        return NULL;
    png = testpng_read(path);
    g_assert_cmpint(shape.dim[3], ==, png.channels);
    p = out = g_new(float, fc_shape_elements(shape));
    for (int32_t y = 0; y < shape.dim[1]; y++) {
        const float *row =
            png.samples + (size_t)(y * png.height / shape.dim[1] * png.width) * png.channels;

        for (int32_t x = 0; x < shape.dim[2]; x++, p += png.channels)
            memcpy(p, row + x * png.width / shape.dim[2] * png.channels,
                   (size_t)png.channels * sizeof(float));
    }
    testpng_clear(&png);
    g_free(path);
    return out;
}

static const struct fc_exec_params ways[] = {
    {.threads = 2, .pointwise = FC_POINTWISE_LIBRARY},
    {.threads = 2, .pointwise = FC_POINTWISE_OWN},
};

/* As it was read on the reference executor, and optimised on all others: the same answer. */
static void compare_executors(const struct fc_graph *plain, const struct fc_graph *lean,
                              const float *input)
{
    const size_t count = fc_shape_elements(plain->values[plain->output].shape);
    float *expected = testgraph_run(&fc_exec_ref, plain, 1, input);

    for (size_t i = 0; fc_exec_all[i]; i++)
        for (size_t p = 0; p < G_N_ELEMENTS(ways); p++) {
            float *output = testgraph_run_with(fc_exec_all[i], lean, &ways[p], input);
            const struct difference d = difference_of(output, expected, count);

            g_test_message("%s: mean difference %.3g, largest %.3g, mean value %.3g",
                           fc_exec_all[i]->name, d.mean, d.most, d.scale);
            g_assert_cmpfloat(d.mean, <, 1e-5 * d.scale);
            g_assert_cmpfloat(d.most, <, 1e-3 * d.scale);
            g_free(output);
        }
    g_free(expected);
}

static void test_agree(gconstpointer data)
{
    const struct network *network = data;
    struct fc_graph *plain = load(network, false);
    struct fc_graph *lean = plain ? load(network, true) : NULL;
    float *input = lean ? picture(lean->values[lean->input].shape) : NULL;

    if (input)
        compare_executors(plain, lean, input);
    g_free(input);
    fc_graph_destroy(&plain);
    fc_graph_destroy(&lean);
}

static void add_network(const struct network *network)
{
    char *base = g_path_get_basename(network->file);
    char *path = g_strdup_printf("/reference/agree/%s", base);

    g_test_add_data_func(path, network, test_agree);
    g_free(path);
    for (size_t i = 0; network->folder && fc_exec_all[i]; i++) {
        struct reference_case *c = g_new(struct reference_case, 1);

        *c = (struct reference_case){fc_exec_all[i], network};
        path = g_strdup_printf("/reference/%s/%s", fc_exec_all[i]->name, base);
        g_test_add_data_func_full(path, c, test_pictures, g_free);
        g_free(path);
    }
    g_free(base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(networks); i++)
        add_network(&networks[i]);
    return g_test_run();
}
