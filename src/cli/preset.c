/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/settings.h"

/* One thing that is done with a preset's name, by the service or in the file. */
struct action {
    const char *word;
    gboolean (*in_service)(FcBusFakecam *, const char *name, GCancellable *, GError **);
    int (*in_file)(struct fc_settings *, const char *name, struct fc_error *);
};

static const struct action actions[] = {
    {"save", fc_bus_fakecam_call_save_preset_sync, fc_settings_preset_save},
    {"use", fc_bus_fakecam_call_use_preset_sync, fc_settings_preset_use},
    {"remove", fc_bus_fakecam_call_remove_preset_sync, fc_settings_preset_remove},
};

static int act(const struct action *action, const char *name)
{
    struct cli_settings settings;
    struct fc_error failure = {0};
    GError *error = NULL;
    int code;

    if (!g_utf8_validate(name, -1, NULL))
        return cli_usage("preset", "names are UTF-8");
    code = cli_settings_open(&settings);
    if (settings.service) {
        cli_client_be_patient(settings.service);
        if (!action->in_service(settings.service, name, NULL, &error))
            code = cli_client_refused(error);
    } else if (!code) {
        int ret = action->in_file(settings.file, name, &failure);

        if (!ret)
            ret = fc_settings_save(settings.file, &failure);
        code = ret ? cli_fail(&failure) : CLI_DONE;
    }
    cli_settings_close(&settings);
    return code;
}

static int list(void)
{
    struct cli_settings settings;
    char **names;
    int code = cli_settings_open(&settings);

    if (!code) {
        names = settings.service ? fc_bus_fakecam_dup_presets(settings.service)
                                 : fc_settings_preset_names(settings.file);
        for (int i = 0; names && names[i]; i++)
            puts(names[i]);
        g_strfreev(names);
    }
    cli_settings_close(&settings);
    return code;
}

int cli_preset(int argc, char **argv)
{
    const GOptionEntry entries[] = {{0}};
    const struct cli_options options = {
        .command = "preset",
        .arguments = "save NAME | use NAME | remove NAME | list",
        .entries = entries,
        .description = "What the picture looks like (background, effects, mirror) under a name.",
    };
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        if (argc == 3 && strcmp(argv[1], actions[i].word) == 0)
            return act(&actions[i], argv[2]);
    return cli_usage("preset", "it is save NAME, use NAME, remove NAME or list");
}
