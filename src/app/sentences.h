/* SPDX-License-Identifier: MIT */
/*
 * What the service says, in the person's language. It speaks English to all of its clients; the
 * sentences that the app shows most are known here with the places of what they name. No widgets.
 */
#ifndef FC_APP_SENTENCES_H
#define FC_APP_SENTENCES_H

#include <glib.h>

/* A sentence of the service's, translated where it is known, else as it is. Free it. */
char *fc_app_sentence(const char *text);

#endif
