/* SPDX-License-Identifier: MIT */
/* `fakecam setup` as a person types it, on the files of a prepared system. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clitest.h"
#include "service/doctor/module.h"
#include "tree.h"

static void become_nobody(gpointer data)
{
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
        _exit(99);
}

static void expect_there(const struct tree *tree, const char *path, bool is_there)
{
    char *text = tree_read(tree, path);

    g_assert_cmpint(text != NULL, ==, is_there);
    g_free(text);
}

static void test_dry_run(struct clitest *test, gconstpointer data)
{
    struct tree tree;

    tree_init(&tree);
    tree_built(&tree);
    clitest_run(test, "setup", "--dry-run", "--root", tree.root, NULL);
    clitest_expect_done(test);
    g_assert_nonnull(strstr(test->out, "write /etc/modprobe.d/fakecam.conf:\n"
                                       "    options v4l2loopback devices=1 video_nr=20 "
                                       "card_label=Fakecam exclusive_caps=1\n"));
    g_assert_nonnull(strstr(test->out, "write /etc/modules-load.d/fakecam.conf"));
    expect_there(&tree, FC_MODULE_OPTIONS_FILE, false);
    tree_finish(&tree);
}

/* Its input is no terminal here. */
static void test_nobody_to_ask(struct clitest *test, gconstpointer data)
{
    struct tree tree;

    tree_init(&tree);
    tree_built(&tree);
    clitest_run(test, "setup", "--root", tree.root, NULL);
    g_assert_cmpint(test->code, ==, 1);
    g_assert_nonnull(strstr(test->out, "write /etc/modprobe.d/fakecam.conf"));
    g_assert_nonnull(strstr(test->err, "no terminal"));
    g_assert_nonnull(strstr(test->err, "--yes"));
    expect_there(&tree, FC_MODULE_OPTIONS_FILE, false);
    tree_finish(&tree);
}

static void test_there_and_back(struct clitest *test, gconstpointer data)
{
    struct tree tree;

    tree_init(&tree);
    tree_built(&tree);
    clitest_run(test, "setup", "--yes", "--root", tree.root, NULL);
    clitest_expect_done(test);
    g_assert_true(g_str_has_suffix(test->out, "Done. fakecam doctor looks at it all once more.\n"));
    expect_there(&tree, FC_MODULE_OPTIONS_FILE, true);
    expect_there(&tree, FC_MODULE_BOOT_FILE, true);

    clitest_run(test, "setup", "--yes", "--root", tree.root, NULL);
    clitest_expect_done(test);
    g_assert_cmpstr(test->out, ==, "There is nothing to do.\n");

    clitest_run(test, "setup", "--undo", "--yes", "--root", tree.root, NULL);
    clitest_expect_done(test);
    expect_there(&tree, FC_MODULE_OPTIONS_FILE, false);
    expect_there(&tree, FC_MODULE_BOOT_FILE, false);
    clitest_run(test, "setup", "--undo", "--yes", "--root", tree.root, NULL);
    g_assert_cmpstr(test->out, ==, "There is nothing to do.\n");
    tree_finish(&tree);
}

static void test_others_stay(struct clitest *test, gconstpointer data)
{
    static const char text[] = "options v4l2loopback devices=2 exclusive_caps=1,1\n";
    struct tree tree;
    char *now;

    tree_init(&tree);
    tree_built(&tree);
    tree_write(&tree, FC_MODULE_OPTIONS_FILE, text);
    clitest_run(test, "setup", "--yes", "--root", tree.root, NULL);
    clitest_expect_done(test);
    g_assert_nonnull(strstr(test->out, "left as they are"));
    clitest_run(test, "setup", "--undo", "--yes", "--root", tree.root, NULL);
    clitest_expect_done(test);
    now = tree_read(&tree, FC_MODULE_OPTIONS_FILE);
    g_assert_cmpstr(now, ==, text);
    g_free(now);
    tree_finish(&tree);
}

static void test_cannot_write(struct clitest *test, gconstpointer data)
{
    struct tree tree;

    tree_init(&tree);
    tree_built(&tree);
    tree_write(&tree, "/etc/modprobe.d", "a file where a folder should be");
    clitest_run(test, "setup", "--yes", "--root", tree.root, NULL);
    g_assert_cmpint(test->code, ==, 1);
    g_assert_nonnull(strstr(test->err, "/etc/modprobe.d"));
    g_assert_null(strstr(test->out, "Done"));
    tree_finish(&tree);
}

static char *called(struct clitest *test, const char *program)
{
    char *text = NULL;

    if (!g_file_get_contents(clitest_path(test, program), &text, NULL, NULL))
        return g_strdup("");
    return text;
}

/* A program of that name in the test's bin/ that writes down how it was called. */
static void stand_in(struct clitest *test, const char *name)
{
    char *script = clitest_text(test, "#!/bin/sh\necho \"$@\" >>'%s/%s'\n", test->dir, name);
    char *path;

    g_assert_cmpint(g_mkdir_with_parents(clitest_path(test, "bin"), 0755), ==, 0);
    path = clitest_write(test, clitest_text(test, "bin/%s", name), script, strlen(script));
    g_assert_cmpint(chmod(path, 0755), ==, 0);
}

/*
 * This very machine, with stand-ins for all that could change it, as somebody who has a unit and
 * a systemd. Whether root's part has anything to do is the machine's affair.
 */
static void test_unit(struct clitest *test, gconstpointer data)
{
    static const char *const programs[] = {"systemctl", "sudo", "pkexec"};
    char *wants = clitest_path(test, "config/systemd/user/default.target.wants");
    char *words;

    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        stand_in(test, programs[i]);
    g_assert_cmpint(chmod(test->dir, 0777), ==, 0);
    g_assert_cmpint(g_mkdir_with_parents(wants, 0755), ==, 0);
    g_assert_cmpint(g_mkdir_with_parents(clitest_path(test, "run/systemd"), 0755), ==, 0);
    clitest_write(test, "config/systemd/user/fakecam.service", "", 0);
    clitest_write(test, "run/systemd/private", "", 0);
    g_setenv("PATH", clitest_path(test, "bin"), TRUE);
    g_setenv("XDG_CONFIG_HOME", clitest_path(test, "config"), TRUE);
    g_setenv("XDG_RUNTIME_DIR", clitest_path(test, "run"), TRUE);
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
    test->setup = become_nobody;

    clitest_run(test, "setup", NULL);
    g_assert_nonnull(strstr(test->out, "As you:\n  systemctl --user enable --now fakecam\n"));
    words = called(test, "systemctl");
    g_assert_cmpstr(words, ==, "");
    g_free(words);

    clitest_run(test, "setup", "--yes", NULL);
    words = called(test, "systemctl");
    g_assert_cmpstr(words, ==, "--user enable --now fakecam\n");
    g_free(words);

    clitest_write(test, "config/systemd/user/default.target.wants/fakecam.service", "", 0);
    clitest_run(test, "setup", "--undo", "--yes", NULL);
    words = called(test, "systemctl");
    g_assert_cmpstr(words, ==, "--user enable --now fakecam\n--user disable --now fakecam\n");
    g_free(words);
}

static void test_usage(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "setup", "now", NULL);
    clitest_expect_error(test, 2, "no arguments", NULL);
    clitest_run(test, "setup", "--root", "", NULL);
    clitest_expect_error(test, 2, "wants a folder", NULL);
    clitest_run(test, "setup", "--remove-package", NULL);
    clitest_expect_error(test, 2, "--undo", NULL);
    clitest_run(test, "setup", "--video-nr", "3", NULL);
    clitest_expect_error(test, 2, "--as-root alone", NULL);
    clitest_run(test, "setup", "--as-root", "load", "--root", "/nowhere", NULL);
    clitest_expect_error(test, 2, "alone", NULL);
    clitest_run(test, "setup", "--as-root", "load,rm -rf", NULL);
    clitest_expect_error(test, 2, "no steps of setup's", NULL);
}

/* The helper's words do nothing for who is not root. */
static void test_not_root(struct clitest *test, gconstpointer data)
{
    test->setup = become_nobody;
    clitest_run(test, "setup", "--as-root", "load", NULL);
    clitest_expect_error(test, 2, "is for root", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/setup/cli/dry-run", test_dry_run);
    CLITEST_ADD("/setup/cli/nobody-to-ask", test_nobody_to_ask);
    CLITEST_ADD("/setup/cli/there-and-back", test_there_and_back);
    CLITEST_ADD("/setup/cli/others-stay", test_others_stay);
    CLITEST_ADD("/setup/cli/cannot-write", test_cannot_write);
    CLITEST_ADD("/setup/cli/unit", test_unit);
    CLITEST_ADD("/setup/cli/usage", test_usage);
    CLITEST_ADD("/setup/cli/not-root", test_not_root);
    return g_test_run();
}
