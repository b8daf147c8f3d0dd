/* SPDX-License-Identifier: MIT */
#include "cli/bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "cli/background.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/size.h"
#include "frame/colour.h"
#include "frame/frame.h"
#include "media/demo/demo.h"
#include "model/model.h"

/* Different frames of the demo person, so that no stage sees the same one twice in a row. */
#define CAMERA_FRAMES 12
/* Frames before the measured ones: buffers are made, caches and clocks warm up. */
#define WARM_UP 10
#define FILM_FRAMES 16
#define FILM_RATE 30
#define MAX_FRAMES 1000000

struct bench {
    struct fc_engine *engine;
    struct fc_frame *camera[CAMERA_FRAMES];
    struct fc_frame *film[FILM_FRAMES]; /* [0] alone for a picture */
    int film_frames;
    double *samples[BENCH_STAGE_COUNT];
    int frames;
    int rate; /* frames a second, 0: as fast as it goes */
};

static void finish_bench(struct bench *bench)
{
    fc_engine_destroy(&bench->engine);
    for (int i = 0; i < CAMERA_FRAMES; i++)
        fc_frame_unref(&bench->camera[i]);
    for (int i = 0; i < FILM_FRAMES; i++)
        fc_frame_unref(&bench->film[i]);
    for (int i = 0; i < BENCH_STAGE_COUNT; i++)
        free(bench->samples[i]);
}

static int draw_camera(struct bench *bench, struct fc_size size)
{
    const struct fc_demo_params params = {.size = size, .rate_num = 30, .rate_den = 1};
    struct fc_demo *demo = NULL;
    int ret = fc_demo_create(&params, &demo);

    for (int i = 0; i < CAMERA_FRAMES && !ret; i++)
        ret = fc_demo_draw(demo, (uint64_t)i * 5, &bench->camera[i], NULL);
    fc_demo_destroy(&demo);
    return ret;
}

/* A picture of the bench's own: diagonal bands of colour, moved on by each number. */
static struct fc_frame *draw_picture(struct fc_size size, int number)
{
    const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};
    struct fc_frame *frame = fc_frame_create(size, colour, 0);

    for (int i = 0; frame && i < 3; i++) {
        const struct fc_image *image = fc_frame_image(frame);
        struct fc_size plane = fc_plane_size(size, i);

        for (int y = 0; y < plane.height; y++)
            for (int x = 0; x < plane.width; x++)
                image->plane[i][(ptrdiff_t)y * image->stride[i] + x] =
                    (uint8_t)(64 + (x / (i + 1) + y / (i + 2) + number * 8) % 128);
    }
    return frame;
}

static int picture_at(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct bench *bench = user;
    int64_t number = time_ns * FILM_RATE / FC_NS_PER_S;

    *frame = fc_frame_ref(bench->film[number % bench->film_frames]);
    return 0;
}

/* "image" and "video" stand for a picture and a film that the bench makes itself. */
static int set_background(struct bench *bench, const char *background, struct fc_size size,
                          struct fc_error *error)
{
    const struct fc_background_source source = {.frame_at = picture_at, .user = bench};

    if (strcmp(background, "image") != 0 && strcmp(background, "video") != 0)
        return cli_background_open(bench->engine, size, FALSE, error);
    bench->film_frames = strcmp(background, "video") == 0 ? FILM_FRAMES : 1;
    for (int i = 0; i < bench->film_frames; i++) {
        bench->film[i] = draw_picture(size, i);
        if (!bench->film[i])
            return fc_error_set(error, -ENOMEM, "cannot draw a background: out of memory");
    }
    return fc_engine_set_background_source(bench->engine, &source);
}

static void keep(struct bench *bench, int at, enum bench_stage stage, int64_t ns)
{
    bench->samples[stage][at] = (double)ns / 1e6;
}

/* One frame through the chain. at < 0: not measured. */
static int run_frame(struct bench *bench, int at, int64_t time_ns, struct fc_error *error)
{
    struct fc_frame *camera = bench->camera[(at + WARM_UP) % CAMERA_FRAMES];
    struct fc_matte *matte = NULL;
    struct fc_published *published = NULL;
    struct fc_timings timings;
    int64_t start = fc_clock_now_ns();
    int ret;

    camera->time_ns = time_ns;
    ret = fc_engine_estimate(bench->engine, camera, &matte, error);
    if (!ret)
        ret = fc_engine_compose(bench->engine, camera, matte, time_ns, &published);
    if (!ret && at >= 0) {
        keep(bench, at, BENCH_TOTAL, fc_clock_now_ns() - start);
        fc_engine_timings(bench->engine, &timings);
        keep(bench, at, BENCH_CONVERT, timings.convert_ns);
        keep(bench, at, BENCH_NETWORK, timings.network_ns);
        keep(bench, at, BENCH_MATTE, timings.matte_ns);
        keep(bench, at, BENCH_COMPOSE, timings.compose_ns);
    }
    if (!ret && fc_published_kind(published) == FC_PUBLISHED_CARD)
        ret = fc_error_set(error, -ENODATA, "cannot measure: %s", fc_published_why(published));
    fc_matte_unref(&matte);
    fc_published_unref(&published);
    return ret;
}

static void sleep_until(int64_t due_ns)
{
    const struct timespec due = {.tv_sec = due_ns / FC_NS_PER_S, .tv_nsec = due_ns % FC_NS_PER_S};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        ;
}

static int run_frames(struct bench *bench, struct fc_error *error)
{
    int64_t start = fc_clock_now_ns();
    int ret = 0;

    for (int i = -WARM_UP; i < bench->frames && !ret; i++) {
        int64_t number = i + WARM_UP;

        if (bench->rate)
            sleep_until(start + number * FC_NS_PER_S / bench->rate);
        ret = run_frame(bench, i, number * FC_NS_PER_S / FILM_RATE, error);
    }
    return ret;
}

/* Resident set in MiB: the second field of statm, in pages. See proc(5). */
static double resident_mb(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (!file)
        return 0;
    if (fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

/* The known network's name for the file that "auto" and the like lead to, or the file's own. */
static char *model_name(struct fc_engine *engine, const char *dir, struct fc_size size)
{
    char model[4096];
    char path[4096];
    char *base;

    fc_engine_get(engine, "model", model, sizeof(model));
    if (fc_model_path(model, dir, size, path, sizeof(path), NULL))
        return g_strdup(model);
    base = g_path_get_basename(path);
    for (const struct fc_known_model *known = fc_known_models; known->name; known++) {
        if (strcmp(base, known->file) == 0) {
            g_free(base);
            return g_strdup(known->name);
        }
    }
    return base;
}

static int measure(struct bench *bench, struct bench_result *result, struct fc_error *error)
{
    int ret = fc_engine_prepare(bench->engine, result->size, error);

    if (!ret)
        ret = set_background(bench, result->background, result->size, error);
    if (ret)
        return ret;
    if (draw_camera(bench, result->size))
        return fc_error_set(error, -ENOMEM, "cannot draw the camera's frames: out of memory");
    for (int i = 0; i < BENCH_STAGE_COUNT; i++)
        bench->samples[i] = g_new0(double, (gsize)bench->frames);
    ret = run_frames(bench, error);
    if (ret)
        return ret;
    for (int i = 0; i < BENCH_STAGE_COUNT; i++)
        bench_summarise(result, (enum bench_stage)i, bench->samples[i], bench->frames);
    result->frames = bench->frames;
    result->rss_mb = resident_mb();
    return 0;
}

static int run(struct bench *bench, const struct cli_params *params, const char *dir,
               struct bench_result *result, gboolean json)
{
    const struct fc_engine_params engine_params = {.model_dir = dir};
    const char *background = cli_params_get(params, "background");
    struct fc_error error = {0};
    char *model;
    char threads[16];
    int code;

    if (cli_models_dir_check(dir, &error) ||
        fc_engine_create(&engine_params, &bench->engine, &error))
        return cli_fail(&error);
    /* one that stays the same during the measurement */
    if (fc_engine_set(bench->engine, "quality", "fast", &error))
        return cli_fail(&error);
    code = cli_params_apply(params, "bench", bench->engine);
    if (code)
        return code;
    if (cli_overlay_open(bench->engine, &error))
        return cli_fail(&error);
    result->background = background ? background : "blur";
    fc_engine_get(bench->engine, "threads", threads, sizeof(threads));
    result->threads = atoi(threads);
    fc_engine_get(bench->engine, "quality", result->quality, sizeof(result->quality));
    if (measure(bench, result, &error))
        return cli_fail(&error);
    model = model_name(bench->engine, dir, result->size);
    result->model = model;
    if (json)
        bench_print_json(result);
    else
        bench_print_table(result);
    g_free(model);
    return CLI_DONE;
}

int cli_bench(int argc, char **argv)
{
    struct bench bench = {.frames = 300};
    struct bench_result result = {.size = {1280, 720}};
    struct cli_params params;
    char *size = NULL;
    char *dir = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of the frames [1280x720]", "WxH"},
        {"frames", 0, 0, G_OPTION_ARG_INT, &bench.frames, "How many frames to measure [300]", "N"},
        {"rate", 0, 0, G_OPTION_ARG_INT, &bench.rate,
         "Frames a second, as a camera paces them [0: without a pause]", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL},
        {"models", 0, 0, G_OPTION_ARG_FILENAME, &dir, "Folder of network files", "DIR"},
        {0},
    };
    const struct cli_options options = {
        .command = "bench",
        .arguments = "",
        .entries = entries,
        .description = "--background image and video stand for a picture and a film that the\n"
                       "bench makes itself. Milliseconds are medians and 99th percentiles.",
        .params = &params,
    };
    int code = CLI_DONE;

    cli_params_init(&params);
    if (cli_options_parse(&options, &argc, &argv, &code))
        goto done;
    if (argc > 1)
        code = cli_usage("bench", "it takes no argument: %s", argv[1]);
    else if (size && !cli_parse_size(size, &result.size))
        code = cli_usage("bench", "--size is two numbers of 1 to %d, as 1280x720: %s", FC_MAX_SIDE,
                         size);
    else if (bench.frames < 1 || bench.frames > MAX_FRAMES)
        code = cli_usage("bench", "--frames is 1 to %d", MAX_FRAMES);
    else if (bench.rate < 0 || bench.rate > 1000)
        code = cli_usage("bench", "--rate is 0 to 1000");
    else
        code = run(&bench, &params, dir, &result, json);
done:
    finish_bench(&bench);
    cli_params_finish(&params);
    g_free(size);
    g_free(dir);
    return code;
}
