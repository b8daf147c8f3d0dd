/* SPDX-License-Identifier: MIT */
/*
 * The other programs that hold a device or file open, found through the links in /proc/PID/fd
 * (proc_pid_fd(5)). Programs of other users are seen by root alone.
 *
 * Any thread. Takes some milliseconds: not for every frame.
 */
#ifndef FC_SERVICE_HOLDERS_H
#define FC_SERVICE_HOLDERS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Writes which processes other than this one hold what path names to pids[size], as far as there
 * is room. Returns how many were written, or a negative errno when path or /proc cannot be read.
 */
int fc_holders_find(const char *path, pid_t *pids, int size);

/*
 * The same as names for a person, "firefox (1234), zoom (77)", to names[size], cut where that is
 * too small; "" where there is none.
 */
int fc_holders_names(const char *path, char *names, size_t size);

#endif
