/* SPDX-License-Identifier: MIT */
#include "film.h"

#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

char *film_make(const char *exe, const char *dir, int seconds)
{
    char *packed = g_build_filename(dir, "packed.mkv", NULL);
    char *raw = g_build_filename(dir, "raw.mkv", NULL);
    char *render = g_strdup_printf("%s render demo: -o %s --demo-seconds %d --background none", exe,
                                   packed, seconds);
    char *unpack = g_strdup_printf("gst-launch-1.0 -q filesrc location=%s ! decodebin ! "
                                   "videoconvert ! video/x-raw,format=I420,colorimetry=bt601 ! "
                                   "matroskamux ! "
                                   "filesink location=%s",
                                   packed, raw);
    char *const commands[] = {render, unpack};
    gboolean is_made = TRUE;

    for (gsize i = 0; i < G_N_ELEMENTS(commands) && is_made; i++) {
        char *err = NULL;
        int status = -1;

        is_made = g_spawn_command_line_sync(commands[i], NULL, &err, &status, NULL) && status == 0;
        g_free(err);
    }
    g_unlink(packed);
    g_free(packed);
    g_free(render);
    g_free(unpack);
    sync(); /* or the disk would be written to meanwhile */
    if (is_made)
        return raw;
    g_free(raw);
    return NULL;
}
