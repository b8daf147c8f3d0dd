/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fc_error_set(struct fc_error *error, int code, const char *format, ...)
{
    va_list args;

    assert(code < 0);
    if (!error)
        return code;
    error->code = code;
    error->remedy[0] = '\0';
    va_start(args, format);
    vsnprintf(error->text, sizeof(error->text), format, args);
    va_end(args);
    return code;
}

void fc_error_remedy(struct fc_error *error, const char *format, ...)
{
    va_list args;

    if (!error)
        return;
    va_start(args, format);
    vsnprintf(error->remedy, sizeof(error->remedy), format, args);
    va_end(args);
}

int fc_error_prefix(struct fc_error *error, const char *format, ...)
{
    char head[sizeof(error->text)];
    char tail[sizeof(error->text)];
    va_list args;

    if (!error)
        return 0;
    va_start(args, format);
    vsnprintf(head, sizeof(head), format, args);
    va_end(args);
    memcpy(tail, error->text, sizeof(tail));
    snprintf(error->text, sizeof(error->text), "%.180s: %.200s", head, tail);
    return error->code;
}
