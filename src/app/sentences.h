/* SPDX-License-Identifier: MIT */
/*
 * What the service and the doctor say, in the person's language. No widgets.
 */
#ifndef FC_APP_SENTENCES_H
#define FC_APP_SENTENCES_H

#include <glib.h>

/*
 * Words with %s or %d in the places of what is named, as the doctor tells them, translated and filled.
 * Free it.
 */
char *fc_app_sentence_of(const char *words, const char *const *places);

/*
 * A sentence of the service's, which comes as one text: it speaks English to all of its clients. Those
 * that the app shows are known here with their places, and translated; any other is returned as it is.
 * Free it.
 */
char *fc_app_sentence(const char *text);

/* The same of what is wrong and, behind a line break or a semicolon, what to do. Free it. */
char *fc_app_complaint(const char *text);

#endif
