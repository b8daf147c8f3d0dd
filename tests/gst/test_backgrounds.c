/* SPDX-License-Identifier: MIT */
/*
 * Pictures and films as backgrounds: opened beside the stream, the card until they are there, and
 * never the room.
 */
#include "gsttest.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#include "media/sink.h"
#include "media_helpers.h"

#define SHOWN_WAIT_MS 10000

/* Writes grey frames of these values, a tenth of a second each; one is a picture. */
static char *write_media(struct gsttest *t, const char *name, const uint8_t *lumas, int count)
{
    const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED};
    char *path = g_build_filename(t->folder, name, NULL);
    const struct fc_sink_params params = {.path = path,
                                          .content = FC_SINK_FRAMES,
                                          .is_still = count == 1,
                                          .size = {64, 36},
                                          .colour = colour,
                                          .rate_num = 10,
                                          .rate_den = 1};
    struct fc_sink *sink = NULL;
    struct fc_error error = {0};

    fc_sink_open(&params, &sink, &error);
    g_assert_cmpstr(error.text, ==, "");
    for (int i = 0; i < count; i++) {
        const int64_t time_ns = i * INT64_C(100000000);
        struct fc_frame *frame = frame_plain(params.size, colour, time_ns, lumas[i]);

        g_assert_cmpint(sink_give(sink, frame, NULL), ==, 0);
    }
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    return path;
}

/* Free with g_free(). */
static char *write_picture(struct gsttest *t, const char *name, uint8_t luma)
{
    return write_media(t, name, &luma, 1);
}

/* Y of the top left pixel: away from the person. */
static int corner(struct gsttest *t, GstBuffer *buffer)
{
    GstVideoFrame frame;
    int luma;

    g_assert_true(gst_video_frame_map(&frame, &t->info, buffer, GST_MAP_READ));
    luma = *(guint8 *)GST_VIDEO_FRAME_PLANE_DATA(&frame, 0);
    gst_video_frame_unmap(&frame);
    return luma;
}

/* Runs one picture and says what is in its corner. */
static int run_one(struct gsttest *t, int number)
{
    GstBuffer *in = gsttest_picture(t, number);
    GstBuffer *out = gsttest_run(t, in);
    const int luma = corner(t, out);

    gsttest_assert_no_room(t, in, out, number);
    gst_buffer_unref(in);
    gst_buffer_unref(out);
    return luma;
}

static gboolean is_near(int luma, int wanted)
{
    return ABS(luma - wanted) <= 4;
}

/* Runs pictures until the corner is that; in between there are cards, and nothing else. */
static void run_until(struct gsttest *t, int wanted)
{
    const gint64 end = g_get_monotonic_time() + SHOWN_WAIT_MS * 1000;

    for (;;) {
        GstBuffer *in = gsttest_picture(t, 1);
        GstBuffer *out = gsttest_run(t, in);
        const gboolean shown = is_near(corner(t, out), wanted);

        gsttest_assert_no_room(t, in, out, 1);
        g_assert_true(shown || gsttest_is_card(t, out, "One moment"));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
        if (shown)
            return;
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(1000);
    }
}

/* Live: the stream goes on with the card until the picture is open. */
static void test_live(void)
{
    struct gsttest t = {0};
    char *grey;
    char *white;

    gsttest_init(&t, TRUE);
    grey = write_picture(&t, "grey.png", 100);
    white = write_picture(&t, "white.png", 220);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_set(t.element, "background", grey, NULL);
    run_until(&t, 100);
    gsttest_set(t.element, "background", white, NULL);
    run_until(&t, 220);
    g_assert_true(is_near(run_one(&t, 2), 220));
    gsttest_set(t.element, "background", "greenscreen", NULL);
    gsttest_expect_frame(&t, 3);
    gsttest_set(t.element, "background", grey, NULL);
    run_until(&t, 100);
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    g_free(grey);
    g_free(white);
    gsttest_finish(&t);
}

/* Not live: the first frame has it already, and so has the one behind a change. */
static void test_not_live(void)
{
    struct gsttest t = {0};
    char *grey;
    char *white;

    gsttest_init(&t, FALSE);
    grey = write_picture(&t, "grey.png", 100);
    white = write_picture(&t, "white.png", 220);
    gsttest_set(t.element, "background", grey, NULL);
    gsttest_caps(&t, &gsttest_i420);
    for (int i = 0; i < 10; i++) {
        gsttest_set(t.element, "background", i % 2 ? white : grey, NULL);
        g_assert_true(is_near(run_one(&t, i), i % 2 ? 220 : 100));
    }
    gsttest_caps(&t, &(struct gsttest_format){"NV12", {640, 360}, NULL});
    g_assert_true(is_near(run_one(&t, 10), 220));
    g_free(grey);
    g_free(white);
    gsttest_finish(&t);
}

/* A flood of changes while frames flow: cards, either picture, nothing else. */
static void test_flood(void)
{
    struct gsttest t = {0};
    char *paths[2];

    gsttest_init(&t, TRUE);
    paths[0] = write_picture(&t, "grey.png", 100);
    paths[1] = write_picture(&t, "white.png", 220);
    gsttest_caps(&t, &gsttest_i420);
    for (int i = 0; i < 100; i++) {
        gsttest_set(t.element, "background", paths[i % 2], NULL);
        if (i % 5 == 0)
            run_one(&t, i);
    }
    run_until(&t, 220);
    g_free(paths[0]);
    g_free(paths[1]);
    gsttest_finish(&t);
}

/* The card says why, the bus hears it once, and it ends by itself when the file is there. */
static void test_unreadable(void)
{
    struct gsttest t = {0};
    char *path;
    char *text;
    char *words;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    path = g_build_filename(t.folder, "later.png", NULL);
    words = g_strdup_printf("the background: cannot read %s: No such file or directory", path);
    gsttest_set(t.element, "background", path, NULL);
    text = gsttest_await_warning(&t);
    g_assert_cmpstr(text, ==, words);
    for (int i = 0; i < 10; i++) {
        GstBuffer *in = gsttest_picture(&t, i);
        GstBuffer *out = gsttest_run(&t, in);

        g_assert_true(gsttest_is_card(&t, out, words));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    g_free(write_picture(&t, "later.png", 180));
    for (int i = 0; i < 100 && !is_near(run_one(&t, 1), 180); i++)
        g_usleep(100 * 1000);
    g_assert_true(is_near(run_one(&t, 2), 180));
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    g_free(words);
    g_free(text);
    g_free(path);
    gsttest_finish(&t);
}

/* Not live, a film shows the same picture for the same place of the stream, also after a seek. */
static void test_film(void)
{
    static const uint8_t film[] = {70, 120, 170, 220};
    static const int numbers[] = {0, 4, 7, 10, 4, 0, 7};
    static const int lumas[] = {70, 120, 170, 220, 120, 70, 170};
    struct gsttest t = {0};
    char *path;

    gsttest_init(&t, FALSE);
    path = write_media(&t, "film.mkv", film, G_N_ELEMENTS(film));
    gsttest_set(t.element, "background", path, NULL);
    gsttest_caps(&t, &gsttest_i420);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_assert_cmpint(ABS(run_one(&t, numbers[i]) - lumas[i]), <=, 4);
    g_free(path);
    gsttest_finish(&t);
}

/* A server that takes the call and says nothing. */
static int listen_and_be_silent(guint16 *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
    g_assert_cmpint(listen(fd, 8), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &size), ==, 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static gboolean has_thread(const char *wanted)
{
    GDir *tasks = g_dir_open("/proc/self/task", 0, NULL);
    gboolean found = FALSE;
    const char *task;

    while (!found && (task = g_dir_read_name(tasks))) {
        char *path = g_build_filename("/proc/self/task", task, "comm", NULL);
        char *name = NULL;

        found = g_file_get_contents(path, &name, NULL, NULL) && g_str_has_prefix(name, wanted);
        g_free(name);
        g_free(path);
    }
    g_dir_close(tasks);
    return found;
}

/* Hangs up. Whoever still waited for an answer gets none, and ends, though the element is gone. */
static void hang_up(int fd)
{
    close(fd);
    for (int i = 0; i < 6000 && has_thread("fc-opener"); i++)
        g_usleep(10 * 1000);
    g_assert_false(has_thread("fc-opener"));
}

/* Live, what takes long to open is the card at once, and so is not the picture of before. */
static void test_slow(void)
{
    struct gsttest t = {0};
    guint16 port;
    const int fd = listen_and_be_silent(&port);
    char *uri = g_strdup_printf("rtsp://127.0.0.1:%d/a", port);
    char *grey;

    gsttest_init(&t, TRUE);
    grey = write_picture(&t, "grey.png", 100);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_set(t.element, "background", grey, NULL);
    run_until(&t, 100);
    gsttest_set(t.element, "background", uri, NULL);
    for (int i = 0; i < 5; i++) {
        GstBuffer *in = gsttest_picture(&t, i);
        GstBuffer *out = gsttest_run(&t, in);

        g_assert_true(gsttest_is_card(&t, out, "One moment"));
        gst_buffer_unref(in);
        gst_buffer_unref(out);
    }
    gsttest_set(t.element, "background", "greenscreen", NULL);
    gsttest_expect_frame(&t, 5);
    gsttest_set(t.element, "background", grey, NULL);
    run_until(&t, 100); /* though somebody is still waiting for the server */
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    g_free(grey);
    g_free(uri);
    gsttest_finish(&t);
    hang_up(fd);
}

static gpointer push_one(gpointer user)
{
    struct gsttest *t = user;
    GstBuffer *in = gsttest_picture(t, 0);
    GstFlowReturn flow = gst_harness_push(t->harness, in);

    return GINT_TO_POINTER(flow + 1000);
}

/* A frame that waits for a background lets go for a flush and for the end, and the end comes soon. */
static void test_silent_server(void)
{
    struct gsttest t = {0};
    GThread *thread;
    guint16 port;
    const int fd = listen_and_be_silent(&port);
    char *uri = g_strdup_printf("rtsp://127.0.0.1:%d/a", port);
    gint64 begin;

    gsttest_init(&t, FALSE);
    gsttest_set(t.element, "background", uri, NULL);
    gsttest_caps(&t, &gsttest_i420);
    thread = g_thread_new("push", push_one, &t);
    g_usleep(300 * 1000);
    g_assert_cmpuint(gst_harness_buffers_received(t.harness), ==, 0);
    begin = g_get_monotonic_time();
    gst_harness_push_event(t.harness, gst_event_new_flush_start());
    g_thread_join(thread);
    gst_harness_push_event(t.harness, gst_event_new_flush_stop(TRUE));
    gst_element_set_state(t.element, GST_STATE_NULL);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_TIME_SPAN_SECOND);
    g_free(uri);
    gsttest_finish(&t);
    hang_up(fd);
}

int main(int argc, char **argv)
{
    gsttest_main(&argc, &argv);
    g_test_add_func("/gst/backgrounds/live", test_live);
    g_test_add_func("/gst/backgrounds/not-live", test_not_live);
    g_test_add_func("/gst/backgrounds/flood", test_flood);
    g_test_add_func("/gst/backgrounds/unreadable", test_unreadable);
    g_test_add_func("/gst/backgrounds/film", test_film);
    g_test_add_func("/gst/backgrounds/slow", test_slow);
    g_test_add_func("/gst/backgrounds/silent-server", test_silent_server);
    return g_test_run();
}
