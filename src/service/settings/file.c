/* SPDX-License-Identifier: MIT */
#include "service/settings/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

/* All of a plain file, NUL-terminated; free with g_free(). */
static int read_all(int fd, char **text, gsize *length)
{
    GString *all = g_string_new(NULL);
    char part[4096];
    ssize_t bytes;

    while ((bytes = read(fd, part, sizeof(part))) > 0 && all->len <= FC_SETTINGS_MAX_BYTES)
        g_string_append_len(all, part, bytes);
    if (bytes < 0 || all->len > FC_SETTINGS_MAX_BYTES) {
        int ret = bytes < 0 ? -errno : -EFBIG;

        g_string_free(all, TRUE);
        return ret;
    }
    *length = all->len;
    *text = g_string_free(all, FALSE);
    return 0;
}

static int open_and_read(const char *path, char **text, gsize *length)
{
    /* a pipe must not hold us up */
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    int ret;

    if (fd < 0)
        return -errno;
    if (fstat(fd, &status) < 0)
        ret = -errno;
    else if (!S_ISREG(status.st_mode))
        ret = S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    else
        ret = read_all(fd, text, length);
    close(fd);
    return ret;
}

int fc_settings_file_read(const char *path, GKeyFile **keys_out, struct fc_error *error)
{
    GKeyFile *keys;
    GError *problem = NULL;
    char *text = NULL;
    gsize length = 0;
    int ret = open_and_read(path, &text, &length);

    *keys_out = NULL;
    if (ret == -ENOENT)
        return 0;
    if (ret)
        return fc_error_set(error, ret, "cannot read %s: %s", path, strerror(-ret));
    keys = g_key_file_new();
    /* g_key_file_load_from_data() refuses empty data in words of its own */
    if (length && !g_key_file_load_from_data(
                      keys, text, length, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS,
                      &problem)) {
        ret = fc_error_set(error, -EBADMSG, "cannot understand %s: %s", path, problem->message);
        fc_error_remedy(error, "mend that line; until then nothing is read from the file, and "
                               "nothing written to it");
        g_error_free(problem);
        g_key_file_free(keys);
        keys = NULL;
    }
    g_free(text);
    *keys_out = keys;
    return ret;
}

/* Where path leads to, so that a link stays one; path itself where there is nothing yet. */
static char *target_of(const char *path)
{
    char *real = realpath(path, NULL);
    char *target = g_strdup(real ? real : path);

    free(real);
    return target;
}

int fc_settings_file_write(const char *path, GKeyFile *keys, struct fc_error *error)
{
    char *target = target_of(path);
    char *folder = g_path_get_dirname(target);
    GError *problem = NULL;
    struct stat status;
    gsize length = 0;
    char *text = g_key_file_to_data(keys, &length, NULL);
    const int mode = stat(target, &status) == 0 ? (int)(status.st_mode & 0777) : 0600;
    int ret = 0;

    if (g_mkdir_with_parents(folder, 0700) < 0)
        ret =
            fc_error_set(error, -errno, "cannot make the folder %s: %s", folder, g_strerror(errno));
    else if (!g_file_set_contents_full(target, text, (gssize)length,
                                       G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                       mode, &problem)) {
        ret = fc_error_set(error, -EIO, "cannot save the settings: %s", problem->message);
        g_error_free(problem);
    }
    g_free(text);
    g_free(folder);
    g_free(target);
    return ret;
}
