/* SPDX-License-Identifier: MIT */
#include "service/doctor/module.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/doctor/place.h"

#define SYSFS "/sys/devices/virtual/video4linux"
#define PARAMETERS "/sys/module/" FC_MODULE_NAME "/parameters/"

/* --- lines of configuration --- */

static void free_line(gpointer data)
{
    struct fc_module_line *line = data;

    g_free(line->file);
    g_free(line->text);
    g_free(line);
}

static void add_line(GPtrArray *lines, const char *file, const char *text)
{
    struct fc_module_line *line = g_new0(struct fc_module_line, 1);

    line->file = g_strdup(file);
    line->text = g_strdup(text);
    g_ptr_array_add(lines, line);
}

bool fc_module_option(const char *text, const char *name, char *value, size_t size)
{
    char **words = g_strsplit_set(text, " \t", -1);
    bool found = false;

    /* the last one counts */
    for (char **word = words; *word; word++) {
        const size_t length = strcspn(*word, "=");

        if (length != strlen(name) || strncmp(*word, name, length) != 0)
            continue;
        g_strlcpy(value, (*word)[length] ? *word + length + 1 : "1", size);
        found = true;
    }
    g_strfreev(words);
    return found;
}

static bool is_yes(const char *value)
{
    return strchr("1yYtT", value[0]) && value[0];
}

bool fc_module_options_fit(const char *text)
{
    char value[64];

    return fc_module_option(text, "exclusive_caps", value, sizeof(value)) && is_yes(value);
}

bool fc_module_is_own_file(const char *root, const char *path)
{
    char *text = fc_place_read(root, path);
    bool is_own = text && g_str_has_prefix(text, FC_MODULE_HEADER);

    g_free(text);
    return is_own;
}

/* modprobe.d(5): a backslash at the end joins lines, "-" and "_" are the same in a name. */
static void take_line(struct fc_module *module, const char *file, bool is_own, const char *line)
{
    char **words = g_strsplit_set(line, " \t", 3);
    const char *rest = words[0] && words[1] && words[2] ? g_strstrip(words[2]) : "";

    if (words[0] && words[1] && strcmp(words[1], FC_MODULE_NAME) == 0) {
        if (strcmp(words[0], "blacklist") == 0)
            module->is_blacklisted = true;
        if (strcmp(words[0], "options") == 0 && is_own) {
            g_free(module->own_options);
            module->own_options = g_strdup(rest);
        } else if (strcmp(words[0], "options") == 0) {
            add_line(module->options, file, rest);
        }
    }
    g_strfreev(words);
}

static void read_options(struct fc_module *module, const char *root, const char *file)
{
    char *text = fc_place_read(root, file);
    const bool is_own = strcmp(file, FC_MODULE_OPTIONS_FILE) == 0 && text &&
                        g_str_has_prefix(text, FC_MODULE_HEADER);
    char **joined = g_strsplit(text ? text : "", "\\\n", -1);
    char *whole = g_strjoinv(" ", joined);
    char **lines = g_strsplit(whole, "\n", -1);

    for (char **line = lines; *line; line++)
        take_line(module, file, is_own, g_strstrip(*line));
    g_strfreev(lines);
    g_free(whole);
    g_strfreev(joined);
    g_free(text);
}

/* modules-load.d(5): one name a line. */
static void read_boot(struct fc_module *module, const char *root, const char *file)
{
    char *text = fc_place_read(root, file);
    char **lines = g_strsplit(text ? text : "", "\n", -1);

    for (char **line = lines; *line; line++) {
        if (strcmp(g_strstrip(*line), FC_MODULE_NAME) != 0)
            continue;
        if (strcmp(file, FC_MODULE_BOOT_FILE) == 0 && g_str_has_prefix(text, FC_MODULE_HEADER))
            module->has_own_boot = true;
        else
            add_line(module->boots, file, "");
    }
    g_strfreev(lines);
    g_free(text);
}

typedef void read_function(struct fc_module *module, const char *root, const char *file);

/* A file hides those of its name in the folders after it. */
static void read_folders(struct fc_module *module, const char *root, const char *below,
                         read_function *read)
{
    static const char *const folders[] = {"/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"};
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        char *folder = g_strconcat(folders[i], "/", below, NULL);
        GPtrArray *names = fc_place_list(root, folder);

        for (guint j = 0; j < names->len; j++) {
            char *file = g_strconcat(folder, "/", names->pdata[j], NULL);

            if (g_str_has_suffix(file, ".conf") &&
                g_hash_table_add(seen, g_strdup(names->pdata[j])))
                read(module, root, file);
            g_free(file);
        }
        g_ptr_array_unref(names);
        g_free(folder);
    }
    g_hash_table_unref(seen);
}

/* --- the kernel --- */

static void look_for_container(struct fc_module *module, const char *root)
{
    char *name = fc_place_read(root, "/run/systemd/container");

    if (name && name[0])
        g_strlcpy(module->container, name, sizeof(module->container));
    else if (fc_place_has(root, "/.dockerenv"))
        g_strlcpy(module->container, "docker", sizeof(module->container));
    else if (fc_place_has(root, "/run/.containerenv"))
        g_strlcpy(module->container, "podman", sizeof(module->container));
    else if (fc_place_has(root, "/.flatpak-info"))
        g_strlcpy(module->container, "flatpak", sizeof(module->container));
    g_free(name);
}

static void look_at_kernel(struct fc_module *module, const char *root)
{
    char *release = fc_place_read(root, "/proc/sys/kernel/osrelease");
    char *disabled = fc_place_read(root, "/proc/sys/kernel/modules_disabled");

    /* it becomes part of paths and of package names */
    if (release &&
        strspn(release, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._+~-") == strlen(release))
        g_strlcpy(module->release, release, sizeof(module->release));
    module->can_load =
        fc_place_has(root, "/proc/modules") && !(disabled && strcmp(disabled, "1") == 0);
    module->has_folder = fc_place_has_any(root, "/lib/modules/%s", module->release);
    module->has_headers = fc_place_has_any(root, "/lib/modules/%s/build/Makefile", module->release);
    module->is_debian =
        fc_place_has(root, "/etc/debian_version") && fc_place_has(root, "/usr/bin/apt-get");
    g_free(disabled);
    g_free(release);
}

/* --- the module's files --- */

/* modules.dep names every module that modprobe finds, as "updates/dkms/v4l2loopback.ko.xz:". */
static void look_for_file(struct fc_module *module, const char *root)
{
    char *list = g_strdup_printf("/lib/modules/%s/modules.dep", module->release);
    char *text = fc_place_read(root, list);
    char **lines = g_strsplit(text ? text : "", "\n", -1);

    for (char **line = lines; *line; line++) {
        const char *name;

        (*line)[strcspn(*line, ":")] = '\0';
        name = strrchr(*line, '/');
        name = name ? name + 1 : *line;
        if (g_str_has_prefix(name, FC_MODULE_NAME ".ko") &&
            fc_place_has_any(root, "/lib/modules/%s/%s", module->release, *line))
            snprintf(module->file, sizeof(module->file), "/lib/modules/%s/%s", module->release,
                     *line);
    }
    g_strfreev(lines);
    g_free(text);
    g_free(list);
}

/* What the package and `dkms add` leave. */
static void look_for_source(struct fc_module *module, const char *root)
{
    static const char *const folders[] = {"/var/lib/dkms/" FC_MODULE_NAME, "/usr/src"};

    for (size_t i = 0; i < G_N_ELEMENTS(folders) && !module->has_source; i++) {
        GPtrArray *names = fc_place_list(root, folders[i]);

        for (guint j = 0; j < names->len; j++) {
            const char *name = names->pdata[j];

            if (g_str_has_prefix(name, FC_MODULE_NAME "-"))
                name += strlen(FC_MODULE_NAME "-");
            else if (i > 0)
                continue;
            if (!isdigit((unsigned char)name[0]))
                continue;
            module->has_source = true;
            g_strlcpy(module->version, name, sizeof(module->version));
        }
        g_ptr_array_unref(names);
    }
}

/* --- the loaded module --- */

/* Item i of a parameter that is an array: "Y,N,N". */
static bool parameter_at(const char *text, int i, char *value, size_t size)
{
    char **items = g_strsplit(text ? text : "", ",", -1);
    bool found = (int)g_strv_length(items) > i;

    g_strlcpy(value, found ? g_strstrip(items[i]) : "", size);
    g_strfreev(items);
    return found;
}

/* A vivid or a codec is virtual too; max_openers is v4l2loopback's alone. */
static bool look_at_node(struct fc_module_node *node, const char *root, const char *name)
{
    char *path, *label;

    if (!g_str_has_prefix(name, "video") || !isdigit((unsigned char)name[5]) ||
        !fc_place_has_any(root, SYSFS "/%s/max_openers", name))
        return false;
    path = g_strdup_printf(SYSFS "/%s/name", name);
    label = fc_place_read(root, path);
    *node = (struct fc_module_node){.number = atoi(name + 5)};
    g_strlcpy(node->label, label ? label : "", sizeof(node->label));
    node->is_labelled = strcasestr(node->label, FC_MODULE_LABEL) != NULL;
    g_free(label);
    g_free(path);
    return true;
}

static int compare_nodes(const void *a, const void *b)
{
    return ((const struct fc_module_node *)a)->number - ((const struct fc_module_node *)b)->number;
}

/*
 * Its place among the parameters is that of its number in video_nr; where numbers were left to
 * the kernel, it counts up.
 */
static void look_at_exclusive(struct fc_module *module, const char *root)
{
    char *numbers = fc_place_read(root, PARAMETERS "video_nr");
    char *exclusive = fc_place_read(root, PARAMETERS "exclusive_caps");
    char value[32];

    for (int i = 0; i < module->node_count; i++) {
        int place = i;

        for (int j = 0; parameter_at(numbers, j, value, sizeof(value)); j++)
            if (atoi(value) == module->nodes[i].number)
                place = j;
        module->nodes[i].exclusive =
            parameter_at(exclusive, place, value, sizeof(value)) && is_yes(value);
    }
    g_free(exclusive);
    g_free(numbers);
}

static void look_at_nodes(struct fc_module *module, const char *root)
{
    GPtrArray *names = fc_place_list(root, SYSFS);

    for (guint i = 0; i < names->len && module->node_count < FC_MODULE_MAX_NODES; i++)
        if (look_at_node(&module->nodes[module->node_count], root, names->pdata[i]))
            module->node_count++;
    g_ptr_array_unref(names);
    qsort(module->nodes, (size_t)module->node_count, sizeof(*module->nodes), compare_nodes);
    look_at_exclusive(module, root);
    module->used = module->node_count > 0 ? 0 : -1;
    for (int i = module->node_count - 1; i >= 0; i--)
        if (module->nodes[i].is_labelled)
            module->used = i;
}

static void look_at_loaded(struct fc_module *module, const char *root)
{
    char *version = fc_place_read(root, "/sys/module/" FC_MODULE_NAME "/version");

    module->is_loaded = fc_place_has(root, "/sys/module/" FC_MODULE_NAME);
    if (module->is_loaded)
        look_at_nodes(module, root);
    if (version && version[0])
        g_strlcpy(module->version, version, sizeof(module->version));
    g_free(version);
}

void fc_module_look(struct fc_module *module, const char *root)
{
    *module = (struct fc_module){.used = -1};
    module->options = g_ptr_array_new_with_free_func(free_line);
    module->boots = g_ptr_array_new_with_free_func(free_line);
    look_for_container(module, root);
    look_at_kernel(module, root);
    if (module->has_folder && module->release[0])
        look_for_file(module, root);
    look_for_source(module, root);
    look_at_loaded(module, root);
    read_folders(module, root, "modprobe.d", read_options);
    read_folders(module, root, "modules-load.d", read_boot);
    /* systemd-modules-load(8) reads it as well where it is a link into modules-load.d */
    read_boot(module, root, "/etc/modules");
}

void fc_module_finish(struct fc_module *module)
{
    g_clear_pointer(&module->options, g_ptr_array_unref);
    g_clear_pointer(&module->boots, g_ptr_array_unref);
    g_clear_pointer(&module->own_options, g_free);
}

bool fc_module_is_old(const struct fc_module *module)
{
    int major = 0, minor = 0;

    if (sscanf(module->version, "%d.%d", &major, &minor) == 2)
        return major == 0 && minor < 13;
    /* what loads without telling is older than the versions that tell */
    return module->is_loaded;
}
