/* SPDX-License-Identifier: MIT */
/*
 * What could keep this machine from having the camera, looked at piece by piece, each with the
 * command that mends it. Nothing is changed, and no camera is switched on.
 *
 * Any thread. Takes up to some seconds.
 */
#ifndef FC_SERVICE_DOCTOR_DOCTOR_H
#define FC_SERVICE_DOCTOR_DOCTOR_H

#include <glib.h>

enum fc_finding_state {
    FC_FINDING_UNSET = 0,
    FC_FINDING_OK,
    FC_FINDING_NOTE,    /* works, or cannot be had here, and good to know */
    FC_FINDING_PROBLEM, /* keeps the camera, or a part of it, from working */
    FC_FINDING_UNKNOWN, /* could not be looked at, or another finding comes first */
};

struct fc_finding {
    const char *id;    /* "module-loaded"; stays the same from version to version */
    const char *title; /* "Kernel module loaded" */
    enum fc_finding_state state;
    char found[600];   /* one line: what there is */
    char why[400];     /* why that matters; may be "" */
    char command[300]; /* what mends it, to be typed as it is; "" where no one command does */
};

struct fc_doctor_params {
    /*
     * A folder that holds another system, instead of "/": its files alone are looked at, and what
     * only a running system has is UNKNOWN. "" or NULL: this one.
     */
    const char *root;
    const char *model_dir; /* looked in first for the networks; or NULL */
};

/* All findings, in the order in which they should be mended. Free with g_ptr_array_unref(). */
GPtrArray *fc_doctor_look(const struct fc_doctor_params *params);

/* "ok", "note", "problem" or "unknown". */
const char *fc_finding_state_name(enum fc_finding_state state);

#endif
