/* SPDX-License-Identifier: MIT */
/*
 * Runs at build time and writes, from the table of parameters, the GSettings schema (`schema`)
 * or the manual page's section (`man`) to standard output.
 */
#include <stdio.h>
#include <string.h>

#include "params/params.h"

static void put_escaped(const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", stdout);
            break;
        case '&':
            fputs("&amp;", stdout);
            break;
        case '\'':
            fputs("&apos;", stdout);
            break;
        default:
            putchar(*text);
        }
    }
}

static const char *gvariant_type(const struct fc_param_info *info)
{
    switch (info->type) {
    case FC_PARAM_BOOL:
        return "b";
    case FC_PARAM_INT:
        return "i";
    case FC_PARAM_FLOAT:
        return "d";
    default:
        return "s";
    }
}

static void put_schema_key(const struct fc_param_info *info)
{
    bool quoted = strcmp(gvariant_type(info), "s") == 0;

    printf("    <key name=\"%s\" type=\"%s\">\n", info->name, gvariant_type(info));
    if (info->type == FC_PARAM_INT || info->type == FC_PARAM_FLOAT)
        printf("      <range min=\"%g\" max=\"%g\"/>\n", info->min, info->max);
    if (info->type == FC_PARAM_CHOICE) {
        puts("      <choices>");
        for (size_t i = 0; info->choices[i]; i++)
            printf("        <choice value=\"%s\"/>\n", info->choices[i]);
        puts("      </choices>");
    }
    fputs(quoted ? "      <default>'" : "      <default>", stdout);
    put_escaped(info->default_text);
    fputs(quoted ? "'</default>\n" : "</default>\n", stdout);
    fputs("      <summary>", stdout);
    put_escaped(info->help);
    fputs("</summary>\n    </key>\n", stdout);
}

static void put_schema(void)
{
    puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    puts("<schemalist>");
    puts("  <schema id=\"org.fakecam.Fakecam\" path=\"/org/fakecam/Fakecam/\">");
    for (size_t i = 0; i < fc_param_count(); i++)
        put_schema_key(fc_param_at(i));
    puts("  </schema>");
    puts("</schemalist>");
}

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
    if (argc == 2 && strcmp(argv[1], "schema") == 0) {
        put_schema();
    } else if (argc == 2 && strcmp(argv[1], "man") == 0) {
        put_man();
    } else {
        fprintf(stderr, "usage: %s schema|man\n", argv[0]);
        return 2;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
