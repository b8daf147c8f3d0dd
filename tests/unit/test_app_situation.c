/* SPDX-License-Identifier: MIT */
/* What the app says and remembers, without a window. */
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/sentences.h"
#include "app/situation.h"
#include "app/store.h"

static struct fc_app_situation there(enum fc_app_state state)
{
    struct fc_app_situation situation;

    fc_app_situation_init(&situation);
    situation.presence = FC_APP_THERE;
    situation.state = state;
    situation.outputs = 1;
    return situation;
}

static void expect(const struct fc_app_situation *situation, const char *title, const char *detail,
                   enum fc_app_tone tone, enum fc_app_remedy remedy)
{
    struct fc_app_saying saying = fc_app_say(situation);

    g_assert_cmpstr(saying.title, ==, title);
    g_assert_nonnull(strstr(saying.detail, detail));
    g_assert_cmpint(saying.tone, ==, tone);
    g_assert_cmpint(saying.remedy, ==, remedy);
    g_assert_true((saying.button != NULL) == (remedy != FC_APP_NO_REMEDY));
    g_assert_nonnull(saying.icon);
    fc_app_saying_finish(&saying);
    g_assert_null(saying.detail);
}

static void expect_sentence(const char *text)
{
    char *said = fc_app_sentence(text);

    g_assert_cmpstr(said, ==, text);
    g_free(said);
}

/* In English every one comes back as it was, whatever it names and whether it is known or not; that
 * known ones are translated is seen in the window (tests/app). */
static void test_sentences(void)
{
    static const char *const texts[] = {
        "No camera is plugged in.",
        "The camera /dev/video0 is not plugged in.",
        "The camera HD: fails: x fails: %s, %d: no such device.",
        "The camera  is not plugged in.",
        "The camera is in use by zoom, firefox.",
        "Nobody knows this sentence.",
        "",
        "The camera",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        expect_sentence(texts[i]);
}

/* What is wrong and what to do stay together as they came. */
static void test_complaints(void)
{
    static const char *const texts[] = {
        "there is no v4l2loopback device; load its module: sudo modprobe v4l2loopback",
        ("cannot read /a; b: it is a folder\nyou must be allowed to read it, and to enter its "
         "folder"),
        "cannot read /a/b.png: there is no such file",
        "Nobody knows this; nor that",
        "; ",
        "",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *said = fc_app_complaint(texts[i]);

        g_assert_cmpstr(said, ==, texts[i]);
        g_free(said);
    }
}

/* A language may name things in another order; and whatever words hold, nothing but text comes. */
static void test_places(void)
{
    static const struct {
        const char *words;
        const char *said;
    } cases[] = {
        {"%s and %s", "one and 2"},
        {"%s and %d", "one and 2"},
        {"%2$s and %1$s", "2 and one"},
        {"%2$d, %1$s", "2, one"},
        {"%s, %s, %s.", "one, 2, ."},
        {"%3$s%0$s%9999999999$s", "%0$s%9999999999$s"},
        {"100 % of %s", "100 % of one"},
        {"%n%x%", "%n%x%"},
        {"", ""},
    };
    static const char *const places[] = {"one", "2", NULL};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *said = fc_app_sentence_of(cases[i].words, places);

        g_assert_cmpstr(said, ==, cases[i].said);
        g_free(said);
    }
}

static void test_words(void)
{
    g_assert_cmpint(fc_app_state_of("waiting"), ==, FC_APP_WAITING);
    g_assert_cmpint(fc_app_state_of("paused"), ==, FC_APP_PAUSED);
    g_assert_cmpint(fc_app_state_of("starting"), ==, FC_APP_CAMERA_STARTS);
    g_assert_cmpint(fc_app_state_of("live"), ==, FC_APP_LIVE);
    g_assert_cmpint(fc_app_state_of("problem"), ==, FC_APP_PROBLEM);
    g_assert_cmpint(fc_app_state_of("of another version"), ==, FC_APP_STATE_UNSET);
    g_assert_cmpint(fc_app_state_of(NULL), ==, FC_APP_STATE_UNSET);
}

static void test_absent(void)
{
    struct fc_app_situation situation;

    fc_app_situation_init(&situation);
    situation.presence = FC_APP_STARTING;
    expect(&situation, "Starting Fakecam…", "", FC_APP_CALM, FC_APP_NO_REMEDY);
    situation.presence = FC_APP_GONE;
    expect(&situation, "Fakecam Is Not Running", "no camera", FC_APP_ERROR, FC_APP_START);
    situation.why_gone = "disk full";
    expect(&situation, "Fakecam Is Not Running", "disk full", FC_APP_ERROR, FC_APP_START);
}

static void test_watched(void)
{
    struct fc_app_situation situation = there(FC_APP_LIVE);

    expect(&situation, "Ready", "choose “Fakecam”", FC_APP_CALM, FC_APP_NO_REMEDY);
    situation.camera = "HD Webcam";
    expect(&situation, "Ready", "HD Webcam", FC_APP_CALM, FC_APP_NO_REMEDY);
    situation.camera = "demo:";
    expect(&situation, "Ready", "Demo person", FC_APP_CALM, FC_APP_NO_REMEDY);
    situation.watchers = 1;
    expect(&situation, "On Air", "1 program is", FC_APP_ON_AIR, FC_APP_NO_REMEDY);
    situation.watchers = 3;
    expect(&situation, "On Air", "3 programs are", FC_APP_ON_AIR, FC_APP_NO_REMEDY);
    situation.watchers = 0;
    situation.may_watch = TRUE;
    expect(&situation, "On Air", "may be", FC_APP_ON_AIR, FC_APP_NO_REMEDY);
    situation.state = FC_APP_CAMERA_STARTS;
    expect(&situation, "Switching the Camera On…", "may be", FC_APP_ON_AIR, FC_APP_NO_REMEDY);
}

/* What is wrong goes before what is well, and a pause before all. */
static void test_order(void)
{
    struct fc_app_situation situation = there(FC_APP_LIVE);

    situation.watchers = 1;
    situation.room_shows = TRUE;
    expect(&situation, "Your Room Shows", "1 program", FC_APP_WARNING, FC_APP_HIDE);
    situation.watchers = 0;
    expect(&situation, "Your Room Shows", "No background", FC_APP_WARNING, FC_APP_HIDE);
    situation.outputs = 0;
    expect(&situation, "Not Connected", "No program", FC_APP_WARNING, FC_APP_CHECK);
    situation.state = FC_APP_PROBLEM;
    expect(&situation, "The Camera Does Not Work", "card", FC_APP_ERROR, FC_APP_CHECK);
    situation.message = "The camera is used by another program.";
    expect(&situation, "The Camera Does Not Work", "another program", FC_APP_ERROR, FC_APP_CHECK);
    situation.state = FC_APP_PAUSED;
    expect(&situation, "Paused", "Nobody will", FC_APP_WARNING, FC_APP_RESUME);
    situation.watchers = 2;
    expect(&situation, "Paused", "Others do not", FC_APP_WARNING, FC_APP_RESUME);
}

/* --- what is remembered --- */

static void test_store(void)
{
    static const char *const list[] = {"/a;b.png", "/ü.mp4", NULL};
    char *folder = g_dir_make_tmp("fakecam-app-XXXXXX", NULL);
    char *path = g_build_filename(folder, "below", "app.ini", NULL);
    char *below = g_path_get_dirname(path);
    struct fc_app_store *store = fc_app_store_open(path);
    char **back;
    char *text;

    g_assert_cmpint(fc_app_store_int(store, "window", "width", 7), ==, 7);
    g_assert_false(fc_app_store_bool(store, "window", "maximized"));
    back = fc_app_store_list(store, "backgrounds", "own");
    g_assert_cmpuint(g_strv_length(back), ==, 0);
    g_strfreev(back);
    fc_app_store_set_int(store, "window", "width", 360);
    fc_app_store_set_bool(store, "window", "maximized", TRUE);
    fc_app_store_set_text(store, "window", "page", "adjust");
    fc_app_store_set_list(store, "backgrounds", "own", list);
    fc_app_store_close(&store);
    g_assert_null(store);

    store = fc_app_store_open(path);
    g_assert_cmpint(fc_app_store_int(store, "window", "width", 7), ==, 360);
    g_assert_true(fc_app_store_bool(store, "window", "maximized"));
    text = fc_app_store_text(store, "window", "page");
    g_assert_cmpstr(text, ==, "adjust");
    g_free(text);
    back = fc_app_store_list(store, "backgrounds", "own");
    g_assert_true(g_strv_equal((const char *const *)back, list));
    g_strfreev(back);
    fc_app_store_close(&store);
    g_remove(path);
    g_rmdir(below);
    g_rmdir(folder);
    g_free(below);
    g_free(path);
    g_free(folder);
}

static void test_store_of_rubbish(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("fakecam-app-XXXXXX", &path, NULL);
    struct fc_app_store *store;

    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, "no keyfile\n[window]\nwidth=wide\n", -1, NULL));
    store = fc_app_store_open(path);
    g_assert_cmpint(fc_app_store_int(store, "window", "width", 7), ==, 7);
    fc_app_store_close(&store);
    g_remove(path);
    g_free(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app/words", test_words);
    g_test_add_func("/app/sentences", test_sentences);
    g_test_add_func("/app/complaints", test_complaints);
    g_test_add_func("/app/places", test_places);
    g_test_add_func("/app/absent", test_absent);
    g_test_add_func("/app/watched", test_watched);
    g_test_add_func("/app/order", test_order);
    g_test_add_func("/app/store", test_store);
    g_test_add_func("/app/store-of-rubbish", test_store_of_rubbish);
    return g_test_run();
}
