/* SPDX-License-Identifier: MIT */
/* The part of setup that needs no root: the person's own systemd unit, and the running camera. */
#ifndef FC_CLI_SETUP_USER_H
#define FC_CLI_SETUP_USER_H

#include <glib.h>

struct cli_setup_user {
    const char *command; /* what is to be run, by a shell's rules; NULL: nothing */
    const char *note;    /* why nothing is, and what to do instead; or NULL */
};

/* What this person's session needs, or no longer needs. */
struct cli_setup_user cli_setup_user_plan(gboolean is_undo);

/* Does it. Returns an exit code; says what went wrong. */
int cli_setup_user_perform(const struct cli_setup_user *user);

/*
 * Has the running camera let go of its v4l2loopback device, and take it again. Where none runs
 * that is done already. FALSE, and it has been said: it did not.
 */
gboolean cli_setup_user_release(void);
void cli_setup_user_take(void);

#endif
