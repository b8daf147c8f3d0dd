/* SPDX-License-Identifier: MIT */
/*
 * The service with a picture in the camera's place, a network that takes red for person, and
 * previews as readers. The picture's left half is the room, the right one the person.
 */
#include "service/service.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "media_helpers.h"
#include "previewer.h"
#include "testnet.h"

#define ROOM_RGB 0x20a020
#define PERSON_RGB 0xc01818
#define BEACH_RGB 0xe0e060
/* Nothing is as slow as this; a test that waits so long has failed. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

struct fixture {
    char *dir;
    char *network;
    char *picture;
    char *beach; /* a background */
    char *logo;  /* an overlay for the left half, of the same colour */
    struct fc_values values;
    struct fc_service *service;
    int changes;
};

static void on_changed(void *user)
{
    ((struct fixture *)user)->changes++;
}

struct opened {
    struct fc_background_source source;
    struct fc_error error;
    bool has_come;
};

static void set(struct fixture *f, const char *name, const char *value)
{
    struct fc_error error = {0};

    fc_values_set(&f->values, name, value, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void write_picture(const char *path)
{
    pipeline_run("compositor name=c sink_1::xpos=160 ! video/x-raw,width=320,height=180 ! "
                 "videoconvert ! pngenc ! filesink location=%s "
                 "videotestsrc num-buffers=1 pattern=solid-color foreground-color=%u ! "
                 "video/x-raw,width=320,height=180 ! c.sink_0 "
                 "videotestsrc num-buffers=1 pattern=solid-color foreground-color=%u ! "
                 "video/x-raw,width=160,height=180 ! c.sink_1",
                 path, 0xff000000u | ROOM_RGB, 0xff000000u | PERSON_RGB);
}

static void start(struct fixture *f)
{
    const struct fc_service_params params = {
        .values = &f->values, .changed = on_changed, .user = f};
    struct fc_error error = {0};

    fc_service_create(&params, &f->service, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void set_up(struct fixture *f, gconstpointer data)
{
    (void)data;
    f->dir = folder_make();
    f->network = testnet_write(f->dir, "net", &testnet_finds_red);
    f->picture = g_build_filename(f->dir, "room.png", NULL);
    write_picture(f->picture);
    f->beach = g_build_filename(f->dir, "beach.png", NULL);
    pipeline_run("videotestsrc num-buffers=1 pattern=solid-color foreground-color=%u ! "
                 "video/x-raw,width=64,height=36 ! pngenc ! filesink location=%s",
                 0xff000000u | BEACH_RGB, f->beach);
    f->logo = g_build_filename(f->dir, "logo.png", NULL);
    pipeline_run("videotestsrc num-buffers=1 pattern=solid-color foreground-color=%u ! "
                 "video/x-raw,width=640,height=720 ! pngenc ! filesink location=%s",
                 0xff000000u | BEACH_RGB, f->logo);
    fc_values_init(&f->values);
    set(f, "loopback", "off");
    set(f, "pipewire", "off");
    set(f, "camera", f->picture);
    set(f, "model", f->network);
    set(f, "width", "160");
    set(f, "height", "90");
    set(f, "background", "color:#0000ff");
}

static void tear_down(struct fixture *f, gconstpointer data)
{
    (void)data;
    fc_service_destroy(&f->service);
    g_free(f->network);
    g_free(f->picture);
    g_free(f->beach);
    g_free(f->logo);
    folder_remove(f->dir);
}

static void open_wish(struct fixture *f, struct previewer *previewer,
                      const struct fc_preview_wish *wish)
{
    struct fc_error error = {0};
    int fd = -1;

    fc_service_open_preview(f->service, wish, &fd, &error);
    g_assert_cmpstr(error.text, ==, "");
    previewer_init(previewer, fd);
}

static void open_preview(struct fixture *f, struct previewer *previewer, int width, int height)
{
    const struct fc_preview_wish wish = {.size = {width, height}};

    open_wish(f, previewer, &wish);
}

static int far_from(uint32_t a, uint32_t b)
{
    int far = 0;

    for (int shift = 0; shift < 24; shift += 8)
        far = MAX(far, ABS((int)(a >> shift & 255) - (int)(b >> shift & 255)));
    return far;
}

/* The room's colour is nowhere in the part that is not person, whatever is shown. */
static void assert_no_room(const struct previewer *previewer, const struct fc_preview_frame *frame)
{
    for (double y = 0.05; y < 1; y += 0.1)
        for (double x = 0.05; x < 1; x += 0.1)
            g_assert_cmpint(far_from(previewer_rgb(previewer, frame, x, y), ROOM_RGB), >, 24);
}

/* Turns the main loop until a picture of that kind comes with that colour on the left. */
static void wait_for_picture(struct previewer *previewer, enum fc_published_kind kind, int left_rgb)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    bool found = false;

    while (!found) {
        struct fc_preview_frame frame;

        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        if (!previewer_take(previewer, &frame)) {
            g_usleep(1000);
            continue;
        }
        assert_no_room(previewer, &frame);
        found = frame.kind == (uint32_t)kind &&
                (left_rgb < 0 ||
                 far_from(previewer_rgb(previewer, &frame, 0.2, 0.5), (uint32_t)left_rgb) < 8);
        if (found && kind == FC_PUBLISHED_COMPOSED)
            g_assert_cmpint(far_from(previewer_rgb(previewer, &frame, 0.8, 0.5), PERSON_RGB), <,
                            12);
        previewer_done(previewer, &frame);
    }
}

static void wait_for_state(struct fixture *f, enum fc_service_state state)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    while (fc_service_status(f->service)->state != state) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(1000);
    }
}

/* The only output is the previews. */
static void wait_for_readers(struct fixture *f, int readers)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    g_assert_cmpint(fc_service_status(f->service)->output_count, ==, 1);
    while (fc_service_status(f->service)->outputs[0].readers != readers) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(1000);
    }
}

static void on_opened(void *user, const struct fc_background_source *source,
                      const struct fc_error *error)
{
    struct opened *opened = user;

    opened->has_come = true;
    if (source)
        opened->source = *source;
    else
        opened->error = *error;
}

/* Opens the values' background, as control does. */
static void open_background(struct fixture *f, const struct fc_values *values,
                            struct opened *opened)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    fc_service_open_background(f->service, values, on_opened, opened, &opened->error);
    g_assert_cmpstr(opened->error.text, ==, "");
    g_assert_false(opened->has_come);
    while (!opened->has_come) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(1000);
    }
}

static void change(struct fixture *f, const char *name, const char *value)
{
    struct opened opened = {0};
    struct fc_error error = {0};

    set(f, name, value);
    if (fc_service_needs_source(f->service, &f->values)) {
        open_background(f, &f->values, &opened);
        g_assert_nonnull(opened.source.frame_at);
    }
    fc_service_set_values(f->service, &f->values, opened.source.frame_at ? &opened.source : NULL,
                          &error);
    g_assert_cmpstr(error.text, ==, "");
}

/* --- tests --- */

static void test_reader_comes_and_goes(struct fixture *f, gconstpointer data)
{
    struct previewer previewer;
    struct fc_service_statistics statistics;

    (void)data;
    start(f);
    g_assert_cmpint(fc_service_status(f->service)->state, ==, FC_SERVICE_WAITING);
    open_preview(f, &previewer, 80, 80);
    g_assert_cmpuint(previewer.hello.width, ==, 80);
    g_assert_cmpuint(previewer.hello.height, ==, 44);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    wait_for_state(f, FC_SERVICE_LIVE);
    g_assert_cmpstr(fc_service_status(f->service)->message, ==, "");
    fc_service_statistics(f->service, &statistics);
    g_assert_cmpuint(statistics.frames, >, 0);
    g_assert_cmpint(statistics.timings.network_ns, >, 0);
    g_assert_cmpint(f->changes, >, 0);
    previewer_finish(&previewer);
    wait_for_state(f, FC_SERVICE_WAITING);
    g_assert_cmpint(fc_service_status(f->service)->outputs[0].readers, ==, 0);
}

static void test_values_change_while_it_runs(struct fixture *f, gconstpointer data)
{
    struct previewer previewer;
    struct opened opened = {0};
    struct fc_error error = {0};
    struct fc_values wrong;

    (void)data;
    start(f);
    open_preview(f, &previewer, 0, 0);
    g_assert_cmpuint(previewer.hello.width, ==, 160);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    change(f, "background", "color:#ff00ff");
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0xff00ff);
    change(f, "background", f->beach);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, BEACH_RGB);
    change(f, "background", "greenscreen");
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x00b140);
    change(f, "background", f->beach);
    change(f, "width", "320"); /* not while it runs */
    g_assert_cmpint(fc_values_int(fc_service_values(f->service), FC_PARAM_WIDTH), ==, 160);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, BEACH_RGB);
    /* half the frame is covered: 640 x 720 of 1280 x 720, and the person stands at the right */
    change(f, "background", "color:#ff00ff");
    change(f, "overlay-place", "top-left");
    change(f, "overlay", f->logo);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, BEACH_RGB);
    change(f, "overlay", "none");
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0xff00ff);
    change(f, "background", f->beach);
    previewer_finish(&previewer);

    /* what cannot be opened is refused, and what was there stays */
    wrong = f->values;
    fc_values_set(&wrong, "overlay", "/nowhere/logo.png", NULL);
    g_assert_cmpint(fc_service_set_values(f->service, &wrong, NULL, &error), <, 0);
    g_assert_nonnull(strstr(error.text, "/nowhere/logo.png"));
    g_assert_cmpstr(fc_values_text(fc_service_values(f->service), FC_PARAM_OVERLAY), ==, "none");
    wrong = f->values;
    fc_values_set(&wrong, "background", "/nowhere/beach.png", NULL);
    open_background(f, &wrong, &opened);
    g_assert_null(opened.source.frame_at);
    g_assert_cmpint(opened.error.code, ==, -ENOENT);
    g_assert_nonnull(strstr(opened.error.text, "/nowhere/beach.png"));
    g_assert_cmpstr(fc_values_text(fc_service_values(f->service), FC_PARAM_BACKGROUND), ==,
                    f->beach);
}

static void test_pause_shows_the_card(struct fixture *f, gconstpointer data)
{
    struct previewer previewer;

    (void)data;
    start(f);
    open_preview(f, &previewer, 0, 0);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    fc_service_set_paused(f->service, true);
    g_assert_cmpint(fc_service_status(f->service)->state, ==, FC_SERVICE_PAUSED);
    wait_for_picture(&previewer, FC_PUBLISHED_CARD, -1);
    fc_service_set_paused(f->service, false);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    previewer_finish(&previewer);
}

/* Nothing is published any more, so who comes later sees the person as they were. */
static void test_pause_can_show_the_last_frame(struct fixture *f, gconstpointer data)
{
    struct previewer previewer, later;
    struct fc_preview_frame frame;

    (void)data;
    set(f, "pause-shows", "last-frame");
    start(f);
    open_preview(f, &previewer, 0, 0);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    wait_for_state(f, FC_SERVICE_LIVE);
    fc_service_set_paused(f->service, true);
    open_preview(f, &later, 0, 0);
    wait_for_picture(&later, FC_PUBLISHED_COMPOSED, 0x0000ff);
    while (previewer_take(&previewer, &frame))
        g_assert_cmpuint(frame.kind, ==, FC_PUBLISHED_COMPOSED);
    previewer_finish(&later);
    previewer_finish(&previewer);
}

static void test_camera_that_is_not_there(struct fixture *f, gconstpointer data)
{
    struct previewer previewer;

    (void)data;
    set(f, "camera", "no such camera");
    start(f);
    open_preview(f, &previewer, 0, 0);
    wait_for_state(f, FC_SERVICE_PROBLEM);
    g_assert_cmpstr(fc_service_status(f->service)->message, !=, "");
    wait_for_picture(&previewer, FC_PUBLISHED_CARD, -1);
    change(f, "camera", f->picture);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, 0x0000ff);
    previewer_finish(&previewer);
}

static void test_background_that_comes_later(struct fixture *f, gconstpointer data)
{
    char *away = g_strconcat(f->beach, ".away", NULL);
    struct previewer previewer;

    (void)data;
    set(f, "background", f->beach);
    g_assert_cmpint(g_rename(f->beach, away), ==, 0);
    start(f);
    open_preview(f, &previewer, 0, 0);
    wait_for_state(f, FC_SERVICE_PROBLEM);
    g_assert_nonnull(strstr(fc_service_status(f->service)->message, "background"));
    g_assert_cmpint(g_rename(away, f->beach), ==, 0);
    wait_for_picture(&previewer, FC_PUBLISHED_COMPOSED, BEACH_RGB);
    previewer_finish(&previewer);
    g_free(away);
}

/* Who holds all pictures, or talks nonsense, is in nobody else's way. */
static void test_bad_clients(struct fixture *f, gconstpointer data)
{
    const struct fc_preview_done nonsense = {.slot = 77};
    struct previewer lazy, mad, good;
    struct fc_preview_frame frame;

    (void)data;
    start(f);
    open_preview(f, &lazy, 64, 64);
    open_preview(f, &mad, 64, 64);
    open_preview(f, &good, 64, 64);
    g_assert_cmpint(write(mad.fd, &nonsense, sizeof(nonsense)), ==, sizeof(nonsense));
    for (int i = 0; i < 10; i++)
        wait_for_picture(&good, FC_PUBLISHED_COMPOSED, 0x0000ff);
    for (unsigned i = 0; i < FC_PREVIEW_SLOTS; i++)
        g_assert_true(previewer_take(&lazy, &frame));
    g_assert_false(previewer_take(&lazy, &frame));
    wait_for_readers(f, 2);
    previewer_finish(&lazy);
    previewer_finish(&mad);
    previewer_finish(&good);
    wait_for_state(f, FC_SERVICE_WAITING);
}

/* Until a picture of the matte has these greys in the room and in the person. */
static void wait_for_matte(struct previewer *previewer, enum fc_published_kind kind, uint32_t room,
                           uint32_t person)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    bool found = false;

    while (!found) {
        struct fc_preview_frame frame;

        g_assert_cmpint(g_get_monotonic_time(), <, end);
        if (!previewer_take(previewer, &frame)) {
            g_main_context_iteration(NULL, FALSE);
            g_usleep(1000);
            continue;
        }
        found = frame.kind == (uint32_t)kind &&
                previewer_rgb(previewer, &frame, 0.2, 0.5) == room &&
                previewer_rgb(previewer, &frame, 0.8, 0.5) == person;
        previewer_done(previewer, &frame);
    }
}

/* White and black, and nothing where nobody is cut out; others see the same as ever. */
static void test_matte_preview(struct fixture *f, gconstpointer data)
{
    const struct fc_preview_wish wish = {.size = {80, 80}, .is_matte = true};
    struct previewer matte, picture;

    (void)data;
    start(f);
    open_preview(f, &picture, 80, 80);
    wait_for_picture(&picture, FC_PUBLISHED_COMPOSED, 0x0000ff);
    open_wish(f, &matte, &wish);
    g_assert_cmpuint(matte.hello.height, ==, 44);
    wait_for_matte(&matte, FC_PUBLISHED_COMPOSED, 0x000000, 0xffffff);
    wait_for_picture(&picture, FC_PUBLISHED_COMPOSED, 0x0000ff);
    fc_service_set_paused(f->service, true);
    wait_for_matte(&matte, FC_PUBLISHED_CARD, 0x000000, 0x000000);
    fc_service_set_paused(f->service, false);
    wait_for_matte(&matte, FC_PUBLISHED_COMPOSED, 0x000000, 0xffffff);
    change(f, "mirror", "true");
    wait_for_matte(&matte, FC_PUBLISHED_COMPOSED, 0xffffff, 0x000000);
    change(f, "background", "none");
    wait_for_matte(&matte, FC_PUBLISHED_ROOM, 0x000000, 0x000000);
    previewer_finish(&matte);
    previewer_finish(&picture);
    wait_for_state(f, FC_SERVICE_WAITING);
}

static void test_too_many_previews(struct fixture *f, gconstpointer data)
{
    const struct fc_preview_wish good = {.size = {64, 64}}, bad = {.size = {-1, 5}};
    struct previewer previewers[9];
    struct fc_error error = {0};
    int count = 0;
    int fd = -1;

    (void)data;
    start(f);
    while (fc_service_open_preview(f->service, &good, &fd, &error) == 0) {
        g_assert_cmpint(count, <, 9);
        previewer_init(&previewers[count++], fd);
    }
    g_assert_cmpint(error.code, ==, -EBUSY);
    g_assert_cmpint(fc_service_open_preview(f->service, &bad, &fd, &error), ==, -EINVAL);
    while (count > 0)
        previewer_finish(&previewers[--count]);
    g_assert_cmpint(fc_service_release_output(f->service, "preview", &error), ==, -EINVAL);
    g_assert_cmpint(fc_service_release_output(f->service, "loopback", &error), ==, -ENOENT);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct fixture *, gconstpointer);
    } cases[] = {
        {"/service/reader", test_reader_comes_and_goes},
        {"/service/values", test_values_change_while_it_runs},
        {"/service/pause/card", test_pause_shows_the_card},
        {"/service/pause/last-frame", test_pause_can_show_the_last_frame},
        {"/service/no-camera", test_camera_that_is_not_there},
        {"/service/background-later", test_background_that_comes_later},
        {"/service/bad-clients", test_bad_clients},
        {"/service/matte-preview", test_matte_preview},
        {"/service/too-many-previews", test_too_many_previews},
    };

    g_test_init(&argc, &argv, NULL);
    gst_init(&argc, &argv);
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* warnings are tested */
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, struct fixture, NULL, set_up, cases[i].run, tear_down);
    return g_test_run();
}
