/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for any path and the words round it. */
#define WHOLE_BYTES 5000

static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* What is too long is cut in its middle: what failed stands at its beginning, why at its end. */
static void put(char *text, size_t size, const char *whole)
{
    static const char dots[] = "...";
    const size_t length = strlen(whole);
    size_t head = (size - sizeof(dots)) / 2;
    size_t tail = length - head;

    if (length < size) {
        memcpy(text, whole, length + 1);
        return;
    }
    while (head > 0 && continues_character(whole[head]))
        head--;
    while (continues_character(whole[tail]))
        tail++;
    snprintf(text, size, "%.*s%s%s", (int)head, whole, dots, whole + tail);
}

int fc_error_set(struct fc_error *error, int code, const char *format, ...)
{
    char whole[WHOLE_BYTES];
    va_list args;

    assert(code < 0);
    if (!error)
        return code;
    error->code = code;
    error->remedy[0] = '\0';
    va_start(args, format);
    vsnprintf(whole, sizeof(whole), format, args);
    va_end(args);
    put(error->text, sizeof(error->text), whole);
    return code;
}

void fc_error_remedy(struct fc_error *error, const char *format, ...)
{
    char whole[WHOLE_BYTES];
    va_list args;

    if (!error)
        return;
    va_start(args, format);
    vsnprintf(whole, sizeof(whole), format, args);
    va_end(args);
    put(error->remedy, sizeof(error->remedy), whole);
}

int fc_error_prefix(struct fc_error *error, const char *format, ...)
{
    char whole[WHOLE_BYTES + sizeof(error->text)];
    size_t used;
    va_list args;

    if (!error)
        return 0;
    va_start(args, format);
    vsnprintf(whole, WHOLE_BYTES, format, args);
    va_end(args);
    used = strlen(whole);
    snprintf(whole + used, sizeof(whole) - used, ": %s", error->text);
    put(error->text, sizeof(error->text), whole);
    return error->code;
}

void fc_error_join(const struct fc_error *error, const char *between, char *text, size_t size)
{
    snprintf(text, size, "%s%s%s", error->text, error->remedy[0] ? between : "", error->remedy);
}
