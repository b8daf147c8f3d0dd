/* SPDX-License-Identifier: MIT */
/*
 * The room never shows, whatever fails: over ten thousand frames, with no clock. run.h says what
 * is promised, secret.h what counts as a leak.
 */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "media/background.h"
#include "params/params.h"
#include "run.h"
#include "testimage.h"
#include "testnet.h"

#define ENOUGH 10000
/* The least share of the room that the tests must find. */
#define SHARE 0.05

/* The first is the one that most tests use: the whole wave of the demo person, at 10 frames/s. */
static const struct secret_params secrets_wanted[] = {
    {.size = {640, 360}, .count = 70, .step = 3}, {.size = {641, 359}, .count = 5, .step = 7},
    {.size = {360, 640}, .count = 5, .step = 7},  {.size = {320, 240}, .count = 5, .step = 7},
    {.size = {1280, 720}, .count = 5, .step = 7}, {.size = {33, 17}, .count = 2, .step = 7},
};
#define SECRETS (int)G_N_ELEMENTS(secrets_wanted)

static struct secret *secrets[SECRETS];

static void report(const struct run *run)
{
    g_test_message("%d frames: %d composed, %d cards; highest score %.3f of %.2f", run->frames,
                   run->composed, run->cards, run->highest, SECRET_LIMIT);
}

static void use(struct run *run, int fault)
{
    atomic_store(&run->net->fault, fault);
}

/* --- the test's own test --- */

static struct fc_frame *copy_of(const struct fc_image *image)
{
    struct fc_frame *copy = fc_frame_create(image->size, image->colour, 0);

    g_assert_nonnull(copy);
    fc_image_copy(image, fc_frame_image(copy));
    return copy;
}

/* The score of an image into one tile of which a share of the room was mixed. */
static double score_of_mix(const struct secret *secret, const struct fc_image *image,
                           const struct secret_mix *mix)
{
    const bool *tiles = secret->frames[mix->number].is_far;
    struct fc_frame *copy = copy_of(image);
    struct secret_leak leak;

    secret_mix(secret, mix, fc_frame_image(copy));
    leak = secret_find(secret, mix->number, tiles, fc_frame_image(copy), false);
    fc_frame_unref(&copy);
    return leak.score;
}

/* The lowest score of the share, mixed into luma alone or chroma alone, over tiles. */
static double lowest_of_mix(const struct secret *secret, int number, const struct fc_image *image)
{
    double lowest = 1;

    for (int i = 0; i < secret->tiles.width * secret->tiles.height; i += 5) {
        struct secret_mix mix = {.number = number,
                                 .x = i % secret->tiles.width * 16,
                                 .y = i / secret->tiles.width * 16,
                                 .share = SHARE};

        if (!secret->frames[number].is_far[i])
            continue;
        lowest = MIN(lowest, score_of_mix(secret, image, &mix));
        mix.first = mix.last = 1 + i % 2;
        lowest = MIN(lowest, score_of_mix(secret, image, &mix));
    }
    return lowest;
}

/* What is clean scores far below the limit, and a twentieth of the room in one tile far above. */
static void test_finds_a_twentieth(void)
{
    const struct secret *secret = secrets[0];
    struct run run;

    run_init(&run, secret);
    for (int k = 0; k < 2 * RUN_BACKGROUNDS; k++) {
        const int i = k / 2;
        const char *look = k % 2 ? "lens" : "soft";
        struct fc_published *published;
        struct secret_leak clean;
        double lowest;

        if (!run_backgrounds[i].is_shown || g_str_equal(run_backgrounds[i].text, "none") ||
            (k % 2 && !g_str_has_prefix(run_backgrounds[i].text, "blur")))
            continue;
        run_set_background(&run, &run_backgrounds[i]);
        run_set(&run, "blur-look", look);
        run_step(&run);
        published = run_compose(&run, run.matte_number);
        clean = secret_find(secret, run.matte_number, secret->frames[run.matte_number].is_far,
                            fc_published_image(published), false);
        lowest = lowest_of_mix(secret, run.matte_number, fc_published_image(published));
        g_test_message("%-14s (%s) clean %.3f, with a share of %.2f at least %.3f",
                       run_backgrounds[i].text, look, clean.score, SHARE, lowest);
        g_assert_cmpfloat(clean.score, <, SECRET_LIMIT * 0.8);
        g_assert_cmpfloat(lowest, >, SECRET_LIMIT * 1.5);
        fc_published_unref(&published);
    }
    run_finish(&run);
}

/* A matte that is a little off, which no engine can know, lets the room through: it is found. */
static void test_finds_a_misplaced_matte(void)
{
    const struct secret *secret = secrets[0];

    for (int i = 0; i < 2; i++) {
        struct run run;
        struct fc_frame *frame = secret_frame_at(secret, 3, 0);
        struct fc_published *published;
        struct secret_leak leak;

        run_init(&run, secret);
        run_set_background(&run, &run_backgrounds[i]);
        run_set(&run, "mirror", i ? "true" : "false");
        use(&run, FAKENET_MISPLACED);
        atomic_store(&run.net->number, 3);
        g_assert_cmpint(fc_engine_estimate(run.engine, frame, &run.matte, NULL), ==, 0);
        published = run_compose(&run, 3);
        leak = secret_find(secret, 3, secret->frames[3].is_far, fc_published_image(published), i);
        g_assert_cmpfloat(leak.score, >, 0.9);
        fc_published_unref(&published);
        fc_frame_unref(&frame);
        run_finish(&run);
    }
}

/* --- faults --- */

/* Every fault with every background: the network works, fails for long enough, works again. */
static void test_faults(void)
{
    struct run run;

    run_init(&run, secrets[0]);
    for (int b = 0; b < RUN_BACKGROUNDS; b++) {
        run_set_background(&run, &run_backgrounds[b]);
        for (int fault = FAKENET_WORKS; fault < FAKENET_FAULTS; fault++) {
            use(&run, FAKENET_WORKS);
            run_steps(&run, 3);
            use(&run, fault);
            run_steps(&run, 12);
        }
    }
    use(&run, FAKENET_WORKS);
    run_steps(&run, 3);
    report(&run);
    g_assert_cmpint(run.composed, >, run.frames / 5);
    g_assert_cmpint(run.cards, >, run.frames / 5);
    run_finish(&run);
}

/* Before the first matte there are cards, with every background and every fault. */
static void test_first_frames(void)
{
    for (int b = 0; b < RUN_BACKGROUNDS; b++) {
        for (int fault = FAKENET_SUBMIT_FAILS; fault < FAKENET_NOISE; fault++) {
            struct run run;

            run_init(&run, secrets[0]);
            run_set_background(&run, &run_backgrounds[b]);
            use(&run, fault);
            run_steps(&run, 2);
            g_assert_cmpint(run.composed, ==, 0);
            use(&run, FAKENET_WORKS);
            run_steps(&run, 1);
            run_finish(&run);
        }
    }
}

/* From the room and back: the very next frame is hidden. */
static void test_away_from_none(void)
{
    const struct run_background none = {"none", RUN_NO_SOURCE, true};
    struct run run;

    run_init(&run, secrets[0]);
    for (int i = 0; i < 240; i++) {
        run_set_background(&run, i % 2 ? &run_backgrounds[i / 2 % RUN_BACKGROUNDS] : &none);
        use(&run, i / 24 % 2 ? i / 24 : FAKENET_WORKS);
        run_step(&run);
    }
    report(&run);
    run_finish(&run);
}

/* A matte that could be right is believed, and nothing more than it says is shown. */
static void test_wrong_mattes(void)
{
    const struct run_background flat = {"color:#3050a0", RUN_NO_SOURCE, true};
    struct run run;

    run_init(&run, secrets[0]);
    run_set_background(&run, &flat);
    use(&run, FAKENET_BLOBS);
    run_steps(&run, 50);
    run_set(&run, "clean-edges", "false");
    run_steps(&run, 50);
    g_assert_cmpint(run.composed, ==, 100);
    run_finish(&run);
}

/* --- parameters --- */

static void set_number(struct run *run, const struct fc_param_info *info, GRand *random)
{
    char text[32];
    double value = g_rand_double_range(random, info->min, info->max);
    int kind = g_rand_int_range(random, 0, 4);

    if (kind < 2)
        value = kind ? info->max : info->min;
    g_snprintf(text, sizeof(text), info->type == FC_PARAM_INT ? "%.0f" : "%.3f", value);
    run_set(run, info->name, text);
}

static void set_choice(struct run *run, const struct fc_param_info *info, GRand *random)
{
    guint count = 0;

    while (info->choices[count])
        count++;
    run_set(run, info->name, info->choices[g_rand_int_range(random, 0, (gint32)count)]);
}

static void set_any(struct run *run, const struct fc_param_info *info, GRand *random)
{
    char text[32];

    if (info->type == FC_PARAM_INT || info->type == FC_PARAM_FLOAT) {
        set_number(run, info, random);
    } else if (info->type == FC_PARAM_CHOICE) {
        set_choice(run, info, random);
    } else if (info->type == FC_PARAM_BOOL) {
        run_set(run, info->name, g_rand_boolean(random) ? "true" : "false");
    } else if (info->type == FC_PARAM_COLOUR) {
        g_snprintf(text, sizeof(text), "#%06x", g_rand_int(random) & 0xffffff);
        run_set(run, info->name, text);
        run->flat = 0; /* whatever it was, it is not that now */
    } else if (g_str_equal(info->name, "background")) {
        run_set_background(run, &run_backgrounds[g_rand_int_range(random, 0, RUN_BACKGROUNDS)]);
    }
}

static void set_random(struct run *run, GRand *random)
{
    size_t index = (size_t)g_rand_int_range(random, 0, (gint32)fc_param_count());
    const struct fc_param_info *info = fc_param_at(index);

    if (info->scope == FC_PARAM_ENGINE)
        set_any(run, info, random);
}

/* Parameters, faults and sizes, each changed at random between frames. */
static void test_everything_at_random(void)
{
    GRand *random = g_rand_new_with_seed(20);
    struct run run;

    run_init(&run, secrets[0]);
    for (int i = 0; i < 5500; i++) {
        set_random(&run, random);
        set_random(&run, random);
        if (i % 5 == 0)
            use(&run, g_rand_int_range(random, -20, FAKENET_FAULTS) < 0
                          ? FAKENET_WORKS
                          : g_rand_int_range(random, 0, FAKENET_FAULTS));
        if (i % 50 == 0)
            run.secret = secrets[g_rand_boolean(random) ? 0 : g_rand_int_range(random, 0, SECRETS)];
        if (i % 97 == 0)
            run.now_ns += g_rand_int_range(random, 0, 400) * INT64_C(1000000);
        run_step(&run);
    }
    report(&run);
    g_assert_cmpint(run.composed, >, 1000);
    g_rand_free(random);
    run_finish(&run);
}

/* The outline as far out as it goes, in each way and all at once. */
static void test_outline(void)
{
    const struct fc_param_info *info[] = {fc_param_find("matte-threshold"),
                                          fc_param_find("matte-grow"),
                                          fc_param_find("matte-feather")};
    const int which[] = {0, 4}; /* of the secrets */
    struct run run;

    run_init(&run, secrets[0]);
    for (int i = 0; i < 2 * 8 * 5; i++) {
        run.secret = secrets[which[i % 2]];
        for (int k = 0; k < 3; k++) {
            char text[16];

            g_snprintf(text, sizeof(text), "%g", i / 2 >> k & 1 ? info[k]->max : info[k]->min);
            run_set(&run, info[k]->name, text);
        }
        run_set_background(&run, &run_backgrounds[i / 16]);
        run_steps(&run, 4);
    }
    report(&run);
    g_assert_cmpint(run.composed, ==, run.frames);
    run_finish(&run);
}

/* --- files --- */

struct files {
    char *dir;
    char *good;
    char *bad[5]; /* cut off, empty, a text, a folder, not there */
};

static char *write_file(const char *dir, const char *name, const void *data, size_t size)
{
    char *path = g_build_filename(dir, name, NULL);

    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
    return path;
}

/* A PGM: the plainest picture there is; and what is left of it. */
static void files_init(struct files *files)
{
    char *data = g_strdup_printf("P5\n400 300\n255\n%0120000d", 0);
    size_t size = strlen(data);

    files->dir = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    files->good = write_file(files->dir, "good.pgm", data, size);
    files->bad[0] = write_file(files->dir, "cut.png", "\211PNG\r\n\032\n\0\0\0\rIHDR\0\0", 18);
    files->bad[1] = write_file(files->dir, "empty.png", "", 0);
    files->bad[2] = write_file(files->dir, "text.jpg", "no picture\n", 11);
    files->bad[3] = g_strdup(files->dir);
    files->bad[4] = g_build_filename(files->dir, "not-there.webm", NULL);
    g_free(data);
}

static void files_finish(struct files *files)
{
    g_unlink(files->good);
    for (int i = 0; i < 5; i++) {
        if (i < 3)
            g_unlink(files->bad[i]);
        g_free(files->bad[i]);
    }
    g_rmdir(files->dir);
    g_free(files->good);
    g_free(files->dir);
}

/* As a host does: the parameter, then the file; and no source where that cannot be opened. */
static void open_background(struct run *run, const char *path)
{
    const struct fc_background_params params = {.cover = run->secret->size, .wait = true};
    struct fc_background_source source;
    struct fc_error error = {0};
    bool opened;

    run_set(run, "background", path);
    opened = fc_background_open(path, &params, &source, &error) == 0;
    if (!opened)
        g_assert_cmpstr(error.text, !=, "");
    fc_engine_set_background_source(run->engine, opened ? &source : NULL);
    run->is_shown = opened;
    run->none = false;
    run->flat = 0;
}

static void test_broken_files(void)
{
    struct files files;
    struct run run;
    int opened = 0;

    files_init(&files);
    run_init(&run, secrets[0]);
    for (int i = 0; i < 100; i++) {
        open_background(&run, files.bad[i % 5]);
        g_assert_false(run.is_shown);
        run_steps(&run, 5);
        open_background(&run, i % 2 ? "demo:beach" : files.good);
        opened += run.is_shown;
        run_steps(&run, 5);
    }
    report(&run);
    g_assert_cmpint(opened, >=, 50);
    g_assert_cmpint(run.composed, ==, 5 * opened);
    run_finish(&run);
    files_finish(&files);
}

/* --- a network of a file --- */

/* The tiny network takes red for person; it goes, comes back, and gives way to broken ones. */
static void test_network_file_goes(void)
{
    const struct secret_params params = {.size = {640, 360}, .count = 8, .red_person = true};
    struct secret *secret = secret_create(&params);
    char *dir = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    char *path = g_build_filename(dir, "net.tflite", NULL);
    struct run run = {.secret = secret, .is_shown = true};

    g_assert_cmpint(fc_engine_create(NULL, &run.engine, NULL), ==, 0);
    for (int i = 0; i < 30; i++) {
        char *threads = g_strdup_printf("%d", 1 + i % 2);
        int composed = run.composed;

        run_set_background(&run, &run_backgrounds[i % 7]);
        g_free(testnet_write(dir, "net", &testnet_finds_red));
        run_set(&run, "model", path);
        run_set(&run, "threads", threads); /* loads it anew */
        run_set(&run, "device", "auto");
        run_steps(&run, 5);
        g_assert_cmpint(run.composed, ==, composed + 5);
        if (i % 3 == 0)
            g_unlink(path);
        else if (i % 3 == 1)
            g_assert_true(g_file_set_contents(path, "TFL3", 4, NULL));
        else
            run_set(&run, "device", "gpu");
        run_set(&run, "threads", i % 2 ? "1" : "2");
        run_steps(&run, 12);
        g_assert_cmpint(run.cards, ==, (i + 1) * 5);
        g_free(threads);
    }
    report(&run);
    run_finish(&run);
    g_unlink(path);
    g_rmdir(dir);
    g_free(path);
    g_free(dir);
    secret_destroy(&secret);
}

/* --- a machine with no time --- */

static void *burn(void *user)
{
    atomic_bool *stop = user;

    while (!atomic_load(stop))
        ;
    return NULL;
}

static void test_starved(void)
{
    GThread *threads[8];
    atomic_bool stop = false;
    struct run run;

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("burn", burn, &stop);
    run_init(&run, secrets[0]);
    for (int i = 0; i < 40; i++) {
        run_set_background(&run, &run_backgrounds[i % RUN_BACKGROUNDS]);
        use(&run, i % 2 ? FAKENET_HANGS : FAKENET_WORKS);
        run_steps(&run, 5);
    }
    report(&run);
    run_finish(&run);
    atomic_store(&stop, true);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

/* All of the above together: said, and held. */
static void test_enough(void)
{
    g_test_message("%d frames in all", run_total());
    g_assert_cmpint(run_total(), >=, ENOUGH);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < SECRETS; i++)
        secrets[i] = secret_create(&secrets_wanted[i]);
    g_test_add_func("/privacy/finds-a-twentieth", test_finds_a_twentieth);
    g_test_add_func("/privacy/finds-a-misplaced-matte", test_finds_a_misplaced_matte);
    g_test_add_func("/privacy/faults", test_faults);
    g_test_add_func("/privacy/first-frames", test_first_frames);
    g_test_add_func("/privacy/away-from-none", test_away_from_none);
    g_test_add_func("/privacy/wrong-mattes", test_wrong_mattes);
    g_test_add_func("/privacy/everything-at-random", test_everything_at_random);
    g_test_add_func("/privacy/outline", test_outline);
    g_test_add_func("/privacy/broken-files", test_broken_files);
    g_test_add_func("/privacy/network-file-goes", test_network_file_goes);
    g_test_add_func("/privacy/starved", test_starved);
    g_test_add_func("/privacy/zz-enough", test_enough);
    ret = g_test_run();
    for (int i = 0; i < SECRETS; i++)
        secret_destroy(&secrets[i]);
    return ret;
}
