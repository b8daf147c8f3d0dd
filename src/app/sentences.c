/* SPDX-License-Identifier: MIT */
#include "app/sentences.h"

#include <string.h>

#include <glib/gi18n.h>

#define PLACE "%s"

/* As they stand in the service's sources, which a test compares. */
static const char *const sentences[] = {
    N_("No camera is plugged in."),
    N_("The camera %s is not plugged in."),
    N_("The camera is in use by %s."),
    N_("The camera %s shares its USB bus with too much else: try another port."),
    N_("The camera %s gives no pictures. It is being started again."),
    N_("The camera %s fails: %s."),
    N_("The camera %s fails: %s"),
    N_("The camera offers no pictures, or none that can be read."),
    N_("The camera ended its pictures."),
    N_("Nobody was looked for in this picture yet."),
    N_("Finding the person takes too long."),
    N_("Person and room cannot be told apart."),
    N_("The background cannot be shown."),
    /* of the ways to programs */
    N_("there is no v4l2loopback device"),
    N_("load its module: %s"),
    N_("load the module v4l2loopback again"),
    N_("another program writes to %s (in use by: %s)"),
    N_("end that program, or load v4l2loopback with a second device"),
    N_("close some of the programs that use it"),
    N_("cannot open %s: %s"),
    N_("PipeWire is not running"),
    N_("PipeWire has ended"),
    N_("PipeWire does not answer"),
    N_("PipeWire refuses the camera: %s"),
    N_("the camera is there as soon as PipeWire is: systemctl --user %s pipewire wireplumber"),
    N_("cannot reach PipeWire: %s"),
    /* of files; some of these stand in the places of others */
    N_("cannot read %s: it holds no picture, or is damaged"),
    N_("%s: it is not a picture or film"),
    N_("%s: it holds no picture"),
    N_("%s: there is no such file"),
    N_("%s: nothing here reads its format (%s)"),
    N_("%s: the file is damaged, or not a picture or film (%s)"),
    N_("%s: the file is damaged or not complete"),
    N_("give a picture (png, jpg, webp) or a film (mp4, webm, mkv)"),
    N_("cannot read %s: %s"),
    N_("cannot read %s"),
    N_("it is a folder"),
    N_("it is not a file"),
    N_("the file is empty"),
    N_("look at how its name is written; one that does not begin with / is looked for in the "
       "current "
       "folder"),
    N_("you must be allowed to read it, and to enter its folder"),
};

/* What stands in the places of a sentence; NULL where text is another one. g_strfreev() */
static char **match(const char *sentence, const char *text)
{
    char **parts = g_strsplit(sentence, PLACE, -1);
    GPtrArray *named = g_ptr_array_new_with_free_func(g_free);
    gboolean fits = g_str_has_prefix(text, parts[0]);

    if (fits)
        text += strlen(parts[0]);
    for (int i = 1; fits && parts[i]; i++) {
        const gboolean is_last = !parts[i + 1];
        const char *end = is_last && g_str_has_suffix(text, parts[i])
                              ? text + strlen(text) - strlen(parts[i])
                          : is_last ? NULL
                                    : strstr(text, parts[i]);

        fits = end && end > text;
        if (fits) {
            g_ptr_array_add(named, g_strndup(text, (gsize)(end - text)));
            text = end + strlen(parts[i]);
        }
    }
    fits = fits && text[0] == '\0';
    g_strfreev(parts);
    g_ptr_array_add(named, NULL);
    if (fits)
        return (char **)g_ptr_array_free(named, FALSE);
    g_ptr_array_unref(named);
    return NULL;
}

/* Which place stands there: the next one, or as "%2$s" says; *end is what follows it. -1: it is none,
 * but words. */
static int read_place(const char *text, int next, const char **end)
{
    char *rest;
    guint64 number = 0;

    if (text[0] != '%')
        return -1;
    if (g_ascii_isdigit(text[1])) {
        number = g_ascii_strtoull(text + 1, &rest, 10);
        if (rest[0] != '$' || number == 0 || number > G_MAXINT)
            return -1;
        text = rest;
    }
    if (text[1] != 's' && text[1] != 'd')
        return -1;
    *end = text + 2;
    return number ? (int)number - 1 : next;
}

/* Words come from a file of translations and from another program: nothing printf() may have. */
static char *fill(const char *words, const char *const *places)
{
    const int count = (int)g_strv_length((char **)places);
    GString *text = g_string_new(NULL);
    int next = 0;

    while (*words) {
        const int place = read_place(words, next, &words);

        if (place < 0)
            g_string_append_c(text, *words++);
        else if (place < count)
            g_string_append(text, places[place]);
        next += place >= 0;
    }
    return g_string_free(text, FALSE);
}

char *fc_app_sentence_of(const char *words, const char *const *places)
{
    return fill(words[0] ? _(words) : "", places);
}

/* What is named may be a sentence too. */
static char *say(const char *sentence, char **named)
{
    char *said;

    for (char **name = named; *name; name++) {
        char *own = *name;

        *name = fc_app_sentence(own);
        g_free(own);
    }
    said = fc_app_sentence_of(sentence, (const char *const *)named);
    g_strfreev(named);
    return said;
}

char *fc_app_sentence(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        char **named = match(sentences[i], text);

        if (named)
            return say(sentences[i], named);
    }
    return g_strdup(text);
}

char *fc_app_complaint(const char *text)
{
    static const char *const between[] = {"\n", "; "};

    for (size_t i = 0; i < G_N_ELEMENTS(between); i++) {
        const char *end = strstr(text, between[i]);

        if (end) {
            char *cause = g_strndup(text, (gsize)(end - text));
            char *said = fc_app_sentence(cause);
            char *remedy = fc_app_sentence(end + strlen(between[i]));
            char *whole = g_strconcat(said, between[i], remedy, NULL);

            g_free(remedy);
            g_free(said);
            g_free(cause);
            return whole;
        }
    }
    return fc_app_sentence(text);
}
