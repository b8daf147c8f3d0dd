/* SPDX-License-Identifier: MIT */
/*
 * What runs in this session: PipeWire and its session manager, the camera itself on the session
 * bus, and what the desktop's portal remembers about cameras. Asks each for some seconds at most.
 */
#ifndef FC_SERVICE_DOCTOR_DESKTOP_H
#define FC_SERVICE_DOCTOR_DESKTOP_H

#include <stdbool.h>

#include "params/params.h"

/* Where desktops keep what programs may do, as xdg-desktop-portal has it. */
#define FC_PERMISSIONS_NAME "org.freedesktop.impl.portal.PermissionStore"
#define FC_PERMISSIONS_PATH "/org/freedesktop/impl/portal/PermissionStore"

enum fc_answer {
    FC_ANSWER_UNSET = 0, /* not asked: another system's files are looked at */
    FC_ANSWER_NOBODY,    /* there is nobody to ask */
    FC_ANSWER_SILENCE,   /* it is there and does not answer */
    FC_ANSWER_NO,
    FC_ANSWER_YES,
};

struct fc_desktop {
    enum fc_answer pipewire; /* NOBODY, SILENCE or YES */
    char manager[64];        /* PipeWire's session manager: "WirePlumber"; "" where there is none */
    bool has_node;           /* the virtual camera is listed */
    int cameras;             /* others that are no V4L2 devices */
    enum fc_answer service;  /* owns its name on the session bus; NOBODY: there is no bus */
    char camera[FC_PARAM_TEXT_SIZE]; /* the setting: of the service, else of the file */

    /* A person said that a program may not use cameras: YES. NOBODY: nobody keeps such answers. */
    enum fc_answer refused;
    char refused_program[256]; /* which; "" for all that are in no sandbox */
};

void fc_desktop_look(struct fc_desktop *desktop);

/* Whether the camera runs, asked alone. */
enum fc_answer fc_desktop_service(void);

#endif
