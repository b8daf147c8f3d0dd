/* SPDX-License-Identifier: MIT */
/* The camera itself, and what starts it. */
#include "service/doctor/check.h"
#include "service/doctor/unit.h"

#include <unistd.h>

/* Its session, its settings and its camera are another's than the person's. */
static void look_person(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    (void)doctor;
    if (geteuid() == 0) {
        fc_finding_set(finding, FC_FINDING_NOTE, "you are root");
        fc_finding_why(finding, "The camera runs in a person's session: ask as the one who uses "
                                "it, for root may see another PipeWire, and may open everything.");
    } else {
        fc_finding_name(finding, FC_FINDING_OK, "%s", g_get_user_name());
    }
}

static void look_running(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    struct fc_unit unit;

    switch (doctor->desktop.service) {
    case FC_ANSWER_YES:
        fc_finding_set(finding, FC_FINDING_OK, "it runs");
        return;
    case FC_ANSWER_UNSET:
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "another system's files are looked at");
        return;
    case FC_ANSWER_NOBODY:
        fc_finding_set(finding, FC_FINDING_NOTE, "there is no session bus to ask on");
        fc_finding_why(finding, "The camera runs without one, but cannot be steered: no status, "
                                "pause or settings while it runs.");
        return;
    case FC_ANSWER_SILENCE:
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "the session bus does not answer");
        return;
    default:
        break;
    }
    fc_unit_look(&unit, doctor->root);
    fc_finding_set(finding, FC_FINDING_PROBLEM, "the camera does not run");
    fc_finding_why(finding, "While it does not, programs list no Fakecam, or show nothing.");
    fc_finding_mend(finding, "%s",
                    unit.has_manager && unit.is_installed ? "systemctl --user start fakecam"
                                                          : "fakecam run");
}

static void look_unit(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    struct fc_unit unit;

    fc_unit_look(&unit, doctor->root);
    if (unit.is_installed && unit.is_enabled) {
        fc_finding_set(finding, FC_FINDING_OK, "it starts with the session");
        return;
    }
    fc_finding_say(finding, FC_FINDING_NOTE,
                   unit.is_installed ? N_("the unit is installed, and not enabled")
                                     : N_("the unit is not installed"));
    if (!unit.has_manager && !doctor->root[0])
        fc_finding_why(finding, "systemd runs nothing for you in this session; start \"fakecam "
                                "run\" by your desktop's own autostart.");
    else if (!unit.is_installed)
        fc_finding_why(finding, "The camera runs as long as \"fakecam run\" does. Installing "
                                "Fakecam brings the unit.");
    else
        fc_finding_why(finding, "The camera has to be started by hand each time.");
    if (unit.is_installed && unit.has_manager)
        fc_finding_mend(finding, "systemctl --user enable --now fakecam");
}

const struct fc_check fc_checks_service[] = {
    {"person", N_("Who asks"), look_person},
    {"service-running", N_("The camera"), look_running},
    {"service-unit", N_("The camera's systemd unit"), look_unit},
    {0},
};
