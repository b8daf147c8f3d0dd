/* SPDX-License-Identifier: MIT */
#include "service/holders.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two nodes of the same device are the same thing. */
static bool is_same(const struct statx *a, const struct statx *b)
{
    if (S_ISCHR(a->stx_mode))
        return S_ISCHR(b->stx_mode) && a->stx_rdev_major == b->stx_rdev_major &&
               a->stx_rdev_minor == b->stx_rdev_minor;
    return a->stx_dev_major == b->stx_dev_major && a->stx_dev_minor == b->stx_dev_minor &&
           a->stx_ino == b->stx_ino;
}

/* What is known of it: a file on a server that does not answer must not keep us waiting. */
static bool look(int folder_fd, const char *name, struct statx *status)
{
    return statx(folder_fd, name, AT_STATX_DONT_SYNC, STATX_BASIC_STATS, status) == 0;
}

/* Looks at what the links lead to, so that renamed and replaced files are told apart. */
static bool process_holds(int proc_fd, pid_t pid, const struct statx *wanted)
{
    char path[64];
    DIR *links;
    struct dirent *entry;
    struct statx status;
    bool found = false;
    int fd;

    snprintf(path, sizeof(path), "%d/fd", (int)pid);
    fd = openat(proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false; /* gone, or somebody else's */
    links = fdopendir(fd);
    if (!links) {
        close(fd);
        return false;
    }
    while (!found && (entry = readdir(links)))
        if (isdigit((unsigned char)entry->d_name[0]) && look(fd, entry->d_name, &status))
            found = is_same(wanted, &status);
    closedir(links);
    return found;
}

int fc_holders_find(const char *path, pid_t *pids, int size)
{
    DIR *processes;
    struct dirent *entry;
    struct statx wanted;
    int count = 0;

    if (!look(AT_FDCWD, path, &wanted))
        return -errno;
    processes = opendir("/proc");
    if (!processes)
        return -errno;
    while (count < size && (entry = readdir(processes))) {
        const pid_t pid = atoi(entry->d_name);

        if (pid > 0 && pid != getpid() && process_holds(dirfd(processes), pid, &wanted))
            pids[count++] = pid;
    }
    closedir(processes);
    return count;
}

static void read_name(pid_t pid, char *name, size_t size)
{
    char path[64];
    ssize_t length = -1;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        length = read(fd, name, size - 1);
        close(fd);
    }
    name[length > 0 ? length : 0] = '\0';
    name[strcspn(name, "\n")] = '\0';
}

int fc_holders_names(const char *path, char *names, size_t size)
{
    pid_t pids[16];
    char name[32];
    const int count = fc_holders_find(path, pids, 16);

    names[0] = '\0';
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(names);

        read_name(pids[i], name, sizeof(name));
        snprintf(names + length, size - length, "%s%s (%d)", i ? ", " : "",
                 name[0] ? name : "a program", (int)pids[i]);
    }
    return count;
}
