/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "model/model.h"

void cli_params_init(struct cli_params *params)
{
    params->names = g_ptr_array_new();
    params->values = g_ptr_array_new_with_free_func(g_free);
}

void cli_params_finish(struct cli_params *params)
{
    g_clear_pointer(&params->names, g_ptr_array_unref);
    g_clear_pointer(&params->values, g_ptr_array_unref);
}

const char *cli_params_get(const struct cli_params *params, const char *name)
{
    for (guint i = params->names->len; i > 0; i--)
        if (strcmp(params->names->pdata[i - 1], name) == 0)
            return params->values->pdata[i - 1];
    return NULL;
}

/* GOption's callback for every parameter; option_name is "--blur-strength". */
static gboolean take_param(const gchar *option_name, const gchar *value, gpointer data,
                           GError **error)
{
    struct cli_params *params = data;
    const struct fc_param_info *info = fc_param_find(option_name + strspn(option_name, "-"));

    if (!info) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown option %s",
                    option_name);
        return FALSE;
    }
    g_ptr_array_add(params->names, (gpointer)info->name);
    g_ptr_array_add(params->values, g_strdup(value ? value : "true"));
    return TRUE;
}

/* What stands behind "--name=" in the help. */
static const char *value_name(const struct fc_param_info *info)
{
    switch (info->type) {
    case FC_PARAM_BOOL:
        return NULL;
    case FC_PARAM_COLOUR:
        return "#RRGGBB";
    case FC_PARAM_INT:
    case FC_PARAM_FLOAT:
        return "NUMBER";
    default:
        return "WORD";
    }
}

/* "What it is for. [0 to 100%; 50]" */
static char *help_text(const struct fc_param_info *info)
{
    char allowed[200];

    if (info->type == FC_PARAM_TEXT)
        return g_strdup_printf("%s [%s]", info->help, info->default_text);
    fc_param_allowed(info, allowed, sizeof(allowed));
    return g_strdup_printf("%s [%s; %s]", info->help, allowed, info->default_text);
}

/* One entry for each parameter, ended by an empty one. Texts go into strings. */
static GOptionEntry *param_entries(gboolean service, GPtrArray *strings)
{
    GOptionEntry *entries = g_new0(GOptionEntry, fc_param_count() + 1);
    size_t used = 0;

    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        char *help;

        if (info->scope != FC_PARAM_ENGINE && !service)
            continue;
        help = help_text(info);
        g_ptr_array_add(strings, help);
        entries[used++] = (GOptionEntry){
            .long_name = info->name,
            .flags = info->type == FC_PARAM_BOOL ? G_OPTION_FLAG_OPTIONAL_ARG : 0,
            .arg = G_OPTION_ARG_CALLBACK,
            .arg_data = (gpointer)(guintptr)take_param,
            .description = help,
            .arg_description = value_name(info),
        };
    }
    return entries;
}

static void add_params(GOptionContext *context, const struct cli_options *options,
                       GPtrArray *strings)
{
    GOptionGroup *group =
        g_option_group_new("parameters", "Parameters:", "", options->params, NULL);
    GOptionEntry *entries = param_entries(options->service, strings);

    /* the main group's help stands first, so parameters get a group that is shown with it */
    g_option_group_add_entries(group, entries);
    g_option_context_add_group(context, group);
    g_free(entries);
}

static gboolean wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return TRUE;
    return FALSE;
}

int cli_options_parse(const struct cli_options *options, int *argc, char ***argv, int *exit_code)
{
    char *title = g_strdup_printf("%s", options->arguments);
    GOptionContext *context = g_option_context_new(title);
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    char *program = g_strdup_printf("fakecam %s", options->command);
    GError *error = NULL;
    int ret = 0;

    g_set_prgname(program);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, options->entries, NULL);
    g_option_context_set_description(context, options->description);
    if (options->params)
        add_params(context, options, strings);
    if (wants_help(*argc, *argv)) {
        char *help = g_option_context_get_help(context, FALSE, NULL);

        fputs(help, stdout);
        g_free(help);
        *exit_code = CLI_DONE;
        ret = 1;
    } else if (!g_option_context_parse(context, argc, argv, &error)) {
        *exit_code = cli_usage(options->command, "%s", error->message);
        g_clear_error(&error);
        ret = 1;
    }
    g_option_context_free(context);
    g_ptr_array_unref(strings);
    g_free(program);
    g_free(title);
    return ret;
}

char *cli_model_name(const char *name)
{
    gboolean is_word = strcmp(name, "auto") == 0;

    for (const struct fc_known_model *known = fc_known_models; known->name; known++)
        is_word = is_word || strcmp(name, known->name) == 0;
    /* the engine takes what has no slash for a name */
    if (!is_word && !strchr(name, '/') && g_file_test(name, G_FILE_TEST_IS_REGULAR))
        return g_strdup_printf("./%s", name);
    return g_strdup(name);
}

int cli_models_dir_check(const char *dir, struct fc_error *error)
{
    if (!dir || g_file_test(dir, G_FILE_TEST_IS_DIR))
        return 0;
    fc_error_set(error, -ENOENT, "--models %s: there is no such folder", dir);
    fc_error_remedy(error, "name the folder that has the networks, or leave --models out");
    return -ENOENT;
}

int cli_params_apply(const struct cli_params *params, const char *command, struct fc_engine *engine)
{
    for (guint i = 0; i < params->names->len; i++) {
        const char *name = params->names->pdata[i];
        const char *text = params->values->pdata[i];
        char *value = strcmp(name, "model") == 0 ? cli_model_name(text) : g_strdup(text);
        struct fc_error error = {0};
        int ret = fc_engine_set(engine, name, value, &error);

        g_free(value);
        if (ret)
            return cli_usage(command, "%s", error.text);
    }
    return CLI_DONE;
}
