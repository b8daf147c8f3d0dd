/* SPDX-License-Identifier: MIT */
/* What setup decides to do in prepared systems, and what it does to the files of one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/setup/perform.h"
#include "service/setup/plan.h"
#include "tree.h"

#define OPTIONS "options v4l2loopback devices=1 video_nr=20 card_label=Fakecam exclusive_caps=1"

/* --- plans --- */

static char *joined(const GPtrArray *texts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)texts->pdata[i]);
    return g_string_free(text, FALSE);
}

/* The steps as the helper is told them; "" for none. To be freed. */
static char *steps_of(const struct fc_setup_plan *plan)
{
    char **words = fc_setup_order_words(&plan->order);
    char *steps = g_strdup(words[1]);

    g_strfreev(words);
    return steps;
}

/* As on a Debian 12 whose kernel is its own. */
static bool knows_debian(const char *package)
{
    return strcmp(package, "linux-headers-amd64") == 0 ||
           strcmp(package, "linux-headers-" TREE_RELEASE) == 0;
}

static bool knows_nothing(const char *package)
{
    return false;
}

struct expectation {
    const char *name;
    void (*base)(const struct tree *tree);
    void (*prepare)(const struct tree *tree);
    bool is_undo;
    const char *steps; /* of root */
    const char *lines; /* stands in what it says that it will do; or NULL */
    const char *notes; /* stands in what it leaves; or NULL: it says nothing */
    bool is_blocked;
};

static void nothing(const struct tree *tree)
{
    (void)tree;
}

static void no_headers(const struct tree *tree)
{
    tree_remove(tree, TREE_MODULES "/build");
}

static void container(const struct tree *tree)
{
    tree_write(tree, "/run/.containerenv", "");
}

static void no_modules(const struct tree *tree)
{
    tree_remove(tree, "/proc/modules");
}

static void upgraded(const struct tree *tree)
{
    tree_remove(tree, TREE_MODULES);
}

static void not_debian(const struct tree *tree)
{
    tree_remove(tree, "/etc/debian_version");
}

static void secure_boot(const struct tree *tree)
{
    tree_write(tree, "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
}

static void has_package(const struct tree *tree, const char *name, const char *status)
{
    char *before = tree_read(tree, "/var/lib/dpkg/status");
    char *text = g_strdup_printf("%sPackage: %s\nStatus: %s\nArchitecture: all\n\n",
                                 before ? before : "", name, status);

    tree_write(tree, "/var/lib/dpkg/status", text);
    g_free(text);
    g_free(before);
}

static void has_headers(const struct tree *tree)
{
    has_package(tree, "linux-headers-amd64", "install ok installed");
}

/* Removed; only its configuration is left. */
static void had_headers(const struct tree *tree)
{
    has_package(tree, "linux-headers-amd64", "deinstall ok config-files");
}

static void failed_to_build(const struct tree *tree)
{
    has_headers(tree);
    has_package(tree, "v4l2loopback-dkms", "install ok installed");
}

static void busy_numbers(const struct tree *tree)
{
    tree_write(tree, "/dev/video20", "");
    tree_write(tree, "/dev/video21", "");
}

static void others_options(const struct tree *tree)
{
    tree_write(tree, "/etc/modprobe.d/obs.conf",
               "options v4l2loopback devices=2 exclusive_caps=1,1 video_nr=8,9\n");
}

static void others_bad_options(const struct tree *tree)
{
    tree_write(tree, "/usr/lib/modprobe.d/obs.conf", "options v4l2loopback devices=2\n");
}

/* A file of ours hides one of that name elsewhere, and one in /etc hides one in /usr. */
static void hidden_options(const struct tree *tree)
{
    tree_write(tree, "/usr/lib/modprobe.d/obs.conf", "options v4l2loopback devices=2\n");
    tree_link(tree, "/etc/modprobe.d/obs.conf", "/dev/null");
}

static void others_file(const struct tree *tree)
{
    tree_write(tree, FC_MODULE_OPTIONS_FILE, "# mine\n");
    tree_write(tree, FC_MODULE_BOOT_FILE, "# mine\n");
}

static void others_boot(const struct tree *tree)
{
    tree_write(tree, "/etc/modules-load.d/obs.conf", "v4l2loopback\n");
}

static void blacklisted(const struct tree *tree)
{
    tree_write(tree, "/etc/modprobe.d/no.conf", "blacklist v4l2loopback\n");
}

static void broken_own_options(const struct tree *tree)
{
    tree_write(tree, FC_MODULE_OPTIONS_FILE,
               FC_MODULE_HEADER "\noptions v4l2loopback video_nr=42\n");
}

static void by_hand(const struct tree *tree)
{
    tree_loaded(tree, "Fakecam", "Y");
}

static void of_obs(const struct tree *tree)
{
    tree_loaded(tree, "OBS Virtual Camera", "Y");
}

static void wrong_caps(const struct tree *tree)
{
    tree_loaded(tree, "Fakecam", "N");
}

static void held(const struct tree *tree)
{
    wrong_caps(tree);
    tree_write(tree, "/proc/77/comm", "obs\n");
    tree_link(tree, "/proc/77/fd/5", "/dev/video20");
}

static void held_by_us(const struct tree *tree)
{
    wrong_caps(tree);
    tree_write(tree, "/proc/77/comm", "fakecam\n");
    tree_link(tree, "/proc/77/fd/5", "/dev/video20");
}

static void wrong_caps_of_others(const struct tree *tree)
{
    wrong_caps(tree);
    others_bad_options(tree);
}

static const struct expectation expectations[] = {
    {"bare", tree_bare, nothing, false, "install,options,boot,load",
     "apt-get: v4l2loopback-dkms linux-headers-amd64\n", NULL, false},
    {"bare-options", tree_bare, nothing, false, "install,options,boot,load", OPTIONS, NULL, false},
    {"no-headers", tree_bare, no_headers, false, "install,options,boot,load",
     "v4l2loopback-dkms linux-headers-amd64 linux-headers-" TREE_RELEASE, NULL, false},
    {"has-headers", tree_bare, has_headers, false, "install,options,boot,load",
     "apt-get: v4l2loopback-dkms\n", NULL, false},
    {"had-headers", tree_bare, had_headers, false, "install,options,boot,load",
     "apt-get: v4l2loopback-dkms linux-headers-amd64\n", NULL, false},
    {"failed-to-build", tree_bare, failed_to_build, false, "", NULL, "sudo dkms autoinstall", true},
    {"container", tree_bare, container, false, "", NULL, "its host's", true},
    {"no-modules", tree_bare, no_modules, false, "", NULL, "does not load modules", true},
    {"upgraded", tree_built, upgraded, false, "", NULL, "sudo reboot", true},
    {"not-debian", tree_bare, not_debian, false, "", NULL, "akmod-v4l2loopback", true},
    {"built-not-debian", tree_built, not_debian, false, "options,boot,load", OPTIONS, NULL, false},
    {"secure-boot", tree_bare, secure_boot, false, "install,options,boot", "mokutil openssl",
     "sudo mokutil --import /var/lib/dkms/mok.pub\n    sudo reboot", false},
    {"busy-numbers", tree_built, busy_numbers, false, "options,boot,load", "video_nr=22 ", NULL,
     false},
    {"others-options", tree_built, others_options, false, "boot,load", NULL,
     "/etc/modprobe.d/obs.conf has options", false},
    {"others-bad-options", tree_built, others_bad_options, false, "boot,load", NULL,
     "only with exclusive_caps=1: add it there", false},
    {"hidden-options", tree_built, hidden_options, false, "options,boot,load", OPTIONS, NULL,
     false},
    {"others-file", tree_built, others_file, false, "load", NULL,
     FC_MODULE_BOOT_FILE " is there and not setup's", false},
    {"others-boot", tree_built, others_boot, false, "options,load", OPTIONS, NULL, false},
    {"blacklisted", tree_built, blacklisted, false, "options,boot,load", OPTIONS, "blacklists",
     false},
    {"own-options-broken", tree_built, broken_own_options, false, "options,boot,load",
     "video_nr=42 ", NULL, false},
    {"by-hand", tree_built, by_hand, false, "options,boot", OPTIONS, NULL, false},
    {"of-obs", tree_built, of_obs, false, "options,boot,reload",
     "goes: /dev/video20 \"OBS Virtual Camera\"", NULL, false},
    {"wrong-caps", tree_built, wrong_caps, false, "options,boot,reload", "anew", NULL, false},
    {"held", tree_built, held, false, "options,boot", NULL, "in use by obs (77)", true},
    {"held-by-us", tree_built, held_by_us, false, "options,boot,reload", "anew", NULL, false},
    {"wrong-caps-of-others", tree_built, wrong_caps_of_others, false, "boot", NULL, "add it there",
     false},
    {"healthy", tree_healthy, nothing, false, "", NULL, NULL, false},
    {"undo-nothing", tree_built, by_hand, true, "", NULL, NULL, false},
    {"undo", tree_healthy, nothing, true, "unload,no-options,no-boot",
     "remove " FC_MODULE_OPTIONS_FILE, NULL, false},
    {"undo-others-file", tree_built, others_file, true, "", NULL, "is not setup's, and stays",
     false},
};

static void test_plan(gconstpointer data)
{
    const struct expectation *wanted = data;
    struct tree tree;
    struct fc_setup_plan plan;
    struct fc_setup_plan_params params = {.is_undo = wanted->is_undo, .knows = knows_debian};
    char *steps, *lines, *notes;

    tree_init(&tree);
    wanted->base(&tree);
    wanted->prepare(&tree);
    params.root = tree.root;
    fc_setup_plan_make(&plan, &params);
    steps = steps_of(&plan);
    lines = joined(plan.lines);
    notes = joined(plan.notes);
    g_test_message("%s%s", lines, notes);
    g_assert_cmpstr(steps, ==, wanted->steps);
    if (wanted->lines)
        g_assert_nonnull(strstr(lines, wanted->lines));
    if (wanted->notes)
        g_assert_nonnull(strstr(notes, wanted->notes));
    else
        g_assert_cmpstr(notes, ==, "");
    g_assert_cmpint(plan.is_blocked, ==, wanted->is_blocked);
    g_free(notes);
    g_free(lines);
    g_free(steps);
    fc_setup_plan_finish(&plan);
    tree_finish(&tree);
}

/* A kernel of another source than apt-get's. */
static void test_unknown_headers(void)
{
    struct tree tree;
    struct fc_setup_plan plan;
    struct fc_setup_plan_params params = {.knows = knows_nothing};
    char *notes;

    tree_init(&tree);
    tree_bare(&tree);
    no_headers(&tree);
    params.root = tree.root;
    fc_setup_plan_make(&plan, &params);
    notes = joined(plan.notes);
    g_assert_cmpuint(plan.order.packages->len, ==, 1);
    g_assert_nonnull(strstr(notes, "linux-headers-" TREE_RELEASE " is no package"));
    g_free(notes);
    fc_setup_plan_finish(&plan);
    tree_finish(&tree);
}

/* --- what is done --- */

static void make_plan(struct fc_setup_plan *plan, const struct tree *tree, bool is_undo)
{
    const struct fc_setup_plan_params params = {
        .root = tree->root,
        .is_asleep = true,
        .is_undo = is_undo,
    };

    fc_setup_plan_make(plan, &params);
}

/* It tells what it does on standard output, which is the test's own: that goes elsewhere. */
static int perform(const struct fc_setup_order *order, const struct tree *tree,
                   struct fc_error *error)
{
    int kept, ret;

    fflush(stdout);
    kept = dup(STDOUT_FILENO);
    g_assert_cmpint(dup2(STDERR_FILENO, STDOUT_FILENO), ==, STDOUT_FILENO);
    ret = fc_setup_perform(order, tree->root, error);
    fflush(stdout);
    g_assert_cmpint(dup2(kept, STDOUT_FILENO), ==, STDOUT_FILENO);
    close(kept);
    return ret;
}

static void expect_text(const struct tree *tree, const char *path, const char *wanted)
{
    char *text = tree_read(tree, path);

    g_assert_cmpstr(text, ==, wanted);
    g_free(text);
}

/* Nothing but the file lies in its folder: what was written under another name is gone. */
static void expect_alone(const struct tree *tree, const char *folder, const char *name)
{
    char *path = tree_path(tree, folder);
    GDir *dir = g_dir_open(path, 0, NULL);
    const char *found;

    g_assert_nonnull(dir);
    while ((found = g_dir_read_name(dir)))
        g_assert_cmpstr(found, ==, name);
    g_dir_close(dir);
    g_free(path);
}

static void test_perform(void)
{
    struct fc_error error = {0};
    struct fc_setup_plan plan;
    struct stat status;
    struct tree tree;
    char *path;

    tree_init(&tree);
    tree_built(&tree);
    make_plan(&plan, &tree, false);
    g_assert_cmpint(perform(&plan.order, &tree, &error), ==, 0);
    fc_setup_plan_finish(&plan);
    expect_text(&tree, FC_MODULE_OPTIONS_FILE, FC_MODULE_HEADER "\n" OPTIONS "\n");
    expect_text(&tree, FC_MODULE_BOOT_FILE, FC_MODULE_HEADER "\nv4l2loopback\n");
    expect_alone(&tree, "/etc/modprobe.d", "fakecam.conf");
    path = tree_path(&tree, FC_MODULE_OPTIONS_FILE);
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 07777, ==, 0644);
    g_free(path);

    /* once more: there is nothing left */
    make_plan(&plan, &tree, false);
    g_assert_true(fc_setup_order_is_empty(&plan.order));
    fc_setup_plan_finish(&plan);

    make_plan(&plan, &tree, true);
    g_assert_cmpint(perform(&plan.order, &tree, &error), ==, 0);
    fc_setup_plan_finish(&plan);
    g_assert_null(tree_read(&tree, FC_MODULE_OPTIONS_FILE));
    g_assert_null(tree_read(&tree, FC_MODULE_BOOT_FILE));
    make_plan(&plan, &tree, true);
    g_assert_true(fc_setup_order_is_empty(&plan.order));
    fc_setup_plan_finish(&plan);
    tree_finish(&tree);
}

/* A file that came between planning and doing, and a link of somebody's, are left alone. */
static void test_others_file_stays(void)
{
    static const char *const targets[] = {NULL, "/nowhere", "/etc/hostname"};

    for (size_t i = 0; i < G_N_ELEMENTS(targets); i++) {
        struct fc_error error = {0};
        struct fc_setup_plan plan;
        struct tree tree;

        tree_init(&tree);
        tree_built(&tree);
        make_plan(&plan, &tree, false);
        if (targets[i])
            tree_link(&tree, FC_MODULE_OPTIONS_FILE, targets[i]);
        else
            tree_write(&tree, FC_MODULE_OPTIONS_FILE, "options v4l2loopback devices=3\n");
        g_assert_cmpint(perform(&plan.order, &tree, &error), ==, -EEXIST);
        g_assert_nonnull(strstr(error.text, "setup did not write it"));
        if (!targets[i])
            expect_text(&tree, FC_MODULE_OPTIONS_FILE, "options v4l2loopback devices=3\n");
        g_assert_null(tree_read(&tree, FC_MODULE_BOOT_FILE));
        fc_setup_plan_finish(&plan);
        tree_finish(&tree);
    }
}

/* What was installed is remembered, for the way back alone. */
static void test_packages_remembered(void)
{
    struct fc_setup_plan plan;
    struct tree tree;
    char *steps;

    tree_init(&tree);
    tree_healthy(&tree);
    tree_write(&tree, FC_MODULE_BOOT_FILE,
               FC_MODULE_HEADER
               "\n" FC_SETUP_PACKAGES_LINE
               "v4l2loopback-dkms bash --purge linux-headers-amd64\nv4l2loopback\n");
    make_plan(&plan, &tree, true);
    steps = steps_of(&plan);
    g_assert_cmpstr(steps, ==, "no-options,no-boot");
    g_free(steps);
    fc_setup_plan_remove_packages(&plan);
    steps = steps_of(&plan);
    g_assert_cmpstr(steps, ==, "no-options,no-boot,remove");
    g_assert_cmpuint(plan.order.packages->len, ==, 2);
    g_assert_cmpstr(plan.order.packages->pdata[0], ==, "v4l2loopback-dkms");
    g_assert_cmpstr(plan.order.packages->pdata[1], ==, "linux-headers-amd64");
    g_free(steps);
    fc_setup_plan_finish(&plan);
    tree_finish(&tree);
}

/* Nothing is loaded or installed for a system that does not run. */
static void test_asleep(void)
{
    struct fc_setup_order order;
    struct fc_error error = {0};
    struct tree tree;

    tree_init(&tree);
    fc_setup_order_init(&order);
    order.steps[FC_SETUP_LOAD] = true;
    g_assert_cmpint(perform(&order, &tree, &error), ==, -EINVAL);
    fc_setup_order_finish(&order);
    tree_finish(&tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
        char *path = g_strdup_printf("/setup/plan/%s", expectations[i].name);

        g_test_add_data_func(path, &expectations[i], test_plan);
        g_free(path);
    }
    g_test_add_func("/setup/plan/unknown-headers", test_unknown_headers);
    g_test_add_func("/setup/perform", test_perform);
    g_test_add_func("/setup/others-file-stays", test_others_file_stays);
    g_test_add_func("/setup/packages-remembered", test_packages_remembered);
    g_test_add_func("/setup/asleep", test_asleep);
    return g_test_run();
}
