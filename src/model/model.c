/* SPDX-License-Identifier: MIT */
#include "model/model.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "model/profile_text.h"
#include "model/tflite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    uint8_t *bytes; /* owned */
    size_t size;
};

static int read_all(int fd, struct file *file)
{
    size_t done = 0;

    while (done < file->size) {
        ssize_t got = read(fd, file->bytes + done, file->size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            return -EIO; /* it has been cut since fstat() */
        done += (size_t)got;
    }
    return 0;
}

static int read_open(int fd, size_t limit, struct file *file, struct fc_error *error)
{
    struct stat status;
    int result;

    if (fstat(fd, &status) < 0)
        return fc_error_set(error, -errno, "%s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fc_error_set(error, -EBADMSG, "not a file");
    if (status.st_size < 0 || (uint64_t)status.st_size > limit)
        return fc_error_set(error, -EBADMSG, "%lld bytes; at most %zu are read",
                            (long long)status.st_size, limit);
    file->size = (size_t)status.st_size;
    /* One byte more, so that an empty file is no NULL. */
    file->bytes = malloc(file->size + 1);
    if (!file->bytes)
        return fc_error_set(error, -ENOMEM, "out of memory");
    result = read_all(fd, file);
    return result ? fc_error_set(error, result, "%s", strerror(-result)) : 0;
}

/* The whole file; on failure nothing is owned. O_NONBLOCK, lest a pipe without writer blocks. */
static int read_file(const char *path, size_t limit, struct file *file, struct fc_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int result;

    *file = (struct file){0};
    if (fd < 0)
        return fc_error_set(error, -errno, "%s", strerror(errno));
    result = read_open(fd, limit, file, error);
    close(fd);
    if (result) {
        free(file->bytes);
        file->bytes = NULL;
    }
    return result;
}

static int load_graph(struct fc_model *model, const char *path, struct fc_error *error)
{
    struct file file;
    int result = read_file(path, FC_TFLITE_MAX_BYTES, &file, error);

    if (result)
        return result;
    fc_sha256_hex(file.bytes, file.size, model->sha256_hex);
    result = fc_tflite_parse(file.bytes, file.size, &model->graph, error);
    free(file.bytes);
    return result ? result : fc_graph_optimise(model->graph, error);
}

static int choose_profile(struct fc_model *model, const struct file *text, struct fc_error *error)
{
    const struct fc_graph *graph = model->graph;

    return fc_profile_choose(model->sha256_hex, graph->values[graph->input].shape,
                             graph->values[graph->output].shape, (const char *)text->bytes,
                             text->size, &model->profile, error);
}

/* The model is named in the error by whoever called; a profile file is named here. */
static int load_profile(struct fc_model *model, const char *path, struct fc_error *error)
{
    char profile_path[4096];
    struct file text;
    int length = snprintf(profile_path, sizeof(profile_path), "%s.profile", path);
    int result;

    if (length < 0 || (size_t)length >= sizeof(profile_path))
        return fc_error_set(error, -ENAMETOOLONG, "the path is too long");
    result = read_file(profile_path, FC_PROFILE_MAX_TEXT, &text, error);
    if (result == -ENOENT)
        return choose_profile(model, &text, error);
    if (!result)
        result = choose_profile(model, &text, error);
    free(text.bytes);
    if (result)
        fc_error_prefix(error, "its .profile file");
    return result;
}

int fc_model_load(const char *path, struct fc_model **model, struct fc_error *error)
{
    struct fc_model *loaded = fc_calloc(1, sizeof(*loaded));
    int result;

    if (!loaded)
        return fc_error_set(error, -ENOMEM, "out of memory");
    result = load_graph(loaded, path, error);
    if (!result)
        result = load_profile(loaded, path, error);
    if (result)
        goto fail;
    /* A missing profile file has left its error behind. */
    if (error)
        *error = (struct fc_error){0};
    *model = loaded;
    return 0;

fail:
    fc_error_prefix(error, "network %s", path);
    fc_model_destroy(&loaded);
    return result;
}

void fc_model_destroy(struct fc_model **model)
{
    if (!model || !*model)
        return;
    fc_graph_destroy(&(*model)->graph);
    free(*model);
    *model = NULL;
}
