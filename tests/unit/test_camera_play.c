/* SPDX-License-Identifier: MIT */
/* The camera's life with films, pictures and the demo person in its place. */
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "media_helpers.h"
#include "service/camera.h"

#define MS FC_NS_PER_MS
#define FILM_FRAMES 10
#define MAX_SEEN 64
/* Nothing is as slow as this; a test that waits so long has failed. */
#define PATIENCE_NS (60 * FC_NS_PER_S)

static const struct fc_colour limited_601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

struct viewer {
    struct fc_camera *camera;
    bool destroy_at_event;
    /* main thread */
    int events;
    enum fc_camera_event event;
    char why[400];
    /* under lock */
    GMutex lock;
    int seen;
    int64_t time_ns[MAX_SEEN];
    int64_t arrived_ns[MAX_SEEN];
    int luma[MAX_SEEN];
    struct fc_size size;
    struct fc_colour colour;
};

static void on_frame(void *user, struct fc_frame *frame)
{
    struct viewer *viewer = user;

    g_mutex_lock(&viewer->lock);
    if (viewer->seen < MAX_SEEN) {
        viewer->time_ns[viewer->seen] = fc_frame_time_ns(frame);
        viewer->arrived_ns[viewer->seen] = fc_clock_now_ns();
        viewer->luma[viewer->seen] = luma_at(frame, 0.5, 0.5);
    }
    viewer->size = fc_frame_image(frame)->size;
    viewer->colour = fc_frame_image(frame)->colour;
    viewer->seen++;
    g_mutex_unlock(&viewer->lock);
    fc_frame_unref(&frame);
}

static void on_event(void *user, enum fc_camera_event event, const char *why)
{
    struct viewer *viewer = user;

    viewer->events++;
    viewer->event = event;
    g_strlcpy(viewer->why, why, sizeof(viewer->why));
    if (viewer->destroy_at_event)
        fc_camera_destroy(&viewer->camera);
}

static void viewer_init(struct viewer *viewer, const char *name, struct fc_size size, int rate)
{
    const struct fc_camera_params params = {
        .name = name,
        .size = size,
        .rate = rate,
        .colour = limited_601,
        .frame_arrived = on_frame,
        .event = on_event,
        .user = viewer,
    };
    struct fc_error error = {0};

    memset(viewer, 0, sizeof(*viewer));
    g_mutex_init(&viewer->lock);
    fc_camera_create(&params, &viewer->camera, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void viewer_finish(struct viewer *viewer)
{
    fc_camera_destroy(&viewer->camera);
    g_mutex_clear(&viewer->lock);
}

static int seen(struct viewer *viewer)
{
    int count;

    g_mutex_lock(&viewer->lock);
    count = viewer->seen;
    g_mutex_unlock(&viewer->lock);
    return count;
}

/* Until so many frames were seen, and that event came, if it is one. */
static void wait_for(struct viewer *viewer, int frames, enum fc_camera_event event)
{
    const int64_t end_ns = fc_clock_now_ns() + PATIENCE_NS;

    while (seen(viewer) < frames || (event && viewer->event != event)) {
        if (fc_clock_now_ns() > end_ns)
            g_error("%d of %d frames, event %d of %d: %s", seen(viewer), frames, viewer->event,
                    event, viewer->why);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(2000);
    }
}

static char *film(const char *folder)
{
    char *path = g_build_filename(folder, "film.mkv", NULL);
    int64_t times_ns[FILM_FRAMES];

    for (int i = 0; i < FILM_FRAMES; i++)
        times_ns[i] = i * FC_NS_PER_S / 30;
    film_write(path, (struct fc_size){64, 48}, limited_601, times_ns, FILM_FRAMES);
    return path;
}

/* Each frame once, in order, round and round, at its time and not before. */
static void test_film(void)
{
    char *folder = folder_make();
    char *path = film(folder);
    struct viewer viewer;
    const int count = 25;

    viewer_init(&viewer, path, (struct fc_size){64, 48}, 30);
    g_assert_cmpint(seen(&viewer), ==, 0);
    fc_camera_start(viewer.camera);
    fc_camera_start(viewer.camera); /* twice is once */
    wait_for(&viewer, count, FC_CAMERA_STREAMING);
    fc_camera_stop(viewer.camera);
    for (int i = 0; i < count; i++) {
        g_assert_cmpint(abs(viewer.luma[i] - (40 + i % FILM_FRAMES)), <=, 1);
        g_assert_cmpint(viewer.time_ns[i], <=, viewer.arrived_ns[i]);
        if (i > 0)
            g_assert_cmpint(viewer.time_ns[i] - viewer.time_ns[i - 1], >=, 32 * MS);
    }
    g_assert_cmpint(viewer.events, ==, 1);
    g_assert_cmpstr(viewer.why, ==, path);
    g_assert_true(viewer.colour.matrix == limited_601.matrix &&
                  viewer.colour.range == limited_601.range);
    viewer_finish(&viewer);
    g_free(path);
    folder_remove(folder);
}

/* A film of 30 frames a second at 10: every third. */
static void test_slower(void)
{
    char *folder = folder_make();
    char *path = film(folder);
    struct viewer viewer;

    viewer_init(&viewer, path, (struct fc_size){32, 24}, 10);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 8, FC_CAMERA_STREAMING);
    fc_camera_stop(viewer.camera);
    for (int i = 1; i < 8; i++)
        g_assert_cmpint(viewer.time_ns[i] - viewer.time_ns[i - 1], >=, 66 * MS);
    g_assert_cmpint(viewer.time_ns[7] - viewer.time_ns[0], >=, 650 * MS);
    g_assert_cmpint(viewer.size.width, ==, 32);
    viewer_finish(&viewer);
    g_free(path);
    folder_remove(folder);
}

static void write_picture(const char *path)
{
    pipeline_run("videotestsrc num-buffers=1 pattern=white ! video/x-raw,width=80,height=40 ! "
                 "videoconvert ! pngenc ! filesink location=%s",
                 path);
}

/* A picture comes again and again, cropped to the wanted shape. */
static void test_picture(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "picture.png", NULL);
    struct viewer viewer;

    write_picture(path);
    viewer_init(&viewer, path, (struct fc_size){48, 48}, 50);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 10, FC_CAMERA_STREAMING);
    fc_camera_stop(viewer.camera);
    for (int i = 0; i < 10; i++) {
        g_assert_cmpint(viewer.luma[i], >=, 230);
        if (i > 0)
            g_assert_cmpint(viewer.time_ns[i], >, viewer.time_ns[i - 1]);
    }
    g_assert_cmpint(viewer.arrived_ns[9] - viewer.arrived_ns[0], >=, 9 * 15 * MS);
    g_assert_cmpint(viewer.size.width, ==, 48);
    g_assert_cmpint(viewer.size.height, ==, 48);
    viewer_finish(&viewer);
    g_free(path);
    folder_remove(folder);
}

/* What is not there is said once, tried again, and shown when it comes. */
static void test_comes_later(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "picture.png", NULL);
    char *other = g_build_filename(folder, "other.png", NULL);
    struct viewer viewer;
    int64_t end_ns;

    viewer_init(&viewer, path, (struct fc_size){48, 48}, 30);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 0, FC_CAMERA_ABSENT);
    g_assert_nonnull(strstr(viewer.why, "picture.png"));
    for (end_ns = fc_clock_now_ns() + 2500 * MS; fc_clock_now_ns() < end_ns; g_usleep(2000))
        g_main_context_iteration(NULL, FALSE);
    g_assert_cmpint(viewer.events, ==, 1);
    write_picture(other);
    g_assert_cmpint(g_rename(other, path), ==, 0);
    wait_for(&viewer, 1, FC_CAMERA_STREAMING);
    g_assert_cmpint(viewer.events, ==, 2);
    viewer_finish(&viewer);
    g_free(path);
    g_free(other);
    folder_remove(folder);
}

static void test_no_camera(void)
{
    struct viewer viewer;

    viewer_init(&viewer, "no camera is called so", (struct fc_size){48, 48}, 30);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 0, FC_CAMERA_ABSENT);
    g_assert_cmpstr(viewer.why, ==, "The camera no camera is called so is not plugged in.");
    viewer_finish(&viewer);
    viewer_init(&viewer, "/dev/null", (struct fc_size){48, 48}, 30);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 0, FC_CAMERA_FAILED);
    g_assert_cmpstr(viewer.why, ==, "/dev/null is not a camera.");
    viewer_finish(&viewer);
}

static bool owns_all(void *user, const char *path)
{
    return true;
}

static void test_own(void)
{
    struct viewer viewer = {0};
    const struct fc_camera_params params = {
        .name = "/dev/video20",
        .size = {48, 48},
        .rate = 30,
        .frame_arrived = on_frame,
        .event = on_event,
        .is_own = owns_all,
        .user = &viewer,
    };

    g_mutex_init(&viewer.lock);
    g_assert_cmpint(fc_camera_create(&params, &viewer.camera, NULL), ==, 0);
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 0, FC_CAMERA_FAILED);
    g_assert_cmpstr(viewer.why, ==, "/dev/video20 is Fakecam's own output, not a camera.");
    viewer_finish(&viewer);
}

static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;

    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

/* Twenty times: no frame after stop, no file and no thread left behind. */
static void test_again(void)
{
    struct viewer viewer;
    int files = 0;
    int threads = 0;

    viewer_init(&viewer, "demo:", (struct fc_size){160, 90}, 60);
    fc_camera_stop(viewer.camera); /* not started: nothing */
    for (int i = 0; i < 20; i++) {
        int count;

        fc_camera_start(viewer.camera);
        viewer.event = FC_CAMERA_EVENT_UNSET;
        wait_for(&viewer, seen(&viewer) + 2, FC_CAMERA_STREAMING);
        fc_camera_stop(viewer.camera);
        count = seen(&viewer);
        g_usleep(40000);
        g_main_context_iteration(NULL, FALSE);
        g_assert_cmpint(seen(&viewer), ==, count);
        g_assert_cmpint(viewer.events, ==, i + 1);
        /* the first time leaves what lasts, as a library's own threads */
        if (i == 0) {
            files = count_entries("/proc/self/fd");
            threads = count_entries("/proc/self/task");
        }
        g_assert_cmpint(count_entries("/proc/self/fd"), <=, files);
        g_assert_cmpint(count_entries("/proc/self/task"), <=, threads);
    }
    viewer_finish(&viewer);
}

/* Stopped before anything came, and destroyed from within an event. */
static void test_at_once(void)
{
    struct viewer viewer;

    for (int i = 0; i < 20; i++) {
        viewer_init(&viewer, i % 2 ? "demo:" : "auto", (struct fc_size){64, 36}, 30);
        fc_camera_start(viewer.camera);
        fc_camera_stop(viewer.camera);
        while (g_main_context_iteration(NULL, FALSE))
            ;
        g_assert_cmpint(viewer.events, ==, 0);
        viewer_finish(&viewer);
    }
    viewer_init(&viewer, "demo:", (struct fc_size){64, 36}, 30);
    viewer.destroy_at_event = true;
    fc_camera_start(viewer.camera);
    wait_for(&viewer, 1, FC_CAMERA_STREAMING);
    g_assert_null(viewer.camera);
    viewer_finish(&viewer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/camera-play/film", test_film);
    g_test_add_func("/camera-play/slower", test_slower);
    g_test_add_func("/camera-play/picture", test_picture);
    g_test_add_func("/camera-play/comes-later", test_comes_later);
    g_test_add_func("/camera-play/no-camera", test_no_camera);
    g_test_add_func("/camera-play/own", test_own);
    g_test_add_func("/camera-play/again", test_again);
    g_test_add_func("/camera-play/at-once", test_at_once);
    return g_test_run();
}
