/* SPDX-License-Identifier: MIT */
#include "service/bus/bus.h"

#include <string.h>

#include <gio/gio.h>

#include <fakecam-bus.h>
#include "service/bus/methods.h"
#include "service/bus/properties.h"

/* Others hear of changes this often at most. */
#define TELL_MS 100
/* How often a bus that has gone is looked for. */
#define RETRY_S 5

struct fc_bus {
    struct fc_bus_params params;
    struct fc_bus_properties *properties; /* owned */
    unsigned changed;                     /* what others have not been told of: FC_CONTROL_... */
    guint telling;                        /* source id, while they wait to be told; or 0 */
    gint64 told_us;                       /* when they were told last */

    /* the way there */
    char *address;               /* owned; NULL: there is no session bus to look for */
    GCancellable *ending;        /* owned; cancelled at the end */
    GDBusConnection *connection; /* owned; NULL while there is none */
    guint object;                /* id of the registration, or 0 */
    guint owner;                 /* id of the name, or 0 */
    guint retry;                 /* source id, or 0 */
    gboolean had_name;
    gboolean has_complained;
};

static void connect_to_bus(struct fc_bus *bus);

/* --- telling of changes --- */

static gboolean tell(gpointer user)
{
    struct fc_bus *bus = user;
    GVariant *changes = fc_bus_properties_changes(bus->properties, bus->changed);

    bus->telling = 0;
    bus->changed = 0;
    bus->told_us = g_get_monotonic_time();
    if (!changes)
        return G_SOURCE_REMOVE;
    g_variant_ref_sink(changes);
    if (bus->connection)
        g_dbus_connection_emit_signal(
            bus->connection, NULL, FC_BUS_PATH, "org.freedesktop.DBus.Properties",
            "PropertiesChanged", g_variant_new("(s@a{sv}as)", FC_BUS_NAME, changes, NULL), NULL);
    g_variant_unref(changes);
    return G_SOURCE_REMOVE;
}

/*
 * Who listens hears of the first change at once, of those that follow it closely together, and of
 * the last one in any case: a slider that moves is ten signals a second.
 */
static void on_change(void *user, unsigned what)
{
    struct fc_bus *bus = user;
    const gint64 passed_ms = (g_get_monotonic_time() - bus->told_us) / 1000;

    bus->changed |= what;
    if (bus->telling)
        return;
    bus->telling = passed_ms >= TELL_MS ? g_idle_add_full(G_PRIORITY_DEFAULT, tell, bus, NULL)
                                        : g_timeout_add((guint)(TELL_MS - passed_ms), tell, bus);
}

/* --- being asked --- */

static void on_call(GDBusConnection *connection, const char *sender, const char *path,
                    const char *interface, const char *method, GVariant *args,
                    GDBusMethodInvocation *invocation, gpointer user)
{
    fc_bus_call_method(&((struct fc_bus *)user)->params, method, args, invocation);
}

static GVariant *on_get(GDBusConnection *connection, const char *sender, const char *path,
                        const char *interface, const char *name, GError **error, gpointer user)
{
    return fc_bus_properties_get(((struct fc_bus *)user)->properties, name);
}

static void offer_object(struct fc_bus *bus)
{
    static const GDBusInterfaceVTable functions = {.method_call = on_call, .get_property = on_get};
    GError *error = NULL;

    bus->object = g_dbus_connection_register_object(bus->connection, FC_BUS_PATH,
                                                    fc_bus_fakecam_interface_info(), &functions,
                                                    bus, NULL, &error);
    if (bus->object)
        return;
    g_warning("cannot be steered over the bus: %s", error->message);
    g_error_free(error);
}

/* --- the name --- */

static void on_name(GDBusConnection *connection, const char *name, gpointer user)
{
    struct fc_bus *bus = user;

    if (bus->had_name)
        g_message("the session bus is there again");
    bus->had_name = TRUE;
}

static void on_no_name(GDBusConnection *connection, const char *name, gpointer user)
{
    struct fc_bus *bus = user;

    if (!connection || g_dbus_connection_is_closed(connection))
        return; /* on_closed() sees to it */
    if (!bus->had_name)
        bus->params.taken(bus->params.user);
    else
        g_warning("another Fakecam has the name on the session bus: the commands go there");
}

/* A service that has streamed already does not end for another that came while there was no bus. */
static void ask_for_name(struct fc_bus *bus)
{
    const GBusNameOwnerFlags flags =
        bus->had_name ? G_BUS_NAME_OWNER_FLAGS_NONE : G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE;

    bus->owner = g_bus_own_name_on_connection(bus->connection, FC_BUS_NAME, flags, on_name,
                                              on_no_name, bus, NULL);
}

/* --- the connection --- */

/* False where the address is a socket's path and nothing is there: no thread is woken for that. */
static bool may_be_there(const char *address)
{
    static const char prefix[] = "unix:path=";
    char *path;
    bool found;

    if (!g_str_has_prefix(address, prefix) || strpbrk(address, ";%"))
        return true;
    path = g_strndup(address + strlen(prefix), strcspn(address + strlen(prefix), ","));
    found = g_file_test(path, G_FILE_TEST_EXISTS);
    g_free(path);
    return found;
}

static gboolean try_again(gpointer user)
{
    struct fc_bus *bus = user;

    if (!may_be_there(bus->address))
        return G_SOURCE_CONTINUE;
    bus->retry = 0;
    connect_to_bus(bus);
    return G_SOURCE_REMOVE;
}

static void disconnect(struct fc_bus *bus)
{
    if (!bus->connection)
        return;
    g_signal_handlers_disconnect_by_data(bus->connection, bus);
    if (bus->owner)
        g_bus_unown_name(bus->owner);
    if (bus->object)
        g_dbus_connection_unregister_object(bus->connection, bus->object);
    bus->owner = 0;
    bus->object = 0;
    g_clear_object(&bus->connection);
}

static void on_closed(GDBusConnection *connection, gboolean vanished, GError *error, gpointer user)
{
    struct fc_bus *bus = user;

    g_message("the session bus has gone; the camera goes on");
    disconnect(bus);
    bus->retry = g_timeout_add_seconds(RETRY_S, try_again, bus);
}

static void complain_once(struct fc_bus *bus)
{
    if (!bus->had_name && !bus->has_complained)
        g_message("there is no session bus: settings.ini and signals alone steer this camera");
    bus->has_complained = TRUE;
}

/* The object is there before the name, so that who waits for the name finds it. */
static void on_connection(GObject *source, GAsyncResult *result, gpointer user)
{
    struct fc_bus *bus = user;
    GError *error = NULL;
    GDBusConnection *connection = g_dbus_connection_new_for_address_finish(result, &error);

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error); /* bus has gone */
        return;
    }
    if (!connection) {
        g_error_free(error);
        complain_once(bus);
        bus->retry = g_timeout_add_seconds(RETRY_S, try_again, bus);
        return;
    }
    bus->connection = connection;
    g_signal_connect(connection, "closed", G_CALLBACK(on_closed), bus);
    offer_object(bus);
    ask_for_name(bus);
}

static void connect_to_bus(struct fc_bus *bus)
{
    const GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;

    g_dbus_connection_new_for_address(bus->address, flags, NULL, bus->ending, on_connection, bus);
}

bool fc_bus_is_taken(void)
{
    GDBusConnection *connection = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    GVariant *answer;
    gboolean is_taken = FALSE;

    if (!connection)
        return false;
    g_dbus_connection_set_exit_on_close(connection, FALSE);
    answer =
        g_dbus_connection_call_sync(connection, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                    "NameHasOwner", g_variant_new("(s)", FC_BUS_NAME),
                                    G_VARIANT_TYPE("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
    if (answer) {
        g_variant_get(answer, "(b)", &is_taken);
        g_variant_unref(answer);
    }
    g_object_unref(connection);
    return is_taken;
}

/* --- making and ending --- */

struct fc_bus *fc_bus_create(const struct fc_bus_params *params)
{
    struct fc_bus *bus = g_new0(struct fc_bus, 1);

    bus->params = *params;
    bus->properties = fc_bus_properties_create(params->control);
    bus->ending = g_cancellable_new();
    fc_control_watch(params->control, on_change, bus);
    bus->address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    if (bus->address)
        connect_to_bus(bus);
    else
        complain_once(bus);
    return bus;
}

void fc_bus_destroy(struct fc_bus **bus_ptr)
{
    struct fc_bus *bus = *bus_ptr;

    if (!bus)
        return;
    *bus_ptr = NULL;
    fc_control_watch(bus->params.control, NULL, NULL);
    g_cancellable_cancel(bus->ending);
    if (bus->telling)
        g_source_remove(bus->telling);
    if (bus->retry)
        g_source_remove(bus->retry);
    disconnect(bus);
    fc_bus_properties_destroy(&bus->properties);
    g_object_unref(bus->ending);
    g_free(bus->address);
    g_free(bus);
}
