/* SPDX-License-Identifier: MIT */
/* The parts of `fakecam models`: each does one thing and returns the command's exit code. */
#ifndef FC_CLI_MODELS_H
#define FC_CLI_MODELS_H

/* Copies a network, and the profile beside it, to the user's folder. name: NULL for the file's. */
int cli_models_add(const char *file, const char *name);

/* Removes one that was added. */
int cli_models_remove(const char *name);

/* Prints the names of those that were added, one a line, with their paths. */
void cli_models_print_added(void);

/* Runs one on the demo person and says how long that takes and how well it fits. */
int cli_models_test(const char *dir, const char *model);

#endif
