/* SPDX-License-Identifier: MIT */
#include "cli/json.h"

#include <glib.h>

void cli_json_text(FILE *to, const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);

    fputc('"', to);
    for (const char *c = valid; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(to, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            fprintf(to, "\\u%04x", (unsigned)*c);
        else
            fputc(*c, to);
    }
    fputc('"', to);
    g_free(valid);
}
