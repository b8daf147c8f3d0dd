/* SPDX-License-Identifier: MIT */
#include "model/model.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SELFIE,
    SELFIE_LANDSCAPE
};

const struct fc_known_model fc_known_models[] = {
    [SELFIE] = {"selfie",
                "selfie_segmentation.tflite",
                "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
                {256, 256},
                "MediaPipe's general network: finer, for pictures up to 4:3"},
    [SELFIE_LANDSCAPE] = {"selfie-landscape",
                          "selfie_segmentation_landscape.tflite",
                          "4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
                          {256, 144},
                          "MediaPipe's landscape network: faster, for wide pictures"},
    {0},
};

struct search {
    const char *file;
    char *path; /* borrowed; the answer */
    size_t path_size;
    char looked[240]; /* the folders so far, for the error */
};

static bool print_path(struct search *search, const char *folder, size_t folder_length,
                       const char *below, const char *suffix)
{
    int length = snprintf(search->path, search->path_size, "%.*s%s/%s%s", (int)folder_length,
                          folder, below, search->file, suffix);

    return length >= 0 && (size_t)length < search->path_size;
}

static void remember(struct search *search, const char *folder, size_t folder_length,
                     const char *below)
{
    size_t used = strlen(search->looked);

    snprintf(search->looked + used, sizeof(search->looked) - used, "%s%.*s%s", used ? ", " : "",
             (int)folder_length, folder, below);
}

/* Looks in folder + below, with and without the file's suffix. */
static bool found_in(struct search *search, const char *folder, size_t folder_length,
                     const char *below)
{
    static const char *const suffixes[] = {"", ".tflite"};

    if (!folder || !folder_length)
        return false;
    remember(search, folder, folder_length, below);
    for (size_t i = 0; i < 2; i++)
        if (print_path(search, folder, folder_length, below, suffixes[i]) &&
            access(search->path, F_OK) == 0)
            return true;
    return false;
}

static bool found_in_variable(struct search *search, const char *variable)
{
    const char *folder = getenv(variable);

    return folder && found_in(search, folder, strlen(folder), "");
}

/* The XDG Base Directory specification: what is empty or relative counts as not there. */
bool fc_model_user_folder(char *path, size_t size)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int length;

    if (data && data[0] == '/')
        length = snprintf(path, size, "%s/fakecam/models", data);
    else if (home && home[0])
        length = snprintf(path, size, "%s/.local/share/fakecam/models", home);
    else
        return false;
    return length >= 0 && (size_t)length < size;
}

static bool found_in_user_folder(struct search *search)
{
    char folder[4096];

    return fc_model_user_folder(folder, sizeof(folder)) &&
           found_in(search, folder, strlen(folder), "");
}

static bool found_in_data_dirs(struct search *search)
{
    const char *dirs = getenv("XDG_DATA_DIRS");

    if (!dirs || !dirs[0])
        dirs = "/usr/local/share:/usr/share";
    while (*dirs) {
        size_t length = strcspn(dirs, ":");

        if (dirs[0] == '/' && found_in(search, dirs, length, "/fakecam/models"))
            return true;
        dirs += length + (dirs[length] == ':');
    }
    return false;
}

static bool find_file(struct search *search, const char *dir)
{
    search->looked[0] = '\0';
    return (dir && found_in(search, dir, strlen(dir), "")) ||
           found_in_variable(search, "FAKECAM_MODELS") || found_in_user_folder(search) ||
           found_in_data_dirs(search);
}

static const struct fc_known_model *find_known(const char *name)
{
    for (const struct fc_known_model *known = fc_known_models; known->name; known++)
        if (strcmp(known->name, name) == 0)
            return known;
    return NULL;
}

static int not_found(const char *model, const struct search *search, struct fc_error *error)
{
    fc_error_set(error, -ENOENT, "the network \"%.80s\" is not in any of %s", model,
                 search->looked);
    if (strcmp(model, "auto") != 0 && !find_known(model)) {
        fc_error_remedy(
            error, "Name auto, selfie, selfie-landscape (scripts/fetch-models.sh "
                   "~/.local/share/fakecam/models fetches them) or the path of a network file.");
        return -ENOENT;
    }
    fc_error_remedy(error, "Fetch the networks with scripts/fetch-models.sh "
                           "~/.local/share/fakecam/models, or set FAKECAM_MODELS to the folder "
                           "that has them.");
    return -ENOENT;
}

/* 4:3 lies in the middle, by ratio, between the square network and the 16:9 one. */
static int find_auto(struct search *search, const char *dir, struct fc_size size,
                     struct fc_error *error)
{
    bool wide = 3 * (int64_t)size.width > 4 * (int64_t)size.height;

    search->file = fc_known_models[wide ? SELFIE_LANDSCAPE : SELFIE].file;
    if (find_file(search, dir))
        return 0;
    /* The other one is much better than none. */
    search->file = fc_known_models[wide ? SELFIE : SELFIE_LANDSCAPE].file;
    return find_file(search, dir) ? 0 : not_found("auto", search, error);
}

static int find_path(struct search *search, const char *model, struct fc_error *error)
{
    int length = snprintf(search->path, search->path_size, "%s", model);

    if (length < 0 || (size_t)length >= search->path_size)
        return fc_error_set(error, -ENAMETOOLONG, "the path of the network is too long");
    if (access(model, F_OK) < 0)
        return fc_error_set(error, -ENOENT, "network %.200s: %s", model, strerror(errno));
    return 0;
}

int fc_model_path(const char *model, const char *dir, struct fc_size size, char *path,
                  size_t path_size, struct fc_error *error)
{
    struct search search = {.path = path, .path_size = path_size};
    const struct fc_known_model *known = find_known(model);

    if (strcmp(model, "auto") == 0)
        return find_auto(&search, dir, size, error);
    if (!model[0])
        return fc_error_set(error, -ENOENT, "the network's name is empty");
    if (strchr(model, '/'))
        return find_path(&search, model, error);
    search.file = known ? known->file : model;
    return find_file(&search, dir) ? 0 : not_found(model, &search, error);
}
