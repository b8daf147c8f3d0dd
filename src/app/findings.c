/* SPDX-License-Identifier: MIT */
#include "app/findings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sentences.h"

#define LIST "\"findings\":"

static void free_finding(gpointer data)
{
    struct fc_app_finding *finding = data;

    g_free(finding->id);
    g_free(finding->title);
    g_free(finding->found);
    g_free(finding->why);
    g_free(finding->command);
    g_free(finding);
}

static char *text_of(GVariant *fields, const char *key)
{
    const char *text = "";

    g_variant_lookup(fields, key, "&s", &text);
    return g_strdup(text);
}

static enum fc_app_finding_state state_of(const char *word)
{
    if (strcmp(word, "ok") == 0)
        return FC_APP_FINDING_OK;
    if (strcmp(word, "note") == 0)
        return FC_APP_FINDING_NOTE;
    return strcmp(word, "problem") == 0 ? FC_APP_FINDING_PROBLEM : FC_APP_FINDING_UNKNOWN;
}

static struct fc_app_finding *read_finding(GVariant *fields)
{
    struct fc_app_finding *finding = g_new0(struct fc_app_finding, 1);
    char *state = text_of(fields, "state");
    char *title = text_of(fields, "title");

    finding->id = text_of(fields, "id");
    finding->title = fc_app_sentence(title);
    finding->found = text_of(fields, "found");
    finding->why = text_of(fields, "why");
    finding->command = text_of(fields, "command");
    finding->state = state_of(state);
    g_free(title);
    g_free(state);
    return finding;
}

/* A list of objects that hold nothing but texts reads the same in JSON and in GVariant's format. */
GPtrArray *fc_app_findings_parse(const char *text)
{
    const char *list = strstr(text, LIST);
    const char *rest = NULL;
    GVariant *all =
        list ? g_variant_parse(G_VARIANT_TYPE("aa{ss}"), list + strlen(LIST), NULL, &rest, NULL)
             : NULL;
    GPtrArray *findings;

    if (!all)
        return NULL;
    findings = g_ptr_array_new_with_free_func(free_finding);
    for (gsize i = 0; i < g_variant_n_children(all); i++) {
        GVariant *fields = g_variant_get_child_value(all, i);

        g_ptr_array_add(findings, read_finding(fields));
        g_variant_unref(fields);
    }
    g_variant_unref(all);
    return findings;
}

enum fc_app_mend fc_app_mend_of(const struct fc_app_finding *finding)
{
    static const struct {
        const char *command;
        enum fc_app_mend mend;
    } known[] = {
        {"fakecam setup", FC_APP_MEND_SETUP},
        {"fakecam run --camera demo:", FC_APP_MEND_DEMO},
        {"fakecam run", FC_APP_MEND_START},
        {"systemctl --user start fakecam", FC_APP_MEND_START},
    };

    if (!finding->command[0] || finding->state == FC_APP_FINDING_OK)
        return FC_APP_MEND_NOT;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(finding->command, known[i].command) == 0)
            return known[i].mend;
    /* one command of one program; no shell is asked */
    if (g_str_has_prefix(finding->command, "systemctl --user ") &&
        !strpbrk(finding->command, "&|;<>$`\"'\\"))
        return FC_APP_MEND_RUN;
    return FC_APP_MEND_COPY;
}

const char *fc_app_mend_label(enum fc_app_mend mend)
{
    switch (mend) {
    case FC_APP_MEND_SETUP:
        return _("_Set Up…");
    case FC_APP_MEND_DEMO:
        return _("_Use a Drawn Person");
    case FC_APP_MEND_START:
        return _("_Start");
    case FC_APP_MEND_RUN:
        return _("_Mend");
    case FC_APP_MEND_COPY:
        return _("_Copy Command");
    case FC_APP_MEND_NOT:
        break;
    }
    return NULL;
}

int fc_app_findings_problems(const GPtrArray *findings)
{
    int count = 0;

    for (guint i = 0; i < findings->len; i++)
        count +=
            ((const struct fc_app_finding *)findings->pdata[i])->state == FC_APP_FINDING_PROBLEM;
    return count;
}
