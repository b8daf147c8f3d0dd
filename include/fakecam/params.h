/* SPDX-License-Identifier: MIT */
/*
 * Parameters: the one table of everything that can be set, with name, type, range and help.
 *
 * The table is constant and may be read from any thread. Engine, GStreamer element, settings,
 * command line and app all take names, ranges and help from here; a program run at build time
 * writes the manual page's section from it.
 */
#ifndef FAKECAM_PARAMS_H
#define FAKECAM_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "fakecam/frame.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fc_param_type {
    FC_PARAM_TYPE_UNSET = 0,
    FC_PARAM_BOOL,   /* "true" or "false" */
    FC_PARAM_INT,    /* a whole number, min to max */
    FC_PARAM_FLOAT,  /* a number, min to max */
    FC_PARAM_CHOICE, /* one of choices */
    FC_PARAM_COLOUR, /* "#rrggbb", sRGB */
    FC_PARAM_TEXT,   /* any text: a name, a path, a URI */
};

enum fc_param_scope {
    FC_PARAM_SCOPE_UNSET = 0,
    FC_PARAM_ENGINE,  /* fc_engine_set() takes it */
    FC_PARAM_SERVICE, /* the live camera alone takes it */
};

struct fc_param_info {
    const char *name; /* as typed: lower case, words joined by '-' */
    enum fc_param_type type;
    double min; /* for INT and FLOAT, both ends allowed */
    double max;
    const char *const *choices; /* for CHOICE, ended by NULL; else NULL */
    const char *default_text;   /* as typed */
    const char *unit;           /* "%", "px", ...; "" where there is none */
    const char *group;          /* Background, Person, Camera, Network, ... */
    enum fc_param_scope scope;
    bool live;        /* takes effect at the next frame; else when the service starts */
    const char *help; /* one sentence */
};

FC_API size_t fc_param_count(void);

/* The parameter at that place of the table, or NULL. */
FC_API const struct fc_param_info *fc_param_at(size_t index);

/* The parameter of that name, or NULL. */
FC_API const struct fc_param_info *fc_param_find(const char *name);

/*
 * Writes what a parameter allows, for a person: "0 to 100%", "cover, contain, stretch or tile".
 * Cut where text[size] is too small.
 */
FC_API void fc_param_allowed(const struct fc_param_info *info, char *text, size_t size);

#ifdef __cplusplus
}
#endif

#endif
