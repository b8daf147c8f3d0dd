/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/options.h"
#include "service/bus/bus.h"
#include "service/slice.h"

struct run {
    GMainLoop *loop;
    struct fc_control *control;
    int code; /* the exit code */
};

static gboolean on_end(gpointer user)
{
    g_main_loop_quit(((struct run *)user)->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean on_pause(gpointer user)
{
    struct fc_service *service = fc_control_service(((struct run *)user)->control);

    fc_service_set_paused(service, !fc_service_is_paused(service));
    return G_SOURCE_CONTINUE;
}

static void on_quit(void *user)
{
    g_main_loop_quit(((struct run *)user)->loop);
}

static int say_taken(void)
{
    struct fc_error error = {.text = "Fakecam already runs on this session",
                             .remedy = "fakecam status tells what it does"};

    return cli_fail(&error);
}

/* Two that were started at the same moment. */
static void on_taken(void *user)
{
    struct run *run = user;

    run->code = say_taken();
    g_main_loop_quit(run->loop);
}

/* One line each, to standard error, without GLib's ornaments; $G_MESSAGES_DEBUG has its say. */
static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                  gpointer user)
{
    const char *domain = NULL;
    const char *message = "";

    (void)user;
    for (gsize i = 0; i < count; i++) {
        if (g_strcmp0(fields[i].key, "MESSAGE") == 0)
            message = fields[i].value;
        else if (g_strcmp0(fields[i].key, "GLIB_DOMAIN") == 0)
            domain = fields[i].value;
    }
    if (!g_log_writer_default_would_drop(level, domain))
        fprintf(stderr, "fakecam: %s\n", message);
    return G_LOG_WRITER_HANDLED;
}

static void run_until_ended(struct run *run)
{
    const struct fc_bus_params params = {
        .control = run->control,
        .quit = on_quit,
        .taken = on_taken,
        .user = run,
    };
    struct fc_bus *bus = fc_bus_create(&params);
    const guint sources[] = {
        g_unix_signal_add(SIGINT, on_end, run),
        g_unix_signal_add(SIGTERM, on_end, run),
        g_unix_signal_add(SIGUSR1, on_pause, run),
    };

    g_main_loop_run(run->loop);
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        g_source_remove(sources[i]);
    fc_bus_destroy(&bus);
}

static int run_service(const struct fc_control_params *params)
{
    struct run run = {.loop = g_main_loop_new(NULL, FALSE), .code = CLI_DONE};
    struct fc_error error = {0};
    int ret;

    g_log_set_writer_func(write_log, NULL, NULL);
    fc_slice_shorten(); /* where it cannot be had, frames may come a little later */
    if (fc_bus_is_taken()) {
        g_main_loop_unref(run.loop);
        return say_taken();
    }
    ret = fc_control_create(params, &run.control, &error);
    if (!ret)
        run_until_ended(&run);
    else
        run.code = ret == -EINVAL ? cli_usage("run", "%s", error.text) : cli_fail(&error);
    fc_control_destroy(&run.control);
    g_main_loop_unref(run.loop);
    return run.code;
}

/* Free with g_free(). */
static struct fc_setting *given_settings(const struct cli_params *params)
{
    struct fc_setting *given = g_new(struct fc_setting, params->names->len);

    for (guint i = 0; i < params->names->len; i++)
        given[i] = (struct fc_setting){params->names->pdata[i], params->values->pdata[i]};
    return given;
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
                       "somebody watches. SIGUSR1 pauses and resumes. What is given\n"
                       "here counts for this run; `fakecam set` keeps it.",
        .params = &params,
        .service = TRUE,
    };
    struct fc_control_params control = {0};
    struct fc_error error = {0};
    int code = CLI_DONE;

    cli_params_init(&params);
    if (!cli_options_parse(&options, &argc, &argv, &code)) {
        control.model_dir = dir;
        control.given = given_settings(&params);
        control.given_count = (int)params.names->len;
        if (argc > 1)
            code = cli_usage("run", "it takes no argument: %s", argv[1]);
        else if (cli_models_dir_check(dir, &error))
            code = cli_fail(&error);
        else
            code = run_service(&control);
        g_free((struct fc_setting *)control.given);
    }
    cli_params_finish(&params);
    g_free(dir);
    return code;
}
