/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/json.h"
#include "cli/options.h"
#include "service/camera.h"

#define MAX_CAMERAS 64
#define MAX_MODES 1024
/* Sizes of one camera that are shown; --json has all. */
#define SHOWN 4
/* Where a camera offers any size in a range, this stands for it. */
#define USUAL_SIZE ((struct fc_size){1280, 720})
#define USUAL_RATE 30

struct camera {
    struct fc_camera_info info;
    struct fc_camera_mode modes[MAX_MODES];
    int mode_count;
};

static double rate_of(const struct fc_camera_mode *mode)
{
    return mode->rate_den > 0 ? (double)mode->rate_num / mode->rate_den : 0.0;
}

static int by_size_and_rate(const void *a, const void *b)
{
    const struct fc_camera_mode *left = a;
    const struct fc_camera_mode *right = b;
    const int64_t area = (int64_t)right->size.width * right->size.height -
                         (int64_t)left->size.width * left->size.height;
    const double rate = rate_of(right) - rate_of(left);

    if (area != 0)
        return area > 0 ? 1 : -1;
    return rate > 0 ? 1 : rate < 0 ? -1 : strcmp(left->format, right->format);
}

/* The largest sizes first, each with its highest rate. */
static void print_modes(const struct camera *camera)
{
    int sizes = 0;

    for (int i = 0; i < camera->mode_count; i++) {
        const struct fc_camera_mode *mode = &camera->modes[i];

        if (i > 0 && mode->size.width == mode[-1].size.width &&
            mode->size.height == mode[-1].size.height)
            continue;
        if (++sizes > SHOWN)
            continue;
        printf("%s%dx%d", sizes > 1 ? ", " : "    ", mode->size.width, mode->size.height);
        if (mode->rate_num > 0)
            printf(" at %.4g", rate_of(mode));
        printf(" (%s)", mode->format);
    }
    if (sizes > SHOWN)
        printf(", %d more", sizes - SHOWN);
    if (sizes > 0)
        putchar('\n');
}

static void print_camera(const struct camera *camera, bool is_auto)
{
    printf("%s  %s%s%s%s\n", camera->info.path, camera->info.name,
           camera->info.is_loopback ? "  (loopback: no camera)" : "",
           camera->info.is_grey ? "  (infrared)" : "", is_auto ? "  <- auto takes this one" : "");
    print_modes(camera);
}

static void print_json(const struct camera *camera, bool is_auto, bool is_first)
{
    printf("%s\n    {\"path\": ", is_first ? "" : ",");
    cli_json_text(stdout, camera->info.path);
    fputs(", \"name\": ", stdout);
    cli_json_text(stdout, camera->info.name);
    printf(", \"loopback\": %s, \"infrared\": %s, \"pipewire\": %s, \"auto\": %s, \"modes\": [",
           camera->info.is_loopback ? "true" : "false", camera->info.is_grey ? "true" : "false",
           camera->info.is_pipewire ? "true" : "false", is_auto ? "true" : "false");
    for (int i = 0; i < camera->mode_count; i++) {
        const struct fc_camera_mode *mode = &camera->modes[i];

        printf("%s\n      {\"format\": \"%s\", \"size\": [%d, %d], \"rate\": %.6g}", i ? "," : "",
               mode->format, mode->size.width, mode->size.height, rate_of(mode));
    }
    fputs("]}", stdout);
}

/* Loopbacks are not opened: programs that count their readers would count us. */
static void read_modes(struct camera *camera)
{
    int count = 0;

    if (!camera->info.is_loopback)
        count = fc_camera_modes(&camera->info, USUAL_SIZE, USUAL_RATE, camera->modes, MAX_MODES);
    camera->mode_count = CLAMP(count, 0, MAX_MODES);
    qsort(camera->modes, (size_t)camera->mode_count, sizeof(*camera->modes), by_size_and_rate);
}

static void list(bool json)
{
    struct fc_camera_info infos[MAX_CAMERAS];
    struct camera *camera = g_new0(struct camera, 1);
    const int count = CLAMP(fc_camera_list(infos, MAX_CAMERAS), 0, MAX_CAMERAS);
    const int chosen = fc_camera_choose("auto", infos, count);

    if (json)
        fputs("{\"cameras\": [", stdout);
    for (int i = 0; i < count; i++) {
        camera->info = infos[i];
        read_modes(camera);
        if (json)
            print_json(camera, i == chosen, i == 0);
        else
            print_camera(camera, i == chosen);
    }
    if (json)
        puts("]}");
    else if (chosen < 0)
        puts("No camera is plugged in. demo: stands in for one: fakecam run --camera demo:");
    g_free(camera);
}

int cli_devices(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object, with all modes", NULL},
        {0},
    };
    const struct cli_options options = {
        .command = "devices",
        .arguments = "",
        .entries = entries,
        .description = "The cameras of this machine: path, name, and the largest sizes with their\n"
                       "highest rates. None of them is switched on.",
    };
    int code = CLI_USAGE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc > 1)
        return cli_usage("devices", "it takes no arguments: %s", argv[1]);
    list(json);
    return CLI_DONE;
}
