/* SPDX-License-Identifier: MIT */
#include "world.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

static struct {
    char *folder;     // owned
    GTestDBus *bus;   // owned
    GPid pipewire;    /* 0: does not run */
    GPid wireplumber; /* 0: does not run */
} world;

const char *world_init(void)
{
    static const char *const programs[] = {"pipewire", "wireplumber", "dbus-daemon", "pw-cli"};
    static const char *const folders[] = {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME"};

    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        char *path = g_find_program_in_path(programs[i]);

        if (!path)
            return programs[i];
        g_free(path);
    }
    world.folder = g_dir_make_tmp("fakecam-pipewire-XXXXXX", NULL);
    g_setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
    g_unsetenv("PIPEWIRE_REMOTE");
    g_unsetenv("PIPEWIRE_RUNTIME_DIR");
    g_unsetenv("DISPLAY");
    world.bus = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(world.bus); /* takes XDG_RUNTIME_DIR away */
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        g_setenv(folders[i], world.folder, TRUE);
    return NULL;
}

static void remove_tree(const char *path)
{
    GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        char *below = g_build_filename(path, name, NULL);

        remove_tree(below);
        g_free(below);
    }
    if (folder)
        g_dir_close(folder);
    g_remove(path);
}

void world_finish(void)
{
    world_kill();
    if (world.bus) {
        g_test_dbus_down(world.bus);
        g_object_unref(world.bus);
    }
    if (world.folder)
        remove_tree(world.folder);
    g_free(world.folder);
}

/* --- processes --- */

/* In the child: a test that fails takes its daemons with it. */
static void end_with_parent(gpointer user)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static GPid start(const char *program)
{
    const char *argv[] = {program, NULL};
    GError *error = NULL;
    GPid pid = 0;

    g_spawn_async(NULL, (char **)argv, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                      G_SPAWN_STDERR_TO_DEV_NULL,
                  end_with_parent, NULL, &pid, &error);
    g_assert_no_error(error);
    return pid;
}

static void end(GPid *pid)
{
    if (!*pid)
        return;
    kill(*pid, SIGKILL);
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        ;
    *pid = 0;
}

static char *ask(const char *what)
{
    const char *argv[] = {"pw-cli", "ls", what, NULL};
    char *answer = NULL;
    int status = -1;

    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &answer, NULL, &status, NULL) ||
        status != 0)
        g_clear_pointer(&answer, g_free);
    return answer;
}

static bool pipewire_answers(void *user)
{
    char *socket = g_build_filename(world.folder, "pipewire-0", NULL);
    const bool is_there = g_file_test(socket, G_FILE_TEST_EXISTS);
    char *answer = is_there ? ask("Core") : NULL;
    const bool answers = answer && strstr(answer, "Interface:Core");

    g_free(answer);
    g_free(socket);
    return answers;
}

/* It makes the metadata of defaults once its policy runs. */
static bool wireplumber_answers(void *user)
{
    char *answer = ask("Metadata");
    const bool answers = answer && strstr(answer, "\"default\"");

    g_free(answer);
    return answers;
}

void world_start(bool with_wireplumber)
{
    world.pipewire = start("pipewire");
    world_wait("pipewire answers", pipewire_answers, NULL, 20);
    if (!with_wireplumber)
        return;
    world.wireplumber = start("wireplumber");
    world_wait("wireplumber answers", wireplumber_answers, NULL, 20);
}

void world_kill(void)
{
    end(&world.wireplumber);
    end(&world.pipewire);
}

void world_freeze(bool frozen)
{
    kill(world.pipewire, frozen ? SIGSTOP : SIGCONT);
}

/* --- waiting --- */

static bool wait_maybe(bool (*done)(void *user), void *user, int seconds)
{
    const gint64 end_us = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    bool is_done;

    while (!(is_done = done(user)) && g_get_monotonic_time() < end_us) {
        while (g_main_context_iteration(NULL, FALSE))
            ;
        g_usleep(2000);
    }
    return is_done;
}

void world_wait(const char *what, bool (*done)(void *user), void *user, int seconds)
{
    if (!wait_maybe(done, user, seconds))
        g_error("waited %d s in vain: %s", seconds, what);
}

static bool never(void *user)
{
    return false;
}

void world_pause(int seconds)
{
    wait_maybe(never, NULL, seconds);
}
