/* SPDX-License-Identifier: MIT */
/*
 * Checks: an area is an array of them, ended by an empty one, in a file of its own; a new area is
 * one line in doctor.c. A check looks at one thing and sets its finding.
 */
#ifndef FC_SERVICE_DOCTOR_CHECK_H
#define FC_SERVICE_DOCTOR_CHECK_H

#include <glib/gi18n.h>

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

struct fc_finding *fc_finding_new(const char *id, const char *title);
void fc_finding_free(gpointer finding);

/*
 * Sentences are translated by whoever shows them, so words stand here as one literal, which
 * po/POTFILES.in has translators given; %s and %d alone are its places, and what is put into them is
 * the same in every language. set() is called once; also() adds to what was found, why() a sentence
 * to why it matters.
 */
void fc_finding_set(struct fc_finding *finding, enum fc_finding_state state, const char *words, ...)
    G_GNUC_PRINTF(3, 4);
void fc_finding_also(struct fc_finding *finding, const char *words, ...) G_GNUC_PRINTF(2, 3);
void fc_finding_why(struct fc_finding *finding, const char *words, ...) G_GNUC_PRINTF(2, 3);

/* Instead of set(), and as often as there are some: a name, a path, a version. */
void fc_finding_name(struct fc_finding *finding, enum fc_finding_state state, const char *format,
                     ...) G_GNUC_PRINTF(3, 4);

/* Instead of set(): words without places, marked with N_() where they stand. */
void fc_finding_say(struct fc_finding *finding, enum fc_finding_state state, const char *words);

/* The command that mends it. Called once at most. */
void fc_finding_mend(struct fc_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
