/* SPDX-License-Identifier: MIT */
#include "app/findings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sentences.h"

#define LIST "\"findings\":"
#define SENTENCES "\"sentences\":"
/* In one sentence: the finding's id, which of its texts, the words, and what is named. */
#define SENTENCE_MIN 3

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
    const char *title = "";

    g_variant_lookup(fields, "title", "&s", &title);
    finding->id = text_of(fields, "id");
    finding->title = g_strdup(title[0] ? _(title) : "");
    finding->found = text_of(fields, "found");
    finding->why = text_of(fields, "why");
    finding->command = text_of(fields, "command");
    finding->state = state_of(state);
    g_free(state);
    return finding;
}

/* Lists of what holds nothing but texts read the same in JSON and in GVariant's format. */
static GVariant *parse_list(const char *text, const char *key, const char *type)
{
    const char *list = strstr(text, key);
    const char *rest = NULL;

    return list ? g_variant_parse(G_VARIANT_TYPE(type), list + strlen(key), NULL, &rest, NULL)
                : NULL;
}

/* --- in the person's language --- */

static char *join(char *text, const char *between, char *more)
{
    char *all = text ? g_strconcat(text, between, more, NULL) : g_strdup(more);

    g_free(text);
    g_free(more);
    return all;
}

/* As a line of its own begins; what is no plain word, as "xdg-desktop-portal", is a name. */
static void capitalise(char **text)
{
    const char *end = *text;
    char *first, *whole;

    while (g_unichar_isalpha(g_utf8_get_char(end)))
        end = g_utf8_next_char(end);
    if (end == *text || (*end && !strchr(" ,:;", *end)))
        return;
    first = g_utf8_strup(*text, g_utf8_next_char(*text) - *text);
    whole = g_strconcat(first, g_utf8_next_char(*text), NULL);
    g_free(first);
    g_free(*text);
    *text = whole;
}

static void replace(char **text, char *with)
{
    if (!with)
        return;
    g_free(*text);
    *text = with;
}

/* A doctor of another version may tell none: its English stays then. */
static void translate(struct fc_app_finding *finding, GVariant *sentences)
{
    char *found = NULL;
    char *why = NULL;

    for (gsize i = 0; i < g_variant_n_children(sentences); i++) {
        const char **parts;
        char *said;

        g_variant_get_child(sentences, i, "^a&s", &parts);
        if (g_strv_length((char **)parts) >= SENTENCE_MIN && strcmp(parts[0], finding->id) == 0) {
            said = fc_app_sentence_of(parts[2], parts + SENTENCE_MIN);
            if (strcmp(parts[1], "why") == 0) {
                why = join(why, " ", said);
            } else {
                if (!found && parts[2][0] != '%')
                    capitalise(&said);
                found = join(found, ", ", said);
            }
        }
        g_free(parts);
    }
    replace(&finding->found, found);
    replace(&finding->why, why);
}

GPtrArray *fc_app_findings_parse(const char *text)
{
    GVariant *all = parse_list(text, LIST, "aa{ss}");
    GVariant *sentences = parse_list(text, SENTENCES, "aas");
    GPtrArray *findings;

    if (!all) {
        g_clear_pointer(&sentences, g_variant_unref);
        return NULL;
    }
    findings = g_ptr_array_new_with_free_func(free_finding);
    for (gsize i = 0; i < g_variant_n_children(all); i++) {
        GVariant *fields = g_variant_get_child_value(all, i);

        struct fc_app_finding *finding = read_finding(fields);

        if (sentences)
            translate(finding, sentences);
        g_ptr_array_add(findings, finding);
        g_variant_unref(fields);
    }
    g_clear_pointer(&sentences, g_variant_unref);
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
