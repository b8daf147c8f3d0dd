/* SPDX-License-Identifier: MIT */
/* What those hear who listen, and what becomes of the service when the bus goes and comes. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "bustest.h"

/* --- what those hear who listen --- */

struct listener {
    guint id;
    int count;    /* signals that had Values */
    int strength; /* the newest */
    int others;   /* properties told of that were no Values */
};

static void on_told(GDBusConnection *connection, const char *sender, const char *path,
                    const char *interface, const char *signal, GVariant *args, gpointer user)
{
    struct listener *listener = user;
    GVariant *changes = g_variant_get_child_value(args, 1);
    GVariant *values = g_variant_lookup_value(changes, "Values", G_VARIANT_TYPE_VARDICT);

    listener->count += values != NULL;
    listener->others += (int)g_variant_n_children(changes) - (values != NULL);
    if (values) {
        g_variant_lookup(values, "blur-strength", "i", &listener->strength);
        g_variant_unref(values);
    }
    g_variant_unref(changes);
}

static void listen_to(struct bustest *f, struct listener *listener)
{
    listener->id = g_dbus_connection_signal_subscribe(
        bustest_connection(f), BUSTEST_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        BUSTEST_PATH, BUSTEST_NAME, G_DBUS_SIGNAL_FLAGS_NONE, on_told, listener, NULL);
}

static void wait_to_hear(struct listener *listener, int wanted)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    while (listener->strength != wanted)
        bustest_step("a signal", end);
}

/* Few signals, of what is new and nothing else, and always one of the last value. */
static void test_telling(struct bustest *f, gconstpointer data)
{
    struct listener listener = {.strength = -1};
    gint64 begin;
    int most;

    (void)data;
    bustest_start(f);
    listen_to(f, &listener);
    begin = g_get_monotonic_time();
    for (int i = 0; i < 400; i++) {
        bustest_expect_set(f, "blur-strength", g_variant_new_int32(i % 100));
        g_assert_cmpint(bustest_ask_strength(f), ==, i % 100);
    }
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(100));
    wait_to_hear(&listener, 100);
    most = (int)((g_get_monotonic_time() - begin) / (100 * 1000)) + 2;
    g_test_message("401 sets, %d signals", listener.count);
    g_assert_cmpint(listener.count, >=, 2);
    g_assert_cmpint(listener.count, <=, most);
    g_assert_cmpint(listener.others, ==, 0);
    /* who asked in between saw what others were never told of: the value from before is news */
    for (int i = 0; i < 10; i++) {
        const int before = 40 + i;

        bustest_expect_set(f, "blur-strength", g_variant_new_int32(before));
        wait_to_hear(&listener, before);
        bustest_expect_set(f, "blur-strength", g_variant_new_int32(99));
        g_assert_cmpint(bustest_ask_strength(f), ==, 99);
        listener.strength = -1;
        bustest_expect_set(f, "blur-strength", g_variant_new_int32(before));
        wait_to_hear(&listener, before);
    }
    g_dbus_connection_signal_unsubscribe(bustest_connection(f), listener.id);
    bustest_stop(f);
}

/* --- without a bus --- */

static void test_no_bus(struct bustest *f, gconstpointer data)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    char *address = g_strdup(g_getenv("DBUS_SESSION_BUS_ADDRESS"));

    (void)data;
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
    f->process = clitest_start(&f->cli, "run", "--camera", "demo:", "--loopback", "off",
                               "--pipewire", "off", "--model", f->cli.warm, NULL);
    /* its settings folder is there once it runs */
    while (!g_file_test(f->settings, G_FILE_TEST_EXISTS) &&
           !g_file_test(clitest_path(&f->cli, "config/fakecam"), G_FILE_TEST_IS_DIR))
        bustest_step("the service", end);
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

/* --- a bus that goes and comes --- */

static GPid start_bus(const char *address)
{
    char *option = g_strconcat("--address=", address, NULL);
    const char *const argv[] = {"dbus-daemon", "--session", "--nofork",
                                "--nopidfile", option,      NULL};
    GError *error = NULL;
    GPid pid = 0;

    g_spawn_async(NULL, (char **)argv, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, &pid, &error);
    g_assert_no_error(error);
    g_free(option);
    return pid;
}

static void kill_bus(GPid pid)
{
    int status;

    kill(pid, SIGKILL);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
}

static GDBusConnection *connect_to_bus(const char *address)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    const GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;
    GDBusConnection *connection;

    while (!(connection = g_dbus_connection_new_for_address_sync(address, flags, NULL, NULL, NULL)))
        bustest_step("the bus", end);
    return connection;
}

/* The service, on that bus. */
static FcBusFakecam *find_service(const char *address)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    GDBusConnection *connection = connect_to_bus(address);
    FcBusFakecam *service = NULL;

    for (;;) {
        service = fc_bus_fakecam_proxy_new_sync(connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                                                BUSTEST_NAME, BUSTEST_PATH, NULL, NULL);
        if (service && fc_bus_fakecam_get_version(service))
            break;
        g_clear_object(&service);
        bustest_step("the service's name", end);
    }
    g_object_unref(connection);
    return service;
}

/* Frames go on while there is no bus, and what was set is still so on the next one. */
static void test_bus_restarts(struct bustest *f, gconstpointer data)
{
    char *own = g_strdup(g_getenv("DBUS_SESSION_BUS_ADDRESS"));
    char *address = g_strconcat("unix:path=", clitest_path(&f->cli, "bus"), NULL);
    struct previewer previewer;
    GPid daemon = start_bus(address);

    (void)data;
    g_object_unref(connect_to_bus(address));
    g_setenv("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
    f->process = bustest_run(f);
    f->service = find_service(address);
    bustest_open_preview(f, &previewer);
    bustest_expect_set(f, "background", g_variant_new_string("color:#0000ff"));
    for (int i = 0; i < 2; i++) {
        kill_bus(daemon);
        g_clear_object(&f->service);
        for (int frame = 0; frame < 10; frame++)
            g_assert_true(
                bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), 0x0000ff));
        daemon = start_bus(address);
        f->service = find_service(address);
        bustest_wait_state(f, "live");
        bustest_expect_set(f, "blur-strength", g_variant_new_int32(60 + i));
        g_assert_cmpint(bustest_ask_strength(f), ==, 60 + i);
    }
    previewer_finish(&previewer);
    bustest_stop(f);
    g_assert_nonnull(strstr(f->cli.err, "bus has gone"));
    g_assert_nonnull(strstr(f->cli.err, "bus is there again"));
    kill_bus(daemon);
    g_setenv("DBUS_SESSION_BUS_ADDRESS", own, TRUE);
    g_free(address);
    g_free(own);
}

int main(int argc, char **argv)
{
    static const struct bustest_case cases[] = {
        {"/bus/telling", test_telling},
        {"/bus/no-bus", test_no_bus},
        {"/bus/restarts", test_bus_restarts},
    };

    return bustest_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
