/* SPDX-License-Identifier: MIT */
#include "service/bus/bus.h"

#include <errno.h>

#include <gio/gunixfdlist.h>

#include <fakecam-bus.h>
#include "base/error.h"
#include "service/bus/properties.h"
#include "service/camera.h"

#define MAX_CAMERAS 64
/* Others hear of changes this often at most. */
#define TELL_MS 33

struct fc_bus {
    struct fc_bus_params params;
    FcBusFakecam *skeleton; /* owned */
    guint owner;            /* id of the name */
    guint telling;          /* source id of the next signal, while notifications wait; or 0 */
    gint64 told_us;         /* when the last signal went out */
    gboolean had_name;
};

/* --- properties --- */

/* Signals go out with the thaw. */
static gboolean tell(gpointer user)
{
    struct fc_bus *bus = user;

    bus->telling = 0;
    bus->told_us = g_get_monotonic_time();
    g_object_thaw_notify(G_OBJECT(bus->skeleton));
    return G_SOURCE_REMOVE;
}

/*
 * Who asks gets what is so now. Who listens hears of it at once, unless the last signal was just
 * now: a slider that moves is a signal for each frame.
 */
static void on_change(void *user, unsigned what)
{
    struct fc_bus *bus = user;
    const gint64 passed_ms = (g_get_monotonic_time() - bus->told_us) / 1000;

    if (!bus->telling) {
        g_object_freeze_notify(G_OBJECT(bus->skeleton));
        bus->telling = passed_ms >= TELL_MS
                           ? g_idle_add_full(G_PRIORITY_DEFAULT, tell, bus, NULL)
                           : g_timeout_add((guint)(TELL_MS - passed_ms), tell, bus);
    }
    fc_bus_update_properties(bus->skeleton, bus->params.control, what);
}

/* --- methods: each handler answers the invocation and returns TRUE --- */

static struct fc_control *control_of(gpointer user)
{
    return ((struct fc_bus *)user)->params.control;
}

static const char *error_name(int code)
{
    switch (code) {
    case -EINVAL:
        return FC_BUS_NAME ".Error.InvalidValue";
    case -ENOENT:
        return FC_BUS_NAME ".Error.NotFound";
    default:
        return FC_BUS_NAME ".Error.Failed";
    }
}

static gboolean refuse(GDBusMethodInvocation *call, const struct fc_error *error)
{
    char text[FC_ERROR_WHOLE_BYTES];
    char *valid;

    fc_error_join(error, "\n", text, sizeof(text));
    valid = g_utf8_make_valid(text, -1);
    g_dbus_method_invocation_return_dbus_error(call, error_name(error->code), valid);
    g_free(valid);
    return TRUE;
}

static gboolean answer(GDBusMethodInvocation *call, int ret, const struct fc_error *error)
{
    if (ret)
        return refuse(call, error);
    g_dbus_method_invocation_return_value(call, NULL);
    return TRUE;
}

static gboolean on_pause(FcBusFakecam *skeleton, GDBusMethodInvocation *call, gpointer user)
{
    fc_service_set_paused(fc_control_service(control_of(user)), true);
    return answer(call, 0, NULL);
}

static gboolean on_resume(FcBusFakecam *skeleton, GDBusMethodInvocation *call, gpointer user)
{
    fc_service_set_paused(fc_control_service(control_of(user)), false);
    return answer(call, 0, NULL);
}

/* As the command line would write it; NULL for types that no parameter has. */
static char *text_of(GVariant *value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
        return g_variant_dup_string(value, NULL);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
        return g_strdup(g_variant_get_boolean(value) ? "true" : "false");
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_INT32))
        return g_strdup_printf("%d", g_variant_get_int32(value));
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
        return g_strdup_printf("%u", g_variant_get_uint32(value));
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_INT64))
        return g_strdup_printf("%" G_GINT64_FORMAT, g_variant_get_int64(value));
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE))
        return g_strdup(
            g_ascii_formatd(digits, sizeof(digits), "%.4f", g_variant_get_double(value)));
    return NULL;
}

static gboolean on_set(FcBusFakecam *skeleton, GDBusMethodInvocation *call, GVariant *values,
                       gpointer user)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct fc_setting));
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    struct fc_error error = {0};
    GVariantIter iter;
    const char *name;
    GVariant *value;
    int ret = 0;

    g_variant_iter_init(&iter, values);
    while (!ret && g_variant_iter_next(&iter, "{&sv}", &name, &value)) {
        const struct fc_setting setting = {name, text_of(value)};

        if (setting.text) {
            g_ptr_array_add(texts, (char *)setting.text);
            g_array_append_val(list, setting);
        } else {
            ret = fc_error_set(&error, -EINVAL, "%.60s: no parameter has values of the type %.20s",
                               name, g_variant_get_type_string(value));
        }
        g_variant_unref(value);
    }
    if (!ret)
        ret = fc_control_set(control_of(user), (struct fc_setting *)list->data, (int)list->len,
                             &error);
    g_array_free(list, TRUE);
    g_ptr_array_free(texts, TRUE);
    return answer(call, ret, &error);
}

static gboolean on_reset(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                         const char *const *names, gpointer user)
{
    struct fc_error error = {0};
    const int count = (int)g_strv_length((char **)names);

    return answer(call, fc_control_reset(control_of(user), names, count, &error), &error);
}

static gboolean on_save_preset(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                               const char *name, gpointer user)
{
    struct fc_error error = {0};
    const int ret = fc_settings_preset_save(fc_control_settings(control_of(user)), name, &error);

    on_change(user, FC_CONTROL_SETTINGS);
    return answer(call, ret, &error);
}

static gboolean on_use_preset(FcBusFakecam *skeleton, GDBusMethodInvocation *call, const char *name,
                              gpointer user)
{
    struct fc_error error = {0};

    return answer(call, fc_control_use_preset(control_of(user), name, &error), &error);
}

static gboolean on_remove_preset(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                                 const char *name, gpointer user)
{
    struct fc_error error = {0};
    const int ret = fc_settings_preset_remove(fc_control_settings(control_of(user)), name, &error);

    on_change(user, FC_CONTROL_SETTINGS);
    return answer(call, ret, &error);
}

static gboolean on_release_output(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                                  const char *name, gpointer user)
{
    struct fc_error error = {0};
    struct fc_service *service = fc_control_service(control_of(user));

    return answer(call, fc_service_release_output(service, name, &error), &error);
}

static gboolean on_take_output(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                               const char *name, gpointer user)
{
    struct fc_error error = {0};
    struct fc_service *service = fc_control_service(control_of(user));

    return answer(call, fc_service_take_output(service, name, &error), &error);
}

static const char *kind_of(const struct fc_camera_info *info)
{
    return info->is_loopback   ? "loopback"
           : info->is_pipewire ? "pipewire"
           : info->is_grey     ? "grey"
                               : "camera";
}

/* Asking cameras takes a moment, in which the main loop must not stand still. */
static void list_cameras(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    struct fc_camera_info *infos = g_new0(struct fc_camera_info, MAX_CAMERAS);
    const int count = CLAMP(fc_camera_list(infos, MAX_CAMERAS), 0, MAX_CAMERAS);
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sss)"));
    for (int i = 0; i < count; i++) {
        char *path = g_utf8_make_valid(infos[i].path, -1);
        char *name = g_utf8_make_valid(infos[i].name, -1);

        g_variant_builder_add(&builder, "(sss)", path, name, kind_of(&infos[i]));
        g_free(path);
        g_free(name);
    }
    g_free(infos);
    g_task_return_pointer(task, g_variant_ref_sink(g_variant_builder_end(&builder)),
                          (GDestroyNotify)g_variant_unref);
}

static void cameras_are_listed(GObject *source, GAsyncResult *result, gpointer user)
{
    GDBusMethodInvocation *call = user;
    GVariant *cameras = g_task_propagate_pointer(G_TASK(result), NULL);

    g_dbus_method_invocation_return_value(call, g_variant_new("(@a(sss))", cameras));
    g_variant_unref(cameras);
}

static gboolean on_list_cameras(FcBusFakecam *skeleton, GDBusMethodInvocation *call, gpointer user)
{
    GTask *task = g_task_new(NULL, NULL, cameras_are_listed, call);

    g_task_run_in_thread(task, list_cameras);
    g_object_unref(task);
    return TRUE;
}

static gboolean on_get_statistics(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                                  gpointer user)
{
    g_dbus_method_invocation_return_value(
        call, g_variant_new("(@a{sd})", fc_bus_statistics(control_of(user))));
    return TRUE;
}

static gboolean on_open_preview(FcBusFakecam *skeleton, GDBusMethodInvocation *call,
                                GUnixFDList *fds, guint width, guint height, gpointer user)
{
    const struct fc_size size = {(int)MIN(width, G_MAXINT), (int)MIN(height, G_MAXINT)};
    struct fc_error error = {0};
    GUnixFDList *list;
    int fd = -1;

    if (fc_service_open_preview(fc_control_service(control_of(user)), size, &fd, &error))
        return refuse(call, &error);
    list = g_unix_fd_list_new_from_array(&fd, 1);
    fc_bus_fakecam_complete_open_preview(skeleton, call, list, g_variant_new_handle(0));
    g_object_unref(list);
    return TRUE;
}

static gboolean on_quit(FcBusFakecam *skeleton, GDBusMethodInvocation *call, gpointer user)
{
    struct fc_bus *bus = user;

    g_dbus_method_invocation_return_value(call, NULL);
    g_dbus_connection_flush_sync(g_dbus_method_invocation_get_connection(call), NULL, NULL);
    bus->params.quit(bus->params.user);
    return TRUE;
}

static void connect_methods(struct fc_bus *bus)
{
    static const struct {
        const char *signal;
        GCallback handler;
    } methods[] = {
        {"handle-pause", G_CALLBACK(on_pause)},
        {"handle-resume", G_CALLBACK(on_resume)},
        {"handle-set", G_CALLBACK(on_set)},
        {"handle-reset", G_CALLBACK(on_reset)},
        {"handle-save-preset", G_CALLBACK(on_save_preset)},
        {"handle-use-preset", G_CALLBACK(on_use_preset)},
        {"handle-remove-preset", G_CALLBACK(on_remove_preset)},
        {"handle-release-output", G_CALLBACK(on_release_output)},
        {"handle-take-output", G_CALLBACK(on_take_output)},
        {"handle-list-cameras", G_CALLBACK(on_list_cameras)},
        {"handle-get-statistics", G_CALLBACK(on_get_statistics)},
        {"handle-open-preview", G_CALLBACK(on_open_preview)},
        {"handle-quit", G_CALLBACK(on_quit)},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        g_signal_connect(bus->skeleton, methods[i].signal, methods[i].handler, bus);
}

/* --- the name --- */

/* The object is there before the name, so that who waits for the name finds it. */
static void on_bus(GDBusConnection *connection, const char *name, gpointer user)
{
    struct fc_bus *bus = user;
    GError *error = NULL;

    g_dbus_connection_set_exit_on_close(connection, FALSE);
    if (!g_dbus_interface_skeleton_export(G_DBUS_INTERFACE_SKELETON(bus->skeleton), connection,
                                          FC_BUS_PATH, &error)) {
        g_warning("cannot be steered over the bus: %s", error->message);
        g_error_free(error);
    }
}

static void on_name(GDBusConnection *connection, const char *name, gpointer user)
{
    ((struct fc_bus *)user)->had_name = TRUE;
}

static void on_no_name(GDBusConnection *connection, const char *name, gpointer user)
{
    struct fc_bus *bus = user;

    if (!connection)
        g_message("there is no session bus: settings.ini and signals alone steer this camera");
    else if (!bus->had_name)
        bus->params.taken(bus->params.user);
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

struct fc_bus *fc_bus_create(const struct fc_bus_params *params)
{
    struct fc_bus *bus = g_new0(struct fc_bus, 1);

    bus->params = *params;
    bus->skeleton = fc_bus_fakecam_skeleton_new();
    connect_methods(bus);
    fc_bus_update_properties(bus->skeleton, params->control,
                             FC_CONTROL_STATUS | FC_CONTROL_SETTINGS);
    fc_control_watch(params->control, on_change, bus);
    bus->owner =
        g_bus_own_name(G_BUS_TYPE_SESSION, FC_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_bus,
                       on_name, on_no_name, bus, NULL);
    return bus;
}

void fc_bus_destroy(struct fc_bus **bus_ptr)
{
    struct fc_bus *bus = *bus_ptr;

    if (!bus)
        return;
    *bus_ptr = NULL;
    fc_control_watch(bus->params.control, NULL, NULL);
    g_bus_unown_name(bus->owner);
    if (bus->telling)
        g_source_remove(bus->telling);
    if (g_dbus_interface_skeleton_get_connection(G_DBUS_INTERFACE_SKELETON(bus->skeleton)))
        g_dbus_interface_skeleton_unexport(G_DBUS_INTERFACE_SKELETON(bus->skeleton));
    g_object_unref(bus->skeleton);
    g_free(bus);
}
