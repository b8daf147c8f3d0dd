/* SPDX-License-Identifier: MIT */
#include "cli/client.h"
#include "cli/options.h"

typedef gboolean (*cli_call)(FcBusFakecam *, GCancellable *, GError **);

static int run(int argc, char **argv, const char *command, const char *description, cli_call method)
{
    const GOptionEntry entries[] = {{0}};
    const struct cli_options options = {
        .command = command, .arguments = "", .entries = entries, .description = description};
    FcBusFakecam *service;
    GError *error = NULL;
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc > 1)
        return cli_usage(command, "it takes no arguments: %s", argv[1]);
    service = cli_client_find();
    if (!service)
        return cli_client_missing();
    if (!method(service, NULL, &error))
        code = cli_client_refused(error);
    g_object_unref(service);
    return code;
}

int cli_pause(int argc, char **argv)
{
    return run(argc, argv, "pause",
               "Others see a card, or the last frame where pause-shows says so, and the real\n"
               "camera is closed, until fakecam resume.",
               fc_bus_fakecam_call_pause_sync);
}

int cli_resume(int argc, char **argv)
{
    return run(argc, argv, "resume", "Goes on after fakecam pause.",
               fc_bus_fakecam_call_resume_sync);
}
