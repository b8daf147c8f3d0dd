/* SPDX-License-Identifier: MIT */
#include "service/setup/perform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "media/atomicfile.h"
#include "service/doctor/access.h"
#include "service/doctor/module.h"
#include "service/doctor/place.h"
#include "service/setup/plan.h"

/* What a program that root runs may see. */
static const char *const environment[] = {
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL=C.UTF-8",
    "DEBIAN_FRONTEND=noninteractive",
    "HOME=/root",
    "TERM=dumb",
    NULL,
};

/* --- programs --- */

static bool find_program(const char *name, char *path, size_t size)
{
    static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};

    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_snprintf(path, size, "%s/%s", folders[i], name);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

/* argv[0] is a name; the program shares our outputs, and has no input. */
static int run(const char *const *argv, struct fc_error *error)
{
    GPtrArray *words = g_ptr_array_new();
    GError *why = NULL;
    char path[64];
    char *shown;
    int status = 0, ret = 0;

    if (!find_program(argv[0], path, sizeof(path))) {
        g_ptr_array_unref(words);
        return fc_error_set(error, -ENOENT, "%s is not installed", argv[0]);
    }
    g_ptr_array_add(words, path);
    for (int i = 1; argv[i]; i++)
        g_ptr_array_add(words, (gpointer)argv[i]);
    g_ptr_array_add(words, NULL);
    shown = g_strjoinv(" ", (char **)argv);
    printf("+ %s\n", shown);
    fflush(stdout);
    if (!g_spawn_sync("/", (char **)words->pdata, (char **)environment, G_SPAWN_DEFAULT, NULL, NULL,
                      NULL, NULL, &status, &why))
        ret = fc_error_set(error, -EIO, "%s: %s", shown, why->message);
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        ret = fc_error_set(error, -EIO, "%s failed", shown);
    g_clear_error(&why);
    g_free(shown);
    g_ptr_array_unref(words);
    return ret;
}

static int apt_get(const char *verb, const GPtrArray *packages, struct fc_error *error)
{
    const char *argv[20] = {"apt-get", "-qy", "-o", "DPkg::Lock::Timeout=300", verb};
    int count = 5;

    if (strcmp(verb, "install") == 0)
        argv[count++] = "--no-install-recommends";
    for (guint i = 0; i < packages->len && count < 19; i++)
        argv[count++] = packages->pdata[i];
    return run(argv, error);
}

/* Package lists may be old, or not there at all. */
static int install(const struct fc_setup_order *order, struct fc_error *error)
{
    static const char *const update[] = {"apt-get", "-q", "update", NULL};
    int ret;

    if (apt_get("install", order->packages, NULL) == 0)
        return 0;
    printf("apt-get failed; once more, with fresh lists of packages.\n");
    (void)run(update, NULL);
    ret = apt_get("install", order->packages, error);
    if (ret < 0)
        fc_error_remedy(error, "its own words above say why; nothing can be fetched without a "
                               "network");
    return ret;
}

static int load(struct fc_error *error)
{
    static const char *const argv[] = {"modprobe", FC_MODULE_NAME, NULL};
    const int ret = run(argv, error);

    if (ret < 0)
        fc_error_remedy(error, "fakecam doctor says what the kernel has against it");
    return ret;
}

static void name_holders(const struct fc_module *module, char *names, size_t size)
{
    names[0] = '\0';
    for (int i = 0; i < module->node_count && !names[0]; i++) {
        char path[32];

        g_snprintf(path, sizeof(path), "/dev/video%d", module->nodes[i].number);
        fc_access_holders("", path, names, size);
    }
}

/* Who has only just let go of a device may take a moment. */
static int unload(struct fc_error *error)
{
    static const char *const argv[] = {"modprobe", "-r", FC_MODULE_NAME, NULL};
    struct fc_module module;
    char names[300];
    int ret = run(argv, error);

    for (int i = 0; ret < 0 && i < 3; i++) {
        g_usleep(500 * 1000);
        ret = run(argv, error);
    }
    if (ret == 0)
        return 0;
    fc_module_look(&module, "");
    name_holders(&module, names, sizeof(names));
    fc_module_finish(&module);
    if (names[0])
        fc_error_remedy(error, "end what uses its devices, and run this again: %s", names);
    return ret;
}

static int reload(struct fc_error *error)
{
    const int ret = unload(error);

    return ret < 0 ? ret : load(error);
}

/* --- files --- */

static int is_others(const char *path, struct fc_error *error)
{
    fc_error_set(error, -EEXIST, "%s is there, and setup did not write it", path);
    fc_error_remedy(error, "look at it; when it is not needed, remove it and run this again");
    return -EEXIST;
}

static int fill(const char *path, const char *text, struct fc_error *error)
{
    FILE *file = fopen(path, "we");
    bool is_whole = file && fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    const int why = errno;

    if (file && fclose(file) != 0)
        is_whole = false;
    return is_whole ? 0 : fc_error_set(error, -EIO, "cannot write %s: %s", path, strerror(why));
}

static int write_file(const char *root, const char *path, const char *text, struct fc_error *error)
{
    char *whole = fc_place_path(root, path);
    char *folder = g_path_get_dirname(whole);
    struct fc_atomic_file file = {0};
    int ret = 0;

    printf("+ write %s\n", whole);
    if (fc_place_has(root, path) && !fc_module_is_own_file(root, path))
        ret = is_others(whole, error);
    else if (g_mkdir_with_parents(folder, 0755) < 0)
        ret = fc_error_set(error, -errno, "cannot make %s: %s", folder, strerror(errno));
    else
        ret = fc_atomic_file_init(&file, whole, error);
    if (ret == 0)
        ret = fill(file.temporary, text, error);
    if (ret == 0)
        ret = fc_atomic_file_commit(&file, error);
    fc_atomic_file_finish(&file);
    g_free(folder);
    g_free(whole);
    return ret;
}

static int write_options(const struct fc_setup_order *order, const char *root,
                         struct fc_error *error)
{
    char *options = fc_setup_options(order->video_nr);
    char *text = g_strdup_printf(FC_MODULE_HEADER "\n%s\n", options);
    const int ret = write_file(root, FC_MODULE_OPTIONS_FILE, text, error);

    g_free(text);
    g_free(options);
    return ret;
}

/* What was installed stands in it, for the way back. */
static int write_boot(const struct fc_setup_order *order, const char *root, struct fc_error *error)
{
    GString *text = g_string_new(FC_MODULE_HEADER "\n");
    int ret;

    if (order->steps[FC_SETUP_INSTALL]) {
        g_string_append(text, FC_SETUP_PACKAGES_LINE);
        for (guint i = 0; i < order->packages->len; i++)
            g_string_append_printf(text, "%s%s", i ? " " : "",
                                   (const char *)order->packages->pdata[i]);
        g_string_append_c(text, '\n');
    }
    g_string_append(text, FC_MODULE_NAME "\n");
    ret = write_file(root, FC_MODULE_BOOT_FILE, text->str, error);
    g_string_free(text, TRUE);
    return ret;
}

static int remove_file(const char *root, const char *path, struct fc_error *error)
{
    char *whole = fc_place_path(root, path);
    int ret = 0;

    printf("+ remove %s\n", whole);
    if (!fc_place_has(root, path))
        ret = 0;
    else if (!fc_module_is_own_file(root, path))
        ret = is_others(whole, error);
    else if (unlink(whole) < 0)
        ret = fc_error_set(error, -errno, "cannot remove %s: %s", whole, strerror(errno));
    g_free(whole);
    return ret;
}

/* --- steps --- */

static int perform_step(const struct fc_setup_order *order, enum fc_setup_step step,
                        const char *root, struct fc_error *error)
{
    switch (step) {
    case FC_SETUP_INSTALL:
        return install(order, error);
    case FC_SETUP_OPTIONS:
        return write_options(order, root, error);
    case FC_SETUP_BOOT:
        return write_boot(order, root, error);
    case FC_SETUP_LOAD:
        return load(error);
    case FC_SETUP_RELOAD:
        return reload(error);
    case FC_SETUP_UNLOAD:
        return unload(error);
    case FC_SETUP_NO_OPTIONS:
        return remove_file(root, FC_MODULE_OPTIONS_FILE, error);
    case FC_SETUP_NO_BOOT:
        return remove_file(root, FC_MODULE_BOOT_FILE, error);
    case FC_SETUP_REMOVE:
        return apt_get("remove", order->packages, error);
    default:
        return 0;
    }
}

static bool is_of_files(enum fc_setup_step step)
{
    return step == FC_SETUP_OPTIONS || step == FC_SETUP_BOOT || step == FC_SETUP_NO_OPTIONS ||
           step == FC_SETUP_NO_BOOT;
}

int fc_setup_perform(const struct fc_setup_order *order, const char *root, struct fc_error *error)
{
    int ret = 0;

    /* files are for everybody to read */
    umask(022);
    for (int i = 0; i < FC_SETUP_STEP_COUNT && ret == 0; i++) {
        if (!order->steps[i])
            continue;
        if (root[0] && !is_of_files((enum fc_setup_step)i))
            return fc_error_set(error, -EINVAL, "%s is no running system", root);
        ret = perform_step(order, (enum fc_setup_step)i, root, error);
    }
    fflush(stdout);
    return ret;
}
