/* SPDX-License-Identifier: MIT */
/* Ctrl-C and SIGTERM ask to stop at the next frame; a second one ends the program at once. */
#ifndef FC_CLI_INTERRUPT_H
#define FC_CLI_INTERRUPT_H

#include <stdbool.h>

void cli_interrupt_catch(void);
bool cli_interrupted(void);

#endif
