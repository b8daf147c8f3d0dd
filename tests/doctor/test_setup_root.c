/* SPDX-License-Identifier: MIT */
/* What setup's root helper believes, and how root is asked to run it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/setup/perform.h"
#include "tree.h"

/* --- what the helper believes --- */

static void test_order_round(void)
{
    struct fc_setup_order order, again;
    struct fc_error error = {0};
    char **words;

    fc_setup_order_init(&order);
    fc_setup_order_init(&again);
    order.steps[FC_SETUP_INSTALL] = order.steps[FC_SETUP_OPTIONS] = true;
    order.video_nr = 20;
    g_assert_true(fc_setup_order_add_package(&order, "v4l2loopback-dkms"));
    g_assert_true(fc_setup_order_add_package(&order, "linux-headers-6.12.43+deb13-amd64"));
    words = fc_setup_order_words(&order);
    g_assert_cmpuint(g_strv_length(words), ==, 6);
    g_assert_cmpint(fc_setup_order_read(&again, words[1], words[3], words[5], &error), ==, 0);
    g_assert_cmpmem(again.steps, sizeof(again.steps), order.steps, sizeof(order.steps));
    g_assert_cmpint(again.video_nr, ==, 20);
    g_assert_cmpuint(again.packages->len, ==, 2);
    g_strfreev(words);
    fc_setup_order_finish(&again);
    fc_setup_order_finish(&order);
}

static void test_order_refused(void)
{
    static const char *const wrong[][3] = {
        {"", NULL, NULL},
        {"load,", NULL, NULL},
        {"load,load", NULL, NULL},
        {"format-disk", NULL, NULL},
        {"load;reboot", NULL, NULL},
        {"LOAD", NULL, NULL},
        {"options", NULL, NULL},
        {"options", "256", NULL},
        {"options", "-1", NULL},
        {"options", "20 devices=9", NULL},
        {"options", "", NULL},
        {"load", "20", NULL},
        {"install", NULL, NULL},
        {"install", NULL, ""},
        {"install", NULL, "bash"},
        {"install", NULL, "v4l2loopback-dkms,"},
        {"install", NULL, "--reinstall"},
        {"install", NULL, "v4l2loopback-dkms,./evil.deb"},
        {"install", NULL, "linux-headers-"},
        {"install", NULL, "linux-headers-amd64/../evil"},
        {"install", NULL, "linux-headers-amd64 evil"},
        {"install", NULL, "linux-headers-amd64-"},
        {"install", NULL, "linux-headers-amd64=1"},
        {"load", NULL, "v4l2loopback-dkms"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        struct fc_setup_order order;
        struct fc_error error = {0};

        fc_setup_order_init(&order);
        g_test_message("%s", wrong[i][0]);
        g_assert_cmpint(fc_setup_order_read(&order, wrong[i][0], wrong[i][1], wrong[i][2], &error),
                        ==, -EINVAL);
        g_assert_cmpstr(error.text, !=, "");
        fc_setup_order_finish(&order);
    }
}

/* --- how root is asked --- */

/* Programs of those names that write down how they were called, and succeed or do not. */
static char *stand_in(const struct tree *tree, const char *name, int status)
{
    char *path = g_strconcat("/bin/", name, NULL);
    char *script = g_strdup_printf("#!/bin/sh\nprintf '%%s\\n' %s \"$@\" >>'%s/called'\nexit %d\n",
                                   name, tree->root, status);
    char *whole;

    tree_write(tree, path, script);
    whole = tree_path(tree, path);
    g_assert_cmpint(chmod(whole, 0755), ==, 0);
    g_free(script);
    g_free(path);
    return whole;
}

static void expect_text(const struct tree *tree, const char *path, const char *wanted)
{
    char *text = tree_read(tree, path);

    g_assert_cmpstr(text, ==, wanted);
    g_free(text);
}

/* As a person who is not root, in a process of its own. Returns 0 or the error's positive code. */
static int elevate(const struct tree *tree)
{
    char *bin = tree_path(tree, "/bin");
    int status = -1;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        struct fc_setup_order order;
        struct fc_error error = {0};
        int ret;

        if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
            _exit(99);
        g_setenv("PATH", bin, TRUE);
        fc_setup_order_init(&order);
        order.steps[FC_SETUP_OPTIONS] = order.steps[FC_SETUP_LOAD] = true;
        order.video_nr = 20;
        ret = fc_setup_elevate(&order, &error);
        if (ret < 0)
            g_printerr("%s\n  %s\n", error.text, error.remedy);
        _exit(-ret);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_free(bin);
    g_assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_elevate(void)
{
    static const struct {
        const char *display; /* NULL: no screen */
        const char *names[2];
        const char *first; /* that is called */
    } cases[] = {
        {NULL, {"sudo", "pkexec"}, "sudo"},
        {":0", {"sudo", "pkexec"}, "pkexec"},
        {NULL, {"pkexec"}, "pkexec"},
        {":0", {"sudo"}, "sudo"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *exe = g_file_read_link("/proc/self/exe", NULL);
        char *wanted = g_strdup_printf("%s\n%s\nsetup\n--as-root\noptions,load\n--video-nr\n20\n",
                                       cases[i].first, exe);
        struct tree tree;

        tree_init(&tree);
        g_assert_cmpint(chmod(tree.root, 0777), ==, 0);
        for (int j = 0; j < 2 && cases[i].names[j]; j++)
            g_free(stand_in(&tree, cases[i].names[j], 0));
        g_unsetenv("WAYLAND_DISPLAY");
        if (cases[i].display)
            g_setenv("DISPLAY", cases[i].display, TRUE);
        else
            g_unsetenv("DISPLAY");
        g_assert_cmpint(elevate(&tree), ==, 0);
        /* one call does it all */
        expect_text(&tree, "/called", wanted);
        tree_finish(&tree);
        g_free(wanted);
        g_free(exe);
    }
}

static void test_refused(void)
{
    struct tree tree;

    tree_init(&tree);
    g_assert_cmpint(chmod(tree.root, 0777), ==, 0);
    g_free(stand_in(&tree, "sudo", 1));
    g_assert_cmpint(elevate(&tree), ==, EACCES);
    tree_finish(&tree);
}

static void test_no_way(void)
{
    struct tree tree;

    tree_init(&tree);
    tree_folder(&tree, "/bin");
    g_assert_cmpint(elevate(&tree), ==, EACCES);
    tree_finish(&tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/setup/order/round", test_order_round);
    g_test_add_func("/setup/order/refused", test_order_refused);
    g_test_add_func("/setup/elevate", test_elevate);
    g_test_add_func("/setup/refused", test_refused);
    g_test_add_func("/setup/no-way", test_no_way);
    return g_test_run();
}
