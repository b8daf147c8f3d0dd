/* SPDX-License-Identifier: MIT */
/* What the service is asked to do, but for values. */
#include "app/camera.h"

#include <gio/gunixfdlist.h>

#include "app/answer.h"
#include "app/camera_private.h"

/* --- calls that answer nothing --- */

static void on_answer(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_proxy_call_finish(G_DBUS_PROXY(source), result, &error);
    FcAppCamera *self = user;

    if (answer)
        g_variant_unref(answer);
    else
        fc_app_camera_refuse(self, error);
    g_object_unref(self);
}

/* Takes a floating args. */
static void call(FcAppCamera *self, const char *method, GVariant *args)
{
    GDBusProxy *proxy = fc_app_camera_proxy(self);

    if (args)
        g_variant_ref_sink(args);
    if (proxy)
        g_dbus_proxy_call(proxy, method, args, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_answer,
                          g_object_ref(self));
    g_clear_pointer(&args, g_variant_unref);
}

void fc_app_camera_set_paused(FcAppCamera *self, gboolean is_paused)
{
    call(self, is_paused ? "Pause" : "Resume", NULL);
}

/* One that goes is started again: camera.c sees to that. */
void fc_app_camera_restart(FcAppCamera *self)
{
    call(self, "Quit", NULL);
}

void fc_app_camera_reset(FcAppCamera *self, const char *name)
{
    const char *const names[] = {name, NULL};

    fc_app_camera_forget_wanted(self, name);
    call(self, "Reset", g_variant_new("(^as)", names));
}

void fc_app_camera_reset_all(FcAppCamera *self)
{
    const char *const names[] = {NULL};

    call(self, "Reset", g_variant_new("(^as)", names));
}

void fc_app_camera_save_preset(FcAppCamera *self, const char *name)
{
    call(self, "SavePreset", g_variant_new("(s)", name));
}

void fc_app_camera_use_preset(FcAppCamera *self, const char *name)
{
    call(self, "UsePreset", g_variant_new("(s)", name));
}

void fc_app_camera_remove_preset(FcAppCamera *self, const char *name)
{
    call(self, "RemovePreset", g_variant_new("(s)", name));
}

/* --- calls that answer something --- */

static void on_variant(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GError *error = NULL;
    GVariant *answer = g_dbus_proxy_call_finish(G_DBUS_PROXY(source), result, &error);

    if (answer) {
        g_task_return_pointer(task, g_variant_get_child_value(answer, 0),
                              (GDestroyNotify)g_variant_unref);
        g_variant_unref(answer);
    } else {
        g_task_return_error(task, error);
    }
    g_object_unref(task);
}

static void on_tried(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_proxy_call_finish(G_DBUS_PROXY(source), result, &error);

    fc_app_answer(user, answer, error);
}

/* NULL where there is no service: task has its error then, and is gone. */
static GDBusProxy *proxy_for(FcAppCamera *self, GTask *task)
{
    GDBusProxy *proxy = fc_app_camera_is_there(self) ? fc_app_camera_proxy(self) : NULL;

    if (!proxy) {
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "no service");
        g_object_unref(task);
    }
    return proxy;
}

static void ask(FcAppCamera *self, const char *method, GCancellable *cancellable,
                GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(self, cancellable, done, user);
    GDBusProxy *proxy = proxy_for(self, task);

    if (proxy)
        g_dbus_proxy_call(proxy, method, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, cancellable,
                          on_variant, task);
}

void fc_app_camera_ask_statistics(FcAppCamera *self, GCancellable *cancellable,
                                  GAsyncReadyCallback done, gpointer user)
{
    ask(self, "GetStatistics", cancellable, done, user);
}

GVariant *fc_app_camera_statistics_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

void fc_app_camera_ask_cameras(FcAppCamera *self, GCancellable *cancellable,
                               GAsyncReadyCallback done, gpointer user)
{
    ask(self, "ListCameras", cancellable, done, user);
}

GVariant *fc_app_camera_cameras_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

void fc_app_camera_try_background(FcAppCamera *self, const char *value, GAsyncReadyCallback done,
                                  gpointer user)
{
    GTask *task = g_task_new(self, NULL, done, user);
    GDBusProxy *proxy = proxy_for(self, task);
    GVariantBuilder builder;

    if (!proxy)
        return;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&builder, "{sv}", "background", g_variant_new_string(value));
    fc_app_camera_forget_wanted(self, "background");
    g_dbus_proxy_call(proxy, "Set", g_variant_new("(a{sv})", &builder),
                      G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_tried, task);
}

gboolean fc_app_camera_try_background_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}

static void on_preview(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    GUnixFDList *list = NULL;
    GError *error = NULL;
    int fd = -1;
    GVariant *answer =
        g_dbus_proxy_call_with_unix_fd_list_finish(G_DBUS_PROXY(source), &list, result, &error);

    if (answer && list) {
        gint32 handle;

        g_variant_get(answer, "(h)", &handle);
        fd = g_unix_fd_list_get(list, handle, &error);
    }
    if (fd >= 0)
        g_task_return_int(task, fd);
    else if (error)
        g_task_return_error(task, error);
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "no socket came");
    g_clear_object(&list);
    g_clear_pointer(&answer, g_variant_unref);
    g_object_unref(task);
}

void fc_app_camera_open_preview(FcAppCamera *self, const struct fc_app_preview_wish *wish,
                                GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
    GVariant *args = g_variant_new("(suu)", wish->is_matte ? "matte" : "picture",
                                   (guint)wish->width, (guint)wish->height);
    GTask *task = g_task_new(self, NULL, done, user);
    GDBusProxy *proxy = proxy_for(self, task);

    g_task_set_check_cancellable(task, FALSE); /* a socket that came is handed over, to be closed */
    g_variant_ref_sink(args);
    if (proxy)
        g_dbus_proxy_call_with_unix_fd_list(proxy, "OpenPreviewOf", args,
                                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, cancellable,
                                            on_preview, task);
    g_variant_unref(args);
}

int fc_app_camera_open_preview_finish(GAsyncResult *result, GError **error)
{
    return (int)g_task_propagate_int(G_TASK(result), error);
}
