/* SPDX-License-Identifier: MIT */
/* Who may open a device, and who has it open. Any thread. */
#ifndef FC_SERVICE_DOCTOR_ACCESS_H
#define FC_SERVICE_DOCTOR_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

enum fc_access {
    FC_ACCESS_UNSET = 0,
    FC_ACCESS_GRANTED,
    FC_ACCESS_MISSING, /* there is no such node */
    FC_ACCESS_DENIED,
    FC_ACCESS_NO_GROUP,   /* denied, and there is no group that may either */
    FC_ACCESS_NEXT_LOGIN, /* the person is in the group since, and this session is older */
};

/*
 * Whether this process may read and write the node at path below root: rights, groups and access
 * control lists together. Opens nothing.
 */
enum fc_access fc_access_to(const char *root, const char *path);

/* Writes the name of the group that may read and write it, "video"; "" where none may. */
void fc_access_group(const char *root, const char *path, char *group, size_t size);

/*
 * Who holds path open, as names for a person: "firefox (1234), zoom (77)"; "" for nobody that can
 * be seen. Programs of other users are seen by root alone. Returns how many.
 */
int fc_access_holders(const char *root, const char *path, char *names, size_t size);

#endif
