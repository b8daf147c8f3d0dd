/* SPDX-License-Identifier: MIT */
/* What a call over the bus that tells nothing but its success comes to. */
#ifndef FC_APP_ANSWER_H
#define FC_APP_ANSWER_H

#include <gio/gio.h>

/*
 * Ends task, and lets go of it: with TRUE where there is an answer, else with the error. Takes all
 * three; the error's name on the bus is still in it.
 */
void fc_app_answer(GTask *task, GVariant *answer, GError *error);

/* What the task came to; of an error, the words for a person alone. */
gboolean fc_app_answer_finish(GAsyncResult *result, GError **error);

#endif
