/* SPDX-License-Identifier: MIT */
/*
 * Opens pictures and films as the engine's background, on a thread of its own, so that neither
 * the frames nor whoever sets a property wait for a file. The engine has no background from the
 * moment that another is wanted until that one is there, and gives cards meanwhile. What could
 * not be opened is tried again every few seconds.
 *
 * Threads: want, wait, interrupt and state on any; create, stop and destroy on one.
 */
#ifndef FC_GST_OPENER_H
#define FC_GST_OPENER_H

#include <gst/gst.h>

#include "media/background.h"

enum fc_element_opener_state {
    FC_OPENER_UNSET = 0, /* nothing is wanted */
    FC_OPENER_OPENING,
    FC_OPENER_OPEN,
    FC_OPENER_FAILED,
};

struct fc_element_opener_params {
    struct fc_engine *engine; /* borrowed; until stop */
    GstElement *element;      /* borrowed; until stop. Warns, once for the same failure */
};

struct fc_element_opener;

struct fc_element_opener *fc_element_opener_create(const struct fc_element_opener_params *params);

/*
 * A path or URI is wanted from now on, or nothing (NULL). What is wanted already stays as it is;
 * for frames of another size it is opened again, and the old one shown until then.
 */
void fc_element_opener_want(struct fc_element_opener *opener, const char *name,
                            const struct fc_background_params *how);

/* Waits until what is wanted is open, or has failed, or somebody interrupts. */
void fc_element_opener_wait(struct fc_element_opener *opener);

/* Wakes who waits, and lets nobody wait until it is called again with false. */
void fc_element_opener_interrupt(struct fc_element_opener *opener, bool interrupted);

/* *error (may be NULL) tells why, where it failed. */
enum fc_element_opener_state fc_element_opener_state(struct fc_element_opener *opener,
                                                     struct fc_error *error);

/*
 * No call on the engine comes from here any more. Then the engine may go, and then the opener. Waits
 * no longer than a second: who is held up by a server ends later, alone.
 */
void fc_element_opener_stop(struct fc_element_opener *opener);

/* After the engine's end, for that still has the opened background. *opener may be NULL. */
void fc_element_opener_destroy(struct fc_element_opener **opener);

#endif
