/* SPDX-License-Identifier: MIT */
/* The running service, as the commands that steer it see it over the session bus. */
#ifndef FC_CLI_CLIENT_H
#define FC_CLI_CLIENT_H

#include <fakecam-bus.h>

#include "cli/cli.h"

/* A new reference, or NULL while no service runs on this session's bus. */
FcBusFakecam *cli_client_find(void);

/* Has calls wait for as long as the service takes to open a picture or film. */
void cli_client_be_patient(FcBusFakecam *service);

/* Says that no service runs, and how to start one. Returns CLI_FAILED. */
int cli_client_missing(void);

/* Says what the service refused, in its words. Frees error. CLI_USAGE for what is not allowed. */
int cli_client_refused(GError *error);

#endif
