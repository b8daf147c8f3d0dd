/* SPDX-License-Identifier: MIT */
/* The systemd user unit that keeps the camera running. Any thread. */
#ifndef FC_SERVICE_DOCTOR_UNIT_H
#define FC_SERVICE_DOCTOR_UNIT_H

#include <stdbool.h>

#define FC_UNIT "fakecam.service"

struct fc_unit {
    bool has_manager;  /* systemd runs for this person */
    bool is_installed; /* systemd finds the unit */
    bool is_enabled;   /* it starts with the session */
};

void fc_unit_look(struct fc_unit *unit, const char *root);

#endif
