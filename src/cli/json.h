/* SPDX-License-Identifier: MIT */
/* Text as JSON wants it (RFC 8259, section 7). */
#ifndef FC_CLI_JSON_H
#define FC_CLI_JSON_H

#include <stdio.h>

/* Writes text with its quotation marks; what is not UTF-8 becomes U+FFFD. */
void cli_json_text(FILE *to, const char *text);

#endif
