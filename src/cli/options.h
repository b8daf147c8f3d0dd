/* SPDX-License-Identifier: MIT */
/*
 * Options of the command line: those that a command names, and one for each engine parameter,
 * made from the table of parameters.
 */
#ifndef FC_CLI_OPTIONS_H
#define FC_CLI_OPTIONS_H

#include "cli/cli.h"

/* Parameters that were given, in order. */
struct cli_params {
    GPtrArray *names;  /* owned; const char * of the table */
    GPtrArray *values; /* owned; char * */
};

void cli_params_init(struct cli_params *params);
void cli_params_finish(struct cli_params *params);

/* The value given last for that parameter, or NULL. */
const char *cli_params_get(const struct cli_params *params, const char *name);

struct cli_options {
    const char *command;         /* "render" */
    const char *arguments;       /* "IN -o OUT", for the first line of the help */
    const char *description;     /* below the options; may be NULL */
    const GOptionEntry *entries; /* the command's own, ended as GOption wants */
    struct cli_params *params;   /* takes the parameters; NULL where a command has none */
    gboolean service;            /* parameters of the service too, not of the engine alone */
};

/*
 * Takes the options out of argv. 0: go on with what is left. Else an exit code in *exit_code:
 * help was asked for, or something is wrong and has been said.
 */
int cli_options_parse(const struct cli_options *options, int *argc, char ***argv, int *exit_code);

/*
 * What --model NAME means: a file of that name in the folder where the person stands, else what
 * was given. Free with g_free().
 */
char *cli_model_name(const char *name);

/*
 * Sets all of them on the engine. A value that is not allowed is wrong usage: says so and
 * returns CLI_USAGE.
 */
int cli_params_apply(const struct cli_params *params, const char *command,
                     struct fc_engine *engine);

/* Refuses a --models that is no folder: others would be looked into instead. NULL is fine. */
int cli_models_dir_check(const char *dir, struct fc_error *error);

#endif
