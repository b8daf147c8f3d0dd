/* SPDX-License-Identifier: MIT */
/* Each finding of the doctor's, in a prepared system that has just that. */
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/doctor/doctor.h"
#include "service/doctor/module.h"
#include "testdata.h"
#include "tree.h"

/* What changes the healthy system, and what is found then. */
struct ailment {
    const char *name;
    const char *id;
    void (*prepare)(const struct tree *tree);
    enum fc_finding_state state;
    const char *found;   /* is part of what was found */
    const char *command; /* is how the command begins; "" for none */
};

static const struct fc_finding *find(const GPtrArray *findings, const char *id)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        if (strcmp(finding->id, id) == 0)
            return finding;
    }
    g_error("there is no finding %s", id);
}

/* The networks are not part of the tree. */
static int count_problems(const GPtrArray *findings)
{
    int count = 0;

    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        if (finding->state == FC_FINDING_PROBLEM && strcmp(finding->id, "network-files") != 0) {
            g_test_message("%s: %s", finding->id, finding->found);
            count++;
        }
    }
    return count;
}

static GPtrArray *look(const struct tree *tree)
{
    const struct fc_doctor_params params = {.root = tree->root};

    return fc_doctor_look(&params);
}

/* --- what can ail a system --- */

static void nothing(const struct tree *tree)
{
    (void)tree;
}

static void container(const struct tree *tree)
{
    tree_bare(tree);
    tree_write(tree, "/.dockerenv", "");
}

static void systemd_container(const struct tree *tree)
{
    container(tree);
    tree_write(tree, "/run/systemd/container", "lxc\n");
}

static void no_modules(const struct tree *tree)
{
    tree_remove(tree, "/proc/modules");
}

static void modules_disabled(const struct tree *tree)
{
    tree_write(tree, "/proc/sys/kernel/modules_disabled", "1\n");
}

static void not_debian(const struct tree *tree)
{
    tree_remove(tree, "/etc/debian_version");
}

static void source_alone(const struct tree *tree)
{
    tree_folder(tree, "/usr/src/v4l2loopback-0.15.0");
}

static void no_headers(const struct tree *tree)
{
    source_alone(tree);
    tree_remove(tree, TREE_MODULES "/build");
}

static void upgraded_kernel(const struct tree *tree)
{
    source_alone(tree);
    tree_remove(tree, TREE_MODULES);
}

/* Four bytes of attributes, then the value. */
static void secure_boot(const struct tree *tree)
{
    tree_write_bytes(tree, TREE_EFIVARS "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
                     "\x06\x00\x00\x00\x01", 5);
}

static void secure_boot_off(const struct tree *tree)
{
    tree_write_bytes(tree, TREE_EFIVARS "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
                     "\x06\x00\x00\x00\x00", 5);
}

static void secure_boot_without_lockdown(const struct tree *tree)
{
    secure_boot(tree);
    tree_write(tree, "/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
}

static void locked_down(const struct tree *tree)
{
    tree_write(tree, "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
}

static void forced_signatures(const struct tree *tree)
{
    tree_write(tree, "/sys/module/module/parameters/sig_enforce", "Y\n");
}

static void secure_with_key(const struct tree *tree)
{
    secure_boot(tree);
    tree_write(tree, TREE_KO, "\177ELF and so on~Module signature appended~\n");
    tree_write(tree, "/var/lib/dkms/mok.pub", "a certificate of this machine");
}

static void secure_and_enrolled(const struct tree *tree)
{
    secure_with_key(tree);
    tree_write(tree, TREE_EFIVARS "MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23",
               "others, and a certificate of this machine, and others");
}

static void secure_and_unsigned(const struct tree *tree)
{
    secure_and_enrolled(tree);
    tree_write(tree, TREE_KO, "\177ELF and so on");
}

static void blacklisted(const struct tree *tree)
{
    tree_write(tree, "/etc/modprobe.d/mine.conf", "# none of this\n  blacklist v4l2loopback\n");
}

static void not_at_boot(const struct tree *tree)
{
    tree_remove(tree, FC_MODULE_BOOT_FILE);
}

static void others_boot(const struct tree *tree)
{
    not_at_boot(tree);
    tree_write(tree, "/usr/lib/modules-load.d/obs.conf", "; cameras\nv4l2loopback\n");
}

static void boot_in_etc_modules(const struct tree *tree)
{
    not_at_boot(tree);
    tree_write(tree, "/etc/modules", "# /etc/modules\nloop\nv4l2loopback\n");
}

static void no_device(const struct tree *tree)
{
    tree_remove(tree, "/sys/devices/virtual/video4linux/video20");
}

static void not_exclusive(const struct tree *tree)
{
    tree_loaded(tree, "Fakecam", "N");
}

/* Ours is the second of two, whose numbers stand the other way round. */
static void second_is_ours(const struct tree *tree)
{
    tree_write(tree, "/sys/module/v4l2loopback/parameters/video_nr", "20,9,-1,-1,-1,-1,-1,-1\n");
    tree_write(tree, "/sys/module/v4l2loopback/parameters/exclusive_caps", "Y,N,N,N,N,N,N,N\n");
    tree_write(tree, "/sys/devices/virtual/video4linux/video9/name", "OBS Virtual Camera\n");
    tree_write(tree, "/sys/devices/virtual/video4linux/video9/max_openers", "10\n");
}

static void not_exclusive_by_others(const struct tree *tree)
{
    not_exclusive(tree);
    tree_remove(tree, FC_MODULE_OPTIONS_FILE);
    tree_write(tree, "/etc/modprobe.d/obs.conf", "options v4l2loopback \\\n  devices=2\n");
}

static void other_label(const struct tree *tree)
{
    tree_loaded(tree, "OBS Virtual Camera", "Y");
}

static void newer(const struct tree *tree)
{
    tree_write(tree, "/sys/module/v4l2loopback/version", "0.15.0\n");
}

static void no_node(const struct tree *tree)
{
    tree_remove(tree, "/dev/video20");
}

static void held_output(const struct tree *tree)
{
    tree_write(tree, "/proc/77/comm", "zoom\n");
    tree_link(tree, "/proc/77/fd/5", "/dev/video20");
    tree_link(tree, "/proc/77/fd/6", "/dev/null");
}

static void no_camera(const struct tree *tree)
{
    tree_remove(tree, "/sys/class/video4linux/video0");
}

static void held_camera(const struct tree *tree)
{
    tree_write(tree, "/proc/1234/comm", "firefox\n");
    tree_link(tree, "/proc/1234/fd/40", "/dev/video0");
}

static void held_by_us(const struct tree *tree)
{
    tree_write(tree, "/proc/99/comm", "fakecam\n");
    tree_link(tree, "/proc/99/fd/4", "/dev/video0");
}

static void not_enabled(const struct tree *tree)
{
    tree_remove(tree, "/etc/systemd/user/default.target.wants");
}

static void no_unit(const struct tree *tree)
{
    tree_remove(tree, "/etc/systemd/user");
}

static void firefox(const struct tree *tree)
{
    tree_write(tree, "/usr/bin/firefox-esr", "");
}

static void snap_browser(const struct tree *tree)
{
    tree_write(tree, "/usr/bin/firefox", "");
    tree_write(tree, "/snap/bin/firefox", "");
}

static void flatpak_browser(const struct tree *tree)
{
    tree_folder(tree, "/var/lib/flatpak/app/org.chromium.Chromium");
}

static void no_portal(const struct tree *tree)
{
    tree_remove(tree, "/usr/share/dbus-1");
}

/* Another desktop's part, which has dialogs for other things. */
static void no_dialog(const struct tree *tree)
{
    tree_remove(tree, "/usr/share/xdg-desktop-portal");
    tree_write(tree, "/usr/share/xdg-desktop-portal/portals/wlr.portal",
               "[portal]\nInterfaces=org.freedesktop.impl.portal.Screenshot;\n");
}

#define OK FC_FINDING_OK
#define NOTE FC_FINDING_NOTE
#define PROBLEM FC_FINDING_PROBLEM
#define UNKNOWN FC_FINDING_UNKNOWN

/* Into a system without the module. */
static const struct ailment bare[] = {
    {"container", "module-possible", container, NOTE, "docker", ""},
    {"systemd-container", "module-possible", systemd_container, NOTE, "lxc", ""},
    {"container-asks-nothing", "module-installed", container, UNKNOWN, "no module", ""},
    {"no-modules", "module-possible", no_modules, NOTE, TREE_RELEASE " does not load", ""},
    {"modules-disabled", "module-possible", modules_disabled, NOTE, "does not load", ""},
    {"possible", "module-possible", nothing, OK, TREE_RELEASE " loads", ""},
    {"not-installed", "module-installed", nothing, PROBLEM, "not installed", "fakecam setup"},
    {"no-apt", "module-installed", not_debian, PROBLEM, "not installed", ""},
    {"not-installed-not-built", "module-built", nothing, UNKNOWN, "not installed", ""},
    {"not-built", "module-built", source_alone, PROBLEM, "0.15.0 is not built for kernel",
     "sudo dkms autoinstall"},
    {"no-headers", "module-built", no_headers, PROBLEM, "not built", "fakecam setup"},
    {"upgraded", "module-built", upgraded_kernel, PROBLEM, "not built", "sudo reboot"},
    {"not-built-not-loaded", "module-loaded", nothing, UNKNOWN, "not built", ""},
    {"secure-boot-later", "secure-boot", secure_boot, NOTE, "Secure Boot is on", ""},
    {"no-camera", "camera-found", no_camera, PROBLEM, "no camera", "fakecam run --camera demo:"},
    {"no-portal", "portal", no_portal, NOTE, "not installed",
     "sudo apt-get install xdg-desktop-portal xdg-desktop-portal-gtk"},
    {"no-dialog", "portal", no_dialog, NOTE, "nothing that can ask",
     "sudo apt-get install xdg-desktop-portal xdg-desktop-portal-gtk"},
};

/* Into one where it is built, and not loaded. */
static const struct ailment built[] = {
    {"built", "module-built", nothing, OK, TREE_RELEASE, ""},
    {"not-loaded", "module-loaded", nothing, PROBLEM, "not loaded", "fakecam setup"},
    {"no-secure-boot", "secure-boot", nothing, OK, "takes", ""},
    {"secure-boot-off", "secure-boot", secure_boot_off, OK, "takes", ""},
    {"secure-boot", "secure-boot", secure_boot, PROBLEM, "no key",
     "sudo apt-get install openssl && sudo dkms unbuild v4l2loopback/0.12.7"},
    {"secure-boot-lenient", "secure-boot", secure_boot_without_lockdown, OK, "takes", ""},
    {"locked-down", "secure-boot", locked_down, PROBLEM, "locked down",
     "sudo apt-get install openssl && sudo dkms unbuild v4l2loopback/0.12.7"},
    {"forced-signatures", "secure-boot", forced_signatures, PROBLEM, "signed modules",
     "sudo apt-get install openssl && sudo dkms unbuild v4l2loopback/0.12.7"},
    {"not-enrolled", "secure-boot", secure_with_key, PROBLEM, "not enrolled",
     "sudo mokutil --import /var/lib/dkms/mok.pub"},
    {"enrolled", "secure-boot", secure_and_enrolled, OK, "is enrolled", ""},
    {"unsigned", "secure-boot", secure_and_unsigned, PROBLEM, "not signed",
     "sudo dkms unbuild v4l2loopback/0.12.7 --all && sudo dkms autoinstall"},
};

/* Into a healthy one. */
static const struct ailment healthy[] = {
    {"installed", "module-installed", nothing, OK, "0.12.7, " TREE_KO, ""},
    {"loaded", "module-loaded", nothing, OK, "0.12.7", ""},
    {"secure-and-loaded", "secure-boot", secure_boot, OK, "was taken", ""},
    {"blacklisted", "module-boot", blacklisted, NOTE, "blacklists", ""},
    {"at-boot", "module-boot", nothing, OK, FC_MODULE_BOOT_FILE, ""},
    {"not-at-boot", "module-boot", not_at_boot, NOTE, "not be loaded", "fakecam setup"},
    {"others-boot", "module-boot", others_boot, OK, "/usr/lib/modules-load.d/obs.conf", ""},
    {"etc-modules", "module-boot", boot_in_etc_modules, OK, "/etc/modules", ""},
    {"device", "loopback-device", nothing, OK, "/dev/video20, \"Fakecam\"", ""},
    {"no-device", "loopback-device", no_device, PROBLEM, "no device", "fakecam setup"},
    {"no-device-not-exclusive", "loopback-exclusive", no_device, UNKNOWN, "no device", ""},
    {"exclusive", "loopback-exclusive", nothing, OK, "/dev/video20", ""},
    {"second-is-ours", "loopback-exclusive", second_is_ours, OK, "/dev/video20", ""},
    {"not-exclusive", "loopback-exclusive", not_exclusive, PROBLEM, "no exclusive_caps",
     "fakecam setup"},
    {"not-exclusive-by-others", "loopback-exclusive", not_exclusive_by_others, PROBLEM,
     "no exclusive_caps", "sudoedit /etc/modprobe.d/obs.conf"},
    {"label", "loopback-label", nothing, OK, "Fakecam", ""},
    {"other-label", "loopback-label", other_label, NOTE, "OBS Virtual Camera", "fakecam setup"},
    {"old", "loopback-version", nothing, OK, "before 0.13", ""},
    {"new", "loopback-version", newer, OK, "0.15.0, 0.13 or later", ""},
    {"output-rights", "loopback-access", nothing, OK, "/dev/video20", ""},
    {"no-node", "loopback-access", no_node, PROBLEM, "/dev/video20 is not there",
     "sudo udevadm trigger"},
    {"output-free", "loopback-holders", nothing, OK, "nobody", ""},
    {"output-held", "loopback-holders", held_output, OK, "zoom (77)", ""},
    {"camera", "camera-found", nothing, OK, "Desk Camera (/dev/video0)", ""},
    {"camera-rights", "camera-access", nothing, OK, "can be read", ""},
    {"camera-free", "camera-holders", nothing, OK, "nobody", ""},
    {"camera-held", "camera-holders", held_camera, NOTE, "/dev/video0: firefox (1234)", ""},
    {"camera-ours", "camera-holders", held_by_us, OK, "fakecam (99)", ""},
    {"pipewire-elsewhere", "pipewire", nothing, UNKNOWN, "another system", ""},
    {"node-elsewhere", "pipewire-node", nothing, UNKNOWN, "another system", ""},
    {"manager-elsewhere", "pipewire-manager", nothing, UNKNOWN, "another system", ""},
    {"service-elsewhere", "service-running", nothing, UNKNOWN, "another system", ""},
    {"unit", "service-unit", nothing, OK, "starts with the session", ""},
    {"not-enabled", "service-unit", not_enabled, NOTE, "not enabled", ""},
    {"no-unit", "service-unit", no_unit, NOTE, "not installed", ""},
    {"no-browser", "browsers", nothing, OK, "none", ""},
    {"firefox", "browsers", firefox, OK, "Firefox", ""},
    {"snap", "browsers", snap_browser, NOTE, "Firefox (snap)", "sudo snap connect firefox:camera"},
    {"flatpak", "browsers", flatpak_browser, NOTE, "Chromium (flatpak)", ""},
    {"portal", "portal", nothing, OK, "installed", ""},
    {"no-portal", "portal", no_portal, OK, "not installed", ""},
    {"no-dialog", "portal", no_dialog, OK, "nothing that can ask", ""},
    {"permission-elsewhere", "portal-permission", nothing, UNKNOWN, "another system", ""},
    {"no-network", "network-files", nothing, PROBLEM, "no network", "scripts/fetch-models.sh"},
};

static void check(const struct ailment *ailment, void (*make)(const struct tree *tree))
{
    struct tree tree;
    GPtrArray *findings;
    const struct fc_finding *finding;

    tree_init(&tree);
    make(&tree);
    ailment->prepare(&tree);
    findings = look(&tree);
    finding = find(findings, ailment->id);
    g_test_message("%s: %s", fc_finding_state_name(finding->state), finding->found);
    g_assert_cmpint(finding->state, ==, ailment->state);
    g_assert_nonnull(strstr(finding->found, ailment->found));
    if (ailment->command[0])
        g_assert_true(g_str_has_prefix(finding->command, ailment->command));
    else
        g_assert_cmpstr(finding->command, ==, "");
    /* a person is told why and what to do */
    if (finding->state == FC_FINDING_PROBLEM || finding->state == FC_FINDING_NOTE)
        g_assert_true(finding->why[0] || finding->command[0]);
    g_ptr_array_unref(findings);
    tree_finish(&tree);
}

static void test_bare(gconstpointer data)
{
    check(data, tree_bare);
}

static void test_built(gconstpointer data)
{
    check(data, tree_built);
}

static void test_healthy(gconstpointer data)
{
    check(data, tree_healthy);
}

static void add(const char *kind, const struct ailment *ailments, size_t count,
                GTestDataFunc function)
{
    for (size_t i = 0; i < count; i++) {
        char *path = g_strdup_printf("/doctor/%s/%s", kind, ailments[i].name);

        g_test_add_data_func(path, &ailments[i], function);
        g_free(path);
    }
}

/* --- the whole --- */

static void test_no_problem(void)
{
    struct tree tree;
    GPtrArray *findings;

    tree_init(&tree);
    tree_healthy(&tree);
    findings = look(&tree);
    g_assert_cmpint(count_problems(findings), ==, 0);
    g_ptr_array_unref(findings);
    tree_finish(&tree);
}

static void test_empty_system(void)
{
    struct tree tree;
    GPtrArray *findings;

    tree_init(&tree);
    findings = look(&tree);
    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        g_assert_cmpint(finding->state, !=, FC_FINDING_UNSET);
        g_assert_cmpstr(finding->found, !=, "");
        g_assert_true(g_utf8_validate(finding->found, -1, NULL));
        for (guint j = 0; j < i; j++)
            g_assert_cmpstr(finding->id, !=, ((struct fc_finding *)findings->pdata[j])->id);
    }
    g_ptr_array_unref(findings);
    tree_finish(&tree);
}

/* A healthy system whose devices have those rights, looked at by somebody in no group at all. */
static GPtrArray *look_as_nobody(mode_t mode, const char *groups)
{
    const bool is_root = geteuid() == 0;
    struct tree tree;
    GPtrArray *findings;

    tree_init(&tree);
    tree_healthy(&tree);
    if (groups)
        tree_write(&tree, "/etc/group", groups);
    for (int i = 0; i < 2; i++) {
        char *path = tree_path(&tree, i ? "/dev/video20" : "/dev/video0");

        g_assert_cmpint(chmod(path, mode), ==, 0);
        g_free(path);
    }
    /* root may be in root's group once more */
    g_assert_true(!is_root ||
                  (setgroups(0, NULL) == 0 && setegid(65534) == 0 && seteuid(65534) == 0));
    findings = look(&tree);
    g_assert_true(!is_root || (seteuid(0) == 0 && setegid(0) == 0));
    tree_finish(&tree);
    return findings;
}

static void expect_denied(const GPtrArray *findings, const char *found, const char *command)
{
    static const char *const ids[] = {"camera-access", "loopback-access"};

    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        const struct fc_finding *finding = find(findings, ids[i]);

        g_test_message("%s: %s: %s", finding->found, finding->why, finding->command);
        g_assert_cmpint(finding->state, ==, FC_FINDING_PROBLEM);
        g_assert_true(strstr(finding->found, found) || strstr(finding->why, found));
        g_assert_true(command[0] ? g_str_has_prefix(finding->command, command)
                                 : finding->command[0] == '\0');
    }
}

static void test_rights(void)
{
    GPtrArray *findings = look_as_nobody(0, NULL);

    expect_denied(findings, "udev", "sudo udevadm trigger");
    g_ptr_array_unref(findings);
    /* who owns a file is refused nothing that the group may: only root can try this */
    if (geteuid() != 0) {
        g_test_skip("takes root to be somebody else");
        return;
    }
    findings = look_as_nobody(0660, NULL);
    expect_denied(findings, "/dev/video", "sudo usermod -aG root \"$USER\"");
    g_ptr_array_unref(findings);
    findings = look_as_nobody(0660, "root:x:0:anna,nobody\n");
    expect_denied(findings, "older", "");
    g_ptr_array_unref(findings);
}

/* --- the networks --- */

static void test_damaged_network(void)
{
    struct tree tree;
    struct fc_doctor_params params = {0};
    GPtrArray *findings;
    const struct fc_finding *finding;
    char *path, *command;

    tree_init(&tree);
    tree_write(&tree, "/selfie_segmentation.tflite", "half of it");
    path = tree_path(&tree, "");
    params.root = path;
    params.model_dir = path;
    findings = fc_doctor_look(&params);
    finding = find(findings, "network-files");
    g_assert_cmpint(finding->state, ==, FC_FINDING_PROBLEM);
    g_assert_nonnull(strstr(finding->found, "not the published file"));
    command = g_strdup_printf("scripts/fetch-models.sh %s", params.model_dir);
    g_assert_cmpstr(finding->command, ==, command);
    g_ptr_array_unref(findings);
    g_free(command);
    g_free(path);
    tree_finish(&tree);
}

static void test_networks(void)
{
    char *model = testdata_model("selfie_segmentation.tflite");
    struct tree tree;
    struct fc_doctor_params params = {0};
    GPtrArray *findings;
    char *dir;

    if (!model)
        return;
    dir = g_path_get_dirname(model);
    tree_init(&tree);
    params.root = tree.root;
    params.model_dir = dir;
    findings = fc_doctor_look(&params);
    g_assert_cmpint(find(findings, "network-files")->state, ==, FC_FINDING_OK);
    g_ptr_array_unref(findings);
    g_free(dir);
    g_free(model);
    tree_finish(&tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("bare", bare, G_N_ELEMENTS(bare), test_bare);
    add("built", built, G_N_ELEMENTS(built), test_built);
    add("healthy", healthy, G_N_ELEMENTS(healthy), test_healthy);
    g_test_add_func("/doctor/no-problem", test_no_problem);
    g_test_add_func("/doctor/empty-system", test_empty_system);
    g_test_add_func("/doctor/rights", test_rights);
    g_test_add_func("/doctor/damaged-network", test_damaged_network);
    g_test_add_func("/doctor/networks", test_networks);
    return g_test_run();
}
