/* SPDX-License-Identifier: MIT */
#include "engine/network.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "matte/check.h"

/* Longer than any network takes that somebody would wait for. */
#define RUN_TIMEOUT_NS (10 * FC_NS_PER_S)

static struct fc_size size_of(struct fc_shape shape)
{
    return (struct fc_size){shape.dim[2], shape.dim[1]};
}

static int check_input(const struct fc_network *network, struct fc_error *error)
{
    struct fc_shape shape = network->exec->ops->input(network->exec)->shape;

    if (shape.dim[3] != 3 || shape.dim[0] != 1)
        return fc_error_set(error, -EBADMSG, "%s: its input is no picture of 3 channels",
                            network->path);
    if (!fc_size_is_valid(size_of(shape)))
        return fc_error_set(error, -EBADMSG, "%s: its input of %dx%d is too big", network->path,
                            shape.dim[2], shape.dim[1]);
    return 0;
}

/* The first executor that takes the graph. */
static int create_exec(struct fc_network *network, int threads, struct fc_error *error)
{
    const struct fc_exec_params params = {.threads = threads};
    int ret = -ENOTSUP;

    for (size_t i = 0; fc_exec_all[i] && ret; i++)
        ret = fc_exec_all[i]->create(network->model->graph, &params, &network->exec, error);
    return ret;
}

static int alloc_buffers(struct fc_network *network, struct fc_error *error)
{
    const struct fc_tensor *input = network->exec->ops->input(network->exec);
    const struct fc_tensor *output = network->exec->ops->output(network->exec);
    size_t bytes;

    network->input = size_of(input->shape);
    network->output = size_of(output->shape);
    if (!fc_mul_size((size_t)network->output.width, (size_t)network->output.height, &bytes) ||
        !fc_mul_size(bytes, sizeof(float), &bytes))
        return fc_error_set(error, -EBADMSG, "%s: its output is too big", network->path);
    network->prepare = fc_prepare_create(network->input);
    network->person = fc_alloc_aligned(bytes);
    if (!network->prepare || !network->person)
        return fc_error_set(error, -ENOMEM, "%s: out of memory", network->path);
    return 0;
}

int fc_network_create(const char *path, int threads, struct fc_network **network_out,
                      struct fc_error *error)
{
    struct fc_network *network = fc_calloc(1, sizeof(*network));
    int ret;

    if (!network)
        return fc_error_set(error, -ENOMEM, "%s: out of memory", path);
    snprintf(network->path, sizeof(network->path), "%s", path);
    network->threads = threads;
    ret = fc_model_load(path, &network->model, error);
    if (ret)
        goto fail;
    ret = create_exec(network, threads, error);
    if (ret)
        goto fail;
    ret = check_input(network, error);
    if (ret)
        goto fail;
    ret = alloc_buffers(network, error);
    if (ret)
        goto fail;
    network->profile = network->model->profile;
    *network_out = network;
    return 0;
fail:
    fc_network_destroy(&network);
    return ret;
}

int fc_network_adopt(struct fc_exec *exec, const struct fc_profile *profile,
                     struct fc_network **network_out, struct fc_error *error)
{
    struct fc_network *network = fc_calloc(1, sizeof(*network));
    int ret;

    if (!network) {
        fc_exec_destroy(&exec);
        return fc_error_set(error, -ENOMEM, "%s: out of memory", profile->name);
    }
    snprintf(network->path, sizeof(network->path), "%s", profile->name);
    network->adopted = true;
    network->profile = *profile;
    network->exec = exec;
    ret = check_input(network, error);
    if (!ret)
        ret = alloc_buffers(network, error);
    if (ret) {
        fc_network_destroy(&network);
        return ret;
    }
    *network_out = network;
    return 0;
}

void fc_network_destroy(struct fc_network **network)
{
    if (!*network)
        return;
    fc_exec_destroy(&(*network)->exec);
    fc_model_destroy(&(*network)->model);
    fc_prepare_destroy(&(*network)->prepare);
    free((*network)->person);
    free(*network);
    *network = NULL;
}

static bool is_asked_for(const struct fc_network *network, const char *asked, int threads,
                         struct fc_size frame)
{
    return network && network->threads == threads && fc_size_equal(network->frame, frame) &&
           strcmp(network->asked, asked) == 0;
}

static void remember(struct fc_network *network, const char *asked, struct fc_size frame)
{
    snprintf(network->asked, sizeof(network->asked), "%s", asked);
    network->frame = frame;
}

int fc_network_update(struct fc_network **network, const struct fc_values *values,
                      const char *model_dir, struct fc_size frame, struct fc_error *error)
{
    char path[sizeof((*network)->path)];
    struct fc_network *fresh = NULL;
    const char *asked = fc_values_text(values, FC_PARAM_MODEL);
    int threads = fc_values_int(values, FC_PARAM_THREADS);
    int ret;

    if (*network && (*network)->adopted)
        return 0;
    if (fc_values_int(values, FC_PARAM_DEVICE) == FC_DEVICE_GPU) {
        ret = fc_error_set(error, -ENOTSUP, "device=gpu: this version has no GPU support yet");
        fc_error_remedy(error, "use device auto or cpu");
        return ret;
    }
    if (is_asked_for(*network, asked, threads, frame))
        return 0;
    ret = fc_model_path(asked, model_dir, frame, path, sizeof(path), error);
    if (ret)
        return ret;
    if (*network && (*network)->threads == threads && strcmp((*network)->path, path) == 0) {
        remember(*network, asked, frame);
        return 0;
    }
    ret = fc_network_create(path, threads, &fresh, error);
    if (ret)
        return ret;
    remember(fresh, asked, frame);
    fc_network_destroy(network);
    *network = fresh;
    return 0;
}

static int wait_for_run(struct fc_network *network, struct fc_error *error)
{
    int ret = network->exec->ops->wait(network->exec, RUN_TIMEOUT_NS, error);

    network->pending = ret == -ETIMEDOUT;
    return ret;
}

int fc_network_convert(struct fc_network *network, const struct fc_image *frame,
                       struct fc_area area, struct fc_error *error)
{
    const struct fc_profile *profile = &network->profile;

    /* its answer would come out as that of this frame, and its input is not ours to write */
    if (network->pending && wait_for_run(network, error) == -ETIMEDOUT)
        return -ETIMEDOUT;
    fc_prepare_run(network->prepare, frame, area, profile->input_min, profile->input_max,
                   network->exec->ops->input(network->exec)->data);
    return 0;
}

int fc_network_run(struct fc_network *network, struct fc_error *error)
{
    int ret = network->exec->ops->submit(network->exec, error);

    return ret ? ret : wait_for_run(network, error);
}

static bool input_is_flat(const struct fc_network *network)
{
    const struct fc_profile *profile = &network->profile;
    const struct fc_tensor *input = network->exec->ops->input(network->exec);

    return fc_matte_input_is_flat(input->data, fc_shape_elements(input->shape),
                                  profile->input_max - profile->input_min);
}

int fc_network_decode(struct fc_network *network, struct fc_error *error)
{
    const struct fc_tensor *output = network->exec->ops->output(network->exec);
    size_t count = (size_t)network->output.width * (size_t)network->output.height;

    fc_profile_person(&network->profile, output->shape, output->data, network->person);
    return fc_matte_check(network->person, count, input_is_flat(network), error);
}
