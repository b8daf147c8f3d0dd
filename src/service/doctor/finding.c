/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <string.h>

#include "service/doctor/check.h"

struct fc_finding *fc_finding_new(const char *id, const char *title)
{
    struct fc_finding *finding = g_new0(struct fc_finding, 1);

    finding->id = id;
    finding->title = title;
    finding->found = g_strdup("");
    finding->why = g_strdup("");
    finding->command = g_strdup("");
    finding->sentences = g_ptr_array_new();
    return finding;
}

void fc_finding_free(gpointer data)
{
    struct fc_finding *finding = data;

    for (guint i = 0; i < finding->sentences->len; i++) {
        struct fc_sentence *sentence = finding->sentences->pdata[i];

        g_strfreev(sentence->places);
        g_free(sentence);
    }
    g_ptr_array_unref(finding->sentences);
    g_free(finding->command);
    g_free(finding->why);
    g_free(finding->found);
    g_free(finding);
}

/* What stands in the places of words. */
static char **read_places(const char *words, va_list args)
{
    GPtrArray *places = g_ptr_array_new();

    for (const char *place = words; (place = strchr(place, '%')); place += 2) {
        const bool is_number = place[1] == 'd';

        g_assert(is_number || place[1] == 's');
        g_ptr_array_add(places, is_number ? g_strdup_printf("%d", va_arg(args, int))
                                          : g_strdup(va_arg(args, const char *)));
    }
    g_ptr_array_add(places, NULL);
    return (char **)g_ptr_array_free(places, FALSE);
}

static void append(char **text, const char *between, const char *more)
{
    char *all = g_strconcat(*text, (*text)[0] ? between : "", more, NULL);

    g_free(*text);
    *text = all;
}

/* Takes places. */
static void add(struct fc_finding *finding, bool is_why, const char *words, char **places,
                const char *text)
{
    struct fc_sentence *sentence = g_new(struct fc_sentence, 1);

    *sentence = (struct fc_sentence){.is_why = is_why, .words = words, .places = places};
    g_ptr_array_add(finding->sentences, sentence);
    append(is_why ? &finding->why : &finding->found, is_why ? " " : ", ", text);
}

static void add_words(struct fc_finding *finding, bool is_why, const char *words, va_list args)
    G_GNUC_PRINTF(3, 0);

static void add_words(struct fc_finding *finding, bool is_why, const char *words, va_list args)
{
    va_list again;
    char *text;

    va_copy(again, args);
    text = g_strdup_vprintf(words, args);
    add(finding, is_why, words, read_places(words, again), text);
    g_free(text);
    va_end(again);
}

void fc_finding_set(struct fc_finding *finding, enum fc_finding_state state, const char *words, ...)
{
    va_list args;

    g_assert(!finding->found[0]);
    finding->state = state;
    va_start(args, words);
    add_words(finding, false, words, args);
    va_end(args);
}

void fc_finding_also(struct fc_finding *finding, const char *words, ...)
{
    va_list args;

    va_start(args, words);
    add_words(finding, false, words, args);
    va_end(args);
}

void fc_finding_why(struct fc_finding *finding, const char *words, ...)
{
    va_list args;

    va_start(args, words);
    add_words(finding, true, words, args);
    va_end(args);
}

void fc_finding_name(struct fc_finding *finding, enum fc_finding_state state, const char *format,
                     ...)
{
    char *places[] = {NULL, NULL};
    va_list args;

    finding->state = state;
    va_start(args, format);
    places[0] = g_strdup_vprintf(format, args);
    va_end(args);
    add(finding, false, "%s", g_strdupv(places), places[0]);
    g_free(places[0]);
}

void fc_finding_say(struct fc_finding *finding, enum fc_finding_state state, const char *words)
{
    finding->state = state;
    add(finding, false, words, g_new0(char *, 1), words);
}

void fc_finding_mend(struct fc_finding *finding, const char *format, ...)
{
    va_list args;

    g_assert(!finding->command[0]);
    g_free(finding->command);
    va_start(args, format);
    finding->command = g_strdup_vprintf(format, args);
    va_end(args);
}

const char *fc_finding_state_name(enum fc_finding_state state)
{
    switch (state) {
    case FC_FINDING_OK:
        return "ok";
    case FC_FINDING_NOTE:
        return "note";
    case FC_FINDING_PROBLEM:
        return "problem";
    default:
        return "unknown";
    }
}
