/* SPDX-License-Identifier: MIT */
/*
 * What could keep this machine from having the camera, looked at piece by piece, each with the
 * command that mends it. Nothing is changed, and no camera is switched on.
 *
 * Any thread. Takes up to some seconds.
 */
#ifndef FC_SERVICE_DOCTOR_DOCTOR_H
#define FC_SERVICE_DOCTOR_DOCTOR_H

#include <stdbool.h>

#include <glib.h>

enum fc_finding_state {
    FC_FINDING_UNSET = 0,
    FC_FINDING_OK,
    FC_FINDING_NOTE,    /* works, or cannot be had here, and good to know */
    FC_FINDING_PROBLEM, /* keeps the camera, or a part of it, from working */
    FC_FINDING_UNKNOWN, /* could not be looked at, or another finding comes first */
};

/*
 * One sentence of a finding, or one part of what was found, before it was put together: who shows it
 * in another language looks its words up there.
 */
struct fc_sentence {
    bool is_why; /* else of what was found */
    const char
        *words;    /* with %s or %d where something is named: "PipeWire runs", "%s is not there" */
    char **places; // owned; what is named, in that order, ended by NULL
};

struct fc_finding {
    const char *id;    /* "module-loaded"; stays the same from version to version */
    const char *title; /* "Kernel module loaded" */
    enum fc_finding_state state;
    char *found;   // owned, as all here; one line: what there is; never NULL
    char *why;     /* why that matters; may be "" */
    char *command; /* what mends it, to be typed as it is; "" where no one command does */
    GPtrArray
        *sentences; /* struct fc_sentence: what makes up found, with ", ", and why, with " " */
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
