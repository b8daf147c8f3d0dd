/* SPDX-License-Identifier: MIT */
/*
 * Whether the kernel takes a module that was built on this machine: Secure Boot, the lockdown
 * that comes with it (kernel_lockdown(7)), and the key that DKMS signs with.
 */
#ifndef FC_SERVICE_DOCTOR_SECURE_H
#define FC_SERVICE_DOCTOR_SECURE_H

#include <stdbool.h>

struct fc_secure {
    bool is_on;       /* unsigned modules are refused */
    const char *says; /* what it was seen by: "Secure Boot is on"; "" where they are not */
    bool is_signed; /* the module has a signature; true too where it is packed and cannot be seen */
    char key[128];  /* the certificate that DKMS signs with; "" where there is none */
    bool is_enrolled; /* the firmware's list has it */
};

/* module is the built module below root, or "". */
void fc_secure_look(struct fc_secure *secure, const char *root, const char *module);

#endif
