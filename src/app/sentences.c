/* SPDX-License-Identifier: MIT */
#include "app/sentences.h"

#include <string.h>

#include <glib/gi18n.h>

#define PLACE "%s"

/* As they stand in the service's and the doctor's sources, which a test compares; what is named in a
 * sentence stands in the same order in every language. */
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
    N_("Networks"),
    N_("Who asks"),
    N_("The camera"),
    N_("The camera's systemd unit"),
    N_("Cameras"),
    N_("Rights on the cameras"),
    N_("Who has the cameras open"),
    N_("Kernel modules"),
    N_("v4l2loopback installed"),
    N_("v4l2loopback built for this kernel"),
    N_("Secure Boot"),
    N_("v4l2loopback loaded"),
    N_("v4l2loopback loaded at each start"),
    N_("Browsers"),
    N_("The desktop's camera portal"),
    N_("Permission to use cameras"),
    N_("The virtual camera's device"),
    N_("Seen by Chromium"),
    N_("The virtual camera's name"),
    N_("Version of v4l2loopback"),
    N_("Rights on the virtual camera"),
    N_("Who has the virtual camera open"),
    N_("PipeWire's session manager"),
    N_("Fakecam in PipeWire"),
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

/* The same with what is named in its places. */
static char *fill(const char *sentence, char **named)
{
    char **parts = g_strsplit(sentence, PLACE, -1);
    GString *text = g_string_new(parts[0]);

    for (int i = 0; parts[0] && parts[i + 1] && named[i]; i++) {
        g_string_append(text, named[i]);
        g_string_append(text, parts[i + 1]);
    }
    g_strfreev(parts);
    return g_string_free(text, FALSE);
}

char *fc_app_sentence(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        char **named = match(sentences[i], text);

        if (named) {
            char *said = fill(_(sentences[i]), named);

            g_strfreev(named);
            return said;
        }
    }
    return g_strdup(text);
}
