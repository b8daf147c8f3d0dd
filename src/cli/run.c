/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/options.h"
#include "service/service.h"

struct run {
    GMainLoop *loop;
    struct fc_service *service;
};

static gboolean on_end(gpointer user)
{
    g_main_loop_quit(((struct run *)user)->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean on_pause(gpointer user)
{
    struct run *run = user;

    fc_service_set_paused(run->service, !fc_service_is_paused(run->service));
    return G_SOURCE_CONTINUE;
}

/* One line each, to standard error, without GLib's ornaments. */
static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                  gpointer user)
{
    (void)user;
    if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
        return G_LOG_WRITER_HANDLED;
    for (gsize i = 0; i < count; i++)
        if (g_strcmp0(fields[i].key, "MESSAGE") == 0)
            fprintf(stderr, "fakecam: %s\n", (const char *)fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

static int take_values(const struct cli_params *params, struct fc_values *values)
{
    fc_values_init(values);
    for (guint i = 0; i < params->names->len; i++) {
        struct fc_error error = {0};

        if (fc_values_set(values, params->names->pdata[i], params->values->pdata[i], &error))
            return cli_usage("run", "%s", error.text);
    }
    return CLI_DONE;
}

static int run_service(const struct fc_service_params *params)
{
    struct run run = {.loop = g_main_loop_new(NULL, FALSE)};
    struct fc_error error = {0};
    int code = CLI_DONE;

    g_log_set_writer_func(write_log, NULL, NULL);
    if (fc_service_create(params, &run.service, &error)) {
        code = cli_fail(&error);
    } else {
        guint sources[] = {
            g_unix_signal_add(SIGINT, on_end, &run),
            g_unix_signal_add(SIGTERM, on_end, &run),
            g_unix_signal_add(SIGUSR1, on_pause, &run),
        };

        g_main_loop_run(run.loop);
        for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
            g_source_remove(sources[i]);
    }
    fc_service_destroy(&run.service);
    g_main_loop_unref(run.loop);
    return code;
}

int cli_run(int argc, char **argv)
{
    struct cli_params params;
    char *dir = NULL;
    const GOptionEntry entries[] = {
        {"models", 0, 0, G_OPTION_ARG_FILENAME, &dir, "Folder of network files", "DIR"},
        {0},
    };
    const struct cli_options options = {
        .command = "run",
        .arguments = "",
        .entries = entries,
        .description = "The virtual camera, until Ctrl-C. The real camera is open only while\n"
                       "somebody watches. SIGUSR1 pauses and resumes.",
        .params = &params,
        .service = TRUE,
    };
    struct fc_values values;
    struct fc_service_params service = {.values = &values};
    int code = CLI_DONE;

    cli_params_init(&params);
    if (!cli_options_parse(&options, &argc, &argv, &code)) {
        service.model_dir = dir;
        code = argc > 1 ? cli_usage("run", "it takes no argument: %s", argv[1])
                        : take_values(&params, &values);
        if (!code)
            code = run_service(&service);
    }
    cli_params_finish(&params);
    g_free(dir);
    return code;
}
