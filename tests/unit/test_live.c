/* SPDX-License-Identifier: MIT */
/* The engine, live, on a tiny network: what comes out for what goes in, and when. */
#include "service/live.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "testimage.h"
#include "testnet.h"

#define ROOM_RGB 0x20c040
#define PERSON_RGB 0xe01010

static const struct fc_size size = {64, 48}; /* small: the sanitizers must keep the 250 ms */
static const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

struct fixture {
    char *dir;
    char *network;
    struct fc_engine *engine;
    struct fc_live *live;

    GMutex lock;
    GCond came;
    int count[4]; /* published frames of each kind */
    int64_t newest_ns;
};

static void on_published(void *user, struct fc_published *published)
{
    struct fixture *f = user;

    g_mutex_lock(&f->lock);
    f->count[fc_published_kind(published)]++;
    f->newest_ns = fc_published_time_ns(published);
    g_cond_signal(&f->came);
    g_mutex_unlock(&f->lock);
}

static void set_up(struct fixture *f, gconstpointer data)
{
    struct fc_live_params params = {
        .size = size, .colour = colour, .rate = 30, .published = on_published, .user = f};

    (void)data;
    f->dir = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    f->network = testnet_write(f->dir, "net", &testnet_finds_red);
    g_assert_cmpint(fc_engine_create(NULL, &f->engine, NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(f->engine, "model", f->network, NULL), ==, 0);
    g_assert_cmpint(fc_engine_set(f->engine, "background", "greenscreen", NULL), ==, 0);
    params.engine = f->engine;
    g_assert_cmpint(fc_live_create(&params, &f->live, NULL), ==, 0);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
    (void)data;
    fc_live_destroy(&f->live);
    fc_engine_destroy(&f->engine);
    g_unlink(f->network);
    g_rmdir(f->dir);
    g_free(f->network);
    g_free(f->dir);
}

static void give_frame(struct fixture *f, int64_t time_ns)
{
    struct fc_frame *frame = testimage_filled(size, colour, ROOM_RGB);

    testimage_rect(frame, 8, 12, (struct fc_size){24, 36}, PERSON_RGB);
    frame->time_ns = time_ns;
    fc_live_frame(f->live, frame);
}

/* Waits until so many frames of that kind came, or 300 ms; whether they did. */
static gboolean came(struct fixture *f, enum fc_published_kind kind, int count)
{
    gint64 end = g_get_monotonic_time() + 300 * 1000;
    gboolean waiting = TRUE;
    gboolean enough;

    g_mutex_lock(&f->lock);
    while (f->count[kind] < count && waiting)
        waiting = g_cond_wait_until(&f->came, &f->lock, end);
    enough = f->count[kind] >= count;
    g_mutex_unlock(&f->lock);
    return enough;
}

/* Gives frames until so many of that kind came: a busy machine may rightly make cards of some. */
static void give_until(struct fixture *f, enum fc_published_kind kind, int count)
{
    for (int i = 0; i < 200; i++) {
        give_frame(f, fc_clock_now_ns());
        if (came(f, kind, count))
            return;
    }
    g_assert_not_reached();
}

static void wait_for(struct fixture *f, enum fc_published_kind kind, int count)
{
    for (int i = 0; i < 200; i++)
        if (came(f, kind, count))
            return;
    g_assert_not_reached();
}

static void test_card_then_frames(struct fixture *f, gconstpointer data)
{
    int64_t before_ns;
    int composed;

    (void)data;
    fc_live_show_card(f->live, "Waiting");
    wait_for(f, FC_PUBLISHED_CARD, 1);
    give_frame(f, fc_clock_now_ns()); /* not wanted yet */
    g_assert_false(came(f, FC_PUBLISHED_COMPOSED, 1));
    fc_live_show_frames(f->live);
    for (int i = 1; i <= 5; i++) {
        before_ns = fc_clock_now_ns();
        give_until(f, FC_PUBLISHED_COMPOSED, i);
        g_assert_cmpint(f->newest_ns, >=, before_ns);
    }
    fc_live_show_card(f->live, "Paused");
    /* one frame may have been on its way */
    g_usleep(300 * 1000);
    composed = f->count[FC_PUBLISHED_COMPOSED];
    give_frame(f, fc_clock_now_ns());
    g_assert_false(came(f, FC_PUBLISHED_COMPOSED, composed + 1));
    g_assert_cmpint(f->count[FC_PUBLISHED_ROOM], ==, 0);
}

/* Frames that were seen too long ago (a stopped process) become cards, not pictures of then. */
static void test_old_frames(struct fixture *f, gconstpointer data)
{
    (void)data;
    fc_live_show_frames(f->live);
    give_frame(f, fc_clock_now_ns() - FC_NS_PER_S);
    wait_for(f, FC_PUBLISHED_CARD, 1);
    g_assert_cmpint(f->count[FC_PUBLISHED_COMPOSED], ==, 0);
    give_until(f, FC_PUBLISHED_COMPOSED, 1);
}

/* Without a network there are cards at the camera's pace, and never the room. */
static void test_no_network(struct fixture *f, gconstpointer data)
{
    (void)data;
    g_assert_cmpint(fc_engine_set(f->engine, "model", "/nonexistent/x.tflite", NULL), ==, 0);
    fc_live_show_frames(f->live);
    for (int i = 1; i <= 3; i++)
        give_until(f, FC_PUBLISHED_CARD, i);
    g_assert_cmpint(f->count[FC_PUBLISHED_COMPOSED], ==, 0);
    g_assert_cmpint(f->count[FC_PUBLISHED_ROOM], ==, 0);
}

static void add(const char *name, void (*test)(struct fixture *, gconstpointer))
{
    g_test_add(name, struct fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/live/card-then-frames", test_card_then_frames);
    add("/live/old-frames", test_old_frames);
    add("/live/no-network", test_no_network);
    return g_test_run();
}
