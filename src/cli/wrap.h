/* SPDX-License-Identifier: MIT */
/* Sentences for a person at a terminal. */
#ifndef FC_CLI_WRAP_H
#define FC_CLI_WRAP_H

/*
 * Prints text to standard output in lines of at most 88 characters behind the margin, broken
 * where there are blanks. Lines that text itself ends are kept, and their indentation.
 */
void cli_print_wrapped(const char *margin, const char *text);

#endif
