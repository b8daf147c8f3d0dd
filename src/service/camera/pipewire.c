/* SPDX-License-Identifier: MIT */
#include "service/camera/pipewire.h"

#include <stdlib.h>
#include <string.h>

#include <pipewire/pipewire.h>

#include "media/gstutil.h"

#define PROVIDER "pipewiredeviceprovider"

static bool has(const GstStructure *properties, const char *key, const char *value)
{
    const char *text = gst_structure_get_string(properties, key);

    return text && g_ascii_strcasecmp(text, value) == 0;
}

bool fc_pipewire_is_camera(const GstStructure *properties, const char *description)
{
    const char *path;

    if (description && g_ascii_strcasecmp(description, "Fakecam") == 0)
        return false;
    if (!properties)
        return true;
    /* versions that do not name the API have "v4l2:/dev/video0" in object.path */
    path = gst_structure_get_string(properties, "object.path");
    return !has(properties, "device.api", "v4l2") &&
           !gst_structure_has_field(properties, "api.v4l2.path") &&
           !(path && g_str_has_prefix(path, "v4l2:")) && !has(properties, "node.name", "fakecam") &&
           !has(properties, "node.description", "Fakecam");
}

/* Its path for us: PipeWire's name of the node, which stays the same when it is plugged in again. */
static void fill_info(GstDevice *device, const GstStructure *properties,
                      struct fc_camera_info *info)
{
    const char *node = properties ? gst_structure_get_string(properties, "node.name") : NULL;
    char *name = gst_device_get_display_name(device);

    *info = (struct fc_camera_info){.is_pipewire = true};
    g_strlcpy(info->name, name ? name : "", sizeof(info->name));
    g_strlcpy(info->path, node ? node : info->name, sizeof(info->path));
    g_free(name);
}

static bool look(GstDevice *device, struct fc_camera_info *info)
{
    GstStructure *properties = gst_device_get_properties(device);
    bool is_camera = gst_device_has_classes(device, "Video/Source");

    if (is_camera) {
        fill_info(device, properties, info);
        is_camera = fc_pipewire_is_camera(properties, info->name);
    }
    g_clear_pointer(&properties, gst_structure_free);
    return is_camera;
}

/*
 * Each version of the provider has a way of its own to free what is still in use: asked without
 * having been started, that of 1.4 (Debian 13) gives devices that it has freed; started and
 * stopped, that of 0.3.65 (Debian 12) damages the heap now and then.
 */
static bool has_to_be_started(void)
{
    return atoi(pw_get_library_version()) >= 1;
}

static GList *ask(GstDeviceProvider *provider)
{
    GList *devices;

    if (!has_to_be_started())
        return gst_device_provider_get_devices(provider);
    if (!gst_device_provider_start(provider))
        return NULL;
    devices = gst_device_provider_get_devices(provider);
    gst_device_provider_stop(provider);
    return devices;
}

GList *fc_pipewire_devices(void)
{
    GstDeviceProvider *provider;
    GList *devices;

    if (fc_gst_init(NULL) < 0)
        return NULL;
    provider = gst_device_provider_factory_get_by_name(PROVIDER);
    if (!provider)
        return NULL;
    devices = ask(provider);
    gst_object_unref(provider);
    return devices;
}

int fc_pipewire_list(struct fc_camera_info *infos, int capacity)
{
    GList *devices = fc_pipewire_devices();
    int count = 0;

    for (GList *item = devices; item; item = item->next) {
        struct fc_camera_info info;

        if (!look(item->data, &info))
            continue;
        if (count < capacity)
            infos[count] = info;
        count++;
    }
    g_list_free_full(devices, gst_object_unref);
    return count;
}

GstDevice *fc_pipewire_find(const char *path)
{
    GList *devices = fc_pipewire_devices();
    GstDevice *found = NULL;

    for (GList *item = devices; item && !found; item = item->next) {
        struct fc_camera_info info;

        if (look(item->data, &info) && strcmp(info.path, path) == 0)
            found = gst_object_ref(item->data);
    }
    g_list_free_full(devices, gst_object_unref);
    return found;
}
