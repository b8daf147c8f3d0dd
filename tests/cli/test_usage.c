/* SPDX-License-Identifier: MIT */
/* Help, version, and what is typed wrong. */
#include "clitest.h"

#include <string.h>

static void expect_text(const struct clitest *test, const char *const *parts)
{
    for (; *parts; parts++)
        if (!strstr(test->out, *parts))
            g_error("\"%s\" is not in: %s", *parts, test->out);
}

static void test_alone(struct clitest *test, gconstpointer data)
{
    clitest_run(test, NULL);
    g_assert_cmpint(test->code, ==, 2);
    g_assert_cmpstr(test->out, ==, "");
    g_assert_nonnull(strstr(test->err, "Usage: fakecam COMMAND"));
    g_assert_nonnull(strstr(test->err, "  render "));
    g_assert_nonnull(strstr(test->err, "  bench "));
    g_assert_nonnull(strstr(test->err, "  models "));
}

static void test_version(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "--version", NULL);
    clitest_expect_done(test);
    g_assert_true(g_str_has_prefix(test->out, "fakecam "));
    g_assert_true(g_ascii_isdigit(test->out[strlen("fakecam ")]));
    g_assert_true(g_str_has_suffix(test->out, "\n"));
}

static void test_help(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "--help", NULL);
    clitest_expect_done(test);
    expect_text(test, (const char *const[]){"Usage:", "render", "bench", "models", NULL});
    clitest_run(test, "render", "--help", NULL);
    clitest_expect_done(test);
    expect_text(test, (const char *const[]){"IN -o OUT", "--output", "--matte-out", "--background",
                                            "--blur-strength", "--effect", "--mirror", "--model",
                                            "--device", "demo:", NULL});
    clitest_run(test, "bench", "--help", NULL);
    clitest_expect_done(test);
    expect_text(test, (const char *const[]){"--size", "--frames", "--rate", "--json", "--threads",
                                            "--background", "image and video", NULL});
    clitest_run(test, "models", "--help", NULL);
    clitest_expect_done(test);
    expect_text(test, (const char *const[]){"run NAME IN.png OUT.png", "list", NULL});
    clitest_expect_files(test, NULL, NULL);
}

/* Exit code 2, and what is wrong by name. */
static void test_wrong(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "paint", NULL);
    clitest_expect_error(test, 2, "paint", "render", "bench", "models", NULL);
    clitest_run(test, "--paint", NULL);
    clitest_expect_error(test, 2, "--paint", "render", NULL);
    clitest_run(test, "render", "demo:", "-o", "x.png", "--paint", NULL);
    clitest_expect_error(test, 2, "fakecam render: ", "--paint", "--help", NULL);
    clitest_run(test, "render", NULL);
    clitest_expect_error(test, 2, "to read", NULL);
    clitest_run(test, "render", "", "-o", "x.png", NULL);
    clitest_expect_error(test, 2, "to read", NULL);
    clitest_run(test, "render", "demo:", NULL);
    clitest_expect_error(test, 2, "-o FILE", NULL);
    clitest_run(test, "render", "demo:", "-o", "", NULL);
    clitest_expect_error(test, 2, "-o FILE", NULL);
    clitest_run(test, "render", "demo:", "-o", NULL);
    clitest_expect_error(test, 2, "-o", NULL);
    clitest_run(test, "render", "a.png", "b.png", "-o", "c.png", NULL);
    clitest_expect_error(test, 2, "b.png", "one picture or film", NULL);
    clitest_run(test, "bench", "a.png", NULL);
    clitest_expect_error(test, 2, "a.png", NULL);
    clitest_run(test, "models", "paint", NULL);
    clitest_expect_error(test, 2, "paint", NULL);
    clitest_run(test, "models", "run", "selfie", NULL);
    clitest_expect_error(test, 2, "NAME, IN.png and OUT.png", NULL);
    clitest_expect_files(test, NULL, NULL);
}

static void expect_refused(struct clitest *test, const char *option, const char *part)
{
    clitest_run(test, "render", "demo:", "-o", "x.png", option, NULL);
    clitest_expect_error(test, 2, part, NULL);
}

/* Exit code 2, and what would be allowed. */
static void test_values(struct clitest *test, gconstpointer data)
{
    expect_refused(test, "--effect=wobble", "none or hologram");
    expect_refused(test, "--blur-strength=101", "0 to 100");
    expect_refused(test, "--blur-strength=much", "0 to 100");
    expect_refused(test, "--background=blur:-1", "0 to 100");
    expect_refused(test, "--background=color:red", "#rrggbb");
    expect_refused(test, "--background=", "none, blur, color, greenscreen");
    expect_refused(test, "--background-fit=squeeze", "cover, contain, stretch or tile");
    expect_refused(test, "--mirror=maybe", "true or false");
    expect_refused(test, "--threads=0", "1 to 64");
    expect_refused(test, "--device=tpu", "auto, cpu or gpu");
    expect_refused(test, "--demo-size=0x10", "1280x720");
    expect_refused(test, "--demo-size=99999x10", "1280x720");
    expect_refused(test, "--demo-size=big", "1280x720");
    expect_refused(test, "--demo-seconds=0", "1 to ");
    clitest_run(test, "bench", "--size", "10", NULL);
    clitest_expect_error(test, 2, "--size", "1280x720", NULL);
    clitest_run(test, "bench", "--frames", "0", NULL);
    clitest_expect_error(test, 2, "--frames", NULL);
    clitest_run(test, "bench", "--rate", "-1", NULL);
    clitest_expect_error(test, 2, "--rate", NULL);
    clitest_expect_files(test, NULL, NULL);
}

/* No GPU yet: said plainly, for each command, and nothing written. */
static void test_gpu(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "render", "demo:", "-o", "x.png", "--model", test->net, "--device", "gpu",
                NULL);
    clitest_expect_error(test, 1, "no GPU", "cpu", NULL);
    clitest_run(test, "bench", "--frames", "1", "--model", test->net, "--device", "gpu", NULL);
    clitest_expect_error(test, 1, "no GPU", "cpu", NULL);
    clitest_expect_files(test, NULL, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/usage/alone", test_alone);
    CLITEST_ADD("/cli/usage/version", test_version);
    CLITEST_ADD("/cli/usage/help", test_help);
    CLITEST_ADD("/cli/usage/wrong", test_wrong);
    CLITEST_ADD("/cli/usage/values", test_values);
    CLITEST_ADD("/cli/usage/gpu", test_gpu);
    return g_test_run();
}
