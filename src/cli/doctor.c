/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "cli/json.h"
#include "cli/options.h"
#include "cli/wrap.h"
#include "service/doctor/doctor.h"

/* What is well takes a line; what is not, its reason and its remedy. */
static void print_finding(const struct fc_finding *finding, const char *title)
{
    printf("%-8s %s: %s\n", fc_finding_state_name(finding->state), title, finding->found);
    if (finding->state != FC_FINDING_NOTE && finding->state != FC_FINDING_PROBLEM)
        return;
    if (finding->why[0])
        cli_print_wrapped("         ", finding->why);
    if (finding->command[0])
        printf("           %s\n", finding->command);
}

/* How many from this one on cannot be looked at for the same reason: they share a line. */
static guint count_alike(const GPtrArray *findings, guint first)
{
    const struct fc_finding *finding = findings->pdata[first];
    guint end = first + 1;

    while (finding->state == FC_FINDING_UNKNOWN && end < findings->len) {
        const struct fc_finding *next = findings->pdata[end];

        if (next->state != FC_FINDING_UNKNOWN || strcmp(next->found, finding->found) != 0)
            break;
        end++;
    }
    return end - first;
}

static void print_list(const GPtrArray *findings, int problems)
{
    for (guint i = 0; i < findings->len;) {
        const struct fc_finding *finding = findings->pdata[i];
        const guint count = count_alike(findings, i);
        char *title = count > 1 ? g_strdup_printf("%s, and %u more", finding->title, count - 1)
                                : g_strdup(finding->title);

        print_finding(finding, title);
        g_free(title);
        i += count;
    }
    if (problems)
        printf("\n%d %s. Go from the top: what is mended first may mend what follows.\n", problems,
               problems == 1 ? "problem" : "problems");
    else
        puts("\nNo problem was found.");
}

static void print_json_finding(const struct fc_finding *finding, bool is_first)
{
    const char *const fields[][2] = {
        {"id", finding->id},
        {"title", finding->title},
        {"state", fc_finding_state_name(finding->state)},
        {"found", finding->found},
        {"why", finding->why},
        {"command", finding->command},
    };

    fputs(is_first ? "\n    {" : ",\n    {", stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        printf("%s\"%s\": ", i ? ", " : "", fields[i][0]);
        cli_json_text(stdout, fields[i][1]);
    }
    putchar('}');
}

/* The finding's id, which of its texts, the words, and what stands in their places. */
static void print_json_sentence(const char *id, const struct fc_sentence *sentence, bool is_first)
{
    const char *const before[] = {id, sentence->is_why ? "why" : "found", sentence->words};

    fputs(is_first ? "\n    [" : ",\n    [", stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
        fputs(i ? ", " : "", stdout);
        cli_json_text(stdout, before[i]);
    }
    for (char **place = sentence->places; *place; place++) {
        fputs(", ", stdout);
        cli_json_text(stdout, *place);
    }
    putchar(']');
}

static void print_json_sentences(const GPtrArray *findings)
{
    bool is_first = true;

    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        for (guint j = 0; j < finding->sentences->len; j++) {
            print_json_sentence(finding->id, finding->sentences->pdata[j], is_first);
            is_first = false;
        }
    }
}

static void print_json(const GPtrArray *findings, int problems)
{
    printf("{\"problems\": %d, \"findings\": [", problems);
    for (guint i = 0; i < findings->len; i++)
        print_json_finding(findings->pdata[i], i == 0);
    fputs("],\n  \"sentences\": [", stdout);
    print_json_sentences(findings);
    puts("]}");
}

static int look(const struct fc_doctor_params *params, gboolean json)
{
    GPtrArray *findings = fc_doctor_look(params);
    int problems = 0;

    for (guint i = 0; i < findings->len; i++)
        if (((struct fc_finding *)findings->pdata[i])->state == FC_FINDING_PROBLEM)
            problems++;
    if (json)
        print_json(findings, problems);
    else
        print_list(findings, problems);
    g_ptr_array_unref(findings);
    return problems ? CLI_FAILED : CLI_DONE;
}

int cli_doctor(int argc, char **argv)
{
    gboolean json = FALSE;
    char *root = NULL;
    char *dir = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL},
        {"models", 0, 0, G_OPTION_ARG_FILENAME, &dir, "Folder of network files", "DIR"},
        {"root", 0, 0, G_OPTION_ARG_FILENAME, &root, "Look at the system that lies there", "DIR"},
        {0},
    };
    const struct cli_options options = {
        .command = "doctor",
        .arguments = "",
        .entries = entries,
        .description = "Looks for what keeps the camera from working, and says what mends it.\n"
                       "Changes nothing. Ends with 1 where there is a problem.",
    };
    int code = CLI_USAGE;

    if (!cli_options_parse(&options, &argc, &argv, &code)) {
        const struct fc_doctor_params params = {.root = root, .model_dir = dir};

        code = argc > 1 ? cli_usage("doctor", "it takes no arguments: %s", argv[1])
                        : look(&params, json);
    }
    g_free(root);
    g_free(dir);
    return code;
}
