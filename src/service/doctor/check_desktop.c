/* SPDX-License-Identifier: MIT */
/* PipeWire, which offers cameras without a kernel module. */
#include "service/doctor/check.h"

#include <stdio.h>
#include <string.h>

#include "service/doctor/place.h"
#include "service/doctor/unit.h"

static bool is_elsewhere(enum fc_answer answer, struct fc_finding *finding)
{
    if (answer != FC_ANSWER_UNSET)
        return false;
    fc_finding_set(finding, FC_FINDING_UNKNOWN, "another system's files are looked at");
    return true;
}

/* With the module's device, most programs have a camera without it. */
static void look_pipewire(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const bool is_needed = doctor->module.used < 0;
    struct fc_unit unit;

    if (is_elsewhere(doctor->desktop.pipewire, finding))
        return;
    switch (doctor->desktop.pipewire) {
    case FC_ANSWER_YES:
        fc_finding_set(finding, FC_FINDING_OK, "it runs");
        return;
    case FC_ANSWER_SILENCE:
        fc_finding_set(finding, FC_FINDING_PROBLEM, "PipeWire is there and does not answer");
        break;
    default:
        fc_finding_set(finding, is_needed ? FC_FINDING_PROBLEM : FC_FINDING_NOTE,
                       "PipeWire does not run in this session");
    }
    fc_finding_why(finding, "Programs that take cameras from PipeWire, as sandboxed ones do, see "
                            "Fakecam through it.");
    fc_unit_look(&unit, doctor->root);
    if (fc_place_has(doctor->root, "/usr/bin/pipewire") && unit.has_manager)
        fc_finding_mend(finding, "systemctl --user restart pipewire wireplumber");
    else if (fc_place_has(doctor->root, "/usr/bin/pipewire"))
        fc_finding_mend(finding, "(pipewire & sleep 1; wireplumber &)");
    else if (doctor->module.is_debian)
        fc_finding_mend(finding, "sudo apt-get install pipewire wireplumber");
}

static void look_manager(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_desktop *desktop = &doctor->desktop;

    if (is_elsewhere(desktop->pipewire, finding))
        return;
    if (desktop->pipewire != FC_ANSWER_YES) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "PipeWire does not run");
    } else if (desktop->manager[0]) {
        fc_finding_name(finding, FC_FINDING_OK, "%s", desktop->manager);
    } else {
        fc_finding_set(finding, FC_FINDING_PROBLEM, "PipeWire runs without a session manager");
        fc_finding_why(finding, "Nobody joins cameras to the programs that want them.");
        if (doctor->module.is_debian && !fc_place_has(doctor->root, "/usr/bin/wireplumber"))
            fc_finding_mend(finding, "sudo apt-get install wireplumber");
        else
            fc_finding_mend(finding, "systemctl --user enable --now wireplumber");
    }
}

static void look_node(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_desktop *desktop = &doctor->desktop;

    if (is_elsewhere(desktop->pipewire, finding))
        return;
    if (desktop->pipewire != FC_ANSWER_YES) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "PipeWire does not run");
    } else if (desktop->has_node) {
        fc_finding_set(finding, FC_FINDING_OK, "PipeWire lists it");
    } else if (desktop->service != FC_ANSWER_YES) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "the camera does not run");
    } else {
        fc_finding_set(finding, FC_FINDING_PROBLEM,
                       "the camera runs, and PipeWire has no node of it");
        fc_finding_why(finding, "It is switched off by the setting pipewire, or the service cannot "
                                "reach PipeWire; its log says why.");
        fc_finding_mend(finding, "journalctl --user -u fakecam -n 20");
    }
}

const struct fc_check fc_checks_desktop[] = {
    {"pipewire", N_("PipeWire"), look_pipewire},
    {"pipewire-manager", N_("PipeWire's session manager"), look_manager},
    {"pipewire-node", N_("Fakecam in PipeWire"), look_node},
    {0},
};
