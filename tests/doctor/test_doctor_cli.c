/* SPDX-License-Identifier: MIT */
/* `fakecam doctor` as a person and a program read it. */
#include <string.h>

#include "clitest.h"
#include "testdata.h"
#include "tree.h"

/* Reads it as JSON, with a reader that is not ours, and says what it holds. */
static char *read_json(const char *text)
{
    static const char program[] = "import json, sys\n"
                                  "report = json.loads(sys.argv[1])\n"
                                  "assert sorted(report) == ['findings', 'problems', 'sentences']\n"
                                  "keys = ['command', 'found', 'id', 'state', 'title', 'why']\n"
                                  "assert all(sorted(f) == keys for f in report['findings'])\n"
                                  "states = [f['state'] for f in report['findings']]\n"
                                  "assert set(states) <= {'ok', 'note', 'problem', 'unknown'}\n"
                                  "assert states.count('problem') == report['problems']\n"
                                  "told = {(f['id'], t): [] for f in report['findings']"
                                  " for t in ('found', 'why')}\n"
                                  "for id, text, words, *places in report['sentences']:\n"
                                  "    words = words.replace('%d', '%s')\n"
                                  "    told[id, text].append(words % tuple(places))\n"
                                  "for f in report['findings']:\n"
                                  "    assert ', '.join(told[f['id'], 'found']) == f['found'], f\n"
                                  "    assert ' '.join(told[f['id'], 'why']) == f['why'], f\n"
                                  "print(*[f['id'] for f in report['findings']])\n";
    const char *const argv[] = {"python3", "-c", program, text, NULL};
    GError *error = NULL;
    char *out = NULL;
    int status;

    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status,
                 &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
    return g_strstrip(out);
}

static void test_json(struct clitest *test, gconstpointer data)
{
    char *ids;

    clitest_run(test, "doctor", "--json", NULL);
    g_assert_cmpint(test->code, <=, 1);
    ids = read_json(test->out);
    /* what programs may ask for; a name that goes is a change for them */
    g_assert_cmpstr(ids, ==,
                    "network-files camera-found camera-access camera-holders module-possible "
                    "module-installed module-built secure-boot module-loaded module-boot "
                    "loopback-device loopback-exclusive loopback-label loopback-version "
                    "loopback-access loopback-holders pipewire pipewire-manager pipewire-node "
                    "person service-running service-unit browsers portal "
                    "portal-permission");
    g_free(ids);
}

/* Names come from devices and may hold anything. */
static void test_hostile_names(struct clitest *test, gconstpointer data)
{
    struct tree tree;
    char *ids;

    tree_init(&tree);
    tree_healthy(&tree);
    tree_write(&tree, "/sys/devices/pci0/usb1/video4linux/video0/name",
               "a \"camera\"\\ \x01 \xff%s%n\n");
    tree_write(&tree, "/proc/77/comm", "\"}]\n");
    tree_link(&tree, "/proc/77/fd/5", "/dev/video0");
    clitest_run(test, "doctor", "--json", "--root", tree.root, NULL);
    g_assert_nonnull(strstr(test->out, "[\"camera-found\", \"found\", \"%s\", \"a \\\"camera\\\""));
    ids = read_json(test->out);
    g_assert_nonnull(strstr(ids, "camera-holders"));
    g_free(ids);
    tree_finish(&tree);
}

static void test_list(struct clitest *test, gconstpointer data)
{
    struct tree tree;

    tree_init(&tree);
    tree_bare(&tree);
    clitest_run(test, "doctor", "--root", tree.root, NULL);
    g_assert_cmpint(test->code, ==, 1);
    g_assert_cmpstr(test->err, ==, "");
    g_assert_nonnull(strstr(test->out, "problem  v4l2loopback installed: "));
    g_assert_nonnull(strstr(test->out, "\n           fakecam setup\n"));
    g_assert_nonnull(strstr(test->out, "ok       Cameras: Desk Camera (/dev/video0)\n"));
    g_assert_nonnull(strstr(test->out, " and 5 more: v4l2loopback is not loaded\n"));
    g_assert_nonnull(strstr(test->out, "Go from the top"));
    tree_finish(&tree);
}

static void test_well(struct clitest *test, gconstpointer data)
{
    char *model = testdata_model("selfie_segmentation.tflite");
    char *dir = model ? g_path_get_dirname(model) : NULL;
    struct tree tree;

    if (!model)
        return;
    tree_init(&tree);
    tree_healthy(&tree);
    clitest_run(test, "doctor", "--models", dir, "--root", tree.root, NULL);
    g_assert_cmpint(test->code, ==, 0);
    g_assert_true(g_str_has_suffix(test->out, "No problem was found.\n"));
    g_free(dir);
    g_free(model);
    tree_finish(&tree);
}

static void test_usage(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "doctor", "cameras", NULL);
    clitest_expect_error(test, 2, "doctor", "no arguments", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/doctor/cli/json", test_json);
    CLITEST_ADD("/doctor/cli/hostile-names", test_hostile_names);
    CLITEST_ADD("/doctor/cli/list", test_list);
    CLITEST_ADD("/doctor/cli/well", test_well);
    CLITEST_ADD("/doctor/cli/usage", test_usage);
    return g_test_run();
}
