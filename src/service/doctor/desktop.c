/* SPDX-License-Identifier: MIT */
#include "service/doctor/desktop.h"

#include <string.h>

#include <gio/gio.h>
#include <pipewire/pipewire.h>

#include "service/bus/bus.h"
#include "service/pipewire/node.h"
#include "service/settings/settings.h"

#define PATIENCE_MS 3000

/* --- the session bus --- */

enum fc_answer fc_desktop_service(void)
{
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    enum fc_answer answer = FC_ANSWER_SILENCE;
    GVariant *reply;
    gboolean has;

    if (!bus)
        return FC_ANSWER_NOBODY;
    reply = g_dbus_connection_call_sync(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "NameHasOwner",
                                        g_variant_new("(s)", FC_BUS_NAME), G_VARIANT_TYPE("(b)"),
                                        G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, NULL);
    if (reply) {
        g_variant_get(reply, "(b)", &has);
        answer = has ? FC_ANSWER_YES : FC_ANSWER_NO;
        g_variant_unref(reply);
    }
    g_object_unref(bus);
    return answer;
}

/* --- which camera is wanted --- */

/* What the running one has, which may be another than the file says. */
static bool ask_for_camera(struct fc_desktop *desktop)
{
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    GVariant *reply, *values;
    const char *camera;
    bool is_known = false;

    if (!bus)
        return false;
    reply = g_dbus_connection_call_sync(
        bus, FC_BUS_NAME, FC_BUS_PATH, "org.freedesktop.DBus.Properties", "Get",
        g_variant_new("(ss)", FC_BUS_NAME, "Values"), G_VARIANT_TYPE("(v)"),
        G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE_MS, NULL, NULL);
    if (reply) {
        g_variant_get(reply, "(v)", &values);
        is_known = g_variant_is_of_type(values, G_VARIANT_TYPE_VARDICT) &&
                   g_variant_lookup(values, "camera", "&s", &camera);
        if (is_known)
            g_strlcpy(desktop->camera, camera, sizeof(desktop->camera));
        g_variant_unref(values);
        g_variant_unref(reply);
    }
    g_object_unref(bus);
    return is_known;
}

static void look_at_camera(struct fc_desktop *desktop)
{
    const struct fc_settings_params params = {0};
    struct fc_settings *settings;

    if (desktop->service == FC_ANSWER_YES && ask_for_camera(desktop))
        return;
    if (fc_settings_open(&params, &settings, NULL))
        return;
    g_strlcpy(desktop->camera, fc_values_text(fc_settings_values(settings), FC_PARAM_CAMERA),
              sizeof(desktop->camera));
    fc_settings_close(&settings);
}

/* --- what programs may do --- */

/* The first that is refused, of each program's answers ("yes", "no" or "ask"). */
static void take_answers(struct fc_desktop *desktop, GVariant *reply)
{
    GVariantIter *programs;
    const char *program;
    const char **answers;

    desktop->refused = FC_ANSWER_NO;
    g_variant_get(reply, "(a{sas}v)", &programs, NULL);
    while (desktop->refused == FC_ANSWER_NO &&
           g_variant_iter_next(programs, "{&s^a&s}", &program, &answers)) {
        if (g_strv_contains(answers, "no")) {
            desktop->refused = FC_ANSWER_YES;
            g_strlcpy(desktop->refused_program, program, sizeof(desktop->refused_program));
        }
        g_free(answers);
    }
    g_variant_iter_free(programs);
}

static void look_at_permissions(struct fc_desktop *desktop)
{
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    GError *error = NULL;
    GVariant *reply;
    char *name;

    desktop->refused = FC_ANSWER_NOBODY;
    if (!bus)
        return;
    reply = g_dbus_connection_call_sync(
        bus, FC_PERMISSIONS_NAME, FC_PERMISSIONS_PATH, FC_PERMISSIONS_NAME, "Lookup",
        g_variant_new("(ss)", "devices", "camera"), G_VARIANT_TYPE("(a{sas}v)"),
        G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, &error);
    if (reply) {
        take_answers(desktop, reply);
        g_variant_unref(reply);
    } else {
        name = g_dbus_error_get_remote_error(error);
        if (g_strcmp0(name, "org.freedesktop.portal.Error.NotFound") == 0)
            desktop->refused = FC_ANSWER_NO; /* nobody was asked yet */
        g_free(name);
        g_error_free(error);
    }
    g_object_unref(bus);
}

/* --- PipeWire --- */

struct look {
    struct fc_desktop *desktop; // borrowed
    struct pw_main_loop *loop;  // owned
    struct pw_core *core;       // owned by the context
    int sync;
};

static void on_done(void *user, uint32_t id, int sync)
{
    struct look *look = user;

    if (id != PW_ID_CORE || sync != look->sync)
        return;
    look->desktop->pipewire = FC_ANSWER_YES;
    pw_main_loop_quit(look->loop);
}

static void on_error(void *user, uint32_t id, int sync, int result, const char *message)
{
    struct look *look = user;

    (void)sync;
    (void)result;
    (void)message;
    if (id == PW_ID_CORE)
        pw_main_loop_quit(look->loop);
}

static const struct pw_core_events core_events = {
    PW_VERSION_CORE_EVENTS,
    .done = on_done,
    .error = on_error,
};

static void take_camera(struct fc_desktop *desktop, const struct spa_dict *props)
{
    const char *name = spa_dict_lookup(props, PW_KEY_NODE_NAME);
    const char *api = spa_dict_lookup(props, PW_KEY_DEVICE_API);

    if (g_strcmp0(name, FC_NODE_NAME) == 0)
        desktop->has_node = true;
    /* those of V4L2 are seen as devices */
    else if (g_strcmp0(api, "v4l2") != 0 && !(name && g_str_has_prefix(name, "v4l2_")))
        desktop->cameras++;
}

static void on_global(void *user, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *props)
{
    struct fc_desktop *desktop = ((struct look *)user)->desktop;
    const char *text;

    (void)id;
    (void)permissions;
    (void)version;
    if (!props)
        return;
    if (strcmp(type, PW_TYPE_INTERFACE_Node) == 0) {
        text = spa_dict_lookup(props, PW_KEY_MEDIA_CLASS);
        if (g_strcmp0(text, "Video/Source") == 0)
            take_camera(desktop, props);
    } else if (strcmp(type, PW_TYPE_INTERFACE_Client) == 0) {
        text = spa_dict_lookup(props, PW_KEY_APP_NAME);
        if (text && (g_str_has_prefix(text, "WirePlumber") ||
                     g_str_has_prefix(text, "pipewire-media-session")))
            /* "WirePlumber [export]" is one of its helpers */
            g_strlcpy(desktop->manager, text,
                      MIN(sizeof(desktop->manager), strcspn(text, " ") + 1));
    }
}

static const struct pw_registry_events registry_events = {
    PW_VERSION_REGISTRY_EVENTS,
    .global = on_global,
};

static void on_timeout(void *user, uint64_t expirations)
{
    (void)expirations;
    pw_main_loop_quit(((struct look *)user)->loop);
}

/* All globals come before the answer to what was asked after them. */
static void ask(struct look *look)
{
    struct pw_loop *loop = pw_main_loop_get_loop(look->loop);
    struct spa_source *timer = pw_loop_add_timer(loop, on_timeout, look);
    struct timespec patience = {.tv_sec = PATIENCE_MS / 1000};
    struct pw_registry *registry = pw_core_get_registry(look->core, PW_VERSION_REGISTRY, 0);
    struct spa_hook core_hook = {0}, registry_hook = {0};

    pw_core_add_listener(look->core, &core_hook, &core_events, look);
    if (registry)
        pw_registry_add_listener(registry, &registry_hook, &registry_events, look);
    look->sync = pw_core_sync(look->core, PW_ID_CORE, 0);
    pw_loop_update_timer(loop, timer, &patience, NULL, false);
    pw_main_loop_run(look->loop);
    spa_hook_remove(&core_hook);
    if (registry) {
        spa_hook_remove(&registry_hook);
        pw_proxy_destroy((struct pw_proxy *)registry);
    }
    pw_loop_destroy_source(loop, timer);
}

static void look_at_pipewire(struct fc_desktop *desktop)
{
    struct look look = {.desktop = desktop};
    struct pw_context *context = NULL;

    desktop->pipewire = FC_ANSWER_NOBODY;
    pw_init(NULL, NULL);
    look.loop = pw_main_loop_new(NULL);
    if (look.loop)
        context = pw_context_new(pw_main_loop_get_loop(look.loop), NULL, 0);
    if (context)
        look.core = pw_context_connect(context, NULL, 0);
    if (look.core) {
        desktop->pipewire = FC_ANSWER_SILENCE;
        ask(&look);
        pw_core_disconnect(look.core);
    }
    if (context)
        pw_context_destroy(context);
    if (look.loop)
        pw_main_loop_destroy(look.loop);
    pw_deinit();
}

void fc_desktop_look(struct fc_desktop *desktop)
{
    *desktop = (struct fc_desktop){0};
    look_at_pipewire(desktop);
    desktop->service = fc_desktop_service();
    look_at_camera(desktop);
    look_at_permissions(desktop);
}
