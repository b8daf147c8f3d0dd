/* SPDX-License-Identifier: MIT */
/* Several readers of the camera node, and such as do not behave. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "camera.h"
#include "reader.h"
#include "world.h"

static const struct fc_size small = {320, 240};
static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

static void test_two_readers(void)
{
    struct camera camera;
    struct reader *first;
    struct reader *second;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    first = camera_read();
    camera_wait_readers(&camera, 1, 10);
    second = camera_read();
    camera_wait_readers(&camera, 2, 10);
    for (int i = 0; i < 20; i++) {
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, first);
        camera_wait_shown(&camera, second);
    }
    reader_destroy(&first);
    camera_wait_readers(&camera, 1, 10);
    for (int i = 0; i < 20; i++) {
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, second);
    }
    reader_destroy(&second);
    camera_wait_readers(&camera, 0, 10);
    for (int i = 0; i < 5; i++) {
        second = camera_read();
        camera_wait_readers(&camera, 1, 10);
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, second);
        reader_destroy(&second);
        camera_wait_readers(&camera, 0, 10);
    }
    camera_finish(&camera);
    world_kill();
}

/* This program again, as somebody else's that reads. */
static GPid start_other_program(void)
{
    const char *argv[] = {"/proc/self/exe", "--read", NULL};
    GError *error = NULL;
    GPid pid = 0;

    g_spawn_async(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
    g_assert_no_error(error);
    return pid;
}

static int be_other_program(void)
{
    struct reader *reader = camera_read();

    for (;;)
        pause();
    reader_destroy(&reader);
    return 0;
}

/* A program that hangs, or dies, takes nothing from the others. */
static void test_hung_reader(void)
{
    struct camera camera;
    struct reader *reader;
    GPid other;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = camera_read();
    camera_wait_readers(&camera, 1, 10);
    other = start_other_program();
    camera_wait_readers(&camera, 2, 10);
    for (int i = 0; i < 60; i++) {
        if (i == 10)
            kill(other, SIGSTOP);
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, reader);
    }
    kill(other, SIGKILL);
    camera_wait_readers(&camera, 1, 10);
    for (int i = 0; i < 10; i++) {
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, reader);
    }
    g_assert_cmpint(reader_look(reader).backwards, ==, 0);
    waitpid(other, NULL, 0);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

/* A program that keeps every buffer, alive or dead, leaves some for the others. */
static void test_hoarder(void)
{
    struct camera camera;
    struct reader *hoarder;
    struct reader *reader;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = camera_read();
    camera_wait_readers(&camera, 1, 10);
    hoarder = reader_create("fakecam", &(struct reader_params){.hoards = true});
    camera_wait_readers(&camera, 2, 10);
    for (int i = 0; i < 60; i++) {
        if (i == 40) {
            reader_destroy(&hoarder);
            camera_wait_readers(&camera, 1, 10);
        }
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, reader);
    }
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

/* One that wants what there is not takes nothing from the others. */
static void test_impossible_reader(void)
{
    const struct reader_params wish = {.impossible = true};
    struct camera camera;
    struct reader *reader;
    struct reader *impossible;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    impossible = reader_create("fakecam", &wish);
    world_pause(1);
    camera_check_reading(&camera);
    g_assert_cmpint(reader_look(impossible).count, ==, 0);
    reader_destroy(&impossible);
    reader = camera_read();
    camera_wait_readers(&camera, 1, 10);
    /* PipeWire may give it the format of those that are there, asked for or not */
    impossible = reader_create("fakecam", &wish);
    for (int i = 0; i < 30; i++) {
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, reader);
    }
    g_assert_cmpint(camera.states, ==, 1);
    reader_destroy(&impossible);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

int main(int argc, char **argv)
{
    const char *missing;
    int ret;

    if (argc > 1 && strcmp(argv[1], "--read") == 0)
        return be_other_program();
    g_test_init(&argc, &argv, NULL);
    missing = world_init();
    if (missing) {
        g_print("1..0 # SKIP %s is not installed\n", missing);
        return 0;
    }
    g_test_add_func("/pipewire-readers/two", test_two_readers);
    g_test_add_func("/pipewire-readers/hung", test_hung_reader);
    g_test_add_func("/pipewire-readers/hoarder", test_hoarder);
    g_test_add_func("/pipewire-readers/impossible", test_impossible_reader);
    ret = g_test_run();
    world_finish();
    return ret;
}
