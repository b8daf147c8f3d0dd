/* SPDX-License-Identifier: MIT */
/* The table of parameters in a person's words, the doctor's findings, and the library, windowless. */
#include <string.h>

#include <glib/gstdio.h>

#include "app/findings.h"
#include "app/library.h"
#include "app/words.h"

/* --- words --- */

/* One that the app was never told of: it appears all the same. */
static void test_unknown_parameter(void)
{
    static const char *const choices[] = {"very-odd", NULL};
    const struct fc_param_info info = {.name = "edge-magic",
                                       .type = FC_PARAM_CHOICE,
                                       .choices = choices,
                                       .group = "Edges",
                                       .unit = "",
                                       .help = "Does magic."};
    char *title = fc_app_title_of(&info);
    char *word = fc_app_word_of(choices[0]);

    g_assert_cmpstr(title, ==, "Edge magic");
    g_assert_cmpstr(word, ==, "Very odd");
    g_assert_cmpint(fc_app_heading_of(&info), ==, FC_APP_HEADING_EDGES);
    g_assert_true(fc_app_is_expert(&info));
    g_assert_cmpstr(fc_app_help_of(&info), ==, "Does magic.");
    g_free(word);
    g_free(title);
}

static void test_headings(void)
{
    int counts[FC_APP_HEADINGS] = {0};

    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        char *title = fc_app_title_of(info);

        counts[fc_app_heading_of(info)]++;
        g_assert_true(g_unichar_isupper(g_utf8_get_char(title)));
        g_assert_cmpint((int)strlen(fc_app_help_of(info)), >, 0);
        /* what is only for the command line has no place in a window */
        g_assert_null(strstr(fc_app_help_of(info), "background="));
        g_free(title);
    }
    for (int i = 0; i < FC_APP_HEADINGS; i++)
        g_assert_cmpint(counts[i], >, 0);
    g_assert_cmpint(fc_app_heading_of(fc_param_find("width")), ==, FC_APP_HEADING_CAMERA);
    g_assert_cmpint(fc_app_heading_of(fc_param_find("overlay")), ==, FC_APP_HEADING_PERSON);
    g_assert_cmpint(fc_app_heading_of(fc_param_find("model")), ==, FC_APP_HEADING_EDGES);
    g_assert_false(fc_app_is_expert(fc_param_find("camera")));
    g_assert_true(fc_app_is_expert(fc_param_find("threads")));
    g_assert_cmpint(fc_app_rank_of(fc_param_find("camera")), <,
                    fc_app_rank_of(fc_param_find("mirror")));
}

static void test_values(void)
{
    char *share = fc_app_value_text(fc_param_find("blur-strength"), 40);

    g_assert_cmpstr(share, ==, "40%");
    g_free(share);
}

/* --- findings --- */

static void test_findings(void)
{
    static const char text[] =
        "{\"problems\": 1, \"findings\": [\n"
        "    {\"id\": \"a\", \"title\": \"A\", \"state\": \"ok\", \"found\": \"it's "
        "\\\"here\\\"\", "
        "\"why\": \"\", \"command\": \"\"},\n"
        "    {\"id\": \"b\", \"title\": \"B\", \"state\": \"problem\", \"found\": \"gr\\u00fcn\", "
        "\"why\": \"w\", \"command\": \"fakecam setup\"},\n"
        "    {\"id\": \"c\", \"title\": \"C\", \"state\": \"of later\", \"found\": \"\", "
        "\"why\": \"\", \"command\": \"sudo reboot\"}]}\n";
    GPtrArray *findings = fc_app_findings_parse(text);
    const struct fc_app_finding *finding;

    g_assert_nonnull(findings);
    g_assert_cmpuint(findings->len, ==, 3);
    g_assert_cmpint(fc_app_findings_problems(findings), ==, 1);
    finding = findings->pdata[0];
    g_assert_cmpstr(finding->found, ==, "it's \"here\"");
    g_assert_cmpint(finding->state, ==, FC_APP_FINDING_OK);
    g_assert_cmpint(fc_app_mend_of(finding), ==, FC_APP_MEND_NOT);
    finding = findings->pdata[1];
    g_assert_cmpstr(finding->found, ==, "grün");
    g_assert_cmpint(fc_app_mend_of(finding), ==, FC_APP_MEND_SETUP);
    finding = findings->pdata[2];
    g_assert_cmpint(finding->state, ==, FC_APP_FINDING_UNKNOWN);
    g_assert_cmpint(fc_app_mend_of(finding), ==, FC_APP_MEND_COPY);
    g_ptr_array_unref(findings);
}

/* What a finding says is put together from its sentences; one that tells none keeps its text. */
static void test_findings_of_sentences(void)
{
    static const char text[] =
        "{\"problems\": 1, \"findings\": [\n"
        "    {\"id\": \"a\", \"state\": \"problem\", \"found\": \"old\", \"why\": \"old\"},\n"
        "    {\"id\": \"b\", \"state\": \"ok\", \"found\": \"as it was\", \"why\": \"w\"}],\n"
        "  \"sentences\": [\n"
        "    [\"a\", \"found\", \"%d in %s\", \"2\", \"a folder\"],\n"
        "    [\"a\", \"why\", \"One.\"],\n"
        "    [\"a\", \"found\", \"and %s\", \"%s %n \\\"\"],\n"
        "    [\"a\", \"why\", \"Two.\"],\n"
        "    [\"a\", \"why\"],\n"
        "    [\"c\", \"why\", \"of nobody\"]]}\n";
    GPtrArray *findings = fc_app_findings_parse(text);
    const struct fc_app_finding *finding;

    g_assert_nonnull(findings);
    g_assert_cmpuint(findings->len, ==, 2);
    finding = findings->pdata[0];
    g_assert_cmpstr(finding->found, ==, "2 in a folder, and %s %n \"");
    g_assert_cmpstr(finding->why, ==, "One. Two.");
    finding = findings->pdata[1];
    g_assert_cmpstr(finding->found, ==, "as it was");
    g_assert_cmpstr(finding->why, ==, "w");
    g_ptr_array_unref(findings);
}

/* A name is left as it is written; a sentence begins as sentences do. */
static void test_first_letters(void)
{
    static const char *const cases[][3] = {
        {"for kernel %s", "6.1", "For kernel 6.1"},
        {"also", "", "Also"},
        {"%s", "anna", "anna"},
        {"v4l2loopback is not loaded", "", "v4l2loopback is not loaded"},
        {"xdg-desktop-portal is not installed", "", "xdg-desktop-portal is not installed"},
        {"ärger", "", "Ärger"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *text = g_strdup_printf("{\"findings\": [{\"id\": \"a\"}], \"sentences\": "
                                     "[[\"a\", \"found\", \"%s\", \"%s\"]]}",
                                     cases[i][0], cases[i][1]);
        GPtrArray *findings = fc_app_findings_parse(text);
        const struct fc_app_finding *finding = findings->pdata[0];

        g_assert_cmpstr(finding->found, ==, cases[i][2]);
        g_ptr_array_unref(findings);
        g_free(text);
    }
}

static void test_findings_of_rubbish(void)
{
    static const char *const texts[] = {
        "",
        "fakecam: no such command",
        "{\"problems\": 0}",
        "{\"problems\": 0, \"findings\": [",
        "{\"problems\": 0, \"findings\": [{\"id\": 7}]}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_null(fc_app_findings_parse(texts[i]));
}

static void test_mending(void)
{
    static const struct {
        const char *command;
        enum fc_app_mend mend;
    } cases[] = {
        {"", FC_APP_MEND_NOT},
        {"fakecam run", FC_APP_MEND_START},
        {"fakecam run --camera demo:", FC_APP_MEND_DEMO},
        {"systemctl --user start fakecam", FC_APP_MEND_START},
        {"systemctl --user restart pipewire wireplumber", FC_APP_MEND_RUN},
        {"systemctl --user stop x; rm -rf /", FC_APP_MEND_COPY},
        {"systemctl --user stop $(x)", FC_APP_MEND_COPY},
        {"sudo systemctl --user x", FC_APP_MEND_COPY},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct fc_app_finding finding = {.command = (char *)cases[i].command,
                                               .state = FC_APP_FINDING_PROBLEM};

        g_assert_cmpint(fc_app_mend_of(&finding), ==, cases[i].mend);
        g_assert_true((fc_app_mend_label(cases[i].mend) != NULL) ==
                      (cases[i].mend != FC_APP_MEND_NOT));
    }
}

/* --- the library --- */

struct library {
    char *folder;
    char *own;
    struct fc_app_store *store;
    struct fc_app_library *library;
    char *value;  /* that was added last, or NULL */
    char *reason; /* why it was not, or NULL */
    gboolean is_done;
};

static char *in_folder(struct library *f, const char *name)
{
    return g_build_filename(f->folder, name, NULL);
}

static void put(struct library *f, const char *name)
{
    char *path = in_folder(f, name);

    g_assert_true(g_file_set_contents(path, name, -1, NULL));
    g_free(path);
}

static void set_up(struct library *f, gconstpointer data)
{
    char *shipped, *ini;

    f->folder = g_dir_make_tmp("fakecam-app-XXXXXX", NULL);
    shipped = in_folder(f, "shipped");
    ini = in_folder(f, "app.ini");
    f->own = in_folder(f, "own");
    g_mkdir(shipped, 0700);
    put(f, "shipped/quiet-office.png");
    put(f, "shipped/README");
    f->store = fc_app_store_open(ini);
    f->library = fc_app_library_open(
        &(struct fc_app_library_params){.shipped = shipped, .own = f->own, .store = f->store});
    g_free(shipped);
    g_free(ini);
}

static void remove_tree(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        char *below = g_build_filename(path, name, NULL);

        remove_tree(below);
        g_free(below);
    }
    g_clear_pointer(&folder, g_dir_close);
    g_remove(path);
}

static void tear_down(struct library *f, gconstpointer data)
{
    fc_app_library_close(&f->library);
    fc_app_store_close(&f->store);
    remove_tree(f->folder);
    g_free(f->value);
    g_free(f->reason);
    g_free(f->own);
    g_free(f->folder);
}

static void on_added(GObject *source, GAsyncResult *result, gpointer user)
{
    struct library *f = user;
    GError *error = NULL;

    f->value = fc_app_library_add_finish(result, &error);
    f->reason = error ? g_strdup(error->message) : NULL;
    g_clear_error(&error);
    f->is_done = TRUE;
}

static void add(struct library *f, const char *name)
{
    char *path = in_folder(f, name);
    GFile *file = g_file_new_for_path(path);

    g_clear_pointer(&f->value, g_free);
    g_clear_pointer(&f->reason, g_free);
    f->is_done = FALSE;
    put(f, name);
    fc_app_library_add(f->library, file, on_added, f);
    while (!f->is_done)
        g_main_context_iteration(NULL, TRUE);
    g_object_unref(file);
    g_free(path);
}

static guint count(struct library *f)
{
    GPtrArray *list = fc_app_library_list(f->library);
    const guint length = list->len;

    g_ptr_array_unref(list);
    return length;
}

static void test_shipped(struct library *f, gconstpointer data)
{
    GPtrArray *list = fc_app_library_list(f->library);
    const struct fc_app_background *background;

    g_assert_cmpuint(list->len, ==, 1);
    background = list->pdata[0];
    g_assert_cmpstr(background->title, ==, "Quiet office");
    g_assert_cmpint(background->media, ==, FC_APP_PICTURE);
    g_assert_false(background->is_own);
    g_ptr_array_unref(list);
}

/* A copy stays when the original goes; a second of that name gets another. */
static void test_pictures(struct library *f, gconstpointer data)
{
    char *first, *folder;

    add(f, "my-room.jpg");
    g_assert_nonnull(f->value);
    folder = g_path_get_dirname(f->value);
    g_assert_cmpstr(folder, ==, f->own);
    g_assert_true(g_file_test(f->value, G_FILE_TEST_EXISTS));
    first = g_strdup(f->value);
    add(f, "my-room.jpg");
    g_assert_cmpstr(f->value, !=, first);
    g_assert_true(g_str_has_suffix(f->value, "my-room-2.jpg"));
    g_assert_cmpuint(count(f), ==, 3);
    fc_app_library_remove(f->library, first);
    g_assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
    g_assert_cmpuint(count(f), ==, 2);
    g_free(folder);
    g_free(first);
}

/* Films stay where they are, and are forgotten, not deleted. */
static void test_films(struct library *f, gconstpointer data)
{
    char *path = in_folder(f, "sea.MP4");

    add(f, "sea.MP4");
    g_assert_cmpstr(f->value, ==, path);
    add(f, "sea.MP4");
    g_assert_cmpuint(count(f), ==, 2);
    fc_app_library_remove(f->library, path);
    g_assert_cmpuint(count(f), ==, 1);
    g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    g_free(path);
}

static void test_refused(struct library *f, gconstpointer data)
{
    add(f, "letter.odt");
    g_assert_null(f->value);
    g_assert_nonnull(strstr(f->reason, "letter.odt"));
    g_assert_cmpuint(count(f), ==, 1);
}

static void test_titles(void)
{
    static const char *const cases[][2] = {
        {"/a/quiet-office.png", "Quiet office"},
        {"/a/übung_1.jpg", "Übung 1"},
        {"/a/.hidden", ".hidden"},
        {"file:///b/sea.mp4", "Sea"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *title = fc_app_library_title(cases[i][0]);

        g_assert_cmpstr(title, ==, cases[i][1]);
        g_free(title);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/words/unknown-parameter", test_unknown_parameter);
    g_test_add_func("/words/headings", test_headings);
    g_test_add_func("/words/values", test_values);
    g_test_add_func("/findings/read", test_findings);
    g_test_add_func("/findings/sentences", test_findings_of_sentences);
    g_test_add_func("/findings/first-letters", test_first_letters);
    g_test_add_func("/findings/rubbish", test_findings_of_rubbish);
    g_test_add_func("/findings/mending", test_mending);
    g_test_add_func("/library/titles", test_titles);
    g_test_add("/library/shipped", struct library, NULL, set_up, test_shipped, tear_down);
    g_test_add("/library/pictures", struct library, NULL, set_up, test_pictures, tear_down);
    g_test_add("/library/films", struct library, NULL, set_up, test_films, tear_down);
    g_test_add("/library/refused", struct library, NULL, set_up, test_refused, tear_down);
    return g_test_run();
}
