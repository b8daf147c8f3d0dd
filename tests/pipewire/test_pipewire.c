/* SPDX-License-Identifier: MIT */
/* The camera node in a real PipeWire: listed, read, left, lost and found again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base/clock.h"
#include "camera.h"
#include "frame/colour.h"
#include "reader.h"
#include "world.h"

static const struct fc_size small = {320, 240};
static const struct fc_size odd = {322, 182}; /* rows that others would pad */
static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};
static const struct fc_colour bt709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

/* --- listed --- */

/* What pw-dump says of our node: its lines from "node" on. */
static char *dump_of_node(void)
{
    char *text = NULL;
    char *node = NULL;
    char **objects;

    g_assert_true(g_spawn_command_line_sync("pw-dump", &text, NULL, NULL, NULL));
    objects = g_strsplit(text, "\n  {", -1);
    for (int i = 0; objects[i]; i++)
        if (strstr(objects[i], "\"node.name\": \"fakecam\"") && strstr(objects[i], "EnumFormat"))
            node = g_strdup(objects[i]);
    g_strfreev(objects);
    g_free(text);
    return node;
}

static int count_of(const char *text, const char *what)
{
    int count = 0;

    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

static void test_listed(void)
{
    static const char *const once[] = {
        "\"media.class\": \"Video/Source\"",
        "\"media.role\": \"Camera\"",
        "\"node.description\": \"Fakecam\"",
        "\"format\": \"I420\"",
        "\"format\": \"YUY2\"",
    };
    struct camera camera;
    char *node;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    g_assert_cmpstr(camera.why, ==, "");
    node = dump_of_node();
    g_assert_nonnull(node);
    for (size_t i = 0; i < G_N_ELEMENTS(once); i++)
        if (count_of(node, once[i]) != 1)
            g_error("%s stands %d times in %s", once[i], count_of(node, once[i]), node);
    /* each format has one size and one rate: choices are objects with a default */
    g_assert_cmpint(count_of(node, "\"width\": 320"), ==, 2);
    g_assert_cmpint(count_of(node, "\"height\": 240"), ==, 2);
    g_assert_cmpint(count_of(node, "\"num\": 30"), ==, 2);
    g_assert_null(strstr(node, "\"default\""));
    g_assert_cmpint(camera.reader_changes, ==, 0);
    g_free(node);
    camera_finish(&camera);
    g_assert_null(dump_of_node());
    world_kill();
}

/* --- pictures --- */

static void check_pictures(struct fc_size size, struct fc_colour colour, enum reader_format format)
{
    struct camera camera;
    struct reader *reader;
    struct reader_picture picture;

    camera_init(&camera, size, colour);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = reader_create("fakecam", &(struct reader_params){.format = format});
    camera_wait_readers(&camera, 1, 10);
    for (int i = 0; i < 10; i++) {
        const int64_t time_ns = fc_clock_now_ns();

        camera_publish(&camera, time_ns);
        camera_wait_shown(&camera, reader);
        picture = reader_look(reader);
        g_assert_cmpint(picture.pts_ns, >=, time_ns);
    }
    g_assert_cmpint(picture.format, ==, format);
    g_assert_cmpint(picture.rate, ==, 30);
    g_assert_true(fc_colour_equal(picture.colour, colour));
    g_assert_cmpint(picture.stride, ==, size.width * (format == READER_YUY2 ? 2 : 1));
    g_assert_cmpint(picture.backwards, ==, 0);
    g_assert_cmpint(picture.torn, ==, 0);
    reader_destroy(&reader);
    camera_wait_readers(&camera, 0, 10);
    camera_finish(&camera);
}

static void test_pictures(void)
{
    world_start(true);
    for (int format = READER_I420; format <= READER_YUY2; format++) {
        check_pictures(small, bt601, (enum reader_format)format);
        check_pictures(odd, bt709, (enum reader_format)format);
    }
    world_kill();
}

/* A frame's time goes with it, when nothing else was said in between. */
static void test_time(void)
{
    struct camera camera;
    struct reader *reader;
    int64_t newest_ns = 0;
    int exact = 0;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = camera_read();
    camera_wait_count(reader, 1);
    for (int i = 0; i < 50; i++) {
        newest_ns = fc_clock_now_ns();
        camera_publish(&camera, newest_ns);
        camera_wait_shown(&camera, reader);
        exact += reader_look(reader).pts_ns == newest_ns;
    }
    g_assert_cmpint(exact, >=, 40);
    g_assert_cmpint(reader_look(reader).backwards, ==, 0);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

/* Who comes late gets the last frame at once, and again and again. */
static void test_still(void)
{
    struct camera camera;
    struct reader *reader;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    camera_publish(&camera, 0);
    reader = camera_read();
    camera_wait_count(reader, 1);
    g_assert_true(camera_is_shown(&camera, reader));
    camera_wait_count(reader, 6);
    g_assert_true(camera_is_shown(&camera, reader));
    g_assert_cmpint(reader_look(reader).backwards, ==, 0);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

/* Before anything was published there is black, and not the green of zeros. */
static void test_black(void)
{
    struct camera camera;
    struct reader *reader;
    struct reader_picture picture;

    world_start(true);
    camera_init(&camera, small, bt601);
    reader = camera_read();
    camera_wait_count(reader, 1);
    picture = reader_look(reader);
    g_assert_cmpint(picture.data[0], ==, 16);
    g_assert_cmpint(picture.data[picture.bytes - 1], ==, 128);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

static void test_other_frames(void)
{
    struct fc_frame *converted;
    struct camera camera;
    struct reader *reader;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    camera_publish(&camera, 0);
    reader = camera_read();
    camera_wait_shown(&camera, reader);
    /* of another size: not shown, and said once */
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "pipewire: a frame of 322x182 is not shown*");
    camera.size = odd;
    for (int i = 0; i < 3; i++)
        camera_publish(&camera, 0);
    camera_wait_count(reader, reader_look(reader).count + 3);
    g_test_assert_expected_messages();
    /* of another colour: converted */
    camera.size = small;
    camera.colour = (struct fc_colour){FC_MATRIX_BT709, FC_RANGE_FULL};
    camera_publish(&camera, 0);
    converted = fc_frame_create(small, bt601, 0);
    fc_image_convert_colour(fc_frame_image(camera.picture), fc_frame_image(converted));
    fc_frame_unref(&camera.picture);
    camera.picture = converted;
    camera_wait_shown(&camera, reader);
    reader_destroy(&reader);
    camera_finish(&camera);
    world_kill();
}

/* --- readers --- */

static void test_without_session_manager(void)
{
    struct camera camera;
    struct reader *reader;

    world_start(false);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = reader_create("fakecam", &(struct reader_params){.by_hand = true});
    camera_wait_readers(&camera, 1, 10);
    camera_publish(&camera, 0);
    camera_wait_shown(&camera, reader);
    reader_destroy(&reader);
    camera_wait_readers(&camera, 0, 10);
    camera_finish(&camera);
    world_kill();
}

/* --- the daemon comes and goes --- */

static void test_late_daemon(void)
{
    struct camera camera;

    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_MISSING, 10);
    g_assert_nonnull(strstr(camera.why, "PipeWire is not running"));
    g_assert_nonnull(strstr(camera.why, "systemctl --user start pipewire"));
    camera_publish(&camera, 0);
    world_start(true);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    g_assert_cmpint(camera.states, ==, 2);
    camera_check_reading(&camera);
    camera_finish(&camera);
    world_kill();
}

static void test_restart(void)
{
    struct camera camera;
    struct reader *reader;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    for (int i = 0; i < 3; i++) {
        reader = camera_read();
        camera_wait_readers(&camera, 1, 10);
        camera_publish(&camera, 0);
        camera_wait_shown(&camera, reader);
        world_kill();
        camera_wait_readers(&camera, 0, 10);
        camera_wait_state(&camera, FC_OUTPUT_MISSING, 10);
        g_assert_nonnull(strstr(camera.why, "PipeWire"));
        camera_publish(&camera, 0);
        reader_destroy(&reader);
        world_start(true);
        camera_wait_state(&camera, FC_OUTPUT_READY, 10);
        camera_check_reading(&camera);
    }
    camera_finish(&camera);
    world_kill();
}

/* A daemon that hangs holds up neither who publishes nor the end. */
static void test_hung_daemon(void)
{
    struct camera camera;
    struct reader *reader;
    int64_t began_ns;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = camera_read();
    camera_wait_readers(&camera, 1, 10);
    world_freeze(true);
    began_ns = fc_clock_now_ns();
    for (int i = 0; i < 200; i++)
        camera_publish(&camera, 0);
    camera_finish(&camera);
    g_assert_cmpint(fc_clock_now_ns() - began_ns, <, 10 * FC_NS_PER_S);
    world_freeze(false);
    reader_destroy(&reader);
    world_kill();
}

/* --- cost --- */

/* How often threads of that name were woken, all together. */
static long wakes_of(const char *thread)
{
    GDir *folder = g_dir_open("/proc/self/task", 0, NULL);
    const char *task;
    long wakes = 0;

    while ((task = g_dir_read_name(folder))) {
        char *path = g_build_filename("/proc/self/task", task, "status", NULL);
        char *text = NULL;
        const char *at;

        if (g_file_get_contents(path, &text, NULL, NULL) && strstr(text, thread) &&
            (at = strstr(text, "\nvoluntary_ctxt_switches:")))
            wakes += strtol(at + strlen("\nvoluntary_ctxt_switches:"), NULL, 10);
        g_free(text);
        g_free(path);
    }
    g_dir_close(folder);
    return wakes;
}

static void test_idle(void)
{
    struct camera camera;
    struct reader *reader;
    long before;
    long wakes;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader = camera_read();
    camera_wait_readers(&camera, 1, 10);
    reader_destroy(&reader);
    camera_wait_readers(&camera, 0, 10);
    world_pause(1); /* what the reader left behind */
    before = wakes_of("fc-pipewire") + wakes_of("data-loop");
    world_pause(3);
    wakes = wakes_of("fc-pipewire") + wakes_of("data-loop") - before;
    g_test_message("idle: %ld wake-ups in 3 s", wakes);
    /* the session manager may put the node to sleep meanwhile; four a second would be 12 */
    g_assert_cmpint(wakes, <, 10);
    camera_finish(&camera);
    world_kill();
}

int main(int argc, char **argv)
{
    const char *missing;
    int ret;

    g_test_init(&argc, &argv, NULL);
    missing = world_init();
    if (missing) {
        g_print("1..0 # SKIP %s is not installed\n", missing);
        return 0;
    }
    g_test_add_func("/pipewire/listed", test_listed);
    g_test_add_func("/pipewire/pictures", test_pictures);
    g_test_add_func("/pipewire/time", test_time);
    g_test_add_func("/pipewire/still", test_still);
    g_test_add_func("/pipewire/black", test_black);
    g_test_add_func("/pipewire/other-frames", test_other_frames);
    g_test_add_func("/pipewire/without-session-manager", test_without_session_manager);
    g_test_add_func("/pipewire/late-daemon", test_late_daemon);
    g_test_add_func("/pipewire/restart", test_restart);
    g_test_add_func("/pipewire/hung-daemon", test_hung_daemon);
    g_test_add_func("/pipewire/idle", test_idle);
    ret = g_test_run();
    world_finish();
    return ret;
}
