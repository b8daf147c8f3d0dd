/* SPDX-License-Identifier: MIT */
#include "clitest.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "testnet.h"

static char *make_dir(void)
{
    GError *error = NULL;
    char *dir = g_dir_make_tmp("fakecam-cli-XXXXXX", &error);

    g_assert_no_error(error);
    return dir;
}

static void remove_dir(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        char *child = g_build_filename(path, name, NULL);

        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            remove_dir(child);
        else
            g_unlink(child);
        g_free(child);
    }
    g_clear_pointer(&dir, g_dir_close);
    g_rmdir(path);
}

static const struct testnet_weights finds_warm = {{12, -6, -6}, -1};

void clitest_init(struct clitest *test, gconstpointer data)
{
    test->dir = make_dir();
    test->net_dir = make_dir();
    test->net = testnet_write(test->net_dir, "red", &testnet_finds_red);
    test->warm = testnet_write(test->net_dir, "warm", &finds_warm);
    test->strings = g_ptr_array_new_with_free_func(g_free);
}

void clitest_finish(struct clitest *test, gconstpointer data)
{
    remove_dir(test->dir);
    remove_dir(test->net_dir);
    g_ptr_array_unref(test->strings);
    g_free(test->dir);
    g_free(test->net_dir);
    g_free(test->net);
    g_free(test->warm);
    g_free(test->out);
    g_free(test->err);
}

static char *keep(struct clitest *test, char *text)
{
    g_ptr_array_add(test->strings, text);
    return text;
}

char *clitest_path(struct clitest *test, const char *name)
{
    return keep(test, g_build_filename(test->dir, name, NULL));
}

char *clitest_text(struct clitest *test, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    return keep(test, text);
}

/* --- running --- */

static char **collect(va_list args)
{
    const char *exe = g_getenv("FAKECAM_EXE");
    GPtrArray *argv = g_ptr_array_new();
    const char *arg;

    if (!exe)
        g_error("FAKECAM_EXE does not name the command; run the tests through meson");
    g_ptr_array_add(argv, g_strdup(exe));
    while ((arg = va_arg(args, const char *)))
        g_ptr_array_add(argv, g_strdup(arg));
    g_ptr_array_add(argv, NULL);
    return (char **)g_ptr_array_free(argv, FALSE);
}

/* The words of the system are those that the tests know. */
static char **environment(void)
{
    char **env = g_environ_setenv(g_get_environ(), "LC_ALL", "C.UTF-8", TRUE);

    return g_environ_unsetenv(env, "LANGUAGE");
}

static int exit_code(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void clitest_run(struct clitest *test, ...)
{
    char **env = environment();
    GError *error = NULL;
    char **argv;
    va_list args;
    int status;

    va_start(args, test);
    argv = collect(args);
    va_end(args);
    g_clear_pointer(&test->out, g_free);
    g_clear_pointer(&test->err, g_free);
    g_spawn_sync(test->dir, argv, env, G_SPAWN_DEFAULT, test->setup, NULL, &test->out, &test->err,
                 &status, &error);
    g_assert_no_error(error);
    test->code = exit_code(status);
    g_strfreev(argv);
    g_strfreev(env);
}

GPid clitest_start(struct clitest *test, ...)
{
    char *err = g_build_filename(test->net_dir, "stderr", NULL);
    FILE *file = g_fopen(err, "wb");
    char **env = environment();
    GError *error = NULL;
    char **argv;
    va_list args;
    GPid process;

    va_start(args, test);
    argv = collect(args);
    va_end(args);
    g_spawn_async_with_fds(test->dir, argv, env,
                           G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, test->setup,
                           NULL, &process, -1, -1, fileno(file), &error);
    g_assert_no_error(error);
    fclose(file);
    g_free(err);
    g_strfreev(argv);
    g_strfreev(env);
    return process;
}

void clitest_end(struct clitest *test, GPid process)
{
    char *err = g_build_filename(test->net_dir, "stderr", NULL);
    int status;

    g_assert_cmpint(waitpid(process, &status, 0), ==, process);
    test->code = exit_code(status);
    g_clear_pointer(&test->out, g_free);
    g_clear_pointer(&test->err, g_free);
    test->out = g_strdup("");
    g_assert_true(g_file_get_contents(err, &test->err, NULL, NULL));
    g_free(err);
}

/* --- looking --- */

void clitest_expect_done(const struct clitest *test)
{
    g_assert_cmpstr(test->err, ==, "");
    g_assert_cmpint(test->code, ==, 0);
}

/* One line of what and why; the second, if any, is set in: that is the remedy. */
static void expect_lines(const char *err)
{
    char **lines = g_strsplit(err, "\n", -1);
    guint count = g_strv_length(lines);

    if (!g_regex_match_simple("^fakecam( [a-z]+)?: ", err, 0, 0))
        g_error("no such beginning: %s", err);
    g_assert_cmpuint(count, >=, 2);
    g_assert_cmpuint(count, <=, 3);
    g_assert_cmpstr(lines[count - 1], ==, "");
    if (count == 3)
        g_assert_true(g_str_has_prefix(lines[1], "  "));
    g_strfreev(lines);
}

void clitest_expect_error(const struct clitest *test, int code, ...)
{
    const char *part;
    va_list parts;

    g_test_message("%s", test->err);
    g_assert_cmpint(test->code, ==, code);
    g_assert_cmpstr(test->out, ==, "");
    expect_lines(test->err);
    va_start(parts, code);
    while ((part = va_arg(parts, const char *)))
        if (!strstr(test->err, part))
            g_error("\"%s\" is not in: %s", part, test->err);
    va_end(parts);
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *list_files(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    char *list;

    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir)))
        g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    g_ptr_array_sort(names, compare);
    g_ptr_array_add(names, NULL);
    list = g_strjoinv(" ", (char **)names->pdata);
    g_ptr_array_unref(names);
    return list;
}

void clitest_expect_files(const struct clitest *test, const char *dir, ...)
{
    char *found = list_files(dir ? dir : test->dir);
    GPtrArray *names = g_ptr_array_new();
    char *wanted;
    char *name;
    va_list args;

    va_start(args, dir);
    while ((name = va_arg(args, char *)))
        g_ptr_array_add(names, name);
    va_end(args);
    g_ptr_array_sort(names, compare);
    g_ptr_array_add(names, NULL);
    wanted = g_strjoinv(" ", (char **)names->pdata);
    g_assert_cmpstr(found, ==, wanted);
    g_ptr_array_unref(names);
    g_free(wanted);
    g_free(found);
}

char *clitest_write(struct clitest *test, const char *name, const void *bytes, gsize size)
{
    char *path = clitest_path(test, name);

    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    return path;
}

int clitest_count_frames(const char *path, struct fc_source_info *info)
{
    struct fc_source *source = NULL;
    struct fc_frame *frame = NULL;
    struct fc_error error = {0};
    int count = 0;
    int ret;

    fc_source_open(path, NULL, &source, &error);
    g_assert_cmpstr(error.text, ==, "");
    if (info)
        *info = *fc_source_info(source);
    while ((ret = fc_source_next(source, &frame, &error)) == 0) {
        fc_frame_unref(&frame);
        count++;
    }
    g_assert_cmpstr(error.text, ==, "");
    g_assert_cmpint(ret, ==, FC_SOURCE_END);
    fc_source_destroy(&source);
    return count;
}
