/* SPDX-License-Identifier: MIT */
/*
 * What the live camera costs beside the engine alone, at 1280x720 and 30 frames a second:
 *
 *     bench_service [SECONDS]
 *
 * $FAKECAM_EXE run plays a film of raw pictures, made first, to one PipeWire reader; then
 * $FAKECAM_EXE bench --rate 30 says what a frame takes without all that. Prints the processor time
 * of each of the service's threads for a frame, their sum without the source's own (reading and
 * unpacking the film), its ratio to bench, and the resident memory. On a busy machine the
 * milliseconds mean little; the ratio still means something.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>

#include "film.h"
#include "world.h"

#define MAX_THREADS 64
#define WARM_UP_S 3

struct thread {
    char name[32];
    double ms;
};

struct threads {
    struct thread list[MAX_THREADS];
    int count;
};

/* --- the service --- */

static char *read_thread(GPid pid, const char *task, const char *file)
{
    char *path = g_strdup_printf("/proc/%d/task/%s/%s", (int)pid, task, file);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    g_free(path);
    return text;
}

static struct thread *thread_called(struct threads *threads, const char *name)
{
    for (int i = 0; i < threads->count; i++)
        if (strcmp(threads->list[i].name, name) == 0)
            return &threads->list[i];
    if (threads->count == MAX_THREADS)
        return &threads->list[MAX_THREADS - 1];
    g_strlcpy(threads->list[threads->count].name, name, sizeof(threads->list[0].name));
    return &threads->list[threads->count++];
}

/* Adds sign times what each thread has used so far. */
static void add_times(struct threads *threads, GPid pid, double sign)
{
    char *folder = g_strdup_printf("/proc/%d/task", (int)pid);
    GDir *tasks = g_dir_open(folder, 0, NULL);
    const char *task;

    while (tasks && (task = g_dir_read_name(tasks))) {
        char *name = read_thread(pid, task, "comm");
        char *times = read_thread(pid, task, "schedstat");

        if (name && times)
            thread_called(threads, g_strstrip(name))->ms +=
                sign * (double)g_ascii_strtoll(times, NULL, 10) / 1e6;
        g_free(name);
        g_free(times);
    }
    if (tasks)
        g_dir_close(tasks);
    g_free(folder);
}

static double resident_mb(GPid pid)
{
    char *path = g_strdup_printf("/proc/%d/status", (int)pid);
    char *text = NULL;
    double mb = 0;

    if (g_file_get_contents(path, &text, NULL, NULL) && strstr(text, "VmRSS:"))
        mb = (double)g_ascii_strtoll(strstr(text, "VmRSS:") + 6, NULL, 10) / 1024;
    g_free(text);
    g_free(path);
    return mb;
}

/* The camera's thread waits for pictures; GStreamer's threads read and unpack them. */
static bool is_source(const char *name)
{
    return strcmp(name, "camera") == 0 || strstr(name, "demux") || strstr(name, "queue") ||
           strstr(name, "src");
}

/* --- the reader --- */

static gint frames;

static GstFlowReturn on_sample(GstAppSink *sink, gpointer user)
{
    GstSample *sample = gst_app_sink_pull_sample(sink);
    GstClockTime *last = user;

    if (!sample)
        return GST_FLOW_OK;
    if (GST_BUFFER_PTS(gst_sample_get_buffer(sample)) != *last)
        g_atomic_int_inc(&frames);
    *last = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
    gst_sample_unref(sample);
    return GST_FLOW_OK;
}

static GstElement *start_reader(GstClockTime *last)
{
    GstAppSinkCallbacks callbacks = {.new_sample = on_sample};
    GstElement *pipeline = gst_object_ref_sink(
        gst_parse_launch("pipewiresrc target-object=fakecam ! video/x-raw,format=I420 ! appsink "
                         "name=sink sync=false",
                         NULL));
    GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");

    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, last, NULL);
    gst_object_unref(sink);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    return pipeline;
}

static bool frames_come(void *user)
{
    return g_atomic_int_get(&frames) > 30;
}

/* Milliseconds for a frame, without the source. */
static double measure_service(const char *exe, const char *film, const char *background,
                              int seconds)
{
    const char *const argv[] = {exe,   "run",          "--camera", film, "--loopback",
                                "off", "--background", background, NULL};
    struct threads threads = {.count = 0};
    GstClockTime last = GST_CLOCK_TIME_NONE;
    GstElement *reader;
    double sum = 0;
    int count;
    GPid pid = 0;

    g_spawn_async(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, &pid, NULL);
    world_pause(2);
    reader = start_reader(&last);
    world_wait("frames", frames_come, NULL, 30);
    world_pause(WARM_UP_S);
    count = -g_atomic_int_get(&frames);
    add_times(&threads, pid, -1);
    world_pause(seconds);
    count += g_atomic_int_get(&frames);
    add_times(&threads, pid, 1);
    printf("service: %d frames in %d s, %.1f MiB resident\n", count, seconds, resident_mb(pid));
    for (int i = 0; i < threads.count; i++) {
        const bool source = is_source(threads.list[i].name);

        if (threads.list[i].ms / MAX(count, 1) < 0.005)
            continue;
        printf("  %-18s %6.2f ms a frame%s\n", threads.list[i].name,
               threads.list[i].ms / MAX(count, 1), source ? "  (source)" : "");
        sum += source ? 0 : threads.list[i].ms / MAX(count, 1);
    }
    gst_element_set_state(reader, GST_STATE_NULL);
    gst_object_unref(reader);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    return sum;
}

/* Processor time of one run of bench with so many frames. */
static double bench_ms(const char *exe, const char *background, int count)
{
    char *text = g_strdup_printf("%d", count);
    const char *const argv[] = {exe,  "bench",        "--rate",   "30",     "--frames",
                                text, "--background", background, "--json", NULL};
    struct rusage before, after;
    char *out = NULL;
    double ms;

    getrusage(RUSAGE_CHILDREN, &before);
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                 NULL, &out, NULL, NULL, NULL);
    g_free(out);
    getrusage(RUSAGE_CHILDREN, &after);
    ms = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1e3 +
         (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e3 +
         (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1e3 +
         (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e3;
    g_free(text);
    return ms;
}

/* Milliseconds for a frame; what a start costs falls out. */
static double measure_engine(const char *exe, const char *background, int seconds)
{
    const int count = seconds * 30;

    return (bench_ms(exe, background, count + 1) - bench_ms(exe, background, 1)) / count;
}

int main(int argc, char **argv)
{
    const int seconds = argc > 1 ? MAX(atoi(argv[1]), 2) : 10;
    const char *exe = g_getenv("FAKECAM_EXE");
    const char *missing = world_init();
    char *dir = g_dir_make_tmp("fakecam-bench-XXXXXX", NULL);
    char *config = g_build_filename(dir, "config", NULL);
    char *film;
    double service, engine;

    gst_init(NULL, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    g_setenv("XDG_CONFIG_HOME", config, TRUE);
    film = missing || !exe ? NULL : film_make(exe, dir, 3);
    if (!film) {
        printf("skipped: %s\n", missing ? missing : "no film could be made with $FAKECAM_EXE");
        return 0;
    }
    world_start(true);
    service = measure_service(exe, film, "demo:beach", seconds);
    engine = measure_engine(exe, "demo:beach", seconds);
    printf("service %.2f ms a frame without its source, engine %.2f ms: %.2f times\n", service,
           engine, engine > 0 ? service / engine : 0);
    world_finish();
    g_unlink(film);
    g_free(film);
    g_free(config);
    return 0;
}
