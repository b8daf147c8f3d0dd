/* SPDX-License-Identifier: MIT */
#include "app/camera.h"

#include <glib/gi18n.h>
#include <string.h>

#include <fakecam-bus.h>

#include "app/camera_private.h"
#include "app/sentences.h"
#include "app/starter.h"
#include "bus/name.h"

/* A service that goes is given that long to come back by itself, and is then started again. */
#define COME_BACK_MS 1500
/* How often, within so many seconds, before a person has to say so. */
#define MAX_RESTARTS 3
#define RESTARTS_WITHIN_S 60

struct _FcAppCamera {
    GObject parent;

    GCancellable *ending;  // owned
    FcBusFakecam *service; // owned; NULL until the bus is there
    char *why_gone;        // owned; "" where nothing failed
    gboolean is_starting;
    gboolean wants_start; /* as soon as there is a bus */
    guint coming_back;    /* source id, or 0 */
    gint64 first_restart_us;
    int restarts;

    /* parameters by name, to values; owned all */
    GHashTable *values;  /* as shown */
    GHashTable *wanted;  /* not sent yet */
    GHashTable *sending; /* NULL: no call is under way */
};

G_DEFINE_TYPE(FcAppCamera, fc_app_camera, G_TYPE_OBJECT)

enum {
    CHANGED,
    VALUE_CHANGED,
    PRESETS_CHANGED,
    REFUSED,
    SIGNALS,
};

static guint signals[SIGNALS];

static GHashTable *new_values(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
}

static void tell(FcAppCamera *self)
{
    g_signal_emit(self, signals[CHANGED], 0);
}

static void tell_value(FcAppCamera *self, const char *name)
{
    g_signal_emit(self, signals[VALUE_CHANGED], g_quark_from_string(name));
}

/* The first line is what failed and why; what to do follows behind a line break. */
void fc_app_camera_refuse(FcAppCamera *self, GError *error)
{
    char *remote = g_dbus_error_get_remote_error(error);

    g_dbus_error_strip_remote_error(error);
    if (g_strcmp0(remote, FC_BUS_NAME ".Error.Superseded") != 0 &&
        !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        char *said = fc_app_complaint(error->message);

        g_signal_emit(self, signals[REFUSED], 0, said);
        g_free(said);
    }
    g_free(remote);
    g_error_free(error);
}

/* --- values --- */

static gboolean is_asked_for(FcAppCamera *self, const char *name)
{
    return g_hash_table_contains(self->wanted, name) ||
           (self->sending && g_hash_table_contains(self->sending, name));
}

/* Takes over what the service says, but for what it has not answered yet. */
static void take_values(FcAppCamera *self)
{
    GVariant *values = self->service ? fc_bus_fakecam_get_values(self->service) : NULL;
    GVariantIter iter;
    const char *name;
    GVariant *value;

    if (!values)
        return;
    g_variant_ref(values);
    g_variant_iter_init(&iter, values);
    while (g_variant_iter_next(&iter, "{&sv}", &name, &value)) {
        GVariant *shown = g_hash_table_lookup(self->values, name);

        if (is_asked_for(self, name) || (shown && g_variant_equal(shown, value))) {
            g_variant_unref(value);
            continue;
        }
        g_hash_table_replace(self->values, g_strdup(name), value);
        tell_value(self, name);
    }
    g_variant_unref(values);
}

static void flush(FcAppCamera *self);

static void on_set(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    const gboolean is_done = fc_bus_fakecam_call_set_finish(FC_BUS_FAKECAM(source), result, &error);
    FcAppCamera *self = user;

    g_clear_pointer(&self->sending, g_hash_table_unref);
    if (!is_done) {
        fc_app_camera_refuse(self, error);
        take_values(self);
    }
    flush(self);
    g_object_unref(self);
}

static void flush(FcAppCamera *self)
{
    GVariantBuilder builder;
    GHashTableIter iter;
    gpointer name, value;

    if (self->sending || g_hash_table_size(self->wanted) == 0)
        return;
    if (!fc_app_camera_is_there(self)) {
        g_hash_table_remove_all(self->wanted);
        return;
    }
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    g_hash_table_iter_init(&iter, self->wanted);
    while (g_hash_table_iter_next(&iter, &name, &value))
        g_variant_builder_add(&builder, "{sv}", name, value);
    self->sending = self->wanted;
    self->wanted = new_values();
    fc_bus_fakecam_call_set(self->service, g_variant_builder_end(&builder), self->ending, on_set,
                            g_object_ref(self));
}

GVariant *fc_app_camera_value(FcAppCamera *self, const char *name)
{
    return g_hash_table_lookup(self->values, name);
}

char *fc_app_camera_text(FcAppCamera *self, const char *name)
{
    GVariant *value = fc_app_camera_value(self, name);

    if (!value)
        return g_strdup("");
    return g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string(value, NULL)
                                                              : g_variant_print(value, FALSE);
}

void fc_app_camera_set(FcAppCamera *self, const char *name, GVariant *value)
{
    GVariant *shown = g_hash_table_lookup(self->values, name);

    g_variant_ref_sink(value);
    if (fc_app_camera_is_there(self) && !(shown && g_variant_equal(shown, value))) {
        g_hash_table_replace(self->wanted, g_strdup(name), g_variant_ref(value));
        g_hash_table_replace(self->values, g_strdup(name), g_variant_ref(value));
        flush(self);
        tell_value(self, name);
    }
    g_variant_unref(value);
}

/* --- what the proxy says --- */

static gboolean knows_properties(FcAppCamera *self)
{
    return self->service && fc_bus_fakecam_get_version(self->service);
}

gboolean fc_app_camera_is_there(FcAppCamera *self)
{
    char *owner = self->service ? g_dbus_proxy_get_name_owner(G_DBUS_PROXY(self->service)) : NULL;
    const gboolean is_there = owner != NULL;

    g_free(owner);
    return is_there;
}

static void on_properties(GDBusProxy *proxy, GVariant *changed, GStrv invalidated, gpointer user)
{
    FcAppCamera *self = user;
    GVariantIter iter;
    const char *name;
    gboolean has_presets = FALSE;

    g_variant_iter_init(&iter, changed);
    while (g_variant_iter_next(&iter, "{&sv}", &name, NULL))
        has_presets |= strcmp(name, "Presets") == 0;
    take_values(self);
    if (has_presets)
        g_signal_emit(self, signals[PRESETS_CHANGED], 0);
    tell(self);
}

static gboolean on_not_back(gpointer user)
{
    FcAppCamera *self = user;
    const gint64 now = g_get_monotonic_time();

    self->coming_back = 0;
    if (now - self->first_restart_us > RESTARTS_WITHIN_S * G_USEC_PER_SEC) {
        self->first_restart_us = now;
        self->restarts = 0;
    }
    if (!fc_app_camera_is_there(self) && self->restarts++ < MAX_RESTARTS)
        fc_app_camera_start(self);
    tell(self);
    return G_SOURCE_REMOVE;
}

static void on_owner(GObject *object, GParamSpec *property, gpointer user)
{
    FcAppCamera *self = user;

    if (fc_app_camera_is_there(self)) {
        self->is_starting = FALSE;
        g_clear_pointer(&self->why_gone, g_free);
        g_clear_handle_id(&self->coming_back, g_source_remove);
        take_values(self);
    } else if (!self->coming_back && !self->is_starting) {
        g_hash_table_remove_all(self->wanted);
        self->coming_back = g_timeout_add(COME_BACK_MS, on_not_back, self);
    }
    tell(self);
}

/* --- coming to be --- */

static void on_started(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    const gboolean is_started = fc_app_starter_finish(result, &error);
    FcAppCamera *self = user;

    if (!is_started) {
        self->is_starting = FALSE;
        g_free(self->why_gone);
        self->why_gone = g_strdup(error->message);
        g_error_free(error);
        tell(self);
    }
    g_object_unref(self);
}

void fc_app_camera_start(FcAppCamera *self)
{
    if (!self->service) {
        self->wants_start = TRUE;
        return;
    }
    if (self->is_starting || fc_app_camera_is_there(self))
        return;
    self->is_starting = TRUE;
    g_clear_pointer(&self->why_gone, g_free);
    fc_app_starter_run(g_dbus_proxy_get_connection(G_DBUS_PROXY(self->service)), self->ending,
                       on_started, g_object_ref(self));
    tell(self);
}

static void on_proxy(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    FcBusFakecam *service = fc_bus_fakecam_proxy_new_for_bus_finish(result, &error);
    FcAppCamera *self = user;

    if (!service) {
        self->is_starting = FALSE;
        self->why_gone = g_strdup_printf(_("There is no session bus: %s"), error->message);
        g_error_free(error);
    } else {
        self->service = service;
        g_signal_connect_object(service, "notify::g-name-owner", G_CALLBACK(on_owner), self, 0);
        g_signal_connect_object(service, "g-properties-changed", G_CALLBACK(on_properties), self,
                                0);
        take_values(self);
        g_signal_emit(self, signals[PRESETS_CHANGED], 0);
        if (self->wants_start)
            fc_app_camera_start(self);
    }
    tell(self);
    g_object_unref(self);
}

FcAppCamera *fc_app_camera_new(void)
{
    FcAppCamera *self = g_object_new(FC_TYPE_APP_CAMERA, NULL);

    fc_bus_fakecam_proxy_new_for_bus(G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                                     FC_BUS_NAME, FC_BUS_PATH, self->ending, on_proxy,
                                     g_object_ref(self));
    return self;
}

static void fc_app_camera_init(FcAppCamera *self)
{
    self->ending = g_cancellable_new();
    self->values = new_values();
    self->wanted = new_values();
}

static void fc_app_camera_finalize(GObject *object)
{
    FcAppCamera *self = FC_APP_CAMERA(object);

    g_clear_handle_id(&self->coming_back, g_source_remove);
    g_clear_object(&self->ending);
    g_clear_object(&self->service);
    g_free(self->why_gone);
    g_hash_table_unref(self->values);
    g_hash_table_unref(self->wanted);
    g_clear_pointer(&self->sending, g_hash_table_unref);
    G_OBJECT_CLASS(fc_app_camera_parent_class)->finalize(object);
}

static void fc_app_camera_class_init(FcAppCameraClass *class)
{
    const GType type = G_TYPE_FROM_CLASS(class);
    const GSignalFlags detailed = G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED;

    G_OBJECT_CLASS(class)->finalize = fc_app_camera_finalize;
    signals[CHANGED] =
        g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[VALUE_CHANGED] =
        g_signal_new("value-changed", type, detailed, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[PRESETS_CHANGED] = g_signal_new("presets-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
    signals[REFUSED] = g_signal_new("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* --- what it is up to --- */

/* Previews are not counted: this app is one. */
static void count_watchers(FcAppCamera *self, struct fc_app_situation *situation)
{
    GVariant *outputs = fc_app_camera_outputs(self);
    GVariantIter iter;
    const char *name, *state;
    int readers;

    if (!outputs)
        return;
    g_variant_iter_init(&iter, outputs);
    while (g_variant_iter_next(&iter, "(&s&si&s)", &name, &state, &readers, NULL)) {
        if (strcmp(name, "preview") == 0)
            continue;
        situation->outputs += strcmp(state, "ready") == 0;
        situation->watchers += MAX(readers, 0);
        situation->may_watch |= readers < 0;
    }
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

void fc_app_camera_situation(FcAppCamera *self, struct fc_app_situation *situation)
{
    GVariant *background = fc_app_camera_value(self, "background");

    fc_app_situation_init(situation);
    situation->why_gone = or_empty(self->why_gone);
    if (!fc_app_camera_is_there(self) || !knows_properties(self)) {
        /* one that ended as soon as it was started may still be started again */
        const gboolean is_coming =
            self->coming_back || (!self->why_gone && (!self->service || self->is_starting ||
                                                      fc_app_camera_is_there(self)));

        situation->presence = is_coming ? FC_APP_STARTING : FC_APP_GONE;
        return;
    }
    situation->presence = FC_APP_THERE;
    situation->state = fc_app_state_of(fc_bus_fakecam_get_state(self->service));
    situation->message = or_empty(fc_bus_fakecam_get_message(self->service));
    situation->camera = or_empty(fc_bus_fakecam_get_camera(self->service));
    situation->room_shows =
        background && g_strcmp0(g_variant_get_string(background, NULL), "none") == 0;
    count_watchers(self, situation);
}

gboolean fc_app_camera_is_paused(FcAppCamera *self)
{
    return self->service && fc_bus_fakecam_get_paused(self->service);
}

void fc_app_camera_size(FcAppCamera *self, int *width, int *height)
{
    GVariant *size = self->service ? fc_bus_fakecam_get_size(self->service) : NULL;
    guint w = 0, h = 0;

    if (size)
        g_variant_get(size, "(uu)", &w, &h);
    *width = w > 0 && h > 0 ? (int)MIN(w, 16384) : 16;
    *height = w > 0 && h > 0 ? (int)MIN(h, 16384) : 9;
}

/* Not by the generated function: that keeps the old list until those who wait for a new one have
 * been told. */
static char **list_of(FcAppCamera *self, const char *property)
{
    GVariant *value = self->service
                          ? g_dbus_proxy_get_cached_property(G_DBUS_PROXY(self->service), property)
                          : NULL;
    char **list = value ? g_variant_dup_strv(value, NULL) : g_new0(char *, 1);

    g_clear_pointer(&value, g_variant_unref);
    return list;
}

char **fc_app_camera_presets(FcAppCamera *self)
{
    return list_of(self, "Presets");
}

GVariant *fc_app_camera_outputs(FcAppCamera *self)
{
    return self->service ? fc_bus_fakecam_get_outputs(self->service) : NULL;
}

GVariant *fc_app_camera_wrong(FcAppCamera *self)
{
    return self->service ? fc_bus_fakecam_get_wrong(self->service) : NULL;
}

gboolean fc_app_camera_wants_restart(FcAppCamera *self)
{
    char **names = list_of(self, "RestartFor");
    const gboolean wants = names[0] != NULL;

    g_strfreev(names);
    return wants;
}

const char *fc_app_camera_version(FcAppCamera *self)
{
    return or_empty(self->service ? fc_bus_fakecam_get_version(self->service) : NULL);
}

const char *fc_app_camera_settings_file(FcAppCamera *self)
{
    return or_empty(self->service ? fc_bus_fakecam_get_settings_file(self->service) : NULL);
}

const char *fc_app_camera_device(FcAppCamera *self)
{
    return or_empty(self->service ? fc_bus_fakecam_get_device(self->service) : NULL);
}

/* --- for camera_calls.c --- */

GDBusProxy *fc_app_camera_proxy(FcAppCamera *self)
{
    return self->service ? G_DBUS_PROXY(self->service) : NULL;
}

void fc_app_camera_forget_wanted(FcAppCamera *self, const char *name)
{
    g_hash_table_remove(self->wanted, name);
}
