/* SPDX-License-Identifier: MIT */
/*
 * The room never shows, with threads and in real time: frames come at 30 a second, the network is
 * slow, blocks, fails and comes back, and settings change meanwhile. secret.h says what counts as
 * a leak. Which matte a frame was composed with is not known here, so a tile is looked at when it
 * is far from the person of every frame that its matte may come from: those of the last 250 ms.
 *
 * And how far a matte that is carried on trails a moving person.
 */
#include <glib.h>
#include <math.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "fakenet.h"
#include "frame/colour.h"
#include "media/demo/demo.h"
#include "secret.h"
#include "service/live.h"
#include "testimage.h"
#include "trail.h"

#define RATE 30
#define MAX_FRAMES 2000
/*
 * What docs/privacy.md states for the demo person, in pixels of 1280 x 720, at an age of 250 ms:
 * the hand on its way up.
 */
#define TRAIL_BOUND 205.0

struct fixture {
    const struct secret *secret;
    struct fc_engine *engine;
    struct fakenet *net;
    struct fc_live *live;

    GMutex lock;
    GCond came;
    int64_t time_ns[MAX_FRAMES]; /* of the frames given so far */
    int given;
    int count[4];              /* published frames of each kind */
    int room_first, room_last; /* frames that may show the room, by choice; none at first */
    double highest;
    double farthest; /* pixels that a matte trailed its frame */
    int64_t oldest_ns;
    bool reads_marks;
};

static struct secret *slow_secret; /* the wave as it is */
static struct secret *fast_secret; /* three times as fast, the whole of it */

/* --- what comes out --- */

static int number_of(const struct fixture *f, int index)
{
    return index % f->secret->count;
}

/* The frame of that time, or -1 for a card that is of none. Called with the lock held. */
static int index_of(const struct fixture *f, int64_t time_ns)
{
    for (int i = f->given - 1; i >= 0; i--)
        if (f->time_ns[i] == time_ns)
            return i;
    return -1;
}

/* The tiles that no matte which may be used for a frame has a person near. */
static bool *tiles_for(const struct fixture *f, int index)
{
    const int count = f->secret->tiles.width * f->secret->tiles.height;
    bool *tiles = g_new(bool, count);

    for (int i = 0; i < count; i++)
        tiles[i] = true;
    for (int i = index; i >= 0 && f->time_ns[index] - f->time_ns[i] <= FC_MATTE_MAX_AGE_NS; i--)
        for (int t = 0; t < count; t++)
            tiles[t] &= f->secret->frames[number_of(f, i)].is_far[t];
    return tiles;
}

static void look_for_room(struct fixture *f, const struct fc_published *published, int index)
{
    const bool composed = fc_published_kind(published) == FC_PUBLISHED_COMPOSED;
    bool *tiles = composed ? tiles_for(f, index) : NULL;
    struct secret_leak leak = secret_find(f->secret, index < 0 ? 0 : number_of(f, index), tiles,
                                          fc_published_image(published), false);

    f->highest = MAX(f->highest, leak.score);
    if (leak.score > SECRET_LIMIT) {
        g_test_message("the room shows: %.3f in plane %d of the tile at %d,%d, frame %d, kind %d",
                       leak.score, leak.plane, leak.x, leak.y, index, fc_published_kind(published));
        g_test_fail();
    }
    g_free(tiles);
}

/* The mean of 8 x 8 samples of Cr. */
static int mean_at(const struct fc_image *image, int left, int top)
{
    int total = 0;

    for (int i = 0; i < 64; i++)
        total += testimage_at(image, 2, left + i % 8, top + i / 8);
    return total / 64;
}

/* The number that stands in the matte of a frame before red: bits of noise, which is not red. */
static int read_mark(const struct fc_image *image)
{
    const struct fc_yuv red = fc_colour_from_rgb(image->colour, 255, 0, 0);
    const int side = FAKENET_MARK * image->size.width / SECRET_PERSON_WIDTH / 2;
    int number = 0;

    for (int bit = 0; bit < FAKENET_BITS; bit++)
        number |= (mean_at(image, side / 2 - 4, side * bit + side / 2 - 4) < (red.v + 128) / 2)
                  << bit;
    return number;
}

/* Frames and mattes are numbered round and round; the newest frame of that number was used. */
static void measure_trail(struct fixture *f, const struct fc_image *image, int index)
{
    const int back = (number_of(f, index) - read_mark(image) + f->secret->count) % f->secret->count;
    const struct secret_frame *frames = f->secret->frames;

    g_assert_cmpint(back, <=, index);
    g_assert_cmpint(f->time_ns[index] - f->time_ns[index - back], <=, FC_MATTE_MAX_AGE_NS);
    f->oldest_ns = MAX(f->oldest_ns, f->time_ns[index] - f->time_ns[index - back]);
    if (number_of(f, index) < back)
        return; /* the wave began anew in between, with a jump */
    f->farthest = MAX(f->farthest, trail_px(frames[number_of(f, index - back)].matte,
                                            frames[number_of(f, index)].matte, f->secret->size));
}

static void on_published(void *user, struct fc_published *published)
{
    struct fixture *f = user;
    enum fc_published_kind kind = fc_published_kind(published);
    int index;

    g_mutex_lock(&f->lock);
    index = index_of(f, fc_published_time_ns(published));
    g_assert_true(index >= 0 || kind == FC_PUBLISHED_CARD);
    if (kind == FC_PUBLISHED_ROOM)
        g_assert_true(index >= f->room_first && index <= f->room_last);
    else if (f->reads_marks && kind == FC_PUBLISHED_COMPOSED)
        measure_trail(f, fc_published_image(published), index);
    else if (!f->reads_marks)
        look_for_room(f, published, index);
    f->count[kind]++;
    g_cond_signal(&f->came);
    g_mutex_unlock(&f->lock);
}

/* --- what goes in --- */

static void set_up(struct fixture *f, gconstpointer secret)
{
    struct fc_live_params params = {.rate = RATE, .published = on_published, .user = f};

    f->secret = *(struct secret *const *)secret;
    f->room_last = -1;
    params.size = f->secret->size;
    params.colour = fc_frame_image(f->secret->frames[0].frame)->colour;
    g_assert_cmpint(fc_engine_create(NULL, &f->engine, NULL), ==, 0);
    f->net = fakenet_create(f->secret->size, f->secret);
    atomic_store(&f->net->number, -1);
    g_assert_cmpint(fc_engine_adopt_exec(f->engine, &f->net->base, &fakenet_profile, NULL), ==, 0);
    params.engine = f->engine;
    g_assert_cmpint(fc_live_create(&params, &f->live, NULL), ==, 0);
    fc_live_show_frames(f->live);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
    (void)data;
    atomic_store(&f->net->busy_ms, 0);
    fc_live_destroy(&f->live);
    fc_engine_destroy(&f->engine);
    g_test_message("%d frames given: %d composed, %d cards, %d of the room by choice; highest "
                   "score %.3f of %.2f",
                   f->given, f->count[FC_PUBLISHED_COMPOSED], f->count[FC_PUBLISHED_CARD],
                   f->count[FC_PUBLISHED_ROOM], f->highest, SECRET_LIMIT);
}

static void set(struct fixture *f, const char *name, const char *value)
{
    g_assert_cmpint(fc_engine_set(f->engine, name, value, NULL), ==, 0);
}

static void give_frame(struct fixture *f)
{
    struct fc_frame *frame;

    g_mutex_lock(&f->lock);
    g_assert_cmpint(f->given, <, MAX_FRAMES);
    f->time_ns[f->given] = fc_clock_now_ns();
    frame = secret_frame_at(f->secret, number_of(f, f->given), f->time_ns[f->given]);
    f->given++;
    g_mutex_unlock(&f->lock);
    fc_live_frame(f->live, frame);
}

/* Frames at the camera's pace, each with the next background of a few. */
static void give_frames(struct fixture *f, int count)
{
    static const char *const backgrounds[] = {"blur:0", "color:#3050a0", "/not-there.png",
                                              "blur:100", "greenscreen"};

    for (int i = 0; i < count; i++) {
        if (!f->reads_marks && i % 4 == 0)
            set(f, "background", backgrounds[i / 4 % G_N_ELEMENTS(backgrounds)]);
        give_frame(f);
        g_usleep(G_USEC_PER_SEC / RATE);
    }
}

/* Gives frames until so many of that kind have come out, for 30 s at most. */
static void give_until(struct fixture *f, enum fc_published_kind kind, int count)
{
    gint64 end = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
    int seen = 0;

    while (seen < count) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        give_frames(f, 4);
        g_mutex_lock(&f->lock);
        seen = f->count[kind];
        g_mutex_unlock(&f->lock);
    }
}

/* --- tests --- */

/* The network takes ever longer than mattes may live, in between it works. */
static void test_blocks(struct fixture *f, gconstpointer data)
{
    (void)data;
    for (int i = 1; i <= 4; i++) {
        atomic_store(&f->net->busy_ms, 0);
        give_until(f, FC_PUBLISHED_COMPOSED, 10 * i);
        atomic_store(&f->net->busy_ms, 300 + 100 * i);
        give_frames(f, 25);
        give_until(f, FC_PUBLISHED_CARD, 5 * i);
    }
}

/* Runs that do not end in time, whose answers come when nobody wants them any more. */
static void test_times_out(struct fixture *f, gconstpointer data)
{
    (void)data;
    for (int i = 1; i <= 3; i++) {
        atomic_store(&f->net->fault, FAKENET_WORKS);
        atomic_store(&f->net->busy_ms, 0);
        give_until(f, FC_PUBLISHED_COMPOSED, 10 * i);
        atomic_store(&f->net->busy_ms, 300);
        atomic_store(&f->net->fault, FAKENET_HANGS);
        give_frames(f, 20);
        give_until(f, FC_PUBLISHED_CARD, 5 * i);
    }
}

static void test_faults(struct fixture *f, gconstpointer data)
{
    (void)data;
    for (int fault = FAKENET_SUBMIT_FAILS; fault < FAKENET_INFINITE; fault++) {
        atomic_store(&f->net->fault, fault);
        give_frames(f, 12);
        atomic_store(&f->net->fault, FAKENET_WORKS);
        give_frames(f, 4);
    }
    give_until(f, FC_PUBLISHED_COMPOSED, 20);
    g_assert_cmpint(f->count[FC_PUBLISHED_ROOM], ==, 0);
}

/* From the frames that may be under way (being composed, waiting, and a pair) to the last. */
static void allow_room(struct fixture *f, int last)
{
    g_mutex_lock(&f->lock);
    if (last == G_MAXINT)
        f->room_first = MAX(f->given - 3, 0);
    f->room_last = last;
    g_mutex_unlock(&f->lock);
}

/* Cards asked for, and back; the room asked for, and away from it. */
static void test_switches(struct fixture *f, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 10; i++) {
        give_frames(f, 4);
        fc_live_show_card(f->live, i % 2 ? "Paused" : "Camera unplugged");
        give_frames(f, 2);
        fc_live_show_frames(f->live);
        give_frames(f, 4);
        allow_room(f, G_MAXINT);
        set(f, "background", "none");
        give_frame(f);
        g_usleep(50000);
        set(f, "background", "blur:0");
        /* the very next frame that is given must not show it */
        allow_room(f, f->given - 1);
        give_frames(f, 2);
    }
    give_until(f, FC_PUBLISHED_COMPOSED, 20);
}

static void *burn(void *user)
{
    atomic_bool *stop = user;

    while (!atomic_load(stop))
        ;
    return NULL;
}

static void test_starved(struct fixture *f, gconstpointer data)
{
    GThread *threads[8];
    atomic_bool stop = false;

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("burn", burn, &stop);
    for (int i = 0; i < 6; i++) {
        atomic_store(&f->net->busy_ms, 60 * i);
        give_frames(f, 15);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    atomic_store(&f->net->busy_ms, 0);
    give_until(f, FC_PUBLISHED_COMPOSED, 10);
}

/* Every pair of frames of the demo person's wave that may meet, in pixels of 1280 x 720. */
static void test_trail_bound(void)
{
    enum {
        PERIOD = 7 * RATE, /* of the wave */
        MAX_BACK = FC_MATTE_MAX_AGE_NS * RATE / FC_NS_PER_S
    };
    const struct fc_size size = {1280, 720};
    const struct fc_demo_params params = {.size = size, .rate_num = RATE, .rate_den = 1};
    uint8_t *mattes[MAX_BACK + 1];
    double farthest[MAX_BACK + 1] = {0};
    struct fc_demo *demo = NULL;

    for (int i = 0; i <= MAX_BACK; i++)
        mattes[i] = g_malloc((gsize)size.width * size.height);
    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    for (int n = 0; n < PERIOD; n++) {
        uint8_t *truth = mattes[n % (MAX_BACK + 1)];

        g_assert_cmpint(fc_demo_draw(demo, (uint64_t)n, NULL, truth), ==, 0);
        for (int back = 1; back <= MIN(n, MAX_BACK); back += 2)
            farthest[back] =
                MAX(farthest[back], trail_px(mattes[(n - back) % (MAX_BACK + 1)], truth, size));
    }
    for (int back = 1; back <= MAX_BACK; back += 2)
        g_test_message("a matte %d ms old trails the demo person by up to %.1f px at 1280x720",
                       back * 1000 / RATE, farthest[back]);
    g_assert_cmpint(MAX_BACK % 2, ==, 1);
    g_assert_cmpfloat(farthest[MAX_BACK], <=, TRAIL_BOUND);
    g_assert_cmpfloat(farthest[MAX_BACK], >, TRAIL_BOUND / 2);
    fc_demo_destroy(&demo);
    for (int i = 0; i <= MAX_BACK; i++)
        g_free(mattes[i]);
}

/* The same live, with a network that takes 200 ms. */
static void test_trail_live(struct fixture *f, gconstpointer data)
{
    (void)data;
    f->reads_marks = true;
    set(f, "background", "color:#ff0000");
    atomic_store(&f->net->marks, true);
    atomic_store(&f->net->busy_ms, 100);
    give_until(f, FC_PUBLISHED_COMPOSED, 60);
    atomic_store(&f->net->busy_ms, 200);
    give_frames(f, 140);
    g_test_message("mattes up to %d ms older than their frames trailed by up to %.1f px at "
                   "1280x720 (measured at 640x360)",
                   (int)(f->oldest_ns / FC_NS_PER_MS), 2 * f->farthest);
    g_assert_cmpint(f->oldest_ns, >, 50 * FC_NS_PER_MS);
    g_assert_cmpfloat(f->farthest, >, 0);
    g_assert_cmpfloat(2 * f->farthest, <=, TRAIL_BOUND + 4);
}

static void add(const char *name, struct secret *const *secret,
                void (*test)(struct fixture *, gconstpointer))
{
    g_test_add(name, struct fixture, secret, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    const struct fc_size size = {640, 360};
    int ret;

    g_test_init(&argc, &argv, NULL);
    slow_secret = secret_create(&(struct secret_params){.size = size, .count = 70, .step = 1});
    fast_secret = secret_create(&(struct secret_params){.size = size, .count = 70, .step = 3});
    add("/privacy-live/blocks", &fast_secret, test_blocks);
    add("/privacy-live/times-out", &fast_secret, test_times_out);
    add("/privacy-live/faults", &fast_secret, test_faults);
    add("/privacy-live/switches", &fast_secret, test_switches);
    add("/privacy-live/starved", &fast_secret, test_starved);
    g_test_add_func("/privacy-live/trail-bound", test_trail_bound);
    add("/privacy-live/trail", &slow_secret, test_trail_live);
    ret = g_test_run();
    secret_destroy(&slow_secret);
    secret_destroy(&fast_secret);
    return ret;
}
