/* SPDX-License-Identifier: MIT */
/* `fakecam models add, remove, test`: networks of choice. */
#include "clitest.h"

#include <glib/gstdio.h>
#include <string.h>

#include "testdata.h"
#include "testnet.h"
#include "testpng.h"

/* Below the test's folder, where the networks' search looks. */
static char *use_home(struct clitest *test)
{
    char *home = clitest_path(test, "data");

    g_setenv("XDG_DATA_HOME", home, TRUE);
    return clitest_text(test, "%s/fakecam/models", home);
}

static void expect_said(const struct clitest *test, const char *text)
{
    if (!strstr(test->out, text))
        g_test_message("not said: \"%s\" in \"%s\"", text, test->out);
    g_assert_nonnull(strstr(test->out, text));
}

static void remove_home(const char *folder)
{
    char *fakecam = g_path_get_dirname(folder);
    char *data = g_path_get_dirname(fakecam);

    g_assert_cmpint(g_rmdir(folder), ==, 0);
    g_assert_cmpint(g_rmdir(fakecam), ==, 0);
    g_assert_cmpint(g_rmdir(data), ==, 0);
    g_free(fakecam);
    g_free(data);
}

static void test_add(struct clitest *test, gconstpointer data)
{
    char *folder = use_home(test);
    char *person = clitest_write_person(test, "in.png", 320, 180);
    char *bytes;
    gsize size;
    char *sum;

    clitest_run(test, "models", "add", test->net, NULL);
    clitest_expect_done(test);
    g_assert_true(g_file_get_contents(test->net, &bytes, &size, NULL));
    sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
    expect_said(test, sum);
    expect_said(test, "32x32");
    expect_said(test, "assumed, from the shape of its output");
    clitest_expect_files(test, folder, "red.tflite", NULL);
    clitest_run(test, "models", NULL);
    clitest_expect_done(test);
    expect_said(test, "red ");
    /* by its name, from then on */
    clitest_run(test, "render", person, "-o", clitest_path(test, "out.png"), "--model", "red",
                NULL);
    clitest_expect_done(test);
    clitest_run(test, "models", "add", test->net, NULL);
    clitest_expect_error(test, 1, "\"red\"", "already", "--name", "remove red", NULL);
    clitest_run(test, "models", "add", test->net, "--name", "other-1", NULL);
    clitest_expect_done(test);
    clitest_expect_files(test, folder, "red.tflite", "other-1.tflite", NULL);
    clitest_run(test, "models", "remove", "red", NULL);
    clitest_expect_done(test);
    clitest_run(test, "models", "remove", "red", NULL);
    clitest_expect_error(test, 1, "\"red\" was added", "fakecam models", NULL);
    clitest_run(test, "models", "remove", "other-1", NULL);
    clitest_expect_done(test);
    remove_home(folder);
    g_free(bytes);
    g_free(sum);
}

/* Its profile comes and goes with it. */
static void test_profile(struct clitest *test, gconstpointer data)
{
    char *folder = use_home(test);
    char *net = testnet_write(test->dir, "mine", &testnet_finds_red);
    static const char text[] = "output = probability\nthreshold = 0.7\n";

    clitest_write(test, "mine.tflite.profile", text, strlen(text));
    clitest_run(test, "models", "add", net, NULL);
    clitest_expect_done(test);
    expect_said(test, "said by the file beside it");
    clitest_expect_files(test, folder, "mine.tflite", "mine.tflite.profile", NULL);
    clitest_run(test, "models", "remove", "mine", NULL);
    clitest_expect_done(test);
    clitest_expect_files(test, folder, NULL, NULL);
    clitest_write(test, "mine.tflite.profile", "output = colours\n", 17);
    clitest_run(test, "models", "add", net, NULL);
    clitest_expect_error(test, 1, "mine.tflite", "output", NULL);
    clitest_expect_files(test, folder, NULL, NULL);
    remove_home(folder);
    g_free(net);
}

/* What cannot be run is not copied, and no name leads out of the folder. */
static void test_refused(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"auto", "selfie", "selfie_segmentation", "../up", ".hidden",
                                        "a b",  ""};
    char *folder = use_home(test);
    char *text = clitest_write(test, "text.tflite", "not a network", 13);

    clitest_run(test, "models", "add", text, NULL);
    clitest_expect_error(test, 1, "text.tflite", NULL);
    clitest_run(test, "models", "add", clitest_path(test, "none.tflite"), NULL);
    clitest_expect_error(test, 1, "none.tflite", NULL);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        clitest_run(test, "models", "add", test->net, "--name", names[i], NULL);
        clitest_expect_error(test, 1, clitest_text(test, "\"%s\"", names[i]), NULL);
    }
    clitest_run(test, "models", "remove", "selfie", NULL);
    clitest_expect_error(test, 1, "selfie", "own", NULL);
    clitest_run(test, "models", "remove", "../../x", NULL);
    clitest_expect_error(test, 1, "../../x", NULL);
    clitest_run(test, "models", "--models", clitest_path(test, "nowhere"), NULL);
    clitest_expect_error(test, 1, "nowhere", "no such folder", NULL);
    clitest_run(test, "models", "add", NULL);
    g_assert_cmpint(test->code, ==, 2);
    clitest_run(test, "models", "add", test->net, "--name", "x", NULL);
    clitest_expect_done(test);
    g_assert_cmpint(g_chmod(folder, 0500), ==, 0);
    if (g_access(folder, W_OK) != 0) { /* root may always */
        clitest_run(test, "models", "add", test->net, "--name", "y", NULL);
        clitest_expect_error(test, 1, "y.tflite", NULL);
    }
    g_assert_cmpint(g_chmod(folder, 0700), ==, 0);
    clitest_expect_files(test, folder, "x.tflite", NULL);
}

/* A copy with a profile beside it that takes the room for the person. */
static void expect_swapped(struct clitest *test, const char *model)
{
    static const char text[] = "output = classes\nbackground = 1\nsoftmax = yes\n";
    char *bytes;
    gsize size;

    g_assert_true(g_file_get_contents(model, &bytes, &size, NULL));
    clitest_write(test, "swapped.tflite", bytes, size);
    clitest_write(test, "swapped.tflite.profile", text, strlen(text));
    clitest_run(test, "models", "test", clitest_path(test, "swapped.tflite"), NULL);
    clitest_expect_error(test, 1, "swapped.tflite", "does not fit", "the other way round", NULL);
    g_free(bytes);
}

static void test_fits(struct clitest *test, gconstpointer data)
{
    char *classes = testdata_path("models/segm_full_v679.tflite");
    char *selfie = testdata_model("selfie_segmentation.tflite");
    char *nobody = testnet_write(test->dir, "nobody", &testnet_constant);

    clitest_run(test, "models", "test", nobody, NULL);
    clitest_expect_error(test, 1, "nobody.tflite", "does not fit", ".profile", NULL);
    if (selfie) {
        clitest_run(test, "models", "test", selfie, NULL);
        clitest_expect_done(test);
        expect_said(test, "IoU      0.9");
        expect_said(test, "the profile fits");
        expect_said(test, " ms");
        clitest_run(test, "models", "test", "no-such-network", NULL);
        clitest_expect_error(test, 1, "no-such-network", NULL);
    }
    if (classes)
        expect_swapped(test, classes);
    g_free(classes);
    g_free(selfie);
    g_free(nobody);
}

/* --- what they find --- */

/* Intersection over union of two grey pictures of one size, cut at one half. */
static double iou_of(const char *found_path, const char *truth_path)
{
    struct testpng found = testpng_read(found_path);
    struct testpng truth = testpng_read(truth_path);
    double both = 0;
    double any = 0;

    g_assert_cmpint(found.width, ==, truth.width);
    g_assert_cmpint(found.height, ==, truth.height);
    for (int i = 0; i < found.width * found.height; i++) {
        const gboolean a = found.samples[i * found.channels] >= 0.5f;
        const gboolean b = truth.samples[i * truth.channels] >= 0.5f;

        both += a && b;
        any += a || b;
    }
    testpng_clear(&found);
    testpng_clear(&truth);
    return both / any;
}

static char *matte_of(struct clitest *test, const char *picture, const char *model)
{
    char *matte = clitest_path(test, "matte.png");

    clitest_run(test, "render", picture, "-o", clitest_path(test, "out.jpg"), "--matte-out", matte,
                "--model", model, "--background", "color:#00c000", NULL);
    clitest_expect_done(test);
    return matte;
}

/* Two classes and six, by what their shapes tell: all red is person, whatever class it is. */
static void test_classes(struct clitest *test, gconstpointer data)
{
    const int classes[] = {2, 6};
    struct clitest_picture picture = clitest_filled(320, 180, 0x000000);
    char *person = clitest_write_person(test, "in.png", 320, 180);
    char *truth;

    clitest_rect(&picture, 80, 45, 160, 135, 0xffffff, 255);
    truth = clitest_write_png(test, "truth.png", &picture, CLITEST_GREY);
    for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
        char *name = clitest_text(test, "classes-%d", classes[i]);
        char *net = testnet_write_classes(test->dir, name, classes[i]);
        const double iou = iou_of(matte_of(test, person, net), truth);

        g_test_message("%s: %.3f", name, iou);
        g_assert_cmpfloat(iou, >, 0.95);
        g_free(net);
    }
}

/* The samples of networks, on pictures whose matte is known. */
static void test_samples(struct clitest *test, gconstpointer data)
{
    static const struct {
        const char *model;
        double least; /* of both pictures */
    } samples[] = {
        {"body-pix-float-050-8", 0.90},
        {"deeplabv3_257_mv_gpu", 0.90},
        {"segm_full_v679", 0.95},
        {"anil_slimnet_mediapipe", 0.85},
    };
    static const char *const pictures[] = {"p_d684dae3.jpg", "cc_example.png"};
    static const char *const truths[] = {"p_d684dae3_alpha.png", "cc_example_alpha.png"};

    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        char *model = testdata_path(clitest_text(test, "models/%s.tflite", samples[i].model));

        for (size_t k = 0; model && k < G_N_ELEMENTS(pictures); k++) {
            char *picture = testdata_path(clitest_text(test, "truth/%s", pictures[k]));
            char *truth = testdata_path(clitest_text(test, "truth/%s", truths[k]));

            if (picture && truth) {
                const double iou = iou_of(matte_of(test, picture, model), truth);

                g_test_message("%s, %s: %.3f", samples[i].model, pictures[k], iou);
                g_assert_cmpfloat(iou, >, samples[i].least);
            }
            g_free(picture);
            g_free(truth);
        }
        g_free(model);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/models/add", test_add);
    CLITEST_ADD("/cli/models/profile", test_profile);
    CLITEST_ADD("/cli/models/add-refused", test_refused);
    CLITEST_ADD("/cli/models/fits", test_fits);
    CLITEST_ADD("/cli/models/classes", test_classes);
    CLITEST_ADD("/cli/models/samples", test_samples);
    return g_test_run();
}
