/* SPDX-License-Identifier: MIT */
#include "service/doctor/doctor.h"

#include "service/doctor/check.h"

/* In the order in which a person would go about it. */
static const struct fc_check *const areas[] = {
    fc_checks_networks, fc_checks_cameras, fc_checks_module,   fc_checks_loopback,
    fc_checks_desktop,  fc_checks_service, fc_checks_browsers,
};

static void look(const struct fc_doctor *doctor, GPtrArray *findings)
{
    for (size_t i = 0; i < G_N_ELEMENTS(areas); i++)
        for (const struct fc_check *check = areas[i]; check->id; check++) {
            struct fc_finding *finding = fc_finding_new(check->id, check->title);

            check->look(doctor, finding);
            g_ptr_array_add(findings, finding);
        }
}

GPtrArray *fc_doctor_look(const struct fc_doctor_params *params)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(fc_finding_free);
    struct fc_doctor doctor = {
        .root = params->root ? params->root : "",
        .model_dir = params->model_dir,
    };

    fc_module_look(&doctor.module, doctor.root);
    fc_secure_look(&doctor.secure, doctor.root, doctor.module.file);
    if (!doctor.root[0])
        fc_desktop_look(&doctor.desktop);
    look(&doctor, findings);
    fc_module_finish(&doctor.module);
    return findings;
}
