/* SPDX-License-Identifier: MIT */
/* A small picture of a film, for the app's gallery: whatever a file does to a decoder, it does here. */
#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <libyuv.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "cli/options.h"
#include "frame/colour.h"
#include "frame/frame.h"
#include "media/source.h"

#define WIDTH 320
#define HEIGHT 200
/* How far into a film one that shows something is looked for, in the film and on the clock. */
#define SEEK_NS (10 * FC_NS_PER_S)
#define WORK_NS (4 * FC_NS_PER_S)
/* A decoder that hangs is ended, and with it this process. */
#define LIMIT_S 10
#define NICENESS 10
/* Spread of brightness, in steps of 8 bits, from which on there is something to see. */
#define ENOUGH 12.0

static double spread_of(const struct fc_image *image)
{
    const double count = (double)image->size.width * image->size.height;
    double sum = 0, squares = 0;

    for (int y = 0; y < image->size.height; y++) {
        const uint8_t *row = image->plane[0] + (ptrdiff_t)y * image->stride[0];

        for (int x = 0; x < image->size.width; x++) {
            sum += row[x];
            squares += row[x] * row[x];
        }
    }
    return sqrt(fmax(squares / count - (sum / count) * (sum / count), 0));
}

/* The first frame that shows something, else the one that comes closest. *frame: a reference. */
static int choose(struct fc_source *source, struct fc_frame **frame, struct fc_error *error)
{
    const int64_t start_ns = fc_clock_now_ns();
    double best = -1;
    int ret = 0;

    while (best < ENOUGH && fc_clock_now_ns() - start_ns < WORK_NS) {
        struct fc_frame *next = NULL;
        double spread;

        ret = fc_source_next(source, &next, error);
        if (ret)
            break;
        spread = spread_of(fc_frame_image(next));
        if (spread > best) {
            best = spread;
            fc_frame_unref(frame);
            *frame = fc_frame_ref(next);
        }
        ret = fc_frame_time_ns(next) > SEEK_NS ? FC_SOURCE_END : 0;
        fc_frame_unref(&next);
        if (ret)
            break;
    }
    return *frame ? 0 : ret; /* a film that is damaged further on has shown something */
}

/* Shrinks it into WIDTH x HEIGHT, keeping its shape. */
static struct fc_size small_size(struct fc_size size)
{
    const double scale = fmin(1, fmin((double)WIDTH / size.width, (double)HEIGHT / size.height));

    return (struct fc_size){MAX((int)(size.width * scale), 1), MAX((int)(size.height * scale), 1)};
}

/* As PPM ("P6"), which needs no encoder here and no decoder there. */
static int print_ppm(const struct fc_image *image)
{
    const struct fc_size size = small_size(image->size);
    const size_t pixels = (size_t)image->size.width * (size_t)image->size.height;
    uint8_t *large = fc_calloc(pixels, 4);
    uint8_t *small = fc_calloc((size_t)size.width * (size_t)size.height, 4);
    int ret = -1;

    if (large && small) {
        I420ToARGBMatrix(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                         image->plane[2], image->stride[2], large, image->size.width * 4,
                         fc_colour_yuv_constants(image->colour), image->size.width,
                         image->size.height);
        ARGBScale(large, image->size.width * 4, image->size.width, image->size.height, small,
                  size.width * 4, size.width, size.height, kFilterBox);
        ARGBToRAW(small, size.width * 4, large, size.width * 3, size.width, size.height);
        printf("P6\n%d %d\n255\n", size.width, size.height);
        fwrite(large, 3, (size_t)size.width * (size_t)size.height, stdout);
        ret = fflush(stdout);
    }
    free(large);
    free(small);
    return ret;
}

static int print_thumbnail(const char *name)
{
    const struct fc_source_params params = {.cover = {WIDTH, HEIGHT}};
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_error error = {0};
    int ret = fc_source_open(name, &params, &source, &error);

    if (!ret)
        ret = choose(source, &frame, &error);
    if (!ret && print_ppm(fc_frame_image(frame)))
        ret = fc_error_set(&error, -EIO, "the picture of %s cannot be written", name);
    fc_frame_unref(&frame);
    fc_source_destroy(&source);
    return ret ? cli_fail(&error) : CLI_DONE;
}

int cli_thumbnail(int argc, char **argv)
{
    const GOptionEntry entries[] = {{0}};
    const struct cli_options options = {
        .command = "thumbnail",
        .arguments = "FILE",
        .entries = entries,
        .description =
            "Writes a small picture (PPM) of a film or picture to standard output: of a\n"
            "film, the first that shows something.",
    };
    int code = CLI_USAGE;

    if (cli_options_parse(&options, &argc, &argv, &code))
        return code;
    if (argc != 2)
        return cli_usage("thumbnail", "it takes one picture or film");
    if (isatty(STDOUT_FILENO))
        return cli_usage("thumbnail", "a picture is no text: send it to a file (>FILE)");
    alarm(LIMIT_S);
    (void)setpriority(PRIO_PROCESS, 0, NICENESS);
    return print_thumbnail(argv[1]);
}
