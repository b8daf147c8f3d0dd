/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/models.h"
#include "cli/options.h"
#include "engine/network.h"
#include "media/pngfile.h"
#include "model/model.h"

static void print_model(const struct fc_known_model *known, const char *dir)
{
    char path[4096];
    struct fc_error error = {0};
    gboolean there = fc_model_path(known->name, dir, known->size, path, sizeof(path), &error) == 0;

    printf("%-18s %4dx%-4d  %s\n", known->name, known->size.width, known->size.height, known->help);
    printf("%-18s            %s\n", "", there ? path : "(not installed)");
}

static int list(const char *dir)
{
    for (const struct fc_known_model *known = fc_known_models; known->name; known++)
        print_model(known, dir);
    cli_models_print_added();
    puts("\nA file can be named instead: --model FILE.tflite; FILE.tflite.profile beside it says\n"
         "what it wants and gives, see docs/models.md.");
    return CLI_DONE;
}

/* A picture for a network: 8-bit RGB, rows without padding. */
struct picture {
    const char *path;
    struct fc_size size;
    uint8_t *rgb; /* owned; free() */
};

static void fill_input(const struct fc_network *network, const struct picture *picture)
{
    const struct fc_profile *profile = &network->model->profile;
    float *tensor = network->exec->ops->input(network->exec)->data;
    const float scale = (profile->input_max - profile->input_min) / 255.0f;
    const size_t count = (size_t)picture->size.width * (size_t)picture->size.height * 3;

    for (size_t i = 0; i < count; i++)
        tensor[i] = profile->input_min + scale * picture->rgb[i];
}

/* The person's probability as the network says it, without the profile's threshold. */
static int write_person(struct fc_network *network, const char *path, struct fc_error *error)
{
    const struct fc_tensor *output = network->exec->ops->output(network->exec);
    const size_t count = (size_t)network->output.width * (size_t)network->output.height;
    struct fc_profile raw = network->model->profile;
    uint16_t *values = malloc(count * sizeof(*values));
    int ret;

    if (!values)
        return fc_error_set(error, -ENOMEM, "cannot write %s: out of memory", path);
    raw.threshold = 0.5f;
    fc_profile_person(&raw, output->shape, output->data, network->person);
    for (size_t i = 0; i < count; i++)
        values[i] = (uint16_t)lrintf(fminf(fmaxf(network->person[i], 0.0f), 1.0f) * 65535.0f);
    ret = fc_png_write_grey16(path, network->output, values, error);
    free(values);
    return ret;
}

static int run_network(struct fc_network *network, const struct picture *picture, const char *out,
                       struct fc_error *error)
{
    const struct fc_size wanted = network->input;
    int ret;

    if (picture->size.width != wanted.width || picture->size.height != wanted.height) {
        ret = fc_error_set(error, -EINVAL, "%s is %dx%d pixels, and the network wants %dx%d",
                           picture->path, picture->size.width, picture->size.height, wanted.width,
                           wanted.height);
        fc_error_remedy(error, "scale the picture to exactly %dx%d first", wanted.width,
                        wanted.height);
        return ret;
    }
    fill_input(network, picture);
    ret = fc_network_run(network, error);
    return ret ? ret : write_person(network, out, error);
}

static int run_model(const char *dir, const char *model, const char *in, const char *out)
{
    struct fc_network *network = NULL;
    struct picture picture = {.path = in};
    struct fc_error error = {0};
    char *name = cli_model_name(model);
    char path[4096];
    int ret = fc_png_read(in, FC_PNG_RGB, &picture.size, &picture.rgb, &error);

    if (!ret)
        ret = fc_model_path(name, dir, picture.size, path, sizeof(path), &error);
    if (!ret)
        ret = fc_network_create(path, 1, &network, &error);
    if (!ret)
        ret = run_network(network, &picture, out, &error);
    fc_network_destroy(&network);
    free(picture.rgb);
    g_free(name);
    return ret ? cli_fail(&error) : CLI_DONE;
}

static int choose(int argc, char **argv, const char *dir, const char *name)
{
    const char *what = argc > 1 ? argv[1] : "list";
    struct fc_error error = {0};

    if (cli_models_dir_check(dir, &error))
        return cli_fail(&error);

    if (strcmp(what, "list") == 0 && argc <= 2)
        return list(dir);
    if (strcmp(what, "add") == 0)
        return argc == 3 ? cli_models_add(argv[2], name) : cli_usage("models", "add takes a FILE");
    if (strcmp(what, "remove") == 0)
        return argc == 3 ? cli_models_remove(argv[2]) : cli_usage("models", "remove takes a NAME");
    if (strcmp(what, "test") == 0)
        return argc == 3 ? cli_models_test(dir, argv[2])
                         : cli_usage("models", "test takes a NAME or FILE");
    if (strcmp(what, "run") == 0)
        return argc == 5 ? run_model(dir, argv[2], argv[3], argv[4])
                         : cli_usage("models", "run takes NAME, IN.png and OUT.png");
    return cli_usage("models", "no such thing to do: %s", what);
}

int cli_models(int argc, char **argv)
{
    char *dir = NULL;
    char *name = NULL;
    const GOptionEntry entries[] = {
        {"models", 0, 0, G_OPTION_ARG_FILENAME, &dir, "Folder of network files", "DIR"},
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, "What add calls it [as the file]", "NAME"},
        {0},
    };
    const struct cli_options options = {
        .command = "models",
        .arguments = "[list | add FILE | remove NAME | test NAME | run NAME IN.png OUT.png]",
        .entries = entries,
        .description = "list says which networks there are and where; it is the default.\n"
                       "add copies a network of yours, and the profile beside it, to where NAME\n"
                       "finds it; remove removes it again. test runs one on the demo person and\n"
                       "says how long it takes and whether its profile fits.\n"
                       "run gives a picture of exactly the network's input size to it, and writes\n"
                       "the person's raw probability as a 16-bit grey PNG.",
    };
    int code = CLI_USAGE;

    if (cli_options_parse(&options, &argc, &argv, &code)) {
        g_free(dir);
        g_free(name);
        return code;
    }
    code = choose(argc, argv, dir, name);
    g_free(name);
    g_free(dir);
    return code;
}
