/* SPDX-License-Identifier: MIT */
/*
 * Does what was ordered, step by step, and says each before it does it. For this system that
 * takes root. Programs are run with an environment and a PATH of our own; files appear under
 * their names only when they are whole; only files that setup wrote are replaced or removed.
 */
#ifndef FC_SERVICE_SETUP_PERFORM_H
#define FC_SERVICE_SETUP_PERFORM_H

#include "service/setup/order.h"

/*
 * Stops at the first step that fails: error says which, why and what to do. root is "" for this
 * system; for another one there are no steps but those that write and remove files (-EINVAL).
 */
int fc_setup_perform(const struct fc_setup_order *order, const char *root, struct fc_error *error);

/*
 * Has root perform it, in one call of this program through pkexec or sudo, whichever is there;
 * at once where this is root already. -EACCES: there is neither, or root refused.
 */
int fc_setup_elevate(const struct fc_setup_order *order, struct fc_error *error);

#endif
