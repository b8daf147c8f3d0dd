/* SPDX-License-Identifier: MIT */
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/json.h"
#include "cli/options.h"

#define WATCH_MS 1000

struct statistic {
    const char *key;
    const char *label;
};

static const struct statistic stages[] = {
    {"convert-ms", "convert"},
    {"network-ms", "network"},
    {"matte-ms", "matte"},
    {"compose-ms", "compose"},
};

static double number(GVariant *statistics, const char *key)
{
    double value = 0;

    g_variant_lookup(statistics, key, "d", &value);
    return value;
}

/* --- for a person --- */

static void print_outputs(FcBusFakecam *service)
{
    GVariantIter iter;
    const char *name, *state, *why;
    int readers;

    g_variant_iter_init(&iter, fc_bus_fakecam_get_outputs(service));
    while (g_variant_iter_next(&iter, "(&s&si&s)", &name, &state, &readers, &why)) {
        printf("%-9s  %s", name, state);
        if (readers < 0)
            fputs(", perhaps watched", stdout);
        else if (readers > 0)
            printf(", watched by %d", readers);
        printf("%s%s\n", why[0] ? ": " : "", why);
    }
}

static void print_wrong(FcBusFakecam *service)
{
    GVariantIter iter;
    const char *name, *why;

    g_variant_iter_init(&iter, fc_bus_fakecam_get_wrong(service));
    while (g_variant_iter_next(&iter, "(&s&s)", &name, &why))
        printf("settings   %s\n", why);
}

static void print_restart(FcBusFakecam *service)
{
    const char *const *names = fc_bus_fakecam_get_restart_for(service);

    if (!names || !names[0])
        return;
    fputs("settings   at the next start:", stdout);
    for (int i = 0; names[i]; i++)
        printf("%s %s", i ? "," : "", names[i]);
    putchar('\n');
}

static void print_statistics(GVariant *statistics)
{
    double total = 0;

    if (number(statistics, "frames-per-second") <= 0)
        return;
    printf("frames     %.1f a second\n", number(statistics, "frames-per-second"));
    fputs("each takes ", stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
        const double ms = number(statistics, stages[i].key);

        printf("%s %.1f, ", stages[i].label, ms);
        total += ms;
    }
    printf("in all %.1f ms\n", total);
}

static void print_person(FcBusFakecam *service, GVariant *statistics)
{
    const char *message = fc_bus_fakecam_get_message(service);
    const char *camera = fc_bus_fakecam_get_camera(service);
    unsigned width, height;

    g_variant_get(fc_bus_fakecam_get_size(service), "(uu)", &width, &height);
    printf("%s%s%s\n", fc_bus_fakecam_get_state(service), message[0] ? ": " : "", message);
    if (camera[0])
        printf("camera     %s\n", camera);
    printf("size       %ux%u\n", width, height);
    print_outputs(service);
    print_statistics(statistics);
    print_wrong(service);
    print_restart(service);
}

/* --- for a program --- */

static void put_text(const char *key, const char *text)
{
    printf("\"%s\": ", key);
    cli_json_text(stdout, text);
    fputs(", ", stdout);
}

static void put_outputs(FcBusFakecam *service)
{
    GVariantIter iter;
    const char *name, *state, *why;
    int readers, count = 0;

    fputs("\"outputs\": [", stdout);
    g_variant_iter_init(&iter, fc_bus_fakecam_get_outputs(service));
    while (g_variant_iter_next(&iter, "(&s&si&s)", &name, &state, &readers, &why)) {
        printf("%s{", count++ ? ", " : "");
        put_text("name", name);
        put_text("state", state);
        put_text("why", why);
        printf("\"readers\": %d}", readers);
    }
    fputs("], ", stdout);
}

static void put_wrong(FcBusFakecam *service)
{
    GVariantIter iter;
    const char *name, *why;
    int count = 0;

    fputs("\"wrong\": [", stdout);
    g_variant_iter_init(&iter, fc_bus_fakecam_get_wrong(service));
    while (g_variant_iter_next(&iter, "(&s&s)", &name, &why)) {
        printf("%s{", count++ ? ", " : "");
        put_text("parameter", name);
        fputs("\"why\": ", stdout);
        cli_json_text(stdout, why);
        putchar('}');
    }
    fputs("], ", stdout);
}

static void print_json(FcBusFakecam *service, GVariant *statistics)
{
    const char *const *restart = fc_bus_fakecam_get_restart_for(service);
    unsigned width, height;

    g_variant_get(fc_bus_fakecam_get_size(service), "(uu)", &width, &height);
    putchar('{');
    put_text("version", fc_bus_fakecam_get_version(service));
    put_text("state", fc_bus_fakecam_get_state(service));
    put_text("message", fc_bus_fakecam_get_message(service));
    put_text("camera", fc_bus_fakecam_get_camera(service));
    put_text("device", fc_bus_fakecam_get_device(service));
    printf("\"paused\": %s, \"size\": [%u, %u], ",
           fc_bus_fakecam_get_paused(service) ? "true" : "false", width, height);
    put_outputs(service);
    put_wrong(service);
    fputs("\"restart_for\": [", stdout);
    for (int i = 0; restart && restart[i]; i++)
        printf("%s\"%s\"", i ? ", " : "", restart[i]);
    printf("], \"frames\": %.0f, \"cards\": %.0f, \"frames_per_second\": %.2f, \"stages_ms\": {",
           number(statistics, "frames"), number(statistics, "cards"),
           number(statistics, "frames-per-second"));
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        printf("%s\"%s\": %.3f", i ? ", " : "", stages[i].label, number(statistics, stages[i].key));
    puts("}}");
}

/* --- once, or for as long as somebody looks --- */

struct status {
    FcBusFakecam *service; /* owned */
    GMainLoop *loop;
    gboolean json;
    int code;
};

static int print_once(struct status *status)
{
    GVariant *statistics = NULL;
    GError *error = NULL;

    if (!fc_bus_fakecam_call_get_statistics_sync(status->service, &statistics, NULL, &error))
        return cli_client_refused(error);
    if (status->json)
        print_json(status->service, statistics);
    else
        print_person(status->service, statistics);
    fflush(stdout);
    g_variant_unref(statistics);
    return CLI_DONE;
}

static void end(struct status *status, int code)
{
    status->code = code;
    g_main_loop_quit(status->loop);
}

static gboolean on_tick(gpointer user)
{
    struct status *status = user;
    char *owner = g_dbus_proxy_get_name_owner(G_DBUS_PROXY(status->service));

    if (!owner) {
        end(status, cli_client_missing());
    } else {
        if (!status->json)
            putchar('\n');
        if (print_once(status))
            end(status, CLI_FAILED);
    }
    g_free(owner);
    return G_SOURCE_CONTINUE;
}

static gboolean on_end(gpointer user)
{
    end(user, CLI_DONE);
    return G_SOURCE_CONTINUE;
}

static int watch(struct status *status)
{
    guint sources[3];

    status->loop = g_main_loop_new(NULL, FALSE);
    sources[0] = g_timeout_add(WATCH_MS, on_tick, status);
    sources[1] = g_unix_signal_add(SIGINT, on_end, status);
    sources[2] = g_unix_signal_add(SIGTERM, on_end, status);
    if (print_once(status) == CLI_DONE)
        g_main_loop_run(status->loop);
    else
        status->code = CLI_FAILED;
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        g_source_remove(sources[i]);
    g_main_loop_unref(status->loop);
    return status->code;
}

int cli_status(int argc, char **argv)
{
    gboolean json = FALSE, watching = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object, on one line", NULL},
        {"watch", 0, 0, G_OPTION_ARG_NONE, &watching, "Again every second, until Ctrl-C", NULL},
        {0},
    };
    const struct cli_options options = {
        .command = "status",
        .arguments = "",
        .entries = entries,
        .description = "What the running camera does, who watches, and what is wrong.",
    };
    struct status status = {.code = CLI_DONE};
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc > 1)
        return cli_usage("status", "it takes no arguments: %s", argv[1]);
    status.json = json;
    status.service = cli_client_find();
    if (!status.service)
        return cli_client_missing();
    code = watching ? watch(&status) : print_once(&status);
    g_object_unref(status.service);
    return code;
}
