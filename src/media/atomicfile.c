/* SPDX-License-Identifier: MIT */
#include "media/atomicfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "base/error.h"

#define TRIES 100

static int cannot_write(const char *path, int why, struct fc_error *error)
{
    fc_error_set(error, -why, "cannot write %s: %s", path,
                 why == ENOSPC ? "the disk is full" : strerror(why));
    if (why == EISDIR)
        fc_error_remedy(error, "give the name of a file in that folder");
    else if (why == ENOENT || why == ENOTDIR || why == EACCES || why == EROFS)
        fc_error_remedy(error, "name a folder that exists and that you may write to");
    return -why;
}

/* Opened like any new file, so that it gets the rights that the person's umask gives. */
static int make(struct fc_atomic_file *file)
{
    char *folder = g_path_get_dirname(file->path);
    int why = EEXIST;

    for (int i = 0; i < TRIES && why == EEXIST; i++) {
        char *name = g_strdup_printf(".fakecam-%08x.part", g_random_int());
        int fd;

        file->temporary = g_build_filename(folder, name, NULL);
        g_free(name);
        fd = open(file->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        why = fd < 0 ? errno : 0;
        if (fd >= 0)
            close(fd);
        else
            g_clear_pointer(&file->temporary, g_free);
    }
    g_free(folder);
    return why;
}

int fc_atomic_file_init(struct fc_atomic_file *file, const char *path, struct fc_error *error)
{
    struct stat status;
    int why;

    *file = (struct fc_atomic_file){.path = g_strdup(path)};
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return cannot_write(path, EISDIR, error);
    /* a device or pipe would be replaced by the file, which nobody wants */
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return fc_error_set(error, -EINVAL, "cannot write %s: it is there and is not a file", path);
    why = make(file);
    return why ? cannot_write(path, why, error) : 0;
}

int fc_atomic_file_commit(struct fc_atomic_file *file, struct fc_error *error)
{
    if (rename(file->temporary, file->path) < 0)
        return cannot_write(file->path, errno, error);
    g_clear_pointer(&file->temporary, g_free);
    return 0;
}

void fc_atomic_file_finish(struct fc_atomic_file *file)
{
    if (file->temporary)
        unlink(file->temporary);
    g_clear_pointer(&file->temporary, g_free);
    g_clear_pointer(&file->path, g_free);
}
