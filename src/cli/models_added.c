/* SPDX-License-Identifier: MIT */
#include "cli/models.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "engine/network.h"
#include "media/atomicfile.h"

#define LONGEST_NAME 64

/* Or NULL. Free with g_free(). */
static char *user_folder(void)
{
    char folder[4096];

    return fc_model_user_folder(folder, sizeof(folder)) ? g_strdup(folder) : NULL;
}

static int find_user_folder(char **folder, struct fc_error *error)
{
    *folder = user_folder();
    if (*folder)
        return 0;
    fc_error_set(error, -ENOENT,
                 "there is no folder for networks: neither XDG_DATA_HOME nor HOME "
                 "is set");
    return -ENOENT;
}

/* --- names --- */

static gboolean is_known(const char *name)
{
    for (const struct fc_known_model *known = fc_known_models; known->name; known++)
        if (g_str_equal(name, known->name) || (g_str_has_prefix(known->file, name) &&
                                               g_str_equal(known->file + strlen(name), ".tflite")))
            return TRUE;
    return g_str_equal(name, "auto");
}

static int check_name(const char *name, struct fc_error *error)
{
    const size_t length = strlen(name);

    if (is_known(name))
        return fc_error_set(error, -EINVAL, "the name \"%s\" is Fakecam's own", name);
    if (length > 0 && length <= LONGEST_NAME && name[0] != '.' && name[0] != '-' &&
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length)
        return 0;
    fc_error_set(error, -EINVAL, "a network cannot be called \"%.80s\"", name);
    fc_error_remedy(error, "use letters, digits, dots, dashes and underscores, %d at most",
                    LONGEST_NAME);
    return -EINVAL;
}

/* NAME.tflite as NAME; free with g_free(). */
static char *name_of(const char *file)
{
    char *name = g_path_get_basename(file);

    if (g_str_has_suffix(name, ".tflite"))
        name[strlen(name) - strlen(".tflite")] = '\0';
    return name;
}

static char *path_of(const char *folder, const char *name)
{
    char *file = g_strconcat(name, ".tflite", NULL);
    char *path = g_build_filename(folder, file, NULL);

    g_free(file);
    return path;
}

/* --- adding --- */

static int write_whole(const char *path, const char *bytes, size_t size, struct fc_error *error)
{
    struct fc_atomic_file file = {0};
    GError *problem = NULL;
    int ret = fc_atomic_file_init(&file, path, error);

    if (!ret && !g_file_set_contents(file.temporary, bytes, (gssize)size, &problem))
        ret = fc_error_set(error, -EIO, "cannot write %s: %s", path, problem->message);
    if (!ret)
        ret = fc_atomic_file_commit(&file, error);
    fc_atomic_file_finish(&file);
    g_clear_error(&problem);
    return ret;
}

static int read_whole(const char *path, char **bytes, size_t *size, struct fc_error *error)
{
    GError *problem = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, bytes, &length, &problem)) {
        fc_error_set(error, -EIO, "%s", problem->message);
        g_error_free(problem);
        return -EIO;
    }
    *size = length;
    return 0;
}

/* The profile first: with it alone nothing happens, without it the network would be another. */
static int copy_profile(const char *file, const char *target, struct fc_error *error)
{
    char *from = g_strconcat(file, ".profile", NULL);
    char *to = g_strconcat(target, ".profile", NULL);
    char *bytes = NULL;
    size_t size = 0;
    int ret = 0;

    if (g_file_test(from, G_FILE_TEST_EXISTS)) {
        ret = read_whole(from, &bytes, &size, error);
        if (!ret)
            ret = write_whole(to, bytes, size, error);
    } else {
        g_unlink(to); /* of one that is gone */
    }
    g_free(bytes);
    g_free(from);
    g_free(to);
    return ret;
}

static int copy_model(const char *file, const char *target, const char *sha256_hex,
                      struct fc_error *error)
{
    char hex[FC_SHA256_HEX_SIZE] = "";
    char *bytes = NULL;
    size_t size = 0;
    int ret = read_whole(file, &bytes, &size, error);

    if (!ret)
        fc_sha256_hex(bytes, size, hex);
    if (!ret && !g_str_equal(hex, sha256_hex))
        ret = fc_error_set(error, -EBUSY, "%s: changed while it was read", file);
    if (!ret)
        ret = write_whole(target, bytes, size, error);
    g_free(bytes);
    return ret;
}

static int copy_both(const char *file, const char *target, const char *sha256_hex,
                     struct fc_error *error)
{
    int ret = copy_profile(file, target, error);

    if (ret)
        return ret;
    ret = copy_model(file, target, sha256_hex, error);
    if (ret) {
        char *profile = g_strconcat(target, ".profile", NULL);

        g_unlink(profile);
        g_free(profile);
    }
    return ret;
}

static int prepare_target(const char *folder, const char *name, const char *target,
                          struct fc_error *error)
{
    if (g_mkdir_with_parents(folder, 0755) < 0)
        return fc_error_set(error, -errno, "cannot make the folder %s: %s", folder,
                            g_strerror(errno));
    if (!g_file_test(target, G_FILE_TEST_EXISTS))
        return 0;
    fc_error_set(error, -EEXIST, "there is a network called \"%s\" already: %s", name, target);
    fc_error_remedy(
        error, "choose another with --name, or remove that one: fakecam models remove %s", name);
    return -EEXIST;
}

static void print_profile(const struct fc_profile *profile)
{
    static const char *const origins[] = {
        [FC_PROFILE_OF_TEXT] = "said by the file beside it",
        [FC_PROFILE_OF_HASH] = "known by its SHA-256",
        [FC_PROFILE_OF_SHAPE] = "assumed, from the shape of its output",
    };

    printf("profile  %s (%s)\n", profile->name, origins[profile->origin]);
}

static void print_network(const struct fc_network *network, const char *name, const char *path)
{
    printf("%s\nfile     %s\nSHA-256  %s\ninput    %dx%d\noutput   %dx%d\n", name, path,
           network->model->sha256_hex, network->input.width, network->input.height,
           network->output.width, network->output.height);
    print_profile(&network->profile);
    printf("\nfakecam models test %s says whether that fits.\n", name);
}

static int add(const char *file, const char *name, struct fc_error *error)
{
    struct fc_network *network = NULL;
    char *folder = NULL;
    char *target = NULL;
    int ret = check_name(name, error);

    if (!ret)
        ret = find_user_folder(&folder, error);
    if (!ret)
        ret = fc_network_create(file, 1, &network, error);
    if (!ret) {
        target = path_of(folder, name);
        ret = prepare_target(folder, name, target, error);
    }
    if (!ret)
        ret = copy_both(file, target, network->model->sha256_hex, error);
    if (!ret)
        print_network(network, name, target);
    fc_network_destroy(&network);
    g_free(folder);
    g_free(target);
    return ret;
}

int cli_models_add(const char *file, const char *name)
{
    struct fc_error error = {0};
    char *own = name ? NULL : name_of(file);
    int ret = add(file, name ? name : own, &error);

    g_free(own);
    return ret ? cli_fail(&error) : CLI_DONE;
}

/* --- removing --- */

static int remove_both(const char *target, struct fc_error *error)
{
    char *profile = g_strconcat(target, ".profile", NULL);
    int ret = 0;

    if (g_unlink(target) < 0)
        ret = fc_error_set(error, -errno, "cannot remove %s: %s", target, g_strerror(errno));
    else
        g_unlink(profile);
    g_free(profile);
    return ret;
}

static int remove_added(const char *name, struct fc_error *error)
{
    char *folder = NULL;
    char *target = NULL;
    int ret = check_name(name, error);

    if (!ret)
        ret = find_user_folder(&folder, error);
    if (!ret) {
        target = path_of(folder, name);
        if (g_file_test(target, G_FILE_TEST_EXISTS)) {
            ret = remove_both(target, error);
        } else {
            ret = fc_error_set(error, -ENOENT, "no network called \"%s\" was added", name);
            fc_error_remedy(error, "fakecam models lists those that there are");
        }
    }
    if (!ret)
        printf("removed %s\n", target);
    g_free(folder);
    g_free(target);
    return ret;
}

int cli_models_remove(const char *name)
{
    struct fc_error error = {0};

    return remove_added(name, &error) ? cli_fail(&error) : CLI_DONE;
}

/* --- the list --- */

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *find_added(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
    const char *file;

    while (dir && (file = g_dir_read_name(dir))) {
        char *name = name_of(file);

        if (file[0] != '.' && g_str_has_suffix(file, ".tflite") && !is_known(name))
            g_ptr_array_add(names, g_strdup(name));
        g_free(name);
    }
    if (dir)
        g_dir_close(dir);
    g_ptr_array_sort(names, compare_names);
    return names;
}

void cli_models_print_added(void)
{
    char *folder = user_folder();
    GPtrArray *names = find_added(folder);

    for (guint i = 0; i < names->len; i++) {
        char *path = path_of(folder, names->pdata[i]);

        printf("%-18s (added)    %s\n", (char *)names->pdata[i], path);
        g_free(path);
    }
    g_ptr_array_unref(names);
    g_free(folder);
}
