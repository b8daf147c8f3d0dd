/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct cli_command commands[] = {
    {"run", "the virtual camera, until Ctrl-C", cli_run},
    {"status", "what the running camera does", cli_status},
    {"pause", "show a card instead of the picture", cli_pause},
    {"resume", "go on after pause", cli_resume},
    {"set", "change a parameter, from the next frame on", cli_set},
    {"get", "print a parameter", cli_get},
    {"reset", "bring parameters back to their defaults", cli_reset},
    {"list", "every parameter, and what is allowed", cli_list},
    {"preset", "keep what the picture looks like under a name", cli_preset},
    {"render", "picture or film in, picture or film out", cli_render},
    {"bench", "how long each stage takes on this machine", cli_bench},
    {"models", "the networks: list them, run one on a picture", cli_models},
    {"devices", "the cameras of this machine", cli_devices},
    {"doctor", "what keeps the camera from working, and what mends it", cli_doctor},
    {"setup", "makes this machine ready for the camera", cli_setup},
    {"thumbnail", "a small picture of a film, for galleries", cli_thumbnail},
};

static void print_help(FILE *to)
{
    fputs("Usage: fakecam COMMAND [OPTION...]\n\n"
          "Shows the person and not the room.\n\n"
          "Commands:\n",
          to);
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\nOptions:\n"
          "  --help     this text; fakecam COMMAND --help for a command's own\n"
          "  --version  the version\n\n"
          "Try: fakecam render demo: -o me.png --background demo:beach\n",
          to);
}

int cli_fail(const struct fc_error *error)
{
    fprintf(stderr, "fakecam: %s\n", error->text);
    if (error->remedy[0])
        fprintf(stderr, "  %s\n", error->remedy);
    return CLI_FAILED;
}

int cli_usage(const char *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "fakecam %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n  fakecam %s --help shows how it is used\n", command);
    return CLI_USAGE;
}

static int unknown_command(const char *name)
{
    fprintf(stderr, "fakecam: no such command: %s\n  it is one of:", name);
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(stderr, " %s", commands[i].name);
    fputc('\n', stderr);
    return CLI_USAGE;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    /* numbers in options and JSON are written with a dot everywhere */
    setlocale(LC_NUMERIC, "C");
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("fakecam %s\n", fc_version());
        return CLI_DONE;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return unknown_command(argv[1]);
}
