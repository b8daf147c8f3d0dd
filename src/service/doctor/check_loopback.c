/* SPDX-License-Identifier: MIT */
/* The device that the loaded module made. */
#include "service/doctor/access.h"
#include "service/doctor/check.h"

/* Sets the finding where there is nothing to look at. */
static const struct fc_module_node *node_of(const struct fc_doctor *doctor,
                                            struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (module->used >= 0)
        return &module->nodes[module->used];
    fc_finding_say(finding, FC_FINDING_UNKNOWN,
                   module->is_loaded ? N_("it has made no device")
                                     : N_("v4l2loopback is not loaded"));
    return NULL;
}

static void look_device(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;
    const struct fc_module_node *node;

    if (module->is_loaded && module->used < 0) {
        fc_finding_set(finding, FC_FINDING_PROBLEM, "v4l2loopback is loaded and has no device");
        fc_finding_why(finding, "It was loaded with devices=0, or they were deleted.");
        fc_finding_mend(finding, "fakecam setup");
        return;
    }
    node = node_of(doctor, finding);
    if (!node)
        return;
    fc_finding_name(finding, FC_FINDING_OK, "/dev/video%d, \"%s\"", node->number, node->label);
    if (module->node_count > 1)
        fc_finding_also(finding, "and others");
}

/* Options of another hand stay as they are: only the person knows what they are for. */
static void look_exclusive(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;
    const struct fc_module_node *node = node_of(doctor, finding);

    if (!node)
        return;
    if (node->exclusive) {
        fc_finding_set(finding, FC_FINDING_OK, "exclusive_caps=1 for /dev/video%d", node->number);
        return;
    }
    fc_finding_set(finding, FC_FINDING_PROBLEM, "/dev/video%d has no exclusive_caps=1",
                   node->number);
    fc_finding_why(finding, "Chrome, Chromium and what is built on them list only devices that "
                            "capture and do nothing else.");
    if (module->options->len > 0) {
        const struct fc_module_line *line = module->options->pdata[0];

        fc_finding_why(finding,
                       "The options stand in %s: add exclusive_caps=1 there (one value for each "
                       "device, as in 1,1), and load the module anew.",
                       line->file);
        fc_finding_mend(finding, "sudoedit %s", line->file);
    } else {
        fc_finding_mend(finding, "fakecam setup");
    }
}

static void look_label(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module_node *node = node_of(doctor, finding);

    if (!node)
        return;
    if (node->is_labelled) {
        fc_finding_name(finding, FC_FINDING_OK, "\"%s\"", node->label);
        return;
    }
    fc_finding_set(finding, FC_FINDING_NOTE, "programs list the camera as \"%s\"", node->label);
    fc_finding_why(finding, "It works all the same; with card_label=Fakecam it is easier to find.");
    if (doctor->module.options->len == 0)
        fc_finding_mend(finding, "fakecam setup");
}

static void look_version(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (!module->is_loaded) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "v4l2loopback is not loaded");
    } else if (fc_module_is_old(module)) {
        if (module->version[0])
            fc_finding_set(finding, FC_FINDING_OK, "version %s, before 0.13", module->version);
        else
            fc_finding_set(finding, FC_FINDING_OK, "a version before 0.13");
        fc_finding_why(finding, "Two programs can write to one device here, and one that uses "
                                "write() leaves it unusable for a while: keep others, as OBS, off "
                                "Fakecam's. Readers are counted by looking into /proc.");
    } else {
        fc_finding_set(finding, FC_FINDING_OK, "version %s, 0.13 or later", module->version);
        fc_finding_why(finding, "One program at a time can read the device. Close the first where "
                                "a second says that the camera is in use.");
    }
}

static void look_access(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module_node *node = node_of(doctor, finding);
    char path[32], group[64];

    if (!node)
        return;
    g_snprintf(path, sizeof(path), "/dev/video%d", node->number);
    fc_access_group(doctor->root, path, group, sizeof(group));
    switch (fc_access_to(doctor->root, path)) {
    case FC_ACCESS_GRANTED:
        fc_finding_set(finding, FC_FINDING_OK, "%s can be read and written", path);
        break;
    case FC_ACCESS_MISSING:
        fc_finding_set(finding, FC_FINDING_PROBLEM, "%s is not there", path);
        fc_finding_why(finding, "The kernel has the device, and udev, or a container's owner, has "
                                "not made its node.");
        fc_finding_mend(finding, "sudo udevadm trigger --subsystem-match=video4linux");
        break;
    case FC_ACCESS_NEXT_LOGIN:
        fc_finding_set(finding, FC_FINDING_PROBLEM,
                       "%s cannot be opened: this session is older than your place in the group "
                       "%s",
                       path, group);
        fc_finding_why(finding, "Log out and in again; where that is not enough, restart.");
        break;
    case FC_ACCESS_NO_GROUP:
        fc_finding_set(finding, FC_FINDING_PROBLEM, "%s is for root alone", path);
        fc_finding_why(finding, "udev gives video devices to a group, and has not done so here.");
        fc_finding_mend(finding, "sudo udevadm trigger --subsystem-match=video4linux");
        break;
    default:
        fc_finding_set(finding, FC_FINDING_PROBLEM, "%s cannot be read and written", path);
        fc_finding_why(finding, "Fakecam writes to it, and other programs read from it.");
        fc_finding_why(finding, "After the command, log out and in again.");
        fc_finding_mend(finding, "sudo usermod -aG %s \"$USER\"", group);
    }
}

static void look_holders(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module_node *node = node_of(doctor, finding);
    char names[300], path[32];

    if (!node)
        return;
    g_snprintf(path, sizeof(path), "/dev/video%d", node->number);
    if (fc_access_holders(doctor->root, path, names, sizeof(names)) > 0)
        fc_finding_name(finding, FC_FINDING_OK, "%s", names);
    else
        fc_finding_set(finding, FC_FINDING_OK, "nobody that can be seen");
}

const struct fc_check fc_checks_loopback[] = {
    {"loopback-device", N_("The virtual camera's device"), look_device},
    {"loopback-exclusive", N_("Seen by Chromium"), look_exclusive},
    {"loopback-label", N_("The virtual camera's name"), look_label},
    {"loopback-version", N_("Version of v4l2loopback"), look_version},
    {"loopback-access", N_("Rights on the virtual camera"), look_access},
    {"loopback-holders", N_("Who has the virtual camera open"), look_holders},
    {0},
};
