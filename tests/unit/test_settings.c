/* SPDX-License-Identifier: MIT */
/* settings.ini: read, followed, written whole or not at all. */
#include "service/settings/settings.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* Nothing is as slow as this; a test that waits so long has failed. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)

struct fixture {
    char *dir;
    char *path;
    struct fc_settings *settings;
    int changes;
    int worst_strength; /* the lowest blur-strength that was ever told */
};

static void on_changed(void *user)
{
    struct fixture *f = user;

    f->changes++;
    f->worst_strength = MIN(f->worst_strength,
                            fc_values_int(fc_settings_values(f->settings), FC_PARAM_BLUR_STRENGTH));
}

static void set_up(struct fixture *f, gconstpointer data)
{
    (void)data;
    f->dir = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    f->path = g_build_filename(f->dir, "settings.ini", NULL);
    f->worst_strength = 1000;
}

static void remove_folder(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        char *file = g_build_filename(path, name, NULL);

        g_remove(file);
        g_free(file);
    }
    if (dir)
        g_dir_close(dir);
    g_assert_cmpint(g_rmdir(path), ==, 0);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
    (void)data;
    fc_settings_close(&f->settings);
    remove_folder(f->dir);
    g_free(f->path);
    g_free(f->dir);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    g_assert_nonnull(file);
    g_assert_cmpint(fputs(text, file), >=, 0);
    g_assert_cmpint(fclose(file), ==, 0);
}

static char *read_text(const char *path)
{
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void assert_text(const char *path, const char *expected)
{
    char *text = read_text(path);

    g_assert_cmpstr(text, ==, expected);
    g_free(text);
}

/* Without empty lines: where these go differs between versions of GKeyFile. */
static void assert_lines(const char *path, const char *expected)
{
    char *text = read_text(path);
    char **lines = g_strsplit(text, "\n", -1);
    GString *full = g_string_new(NULL);

    for (int i = 0; lines[i]; i++)
        if (lines[i][0])
            g_string_append_printf(full, "%s\n", lines[i]);
    g_assert_cmpstr(full->str, ==, expected);
    g_string_free(full, TRUE);
    g_strfreev(lines);
    g_free(text);
}

static void open_with(struct fixture *f, bool watch, const struct fc_setting *given, int count)
{
    const struct fc_settings_params params = {
        .path = f->path,
        .given = given,
        .given_count = count,
        .watch = watch,
        .changed = on_changed,
        .user = f,
    };
    struct fc_error error = {0};

    fc_settings_open(&params, &f->settings, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void open_settings(struct fixture *f, const char *text)
{
    if (text)
        write_text(f->path, text);
    open_with(f, true, NULL, 0);
}

static int strength(const struct fixture *f)
{
    return fc_values_int(fc_settings_values(f->settings), FC_PARAM_BLUR_STRENGTH);
}

static void set_one(struct fixture *f, const char *name, const char *text)
{
    const struct fc_setting setting = {name, text};
    struct fc_error error = {0};

    fc_settings_set(f->settings, &setting, 1, &error);
    g_assert_cmpstr(error.text, ==, "");
}

static void wait_for_strength(struct fixture *f, int wanted)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;

    while (strength(f) != wanted) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(500);
    }
}

/* Until the file has that in it. */
static void wait_for_file(const struct fixture *f, const char *part)
{
    const gint64 end = g_get_monotonic_time() + PATIENCE_US;
    bool found = false;

    while (!found) {
        char *text = NULL;

        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(500);
        if (g_file_get_contents(f->path, &text, NULL, NULL))
            found = strstr(text, part) != NULL;
        g_free(text);
    }
}

static const char *only_complaint(const struct fixture *f, const char *name)
{
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 1);
    g_assert_cmpstr(fc_settings_complaint(f->settings, 0)->name, ==, name);
    return fc_settings_complaint(f->settings, 0)->text;
}

/* --- reading --- */

static void test_no_file(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, NULL);
    g_assert_cmpint(strength(f), ==, 50);
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 0);
    fc_settings_close(&f->settings);
    g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
}

static void test_wrong_lines(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, "[fakecam]\nblur-strength=900\nmirror=true\n");
    g_assert_cmpint(strength(f), ==, 50);
    g_assert_true(fc_values_bool(fc_settings_values(f->settings), FC_PARAM_MIRROR));
    g_assert_nonnull(strstr(only_complaint(f, "blur-strength"), "0 to 100"));
    write_text(f->path, "[fakecam]\nblur-strength=30\nstrenght=3\n");
    wait_for_strength(f, 30);
    g_assert_nonnull(strstr(only_complaint(f, "strenght"), "no such parameter"));
    /* what is wrong leaves the value as it was; a line that is gone is the default */
    write_text(f->path, "[fakecam]\nblur-strength=many\nmirror=perhaps\neffect=hologram\n");
    while (fc_settings_complaint_count(f->settings) != 2)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(strength(f), ==, 30);
    write_text(f->path, "[fakecam]\n");
    wait_for_strength(f, 50);
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 0);
}

static void test_shorthand(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, "[fakecam]\nbackground=blur:20\n");
    g_assert_cmpint(strength(f), ==, 20);
    g_assert_cmpint(fc_values_background_kind(fc_settings_values(f->settings)), ==,
                    FC_BACKGROUND_BLUR);
}

static void test_not_a_settings_file(struct fixture *f, gconstpointer data)
{
    static const char garbage[] = "blur-strength is 70\n";

    (void)data;
    open_settings(f, garbage);
    g_assert_nonnull(strstr(only_complaint(f, ""), "blur-strength is 70"));
    set_one(f, "mirror", "true");
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, -EBADMSG);
    assert_text(f->path, garbage);
    write_text(f->path, "[fakecam]\nblur-strength=70\n");
    wait_for_strength(f, 70);
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    assert_text(f->path, "[fakecam]\nblur-strength=70\nmirror=true\n");
}

static void test_not_a_plain_file(struct fixture *f, gconstpointer data)
{
    (void)data;
    g_assert_cmpint(mkfifo(f->path, 0600), ==, 0);
    open_settings(f, NULL);
    only_complaint(f, "");
    g_assert_cmpint(strength(f), ==, 50);
}

static void test_too_large(struct fixture *f, gconstpointer data)
{
    char *text = g_strnfill((2 << 20), '#');

    (void)data;
    open_settings(f, text);
    only_complaint(f, "");
    g_free(text);
}

/* --- following --- */

static void test_editor_renames(struct fixture *f, gconstpointer data)
{
    char *aside = g_strconcat(f->path, "~new", NULL);

    (void)data;
    open_settings(f, "[fakecam]\nblur-strength=80\n");
    for (int i = 81; i < 90; i++) {
        char *text = g_strdup_printf("# mine\n[fakecam]\nblur-strength=%d\n", i);

        write_text(aside, text);
        g_assert_cmpint(g_rename(aside, f->path), ==, 0);
        wait_for_strength(f, i);
        g_free(text);
    }
    g_assert_cmpint(f->worst_strength, >=, 80);
    g_free(aside);
}

/* The old file goes away first, as with vi; the defaults are not seen in between. */
static void test_editor_moves_the_old_one_away(struct fixture *f, gconstpointer data)
{
    char *away = g_strconcat(f->path, "~", NULL);

    (void)data;
    open_settings(f, "[fakecam]\nblur-strength=80\n");
    g_assert_cmpint(g_rename(f->path, away), ==, 0);
    for (int i = 0; i < 20; i++) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(5000);
    }
    write_text(f->path, "[fakecam]\nblur-strength=81\n");
    wait_for_strength(f, 81);
    g_assert_cmpint(f->worst_strength, >=, 80);
    g_assert_cmpint(g_unlink(f->path), ==, 0);
    wait_for_strength(f, 50);
    g_free(away);
}

static void test_editor_and_program(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, "# top\n\n[fakecam]\n# how far\nblur-strength=80\n\n[other]\nkey=value\n");
    set_one(f, "mirror", "true");
    write_text(f->path, "# top\n\n[fakecam]\n# how far\nblur-strength=81\n\n[other]\nkey=value\n");
    wait_for_file(f, "mirror=true");
    assert_lines(f->path, "# top\n[fakecam]\n# how far\nblur-strength=81\nmirror=true\n"
                          "[other]\nkey=value\n");
    g_assert_cmpint(strength(f), ==, 81);
}

/* --- writing --- */

static void test_many_sets_are_one_write(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, NULL);
    for (int i = 0; i <= 100; i++) {
        char text[8];

        g_snprintf(text, sizeof(text), "%d", i);
        set_one(f, "blur-strength", text);
        g_assert_cmpint(strength(f), ==, i); /* at once */
        g_main_context_iteration(NULL, FALSE);
    }
    g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
    wait_for_file(f, "blur-strength=100\n");
}

static void test_all_or_none(struct fixture *f, gconstpointer data)
{
    const struct fc_setting list[] = {{"mirror", "true"}, {"blur-strength", "101"}};
    const struct fc_setting bytes = {"background", "/tmp/\xff.png"};
    const struct fc_setting unknown = {"blur", "1"};
    struct fc_error error = {0};

    (void)data;
    open_settings(f, NULL);
    g_assert_cmpint(fc_settings_set(f->settings, list, 2, &error), ==, -EINVAL);
    g_assert_nonnull(strstr(error.text, "0 to 100"));
    g_assert_false(fc_values_bool(fc_settings_values(f->settings), FC_PARAM_MIRROR));
    g_assert_cmpint(fc_settings_set(f->settings, &unknown, 1, &error), ==, -ENOENT);
    g_assert_cmpint(fc_settings_set(f->settings, &bytes, 1, &error), ==, -EINVAL);
}

static void test_reset(struct fixture *f, gconstpointer data)
{
    const char *const names[] = {"blur-strength"};
    const char *const wrong[] = {"mirror", "nothing"};

    (void)data;
    open_settings(f, "[fakecam]\nblur-strength=80\nmirror=true\n");
    g_assert_cmpint(fc_settings_reset(f->settings, wrong, 2, NULL), ==, -ENOENT);
    g_assert_true(fc_values_bool(fc_settings_values(f->settings), FC_PARAM_MIRROR));
    g_assert_cmpint(fc_settings_reset(f->settings, names, 1, NULL), ==, 0);
    g_assert_cmpint(strength(f), ==, 50);
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    assert_text(f->path, "[fakecam]\nmirror=true\n");
}

/* A name that no parameter has goes from the file, and with it the complaint; comments stay. */
static void test_reset_unknown_line(struct fixture *f, gconstpointer data)
{
    const char *const names[] = {"mirorr"};

    (void)data;
    open_settings(f, "[fakecam]\n#mine\nmirorr=true\nmirror=maybe\n");
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 2);
    g_assert_cmpint(fc_settings_reset(f->settings, names, 1, NULL), ==, 0);
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    assert_text(f->path, "[fakecam]\n#mine\nmirror=maybe\n");
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 1);
    g_assert_cmpstr(fc_settings_complaint(f->settings, 0)->name, ==, "mirror");
    g_assert_cmpint(fc_settings_reset(f->settings, names, 1, NULL), ==, -ENOENT);
}

static void test_strange_values_come_back(struct fixture *f, gconstpointer data)
{
    static const char name[] = "  /tmp/a;b \\ c\n#d=\"\xc3\xa9\".png  ";

    (void)data;
    open_settings(f, NULL);
    set_one(f, "background", name);
    fc_settings_close(&f->settings);
    open_settings(f, NULL);
    g_assert_cmpstr(fc_values_text(fc_settings_values(f->settings), FC_PARAM_BACKGROUND), ==, name);
}

static void test_a_link_stays_one(struct fixture *f, gconstpointer data)
{
    char *real = g_build_filename(f->dir, "real.ini", NULL);

    (void)data;
    write_text(real, "[fakecam]\nblur-strength=80\n");
    g_assert_cmpint(chmod(real, 0640), ==, 0);
    g_assert_cmpint(symlink(real, f->path), ==, 0);
    open_settings(f, NULL);
    g_assert_cmpint(strength(f), ==, 80);
    write_text(real, "[fakecam]\nblur-strength=81\n");
    wait_for_strength(f, 81);
    set_one(f, "mirror", "true");
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    g_assert_true(g_file_test(f->path, G_FILE_TEST_IS_SYMLINK));
    assert_text(real, "[fakecam]\nblur-strength=81\nmirror=true\n");
    {
        struct stat status;

        g_assert_cmpint(stat(real, &status), ==, 0);
        g_assert_cmpint(status.st_mode & 0777, ==, 0640);
    }
    g_free(real);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    limit.rlim_cur = bytes;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static void test_disk_full(struct fixture *f, gconstpointer data)
{
    static const char before[] = "# mine\n\n[fakecam]\nblur-strength=80\n";
    struct fc_error error = {0};

    (void)data;
    open_settings(f, before);
    set_one(f, "blur-strength", "81");
    limit_files(20);
    while (fc_settings_complaint_count(f->settings) == 0)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(fc_settings_preset_save(f->settings, "beach", &error), <, 0);
    limit_files(RLIM_INFINITY);
    g_assert_nonnull(strstr(only_complaint(f, ""), "cannot save"));
    assert_text(f->path, before);
    g_assert_cmpint(strength(f), ==, 81); /* it counts all the same */
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    assert_text(f->path, "# mine\n\n[fakecam]\nblur-strength=81\n");
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 0);
}

/* --- the command line's word --- */

static void test_given_values_are_not_saved(struct fixture *f, gconstpointer data)
{
    const struct fc_setting given[] = {{"blur-strength", "10"}, {"mirror", "true"}};
    const struct fc_setting wrong = {"mirror", "perhaps"};
    const struct fc_settings_params params = {.path = f->path, .given = &wrong, .given_count = 1};

    (void)data;
    write_text(f->path, "[fakecam]\nblur-strength=80\n");
    open_with(f, true, given, 2);
    g_assert_cmpint(strength(f), ==, 10);
    set_one(f, "effect", "hologram");
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    assert_text(f->path, "[fakecam]\nblur-strength=80\neffect=hologram\n");
    g_assert_cmpint(strength(f), ==, 10);
    /* unless they are set anew, here or there */
    write_text(f->path, "[fakecam]\nblur-strength=81\neffect=hologram\n");
    wait_for_strength(f, 81);
    set_one(f, "mirror", "true");
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    wait_for_file(f, "mirror=true");
    fc_settings_close(&f->settings);
    g_assert_cmpint(fc_settings_open(&params, &f->settings, NULL), ==, -EINVAL);
}

/* --- presets --- */

static void test_presets(struct fixture *f, gconstpointer data)
{
    static const char *const bad_names[] = {"", " a", "a]b", "a\nb", "\xff"};
    struct fc_error error = {0};
    char **names;

    (void)data;
    open_settings(f, "[fakecam]\ncamera=Logi\nblur-strength=80\n");
    g_assert_cmpint(fc_settings_preset_save(f->settings, "at home", NULL), ==, 0);
    set_one(f, "blur-strength", "10");
    set_one(f, "camera", "other");
    g_assert_cmpint(fc_settings_preset_save(f->settings, "b\xc3\xbcro", NULL), ==, 0);
    g_assert_cmpint(fc_settings_preset_use(f->settings, "at home", &error), ==, 0);
    g_assert_cmpint(strength(f), ==, 80);
    g_assert_cmpstr(fc_values_text(fc_settings_values(f->settings), FC_PARAM_CAMERA), ==, "other");
    fc_settings_close(&f->settings);

    open_with(f, false, NULL, 0);
    names = fc_settings_preset_names(f->settings);
    g_assert_cmpstr(names[0], ==, "at home");
    g_assert_cmpstr(names[1], ==, "b\xc3\xbcro");
    g_assert_null(names[2]);
    g_strfreev(names);
    g_assert_cmpint(strength(f), ==, 80);
    g_assert_cmpint(fc_settings_preset_remove(f->settings, "at home", &error), ==, 0);
    g_assert_cmpint(fc_settings_preset_use(f->settings, "at home", &error), ==, -ENOENT);
    g_assert_cmpint(fc_settings_preset_remove(f->settings, "at home", &error), ==, -ENOENT);
    for (size_t i = 0; i < G_N_ELEMENTS(bad_names); i++)
        g_assert_cmpint(fc_settings_preset_save(f->settings, bad_names[i], &error), ==, -EINVAL);
}

static void test_wrong_preset(struct fixture *f, gconstpointer data)
{
    struct fc_error error = {0};

    (void)data;
    open_settings(f, "[preset x]\nmirror=true\nblur-strength=1000\n");
    g_assert_cmpint(fc_settings_preset_use(f->settings, "x", &error), ==, -EINVAL);
    g_assert_nonnull(strstr(error.text, "blur-strength"));
    g_assert_false(fc_values_bool(fc_settings_values(f->settings), FC_PARAM_MIRROR));
}

static void test_complaints_of_its_user(struct fixture *f, gconstpointer data)
{
    (void)data;
    open_settings(f, NULL);
    set_one(f, "background", "/nowhere.png");
    fc_settings_complain(f->settings, "background", "/nowhere.png is not there");
    g_assert_cmpint(fc_settings_save(f->settings, NULL), ==, 0);
    only_complaint(f, "background");
    set_one(f, "background", "blur");
    g_assert_cmpint(fc_settings_complaint_count(f->settings), ==, 0);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct fixture *, gconstpointer);
    } cases[] = {
        {"/settings/no-file", test_no_file},
        {"/settings/wrong-lines", test_wrong_lines},
        {"/settings/shorthand", test_shorthand},
        {"/settings/garbage", test_not_a_settings_file},
        {"/settings/fifo", test_not_a_plain_file},
        {"/settings/too-large", test_too_large},
        {"/settings/editor/renames", test_editor_renames},
        {"/settings/editor/moves-away", test_editor_moves_the_old_one_away},
        {"/settings/editor/and-program", test_editor_and_program},
        {"/settings/one-write", test_many_sets_are_one_write},
        {"/settings/all-or-none", test_all_or_none},
        {"/settings/reset", test_reset},
        {"/settings/reset-unknown-line", test_reset_unknown_line},
        {"/settings/strange-values", test_strange_values_come_back},
        {"/settings/link", test_a_link_stays_one},
        {"/settings/disk-full", test_disk_full},
        {"/settings/given", test_given_values_are_not_saved},
        {"/settings/presets", test_presets},
        {"/settings/wrong-preset", test_wrong_preset},
        {"/settings/complaints", test_complaints_of_its_user},
    };

    g_test_init(&argc, &argv, NULL);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, struct fixture, NULL, set_up, cases[i].run, tear_down);
    return g_test_run();
}
