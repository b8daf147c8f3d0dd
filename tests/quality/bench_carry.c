/* SPDX-License-Identifier: MIT */
/*
 * What it brings to carry a matte along with the motion (matte/carry.h), where the network is slower
 * than the camera: on films whose true matte is known, each frame gets the matte of a frame
 * before, as it is and carried, and beside them stands the matte of the very frame.
 *
 *     bench_carry [--lines N] [--quality Q | --truth] [--time] [--pictures DIR] [FILE | demo:]...
 *
 * Without names: the film of the test data and the demo person.
 *
 * With --truth the true mattes are carried, so that what is wrong comes from carrying alone. With
 * --pictures every tenth frame is written as PPM: source, matte of the frame, as it is, carried.
 * docs/quality.md says what the figures mean.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "frame/frame.h"
#include "matte/carry.h"
#include "metrics.h"
#include "scenes.h"
#include "testdata.h"

#include <libyuv.h>

#define LINES 720
#define MOST_DELAY 7
#define EVERY_PICTURE 10

static const int delays[] = {1, 2, 3, 5, MOST_DELAY};
#define DELAYS ((int)G_N_ELEMENTS(delays))

enum way {
    OWN,
    AS_IT_IS,
    CARRIED,
    WAYS
};
static const char *const ways[WAYS] = {"own", "as it is", "carried"};

struct sums {
    double band, iou, room;       /* sums over the frames */
    double worst_band, worst_iou; /* by how much one frame is worse than as it is */
    double worst_room;
    int worse, frames;
    int worst_frame;
};

struct bench {
    int lines;
    char *quality;
    gboolean truth;
    char *pictures;
    gchar **names;
    gboolean time_only;

    struct fc_engine *engine;
    struct fc_pool *pool;
    struct fc_carry *carry;
    struct fc_matte *ring[MOST_DELAY + 1];
    struct sums sums[DELAYS][WAYS];
    int64_t took_ns[100000];
    int times;
};

/* Of this thread on its processor: whoever else is busy takes no time of it. */
static int64_t cpu_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * FC_NS_PER_S + now.tv_nsec;
}

/* Shares of the picture. */
struct one {
    double band, iou, room;
};

static struct one compare(const struct quality_truth *truth, const struct fc_matte *matte)
{
    const struct fc_size size = truth->size;
    uint8_t *found = g_malloc((gsize)size.width * (gsize)size.height);
    struct quality_figures figures = quality_no_figures();
    struct one one = {0};

    for (int y = 0; y < size.height; y++)
        memcpy(found + (ptrdiff_t)y * size.width, matte->alpha + (ptrdiff_t)y * matte->stride,
               (size_t)size.width);
    quality_compare(truth, found, &figures);
    for (int i = 0; i < size.width * size.height; i++)
        one.room += found[i] * (255 - truth->alpha[i]) / 65025.0;
    one.room /= (double)size.width * size.height;
    one.band = figures.value[QUALITY_BAND];
    one.iou = figures.value[QUALITY_IOU];
    g_free(found);
    return one;
}

static void add(struct sums *sums, struct one one, struct one before, int number)
{
    sums->band += one.band;
    sums->iou += one.iou;
    sums->room += one.room;
    sums->worst_iou = MAX(sums->worst_iou, before.iou - one.iou);
    sums->worst_room = MAX(sums->worst_room, one.room - before.room);
    sums->worse += one.band > before.band + 0.002;
    if (one.band - before.band > sums->worst_band) {
        sums->worst_band = one.band - before.band;
        sums->worst_frame = number;
    }
    sums->frames++;
}

static void put(uint8_t *rgb, int stride, int at, const struct fc_frame *frame,
                const struct fc_matte *matte)
{
    const struct fc_image *image = fc_frame_image(frame);

    for (int y = 0; y < image->size.height; y += 2) {
        uint8_t *to =
            rgb + (ptrdiff_t)(y / 2) * stride + (ptrdiff_t)at * (image->size.width / 2) * 3;

        for (int x = 0; x + 1 < image->size.width; x += 2, to += 3) {
            const int luma = image->plane[0][(ptrdiff_t)y * image->stride[0] + x];
            const int a = matte ? matte->alpha[(ptrdiff_t)y * matte->stride + x] : 255;

            to[0] = (uint8_t)(luma * a / 255);
            to[1] = (uint8_t)((luma * a + 200 * (255 - a)) / 255);
            to[2] = (uint8_t)(luma * a / 255);
        }
    }
}

static void picture(const struct bench *bench, const struct fc_frame *frame,
                    struct fc_matte *const mattes[WAYS], const char *name, int number, int delay)
{
    const struct fc_size half = {fc_frame_image(frame)->size.width / 2 * 4,
                                 (fc_frame_image(frame)->size.height + 1) / 2};
    uint8_t *rgb = g_malloc0((gsize)half.width * half.height * 3);
    char *path = g_strdup_printf("%s/%s-%d-%03d.ppm", bench->pictures, name, delay, number);
    FILE *file = fopen(path, "wb");

    put(rgb, half.width * 3, 0, frame, NULL);
    for (int i = 0; i < WAYS; i++)
        put(rgb, half.width * 3, i + 1, frame, mattes[i]);
    if (file) {
        fprintf(file, "P6 %d %d 255\n", half.width, half.height);
        fwrite(rgb, 3, (size_t)half.width * half.height, file);
        fclose(file);
    }
    g_free(path);
    g_free(rgb);
}

static struct fc_matte *matte_of(struct bench *bench, struct fc_frame *frame, const uint8_t *truth)
{
    struct fc_error error = {0};
    struct fc_matte *matte = NULL;
    const struct fc_size size = fc_frame_image(frame)->size;

    if (!bench->truth) {
        if (fc_engine_estimate(bench->engine, frame, &matte, &error))
            g_error("%s", error.text);
        return matte;
    }
    matte = fc_matte_take(bench->pool, size, fc_frame_time_ns(frame));
    for (int y = 0; y < size.height; y++)
        memcpy(matte->alpha + (ptrdiff_t)y * matte->stride, truth + (ptrdiff_t)y * size.width,
               (size_t)size.width);
    fc_matte_seal(matte);
    fc_carry_see(fc_frame_image(frame), matte);
    return matte;
}

static void run_delay(struct bench *bench, int which, struct fc_frame *frame, int number,
                      const struct quality_truth *truth, const char *name)
{
    struct fc_matte *own = bench->ring[number % (MOST_DELAY + 1)];
    struct fc_matte *old = bench->ring[(number - delays[which]) % (MOST_DELAY + 1)];
    struct fc_matte *fresh = fc_matte_take(bench->pool, own->size, 0);
    const int64_t since = cpu_now_ns();
    const int ret = fc_carry_run(bench->carry, old, fc_frame_image(frame), fresh);
    struct fc_matte *const mattes[WAYS] = {own, old, ret > 0 ? fresh : old};
    struct one one[WAYS] = {0};

    bench->took_ns[bench->times++] = cpu_now_ns() - since;
    for (int i = 0; i < WAYS && !bench->time_only; i++)
        one[i] = compare(truth, mattes[i]);
    for (int i = 0; i < WAYS; i++)
        add(&bench->sums[which][i], one[i], one[AS_IT_IS], number);
    if (bench->pictures && number % EVERY_PICTURE == 0)
        picture(bench, frame, mattes, name, number, delays[which]);
    fc_matte_unref(&fresh);
}

static int compare_times(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void report(struct bench *bench, const char *name)
{
    printf("%s\n%-6s %-9s %8s %8s %8s %10s %10s %10s %6s\n", name, "delay", "", "band", "IoU",
           "room", "worst band", "worst IoU", "worst room", "worse");
    for (int d = 0; d < DELAYS; d++)
        for (int i = 0; i < WAYS; i++) {
            const struct sums *s = &bench->sums[d][i];
            const double n = s->frames;

            printf("%-6d %-9s %8.4f %8.4f %8.5f %10.4f %10.4f %10.5f %6d (%d)\n", delays[d],
                   ways[i], s->band / n, s->iou / n, s->room / n, s->worst_band, s->worst_iou,
                   s->worst_room, s->worse, s->worst_frame);
        }
    qsort(bench->took_ns, (size_t)bench->times, sizeof(*bench->took_ns), compare_times);
    printf("ms: median %.3f, most %.3f\n", (double)bench->took_ns[bench->times / 2] / 1e6,
           (double)bench->took_ns[bench->times - 1] / 1e6);
}

static int run(struct bench *bench, const char *path)
{
    struct quality_scene *scene = NULL;
    struct fc_error error = {0};
    struct fc_frame *frame = NULL;
    uint8_t *truth;
    int number = 0;

    if (quality_scene_open(path, bench->lines, &scene, &error)) {
        g_printerr("%s\n", error.text);
        return 1;
    }
    memset(bench->sums, 0, sizeof(bench->sums));
    bench->times = 0;
    truth = g_malloc((gsize)quality_scene_size(scene).width * quality_scene_size(scene).height);
    while (quality_scene_next(scene, &frame, truth, &error) == 0) {
        struct quality_truth known;

        if (bench->ring[number % (MOST_DELAY + 1)])
            fc_matte_unref(&bench->ring[number % (MOST_DELAY + 1)]);
        bench->ring[number % (MOST_DELAY + 1)] = matte_of(bench, frame, truth);
        quality_truth_init(&known, truth, quality_scene_size(scene));
        for (int i = 0; i < DELAYS && number >= MOST_DELAY; i++)
            run_delay(bench, i, frame, number, &known, quality_scene_name(scene));
        quality_truth_finish(&known);
        fc_frame_unref(&frame);
        number++;
    }
    report(bench, quality_scene_name(scene));
    g_free(truth);
    for (int i = 0; i <= MOST_DELAY; i++)
        if (bench->ring[i])
            fc_matte_unref(&bench->ring[i]);
    quality_scene_close(&scene);
    return 0;
}

/* Those that were named, or the film of the test data and the demo person. */
static int run_all(struct bench *bench)
{
    char *film = testdata_path("truth/gs_avatar_office.mp4");
    int ret = 0;

    for (int i = 0; bench->names && bench->names[i]; i++)
        ret |= run(bench, bench->names[i]);
    if (!bench->names && film)
        ret |= run(bench, film);
    if (!bench->names)
        ret |= run(bench, QUALITY_DEMO);
    g_free(film);
    return ret;
}

int main(int argc, char **argv)
{
    static struct bench bench = {.lines = LINES};
    const GOptionEntry entries[] = {
        {"lines", 0, 0, G_OPTION_ARG_INT, &bench.lines, "Height of frames; 0: their own", "N"},
        {"quality", 0, 0, G_OPTION_ARG_STRING, &bench.quality, "Of the mattes", "QUALITY"},
        {"truth", 0, 0, G_OPTION_ARG_NONE, &bench.truth, "Carry the true mattes", NULL},
        {"pictures", 0, 0, G_OPTION_ARG_FILENAME, &bench.pictures, "Write pictures", "DIR"},
        {"time", 0, 0, G_OPTION_ARG_NONE, &bench.time_only, "Measure times and nothing else", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &bench.names, NULL, "FILE"},
        {NULL},
    };
    GOptionContext *context = g_option_context_new(NULL);
    struct fc_engine_params params = {0};
    char *model;
    int ret = 0;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, NULL))
        return 2;
    g_test_init(&argc, &argv, NULL);
    model = testdata_model("selfie_segmentation.tflite");
    if (!model)
        return 0;
    params.model_dir = g_path_get_dirname(model);
    g_assert_cmpint(fc_engine_create(&params, &bench.engine, NULL), ==, 0);
    fc_engine_set(bench.engine, "quality", bench.quality ? bench.quality : "best", NULL);
    bench.pool = fc_pool_create();
    bench.carry = fc_carry_create();
    ret = run_all(&bench);
    for (int i = 0; i <= MOST_DELAY; i++)
        g_assert_null(bench.ring[i]);
    fc_carry_destroy(&bench.carry);
    fc_engine_destroy(&bench.engine);
    fc_pool_unref(&bench.pool);
    g_option_context_free(context);
    g_strfreev(bench.names);
    g_free(bench.quality);
    g_free(bench.pictures);
    g_free(model);
    g_free((char *)params.model_dir);
    return ret;
}
