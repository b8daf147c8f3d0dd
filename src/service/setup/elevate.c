/* SPDX-License-Identifier: MIT */
#include "service/setup/perform.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static bool has_screen(void)
{
    return g_getenv("WAYLAND_DISPLAY") || g_getenv("DISPLAY");
}

/* pkexec asks in a window; on a terminal without a screen, sudo asks better. */
static char *find_way(void)
{
    const char *const names[] = {has_screen() ? "pkexec" : "sudo",
                                 has_screen() ? "sudo" : "pkexec"};
    char *way = g_find_program_in_path(names[0]);

    return way ? way : g_find_program_in_path(names[1]);
}

/* This very program, wherever it lies; its arguments are all that is handed over. */
static GPtrArray *make_words(const char *way, const struct fc_setup_order *order)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    char **own = fc_setup_order_words(order);

    if (way)
        g_ptr_array_add(words, g_strdup(way));
    g_ptr_array_add(words, g_file_read_link("/proc/self/exe", NULL));
    g_ptr_array_add(words, g_strdup("setup"));
    for (char **word = own; *word; word++)
        g_ptr_array_add(words, g_strdup(*word));
    g_ptr_array_add(words, NULL);
    g_strfreev(own);
    return words;
}

static int no_way(const struct fc_setup_order *order, struct fc_error *error)
{
    GPtrArray *words = make_words(NULL, order);
    char *command = g_strjoinv(" ", (char **)words->pdata);
    char *quoted = g_shell_quote(command);

    fc_error_set(error, -EACCES, "this takes root, and there is neither pkexec nor sudo");
    fc_error_remedy(error, "su -c %s", quoted);
    g_free(quoted);
    g_free(command);
    g_ptr_array_unref(words);
    return -EACCES;
}

/* The helper has said what failed; pkexec and sudo say themselves that somebody is not allowed. */
static int judge(const char *way, int status, struct fc_error *error)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    return fc_error_set(error, -EACCES, "%s did not bring it to an end; what it said stands above",
                        way);
}

int fc_setup_elevate(const struct fc_setup_order *order, struct fc_error *error)
{
    GPtrArray *words;
    GError *why = NULL;
    char *way;
    int status, ret;

    if (geteuid() == 0)
        return fc_setup_perform(order, "", error);
    way = find_way();
    if (!way)
        return no_way(order, error);
    words = make_words(way, order);
    fflush(stdout);
    if (g_spawn_sync(NULL, (char **)words->pdata, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                     NULL, NULL, &status, &why))
        ret = judge(way, status, error);
    else
        ret = fc_error_set(error, -EACCES, "%s: %s", way, why->message);
    g_clear_error(&why);
    g_ptr_array_unref(words);
    g_free(way);
    return ret;
}
