/* SPDX-License-Identifier: MIT */
#include "cli/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/json.h"
#include "cli/options.h"
#include "media/background.h"
#include "media/overlay.h"

int cli_settings_open(struct cli_settings *settings)
{
    const struct fc_settings_params params = {0};
    struct fc_error error = {0};

    *settings = (struct cli_settings){.service = cli_client_find()};
    if (settings->service)
        return CLI_DONE;
    return fc_settings_open(&params, &settings->file, &error) ? cli_fail(&error) : CLI_DONE;
}

void cli_settings_close(struct cli_settings *settings)
{
    g_clear_object(&settings->service);
    fc_settings_close(&settings->file);
}

int cli_settings_result(int ret, const struct fc_error *error)
{
    if (!ret)
        return CLI_DONE;
    cli_fail(error);
    return ret == -EINVAL || ret == -ENOENT ? CLI_USAGE : CLI_FAILED;
}

static gboolean is_background_word(const char *text)
{
    struct fc_values values;

    fc_values_init(&values);
    return fc_values_set(&values, "background", text, NULL) != 0 ||
           fc_values_background_kind(&values) != FC_BACKGROUND_MEDIA;
}

static gboolean names_a_file(const char *name, const char *text)
{
    if (g_path_is_absolute(text) || strstr(text, "://") || g_str_has_prefix(text, "demo:"))
        return FALSE;
    if (strcmp(name, "background") == 0)
        return !is_background_word(text);
    if (strcmp(name, "overlay") == 0)
        return strcmp(text, "none") != 0;
    if (strcmp(name, "model") == 0)
        return strchr(text, '/') != NULL;
    return strcmp(name, "camera") == 0 && g_file_test(text, G_FILE_TEST_IS_REGULAR);
}

char *cli_settings_value(const char *name, const char *text)
{
    char *value = strcmp(name, "model") == 0 ? cli_model_name(text) : g_strdup(text);

    if (names_a_file(name, value)) {
        char *absolute = g_canonicalize_filename(value, NULL);

        g_free(value);
        value = absolute;
    }
    return value;
}

/* --- set --- */

static int set_in_service(FcBusFakecam *service, const struct fc_setting *list, int count)
{
    GVariantBuilder builder;
    GError *error = NULL;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    for (int i = 0; i < count; i++)
        g_variant_builder_add(&builder, "{sv}", list[i].name, g_variant_new_string(list[i].text));
    cli_client_be_patient(service);
    if (fc_bus_fakecam_call_set_sync(service, g_variant_builder_end(&builder), NULL, &error))
        return CLI_DONE;
    return cli_client_refused(error);
}

static int check_background(const struct fc_values *values, struct fc_error *error)
{
    const struct fc_background_params params = {0};
    struct fc_background_source source;
    int ret;

    if (fc_values_background_kind(values) != FC_BACKGROUND_MEDIA)
        return 0;
    ret = fc_background_open(fc_values_text(values, FC_PARAM_BACKGROUND), &params, &source, error);
    if (!ret && source.release)
        source.release(source.user);
    return ret;
}

/*
 * The service would refuse it when it starts: better said now. Before anything is set, for
 * settings that were set are saved when they are closed, at the latest.
 */
static int check_pictures(const struct fc_settings *file, const struct fc_setting *list, int count,
                          struct fc_error *error)
{
    struct fc_values values = *fc_settings_values(file);
    int ret = 0;

    for (int i = 0; i < count && !ret; i++) {
        if (fc_values_set(&values, list[i].name, list[i].text, NULL))
            return 0; /* that is to be told first */
        if (strcmp(list[i].name, "background") == 0)
            ret = check_background(&values, error);
        else if (strcmp(list[i].name, "overlay") == 0)
            ret = fc_overlay_check(list[i].text, error);
    }
    return ret;
}

static int set_in_file(struct fc_settings *file, const struct fc_setting *list, int count)
{
    struct fc_error error = {0};
    int ret;

    if (check_pictures(file, list, count, &error))
        return cli_fail(&error);
    ret = fc_settings_set(file, list, count, &error);
    if (ret)
        return cli_settings_result(ret, &error);
    return fc_settings_save(file, &error) ? cli_fail(&error) : CLI_DONE;
}

static int set_pairs(char **pairs, int count)
{
    struct fc_setting *list = g_new0(struct fc_setting, count);
    struct cli_settings settings;
    int code = cli_settings_open(&settings);

    for (int i = 0; i < count; i++) {
        list[i].name = pairs[2 * i];
        list[i].text = cli_settings_value(pairs[2 * i], pairs[2 * i + 1]);
        if (!g_utf8_validate(list[i].name, -1, NULL) || !g_utf8_validate(list[i].text, -1, NULL))
            code = cli_usage("set", "names and values are UTF-8");
    }
    if (!code)
        code = settings.service ? set_in_service(settings.service, list, count)
                                : set_in_file(settings.file, list, count);
    for (int i = 0; i < count; i++)
        g_free((char *)list[i].text);
    g_free(list);
    cli_settings_close(&settings);
    return code;
}

int cli_set(int argc, char **argv)
{
    const GOptionEntry entries[] = {{0}};
    const struct cli_options options = {
        .command = "set",
        .arguments = "KEY VALUE [KEY VALUE...]",
        .entries = entries,
        .description =
            "Sets parameters of the camera, from the next frame on, and keeps them. All\n"
            "of them or none. fakecam list shows what there is.",
    };
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc < 3 || argc % 2 == 0)
        return cli_usage("set", "it takes a KEY and its VALUE");
    return set_pairs(argv + 1, argc / 2);
}

/* --- get and list --- */

/* The value as text; free with g_free(). */
static char *current_text(const struct cli_settings *settings, enum fc_param_id id)
{
    char *text = g_malloc0(FC_PARAM_TEXT_SIZE);
    GVariant *values = settings->service ? fc_bus_fakecam_get_values(settings->service) : NULL;
    GVariant *value = values ? g_variant_lookup_value(values, fc_param_at(id)->name, NULL) : NULL;

    if (!value) {
        if (settings->file)
            fc_values_get(fc_settings_values(settings->file), id, text, FC_PARAM_TEXT_SIZE);
        return text;
    }
    g_free(text);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
        text = g_variant_dup_string(value, NULL);
    } else if (g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE)) {
        text = g_malloc0(G_ASCII_DTOSTR_BUF_SIZE);
        g_ascii_formatd(text, G_ASCII_DTOSTR_BUF_SIZE, "%.4f", g_variant_get_double(value));
    } else {
        text = g_variant_print(value, FALSE);
    }
    g_variant_unref(value);
    return text;
}

int cli_get(int argc, char **argv)
{
    const GOptionEntry entries[] = {{0}};
    const struct cli_options options = {
        .command = "get",
        .arguments = "KEY",
        .entries = entries,
        .description = "Prints one parameter's value.",
    };
    const struct fc_param_info *info;
    struct cli_settings settings;
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc != 2)
        return cli_usage("get", "it takes one KEY");
    info = fc_param_find(argv[1]);
    if (!info)
        return cli_usage("get", "no such parameter: %s; fakecam list shows those that there are",
                         argv[1]);
    code = cli_settings_open(&settings);
    if (!code) {
        char *text = current_text(&settings, (enum fc_param_id)(info - fc_param_at(0)));

        puts(text);
        g_free(text);
    }
    cli_settings_close(&settings);
    return code;
}

static void print_param(const struct fc_param_info *info, const char *value)
{
    char allowed[200];

    fc_param_allowed(info, allowed, sizeof(allowed));
    printf("%s = %s\n    %s\n", info->name, value, info->help);
    if (info->type == FC_PARAM_TEXT)
        printf("    [default: %s]%s\n", info->default_text, info->live ? "" : " at the next start");
    else
        printf("    [%s; default: %s]%s\n", allowed, info->default_text,
               info->live ? "" : " at the next start");
}

static void print_param_json(const struct fc_param_info *info, const char *value)
{
    char allowed[200];

    fc_param_allowed(info, allowed, sizeof(allowed));
    fputs("{\"name\": ", stdout);
    cli_json_text(stdout, info->name);
    fputs(", \"value\": ", stdout);
    cli_json_text(stdout, value);
    fputs(", \"default\": ", stdout);
    cli_json_text(stdout, info->default_text);
    fputs(", \"allowed\": ", stdout);
    cli_json_text(stdout, allowed);
    fputs(", \"group\": ", stdout);
    cli_json_text(stdout, info->group);
    printf(", \"live\": %s, \"help\": ", info->live ? "true" : "false");
    cli_json_text(stdout, info->help);
    fputc('}', stdout);
}

static void list_params(const struct cli_settings *settings, gboolean json)
{
    if (json)
        fputs("{\"parameters\": [", stdout);
    for (size_t i = 0; i < fc_param_count(); i++) {
        char *value = current_text(settings, (enum fc_param_id)i);

        if (json) {
            fputs(i ? ",\n  " : "\n  ", stdout);
            print_param_json(fc_param_at(i), value);
        } else {
            print_param(fc_param_at(i), value);
        }
        g_free(value);
    }
    if (json)
        puts("\n]}");
}

int cli_list(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL},
        {0},
    };
    const struct cli_options options = {
        .command = "list",
        .arguments = "",
        .entries = entries,
        .description = "Every parameter: its value, what it is for and what is allowed.",
    };
    struct cli_settings settings;
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc > 1)
        return cli_usage("list", "it takes no arguments: %s", argv[1]);
    code = cli_settings_open(&settings);
    if (!code)
        list_params(&settings, json);
    cli_settings_close(&settings);
    return code;
}

/* --- reset --- */

static int reset_in_file(struct fc_settings *file, const char *const *names, int count)
{
    struct fc_error error = {0};
    int ret = fc_settings_reset(file, names, count, &error);

    if (!ret)
        ret = fc_settings_save(file, &error);
    return cli_settings_result(ret, &error);
}

/* Every name, ended by NULL. Free with g_free(). */
static const char **all_names(void)
{
    const char **names = g_new0(const char *, fc_param_count() + 1);

    for (size_t i = 0; i < fc_param_count(); i++)
        names[i] = fc_param_at(i)->name;
    return names;
}

int cli_reset(int argc, char **argv)
{
    gboolean all = FALSE;
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, "Every parameter", NULL},
        {0},
    };
    const struct cli_options options = {
        .command = "reset",
        .arguments = "KEY...",
        .entries = entries,
        .description = "Brings parameters back to their defaults.",
    };
    struct cli_settings settings;
    const char **names;
    GError *error = NULL;
    int code = CLI_DONE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (all == (argc > 1))
        return cli_usage("reset", "it takes KEYs, or --all alone");
    names = all ? all_names() : g_memdup2(argv + 1, sizeof(*argv) * (size_t)argc);
    code = cli_settings_open(&settings);
    if (settings.service) {
        if (!fc_bus_fakecam_call_reset_sync(settings.service, names, NULL, &error))
            code = cli_client_refused(error);
    } else if (!code) {
        code = reset_in_file(settings.file, names, (int)g_strv_length((char **)names));
    }
    cli_settings_close(&settings);
    g_free(names);
    return code;
}
