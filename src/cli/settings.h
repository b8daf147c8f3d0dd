/* SPDX-License-Identifier: MIT */
/* What set, get, reset, list and preset share: the service's settings, or the file's. */
#ifndef FC_CLI_SETTINGS_H
#define FC_CLI_SETTINGS_H

#include "cli/client.h"
#include "service/settings/settings.h"

/* The running service, or where none runs the settings file; one of the two is NULL. */
struct cli_settings {
    FcBusFakecam *service;    /* owned */
    struct fc_settings *file; /* owned */
};

/* Returns an exit code; what is wrong with the file has been said. */
int cli_settings_open(struct cli_settings *settings);
void cli_settings_close(struct cli_settings *settings);

/* Prints what one call to the file gave. Returns the exit code. */
int cli_settings_result(int ret, const struct fc_error *error);

/*
 * The value as it is kept: paths and files made absolute, for the service stands elsewhere. Free
 * with g_free().
 */
char *cli_settings_value(const char *name, const char *text);

#endif
