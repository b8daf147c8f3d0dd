/* SPDX-License-Identifier: MIT */
/* The key that pauses from anywhere, with a portal that this test plays, on a bus of its own. */
#include <stdio.h>
#include <string.h>

#include "app/shortcut.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define SHORTCUTS "org.freedesktop.portal.GlobalShortcuts"
#define SESSION PATH "/session/1/fakecam"
#define PATIENCE_S 20

static const char interface_xml[] =
    "<node><interface name='" SHORTCUTS "'>"
    "<method name='CreateSession'><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='BindShortcuts'><arg type='o' direction='in'/>"
    "<arg type='a(sa{sv})' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "</interface></node>";

struct portal {
    GTestDBus *bus;
    GDBusConnection *server;
    GDBusConnection *client;
    guint object, name;
    gboolean has_name;
    gboolean refuses;
    gboolean was_asked; /* to bind */
    char *trigger;      /* that was proposed */
    int presses;
};

static void wait_until(gboolean *flag)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_S * G_USEC_PER_SEC;

    while (!*flag) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(500);
    }
}

/* Its answer to a request, as a signal of the object that the caller expects. */
static void respond(struct portal *f, const char *sender, GVariant *options, GVariant *results)
{
    char *who = g_strdelimit(g_strdup(sender + 1), ".", '_');
    const char *token = "";
    char *path;

    g_variant_lookup(options, "handle_token", "&s", &token);
    path = g_strdup_printf(PATH "/request/%s/%s", who, token);
    g_dbus_connection_emit_signal(f->server, sender, path, "org.freedesktop.portal.Request",
                                  "Response",
                                  g_variant_new("(u@a{sv})", f->refuses ? 1 : 0, results), NULL);
    g_free(path);
    g_free(who);
}

static void on_call(GDBusConnection *connection, const char *sender, const char *path,
                    const char *interface, const char *method, GVariant *args,
                    GDBusMethodInvocation *invocation, gpointer user)
{
    struct portal *f = user;
    GVariant *options = g_variant_get_child_value(args, g_variant_n_children(args) - 1);
    GVariantDict results;

    g_variant_dict_init(&results, NULL);
    if (strcmp(method, "CreateSession") == 0) {
        g_variant_dict_insert(&results, "session_handle", "s", SESSION);
    } else {
        GVariant *list = g_variant_get_child_value(args, 1);
        GVariant *fields;
        const char *id;

        g_variant_get_child(list, 0, "(&s@a{sv})", &id, &fields);
        g_assert_cmpstr(id, ==, "pause");
        g_variant_lookup(fields, "preferred_trigger", "s", &f->trigger);
        g_variant_unref(fields);
        g_variant_unref(list);
        f->was_asked = TRUE;
    }
    g_dbus_method_invocation_return_value(invocation, g_variant_new("(o)", PATH "/request/x"));
    respond(f, sender, options, g_variant_dict_end(&results));
    g_variant_unref(options);
}

static void on_name(GDBusConnection *connection, const char *name, gpointer user)
{
    ((struct portal *)user)->has_name = TRUE;
}

static GDBusConnection *connect_to(struct portal *f)
{
    GError *error = NULL;
    GDBusConnection *connection =
        g_dbus_connection_new_for_address_sync(g_test_dbus_get_bus_address(f->bus),
                                               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                               NULL, NULL, &error);

    g_assert_no_error(error);
    return connection;
}

static void set_up(struct portal *f, gconstpointer data)
{
    static const GDBusInterfaceVTable functions = {.method_call = on_call};
    GDBusNodeInfo *info = g_dbus_node_info_new_for_xml(interface_xml, NULL);

    f->bus = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(f->bus);
    f->server = connect_to(f);
    f->client = connect_to(f);
    f->object = g_dbus_connection_register_object(f->server, PATH, info->interfaces[0], &functions,
                                                  f, NULL, NULL);
    f->name = g_bus_own_name_on_connection(f->server, PORTAL, G_BUS_NAME_OWNER_FLAGS_NONE, on_name,
                                           NULL, f, NULL);
    wait_until(&f->has_name);
    g_dbus_node_info_unref(info);
}

static void tear_down(struct portal *f, gconstpointer data)
{
    g_bus_unown_name(f->name);
    g_dbus_connection_unregister_object(f->server, f->object);
    g_object_unref(f->client);
    g_object_unref(f->server);
    g_test_dbus_down(f->bus);
    g_object_unref(f->bus);
    g_free(f->trigger);
}

static void on_pressed(gpointer user)
{
    ((struct portal *)user)->presses++;
}

static struct fc_app_shortcut *make(struct portal *f)
{
    return fc_app_shortcut_create(&(struct fc_app_shortcut_params){
        .connection = f->client,
        .id = "pause",
        .description = "Pause",
        .trigger = "CTRL+ALT+p",
        .pressed = on_pressed,
        .user = f,
    });
}

static void press(struct portal *f, const char *session, const char *id)
{
    GVariantDict options;

    g_variant_dict_init(&options, NULL);
    g_dbus_connection_emit_signal(
        f->server, NULL, PATH, SHORTCUTS, "Activated",
        g_variant_new("(ost@a{sv})", session, id, (guint64)1, g_variant_dict_end(&options)), NULL);
}

static void settle(void)
{
    const gint64 end = g_get_monotonic_time() + G_USEC_PER_SEC / 5;

    while (g_get_monotonic_time() < end) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(500);
    }
}

static void test_pressed(struct portal *f, gconstpointer data)
{
    struct fc_app_shortcut *shortcut = make(f);
    const gint64 end = g_get_monotonic_time() + PATIENCE_S * G_USEC_PER_SEC;

    wait_until(&f->was_asked);
    g_assert_cmpstr(f->trigger, ==, "CTRL+ALT+p");
    while (!fc_app_shortcut_is_bound(shortcut)) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
    }
    press(f, SESSION, "another");
    press(f, "/of/another", "pause");
    press(f, SESSION, "pause");
    while (f->presses == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
    }
    settle();
    g_assert_cmpint(f->presses, ==, 1);
    fc_app_shortcut_destroy(&shortcut);
    g_assert_null(shortcut);
    press(f, SESSION, "pause");
    settle();
    g_assert_cmpint(f->presses, ==, 1);
}

/* A person may say no. */
static void test_refused(struct portal *f, gconstpointer data)
{
    struct fc_app_shortcut *shortcut;

    f->refuses = TRUE;
    shortcut = make(f);
    settle();
    g_assert_false(f->was_asked);
    g_assert_false(fc_app_shortcut_is_bound(shortcut));
    fc_app_shortcut_destroy(&shortcut);
}

static void test_no_portal(struct portal *f, gconstpointer data)
{
    struct fc_app_shortcut *shortcut;

    g_dbus_connection_unregister_object(f->server, f->object);
    shortcut = make(f);
    settle();
    g_assert_false(fc_app_shortcut_is_bound(shortcut));
    fc_app_shortcut_destroy(&shortcut);
    settle();
}

int main(int argc, char **argv)
{
    char *daemon = g_find_program_in_path("dbus-daemon");

    g_test_init(&argc, &argv, NULL);
    if (!daemon) {
        puts("1..0 # SKIP dbus-daemon is not installed (package dbus-daemon)");
        return 0;
    }
    g_free(daemon);
    g_test_add("/shortcut/pressed", struct portal, NULL, set_up, test_pressed, tear_down);
    g_test_add("/shortcut/refused", struct portal, NULL, set_up, test_refused, tear_down);
    g_test_add("/shortcut/no-portal", struct portal, NULL, set_up, test_no_portal, tear_down);
    return g_test_run();
}
