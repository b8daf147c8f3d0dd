/* SPDX-License-Identifier: MIT */
/*
 * The networks must find the demo person: what they answer, scaled back to the frame and cut
 * at one half, against the exact matte cut at one half. Says the figures.
 */
#include "media/demo/demo.h"

#include <glib.h>
#include <libyuv.h>
#include <stdlib.h>
#include <string.h>

#include "exec/exec.h"
#include "frame/colour.h"
#include "graph/graph.h"
#include "model/tflite.h"
#include "testdata.h"

#define WIDTH 1280
#define HEIGHT 720
/* Frames over one wave and the rest after it. */
#define FRAMES 12
#define STEP 17

struct network {
    struct fc_graph *graph;
    struct fc_exec *exec;
    int width, height; /* of its input */
};

static bool network_load(const char *file, struct network *network)
{
    char *path = testdata_model(file);
    struct fc_exec_params params = {.threads = 1};
    struct fc_error error = {0};
    char *bytes;
    gsize size;

    if (!path)
        return false;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    g_free(path);
    fc_tflite_parse((const uint8_t *)bytes, size, &network->graph, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_free(bytes);
    g_assert_cmpint(fc_graph_optimise(network->graph, &error), ==, 0);
    g_assert_cmpint(fc_exec_xnn.create(network->graph, &params, &network->exec, &error), ==, 0);
    network->height = fc_exec_xnn.input(network->exec)->shape.dim[1];
    network->width = fc_exec_xnn.input(network->exec)->shape.dim[2];
    return true;
}

static void network_finish(struct network *network)
{
    fc_exec_destroy(&network->exec);
    fc_graph_destroy(&network->graph);
}

/* The whole picture, box filtered to the input's size, as RGB in 0..1. */
static void feed(const struct network *network, const struct fc_image *image)
{
    float *tensor = fc_exec_xnn.input(network->exec)->data;
    uint8_t *full = g_malloc(WIDTH * HEIGHT * 4);
    uint8_t *small = g_malloc((gsize)network->width * (gsize)network->height * 4);

    I420ToARGBMatrix(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                     image->plane[2], image->stride[2], full, WIDTH * 4,
                     fc_colour_yuv_constants(image->colour), WIDTH, HEIGHT);
    ARGBScale(full, WIDTH * 4, WIDTH, HEIGHT, small, network->width * 4, network->width,
              network->height, kFilterBox);
    for (int i = 0; i < network->width * network->height; i++) {
        for (int c = 0; c < 3; c++)
            tensor[3 * i + c] = (float)small[4 * i + 2 - c] / 255;
    }
    g_free(full);
    g_free(small);
}

/* The answer at the frame's size, 0..255. */
static uint8_t *ask(const struct network *network, const struct fc_image *image)
{
    gsize count = (gsize)network->width * (gsize)network->height;
    uint8_t *small = g_malloc(count);
    uint8_t *full = g_malloc(WIDTH * HEIGHT);
    struct fc_error error = {0};
    const float *answer;

    feed(network, image);
    g_assert_cmpint(fc_exec_xnn.submit(network->exec, &error), ==, 0);
    g_assert_cmpint(fc_exec_xnn.wait(network->exec, G_MAXINT64, &error), ==, 0);
    answer = fc_exec_xnn.output(network->exec)->data;
    for (gsize i = 0; i < count; i++)
        small[i] = (uint8_t)(CLAMP(answer[i], 0.0f, 1.0f) * 255 + 0.5f);
    ScalePlane(small, network->width, network->width, network->height, full, WIDTH, WIDTH, HEIGHT,
               kFilterBilinear);
    g_free(small);
    return full;
}

static double overlap(const uint8_t *a, const uint8_t *b)
{
    int both = 0;
    int any = 0;

    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        both += a[i] >= 128 && b[i] >= 128;
        any += a[i] >= 128 || b[i] >= 128;
    }
    return any ? (double)both / any : 0;
}

static void test_found(gconstpointer file)
{
    struct fc_demo_params params = {{WIDTH, HEIGHT}, 30, 1};
    uint8_t *matte = g_malloc(WIDTH * HEIGHT);
    struct network network = {0};
    struct fc_demo *demo = NULL;
    double worst = 1;
    double sum = 0;

    if (!network_load(file, &network))
        goto out;
    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    for (uint64_t i = 0; i < FRAMES; i++) {
        struct fc_frame *frame;
        uint8_t *answer;
        double found;

        g_assert_cmpint(fc_demo_draw(demo, i * STEP, &frame, matte), ==, 0);
        answer = ask(&network, fc_frame_image(frame));
        found = overlap(answer, matte);
        g_test_message("frame %3d: IoU %.4f", (int)i * STEP, found);
        worst = MIN(worst, found);
        sum += found;
        g_free(answer);
        fc_frame_unref(&frame);
    }
    g_test_message("%s: IoU %.4f in the mean, %.4f at worst", (const char *)file, sum / FRAMES,
                   worst);
    g_assert_cmpfloat(worst, >=, 0.95);
out:
    fc_demo_destroy(&demo);
    network_finish(&network);
    g_free(matte);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/demo-found/selfie", "selfie_segmentation.tflite", test_found);
    g_test_add_data_func("/demo-found/selfie-landscape", "selfie_segmentation_landscape.tflite",
                         test_found);
    return g_test_run();
}
