/* SPDX-License-Identifier: MIT */
#include "bustest.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gunixfdlist.h>

/* --- the service --- */

static void set_up(struct bustest *f, gconstpointer data)
{
    char *config;

    clitest_init(&f->cli, data);
    f->dbus = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(f->dbus);
    config = clitest_path(&f->cli, "config");
    g_setenv("XDG_CONFIG_HOME", config, TRUE);
    f->settings = clitest_path(&f->cli, "config/fakecam/settings.ini");
}

void bustest_step(const char *what, gint64 end)
{
    if (g_get_monotonic_time() > end)
        g_error("waited too long: %s", what);
    g_main_context_iteration(NULL, FALSE);
    g_usleep(1000);
}

static void connect_to_service(struct bustest *f)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    char *owner = NULL;

    f->service = fc_bus_fakecam_proxy_new_for_bus_sync(G_BUS_TYPE_SESSION,
                                                       G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                                                       BUSTEST_NAME, BUSTEST_PATH, NULL, NULL);
    g_assert_nonnull(f->service);
    while (!(owner = g_dbus_proxy_get_name_owner(G_DBUS_PROXY(f->service))) ||
           !fc_bus_fakecam_get_version(f->service)) {
        g_free(owner);
        bustest_step("the service's name", end);
    }
    g_free(owner);
}

GPid bustest_run(struct bustest *f)
{
    return clitest_start(&f->cli, "run", "--camera", "demo:", "--loopback", "off", "--pipewire",
                         "off", "--width", "160", "--height", "90", "--model", f->cli.warm, NULL);
}

void bustest_start(struct bustest *f)
{
    f->process = bustest_run(f);
    connect_to_service(f);
}

void bustest_stop(struct bustest *f)
{
    GError *error = NULL;

    fc_bus_fakecam_call_quit_sync(f->service, NULL, &error);
    g_assert_no_error(error);
    clitest_end(&f->cli, f->process);
    f->process = 0;
    g_assert_cmpint(f->cli.code, ==, 0);
}

static void tear_down(struct bustest *f, gconstpointer data)
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

void bustest_wait_state(struct bustest *f, const char *state)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    while (g_strcmp0(fc_bus_fakecam_get_state(f->service), state) != 0)
        bustest_step(state, end);
}

int bustest_strength(const struct bustest *f)
{
    int value = -1;

    g_variant_lookup(fc_bus_fakecam_get_values(f->service), "blur-strength", "i", &value);
    return value;
}

void bustest_wait_strength(struct bustest *f, int wanted)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    while (bustest_strength(f) != wanted)
        bustest_step("blur-strength", end);
}

void bustest_wait_file(const struct bustest *f, const char *part)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;
    gboolean found = FALSE;

    while (!found) {
        char *text = NULL;

        found = g_file_get_contents(f->settings, &text, NULL, NULL) && strstr(text, part);
        g_free(text);
        bustest_step(part, end);
    }
}

char *bustest_set(struct bustest *f, const char *name, GVariant *value)
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

void bustest_expect_set(struct bustest *f, const char *name, GVariant *value)
{
    g_assert_cmpstr(bustest_set(f, name, value), ==, NULL);
}

void bustest_expect_refused(struct bustest *f, const char *name, GVariant *value, const char *kind,
                            const char *part)
{
    char *text = bustest_set(f, name, value);

    g_assert_nonnull(text);
    g_assert_nonnull(strstr(text, kind));
    g_assert_nonnull(strstr(text, part));
    g_free(text);
}

void bustest_open_preview(struct bustest *f, struct previewer *previewer)
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

uint32_t bustest_next_corner(struct previewer *previewer, int64_t after_ns)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    for (;;) {
        struct fc_preview_frame frame;

        bustest_step("a picture", end);
        while (previewer_take(previewer, &frame)) {
            const uint32_t rgb = previewer_rgb(previewer, &frame, 0.02, 0.02);

            previewer_done(previewer, &frame);
            if (frame.kind == FC_PUBLISHED_COMPOSED && frame.time_ns > after_ns)
                return rgb;
        }
    }
}

gboolean bustest_is_near(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > 6)
            return FALSE;
    return TRUE;
}

GDBusConnection *bustest_connection(const struct bustest *f)
{
    return g_dbus_proxy_get_connection(G_DBUS_PROXY(f->service));
}

/* Asked of the service, not of the proxy, which knows what it was told. */
GVariant *bustest_ask_values(struct bustest *f)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_connection_call_sync(
        bustest_connection(f), BUSTEST_NAME, BUSTEST_PATH, "org.freedesktop.DBus.Properties", "Get",
        g_variant_new("(ss)", BUSTEST_NAME, "Values"), G_VARIANT_TYPE("(v)"),
        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
    GVariant *values;

    g_assert_no_error(error);
    g_variant_get(answer, "(v)", &values);
    g_variant_unref(answer);
    return values;
}

int bustest_ask_strength(struct bustest *f)
{
    GVariant *values = bustest_ask_values(f);
    int value = -1;

    g_variant_lookup(values, "blur-strength", "i", &value);
    g_variant_unref(values);
    return value;
}

int bustest_main(int argc, char **argv, const struct bustest_case *cases, gsize count)
{
    char *daemon = g_find_program_in_path("dbus-daemon");

    g_test_init(&argc, &argv, NULL);
    if (!daemon) {
        puts("1..0 # SKIP dbus-daemon is not installed (package dbus-daemon)");
        return 0;
    }
    g_free(daemon);
    for (gsize i = 0; i < count; i++)
        g_test_add(cases[i].name, struct bustest, NULL, set_up, cases[i].run, tear_down);
    return g_test_run();
}
