/* SPDX-License-Identifier: MIT */
#include "model/model.h"
#include "testdata.h"
#include "tflite_writer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* A folder that the test may fill; every case has one of its own. */
struct fixture {
    char *folder;
    char *file; /* a small model in it */
};

static void write_file(const char *path, const char *text)
{
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void setup(struct fixture *fixture, gconstpointer unused)
{
    struct writer_model model;
    GByteArray *bytes;

    fixture->folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    fixture->file = g_build_filename(fixture->folder, "small.tflite", NULL);
    writer_every_operator(&model);
    bytes = writer_write(&model);
    g_assert_true(g_file_set_contents(fixture->file, (const char *)bytes->data, bytes->len, NULL));
    g_byte_array_unref(bytes);
}

static void remove_tree(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);

    for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
        char *child = g_build_filename(path, name, NULL);

        remove_tree(child);
        g_free(child);
    }
    if (dir)
        g_dir_close(dir);
    g_remove(path);
}

static void teardown(struct fixture *fixture, gconstpointer unused)
{
    remove_tree(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->file);
}

static void assert_not_loaded(const char *path, int code, const char *why)
{
    struct fc_model *model = NULL;
    struct fc_error error = {0};

    g_assert_cmpint(fc_model_load(path, &model, &error), ==, code);
    g_assert_null(model);
    g_assert_cmpint(error.code, ==, code);
    if (!strstr(error.text, why) || !strstr(error.text, "network "))
        g_error("\"%s\" does not say \"%s\"", error.text, why);
}

static void test_load(struct fixture *fixture, gconstpointer unused)
{
    struct fc_model *model = NULL;
    struct fc_error error = {0};

    fc_model_load(fixture->file, &model, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(error.code, ==, 0);
    g_assert_cmpstr(model->profile.name, ==, "two classes");
    g_assert_cmpuint(strlen(model->sha256_hex), ==, 64);
    fc_model_destroy(&model);
    g_assert_null(model);
    fc_model_destroy(&model);
}

static void test_profile_file(struct fixture *fixture, gconstpointer unused)
{
    char *path = g_strconcat(fixture->file, ".profile", NULL);
    struct fc_model *model = NULL;

    write_file(path, "threshold = 0.25\n");
    g_assert_cmpint(fc_model_load(fixture->file, &model, NULL), ==, 0);
    g_assert_cmpfloat(model->profile.threshold, ==, 0.25F);
    fc_model_destroy(&model);
    write_file(path, "\nthreshold = often\n");
    assert_not_loaded(fixture->file, -EBADMSG, "its .profile file: line 2");
    write_file(path, "");
    g_assert_cmpint(fc_model_load(fixture->file, &model, NULL), ==, 0);
    fc_model_destroy(&model);
    g_remove(path);
    g_assert_cmpint(g_mkdir(path, 0755), ==, 0);
    assert_not_loaded(fixture->file, -EBADMSG, "its .profile file: not a file");
    g_free(path);
}

static void test_bad_files(struct fixture *fixture, gconstpointer unused)
{
    char *path = g_build_filename(fixture->folder, "other", NULL);

    assert_not_loaded(path, -ENOENT, "No such file");
    assert_not_loaded(fixture->folder, -EBADMSG, "not a file");
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    assert_not_loaded(path, -EBADMSG, "not a file");
    g_remove(path);
    write_file(path, "");
    assert_not_loaded(path, -EBADMSG, "0 bytes");
    write_file(path, "this is a text and no network");
    assert_not_loaded(path, -EBADMSG, "not a TensorFlow Lite model");
    g_free(path);
}

static void assert_found(const char *model, const char *dir, struct fc_size size,
                         const char *expected)
{
    char path[1000];
    struct fc_error error = {0};

    fc_model_path(model, dir, size, path, sizeof(path), &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpstr(path, ==, expected);
}

static const struct fc_size wide = {1280, 720};
static const struct fc_size square = {640, 480};

static void test_path(struct fixture *fixture, gconstpointer unused)
{
    char path[1000];
    struct fc_error error = {0};

    assert_found("small", fixture->folder, wide, fixture->file);
    assert_found("small.tflite", fixture->folder, wide, fixture->file);
    assert_found(fixture->file, NULL, wide, fixture->file);
    g_assert_cmpint(fc_model_path("small", fixture->folder, wide, path, 10, &error), ==, -ENOENT);
    g_assert_cmpint(fc_model_path(fixture->file, NULL, wide, path, 10, &error), ==, -ENAMETOOLONG);
    g_assert_cmpint(fc_model_path("/no/such.tflite", NULL, wide, path, sizeof(path), &error), ==,
                    -ENOENT);
    g_assert_nonnull(strstr(error.text, "/no/such.tflite"));
    g_assert_cmpint(fc_model_path("", fixture->folder, wide, path, sizeof(path), &error), ==,
                    -ENOENT);
    g_assert_cmpint(fc_model_path("big", fixture->folder, wide, path, sizeof(path), &error), ==,
                    -ENOENT);
    g_assert_nonnull(strstr(error.text, fixture->folder));
    g_assert_nonnull(strstr(error.remedy, "fetch-models.sh"));
}

static void test_auto(struct fixture *fixture, gconstpointer unused)
{
    char *general = g_build_filename(fixture->folder, "selfie_segmentation.tflite", NULL);
    char *landscape =
        g_build_filename(fixture->folder, "selfie_segmentation_landscape.tflite", NULL);

    write_file(general, "");
    write_file(landscape, "");
    assert_found("auto", fixture->folder, wide, landscape);
    assert_found("auto", fixture->folder, square, general);
    assert_found("auto", fixture->folder, (struct fc_size){720, 1280}, general);
    assert_found("selfie", fixture->folder, wide, general);
    assert_found("selfie-landscape", fixture->folder, square, landscape);
    g_free(general);
    g_free(landscape);
}

/* In a process of its own, for it changes the environment. */
static void test_folders(void)
{
    static const char *const variables[] = {"FAKECAM_MODELS", "XDG_DATA_HOME", "HOME"};
    static const char *const below[] = {"", "fakecam/models", ".local/share/fakecam/models"};
    char path[1000];
    struct fc_error error = {0};

    for (int i = 0; i < 3; i++)
        g_unsetenv(variables[i]);
    char *root = g_dir_make_tmp("fakecam-test-XXXXXX", NULL);
    char *dirs = g_strconcat("/no/such:", root, "/dirs:relative", NULL);
    g_setenv("XDG_DATA_DIRS", dirs, TRUE);
    g_assert_cmpint(fc_model_path("selfie", NULL, wide, path, sizeof(path), &error), ==, -ENOENT);
    g_assert_nonnull(strstr(error.text, "/no/such/fakecam/models, "));
    char *last = g_build_filename(root, "dirs/fakecam/models", NULL);
    char *last_file = g_build_filename(last, "selfie_segmentation.tflite", NULL);
    g_mkdir_with_parents(last, 0755);
    write_file(last_file, "");
    assert_found("selfie", NULL, wide, last_file);
    /* The square network is better than none. */
    assert_found("auto", NULL, wide, last_file);
    /* From the last to the first: each goes before those that were there. */
    for (int i = 2; i >= 0; i--) {
        char *value = g_build_filename(root, variables[i], NULL);
        char *folder = g_build_filename(value, below[i], NULL);
        char *file = g_build_filename(folder, "selfie_segmentation.tflite", NULL);

        g_setenv(variables[i], value, TRUE);
        g_mkdir_with_parents(folder, 0755);
        write_file(file, "");
        assert_found("selfie", NULL, wide, file);
        g_free(last_file);
        last_file = file;
        g_free(folder);
        g_free(value);
    }
    remove_tree(root);
    g_free(last_file);
    g_free(last);
    g_free(dirs);
    g_free(root);
}

static void test_folders_apart(void)
{
    if (g_test_subprocess()) {
        test_folders();
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
}

struct real {
    const char *path;
    const char *profile;
    int rows;
    int columns;
};

static void test_real(gconstpointer data)
{
    const struct real *real = data;
    char *path = strchr(real->path, '/') ? testdata_path(real->path) : testdata_model(real->path);
    struct fc_model *model = NULL;
    struct fc_error error = {0};

    if (!path)
        return;
    fc_model_load(path, &model, &error);
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpstr(model->profile.name, ==, real->profile);
    g_assert_cmpint(model->graph->values[model->graph->input].shape.dim[1], ==, real->rows);
    g_assert_cmpint(model->graph->values[model->graph->input].shape.dim[2], ==, real->columns);
    g_test_message("%s: %u operations, %.1f million multiply-adds", real->profile,
                   model->graph->node_count, (double)fc_graph_multiply_adds(model->graph) / 1e6);
    fc_model_destroy(&model);
    g_free(path);
}

static const struct real reals[] = {
    {"selfie_segmentation.tflite", "selfie", 256, 256},
    {"selfie_segmentation_landscape.tflite", "selfie-landscape", 144, 256},
    {"models/body-pix-float-050-8.tflite", "body-pix-050-8", 257, 257},
    {"models/deeplabv3_257_mv_gpu.tflite", "deeplab-v3", 257, 257},
    {"models/segm_full_v679.tflite", "meet-full", 144, 256},
    {"models/anil_slimnet_mediapipe.tflite", "slimnet", 512, 512},
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/model/load", struct fixture, NULL, setup, test_load, teardown);
    g_test_add("/model/profile-file", struct fixture, NULL, setup, test_profile_file, teardown);
    g_test_add("/model/bad-files", struct fixture, NULL, setup, test_bad_files, teardown);
    g_test_add("/model/path", struct fixture, NULL, setup, test_path, teardown);
    g_test_add("/model/auto", struct fixture, NULL, setup, test_auto, teardown);
    g_test_add_func("/model/folders", test_folders_apart);
    for (gsize i = 0; i < G_N_ELEMENTS(reals); i++) {
        char *name = g_strconcat("/model/real/", reals[i].profile, NULL);

        g_test_add_data_func(name, &reals[i], test_real);
        g_free(name);
    }
    return g_test_run();
}
