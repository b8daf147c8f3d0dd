/* SPDX-License-Identifier: MIT */
/*
 * Checks: an area is an array of them, ended by an empty one, in a file of its own; a new area is
 * one line in doctor.c. A check looks at one thing and sets its finding.
 */
#ifndef FC_SERVICE_DOCTOR_CHECK_H
#define FC_SERVICE_DOCTOR_CHECK_H

#include "service/doctor/desktop.h"
#include "service/doctor/doctor.h"
#include "service/doctor/module.h"
#include "service/doctor/secure.h"

/* What is looked at once, for all checks. */
struct fc_doctor {
    const char *root;      // borrowed; "" for this system
    const char *model_dir; // borrowed; or NULL
    struct fc_module module;
    struct fc_secure secure;
    struct fc_desktop desktop; /* all zero when root is another system's */
};

struct fc_check {
    const char *id;
    const char *title;
    void (*look)(const struct fc_doctor *doctor, struct fc_finding *finding);
};

extern const struct fc_check fc_checks_module[];
extern const struct fc_check fc_checks_loopback[];
extern const struct fc_check fc_checks_cameras[];
extern const struct fc_check fc_checks_networks[];
extern const struct fc_check fc_checks_desktop[];
extern const struct fc_check fc_checks_service[];
extern const struct fc_check fc_checks_browsers[];

/* What was found, why it matters, and what mends it; each like printf. */
void fc_finding_set(struct fc_finding *finding, enum fc_finding_state state, const char *format,
                    ...) G_GNUC_PRINTF(3, 4);
void fc_finding_why(struct fc_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void fc_finding_mend(struct fc_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
