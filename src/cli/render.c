/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "cli/background.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/size.h"
#include "media/sink.h"
#include "media/source.h"

/* How many frames demo: has as a film: five seconds. */
#define DEMO_RATE 30
#define DEMO_SECONDS 5
#define DEMO_MAX_SECONDS 3600

struct render {
    /* what was asked for */
    const char *in;
    char *out;
    char *matte_out;
    char *model_dir;
    char *demo_size;
    int demo_seconds;
    struct cli_params params;

    /* what does it */
    struct fc_engine *engine;
    struct fc_source *source;
    struct fc_sink *sink;
    struct fc_sink *matte_sink; /* NULL where no matte is wanted */
    gboolean needs_matte;
    gboolean has_sink_failed; /* what it holds is of no use */

    /* how far it is */
    gint64 frames;
    int64_t until_ns; /* when the newest frame that was written ends */
};

static void finish_render(struct render *r)
{
    fc_sink_destroy(&r->sink);
    fc_sink_destroy(&r->matte_sink);
    fc_source_destroy(&r->source);
    fc_engine_destroy(&r->engine);
    cli_params_finish(&r->params);
    g_free(r->out);
    g_free(r->matte_out);
    g_free(r->model_dir);
    g_free(r->demo_size);
}

/* demo: is a picture when a picture is asked for. */
static gboolean wants_picture(const struct render *r)
{
    return fc_sink_check(r->out, FC_SINK_FRAMES, true, NULL) == 0;
}

static int open_source(struct render *r, struct fc_error *error)
{
    struct fc_source_params params = {
        .demo_rate = DEMO_RATE,
        .demo_frames = wants_picture(r) ? 1 : (int64_t)r->demo_seconds * DEMO_RATE,
    };

    if (r->demo_size)
        cli_parse_size(r->demo_size, &params.demo_size);
    return fc_source_open(r->in, &params, &r->source, error);
}

static int open_sink(const struct render *r, const char *path, enum fc_sink_content content,
                     struct fc_sink **sink, struct fc_error *error)
{
    const struct fc_source_info *info = fc_source_info(r->source);
    const struct fc_sink_params params = {
        .path = path,
        .content = content,
        .is_still = info->is_still,
        .size = info->size,
        .colour = info->colour,
        .rate_num = info->rate_num,
        .rate_den = info->rate_den,
        .sound_of = info->has_audio && content == FC_SINK_FRAMES ? r->in : NULL,
        .sound_start_ns = info->start_ns,
    };

    return fc_sink_open(&params, sink, error);
}

/* Looks at all that can be wrong before work begins. */
static int open_all(struct render *r, struct fc_error *error)
{
    const struct fc_source_info *info;
    int ret = open_source(r, error);

    if (ret)
        return ret;
    info = fc_source_info(r->source);
    ret = fc_sink_check(r->out, FC_SINK_FRAMES, info->is_still, error);
    if (ret && strcmp(r->in, "demo:") == 0)
        fc_error_remedy(error, "give a name that ends in .png, .jpg or .webp for a picture, or in "
                               ".mp4, .webm or .mkv for a film");
    if (!ret && r->matte_out)
        ret = fc_sink_check(r->matte_out, FC_SINK_MATTES, info->is_still, error);
    if (!ret)
        ret = cli_background_open(r->engine, info->size, TRUE, error);
    if (!ret)
        ret = cli_overlay_open(r->engine, error);
    r->needs_matte = r->matte_out || fc_engine_needs_matte(r->engine);
    if (!ret && r->needs_matte)
        ret = fc_engine_prepare(r->engine, info->size, error);
    if (!ret)
        ret = open_sink(r, r->out, FC_SINK_FRAMES, &r->sink, error);
    if (!ret && r->matte_out)
        ret = open_sink(r, r->matte_out, FC_SINK_MATTES, &r->matte_sink, error);
    if (!ret && info->has_audio && !fc_sink_has_sound(r->sink))
        fprintf(stderr, "fakecam: the sound of %s cannot be kept\n", r->in);
    return ret;
}

static int write_frame(struct render *r, struct fc_published *published,
                       const struct fc_matte *matte, struct fc_error *error)
{
    int ret = fc_sink_write(r->sink, published, error);

    if (!ret && r->matte_sink)
        ret = fc_sink_write_matte(r->matte_sink, matte, error);
    r->has_sink_failed = ret != 0;
    return ret;
}

/* Whether two names lead to the same file, which need not be there yet. */
static gboolean is_same_file(const char *a, const char *b)
{
    char *full_a = g_canonicalize_filename(a, NULL);
    char *full_b = g_canonicalize_filename(b, NULL);
    gboolean same = strcmp(full_a, full_b) == 0;
    struct stat status_a;
    struct stat status_b;

    if (stat(a, &status_a) == 0 && stat(b, &status_b) == 0)
        same = status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
    g_free(full_a);
    g_free(full_b);
    return same;
}

/* Estimates, composes and writes one frame. Never writes a card. */
static int render_frame(struct render *r, struct fc_frame *frame, struct fc_error *error)
{
    const int64_t time_ns = fc_frame_time_ns(frame);
    struct fc_matte *matte = NULL;
    struct fc_published *published = NULL;
    int ret = 0;

    if (r->needs_matte)
        ret = fc_engine_estimate(r->engine, frame, &matte, error);
    if (!ret) {
        ret = fc_engine_compose(r->engine, frame, matte, time_ns, &published);
        if (ret)
            fc_error_set(error, ret, "out of memory");
    }
    if (!ret && fc_published_kind(published) == FC_PUBLISHED_CARD)
        ret = fc_error_set(error, -ENODATA, "%s", fc_published_why(published));
    if (!ret)
        ret = write_frame(r, published, matte, error);
    fc_matte_unref(&matte);
    fc_published_unref(&published);
    return ret;
}

/* 0 at the end of the source, -EINTR, or what failed. */
static int render_all(struct render *r, struct fc_error *error)
{
    struct cli_progress progress;
    int ret = 0;

    cli_progress_start(&progress, fc_source_info(r->source)->frame_count);
    while (!ret && !cli_interrupted()) {
        struct fc_frame *frame = NULL;

        ret = fc_source_next(r->source, &frame, error);
        if (ret)
            break;
        ret = render_frame(r, frame, error);
        if (ret && !r->has_sink_failed && !fc_source_info(r->source)->is_still)
            fc_error_prefix(error, "frame %" G_GINT64_FORMAT, r->frames + 1);
        if (!ret) {
            r->until_ns = fc_source_until_ns(r->source);
            cli_progress_update(&progress, ++r->frames);
        }
        fc_frame_unref(&frame);
    }
    cli_progress_end(&progress);
    if (!ret)
        return fc_error_set(error, -EINTR, "interrupted");
    return ret == FC_SOURCE_END ? 0 : ret;
}

/* The matte first: when that does not fit, there is no picture without its matte either. */
static int finish_sinks(struct render *r, struct fc_error *error)
{
    int ret = r->matte_sink ? fc_sink_finish(r->matte_sink, error) : 0;

    return ret ? ret : fc_sink_finish(r->sink, error);
}

/*
 * A film that stopped in the middle is worth keeping, half a picture is not, nor is a film that
 * could not be written.
 */
static void keep_part(struct render *r)
{
    struct fc_error error = {0};

    if (r->frames == 0 || r->has_sink_failed || fc_source_info(r->source)->is_still)
        return;
    if (finish_sinks(r, &error))
        cli_fail(&error);
    else
        fprintf(stderr, "  %s holds the %" G_GINT64_FORMAT " frame%s before that, %.2f s\n", r->out,
                r->frames, r->frames == 1 ? "" : "s", (double)r->until_ns / (double)FC_NS_PER_S);
}

static int run(struct render *r)
{
    const struct fc_engine_params engine_params = {.model_dir = r->model_dir};
    struct fc_error error = {0};
    int code;
    int ret;

    if (cli_models_dir_check(r->model_dir, &error) ||
        fc_engine_create(&engine_params, &r->engine, &error))
        return cli_fail(&error);
    /* nobody waits for the next frame */
    if (fc_engine_set(r->engine, "quality", "best", &error))
        return cli_fail(&error);
    code = cli_params_apply(&r->params, "render", r->engine);
    if (code)
        return code;
    if (open_all(r, &error))
        return cli_fail(&error);
    cli_interrupt_catch();
    ret = render_all(r, &error);
    if (!ret)
        return finish_sinks(r, &error) ? cli_fail(&error) : CLI_DONE;
    cli_fail(&error);
    keep_part(r);
    return CLI_FAILED;
}

/* Nothing is written over what is read, or twice. */
static int check_files(const struct render *r)
{
    if (is_same_file(r->in, r->out))
        return cli_usage("render", "-o names the file that is read: %s", r->out);
    if (r->matte_out && is_same_file(r->in, r->matte_out))
        return cli_usage("render", "--matte-out names the file that is read: %s", r->matte_out);
    if (r->matte_out && is_same_file(r->out, r->matte_out))
        return cli_usage("render", "-o and --matte-out name the same file: %s", r->out);
    return CLI_DONE;
}

static int check_arguments(const struct render *r, int argc, char **argv)
{
    struct fc_size size;

    if (argc < 2 || !argv[1][0])
        return cli_usage("render", "no picture or film to read was named");
    if (argc > 2)
        return cli_usage("render", "one picture or film at a time: %s is too much", argv[2]);
    if (!r->out || !r->out[0])
        return cli_usage("render", "no file to write was named: -o FILE");
    if (r->demo_size && !cli_parse_size(r->demo_size, &size))
        return cli_usage("render", "--demo-size is two numbers of 1 to %d, as 1280x720: %s",
                         FC_MAX_SIDE, r->demo_size);
    if (r->demo_seconds < 1 || r->demo_seconds > DEMO_MAX_SECONDS)
        return cli_usage("render", "--demo-seconds is 1 to %d", DEMO_MAX_SECONDS);
    return CLI_DONE;
}

int cli_render(int argc, char **argv)
{
    struct render r = {.demo_seconds = DEMO_SECONDS};
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &r.out,
         "Write this: png, jpg or webp; mp4, webm or mkv", "FILE"},
        {"matte-out", 0, 0, G_OPTION_ARG_FILENAME, &r.matte_out,
         "Write the matte too: png, or FFV1 in mkv for a film", "FILE"},
        {"models", 0, 0, G_OPTION_ARG_FILENAME, &r.model_dir, "Folder of network files", "DIR"},
        {"demo-size", 0, 0, G_OPTION_ARG_STRING, &r.demo_size, "Size of demo: [1280x720]", "WxH"},
        {"demo-seconds", 0, 0, G_OPTION_ARG_INT, &r.demo_seconds, "Length of demo: [5]", "N"},
        {0},
    };
    const struct cli_options options = {
        .command = "render",
        .arguments = "IN -o OUT",
        .entries = entries,
        .description =
            "IN is a picture or film (a path or URI), or demo: for a person that Fakecam draws.\n"
            "--background is none, blur[:0-100], color:#rrggbb, greenscreen, demo:beach, or a\n"
            "picture or film.",
        .params = &r.params,
    };
    int code = CLI_DONE;

    cli_params_init(&r.params);
    if (!cli_options_parse(&options, &argc, &argv, &code)) {
        code = check_arguments(&r, argc, argv);
        if (!code) {
            r.in = argv[1];
            code = check_files(&r);
        }
        if (!code)
            code = run(&r);
    }
    finish_render(&r);
    return code;
}
