/* SPDX-License-Identifier: MIT */
/*
 * Backgrounds on a disk that takes its time: a lease of the file holds up whoever opens it, until
 * it is given back.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "bustest.h"

#define OLD_RGB 0x0000ffu
#define NEW_RGB 0xff8000u

/* One call of Set that is under way. */
struct pending {
    gboolean is_answered;
    char *error; /* owned; NULL when it was taken */
};

static void on_answer(GObject *service, GAsyncResult *result, gpointer user)
{
    struct pending *pending = user;
    GError *error = NULL;

    if (!fc_bus_fakecam_call_set_finish(FC_BUS_FAKECAM(service), result, &error))
        pending->error = g_strdup(error->message);
    g_clear_error(&error);
    pending->is_answered = TRUE;
}

static void begin_set(struct bustest *f, const char *background, gboolean mirror,
                      struct pending *pending)
{
    GVariantDict values;

    *pending = (struct pending){0};
    g_variant_dict_init(&values, NULL);
    g_variant_dict_insert(&values, "background", "s", background);
    g_variant_dict_insert(&values, "mirror", "b", mirror);
    fc_bus_fakecam_call_set(f->service, g_variant_dict_end(&values), NULL, on_answer, pending);
}

static void wait_for_answer(struct pending *pending)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    while (!pending->is_answered)
        bustest_step("an answer", end);
}

static void expect_answer(struct pending *pending, const char *error)
{
    wait_for_answer(pending);
    if (error) {
        g_assert_nonnull(pending->error);
        g_assert_nonnull(strstr(pending->error, error));
    } else {
        g_assert_cmpstr(pending->error, ==, NULL);
    }
    g_clear_pointer(&pending->error, g_free);
}

/* The descriptor that has the lease, or -1 where the file system knows no leases. */
static int hold(const char *path)
{
    const int fd = open(path, O_RDWR | O_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    if (fcntl(fd, F_SETLEASE, F_WRLCK) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Whether somebody waits in open(). */
static gboolean is_wanted(int fd)
{
    return fcntl(fd, F_GETLEASE) != F_WRLCK;
}

static void wait_until_wanted(int fd)
{
    const gint64 end = g_get_monotonic_time() + BUSTEST_PATIENCE_US;

    while (!is_wanted(fd))
        bustest_step("the file is opened", end);
}

static char *write_picture(struct bustest *f, const char *name)
{
    struct clitest_picture picture = clitest_filled(160, 90, NEW_RGB);

    return clitest_write_png(&f->cli, name, &picture, CLITEST_RGB);
}

static GVariant *ask_for(struct bustest *f, const char *name)
{
    GVariant *values = bustest_ask_values(f);
    GVariant *value = g_variant_lookup_value(values, name, NULL);

    g_variant_unref(values);
    return value;
}

static void expect_background(struct bustest *f, const char *wanted)
{
    GVariant *background = ask_for(f, "background");

    g_assert_cmpstr(g_variant_get_string(background, NULL), ==, wanted);
    g_variant_unref(background);
}

static void expect_mirror(struct bustest *f, gboolean wanted)
{
    GVariant *mirror = ask_for(f, "mirror");

    g_assert_cmpint(g_variant_get_boolean(mirror), ==, wanted);
    g_variant_unref(mirror);
}

/* A file on the slow disk, and who wants it. */
struct slow {
    char *path;
    int fd; /* of the lease, until it is given back */
    struct pending pending;
};

static gboolean hold_slow(struct slow *slow, char *path)
{
    *slow = (struct slow){.path = path, .fd = hold(path)};
    if (slow->fd < 0)
        g_test_skip("no leases on this file system");
    return slow->fd >= 0;
}

/* A service that shows another background meanwhile; FALSE: the test is skipped. */
static gboolean start_beside(struct bustest *f, struct slow *slow, char *path)
{
    if (!hold_slow(slow, path))
        return FALSE;
    bustest_start(f);
    bustest_expect_set(f, "background", g_variant_new_string("color:#0000ff"));
    return TRUE;
}

/* The same, and somebody asks for the file and a mirrored picture. */
static gboolean start_slow_set(struct bustest *f, struct slow *slow, char *path)
{
    if (!start_beside(f, slow, path))
        return FALSE;
    begin_set(f, path, TRUE, &slow->pending);
    wait_until_wanted(slow->fd);
    return TRUE;
}

/* Everything goes on meanwhile; then all that was asked for counts, but what is newer. */
static void test_slow(struct bustest *f, gconstpointer data)
{
    struct previewer previewer;
    struct slow slow;

    (void)data;
    if (!start_slow_set(f, &slow, write_picture(f, "slow.png")))
        return;
    bustest_open_preview(f, &previewer);
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(33));
    g_assert_cmpint(bustest_ask_strength(f), ==, 33);
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), OLD_RGB));
    expect_background(f, "color");
    expect_mirror(f, FALSE);
    g_assert_false(slow.pending.is_answered);
    close(slow.fd);
    expect_answer(&slow.pending, NULL);
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), NEW_RGB));
    expect_background(f, slow.path);
    expect_mirror(f, TRUE);
    g_assert_cmpint(bustest_ask_strength(f), ==, 33);
    previewer_finish(&previewer);
    bustest_stop(f);
}

/* A value that was set meanwhile is newer than the wish's own. */
static void test_newer_value(struct bustest *f, gconstpointer data)
{
    struct slow slow;

    (void)data;
    if (!start_slow_set(f, &slow, write_picture(f, "slow.png")))
        return;
    bustest_expect_set(f, "mirror", g_variant_new_boolean(FALSE));
    close(slow.fd);
    expect_answer(&slow.pending, NULL);
    expect_background(f, slow.path);
    expect_mirror(f, FALSE);
    bustest_stop(f);
}

/* Of two backgrounds the one that was asked for last. */
static void test_newer_background(struct bustest *f, gconstpointer data)
{
    char *other = write_picture(f, "other.png");
    struct slow slow;

    (void)data;
    if (!start_slow_set(f, &slow, write_picture(f, "slow.png")))
        return;
    bustest_expect_set(f, "background", g_variant_new_string(other));
    expect_answer(&slow.pending, "Superseded");
    expect_background(f, other);
    begin_set(f, slow.path, TRUE, &slow.pending);
    bustest_expect_set(f, "background", g_variant_new_string("greenscreen"));
    expect_answer(&slow.pending, "Superseded");
    close(slow.fd);
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(1));
    expect_background(f, "greenscreen");
    expect_mirror(f, FALSE);
    bustest_stop(f);
}

/* That it is no picture is found on the other thread, and told to who asked. */
static void test_no_picture(struct bustest *f, gconstpointer data)
{
    struct slow slow;

    (void)data;
    if (!start_slow_set(f, &slow, clitest_write(&f->cli, "text.png", "no picture", 10)))
        return;
    close(slow.fd);
    expect_answer(&slow.pending, "text.png");
    expect_background(f, "color");
    expect_mirror(f, FALSE);
    clitest_run(&f->cli, "set", "background", slow.path, NULL);
    clitest_expect_error(&f->cli, 1, "text.png", NULL);
    bustest_stop(f);
}

/* As an editor saves. */
static void write_settings(struct bustest *f, const char *background, int strength)
{
    char *text =
        g_strdup_printf("[fakecam]\nbackground=%s\nbackground-color=#0000ff\nblur-strength=%d\n",
                        background, strength);

    g_assert_true(g_file_set_contents(f->settings, text, -1, NULL));
    g_free(text);
}

/* A line of the file holds up no other line, nor what is set over the bus. */
static void test_slow_line(struct bustest *f, gconstpointer data)
{
    struct previewer previewer;
    struct slow slow;

    (void)data;
    if (!start_beside(f, &slow, write_picture(f, "slow.png")))
        return;
    bustest_open_preview(f, &previewer);
    bustest_wait_file(f, "background=color\n");
    write_settings(f, slow.path, 44);
    wait_until_wanted(slow.fd);
    bustest_wait_strength(f, 44);
    bustest_expect_set(f, "blur-strength", g_variant_new_int32(45));
    bustest_wait_file(f, "blur-strength=45\n");
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), OLD_RGB));
    close(slow.fd);
    for (int i = 0; i < 100; i++)
        if (bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), NEW_RGB))
            break;
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), NEW_RGB));
    g_assert_cmpint(bustest_ask_strength(f), ==, 45);
    previewer_finish(&previewer);
    bustest_stop(f);
}

/* Status and settings are there although the picture of the start is not. */
static void test_slow_start(struct bustest *f, gconstpointer data)
{
    char *path = write_picture(f, "slow.png");
    char *text = g_strdup_printf("[fakecam]\nbackground=%s\n", path);
    struct previewer previewer;
    struct slow slow;

    (void)data;
    g_assert_cmpint(g_mkdir_with_parents(clitest_path(&f->cli, "config/fakecam"), 0700), ==, 0);
    clitest_write(&f->cli, "config/fakecam/settings.ini", text, strlen(text));
    g_free(text);
    if (!hold_slow(&slow, path))
        return;
    bustest_start(f);
    wait_until_wanted(slow.fd);
    bustest_open_preview(f, &previewer);
    bustest_wait_state(f, "problem");
    expect_background(f, path);
    close(slow.fd);
    g_assert_true(bustest_is_near(bustest_next_corner(&previewer, fc_clock_now_ns()), NEW_RGB));
    bustest_wait_state(f, "live");
    previewer_finish(&previewer);
    bustest_stop(f);
}

int main(int argc, char **argv)
{
    static const struct bustest_case cases[] = {
        {"/bus/backgrounds/slow", test_slow},
        {"/bus/backgrounds/newer-value", test_newer_value},
        {"/bus/backgrounds/newer-background", test_newer_background},
        {"/bus/backgrounds/no-picture", test_no_picture},
        {"/bus/backgrounds/slow-line", test_slow_line},
        {"/bus/backgrounds/slow-start", test_slow_start},
    };

    signal(SIGIO, SIG_IGN); /* somebody wants to open what is leased */
    return bustest_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
