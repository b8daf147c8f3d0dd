/* SPDX-License-Identifier: MIT */
/*
 * What setup is going to do on a machine, decided from what there is and not from what was done
 * before: where all is well, nothing. Options of another hand are never changed.
 */
#ifndef FC_SERVICE_SETUP_PLAN_H
#define FC_SERVICE_SETUP_PLAN_H

#include "service/doctor/module.h"
#include "service/doctor/secure.h"
#include "service/setup/order.h"

struct fc_setup_plan_params {
    const char *root; /* "" for this system, else the folder that another one lies in */
    bool is_asleep;   /* that one does not run: files alone are written */
    bool is_undo;
    /* Whether apt-get knows a package; NULL: it knows all. */
    bool (*knows)(const char *package);
};

struct fc_setup_plan {
    struct fc_setup_order order;
    GPtrArray *lines;     // owned; char *: what each step does, in order
    GPtrArray *notes;     // owned; char *: what it leaves alone, and what remains for the person
    bool is_blocked;      /* a note says what the person must do first, or that nothing can be */
    GPtrArray *installed; // owned; char *: undo: packages that setup has installed
};

/* To be finished. */
void fc_setup_plan_make(struct fc_setup_plan *plan, const struct fc_setup_plan_params *params);
void fc_setup_plan_finish(struct fc_setup_plan *plan);

/* Undo: takes what setup installed away as well. */
void fc_setup_plan_remove_packages(struct fc_setup_plan *plan);

/* The line of options that setup writes. To be freed. */
char *fc_setup_options(int video_nr);

/* How the line in the file for the start begins that names what setup installed. */
#define FC_SETUP_PACKAGES_LINE "# Installed by setup: "

#endif
