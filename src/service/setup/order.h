/* SPDX-License-Identifier: MIT */
/*
 * What setup has root do: a few steps out of a fixed list, in a fixed order. It goes to the root
 * helper as words on its command line, which are the only thing that the helper believes:
 *
 *   fakecam setup --as-root install,options,boot,load --video-nr 20 --packages v4l2loopback-dkms
 */
#ifndef FC_SERVICE_SETUP_ORDER_H
#define FC_SERVICE_SETUP_ORDER_H

#include <stdbool.h>

#include <glib.h>

#include "fakecam/fakecam.h"

/* In the order in which they are done. */
enum fc_setup_step {
    FC_SETUP_UNSET = 0,
    FC_SETUP_INSTALL, /* apt-get install the packages */
    FC_SETUP_OPTIONS, /* write the module's options */
    FC_SETUP_BOOT,    /* have it loaded at each start */
    FC_SETUP_LOAD,
    FC_SETUP_RELOAD, /* unload it and load it with the options as they are now */
    /* the way back */
    FC_SETUP_UNLOAD,
    FC_SETUP_NO_OPTIONS, /* remove the files that the steps above wrote */
    FC_SETUP_NO_BOOT,
    FC_SETUP_REMOVE, /* apt-get remove the packages */
    FC_SETUP_STEP_COUNT
};

struct fc_setup_order {
    bool steps[FC_SETUP_STEP_COUNT];
    int video_nr;        /* of OPTIONS: the number of /dev/videoN; 0 to 255, or -1 */
    GPtrArray *packages; // owned; char *: of INSTALL and REMOVE
};

void fc_setup_order_init(struct fc_setup_order *order);
void fc_setup_order_finish(struct fc_setup_order *order);

bool fc_setup_order_is_empty(const struct fc_setup_order *order);

/* Adds a package that setup may install; false, and nothing added, for any other name. */
bool fc_setup_order_add_package(struct fc_setup_order *order, const char *name);

/* The arguments after "setup", ended by NULL. Free with g_strfreev(). */
char **fc_setup_order_words(const struct fc_setup_order *order);

/*
 * Reads what was given to --as-root, --video-nr and --packages (each may be NULL but the first).
 * -EINVAL for anything that setup does not write itself. order is to be initialised.
 */
int fc_setup_order_read(struct fc_setup_order *order, const char *steps, const char *video_nr,
                        const char *packages, struct fc_error *error);

#endif
