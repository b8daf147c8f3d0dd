/* SPDX-License-Identifier: MIT */
/*
 * The command `fakecam`: main.c finds the subcommand in its table, one file each. Exit codes:
 * 0 done, 1 failed, 2 wrong usage. Errors go to standard error as "fakecam: what failed: why"
 * and, where there is one, a line with the remedy.
 */
#ifndef FC_CLI_CLI_H
#define FC_CLI_CLI_H

#include <glib.h>

#include "fakecam/fakecam.h"

#define CLI_DONE 0
#define CLI_FAILED 1
#define CLI_USAGE 2

/* A subcommand; argv[0] is its name. Returns the exit code. */
struct cli_command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
};

int cli_render(int argc, char **argv);
int cli_bench(int argc, char **argv);
int cli_models(int argc, char **argv);
int cli_devices(int argc, char **argv);
int cli_run(int argc, char **argv);
int cli_status(int argc, char **argv);
int cli_pause(int argc, char **argv);
int cli_resume(int argc, char **argv);
int cli_set(int argc, char **argv);
int cli_get(int argc, char **argv);
int cli_reset(int argc, char **argv);
int cli_list(int argc, char **argv);
int cli_preset(int argc, char **argv);
int cli_doctor(int argc, char **argv);
int cli_setup(int argc, char **argv);
int cli_thumbnail(int argc, char **argv);

/* Prints the error and its remedy. Returns CLI_FAILED. */
int cli_fail(const struct fc_error *error);

/* Prints "fakecam COMMAND: what is wrong" and where help is. Returns CLI_USAGE. */
int cli_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
