/* SPDX-License-Identifier: MIT */
/* `fakecam models`: the list, and one network alone on a picture. */
#include "clitest.h"

#include <math.h>
#include <string.h>

#include "testdata.h"
#include "testnet.h"
#include "testpng.h"

static void test_list(struct clitest *test, gconstpointer data)
{
    char *here = testdata_model("selfie_segmentation.tflite");

    clitest_run(test, "models", NULL);
    clitest_expect_done(test);
    g_assert_nonnull(strstr(test->out, "selfie "));
    g_assert_nonnull(strstr(test->out, "selfie-landscape "));
    g_assert_nonnull(strstr(test->out, "256x144"));
    g_assert_nonnull(strstr(test->out, "--model FILE"));
    if (here)
        g_assert_nonnull(strstr(test->out, here));
    g_free(here);
}

static void expect_grey16(const char *path)
{
    char *bytes;

    g_assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
    g_assert_cmpint(bytes[24], ==, 16); /* bits; then the colour type, 0 for grey */
    g_assert_cmpint(bytes[25], ==, 0);
    g_free(bytes);
}

static double largest_difference(const char *one, const char *other)
{
    struct testpng a = testpng_read(one);
    struct testpng b = testpng_read(other);
    double largest = 0;

    g_assert_cmpint(a.width, ==, b.width);
    g_assert_cmpint(a.height, ==, b.height);
    g_assert_cmpint(a.channels, ==, 1);
    for (int i = 0; i < a.width * a.height; i++)
        largest = MAX(largest, fabs((double)a.samples[i] - (double)b.samples[i]));
    testpng_clear(&a);
    testpng_clear(&b);
    return largest;
}

static void expect_reference(struct clitest *test, const char *network, const char *folder,
                             const char *name)
{
    char *in_name = clitest_text(test, "reference/%s/%s_in.png", folder, name);
    char *out_name = clitest_text(test, "reference/%s/%s_out16.png", folder, name);
    char *in = testdata_path(in_name);
    char *wanted = in ? testdata_path(out_name) : NULL;
    char *out = clitest_path(test, "out.png");
    double difference;

    if (wanted) {
        clitest_run(test, "models", "run", network, in, out, NULL);
        clitest_expect_done(test);
        expect_grey16(out);
        difference = largest_difference(out, wanted);
        g_test_message("%s on %s: %.6f", network, name, difference);
        g_assert_cmpfloat(difference, <, 0.001);
    }
    g_free(in);
    g_free(wanted);
}

static void test_reference(struct clitest *test, gconstpointer data)
{
    char *general = testdata_model("selfie_segmentation.tflite");
    char *landscape = general ? testdata_model("selfie_segmentation_landscape.tflite") : NULL;

    if (landscape) {
        expect_reference(test, "selfie", "general256", "nc0");
        expect_reference(test, "selfie", "general256", "fr_two_people");
        expect_reference(test, "selfie-landscape", "landscape144x256", "nc8");
        expect_reference(test, general, "general256", "nc7");
    }
    g_free(general);
    g_free(landscape);
}

/* Red is the person: a network whose answer is known to the last digit. */
static void test_exact(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(TESTNET_SIDE, TESTNET_SIDE, 0x000000);
    char *out = clitest_path(test, "out.png");
    struct testpng answer;
    char *in;

    clitest_rect(&picture, 0, 0, 8, 8, 0xff0000, 255);
    clitest_rect(&picture, 8, 0, 8, 8, 0x220000, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
    clitest_run(test, "models", "run", test->net, in, out, NULL);
    clitest_expect_done(test);
    expect_grey16(out);
    answer = testpng_read(out);
    g_assert_cmpint(answer.width, ==, TESTNET_SIDE);
    g_assert_cmpfloat_with_epsilon(answer.samples[0], 1 / (1 + exp(-26.0)), 2e-5);
    g_assert_cmpfloat_with_epsilon(answer.samples[8], 0.5, 2e-5); /* 34 / 255 * 30 - 4 = 0 */
    g_assert_cmpfloat_with_epsilon(answer.samples[20], 1 / (1 + exp(4.0)), 2e-5);
    testpng_clear(&answer);
    clitest_expect_files(test, NULL, "in.png", "out.png", NULL);
}

static void test_refused(struct clitest *test, gconstpointer data)
{
    char *person = clitest_write_person(test, "in.png", 40, 30);
    char *text = clitest_write(test, "text.png", "not a picture", 13);
    char *fits = clitest_write_person(test, "fits.png", TESTNET_SIDE, TESTNET_SIDE);

    clitest_run(test, "models", "run", test->net, person, clitest_path(test, "out.png"), NULL);
    clitest_expect_error(test, 1, "in.png", "40x30", "32x32", NULL);
    clitest_run(test, "models", "run", test->net, text, clitest_path(test, "out.png"), NULL);
    clitest_expect_error(test, 1, "text.png", "not a PNG picture", NULL);
    clitest_run(test, "models", "run", "no-such-network", fits, clitest_path(test, "out.png"),
                NULL);
    clitest_expect_error(test, 1, "no-such-network", "selfie-landscape", NULL);
    clitest_run(test, "models", "run", test->net, fits, clitest_path(test, "none/out.png"), NULL);
    clitest_expect_error(test, 1, "cannot write", "none/out.png", "folder", NULL);
    clitest_run(test, "models", "run", test->net, fits, "/dev/full", NULL);
    clitest_expect_error(test, 1, "cannot write", "/dev/full", "not a file", NULL);
    g_assert_true(g_file_test("/dev/full", G_FILE_TEST_EXISTS));
    clitest_expect_files(test, NULL, "in.png", "text.png", "fits.png", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/models/list", test_list);
    CLITEST_ADD("/cli/models/reference", test_reference);
    CLITEST_ADD("/cli/models/exact", test_exact);
    CLITEST_ADD("/cli/models/refused", test_refused);
    return g_test_run();
}
