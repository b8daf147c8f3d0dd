/* SPDX-License-Identifier: MIT */
#include "service/bus/methods.h"

#include <errno.h>
#include <string.h>

#include <gio/gunixfdlist.h>

#include "base/error.h"
#include "service/bus/properties.h"
#include "service/camera.h"

#define MAX_CAMERAS 64

/* One call: what it asks for, and where the answer goes. */
struct call {
    const struct fc_bus_params *bus;
    GVariant *args;
    GDBusMethodInvocation *invocation;
};

static struct fc_service *service_of(const struct call *call)
{
    return fc_control_service(call->bus->control);
}

/* The one text that it has. */
static const char *name_of(const struct call *call)
{
    const char *name;

    g_variant_get(call->args, "(&s)", &name);
    return name;
}

/* --- answers --- */

static const char *error_name(int code)
{
    switch (code) {
    case -EINVAL:
        return FC_BUS_NAME ".Error.InvalidValue";
    case -ENOENT:
        return FC_BUS_NAME ".Error.NotFound";
    case -ECANCELED:
        return FC_BUS_NAME ".Error.Superseded";
    default:
        return FC_BUS_NAME ".Error.Failed";
    }
}

static void refuse(GDBusMethodInvocation *invocation, const struct fc_error *error)
{
    char text[FC_ERROR_WHOLE_BYTES];
    char *valid;

    fc_error_join(error, "\n", text, sizeof(text));
    valid = g_utf8_make_valid(text, -1);
    g_dbus_method_invocation_return_dbus_error(invocation, error_name(error->code), valid);
    g_free(valid);
}

static void answer(const struct call *call, int ret, const struct fc_error *error)
{
    if (ret)
        refuse(call->invocation, error);
    else
        g_dbus_method_invocation_return_value(call->invocation, NULL);
}

/* Of a change that may take a while. */
static void on_change_done(void *user, const struct fc_error *error)
{
    if (error)
        refuse(user, error);
    else
        g_dbus_method_invocation_return_value(user, NULL);
}

static struct fc_control_answer answer_later(const struct call *call)
{
    return (struct fc_control_answer){on_change_done, call->invocation};
}

/* --- the methods; each answers --- */

static void pause_camera(const struct call *call)
{
    fc_service_set_paused(service_of(call), true);
    answer(call, 0, NULL);
}

static void resume_camera(const struct call *call)
{
    fc_service_set_paused(service_of(call), false);
    answer(call, 0, NULL);
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

static void set(const struct call *call)
{
    GVariant *values = g_variant_get_child_value(call->args, 0);
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct fc_setting));
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    struct fc_error error = {0};
    const struct fc_control_answer then = answer_later(call);
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
    if (ret)
        refuse(call->invocation, &error);
    else
        fc_control_set(call->bus->control, (struct fc_setting *)list->data, (int)list->len, &then);
    g_array_free(list, TRUE);
    g_ptr_array_free(texts, TRUE);
    g_variant_unref(values);
}

static void reset(const struct call *call)
{
    const struct fc_control_answer then = answer_later(call);
    GVariant *list = g_variant_get_child_value(call->args, 0);
    gsize count = 0;
    const char **names = g_variant_get_strv(list, &count);

    fc_control_reset(call->bus->control, names, (int)count, &then);
    g_free(names);
    g_variant_unref(list);
}

static void save_preset(const struct call *call)
{
    struct fc_error error = {0};

    answer(call, fc_control_save_preset(call->bus->control, name_of(call), &error), &error);
}

static void use_preset(const struct call *call)
{
    const struct fc_control_answer then = answer_later(call);

    fc_control_use_preset(call->bus->control, name_of(call), &then);
}

static void remove_preset(const struct call *call)
{
    struct fc_error error = {0};

    answer(call, fc_control_remove_preset(call->bus->control, name_of(call), &error), &error);
}

static void release_output(const struct call *call)
{
    struct fc_error error = {0};

    answer(call, fc_service_release_output(service_of(call), name_of(call), &error), &error);
}

static void take_output(const struct call *call)
{
    struct fc_error error = {0};

    answer(call, fc_service_take_output(service_of(call), name_of(call), &error), &error);
}

static const char *kind_of(const struct fc_camera_info *info)
{
    return info->is_loopback   ? "loopback"
           : info->is_pipewire ? "pipewire"
           : info->is_grey     ? "grey"
                               : "camera";
}

static void look_for_cameras(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
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
    GDBusMethodInvocation *invocation = user;
    GVariant *cameras = g_task_propagate_pointer(G_TASK(result), NULL);

    g_dbus_method_invocation_return_value(invocation, g_variant_new("(@a(sss))", cameras));
    g_variant_unref(cameras);
}

/* Asking cameras takes a moment, in which the main loop must not stand still. */
static void list_cameras(const struct call *call)
{
    GTask *task = g_task_new(NULL, NULL, cameras_are_listed, call->invocation);

    g_task_run_in_thread(task, look_for_cameras);
    g_object_unref(task);
}

static void get_statistics(const struct call *call)
{
    g_dbus_method_invocation_return_value(
        call->invocation, g_variant_new("(@a{sd})", fc_bus_statistics(call->bus->control)));
}

/* width and height are as they came. */
static void hand_out_preview(const struct call *call, guint width, guint height, bool is_matte)
{
    const struct fc_preview_wish wish = {
        .size = {(int)MIN(width, G_MAXINT), (int)MIN(height, G_MAXINT)},
        .is_matte = is_matte,
    };
    struct fc_error error = {0};
    GUnixFDList *list;
    int fd = -1;

    if (fc_service_open_preview(service_of(call), &wish, &fd, &error)) {
        refuse(call->invocation, &error);
        return;
    }
    list = g_unix_fd_list_new_from_array(&fd, 1);
    g_dbus_method_invocation_return_value_with_unix_fd_list(call->invocation,
                                                            g_variant_new("(h)", 0), list);
    g_object_unref(list);
}

static void open_preview(const struct call *call)
{
    guint width, height;

    g_variant_get(call->args, "(uu)", &width, &height);
    hand_out_preview(call, width, height, false);
}

static void open_preview_of(const struct call *call)
{
    struct fc_error error = {0};
    const char *what;
    guint width, height;

    g_variant_get(call->args, "(&suu)", &what, &width, &height);
    if (strcmp(what, "picture") != 0 && strcmp(what, "matte") != 0) {
        fc_error_set(&error, -EINVAL, "there is no preview of \"%.40s\": picture, matte", what);
        refuse(call->invocation, &error);
        return;
    }
    hand_out_preview(call, width, height, strcmp(what, "matte") == 0);
}

static void quit(const struct call *call)
{
    GDBusConnection *connection = g_dbus_method_invocation_get_connection(call->invocation);

    g_object_ref(connection);
    g_dbus_method_invocation_return_value(call->invocation, NULL);
    g_dbus_connection_flush_sync(connection, NULL, NULL);
    g_object_unref(connection);
    call->bus->quit(call->bus->user);
}

void fc_bus_call_method(const struct fc_bus_params *bus, const char *method, GVariant *args,
                        GDBusMethodInvocation *invocation)
{
    static const struct {
        const char *name;
        void (*run)(const struct call *call);
    } methods[] = {
        {"Pause", pause_camera},
        {"Resume", resume_camera},
        {"Set", set},
        {"Reset", reset},
        {"SavePreset", save_preset},
        {"UsePreset", use_preset},
        {"RemovePreset", remove_preset},
        {"ReleaseOutput", release_output},
        {"TakeOutput", take_output},
        {"ListCameras", list_cameras},
        {"GetStatistics", get_statistics},
        {"OpenPreview", open_preview},
        {"OpenPreviewOf", open_preview_of},
        {"Quit", quit},
    };
    const struct call call = {bus, args, invocation};

    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (strcmp(methods[i].name, method) == 0) {
            methods[i].run(&call);
            return;
        }
    }
    g_assert_not_reached(); /* the interface has no others */
}
