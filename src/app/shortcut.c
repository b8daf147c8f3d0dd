/* SPDX-License-Identifier: MIT */
#include "app/shortcut.h"

#include <string.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define SHORTCUTS "org.freedesktop.portal.GlobalShortcuts"
#define REQUEST "org.freedesktop.portal.Request"
#define SESSION "org.freedesktop.portal.Session"
#define TOKEN "fakecam"

struct fc_app_shortcut {
    GDBusConnection *connection; // owned
    GCancellable *ending;        // owned
    char *id;                    // owned
    char *description;           // owned
    char *trigger;               // owned
    void (*pressed)(gpointer user);
    gpointer user;

    char *session;  // owned; its object's path, or NULL
    guint response; /* subscription to the answer that is waited for, or 0 */
    guint activated;
    gboolean is_bound;
};

/* --- answers come as signals of an object whose name is known before --- */

static char *request_path(struct fc_app_shortcut *self, const char *token)
{
    char *sender = g_strdup(g_dbus_connection_get_unique_name(self->connection) + 1);
    char *path;

    g_strdelimit(sender, ".", '_');
    path = g_strdup_printf(PATH "/request/%s/%s", sender, token);
    g_free(sender);
    return path;
}

static void stop_waiting(struct fc_app_shortcut *self)
{
    if (self->response)
        g_dbus_connection_signal_unsubscribe(self->connection, self->response);
    self->response = 0;
}

static void wait_for(struct fc_app_shortcut *self, const char *token, GDBusSignalCallback answered)
{
    char *path = request_path(self, token);

    stop_waiting(self);
    self->response =
        g_dbus_connection_signal_subscribe(self->connection, PORTAL, REQUEST, "Response", path,
                                           NULL, G_DBUS_SIGNAL_FLAGS_NONE, answered, self, NULL);
    g_free(path);
}

static void on_called(GObject *source, GAsyncResult *result, gpointer user)
{
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);

    /* what matters comes with the signal; without a portal, nothing does */
    g_clear_pointer(&answer, g_variant_unref);
}

static void call(struct fc_app_shortcut *self, const char *method, GVariant *args)
{
    g_dbus_connection_call(self->connection, PORTAL, PATH, SHORTCUTS, method, args, NULL,
                           G_DBUS_CALL_FLAGS_NONE, -1, self->ending, on_called, NULL);
}

/* --- the session, the shortcut in it, and its use --- */

static void on_activated(GDBusConnection *connection, const char *sender, const char *path,
                         const char *interface, const char *signal, GVariant *args, gpointer user)
{
    struct fc_app_shortcut *self = user;
    const char *session, *id;

    if (!g_variant_is_of_type(args, G_VARIANT_TYPE("(osta{sv})")))
        return;
    g_variant_get(args, "(&o&sta{sv})", &session, &id, NULL, NULL);
    if (g_strcmp0(session, self->session) == 0 && strcmp(id, self->id) == 0)
        self->pressed(self->user);
}

/* NULL where the answer is no. Owned by the caller. */
static GVariant *results_of(GVariant *args)
{
    GVariant *results = NULL;
    guint32 code = 2;

    if (g_variant_is_of_type(args, G_VARIANT_TYPE("(ua{sv})")))
        g_variant_get(args, "(u@a{sv})", &code, &results);
    if (code != 0)
        g_clear_pointer(&results, g_variant_unref);
    return results;
}

static void on_bound(GDBusConnection *connection, const char *sender, const char *path,
                     const char *interface, const char *signal, GVariant *args, gpointer user)
{
    struct fc_app_shortcut *self = user;
    GVariant *results = results_of(args);

    stop_waiting(self);
    self->is_bound = results != NULL;
    g_clear_pointer(&results, g_variant_unref);
}

static GVariant *describe(const struct fc_app_shortcut *self)
{
    GVariantBuilder list, fields;

    g_variant_builder_init(&fields, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&fields, "{sv}", "description", g_variant_new_string(self->description));
    g_variant_builder_add(&fields, "{sv}", "preferred_trigger",
                          g_variant_new_string(self->trigger));
    g_variant_builder_init(&list, G_VARIANT_TYPE("a(sa{sv})"));
    g_variant_builder_add(&list, "(sa{sv})", self->id, &fields);
    return g_variant_builder_end(&list);
}

static void bind_shortcut(struct fc_app_shortcut *self)
{
    GVariantBuilder options;

    g_variant_builder_init(&options, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&options, "{sv}", "handle_token", g_variant_new_string(TOKEN "_bind"));
    wait_for(self, TOKEN "_bind", on_bound);
    call(self, "BindShortcuts",
         g_variant_new("(o@a(sa{sv})sa{sv})", self->session, describe(self), "", &options));
}

static void on_session(GDBusConnection *connection, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *args, gpointer user)
{
    struct fc_app_shortcut *self = user;
    GVariant *results = results_of(args);
    const char *session = NULL;

    stop_waiting(self);
    if (results && g_variant_lookup(results, "session_handle", "&s", &session) &&
        g_variant_is_object_path(session)) {
        self->session = g_strdup(session);
        bind_shortcut(self);
    }
    g_clear_pointer(&results, g_variant_unref);
}

static void open_session(struct fc_app_shortcut *self)
{
    GVariantBuilder options;

    g_variant_builder_init(&options, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&options, "{sv}", "handle_token", g_variant_new_string(TOKEN "_session"));
    g_variant_builder_add(&options, "{sv}", "session_handle_token", g_variant_new_string(TOKEN));
    wait_for(self, TOKEN "_session", on_session);
    call(self, "CreateSession", g_variant_new("(a{sv})", &options));
}

struct fc_app_shortcut *fc_app_shortcut_create(const struct fc_app_shortcut_params *params)
{
    struct fc_app_shortcut *self = g_new0(struct fc_app_shortcut, 1);

    self->connection = g_object_ref(params->connection);
    self->ending = g_cancellable_new();
    self->id = g_strdup(params->id);
    self->description = g_strdup(params->description);
    self->trigger = g_strdup(params->trigger);
    self->pressed = params->pressed;
    self->user = params->user;
    self->activated = g_dbus_connection_signal_subscribe(
        self->connection, PORTAL, SHORTCUTS, "Activated", PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
        on_activated, self, NULL);
    open_session(self);
    return self;
}

void fc_app_shortcut_destroy(struct fc_app_shortcut **self_ptr)
{
    struct fc_app_shortcut *self = *self_ptr;

    if (!self)
        return;
    *self_ptr = NULL;
    g_cancellable_cancel(self->ending);
    stop_waiting(self);
    g_dbus_connection_signal_unsubscribe(self->connection, self->activated);
    if (self->session)
        g_dbus_connection_call(self->connection, PORTAL, self->session, SESSION, "Close", NULL,
                               NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
    g_object_unref(self->ending);
    g_object_unref(self->connection);
    g_free(self->session);
    g_free(self->id);
    g_free(self->description);
    g_free(self->trigger);
    g_free(self);
}

gboolean fc_app_shortcut_is_bound(const struct fc_app_shortcut *self)
{
    return self->is_bound;
}
