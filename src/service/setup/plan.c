/* SPDX-License-Identifier: MIT */
#include "service/setup/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/doctor/access.h"
#include "service/doctor/place.h"

/* Far from the numbers that cameras get, so that theirs do not shift. */
#define FIRST_NUMBER 20
#define LAST_NUMBER 255

G_GNUC_PRINTF(2, 3) static void line(struct fc_setup_plan *plan, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(plan->lines, g_strdup_vprintf(format, args));
    va_end(args);
}

G_GNUC_PRINTF(2, 3) static void note(struct fc_setup_plan *plan, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(plan->notes, g_strdup_vprintf(format, args));
    va_end(args);
}

char *fc_setup_options(int video_nr)
{
    return g_strdup_printf("options " FC_MODULE_NAME
                           " devices=1 video_nr=%d card_label=" FC_MODULE_LABEL " exclusive_caps=1",
                           video_nr);
}

/* What planning goes by. */
struct planning {
    const struct fc_setup_plan_params *params;
    struct fc_setup_plan *plan;
    struct fc_module module;
    struct fc_secure secure;
};

static bool is_foreign(const struct planning *planning, const char *path)
{
    return fc_place_has(planning->params->root, path) &&
           !fc_module_is_own_file(planning->params->root, path);
}

static char *join(const GPtrArray *names, const char *between)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, "%s%s", i ? between : "", (const char *)names->pdata[i]);
    return g_string_free(text, FALSE);
}

/* --- what stands in the way --- */

static void block(struct planning *planning, const char *why)
{
    note(planning->plan, "%s", why);
    planning->plan->is_blocked = true;
}

static void look_for_blocks(struct planning *planning)
{
    const struct fc_module *module = &planning->module;

    if (planning->params->is_asleep || module->is_loaded)
        return;
    if (module->container[0])
        block(planning, "This is a container, and modules are its host's: run fakecam setup there, "
                        "and give /dev/video* to the container. Programs that take cameras from "
                        "PipeWire see Fakecam without any of this.");
    else if (!module->can_load)
        block(planning,
              "This kernel does not load modules, and nothing here changes that. Programs "
              "that take cameras from PipeWire see Fakecam all the same.");
    else if (!module->has_folder)
        block(planning, "The running kernel's modules are gone, as after an upgrade: restart "
                        "(sudo reboot), and run fakecam setup again.");
    else if (!module->file[0] && !module->is_debian)
        block(planning, "v4l2loopback has to be installed by your system's own means, for there is "
                        "no apt-get: v4l2loopback-dkms on Arch, akmod-v4l2loopback (RPM Fusion) on "
                        "Fedora, v4l2loopback-kmp-default on openSUSE. Then run fakecam setup "
                        "again.");
}

/* --- the package --- */

/* In dpkg's own list the status follows the name. */
static bool is_installed(const struct planning *planning, const char *package)
{
    char *status = fc_place_read(planning->params->root, "/var/lib/dpkg/status");
    char *entry = g_strdup_printf("Package: %s\nStatus: install ok installed\n", package);
    const char *found = status ? strstr(status, entry) : NULL;
    const bool is = found && (found == status || found[-1] == '\n');

    g_free(entry);
    g_free(status);
    return is;
}

static bool is_known(const struct planning *planning, const char *package)
{
    return !planning->params->knows || planning->params->knows(package);
}

/* What is there already is not installed, and so is not removed on the way back. */
static void add_package(struct planning *planning, const char *package)
{
    if (!is_installed(planning, package))
        fc_setup_order_add_package(&planning->plan->order, package);
}

/* "amd64" of "6.1.0-40-amd64", "cloud-amd64" of "6.12.43+deb13-cloud-amd64": what is no number. */
static const char *flavour_of(const char *release)
{
    const char *part = release;

    while (part && (g_ascii_isdigit(part[0]) || part == release)) {
        part = strchr(part, '-');
        part = part ? part + 1 : NULL;
    }
    return part;
}

/* Of the running kernel; and what brings those of later ones, so that it is built for them too. */
static void add_headers(struct planning *planning)
{
    const char *release = planning->module.release;
    const char *flavour = flavour_of(release);
    char *of_flavour = g_strdup_printf("linux-headers-%s", flavour ? flavour : "");
    char *of_release = g_strdup_printf("linux-headers-%s", release);

    if (flavour && is_known(planning, of_flavour))
        add_package(planning, of_flavour);
    if (planning->module.has_headers) {
        /* nothing more is needed now */
    } else if (is_known(planning, of_release)) {
        add_package(planning, of_release);
    } else {
        note(planning->plan,
             "%s is no package that apt-get knows (sudo apt-get update may help, or an upgrade and "
             "a restart); without the headers of the running kernel the module is not built.",
             of_release);
    }
    g_free(of_release);
    g_free(of_flavour);
}

static void plan_install(struct planning *planning)
{
    struct fc_setup_order *order = &planning->plan->order;
    char *names;

    if (planning->module.file[0] || planning->module.is_loaded)
        return;
    add_package(planning, "v4l2loopback-dkms");
    add_headers(planning);
    if (planning->secure.is_on) {
        add_package(planning, "mokutil");
        add_package(planning, "openssl"); /* DKMS makes its key with it */
    }
    if (order->packages->len == 0) {
        block(planning,
              "All packages are installed, and v4l2loopback is not built for this kernel. "
              "Build it, and run fakecam setup again; what it says tells what is "
              "wrong:\n    sudo dkms autoinstall");
        return;
    }
    order->steps[FC_SETUP_INSTALL] = true;
    names = join(order->packages, " ");
    line(planning->plan, "install, with apt-get: %s", names);
    g_free(names);
}

/* --- the files --- */

static int free_number(const struct planning *planning)
{
    int number = FIRST_NUMBER;

    while (number < LAST_NUMBER &&
           (fc_place_has_any(planning->params->root, "/dev/video%d", number) ||
            fc_place_has_any(planning->params->root, "/sys/class/video4linux/video%d", number)))
        number++;
    return number;
}

/* A device that is there already, and ours, keeps its number. */
static int choose_number(const struct planning *planning)
{
    const struct fc_module *module = &planning->module;
    char value[32];

    if (module->own_options &&
        fc_module_option(module->own_options, "video_nr", value, sizeof(value)) &&
        g_ascii_isdigit(value[0]))
        return CLAMP(atoi(value), 0, LAST_NUMBER);
    if (module->node_count == 1 && module->nodes[0].is_labelled)
        return CLAMP(module->nodes[0].number, 0, LAST_NUMBER);
    return free_number(planning);
}

static void plan_options(struct planning *planning)
{
    const struct fc_module *module = &planning->module;
    struct fc_setup_order *order = &planning->plan->order;
    char *options;

    if (module->options->len > 0) {
        const struct fc_module_line *first = module->options->pdata[0];

        note(
            planning->plan, "%s has options for v4l2loopback (%s); they are left as they are%s",
            first->file, first->text,
            fc_module_options_fit(first->text)
                ? "."
                : ". Chromium lists the camera only with exclusive_caps=1: add it there, one value "
                  "for each device.");
        return;
    }
    if (module->own_options && fc_module_options_fit(module->own_options))
        return;
    if (is_foreign(planning, FC_MODULE_OPTIONS_FILE)) {
        note(planning->plan, "%s is there and not setup's; it is left as it is.",
             FC_MODULE_OPTIONS_FILE);
        return;
    }
    order->steps[FC_SETUP_OPTIONS] = true;
    order->video_nr = choose_number(planning);
    options = fc_setup_options(order->video_nr);
    line(planning->plan, "write %s:\n    %s", FC_MODULE_OPTIONS_FILE, options);
    g_free(options);
}

static void plan_boot(struct planning *planning)
{
    const struct fc_module *module = &planning->module;

    if (module->is_blacklisted)
        note(planning->plan,
             "A file in modprobe.d blacklists v4l2loopback: it is not loaded at the "
             "start as long as that line is there.");
    if (module->has_own_boot || module->boots->len > 0)
        return;
    if (is_foreign(planning, FC_MODULE_BOOT_FILE)) {
        note(planning->plan, "%s is there and not setup's; it is left as it is.",
             FC_MODULE_BOOT_FILE);
        return;
    }
    planning->plan->order.steps[FC_SETUP_BOOT] = true;
    line(planning->plan, "write %s, so that v4l2loopback is loaded at each start",
         FC_MODULE_BOOT_FILE);
}

/* --- the module in the kernel --- */

/* Who else has a device of the module's open; the service lets go of it. */
static bool is_held(const struct planning *planning, char *names, size_t size)
{
    for (int i = 0; i < planning->module.node_count; i++) {
        char path[32];

        g_snprintf(path, sizeof(path), "/dev/video%d", planning->module.nodes[i].number);
        if (fc_access_holders(planning->params->root, path, names, size) > 0 &&
            !(g_str_has_prefix(names, "fakecam (") && !strchr(names, ',')))
            return true;
    }
    return false;
}

static char *name_nodes(const struct fc_module *module)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < module->node_count; i++)
        g_string_append_printf(text, "%s/dev/video%d \"%s\"", i ? ", " : "",
                               module->nodes[i].number, module->nodes[i].label);
    return g_string_free(text, FALSE);
}

static void plan_reload(struct planning *planning)
{
    const struct fc_module *module = &planning->module;
    const struct fc_module_node *node = module->used >= 0 ? &module->nodes[module->used] : NULL;
    char names[300];
    char *nodes;

    if ((node && node->exclusive && node->is_labelled) || module->options->len > 0)
        return;
    if (is_held(planning, names, sizeof(names))) {
        note(planning->plan,
             "v4l2loopback is loaded with other options and in use by %s: end that, "
             "and run fakecam setup again.",
             names);
        planning->plan->is_blocked = true;
        return;
    }
    planning->plan->order.steps[FC_SETUP_RELOAD] = true;
    nodes = name_nodes(module);
    line(planning->plan, "load v4l2loopback anew, with these options; what it has now goes: %s",
         nodes[0] ? nodes : "no device");
    g_free(nodes);
}

/* The kernel would refuse it: nothing is tried that cannot work. */
static bool is_refused(struct planning *planning)
{
    const struct fc_secure *secure = &planning->secure;

    if (!secure->is_on || secure->is_enrolled)
        return false;
    note(planning->plan,
         "%s: the kernel takes the module only when the key that it is signed with is enrolled. "
         "Afterwards, run these two, choose \"Enroll MOK\" in the blue screen, and give the "
         "password that the first one asked for:\n    sudo mokutil --import %s\n    sudo reboot",
         secure->says, secure->key[0] ? secure->key : "/var/lib/dkms/mok.pub");
    return true;
}

static void plan_load(struct planning *planning)
{
    if (planning->params->is_asleep)
        return;
    if (planning->module.is_loaded) {
        plan_reload(planning);
    } else if (!is_refused(planning)) {
        planning->plan->order.steps[FC_SETUP_LOAD] = true;
        line(planning->plan, "load it now: modprobe v4l2loopback");
    }
}

/* --- the way back --- */

/* Only names that setup may install are believed. */
static void read_installed(struct planning *planning)
{
    char *text = fc_place_read(planning->params->root, FC_MODULE_BOOT_FILE);
    const char *list = text ? strstr(text, "\n" FC_SETUP_PACKAGES_LINE) : NULL;

    if (list && fc_module_is_own_file(planning->params->root, FC_MODULE_BOOT_FILE)) {
        char *names = g_strndup(list + 1 + strlen(FC_SETUP_PACKAGES_LINE),
                                strcspn(list + 1 + strlen(FC_SETUP_PACKAGES_LINE), "\n"));
        char **name = g_strsplit(names, " ", -1);

        for (char **item = name; *item; item++)
            g_ptr_array_add(planning->plan->installed, g_strdup(*item));
        g_strfreev(name);
        g_free(names);
    }
    g_free(text);
}

static void plan_unload(struct planning *planning)
{
    const struct fc_module *module = &planning->module;
    char names[300];
    char *nodes;

    if (planning->params->is_asleep || !module->is_loaded || module->options->len > 0 ||
        module->boots->len > 0)
        return;
    if (is_held(planning, names, sizeof(names))) {
        note(planning->plan,
             "v4l2loopback stays loaded until the next start, for it is in use by "
             "%s.",
             names);
        return;
    }
    planning->plan->order.steps[FC_SETUP_UNLOAD] = true;
    nodes = name_nodes(module);
    line(planning->plan, "unload v4l2loopback: modprobe -r v4l2loopback (%s)",
         nodes[0] ? nodes : "no device");
    g_free(nodes);
}

static void plan_undo(struct planning *planning)
{
    static const struct {
        const char *path;
        enum fc_setup_step step;
    } files[] = {
        {FC_MODULE_OPTIONS_FILE, FC_SETUP_NO_OPTIONS},
        {FC_MODULE_BOOT_FILE, FC_SETUP_NO_BOOT},
    };

    read_installed(planning);
    if (fc_module_is_own_file(planning->params->root, FC_MODULE_OPTIONS_FILE))
        plan_unload(planning);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        if (fc_module_is_own_file(planning->params->root, files[i].path)) {
            planning->plan->order.steps[files[i].step] = true;
            line(planning->plan, "remove %s", files[i].path);
        } else if (fc_place_has(planning->params->root, files[i].path)) {
            note(planning->plan, "%s is not setup's, and stays.", files[i].path);
        }
    }
}

void fc_setup_plan_remove_packages(struct fc_setup_plan *plan)
{
    char *names;

    for (guint i = 0; i < plan->installed->len; i++)
        fc_setup_order_add_package(&plan->order, plan->installed->pdata[i]);
    if (plan->order.packages->len == 0)
        return;
    plan->order.steps[FC_SETUP_REMOVE] = true;
    names = join(plan->order.packages, " ");
    line(plan, "remove, with apt-get: %s", names);
    g_free(names);
}

/* --- the whole --- */

static void plan_setup(struct planning *planning)
{
    look_for_blocks(planning);
    if (planning->plan->is_blocked)
        return;
    if (!planning->params->is_asleep)
        plan_install(planning);
    if (planning->plan->is_blocked)
        return;
    plan_options(planning);
    plan_boot(planning);
    plan_load(planning);
}

void fc_setup_plan_make(struct fc_setup_plan *plan, const struct fc_setup_plan_params *params)
{
    struct planning planning = {.params = params, .plan = plan};

    *plan = (struct fc_setup_plan){0};
    fc_setup_order_init(&plan->order);
    plan->lines = g_ptr_array_new_with_free_func(g_free);
    plan->notes = g_ptr_array_new_with_free_func(g_free);
    plan->installed = g_ptr_array_new_with_free_func(g_free);
    fc_module_look(&planning.module, params->root);
    fc_secure_look(&planning.secure, params->root, planning.module.file);
    if (params->is_undo)
        plan_undo(&planning);
    else
        plan_setup(&planning);
    fc_module_finish(&planning.module);
}

void fc_setup_plan_finish(struct fc_setup_plan *plan)
{
    fc_setup_order_finish(&plan->order);
    g_clear_pointer(&plan->lines, g_ptr_array_unref);
    g_clear_pointer(&plan->notes, g_ptr_array_unref);
    g_clear_pointer(&plan->installed, g_ptr_array_unref);
}
