/* SPDX-License-Identifier: MIT */
/*
 * How long frames are under way to a program that reads the camera with GStreamer's pipewiresrc,
 * at 1280x720 and 30 frames a second, in milliseconds:
 *
 *     bench_pipewire [SECONDS]
 *
 * - "output": from publish to the reader, by a time that is written into the picture itself.
 * - "whole": from the time stamp of the source through the network to the reader, with
 *   $FAKECAM_EXE run; by the buffer's time stamp. Only where the networks are. The source is a film
 *   of raw pictures, made first and as long as the measuring: drawing them meanwhile would take
 *   from the network's processor what a camera does not, and so would beginning anew.
 * - "idle": what $FAKECAM_EXE run costs with nobody watching: its processor time, and how often
 *   its threads were woken.
 *
 * In a PipeWire of its own. On a busy machine the figures mean nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>

#include "base/clock.h"
#include "camera.h"
#include "film.h"
#include "testdata.h"
#include "world.h"

#define WARM_UP 30
#define MAX_TIMES 100000

static const struct fc_size size = {1280, 720};
static const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

/* --- the reader --- */

struct reader {
    GstElement *pipeline; // owned
    bool is_stamped;      /* the time stands in the picture; else it is the buffer's */

    /* the streaming thread's, until the pipeline has ended */
    int64_t last_ns; /* the newest time; pictures that are said again count once */
    int count;
    double ms[MAX_TIMES];
};

static int64_t time_of(const struct reader *reader, GstBuffer *buffer)
{
    int64_t time_ns = 0;

    if (!reader->is_stamped)
        return (int64_t)(GST_BUFFER_PTS(buffer) + gst_element_get_base_time(reader->pipeline));
    gst_buffer_extract(buffer, 0, &time_ns, sizeof(time_ns));
    return time_ns;
}

static GstFlowReturn on_sample(GstAppSink *sink, gpointer user)
{
    struct reader *reader = user;
    GstSample *sample = gst_app_sink_pull_sample(sink);
    const int64_t now_ns = fc_clock_now_ns();
    int64_t time_ns;

    if (!sample)
        return GST_FLOW_OK;
    time_ns = time_of(reader, gst_sample_get_buffer(sample));
    if (time_ns != reader->last_ns && reader->count < MAX_TIMES)
        reader->ms[reader->count++] = (double)(now_ns - time_ns) / 1e6;
    reader->last_ns = time_ns;
    gst_sample_unref(sample);
    return GST_FLOW_OK;
}

static struct reader *reader_start(bool is_stamped)
{
    struct reader *reader = g_new0(struct reader, 1);
    GstAppSinkCallbacks callbacks = {.new_sample = on_sample};
    GstClock *clock = gst_system_clock_obtain();
    GstElement *sink;

    reader->is_stamped = is_stamped;
    reader->pipeline = gst_object_ref_sink(
        gst_parse_launch("pipewiresrc target-object=fakecam ! video/x-raw,format=I420 ! "
                         "appsink name=sink sync=false",
                         NULL));
    gst_pipeline_use_clock(GST_PIPELINE(reader->pipeline), clock);
    gst_object_unref(clock);
    sink = gst_bin_get_by_name(GST_BIN(reader->pipeline), "sink");
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, reader, NULL);
    gst_object_unref(sink);
    gst_element_set_state(reader->pipeline, GST_STATE_PLAYING);
    return reader;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void reader_end(struct reader *reader, const char *name)
{
    double *ms = reader->ms + WARM_UP;
    int count;

    gst_element_set_state(reader->pipeline, GST_STATE_NULL);
    gst_object_unref(reader->pipeline);
    count = reader->count - WARM_UP;
    if (count < 1) {
        printf("%-8s no pictures came\n", name);
    } else {
        qsort(ms, (size_t)count, sizeof(*ms), compare);
        printf("%-8s %d frames: median %.2f ms, 99%% %.2f ms, longest %.2f ms\n", name, count,
               ms[count / 2], ms[count * 99 / 100], ms[count - 1]);
    }
    g_free(reader);
}

/* --- what is measured --- */

static void publish_stamped(struct camera *camera)
{
    const int64_t now_ns = fc_clock_now_ns();
    struct fc_frame *frame = fc_frame_create(size, colour, now_ns);
    struct fc_published *published = NULL;
    int64_t time_ns;

    memset(fc_frame_image(frame)->plane[0], 128, (size_t)size.width);
    fc_publish_room(camera->publisher, fc_frame_image(frame), now_ns, &published);
    fc_frame_unref(&frame);
    time_ns = fc_clock_now_ns();
    memcpy(fc_published_image(published)->plane[0], &time_ns, sizeof(time_ns));
    fc_output_pipewire.publish(camera->output, published);
    fc_published_unref(&published);
}

static void measure_output(int seconds)
{
    struct camera camera;
    struct reader *reader;

    camera_init(&camera, size, colour);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = reader_start(true);
    camera_wait_readers(&camera, 1, 10);
    for (int i = 0; i < seconds * 30; i++) {
        publish_stamped(&camera);
        g_usleep(33333);
    }
    reader_end(reader, "output");
    camera_finish(&camera);
}

static GPid start_fakecam(const char *const *argv)
{
    GPid pid = 0;
    GError *error = NULL;

    g_spawn_async(NULL, (char **)argv, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, &pid, &error);
    g_assert_no_error(error);
    return pid;
}

static void end_fakecam(GPid pid)
{
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

static bool is_listed(void *user)
{
    char *text = NULL;
    bool found;

    g_spawn_command_line_sync("pw-cli ls Node", &text, NULL, NULL, NULL);
    found = text && strstr(text, "\"fakecam\"");
    g_free(text);
    return found;
}

/* The network is loaded at the start; frames of the first second come while it warms up. */
static void measure_whole(const char *exe, const char *film, int seconds)
{
    const char *const argv[] = {exe,   "run",          "--camera",      film, "--loopback",
                                "off", "--background", "color:#204060", NULL};
    GPid pid = start_fakecam(argv);
    struct reader *reader;

    world_wait("the camera is listed", is_listed, NULL, 20);
    reader = reader_start(false);
    world_pause(seconds);
    reader_end(reader, "whole");
    end_fakecam(pid);
}

/*
 * A number that follows key (NULL: the first) in that file of each of the process's threads, by
 * the thread.
 */
static GHashTable *of_threads(GPid pid, const char *file, const char *key)
{
    GHashTable *numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    char *folder = g_strdup_printf("/proc/%d/task", (int)pid);
    GDir *tasks = g_dir_open(folder, 0, NULL);
    const char *task;

    while (tasks && (task = g_dir_read_name(tasks))) {
        char *path = g_build_filename(folder, task, file, NULL);
        char *text = NULL;
        const char *at = NULL;

        if (g_file_get_contents(path, &text, NULL, NULL))
            at = key ? strstr(text, key) : text;
        if (at) {
            const gint64 number = g_ascii_strtoll(at + (key ? strlen(key) : 0), NULL, 10);

            g_hash_table_insert(numbers, g_strdup(task), g_memdup2(&number, sizeof(number)));
        }
        g_free(text);
        g_free(path);
    }
    if (tasks)
        g_dir_close(tasks);
    g_free(folder);
    return numbers;
}

/* By how much they have grown, all together. Threads that have ended are left out. Frees both. */
static double growth(GHashTable *before, GHashTable *after)
{
    double sum = 0;
    GHashTableIter iter;
    gpointer task;
    gpointer number;

    g_hash_table_iter_init(&iter, after);
    while (g_hash_table_iter_next(&iter, &task, &number)) {
        const gint64 *old = g_hash_table_lookup(before, task);

        sum += (double)(*(const gint64 *)number - (old ? *old : 0));
    }
    g_hash_table_unref(before);
    g_hash_table_unref(after);
    return sum;
}

static GHashTable *wake_ups(GPid pid)
{
    return of_threads(pid, "status", "\nvoluntary_ctxt_switches:");
}

static GHashTable *processor_ns(GPid pid)
{
    return of_threads(pid, "schedstat", NULL);
}

static void measure_idle(const char *exe, int seconds)
{
    const char *const argv[] = {exe, "run", "--camera", "demo:", "--loopback", "off", NULL};
    GPid pid = start_fakecam(argv);
    struct reader *reader;
    GHashTable *ns;
    GHashTable *wakes;

    world_wait("the camera is listed", is_listed, NULL, 20);
    reader = reader_start(false);
    world_pause(3);
    gst_element_set_state(reader->pipeline, GST_STATE_NULL);
    gst_object_unref(reader->pipeline);
    g_free(reader);
    world_pause(10); /* the camera closes, the node is put to sleep */
    wakes = wake_ups(pid);
    ns = processor_ns(pid);
    world_pause(seconds);
    printf("%-8s %.4f %% of a core, %.2f wake-ups a second\n", "idle",
           growth(ns, processor_ns(pid)) / seconds / 1e7, growth(wakes, wake_ups(pid)) / seconds);
    end_fakecam(pid);
}

int main(int argc, char **argv)
{
    const int seconds = argc > 1 ? MAX(atoi(argv[1]), 2) : 20;
    const char *exe = g_getenv("FAKECAM_EXE");
    const char *missing = world_init();
    GstElementFactory *factory;

    gst_init(NULL, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    factory = gst_element_factory_find("pipewiresrc");
    if (missing || !factory) {
        printf("skipped: %s is not installed\n", missing ? missing : "gstreamer1.0-pipewire");
        return 0;
    }
    gst_object_unref(factory);
    world_start(true);
    measure_output(seconds);
    if (exe) {
        char *dir = g_dir_make_tmp("fakecam-bench-XXXXXX", NULL);
        char *film = film_make(exe, dir, seconds);

        if (film)
            measure_whole(exe, film, seconds);
        else
            printf("%-8s skipped: no film could be made with $FAKECAM_EXE\n", "whole");
        measure_idle(exe, seconds);
        if (film)
            g_unlink(film);
        g_rmdir(dir);
        g_free(film);
        g_free(dir);
    }
    world_finish();
    return 0;
}
