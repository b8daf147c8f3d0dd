/* SPDX-License-Identifier: MIT */
/* The real cameras. None is opened for streaming. */
#include "service/doctor/check.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/camera/choose.h"
#include "service/camera/v4l2.h"
#include "service/doctor/access.h"
#include "service/doctor/place.h"

#define SYSFS "/sys/class/video4linux"
#define MAX_CAMERAS 16

struct camera {
    char path[32];
    char name[80];
    enum fc_access access;
};

static bool has_hardware(const char *root, const char *name)
{
    char *link = g_strdup_printf("%s" SYSFS "/%s", root, name);
    char *target = realpath(link, NULL);
    const bool is_virtual = target && strstr(target, "/devices/virtual/");

    free(target);
    g_free(link);
    return !is_virtual;
}

/* What follows a camera's first node are its metadata. */
static bool is_first_node(const char *root, const char *name)
{
    char *path = g_strdup_printf(SYSFS "/%s/index", name);
    char *text = fc_place_read(root, path);
    const bool is_first = !text || strcmp(text, "0") == 0;

    g_free(text);
    g_free(path);
    return is_first;
}

static bool look_at_node(struct camera *camera, const char *root, const char *name)
{
    struct fc_camera_info info;
    char *file, *label;

    if (!g_str_has_prefix(name, "video") || !isdigit((unsigned char)name[5]) ||
        !has_hardware(root, name) || !is_first_node(root, name))
        return false;
    g_snprintf(camera->path, sizeof(camera->path), "/dev/%s", name);
    /* codecs and raw sensors have nodes too, which only the device itself can tell */
    if (!root[0] && fc_v4l2_look(camera->path, &info) == -ENOTTY)
        return false;
    file = g_strdup_printf(SYSFS "/%s/name", name);
    label = fc_place_read(root, file);
    g_strlcpy(camera->name, label ? label : "", sizeof(camera->name));
    camera->access = fc_access_to(root, camera->path);
    g_free(label);
    g_free(file);
    return true;
}

static int find_cameras(const struct fc_doctor *doctor, struct camera cameras[MAX_CAMERAS])
{
    GPtrArray *names = fc_place_list(doctor->root, SYSFS);
    int count = 0;

    for (guint i = 0; i < names->len && count < MAX_CAMERAS; i++)
        if (look_at_node(&cameras[count], doctor->root, names->pdata[i]))
            count++;
    g_ptr_array_unref(names);
    return count;
}

/* What the doctor itself proposes is no problem once it was done. Sets the finding then. */
static bool has_stand_in(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const char *camera = doctor->desktop.camera;

    if (!camera[0] || fc_camera_kind_of(camera) != FC_CAMERA_PLAYED)
        return false;
    fc_finding_set(finding, FC_FINDING_NOTE, "no camera is plugged in");
    if (g_str_has_prefix(camera, "demo:"))
        fc_finding_also(finding, "and a drawn person stands in for it");
    else
        fc_finding_also(finding, "and %s stands in for it", camera);
    fc_finding_why(finding, "Others see that instead of you. Choose a camera once one is there.");
    return true;
}

static void look_found(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    struct camera cameras[MAX_CAMERAS];
    const int count = find_cameras(doctor, cameras);

    finding->state = FC_FINDING_OK;
    for (int i = 0; i < count; i++)
        fc_finding_name(finding, FC_FINDING_OK, "%s (%s)", cameras[i].name, cameras[i].path);
    if (doctor->desktop.cameras > 0)
        fc_finding_also(finding, "%d that PipeWire alone offers", doctor->desktop.cameras);
    if (finding->found[0])
        return;
    if (has_stand_in(doctor, finding))
        return;
    fc_finding_set(finding, FC_FINDING_PROBLEM, "no camera is plugged in");
    fc_finding_why(finding, "Plug one in, or look whether a switch or the firmware has turned it "
                            "off. Until then a drawn person can stand in for it.");
    fc_finding_mend(finding, "fakecam run --camera demo:");
}

/* What mends that this one is refused. */
static void mend_access(const struct fc_doctor *doctor, const struct camera *camera,
                        struct fc_finding *finding)
{
    char group[64];

    fc_access_group(doctor->root, camera->path, group, sizeof(group));
    if (camera->access == FC_ACCESS_NEXT_LOGIN) {
        fc_finding_why(finding,
                       "You are in the group %s by now, but this session is older: log out "
                       "and in again.",
                       group);
    } else if (camera->access == FC_ACCESS_DENIED) {
        fc_finding_why(finding,
                       "Desktops give cameras to who sits before the screen; elsewhere it "
                       "takes the group %s.",
                       group);
        fc_finding_why(finding, "After the command, log out and in again.");
        fc_finding_mend(finding, "sudo usermod -aG %s \"$USER\"", group);
    } else {
        fc_finding_why(finding, "udev gives cameras to a group, and has not done so here.");
        fc_finding_mend(finding, "sudo udevadm trigger --subsystem-match=video4linux");
    }
}

static void look_access(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    struct camera cameras[MAX_CAMERAS];
    const int count = find_cameras(doctor, cameras);
    const struct camera *first = NULL;
    char denied[MAX_CAMERAS * sizeof(cameras[0].path)] = "";
    bool may_none = true;

    for (int i = 0; i < count; i++) {
        if (cameras[i].access == FC_ACCESS_GRANTED) {
            may_none = false;
            continue;
        }
        g_strlcat(denied, first ? ", " : "", sizeof(denied));
        g_strlcat(denied, cameras[i].path, sizeof(denied));
        if (!first)
            first = &cameras[i];
    }
    if (!count) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "there is none in /dev");
    } else if (!first) {
        fc_finding_set(finding, FC_FINDING_OK, "they can be read");
    } else {
        fc_finding_set(finding, may_none ? FC_FINDING_PROBLEM : FC_FINDING_NOTE,
                       "%s cannot be opened", denied);
        mend_access(doctor, first, finding);
    }
}

/* The service holds it while somebody watches: that is no news. */
static bool is_other(const char *names)
{
    return names[0] && !(g_str_has_prefix(names, "fakecam (") && !strchr(names, ','));
}

static void look_holders(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    struct camera cameras[MAX_CAMERAS];
    const int count = find_cameras(doctor, cameras);
    enum fc_finding_state state = FC_FINDING_OK;
    char names[300];

    if (!count) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "there is none in /dev");
        return;
    }
    for (int i = 0; i < count; i++) {
        fc_access_holders(doctor->root, cameras[i].path, names, sizeof(names));
        if (!names[0])
            continue;
        if (is_other(names))
            state = FC_FINDING_NOTE;
        fc_finding_name(finding, state, "%s: %s", cameras[i].path, names);
    }
    if (!finding->found[0])
        fc_finding_set(finding, FC_FINDING_OK, "nobody that can be seen");
    if (finding->state == FC_FINDING_NOTE)
        fc_finding_why(finding, "A camera can be read by one program at a time: end that one, or "
                                "choose Fakecam in it. A sound and video server that looks at "
                                "cameras, as WirePlumber, gives way.");
}

const struct fc_check fc_checks_cameras[] = {
    {"camera-found", N_("Cameras"), look_found},
    {"camera-access", N_("Rights on the cameras"), look_access},
    {"camera-holders", N_("Who has the cameras open"), look_holders},
    {0},
};
