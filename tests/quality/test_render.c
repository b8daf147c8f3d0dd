/* SPDX-License-Identifier: MIT */
/*
 * How good the mattes of `fakecam render` are against ground truth: the demo person's exact
 * matte, and pictures with their alpha. Says the figures.
 *
 * Intersection over union is of both mattes cut at one half. The band is what lies at most 10
 * pixels (up, down or sideways) from the true edge; its error is the mean absolute difference.
 */
#include "clitest.h"

#include <libyuv.h>
#include <stdlib.h>
#include <string.h>

#include "frame/colour.h"
#include "media/demo/demo.h"
#include "testdata.h"
#include "testpng.h"

#define BAND_PX 10

struct network {
    const char *name;
    const char *file;
    int width, height;
};

static const struct network networks[] = {
    {"selfie", "selfie_segmentation.tflite", 256, 256},
    {"selfie-landscape", "selfie_segmentation_landscape.tflite", 256, 144},
};

/* The published baseline: IoU of each network with plain scaling in and out, no smoothing. */
static const struct truth {
    const char *name;
    const char *extension;
    double iou[G_N_ELEMENTS(networks)];
} truths[] = {
    {"s_armsup_window", "png", {0.950, 0.943}}, {"s_elderly_office", "png", {0.924, 0.925}},
    {"cc_example", "png", {0.965, 0.967}},      {"p_015cd10e", "jpg", {0.965, 0.962}},
    {"p_22fc0130", "jpg", {0.980, 0.977}},      {"p_514ca06a", "jpg", {0.973, 0.978}},
    {"p_d684dae3", "jpg", {0.983, 0.987}},
};

struct matte {
    int width, height;
    uint8_t *alpha; /* owned; g_free() */
};

struct quality {
    double iou;
    double band;
};

static struct matte read_matte(const char *path)
{
    struct testpng png = testpng_read(path);
    struct matte matte = {png.width, png.height, NULL};
    const int count = png.width * png.height;

    g_assert_cmpint(png.channels, ==, 1);
    matte.alpha = g_malloc((gsize)count);
    for (int i = 0; i < count; i++)
        matte.alpha[i] = (uint8_t)(png.samples[i] * 255 + 0.5f);
    testpng_clear(&png);
    return matte;
}

/* Marks, along rows (step 1) or columns (step width), what has both sides of the edge near it. */
static void spread(const uint8_t *from, uint8_t *to, int count, int lines, int step, int jump)
{
    for (int line = 0; line < lines; line++) {
        for (int i = 0; i < count; i++) {
            uint8_t seen = 0;

            for (int k = MAX(i - BAND_PX, 0); k <= MIN(i + BAND_PX, count - 1); k++)
                seen |= from[line * jump + k * step];
            to[line * jump + i * step] = seen;
        }
    }
}

/* 3 where person and room are both near. */
static uint8_t *mark_band(const struct matte *truth)
{
    const int count = truth->width * truth->height;
    uint8_t *sides = g_malloc((gsize)count);
    uint8_t *along = g_malloc((gsize)count);

    for (int i = 0; i < count; i++)
        sides[i] = truth->alpha[i] >= 128 ? 1 : 2;
    spread(sides, along, truth->width, truth->height, 1, truth->width);
    spread(along, sides, truth->height, truth->width, truth->width, 1);
    g_free(along);
    return sides;
}

static struct quality compare(const struct matte *found, const struct matte *truth)
{
    const int count = truth->width * truth->height;
    uint8_t *band = mark_band(truth);
    double error = 0;
    int inside = 0;
    int both = 0;
    int any = 0;

    g_assert_cmpint(found->width, ==, truth->width);
    g_assert_cmpint(found->height, ==, truth->height);
    for (int i = 0; i < count; i++) {
        both += found->alpha[i] >= 128 && truth->alpha[i] >= 128;
        any += found->alpha[i] >= 128 || truth->alpha[i] >= 128;
        if (band[i] == 3) {
            error += abs(found->alpha[i] - truth->alpha[i]) / 255.0;
            inside++;
        }
    }
    g_free(band);
    return (struct quality){any ? (double)both / any : 0, inside ? error / inside : 0};
}

/* The picture, scaled to the network's input by plain means, as PNG. */
static char *shrink(struct clitest *test, const char *path, const struct network *network)
{
    struct clitest_picture small = clitest_filled(network->width, network->height, 0);
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_error error = {0};
    const struct fc_image *image;
    uint8_t *argb;
    uint8_t *scaled = g_malloc((gsize)network->width * (gsize)network->height * 4);

    fc_source_open(path, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(fc_source_next(source, &frame, &error), ==, 0);
    image = fc_frame_image(frame);
    argb = g_malloc((gsize)image->size.width * (gsize)image->size.height * 4);
    I420ToARGBMatrix(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                     image->plane[2], image->stride[2], argb, image->size.width * 4,
                     fc_colour_yuv_constants(image->colour), image->size.width, image->size.height);
    ARGBScale(argb, image->size.width * 4, image->size.width, image->size.height, scaled,
              network->width * 4, network->width, network->height, kFilterBox);
    ARGBToABGR(scaled, network->width * 4, small.rgba, network->width * 4, network->width,
               network->height);
    g_free(argb);
    g_free(scaled);
    fc_frame_unref(&frame);
    fc_source_destroy(&source);
    return clitest_write_png(test, "small.png", &small, CLITEST_RGB);
}

/* What the network alone says, scaled back by plain means. */
static struct matte plain_matte(struct clitest *test, const char *path,
                                const struct network *network, const struct matte *like)
{
    char *answer = clitest_path(test, "answer.png");
    struct matte full = {like->width, like->height, g_malloc((gsize)(like->width * like->height))};
    struct matte small;

    clitest_run(test, "models", "run", network->name, shrink(test, path, network), answer, NULL);
    clitest_expect_done(test);
    small = read_matte(answer);
    ScalePlane(small.alpha, small.width, small.width, small.height, full.alpha, full.width,
               full.width, full.height, kFilterBilinear);
    g_free(small.alpha);
    return full;
}

static struct matte rendered_matte(struct clitest *test, const char *path,
                                   const struct network *network)
{
    char *matte = clitest_path(test, "matte.png");

    clitest_run(test, "render", path, "-o", clitest_path(test, "out.jpg"), "--matte-out", matte,
                "--model", network->name, "--background", "color:#00c000", NULL);
    clitest_expect_done(test);
    return read_matte(matte);
}

static void check_truth(struct clitest *test, const struct truth *truth, int number,
                        const char *path, const char *alpha)
{
    const struct network *network = &networks[number];
    struct matte wanted = read_matte(alpha);
    struct matte found = rendered_matte(test, path, network);
    struct matte plain = plain_matte(test, path, network, &wanted);
    const struct quality ours = compare(&found, &wanted);
    const struct quality theirs = compare(&plain, &wanted);

    g_test_message("%-17s %-17s IoU %.3f (plain %.3f, published %.3f), band %.3f (plain %.3f)",
                   truth->name, network->name, ours.iou, theirs.iou, truth->iou[number], ours.band,
                   theirs.band);
    if (ours.iou < truth->iou[number] - 0.01 || ours.band >= theirs.band) {
        g_test_message("%s with %s is worse than plain", truth->name, network->name);
        g_test_fail();
    }
    g_free(wanted.alpha);
    g_free(found.alpha);
    g_free(plain.alpha);
}

static gboolean has_networks(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(networks); i++) {
        char *path = testdata_model(networks[i].file);

        if (!path)
            return FALSE;
        g_free(path);
    }
    return TRUE;
}

static void test_truth(struct clitest *test, gconstpointer data)
{
    gboolean is_there = has_networks();

    for (size_t i = 0; is_there && i < G_N_ELEMENTS(truths); i++) {
        const struct truth *truth = &truths[i];
        char *path =
            testdata_path(clitest_text(test, "truth/%s.%s", truth->name, truth->extension));
        char *alpha =
            path ? testdata_path(clitest_text(test, "truth/%s_alpha.png", truth->name)) : NULL;

        is_there = alpha != NULL;
        for (size_t k = 0; is_there && k < G_N_ELEMENTS(networks); k++)
            check_truth(test, truth, (int)k, path, alpha);
        g_free(path);
        g_free(alpha);
    }
}

/* Frame by frame, the film of mattes against the drawing's own. */
static double worst_frame(const char *film, struct fc_size size)
{
    const struct fc_demo_params params = {.size = size, .rate_num = 30, .rate_den = 1};
    struct matte truth = {size.width, size.height,
                          g_malloc((gsize)size.width * (gsize)size.height)};
    struct matte found = truth;
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_demo *demo = NULL;
    struct fc_error error = {0};
    double worst = 1;
    int count = 0;

    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    found.alpha = g_malloc((gsize)size.width * (gsize)size.height);
    fc_source_open(film, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    for (; fc_source_next(source, &frame, &error) == 0; count++) {
        const struct fc_image *image = fc_frame_image(frame);

        CopyPlane(image->plane[0], image->stride[0], found.alpha, size.width, size.width,
                  size.height);
        g_assert_cmpint(fc_demo_draw(demo, (uint64_t)count, NULL, truth.alpha), ==, 0);
        worst = MIN(worst, compare(&found, &truth).iou);
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(count, ==, 60);
    g_free(truth.alpha);
    g_free(found.alpha);
    fc_demo_destroy(&demo);
    fc_source_destroy(&source);
    return worst;
}

static void test_demo(struct clitest *test, gconstpointer data)
{
    const struct fc_size size = {640, 360};
    char *film = clitest_path(test, "matte.mkv");

    for (size_t i = 0; i < G_N_ELEMENTS(networks) && has_networks(); i++) {
        double worst;

        clitest_run(test, "render", "demo:", "--demo-size", "640x360", "--demo-seconds", "2", "-o",
                    clitest_path(test, "out.mp4"), "--matte-out", film, "--model", networks[i].name,
                    NULL);
        clitest_expect_done(test);
        worst = worst_frame(film, size);
        g_test_message("%s: IoU %.4f at worst of 60 frames", networks[i].name, worst);
        g_assert_cmpfloat(worst, >=, 0.95);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/quality/render/demo", test_demo);
    CLITEST_ADD("/quality/render/truth", test_truth);
    return g_test_run();
}
