/* SPDX-License-Identifier: MIT */
/*
 * What `fakecam doctor --json` says, and what the app can do about it. No widgets; any thread.
 */
#ifndef FC_APP_FINDINGS_H
#define FC_APP_FINDINGS_H

#include <glib.h>

enum fc_app_finding_state {
    FC_APP_FINDING_UNKNOWN = 0, /* could not be looked at; also words of later versions */
    FC_APP_FINDING_OK,
    FC_APP_FINDING_NOTE,
    FC_APP_FINDING_PROBLEM,
};

/* What a button beside a finding does with its command. */
enum fc_app_mend {
    FC_APP_MEND_NOT = 0, /* there is nothing to do, or it is no command */
    FC_APP_MEND_SETUP,   /* `fakecam setup`, which asks for authorisation by itself */
    FC_APP_MEND_DEMO,    /* the drawn person stands in for a camera */
    FC_APP_MEND_START,   /* the service */
    FC_APP_MEND_RUN,     /* a command that needs no rights: run as it is */
    FC_APP_MEND_COPY,    /* one that does: a person has to type it */
};

struct fc_app_finding {
    char *id; // owned, as all texts; never NULL
    char *title;
    char *found;
    char *why;
    char *command;
    enum fc_app_finding_state state;
};

/* Of struct fc_app_finding, to be unreferenced; NULL where text is something else. */
GPtrArray *fc_app_findings_parse(const char *text);

enum fc_app_mend fc_app_mend_of(const struct fc_app_finding *finding);

/* The label of its button, translated; NULL where there is nothing to do. */
const char *fc_app_mend_label(enum fc_app_mend mend);

int fc_app_findings_problems(const GPtrArray *findings);

#endif
