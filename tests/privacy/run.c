/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "engine/engine.h"
#include "matte/outline.h"
#include "testimage.h"

const struct run_background run_backgrounds[RUN_BACKGROUNDS] = {
    {"blur:0", RUN_NO_SOURCE, true},
    {"blur:100", RUN_NO_SOURCE, true},
    {"color:#3050a0", RUN_NO_SOURCE, true},
    {"greenscreen", RUN_NO_SOURCE, true},
    {"/picture.png", RUN_PICTURE, true},
    {"/film.webm", RUN_FILM, true},
    {"blur", RUN_NO_SOURCE, true},
    {"none", RUN_NO_SOURCE, true},
    {"/not-there.png", RUN_NO_SOURCE, false},
    {"/broken.png", RUN_BROKEN, false},
    {"/late.webm", RUN_LATE, false},
    {"/empty.webm", RUN_EMPTY, false},
};

static int total;

int run_total(void)
{
    return total;
}

/* --- pictures and films --- */

#define PICTURES 4

struct source {
    enum run_source kind;
    struct fc_frame *picture[PICTURES];
    int shown;
};

/* Hills of light, another shape and size than any secret's. */
static struct fc_frame *draw_picture(int number)
{
    const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_FULL};
    struct fc_frame *frame = testimage_filled((struct fc_size){500, 260}, colour, 0x808080);
    const struct fc_image *image = fc_frame_image(frame);

    for (int i = 0; i < 3; i++) {
        struct fc_size size = fc_plane_size(image->size, i);

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < size.width; x++)
                image->plane[i][(ptrdiff_t)y * image->stride[i] + x] =
                    (uint8_t)(128 + 50 * sin(0.03 * x + number) + 40 * cos(0.05 * y - i));
    }
    return frame;
}

static int frame_at(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct source *source = user;

    (void)time_ns;
    (void)wanted;
    if (source->kind == RUN_BROKEN)
        return -EIO;
    if (source->kind == RUN_LATE)
        return -EAGAIN;
    if (source->kind == RUN_EMPTY)
        return 0;
    if (source->kind == RUN_FILM)
        source->shown++;
    *frame = fc_frame_ref(source->picture[source->shown % PICTURES]);
    return 0;
}

static void release(void *user)
{
    struct source *source = user;

    for (int i = 0; i < PICTURES; i++)
        fc_frame_unref(&source->picture[i]);
    g_free(source);
}

static void set_source(struct run *run, enum run_source kind)
{
    struct source *source;

    if (kind == RUN_NO_SOURCE) {
        g_assert_cmpint(fc_engine_set_background_source(run->engine, NULL), ==, 0);
        return;
    }
    source = g_new0(struct source, 1);
    source->kind = kind;
    for (int i = 0; i < PICTURES; i++)
        source->picture[i] = draw_picture(i);
    g_assert_cmpint(fc_engine_set_background_source(
                        run->engine, &(struct fc_background_source){frame_at, release, source}),
                    ==, 0);
}

/* --- settings --- */

void run_init(struct run *run, const struct secret *secret)
{
    *run = (struct run){.secret = secret, .is_shown = true};
    g_assert_cmpint(fc_engine_create(NULL, &run->engine, NULL), ==, 0);
    run->net = fakenet_create((struct fc_size){64, 36}, secret);
    g_assert_cmpint(fc_engine_adopt_exec(run->engine, &run->net->base, &fakenet_profile, NULL), ==,
                    0);
}

void run_finish(struct run *run)
{
    fc_matte_unref(&run->matte);
    fc_engine_destroy(&run->engine);
}

void run_set(struct run *run, const char *name, const char *value)
{
    struct fc_error error = {0};

    g_assert_cmpint(fc_engine_set(run->engine, name, value, &error), ==, 0);
    if (g_str_equal(name, "mirror"))
        run->mirror = g_str_equal(value, "true");
}

void run_set_background(struct run *run, const struct run_background *background)
{
    run_set(run, "background", background->text);
    set_source(run, background->source);
    run->none = g_str_equal(background->text, "none");
    run->is_shown = background->is_shown;
    run->flat = 0;
    if (g_str_has_prefix(background->text, "color:#"))
        run->flat = (uint32_t)strtoul(background->text + 7, NULL, 16);
}

/* --- a step --- */

static int expected_code(int fault)
{
    switch (fault) {
    case FAKENET_SUBMIT_FAILS:
    case FAKENET_WAIT_FAILS:
        return -EIO;
    case FAKENET_HANGS:
        return -ETIMEDOUT;
    case FAKENET_NAN:
    case FAKENET_ONE_NAN:
    case FAKENET_ONES:
    case FAKENET_ZEROS:
    case FAKENET_HALVES:
    case FAKENET_CONSTANT:
    case FAKENET_ALL_PERSON:
        return -ENODATA;
    default:
        return 0;
    }
}

static void estimate(struct run *run, const struct fc_frame *frame, int number)
{
    struct fc_matte *matte = NULL;
    struct fc_error error = {0};
    int fault = run->net ? atomic_load(&run->net->fault) : FAKENET_WORKS;
    int ret;

    if (run->net) {
        atomic_store(&run->net->secret, run->secret);
        atomic_store(&run->net->number, number);
    }
    ret = fc_engine_estimate(run->engine, frame, &matte, &error);
    if (run->net)
        g_assert_cmpint(ret, ==, expected_code(fault));
    g_assert_true(!ret == !!matte);
    if (ret) {
        g_assert_cmpstr(error.text, !=, "");
        return;
    }
    fc_matte_unref(&run->matte);
    run->matte = matte;
    run->matte_secret = run->secret;
    run->matte_number = number;
    run->matte_fault = fault;
}

static int number_of(const struct run *run, const char *name)
{
    char text[16];

    fc_engine_get(run->engine, name, text, sizeof(text));
    return (int)g_ascii_strtoll(text, NULL, 10);
}

static struct fc_outline_params outline_of(const struct run *run)
{
    return (struct fc_outline_params){.threshold = number_of(run, "matte-threshold"),
                                      .grow = number_of(run, "matte-grow"),
                                      .feather = number_of(run, "matte-feather")};
}

/* How unsure the matte is once its outline is what was asked for. */
static double unsure_of_outline(const struct run *run)
{
    const struct fc_outline_params params = outline_of(run);
    struct fc_outline outline = {0};
    struct fc_matte *matte;
    double unsure;

    if (fc_outline_is_none(&params))
        return run->matte->unsure;
    matte = testimage_matte(run->matte->size, 0, 0);
    g_assert_cmpint(fc_outline_apply(&outline, &params, run->matte, matte), ==, 0);
    unsure = matte->unsure;
    fc_matte_unref(&matte);
    fc_outline_finish(&outline);
    return unsure;
}

/* Noise is no matte; nor may be squares, when pictures are so small that they run together. */
static bool must_be_unfit(const struct run *run)
{
    if (run->matte_fault == FAKENET_NOISE || run->matte_fault == FAKENET_FAINT)
        return true;
    if (run->matte_fault == FAKENET_BLOBS || run->secret->size.height < 100)
        return unsure_of_outline(run) > FC_MATTE_MAX_UNSURE;
    return false;
}

static enum fc_card_reason expected_reason(const struct run *run)
{
    if (!run->matte)
        return FC_CARD_NO_MATTE;
    if (run->now_ns - fc_matte_time_ns(run->matte) > FC_MATTE_MAX_AGE_NS)
        return FC_CARD_MATTE_OLD;
    if (!fc_size_equal(run->matte_secret->size, run->secret->size) || must_be_unfit(run))
        return FC_CARD_MATTE_UNFIT;
    return run->is_shown ? FC_CARD_UNSET : FC_CARD_NO_BACKGROUND;
}

/* Whether the parameter has its default. */
static bool is_default(const struct run *run, const struct fc_param_info *info)
{
    char text[64] = "";

    fc_engine_get(run->engine, info->name, text, sizeof(text));
    return g_str_equal(text, info->default_text);
}

/* What is set, for whoever looks for the cause. */
static void tell_settings(const struct run *run)
{
    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        char text[64] = "";

        if (info->scope != FC_PARAM_ENGINE || is_default(run, info))
            continue;
        fc_engine_get(run->engine, info->name, text, sizeof(text));
        g_test_message("%s = %s", info->name, text);
    }
}

static void check_kind(const struct run *run, const struct fc_published *published)
{
    enum fc_card_reason reason = run->none ? FC_CARD_UNSET : expected_reason(run);

    if (fc_published_reason(published) != reason) {
        g_test_message("fault %d, size %dx%d", run->matte_fault, run->secret->size.width,
                       run->secret->size.height);
        if (run->matte)
            g_test_message("coverage %.3f, unsure %.3f", run->matte->coverage, run->matte->unsure);
        tell_settings(run);
    }
    g_assert_cmpint(fc_published_reason(published), ==, reason);
    if (run->none)
        g_assert_cmpint(fc_published_kind(published), ==, FC_PUBLISHED_ROOM);
    else
        g_assert_cmpint(fc_published_kind(published), ==,
                        reason ? FC_PUBLISHED_CARD : FC_PUBLISHED_COMPOSED);
}

static double clean_share(const struct run *run)
{
    char text[16];

    fc_engine_get(run->engine, "clean-edges", text, sizeof(text));
    return g_str_equal(text, "true");
}

/*
 * One plane: no sample is further than rounding from the mix that the matte says. Clean edges put
 * something else in the camera's place, to a share of 1 - alpha: what comes of the camera's sample
 * is less, never more.
 */
static void check_plane(const struct run *run, const struct fc_image *image,
                        const struct fc_image *camera, int i)
{
    const struct fc_yuv code = testimage_code(image->colour, run->flat);
    const int behind = i == 0 ? code.y : i == 1 ? code.u : code.v;
    const struct fc_size size = fc_plane_size(image->size, i);
    const double share = clean_share(run);

    for (int y = 0; y < size.height; y++) {
        const uint8_t *alpha =
            i ? run->matte->chroma_alpha + (ptrdiff_t)y * run->matte->chroma_stride
              : run->matte->alpha + (ptrdiff_t)y * run->matte->stride;

        for (int x = 0; x < size.width; x++) {
            const int own = testimage_at(camera, i, x, y);
            const int mix = (alpha[x] * own + (255 - alpha[x]) * behind) / 255;
            const double other = share * alpha[x] * (255 - alpha[x]) / 255.0 / 255.0;
            const int sample = testimage_at(image, i, x, y);

            g_assert_cmpfloat(sample, >=, mix - other * own - 2);
            g_assert_cmpfloat(sample, <=, mix + other * (255 - own) + 2);
        }
    }
}

/* Whether only those parameters are set of which check_mix knows what they do. */
static bool is_plain(const struct run *run)
{
    static const char *const known[] = {
        "background",  "background-color", "background-fit", "blur-look", "blur-strength",
        "clean-edges", "device",           "model",          "threads"};

    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        bool is_known = info->scope != FC_PARAM_ENGINE;

        for (size_t k = 0; k < G_N_ELEMENTS(known); k++)
            is_known = is_known || g_str_equal(info->name, known[k]);
        if (!is_known && !is_default(run, info))
            return false;
    }
    return true;
}

/* But for mirror, which the check knows: then no other view of the camera's picture is taken. */
static bool shows_room_as_it_is(const struct run *run)
{
    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);

        if (g_str_equal(info->group, "Camera") && info->scope == FC_PARAM_ENGINE &&
            !g_str_equal(info->name, "mirror") && !is_default(run, info))
            return false;
    }
    return true;
}

/* Where every sample counts: whatever a wrong matte says, a plain background can be told. */
static void check_mix(const struct run *run, const struct fc_image *image, int number)
{
    const struct fc_image *camera = fc_frame_image(run->secret->frames[number].frame);

    if (!run->flat || !is_plain(run))
        return;
    for (int i = 0; i < 3; i++)
        check_plane(run, image, camera, i);
}

/* The matte's highest alpha in a tile, as the mirror shows it. */
static int alpha_of_tile(const struct run *run, const struct secret_leak *leak)
{
    int highest = 0;

    for (int y = leak->y; run->matte && y < leak->y + SECRET_TILE; y++)
        for (int x = leak->x; x < leak->x + SECRET_TILE; x++)
            highest = MAX(highest, run->matte->alpha[(ptrdiff_t)y * run->matte->stride + x]);
    return highest;
}

static void fail_on_leak(const struct run *run, const struct secret_leak *leak, int number)
{
    char background[64];

    if (leak->score <= SECRET_LIMIT)
        return;
    fc_engine_get(run->engine, "background", background, sizeof(background));
    g_test_message("the room shows: %.3f in plane %d of the tile at %d,%d%s; frame %d, matte %d, "
                   "size %dx%d, background %s, fault %d, alpha up to %d",
                   leak->score, leak->plane, leak->x, leak->y, leak->old ? " (old)" : "", number,
                   run->matte_number, run->secret->size.width, run->secret->size.height, background,
                   run->matte_fault, alpha_of_tile(run, leak));
    g_test_fail();
}

static void check_room(struct run *run, const struct fc_published *published, int number)
{
    const bool is_card = fc_published_kind(published) == FC_PUBLISHED_CARD;
    const struct fc_image *image = fc_published_image(published);
    const struct secret_frame *f = &run->secret->frames[number];
    const struct fc_outline_params outline = outline_of(run);
    struct secret_leak leak;

    if (fc_published_kind(published) == FC_PUBLISHED_COMPOSED) {
        if (run->matte_fault == FAKENET_BLOBS || run->matte_fault == FAKENET_INFINITE) {
            check_mix(run, image, number);
            return;
        }
        f = &run->matte_secret->frames[run->matte_number];
    }
    leak = secret_find(run->secret, number,
                       is_card                        ? NULL
                       : fc_outline_is_none(&outline) ? f->is_far
                                                      : f->is_farther,
                       image, run->mirror);
    if (run->none && run->secret->size.width >= 320 && shows_room_as_it_is(run)) {
        g_assert_cmpfloat(leak.score, >, 0.9);
    } else if (!run->none) {
        fail_on_leak(run, &leak, number);
        run->highest = MAX(run->highest, leak.score);
    }
}

struct fc_published *run_compose(struct run *run, int number)
{
    struct fc_frame *frame = secret_frame_at(run->secret, number, run->now_ns);
    struct fc_published *published = NULL;

    g_assert_cmpint(fc_engine_compose(run->engine, frame, run->matte, run->now_ns, &published), ==,
                    0);
    fc_frame_unref(&frame);
    return published;
}

void run_step(struct run *run)
{
    const int number = run->number++ % run->secret->count;
    struct fc_frame *frame = secret_frame_at(run->secret, number, run->now_ns);
    struct fc_published *published;

    estimate(run, frame, number);
    published = run_compose(run, number);
    check_kind(run, published);
    check_room(run, published, number);
    run->composed += fc_published_kind(published) == FC_PUBLISHED_COMPOSED;
    run->cards += fc_published_kind(published) == FC_PUBLISHED_CARD;
    run->frames++;
    total++;
    run->now_ns += RUN_FRAME_NS;
    fc_published_unref(&published);
    fc_frame_unref(&frame);
}

void run_steps(struct run *run, int count)
{
    for (int i = 0; i < count; i++)
        run_step(run);
}
