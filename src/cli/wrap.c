/* SPDX-License-Identifier: MIT */
#include "cli/wrap.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

#define WIDTH 88

static void print_line(const char *margin, const char *line)
{
    const size_t indent = strspn(line, " ");
    char **words = g_strsplit(line + indent, " ", -1);
    size_t column = 0;

    for (char **word = words; *word; word++) {
        const size_t length = (size_t)g_utf8_strlen(*word, -1);

        if (column && column + 1 + length > WIDTH) {
            putchar('\n');
            column = 0;
        }
        if (column)
            printf(" %s", *word);
        else
            printf("%s%*s%s", margin, (int)indent, "", *word);
        column += (column ? 1 : indent) + length;
    }
    putchar('\n');
    g_strfreev(words);
}

void cli_print_wrapped(const char *margin, const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++)
        print_line(margin, *line);
    g_strfreev(lines);
}
