/* SPDX-License-Identifier: MIT */
/*
 * What it costs the camera when a program sets a value again and again:
 *
 *     bench_bus [SECONDS [SETS_A_SECOND]]
 *
 * $FAKECAM_EXE run on a session bus of its own, with nobody watching; blur-strength is set to one
 * value after the other, a hundred times a second. Prints the service's processor time, what each
 * set cost, how many of the sets were refused, and whether the last value is the one in use. A
 * processor that is busy with something else makes it dearer, though less so than elapsed time.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <glib.h>
#include <glib/gstdio.h>

#include <fakecam-bus.h>

#define NAME "org.fakecam.Fakecam"
#define PATH "/org/fakecam/Fakecam"

struct flood {
    FcBusFakecam *service; /* owned */
    GMainLoop *loop;       /* owned */
    int left;              /* sets that are still to be sent */
    int waiting;           /* for an answer */
    int refused;
    int changes; /* how often the service told of other values */
    int value;   /* the newest */
};

static void on_set(GObject *service, GAsyncResult *result, gpointer user)
{
    struct flood *flood = user;

    if (!fc_bus_fakecam_call_set_finish(FC_BUS_FAKECAM(service), result, NULL))
        flood->refused++;
    flood->waiting--;
    if (!flood->waiting && !flood->left)
        g_main_loop_quit(flood->loop);
}

static gboolean set_next(gpointer user)
{
    struct flood *flood = user;
    GVariantDict values;

    flood->value = (flood->value + 7) % 101;
    g_variant_dict_init(&values, NULL);
    g_variant_dict_insert(&values, "blur-strength", "i", flood->value);
    flood->waiting++;
    flood->left--;
    fc_bus_fakecam_call_set(flood->service, g_variant_dict_end(&values), NULL, on_set, flood);
    return flood->left ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void on_values(GObject *service, GParamSpec *spec, gpointer user)
{
    ((struct flood *)user)->changes++;
}

/* Milliseconds of processor time of all its threads so far. */
static double processor_ms(GPid pid)
{
    char *folder = g_strdup_printf("/proc/%d/task", (int)pid);
    GDir *tasks = g_dir_open(folder, 0, NULL);
    const char *task;
    double sum = 0;

    while (tasks && (task = g_dir_read_name(tasks))) {
        char *path = g_build_filename(folder, task, "schedstat", NULL);
        char *text = NULL;

        if (g_file_get_contents(path, &text, NULL, NULL))
            sum += (double)g_ascii_strtoll(text, NULL, 10) / 1e6;
        g_free(text);
        g_free(path);
    }
    if (tasks)
        g_dir_close(tasks);
    g_free(folder);
    return sum;
}

static GPid start_service(const char *exe)
{
    const char *const argv[] = {exe,   "run",        "--camera", "demo:", "--loopback",
                                "off", "--pipewire", "off",      NULL};
    GPid pid = 0;
    GError *error = NULL;

    g_spawn_async(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, &pid, &error);
    g_assert_no_error(error);
    return pid;
}

static FcBusFakecam *connect_to_service(void)
{
    GError *error = NULL;
    FcBusFakecam *service = fc_bus_fakecam_proxy_new_for_bus_sync(
        G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NAME, PATH, NULL, &error);
    char *owner = NULL;

    g_assert_no_error(error);
    while (!(owner = g_dbus_proxy_get_name_owner(G_DBUS_PROXY(service))) ||
           !fc_bus_fakecam_get_version(service)) {
        g_free(owner);
        g_main_context_iteration(NULL, TRUE);
    }
    g_free(owner);
    return service;
}

static gboolean end_pause(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

/* What came in the meantime is seen to. */
static void pause_for(struct flood *flood, guint ms)
{
    g_timeout_add(ms, end_pause, flood->loop);
    g_main_loop_run(flood->loop);
}

static int value_in_use(FcBusFakecam *service)
{
    int value = -1;

    g_variant_lookup(fc_bus_fakecam_get_values(service), "blur-strength", "i", &value);
    return value;
}

static void measure(GPid pid, int seconds, int rate)
{
    struct flood flood = {.loop = g_main_loop_new(NULL, FALSE), .left = seconds * rate};
    double ms, s;
    gint64 begin;

    flood.service = connect_to_service();
    g_signal_connect(flood.service, "notify::values", G_CALLBACK(on_values), &flood);
    pause_for(&flood, 2000);
    begin = g_get_monotonic_time();
    ms = processor_ms(pid);
    g_timeout_add(1000 / (guint)rate, set_next, &flood);
    g_main_loop_run(flood.loop);
    pause_for(&flood, 1000);
    ms = processor_ms(pid) - ms;
    s = (double)(g_get_monotonic_time() - begin) / 1e6 - 1;
    printf("%d sets in %.1f s: %.2f %% of a core, %.0f us a set; %d refused, %d changes told, "
           "the last value is %s\n",
           seconds * rate, s, ms / s / 10, ms * 1e3 / seconds / rate, flood.refused, flood.changes,
           value_in_use(flood.service) == flood.value ? "in use" : "LOST");
    fc_bus_fakecam_call_quit_sync(flood.service, NULL, NULL);
    waitpid(pid, NULL, 0);
    g_object_unref(flood.service);
    g_main_loop_unref(flood.loop);
}

static void remove_folder(const char *dir, const char *const *names)
{
    for (; *names; names++) {
        char *path = g_build_filename(dir, *names, NULL);

        g_remove(path);
        g_free(path);
    }
    g_remove(dir);
}

int main(int argc, char **argv)
{
    static const char *const made[] = {"fakecam/settings.ini", "fakecam", NULL};
    const int seconds = argc > 1 ? MAX(atoi(argv[1]), 1) : 20;
    const int rate = argc > 2 ? CLAMP(atoi(argv[2]), 1, 1000) : 100;
    const char *exe = g_getenv("FAKECAM_EXE");
    char *daemon = g_find_program_in_path("dbus-daemon");
    char *dir = g_dir_make_tmp("fakecam-bench-XXXXXX", NULL);
    GTestDBus *bus;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!daemon || !exe) {
        printf("skipped: %s\n", exe ? "dbus-daemon is not installed" : "FAKECAM_EXE is not set");
        return 0;
    }
    g_setenv("XDG_CONFIG_HOME", dir, TRUE);
    bus = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(bus);
    measure(start_service(exe), seconds, rate);
    g_test_dbus_stop(bus);
    remove_folder(dir, made);
    g_object_unref(bus);
    g_free(daemon);
    g_free(dir);
    return 0;
}
