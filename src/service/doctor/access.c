/* SPDX-License-Identifier: MIT */
#include "service/doctor/access.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "service/doctor/place.h"

/* group(5): "video:x:44:anna,bert". */
static bool is_member(const char *groups, const char *group, const char *person)
{
    char **lines = g_strsplit(groups, "\n", -1);
    bool is = false;

    for (char **line = lines; *line && !is; line++) {
        char **fields = g_strsplit(*line, ":", 4);
        char **members = g_strsplit(g_strv_length(fields) == 4 ? fields[3] : "", ",", -1);

        is = fields[0] && strcmp(fields[0], group) == 0 &&
             g_strv_contains((const char *const *)members, person);
        g_strfreev(members);
        g_strfreev(fields);
    }
    g_strfreev(lines);
    return is;
}

static bool will_be_member(const char *root, const char *group)
{
    const struct passwd *person = getpwuid(geteuid());
    char *groups = fc_place_read(root, "/etc/group");
    bool will = groups && person && is_member(groups, group, person->pw_name);

    g_free(groups);
    return will;
}

void fc_access_group(const char *root, const char *path, char *group, size_t size)
{
    char *whole = fc_place_path(root, path);
    const struct group *entry = NULL;
    struct stat status;

    if (stat(whole, &status) == 0 && (status.st_mode & 0060) == 0060)
        entry = getgrgid(status.st_gid);
    g_strlcpy(group, entry ? entry->gr_name : "", size);
    g_free(whole);
}

enum fc_access fc_access_to(const char *root, const char *path)
{
    char *whole = fc_place_path(root, path);
    const int ret = faccessat(AT_FDCWD, whole, R_OK | W_OK, AT_EACCESS);
    const int why = ret < 0 ? errno : 0;
    char group[64];

    g_free(whole);
    if (!why)
        return FC_ACCESS_GRANTED;
    if (why == ENOENT || why == ENOTDIR)
        return FC_ACCESS_MISSING;
    fc_access_group(root, path, group, sizeof(group));
    if (!group[0])
        return FC_ACCESS_NO_GROUP;
    return will_be_member(root, group) ? FC_ACCESS_NEXT_LOGIN : FC_ACCESS_DENIED;
}

static bool process_holds(const char *root, const char *pid, const char *path)
{
    char *folder = g_strdup_printf("/proc/%s/fd", pid);
    GPtrArray *links = fc_place_list(root, folder);
    bool holds = false;

    for (guint i = 0; i < links->len && !holds; i++) {
        char *link = g_strdup_printf("%s%s/%s", root, folder, (const char *)links->pdata[i]);
        char target[64];
        const ssize_t length = readlink(link, target, sizeof(target) - 1);

        target[length > 0 ? length : 0] = '\0';
        holds = strcmp(target, path) == 0;
        g_free(link);
    }
    g_ptr_array_unref(links);
    g_free(folder);
    return holds;
}

int fc_access_holders(const char *root, const char *path, char *names, size_t size)
{
    GPtrArray *pids = fc_place_list(root, "/proc");
    int count = 0;

    names[0] = '\0';
    for (guint i = 0; i < pids->len; i++) {
        const char *pid = pids->pdata[i];
        const size_t used = strlen(names);
        char *file, *name;

        if (!isdigit((unsigned char)pid[0]) || !process_holds(root, pid, path))
            continue;
        file = g_strdup_printf("/proc/%s/comm", pid);
        name = fc_place_read(root, file);
        snprintf(names + used, size - used, "%s%s (%s)", count ? ", " : "",
                 name && name[0] ? name : "?", pid);
        count++;
        g_free(name);
        g_free(file);
    }
    g_ptr_array_unref(pids);
    return count;
}
