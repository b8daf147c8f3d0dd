/* SPDX-License-Identifier: MIT */
/*
 * Opens backgrounds that are pictures and films on another thread, for a file may lie on a share
 * that takes a minute to answer. The newest wish wins. What was opened is let go of on a thread of
 * its own too: a film waits for its decoder then.
 *
 * Main thread, in whose default GLib context the answers come.
 */
#ifndef FC_SERVICE_OPENER_H
#define FC_SERVICE_OPENER_H

#include "fakecam/fakecam.h"

struct fc_opener;

struct fc_opener_wish {
    const char *name;    /* of the background; copied */
    struct fc_size size; /* of the frames that it will stand behind */
    /*
     * Called once, unless another wish comes first, or fc_opener_forget(): source, which is the
     * callee's to release, or NULL and the error. Never called within fc_opener_open().
     */
    void (*opened)(void *user, const struct fc_background_source *source,
                   const struct fc_error *error);
    void *user;
};

struct fc_opener *fc_opener_create(void);

/*
 * Nobody is called any more. Waits a second at most for what is being let go of; sources that are
 * still in use stay whole.
 */
void fc_opener_destroy(struct fc_opener **opener);

/* -EBUSY: too many that were asked for before are still being opened. */
int fc_opener_open(struct fc_opener *opener, const struct fc_opener_wish *wish,
                   struct fc_error *error);

/* What is being opened is not wanted any more. */
void fc_opener_forget(struct fc_opener *opener);

/* Whether an answer will come. */
bool fc_opener_is_busy(const struct fc_opener *opener);

#endif
