/* SPDX-License-Identifier: MIT */
/*
 * `fakecam run` on a session bus of its own, steered by a program, by the other commands and by
 * whoever edits settings.ini. The demo person is the camera, previews are the readers.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fakecam-bus.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "clitest.h"
#include "fakecam/fakecam.h"
#include "previewer.h"

#define NAME "org.fakecam.Fakecam"
#define PATH "/org/fakecam/Fakecam"
/* Nothing is as slow as this; a test that waits so long has failed. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

struct fixture {
    struct clitest cli;
    GTestDBus *dbus;
    char *settings; /* path of settings.ini; the fixture's strings own it */
    GPid process;
    FcBusFakecam *service; /* owned; NULL until start() */
};

/* --- the service --- */

static void set_up(struct fixture *f, gconstpointer data)
{
    char *config;

    clitest_init(&f->cli, data);
    f->dbus = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(f->dbus);
    config = clitest_path(&f->cli, "config");
    g_setenv("XDG_CONFIG_HOME", config, TRUE);
    f->settings = clitest_path(&f->cli, "config/fakecam/settings.ini");
}

static void step(const char *what, gint64 end)
{
    if (g_get_monotonic_time() > end)
        g_error("waited too long: %s", what);
    g_main_context_iteration(NULL, FALSE);
    g_usleep(1000);
}

static void connect_to_service(struct fixture *f)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    char *owner = NULL;

    f->service = fc_bus_fakecam_proxy_new_for_bus_sync(
        G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NAME, PATH, NULL, NULL);
    g_assert_nonnull(f->service);
    while (!(owner = g_dbus_proxy_get_name_owner(G_DBUS_PROXY(f->service))) ||
           !fc_bus_fakecam_get_version(f->service)) {
        g_free(owner);
        step("the service's name", end);
    }
    g_free(owner);
}

static void start(struct fixture *f)
{
    f->process =
        clitest_start(&f->cli, "run", "--camera", "demo:", "--loopback", "off", "--pipewire", "off",
                      "--width", "160", "--height", "90", "--model", f->cli.warm, NULL);
    connect_to_service(f);
}

static void stop(struct fixture *f)
{
    GError *error = NULL;

    fc_bus_fakecam_call_quit_sync(f->service, NULL, &error);
    g_assert_no_error(error);
    clitest_end(&f->cli, f->process);
    f->process = 0;
    g_assert_cmpint(f->cli.code, ==, 0);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
    if (f->process) {
        kill(f->process, SIGTERM);
        clitest_end(&f->cli, f->process);
    }
    g_clear_object(&f->service);
    g_test_dbus_down(f->dbus);
    g_object_unref(f->dbus);
    clitest_finish(&f->cli, data);
}

static void wait_for_state(struct fixture *f, const char *state)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    while (g_strcmp0(fc_bus_fakecam_get_state(f->service), state) != 0)
        step(state, end);
}

static int strength(const struct fixture *f)
{
    int value = -1;

    g_variant_lookup(fc_bus_fakecam_get_values(f->service), "blur-strength", "i", &value);
    return value;
}

static void wait_for_strength(struct fixture *f, int wanted)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    while (strength(f) != wanted)
        step("blur-strength", end);
}

static void wait_for_file(const struct fixture *f, const char *part)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    gboolean found = FALSE;

    while (!found) {
        char *text = NULL;

        found = g_file_get_contents(f->settings, &text, NULL, NULL) && strstr(text, part);
        g_free(text);
        step(part, end);
    }
}

/* Sets one value; what the bus says of it, to be freed, or NULL when it took it. */
static char *set(struct fixture *f, const char *name, GVariant *value)
{
    GVariantBuilder builder;
    GError *error = NULL;
    char *text = NULL;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&builder, "{sv}", name, value);
    if (!fc_bus_fakecam_call_set_sync(f->service, g_variant_builder_end(&builder), NULL, &error))
        text = g_strdup(error->message);
    g_clear_error(&error);
    return text;
}

static void expect_set(struct fixture *f, const char *name, GVariant *value)
{
    g_assert_cmpstr(set(f, name, value), ==, NULL);
}

static void expect_refused(struct fixture *f, const char *name, GVariant *value, const char *kind,
                           const char *part)
{
    char *text = set(f, name, value);

    g_assert_nonnull(text);
    g_assert_nonnull(strstr(text, kind));
    g_assert_nonnull(strstr(text, part));
    g_free(text);
}

static void open_preview(struct fixture *f, struct previewer *previewer)
{
    GUnixFDList *fds = NULL;
    GVariant *handle = NULL;
    GError *error = NULL;

    fc_bus_fakecam_call_open_preview_sync(f->service, 80, 60, NULL, &handle, &fds, NULL, &error);
    g_assert_no_error(error);
    previewer_init(previewer, g_unix_fd_list_get(fds, g_variant_get_handle(handle), NULL));
    g_variant_unref(handle);
    g_object_unref(fds);
}

/* The next composed picture of after that time; its corner's colour. */
static uint32_t next_corner(struct previewer *previewer, int64_t after_ns)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    for (;;) {
        struct fc_preview_frame frame;

        step("a picture", end);
        while (previewer_take(previewer, &frame)) {
            const uint32_t rgb = previewer_rgb(previewer, &frame, 0.02, 0.02);

            previewer_done(previewer, &frame);
            if (frame.kind == FC_PUBLISHED_COMPOSED && frame.time_ns > after_ns)
                return rgb;
        }
    }
}

static gboolean is_near(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > 6)
            return FALSE;
    return TRUE;
}

/* --- tests --- */

static void test_values(struct fixture *f, gconstpointer data)
{
    (void)data;
    start(f);
    g_assert_cmpstr(fc_bus_fakecam_get_state(f->service), ==, "waiting");
    g_assert_cmpstr(fc_bus_fakecam_get_version(f->service), ==, fc_version());
    expect_set(f, "blur-strength", g_variant_new_int32(70));
    wait_for_strength(f, 70);
    expect_set(f, "blur-strength", g_variant_new_string("71"));
    wait_for_strength(f, 71);
    expect_set(f, "mirror", g_variant_new_boolean(TRUE));
    expect_refused(f, "blur-strength", g_variant_new_int32(101), "InvalidValue", "0 to 100");
    expect_refused(f, "blur", g_variant_new_int32(1), "NotFound", "no such parameter");
    expect_refused(f, "mirror", g_variant_new_strv(NULL, 0), "InvalidValue", "type as");
    expect_refused(f, "background", g_variant_new_string("/nowhere.png"), "NotFound",
                   "/nowhere.png");
    wait_for_file(f, "blur-strength=71\nmirror=true\n");
    g_assert_cmpint(strength(f), ==, 71);
    expect_set(f, "width", g_variant_new_int32(640)); /* the name is in RestartFor */
    {
        const gint64 end = g_get_monotonic_time() + PATIENCE_US;

        while (g_strv_length((char **)fc_bus_fakecam_get_restart_for(f->service)) != 1)
            step("RestartFor", end);
    }
    g_assert_cmpstr(fc_bus_fakecam_get_restart_for(f->service)[0], ==, "width");
    stop(f);
}

/* Whatever is set counts for every frame that the camera sees after that. */
static void test_next_frame(struct fixture *f, gconstpointer data)
{
    static const uint32_t colours[] = {0x0000ff, 0x00ff00, 0xffffff, 0x102030};
    struct previewer previewer;

    (void)data;
    start(f);
    open_preview(f, &previewer);
    for (int i = 0; i < 12; i++) {
        const uint32_t rgb = colours[i % G_N_ELEMENTS(colours)];
        char text[24];

        g_snprintf(text, sizeof(text), "color:#%06x", rgb);
        expect_set(f, "background", g_variant_new_string(text));
        g_assert_true(is_near(next_corner(&previewer, fc_clock_now_ns()), rgb));
    }
    wait_for_state(f, "live");
    previewer_finish(&previewer);
    wait_for_state(f, "waiting");
    stop(f);
}

static void on_file_event(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                          int *writes)
{
    *writes += event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT;
}

/* Nothing is lost, and the file is written twice a second at most. */
static void test_flood(struct fixture *f, gconstpointer data)
{
    const gint64 begin = g_get_monotonic_time();
    GFile *file = g_file_new_for_path(f->settings);
    GFileMonitor *monitor;
    int writes = 0;
    int halves;

    (void)data;
    start(f);
    monitor = g_file_monitor_file(file, G_FILE_MONITOR_NONE, NULL, NULL);
    g_signal_connect(monitor, "changed", G_CALLBACK(on_file_event), &writes);
    for (int i = 0; i <= 2000; i++)
        expect_set(f, "blur-strength", g_variant_new_int32(i % 101));
    wait_for_strength(f, 2000 % 101);
    wait_for_file(f, "blur-strength=81\n");
    halves = (int)((g_get_monotonic_time() - begin) * 2 / G_USEC_PER_SEC) + 1;
    g_test_message("2001 sets in %d half seconds, %d writes", halves, writes);
    g_assert_cmpint(writes, >=, 1);
    g_assert_cmpint(writes, <=, halves);
    g_object_unref(monitor);
    g_object_unref(file);
    stop(f);
}

static void write_by_editor(const struct fixture *f, const char *text)
{
    char *aside = g_strconcat(f->settings, ".new", NULL);
    FILE *file = fopen(aside, "w");

    g_assert_nonnull(file);
    g_assert_cmpint(fputs(text, file), >=, 0);
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_cmpint(g_rename(aside, f->settings), ==, 0);
    g_free(aside);
}

static void test_editor(struct fixture *f, gconstpointer data)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    const char *name, *why;

    (void)data;
    start(f);
    write_by_editor(f, "[fakecam]\nblur-strength=12\n");
    wait_for_strength(f, 12);
    write_by_editor(f, "[fakecam]\nblur-strength=13\nbackground=/nowhere.jpg\n");
    wait_for_strength(f, 13);
    while (g_variant_n_children(fc_bus_fakecam_get_wrong(f->service)) != 1)
        step("Wrong", end);
    g_variant_get_child(fc_bus_fakecam_get_wrong(f->service), 0, "(&s&s)", &name, &why);
    g_assert_cmpstr(name, ==, "background");
    g_assert_nonnull(strstr(why, "/nowhere.jpg"));
    clitest_run(&f->cli, "status", NULL);
    g_assert_nonnull(strstr(f->cli.out, "/nowhere.jpg"));
    /* a wrong line holds up nothing else */
    expect_set(f, "blur-strength", g_variant_new_int32(14));
    wait_for_file(f, "blur-strength=14\n");
    write_by_editor(f, "[fakecam]\nblur-strength=15\nbackground=color\n");
    wait_for_strength(f, 15);
    while (g_variant_n_children(fc_bus_fakecam_get_wrong(f->service)) != 0)
        step("Wrong", end);
    stop(f);
}

/* The same commands, with a service that runs and without. */
static void steer(struct fixture *f)
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

static void test_commands_with_service(struct fixture *f, gconstpointer data)
{
    (void)data;
    start(f);
    steer(f);
    clitest_run(&f->cli, "pause", NULL);
    clitest_expect_done(&f->cli);
    wait_for_state(f, "paused");
    clitest_run(&f->cli, "status", NULL);
    g_assert_true(g_str_has_prefix(f->cli.out, "paused: Paused\n"));
    clitest_run(&f->cli, "resume", NULL);
    wait_for_state(f, "waiting");
    clitest_run(&f->cli, "status", "--json", NULL);
    g_assert_nonnull(strstr(f->cli.out, "\"state\": \"waiting\""));
    clitest_run(&f->cli, "run", "--camera", "demo:", NULL);
    clitest_expect_error(&f->cli, 1, "already runs", NULL);
    stop(f);
}

static void test_commands_without_service(struct fixture *f, gconstpointer data)
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
static void test_relative_paths(struct fixture *f, gconstpointer data)
{
    (void)data;
    clitest_run(&f->cli, "render", "demo:", "-o", "beach.png", "--background", "blur", "--model",
                f->cli.warm, NULL);
    clitest_expect_done(&f->cli);
    start(f);
    clitest_run(&f->cli, "set", "background", "beach.png", NULL);
    clitest_expect_done(&f->cli);
    clitest_run(&f->cli, "get", "background", NULL);
    g_assert_true(g_str_has_suffix(f->cli.out, "/beach.png\n"));
    g_assert_cmpint(f->cli.out[0], ==, '/');
    stop(f);
}

/* A program that dies cannot hold the camera open. */
static void test_owner_of_preview_dies(struct fixture *f, gconstpointer data)
{
    struct previewer previewer;
    int status;
    pid_t child;

    (void)data;
    start(f);
    open_preview(f, &previewer);
    wait_for_state(f, "live");
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
    wait_for_state(f, "waiting");
    stop(f);
}

static void test_cameras_and_statistics(struct fixture *f, gconstpointer data)
{
    GVariant *cameras = NULL, *statistics = NULL;
    GError *error = NULL;
    double frames = -1;

    (void)data;
    start(f);
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
    stop(f);
}

/* --- without a bus --- */

static void test_no_bus(struct fixture *f, gconstpointer data)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    char *address = g_strdup(g_getenv("DBUS_SESSION_BUS_ADDRESS"));

    (void)data;
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
    f->process = clitest_start(&f->cli, "run", "--camera", "demo:", "--loopback", "off",
                               "--pipewire", "off", "--model", f->cli.warm, NULL);
    /* its settings folder is there once it runs */
    while (!g_file_test(f->settings, G_FILE_TEST_EXISTS) &&
           !g_file_test(clitest_path(&f->cli, "config/fakecam"), G_FILE_TEST_IS_DIR))
        step("the service", end);
    g_usleep(300 * 1000);
    kill(f->process, SIGTERM);
    clitest_end(&f->cli, f->process);
    f->process = 0;
    g_assert_cmpint(f->cli.code, ==, 0);
    g_assert_nonnull(strstr(f->cli.err, "no session bus"));
    g_assert_null(strstr(f->cli.err, "assertion"));
    g_setenv("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
    g_free(address);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct fixture *, gconstpointer);
    } cases[] = {
        {"/bus/values", test_values},
        {"/bus/next-frame", test_next_frame},
        {"/bus/flood", test_flood},
        {"/bus/editor", test_editor},
        {"/bus/commands/with-service", test_commands_with_service},
        {"/bus/commands/without-service", test_commands_without_service},
        {"/bus/relative-paths", test_relative_paths},
        {"/bus/preview/owner-dies", test_owner_of_preview_dies},
        {"/bus/cameras-and-statistics", test_cameras_and_statistics},
        {"/bus/no-bus", test_no_bus},
    };
    char *daemon = g_find_program_in_path("dbus-daemon");

    g_test_init(&argc, &argv, NULL);
    if (!daemon) {
        puts("1..0 # SKIP dbus-daemon is not installed (package dbus-daemon)");
        return 0;
    }
    g_free(daemon);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, struct fixture, NULL, set_up, cases[i].run, tear_down);
    return g_test_run();
}
