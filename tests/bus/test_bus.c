/* SPDX-License-Identifier: MIT */
/* The service on a bus, as programs, commands and people with an editor steer it. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "bustest.h"
#include "fakecam/fakecam.h"

/* --- tests --- */

static void test_values(struct bustest *f, gconstpointer data)
{
    (void)data;
    bustest_start(f);
    g_assert_cmpstr(fc_bus_fakecam_get_state(f->service), ==, "waiting");
    g_assert_cmpstr(fc_bus_fakecam_get_version(f->service), ==, fc_version());
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(70));
    bustest_wait_strength(f, 70);
    bustest_expect_set(f, "blur-strength", g_variant_new_string("71"));
    bustest_wait_strength(f, 71);
    bustest_expect_set(f, "mirror", g_variant_new_boolean(TRUE));
    bustest_expect_refused(f, "blur-strength", g_variant_new_int32(101), "InvalidValue",
                           "0 to 100");
    bustest_expect_refused(f, "blur", g_variant_new_int32(1), "NotFound", "no such parameter");
    bustest_expect_refused(f, "mirror", g_variant_new_strv(NULL, 0), "InvalidValue", "type as");
    bustest_expect_refused(f, "background", g_variant_new_string("/nowhere.png"), "NotFound",
                           "/nowhere.png");
    bustest_wait_file(f, "blur-strength=71\nmirror=true\n");
    g_assert_cmpint(bustest_strength(f), ==, 71);
    bustest_expect_set(f, "width", g_variant_new_int32(640)); /* the name is in RestartFor */
    {
        const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

        while (g_strv_length((char **)fc_bus_fakecam_get_restart_for(f->service)) != 1)
            bustest_step("RestartFor", end);
    }
    g_assert_cmpstr(fc_bus_fakecam_get_restart_for(f->service)[0], ==, "width");
    bustest_stop(f);
}

/* Whatever is set counts for every frame that the camera sees after that. */
static void test_next_frame(struct bustest *f, gconstpointer data)
{
    static const uint32_t colours[] = {0x0000ff, 0x00ff00, 0xffffff, 0x102030};
    struct previewer previewer;

    (void)data;
    bustest_start(f);
    bustest_open_preview(f, &previewer);
    for (int i = 0; i < 12; i++) {
        const uint32_t rgb = colours[i % G_N_ELEMENTS(colours)];
        char text[24];

        g_snprintf(text, sizeof(text), "color:#%06x", rgb);
        bustest_expect_set(f, "background", g_variant_new_string(text));
        g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), rgb));
    }
    bustest_wait_state(f, "live");
    previewer_finish(&previewer);
    bustest_wait_state(f, "waiting");
    bustest_stop(f);
}

/* How often a text stands in what the service said. */
static int count_said(const struct bustest *f, const char *text)
{
    int count = 0;

    for (const char *at = f->cli.err; (at = strstr(at, text)); at += strlen(text))
        count++;
    return count;
}

static void watch_for_a_moment(struct bustest *f)
{
    struct previewer previewer;

    bustest_open_preview(f, &previewer);
    bustest_next_corner(&previewer, fc_clock_now_ns());
    bustest_wait_state(f, "live");
    previewer_finish(&previewer);
    bustest_wait_state(f, "waiting");
}

/* Two lines for a reader who comes and goes, and more for who asks for it. */
static void test_log(struct bustest *f, gconstpointer data)
{
    (void)data;
    bustest_start(f);
    watch_for_a_moment(f);
    bustest_stop(f);
    g_assert_cmpint(count_said(f, "the camera streams"), ==, 1);
    g_assert_cmpint(count_said(f, "Waiting for someone to watch"), ==, 2);
    g_assert_cmpint(count_said(f, "\n"), ==, 3);
    g_clear_object(&f->service);
    g_setenv("G_MESSAGES_DEBUG", "all", TRUE);
    bustest_start(f);
    watch_for_a_moment(f);
    bustest_stop(f);
    g_unsetenv("G_MESSAGES_DEBUG");
    g_assert_cmpint(count_said(f, "preview: somebody watches"), ==, 1);
    g_assert_cmpint(count_said(f, "preview: nobody watches"), ==, 1);
}

static void on_file_event(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                          int *writes)
{
    *writes += event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT;
}

/* Nothing is lost, and the file is written twice a second at most. */
static void test_flood(struct bustest *f, gconstpointer data)
{
    const gint64 begin = g_get_monotonic_time();
    GFile *file = g_file_new_for_path(f->settings);
    GFileMonitor *monitor;
    int writes = 0;
    int halves;

    (void)data;
    bustest_start(f);
    monitor = g_file_monitor_file(file, G_FILE_MONITOR_NONE, NULL, NULL);
    g_signal_connect(monitor, "changed", G_CALLBACK(on_file_event), &writes);
    for (int i = 0; i <= 2000; i++)
        bustest_expect_set(f, "blur-strength", g_variant_new_int32(i % 101));
    bustest_wait_strength(f, 2000 % 101);
    bustest_wait_file(f, "blur-strength=81\n");
    halves = (int)((g_get_monotonic_time() - begin) * 2 / G_USEC_PER_SEC) + 1;
    g_test_message("2001 sets in %d half seconds, %d writes", halves, writes);
    g_assert_cmpint(writes, >=, 1);
    g_assert_cmpint(writes, <=, halves);
    g_object_unref(monitor);
    g_object_unref(file);
    bustest_stop(f);
}

static void write_by_editor(const struct bustest *f, const char *text)
{
    char *aside = g_strconcat(f->settings, ".new", NULL);
    FILE *file = fopen(aside, "w");

    g_assert_nonnull(file);
    g_assert_cmpint(fputs(text, file), >=, 0);
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_cmpint(g_rename(aside, f->settings), ==, 0);
    g_free(aside);
}

static void test_editor(struct bustest *f, gconstpointer data)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    const char *name, *why;

    (void)data;
    bustest_start(f);
    write_by_editor(f, "[fakecam]\nblur-strength=12\n");
    bustest_wait_strength(f, 12);
    write_by_editor(f, "[fakecam]\nblur-strength=13\nbackground=/nowhere.jpg\n");
    bustest_wait_strength(f, 13);
    while (g_variant_n_children(fc_bus_fakecam_get_wrong(f->service)) != 1)
        bustest_step("Wrong", end);
    g_variant_get_child(fc_bus_fakecam_get_wrong(f->service), 0, "(&s&s)", &name, &why);
    g_assert_cmpstr(name, ==, "background");
    g_assert_nonnull(strstr(why, "/nowhere.jpg"));
    clitest_run(&f->cli, "status", NULL);
    g_assert_nonnull(strstr(f->cli.out, "/nowhere.jpg"));
    /* a wrong line holds up nothing else */
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(14));
    bustest_wait_file(f, "blur-strength=14\n");
    write_by_editor(f, "[fakecam]\nblur-strength=15\nbackground=color\n");
    bustest_wait_strength(f, 15);
    while (g_variant_n_children(fc_bus_fakecam_get_wrong(f->service)) != 0)
        bustest_step("Wrong", end);
    bustest_stop(f);
}

/* The same commands, with a service that runs and without. */
static void steer(struct bustest *f)
{
    clitest_run(&f->cli, "set", "blur-strength", "33", "effect", "hologram", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "blur-strength", NULL);
    g_assert_cmpstr(f->cli.out, ==, "33\n");
    clitest_run(&f->cli, "set", "blur-strength", "many", NULL);
    clitest_expect_error(&f->cli, 2, "blur-strength", "0 to 100", NULL);
    clitest_run(&f->cli, "set", "strength", "1", NULL);
    g_assert_cmpint(f->cli.code, !=, 0);
    clitest_run(&f->cli, "set", "background", "no-such.png", NULL);
    clitest_expect_error(&f->cli, 1, "no-such.png", NULL);
    clitest_run(&f->cli, "set", "overlay", "no-logo.png", NULL);
    clitest_expect_error(&f->cli, 1, "overlay", "no-logo.png", NULL);
    /* what was refused is not kept */
    clitest_run(&f->cli, "get", "background", NULL);
    g_assert_null(strstr(f->cli.out, "no-such.png"));
    clitest_run(&f->cli, "get", "overlay", NULL);
    g_assert_cmpstr(f->cli.out, ==, "none\n");
    clitest_run(&f->cli, "preset", "save", "ghost", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "reset", "effect", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "effect", NULL);
    g_assert_cmpstr(f->cli.out, ==, "none\n");
    clitest_run(&f->cli, "preset", "use", "ghost", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "effect", NULL);
    g_assert_cmpstr(f->cli.out, ==, "hologram\n");
    clitest_run(&f->cli, "preset", "list", NULL);
    g_assert_cmpstr(f->cli.out, ==, "ghost\n");
    clitest_run(&f->cli, "preset", "remove", "ghost", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "preset", "use", "ghost", NULL);
    clitest_expect_error(&f->cli, 1, "ghost", NULL);
    clitest_run(&f->cli, "list", NULL);
    g_assert_nonnull(strstr(f->cli.out, "blur-strength = 33\n"));
    clitest_run(&f->cli, "list", "--json", NULL);
    g_assert_nonnull(strstr(f->cli.out, "\"name\": \"blur-strength\", \"value\": \"33\""));
}

static void test_commands_with_service(struct bustest *f, gconstpointer data)
{
    (void)data;
    bustest_start(f);
    steer(f);
    clitest_run(&f->cli, "pause", NULL);
    clitest_expect_done(&f->cli);
    bustest_wait_state(f, "paused");
    clitest_run(&f->cli, "status", NULL);
    g_assert_true(g_str_has_prefix(f->cli.out, "paused: Paused\n"));
    clitest_run(&f->cli, "resume", NULL);
    bustest_wait_state(f, "waiting");
    clitest_run(&f->cli, "status", "--json", NULL);
    g_assert_nonnull(strstr(f->cli.out, "\"state\": \"waiting\""));
    clitest_run(&f->cli, "run", "--camera", "demo:", NULL);
    clitest_expect_error(&f->cli, 1, "already runs", NULL);
    bustest_stop(f);
}

static void test_commands_without_service(struct bustest *f, gconstpointer data)
{
    (void)data;
    steer(f);
    clitest_run(&f->cli, "reset", "--all", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "blur-strength", NULL);
    g_assert_cmpstr(f->cli.out, ==, "50\n");
    clitest_run(&f->cli, "status", NULL);
    clitest_expect_error(&f->cli, 1, "no camera runs", NULL);
    clitest_run(&f->cli, "pause", NULL);
    clitest_expect_error(&f->cli, 1, "no camera runs", NULL);
}

/* A file of where the person stands, found by a service that stands elsewhere. */
static void test_relative_paths(struct bustest *f, gconstpointer data)
{
    (void)data;
    clitest_run(&f->cli, "render", "demo:", "-o", "beach.png", "--background", "blur", "--model",
                f->cli.warm, NULL);
    clitest_expect_done(&f->cli);
    bustest_start(f);
    clitest_run(&f->cli, "set", "background", "beach.png", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "background", NULL);
    g_assert_true(g_str_has_suffix(f->cli.out, "/beach.png\n"));
    g_assert_cmpint(f->cli.out[0], ==, '/');
    bustest_stop(f);
}

/* A program that dies cannot hold the camera open. */
static void test_owner_of_preview_dies(struct bustest *f, gconstpointer data)
{
    struct previewer previewer;
    int status;
    pid_t child;

    (void)data;
    bustest_start(f);
    bustest_open_preview(f, &previewer);
    bustest_wait_state(f, "live");
    child = fork();
    if (child == 0) {
        pause(); /* holds the socket, as an app would that hangs */
        _exit(0);
    }
    previewer_finish(&previewer);
    for (int i = 0; i < 100; i++) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(1000);
    }
    g_assert_cmpstr(fc_bus_fakecam_get_state(f->service), ==, "live");
    kill(child, SIGKILL);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    bustest_wait_state(f, "waiting");
    bustest_stop(f);
}

/* A preview of that; -1 where there is none, with the reason in *error. */
static int open_preview_of(struct bustest *f, const char *what, GError **error)
{
    GUnixFDList *fds = NULL;
    GVariant *handle = NULL;
    int fd = -1;

    if (fc_bus_fakecam_call_open_preview_of_sync(f->service, what, 80, 60, NULL, &handle, &fds,
                                                 NULL, error))
        fd = g_unix_fd_list_get(fds, g_variant_get_handle(handle), NULL);
    g_clear_pointer(&handle, g_variant_unref);
    g_clear_object(&fds);
    return fd;
}

/* Where a picture of the matte is looked at, in each direction. All of it is grey. */
#define STEPS 40

static void count_greys(const struct previewer *previewer, const struct fc_preview_frame *frame,
                        int *black, int *white)
{
    *black = *white = 0;
    for (int i = 0; i < STEPS * STEPS; i++) {
        const uint32_t rgb = previewer_rgb(previewer, frame, (i % STEPS) / (double)STEPS,
                                           (double)(i / STEPS) / STEPS);

        g_assert_cmpuint(rgb, ==, (rgb & 255) * 0x010101);
        *black += (rgb & 255) < 8;
        *white += (rgb & 255) > 247;
    }
}

static void wait_for_matte(struct previewer *previewer, enum fc_published_kind kind,
                           double least_black, double least_white)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    bool found = false;

    while (!found) {
        struct fc_preview_frame frame;
        int black, white;

        bustest_step("a picture of the matte", end);
        if (!previewer_take(previewer, &frame))
            continue;
        count_greys(previewer, &frame, &black, &white);
        found = frame.kind == kind && black >= least_black * STEPS * STEPS &&
                white >= least_white * STEPS * STEPS;
        previewer_done(previewer, &frame);
    }
}

/* What is red is the person to this network, a part of the picture; on a card there is nobody. */
static void test_matte_preview(struct bustest *f, gconstpointer data)
{
    struct previewer previewer;
    GError *error = NULL;

    (void)data;
    bustest_start(f);
    g_assert_cmpint(open_preview_of(f, "room", &error), ==, -1);
    g_assert_nonnull(strstr(error->message, "InvalidValue"));
    g_assert_nonnull(strstr(error->message, "picture, matte"));
    g_clear_error(&error);
    previewer_init(&previewer, open_preview_of(f, "matte", &error));
    g_assert_no_error(error);
    wait_for_matte(&previewer, FC_PUBLISHED_COMPOSED, 0.3, 0.1);
    fc_bus_fakecam_call_pause_sync(f->service, NULL, &error);
    g_assert_no_error(error);
    wait_for_matte(&previewer, FC_PUBLISHED_CARD, 1, 0);
    previewer_finish(&previewer);
    fc_bus_fakecam_call_resume_sync(f->service, NULL, &error);
    g_assert_no_error(error);
    previewer_init(&previewer, open_preview_of(f, "picture", &error));
    g_assert_no_error(error);
    bustest_expect_set(f, "background", g_variant_new_string("color:#00ff00"));
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), 0x00ff00));
    previewer_finish(&previewer);
    bustest_stop(f);
}

static void test_cameras_and_statistics(struct bustest *f, gconstpointer data)
{
    GVariant *cameras = NULL, *statistics = NULL;
    GError *error = NULL;
    double frames = -1;

    (void)data;
    bustest_start(f);
    fc_bus_fakecam_call_list_cameras_sync(f->service, &cameras, NULL, &error);
    g_assert_no_error(error);
    g_variant_unref(cameras);
    fc_bus_fakecam_call_get_statistics_sync(f->service, &statistics, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_variant_lookup(statistics, "frames", "d", &frames));
    g_assert_cmpfloat(frames, ==, 0);
    g_variant_unref(statistics);
    fc_bus_fakecam_call_release_output_sync(f->service, "loopback", NULL, &error);
    g_assert_nonnull(error); /* it is off */
    g_clear_error(&error);
    bustest_stop(f);
}

int main(int argc, char **argv)
{
    static const struct bustest_case cases[] = {
        {"/bus/values", test_values},
        {"/bus/next-frame", test_next_frame},
        {"/bus/log", test_log},
        {"/bus/flood", test_flood},
        {"/bus/editor", test_editor},
        {"/bus/commands/with-service", test_commands_with_service},
        {"/bus/commands/without-service", test_commands_without_service},
        {"/bus/relative-paths", test_relative_paths},
        {"/bus/preview/owner-dies", test_owner_of_preview_dies},
        {"/bus/preview/matte", test_matte_preview},
        {"/bus/cameras-and-statistics", test_cameras_and_statistics},
    };

    return bustest_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
