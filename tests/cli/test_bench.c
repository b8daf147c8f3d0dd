/* SPDX-License-Identifier: MIT */
/* `fakecam bench`: the numbers are there, for people and as JSON. Which they are is no test. */
#include "clitest.h"

#include <stdbool.h>
#include <string.h>

/*
 * Walks over one JSON value (RFC 8259; strings without \u). Returns what stands behind it, or
 * NULL where it is not well formed.
 */
static const char *skip_value(const char *at);

static const char *skip_space(const char *at)
{
    return at ? at + strspn(at, " \t\r\n") : NULL;
}

static const char *skip_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at && *at != '"')
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : NULL;
}

static const char *skip_number(const char *at)
{
    char *end;

    if (!g_ascii_isdigit(at[*at == '-']))
        return NULL;
    g_ascii_strtod(at, &end);
    return end;
}

/* An object or an array, whose first bracket stands at at. */
static const char *skip_group(const char *at)
{
    const bool is_object = *at == '{';
    const char close = is_object ? '}' : ']';

    at = skip_space(at + 1);
    if (at && *at == close)
        return at + 1;
    while (at) {
        if (is_object) {
            at = skip_space(skip_string(at));
            if (!at || *at++ != ':')
                return NULL;
        }
        at = skip_space(skip_value(skip_space(at)));
        if (at && *at == close)
            return at + 1;
        if (!at || *at++ != ',')
            return NULL;
        at = skip_space(at);
    }
    return NULL;
}

static const char *skip_value(const char *at)
{
    if (*at == '{' || *at == '[')
        return skip_group(at);
    return *at == '"' ? skip_string(at) : skip_number(at);
}

/* The number behind "name": in the part of the text from `from` on. */
static double number_of(const char *from, const char *name)
{
    char *key = g_strdup_printf("\"%s\": ", name);
    const char *at = strstr(from, key);
    double value;

    if (!at)
        g_error("no %s in %s", name, from);
    value = g_ascii_strtod(at + strlen(key), NULL);
    g_free(key);
    return value;
}

static void test_json(struct clitest *test, gconstpointer data)
{
    static const char *const stages[] = {"convert", "network", "matte", "compose", "total"};
    const char *end;

    clitest_run(test, "bench", "--json", "--size", "320x180", "--frames", "7", "--threads", "2",
                "--background", "image", "--model", test->net, NULL);
    clitest_expect_done(test);
    end = skip_value(test->out);
    g_assert_nonnull(end);
    g_assert_cmpstr(end, ==, "\n");
    g_assert_nonnull(strstr(test->out, "\"size\": [320, 180]"));
    g_assert_nonnull(strstr(test->out, "\"device\": \"cpu\""));
    g_assert_nonnull(strstr(test->out, "\"background\": \"image\""));
    g_assert_nonnull(strstr(test->out, "\"model\": \"red.tflite\""));
    g_assert_cmpfloat(number_of(test->out, "threads"), ==, 2);
    g_assert_cmpfloat(number_of(test->out, "frames"), ==, 7);
    g_assert_cmpfloat(number_of(test->out, "rss_mb"), >, 1);
    g_assert_cmpfloat(number_of(test->out, "rss_mb"), <, 4000);
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
        const char *stage = strstr(test->out, stages[i]);

        g_assert_nonnull(stage);
        g_assert_cmpfloat(number_of(stage, "median_ms"), >, 0);
        g_assert_cmpfloat(number_of(stage, "p99_ms"), >=, number_of(stage, "median_ms"));
    }
}

static void test_table(struct clitest *test, gconstpointer data)
{
    static const char *const backgrounds[] = {"none", "blur:20", "color:#123456", "video"};

    for (size_t i = 0; i < G_N_ELEMENTS(backgrounds); i++) {
        clitest_run(test, "bench", "--size", "161x91", "--frames", "3", "--background",
                    backgrounds[i], "--model", test->net, NULL);
        clitest_expect_done(test);
        g_assert_nonnull(strstr(test->out, "161x91, 3 frames"));
        g_assert_nonnull(strstr(test->out, backgrounds[i]));
        g_assert_nonnull(strstr(test->out, "median ms"));
        g_assert_nonnull(strstr(test->out, "\ntotal"));
    }
}

/* A picture of one's own behind the person. */
static void test_file(struct clitest *test, gconstpointer data)
{
    char *behind = clitest_write_person(test, "behind.png", 64, 48);

    clitest_run(test, "bench", "--size", "160x90", "--frames", "3", "--background", behind,
                "--model", test->net, NULL);
    clitest_expect_done(test);
    clitest_run(test, "bench", "--size", "160x90", "--frames", "3", "--background",
                clitest_path(test, "none.png"), "--model", test->net, NULL);
    clitest_expect_error(test, 1, "none.png", NULL);
}

/* 20 frames at 100 a second, and the ten before them, cannot be done in less than 0.29 s. */
static void test_rate(struct clitest *test, gconstpointer data)
{
    const gint64 start_us = g_get_monotonic_time();

    clitest_run(test, "bench", "--size", "64x48", "--frames", "20", "--rate", "100", "--model",
                test->net, NULL);
    clitest_expect_done(test);
    g_assert_cmpint(g_get_monotonic_time() - start_us, >, 290000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/bench/json", test_json);
    CLITEST_ADD("/cli/bench/table", test_table);
    CLITEST_ADD("/cli/bench/file", test_file);
    CLITEST_ADD("/cli/bench/rate", test_rate);
    return g_test_run();
}
