/* SPDX-License-Identifier: MIT */
/*
 * Runs at build time and writes, from the table of parameters, the manual page's section (`man`)
 * to standard output.
 */
#include <stdio.h>
#include <string.h>

#include "params/params.h"

/* roff: a leading dot or quote would be a request, a bare '-' a hyphen. */
static void put_roff(const char *text)
{
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
}

static void put_man(void)
{
    char allowed[200];

    puts(".SH PARAMETERS");
    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);

        fc_param_allowed(info, allowed, sizeof(allowed));
        fputs(".TP\n.B ", stdout);
        put_roff(info->name);
        fputs("\n", stdout);
        put_roff(info->help);
        if (info->type != FC_PARAM_TEXT) {
            fputs("\nAllowed: ", stdout);
            put_roff(allowed);
            putchar('.');
        }
        fputs("\nDefault: ", stdout);
        put_roff(info->default_text);
        puts(info->live ? "." : ".\nTakes effect at the next start.");
    }
}

int main(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "man") != 0) {
        fprintf(stderr, "usage: %s man\n", argv[0]);
        return 2;
    }
    put_man();
    return fflush(stdout) == 0 ? 0 : 1;
}
