/* SPDX-License-Identifier: MIT */
/*
 * Errors on their way up: the place that fails fills in an fc_error, the outermost caller shows
 * it once. Every function takes error == NULL. Texts that are too long lose their middle.
 */
#ifndef FC_BASE_ERROR_H
#define FC_BASE_ERROR_H

#include <stdbool.h>

#include "fakecam/fakecam.h"

/*
 * Writes "what failed: why" and returns code, a negative errno value, so that the place that
 * fails reads `return fc_error_set(...)`.
 */
int fc_error_set(struct fc_error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds what to do about it. */
void fc_error_remedy(struct fc_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text of an error that is already set. Returns its code. */
int fc_error_prefix(struct fc_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for a text, a remedy and what stands between. */
#define FC_ERROR_WHOLE_BYTES (sizeof(struct fc_error) + 8)

/* Writes the text and, where there is a remedy, between and the remedy. Cut where it is too long. */
void fc_error_join(const struct fc_error *error, const char *between, char *text, size_t size);

#endif
