/* SPDX-License-Identifier: MIT */
/*
 * camera_probe NAME WIDTHxHEIGHT RATE SECONDS [STARTS]
 *
 * Opens a camera as the service does and says what comes of it, one line each:
 *     0.812 streaming
 *     1.000 frames 12 age 9 ms (most 31) luma 118.2 moved 12
 *     3.410 absent: The camera was unplugged.
 * frames, since the line before; age, from a frame's time to its arrival; moved, how many differ
 * from the one before. With STARTS it does so that many times, SECONDS each, and says after each
 * how many files it has open and how many of them are cameras.
 *
 * Exit status 1 when times do not rise or lie in the future, a frame has another size, or a
 * camera is still open after a stop.
 */
#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "base/clock.h"
#include "frame/frame.h"
#include "service/camera.h"

struct probe {
    struct fc_size size;
    int64_t start_ns;
    GMainLoop *loop;

    GMutex lock;
    /* since the last line, under lock */
    int frames;
    int moved;
    int64_t age_ns;
    int64_t most_ns;
    double luma;
    /* ever, under lock */
    int64_t last_ns;
    uint32_t last_sum;
    int wrong;
};

static const char *const event_names[] = {
    [FC_CAMERA_STREAMING] = "streaming",
    [FC_CAMERA_ABSENT] = "absent",
    [FC_CAMERA_BUSY] = "busy",
    [FC_CAMERA_FAILED] = "failed",
};

static double seconds_since(const struct probe *probe)
{
    return (double)(fc_clock_now_ns() - probe->start_ns) / FC_NS_PER_S;
}

/* The mean of Y, and a sum that differs for pictures that do. */
static double look(const struct fc_image *image, uint32_t *sum)
{
    uint64_t total = 0;

    *sum = 0;
    for (int y = 0; y < image->size.height; y += 8) {
        for (int x = 0; x < image->size.width; x += 8) {
            const uint8_t value = image->plane[0][(ptrdiff_t)y * image->stride[0] + x];

            total += value;
            *sum = *sum * 31 + value;
        }
    }
    return (double)total / ((image->size.width + 7) / 8) / ((image->size.height + 7) / 8);
}

static void on_frame(void *user, struct fc_frame *frame)
{
    struct probe *probe = user;
    const int64_t time_ns = fc_frame_time_ns(frame);
    const int64_t age_ns = fc_clock_now_ns() - time_ns;
    uint32_t sum;
    const double luma = look(fc_frame_image(frame), &sum);

    g_mutex_lock(&probe->lock);
    probe->frames++;
    probe->moved += sum != probe->last_sum;
    probe->age_ns += age_ns;
    probe->most_ns = MAX(probe->most_ns, age_ns);
    probe->luma += luma;
    if (time_ns <= probe->last_ns || age_ns < 0 ||
        !fc_size_equal(fc_frame_image(frame)->size, probe->size))
        probe->wrong++;
    probe->last_ns = time_ns;
    probe->last_sum = sum;
    g_mutex_unlock(&probe->lock);
    fc_frame_unref(&frame);
}

static void on_event(void *user, enum fc_camera_event event, const char *why)
{
    struct probe *probe = user;

    printf("%.3f %s%s%s\n", seconds_since(probe), event_names[event], why[0] ? ": " : "", why);
    fflush(stdout);
}

static gboolean on_second(gpointer user)
{
    struct probe *probe = user;
    const int count = MAX(probe->frames, 1);

    g_mutex_lock(&probe->lock);
    printf("%.3f frames %d age %.0f ms (most %.0f) luma %.1f moved %d wrong %d\n",
           seconds_since(probe), probe->frames, (double)probe->age_ns / count / FC_NS_PER_MS,
           (double)probe->most_ns / FC_NS_PER_MS, probe->luma / count, probe->moved, probe->wrong);
    probe->frames = probe->moved = 0;
    probe->age_ns = probe->most_ns = 0;
    probe->luma = 0;
    g_mutex_unlock(&probe->lock);
    fflush(stdout);
    return G_SOURCE_CONTINUE;
}

static gboolean on_end(gpointer user)
{
    g_main_loop_quit(user);
    return G_SOURCE_REMOVE;
}

/* How many files are open, and how many of them are V4L2 nodes. */
static int count_files(int *cameras)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int files = 0;

    *cameras = 0;
    while (folder && (entry = readdir(folder))) {
        char path[300];
        char target[256] = "";

        snprintf(path, sizeof(path), "/proc/self/fd/%s", entry->d_name);
        if (readlink(path, target, sizeof(target) - 1) < 0)
            continue;
        files++;
        *cameras += g_str_has_prefix(target, "/dev/video");
    }
    if (folder)
        closedir(folder);
    return files;
}

static int run_once(struct fc_camera *camera, struct probe *probe, double seconds)
{
    int cameras;
    int files;

    g_timeout_add((guint)(seconds * 1000), on_end, probe->loop);
    fc_camera_start(camera);
    g_main_loop_run(probe->loop);
    fc_camera_stop(camera);
    files = count_files(&cameras);
    printf("%.3f stopped: %d files open, %d cameras\n", seconds_since(probe), files, cameras);
    return cameras;
}

int main(int argc, char **argv)
{
    struct probe probe = {.start_ns = fc_clock_now_ns()};
    struct fc_camera_params params = {
        .colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED},
        .frame_arrived = on_frame,
        .event = on_event,
        .user = &probe,
    };
    struct fc_camera *camera = NULL;
    int still_open = 0;

    if (argc < 5 || sscanf(argv[2], "%dx%d", &params.size.width, &params.size.height) != 2) {
        fputs("usage: camera_probe NAME WIDTHxHEIGHT RATE SECONDS [STARTS]\n", stderr);
        return 2;
    }
    params.name = argv[1];
    params.rate = atoi(argv[3]);
    probe.size = params.size;
    probe.loop = g_main_loop_new(NULL, FALSE);
    g_timeout_add_seconds(1, on_second, &probe);
    if (fc_camera_create(&params, &camera, NULL) < 0)
        return 1;
    for (int i = 0; i < (argc > 5 ? atoi(argv[5]) : 1); i++)
        still_open += run_once(camera, &probe, atof(argv[4]));
    fc_camera_destroy(&camera);
    g_main_loop_unref(probe.loop);
    return probe.wrong || still_open;
}
