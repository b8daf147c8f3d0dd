/* SPDX-License-Identifier: MIT */
/* Pictures, films, backgrounds and networks that are not what they should be. */
#include "clitest.h"

#include <glib/gstdio.h>
#include <string.h>

#include "testnet.h"

/* The same file as input and as background: refused both times, naming it, nothing written. */
static void expect_unreadable(struct clitest *test, const char *path, const char *why,
                              const char *remedy)
{
    char *name = g_path_get_basename(path);

    clitest_run(test, "render", path, "-o", clitest_path(test, "out.png"), "--model", test->net,
                NULL);
    clitest_expect_error(test, 1, "cannot read", name, why, remedy, NULL);
    clitest_run(test, "render", "demo:", "-o", clitest_path(test, "out.png"), "--demo-size",
                "160x90", "--model", test->net, "--background", path, NULL);
    clitest_expect_error(test, 1, "background", name, why, NULL);
    g_assert_false(g_file_test(clitest_path(test, "out.png"), G_FILE_TEST_EXISTS));
    g_free(name);
}

static void test_missing(struct clitest *test, gconstpointer data)
{
    expect_unreadable(test, clitest_path(test, "none.jpg"), "No such file",
                      "\n  look at how its name is written");
    expect_unreadable(test, clitest_path(test, "none.mp4"), "No such file",
                      "\n  look at how its name is written");
    expect_unreadable(test, "file:///no-such-folder/none.png", "No such file",
                      "\n  look at how its name is written");
    clitest_expect_files(test, NULL, NULL);
}

static void test_text(struct clitest *test, gconstpointer data)
{
    static const char text[] = "Dear diary,\n\ntoday I was taken for a picture.\n";

    expect_unreadable(test, clitest_write(test, "text.jpg", text, strlen(text)), "not a picture",
                      "\n  give a picture");
    expect_unreadable(test, clitest_write(test, "text.png", text, strlen(text)), "not a picture",
                      "\n  give a picture");
    expect_unreadable(test, clitest_write(test, "text.mp4", text, strlen(text)), "not a picture",
                      "\n  give a picture");
    expect_unreadable(test, clitest_write(test, "empty.png", "", 0), "empty", "\n  give a picture");
    expect_unreadable(test, clitest_write(test, "empty.mp4", "", 0), "empty", "\n  give a picture");
    expect_unreadable(test, test->dir, "folder", "\n  give a picture");
    clitest_expect_files(test, NULL, "text.jpg", "text.png", "text.mp4", "empty.png", "empty.mp4",
                         NULL);
}

static char *cut(struct clitest *test, const char *path, const char *name, double part)
{
    char *bytes;
    char *result;
    gsize size;

    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    result = clitest_write(test, name, bytes, (gsize)((double)size * part));
    g_free(bytes);
    return result;
}

static void test_cut_picture(struct clitest *test, gconstpointer data)
{
    const char *png = clitest_write_person(test, "whole.png", 200, 120);

    expect_unreadable(test, cut(test, png, "half.png", 0.5), "", "");
    expect_unreadable(test, cut(test, png, "head.png", 0.02), "", "");
    clitest_expect_files(test, NULL, "whole.png", "half.png", "head.png", NULL);
}

/* A PNG that ends after its head, with that size; the head's CRC is right. */
static char *write_png_head(struct clitest *test, const char *name, guint32 width, guint32 height)
{
    guint8 head[53] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    guint32 crc = 0xffffffff;

    for (int i = 0; i < 4; i++) {
        head[16 + i] = (guint8)(width >> (24 - 8 * i));
        head[20 + i] = (guint8)(height >> (24 - 8 * i));
    }
    memcpy(head + 24, "\x08\x02\0\0", 5);
    for (int i = 12; i < 29; i++) {
        crc ^= head[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    for (int i = 0; i < 4; i++)
        head[29 + i] = (guint8)(~crc >> (24 - 8 * i));
    memcpy(head + 33, "\0\0\0\x08IDAT", 8);
    return clitest_write(test, name, head, sizeof(head));
}

static void test_wrong_size(struct clitest *test, gconstpointer data)
{
    expect_unreadable(test, write_png_head(test, "zero.png", 0, 40), "", "");
    expect_unreadable(test, write_png_head(test, "wide.png", 60000, 2), "60000",
                      "\n  make it at most");
    expect_unreadable(test, write_png_head(test, "huge.png", 0x7fffffff, 0x7fffffff), "", "");
    clitest_expect_files(test, NULL, "zero.png", "wide.png", "huge.png", NULL);
}

static void test_overlays(struct clitest *test, gconstpointer data)
{
    char *text = clitest_path(test, "logo.png");

    g_assert_true(g_file_set_contents(text, "no picture\n", -1, NULL));
    clitest_run(test, "render", "demo:", "-o", clitest_path(test, "out.png"), "--demo-size",
                "160x90", "--model", test->net, "--overlay", text, NULL);
    clitest_expect_error(test, 1, "overlay", "logo.png", "not a PNG", NULL);
    clitest_run(test, "render", "demo:", "-o", clitest_path(test, "out.png"), "--demo-size",
                "160x90", "--model", test->net, "--overlay", "/nowhere/logo.png", NULL);
    clitest_expect_error(test, 1, "overlay", "/nowhere/logo.png", "No such file", NULL);
    g_assert_false(g_file_test(clitest_path(test, "out.png"), G_FILE_TEST_EXISTS));
}

static void test_unknown_background(struct clitest *test, gconstpointer data)
{
    clitest_run(test, "render", "demo:", "-o", "out.png", "--model", test->net, "--background",
                "wobble", NULL);
    clitest_expect_error(test, 1, "background", "wobble", "none, blur", "greenscreen",
                         "picture or film", NULL);
    clitest_run(test, "render", "demo:", "-o", "out.png", "--model", test->net, "--background",
                "demo:moon", NULL);
    clitest_expect_error(test, 1, "background", "demo:moon", NULL);
    clitest_run(test, "render", "demo:moon", "-o", "out.png", "--model", test->net, NULL);
    clitest_expect_error(test, 1, "demo:moon", "demo:", NULL);
    clitest_expect_files(test, NULL, NULL);
}

/* Each network in turn: refused by render and bench, naming the file. */
static void expect_bad_network(struct clitest *test, const char *path, const char *why)
{
    clitest_run(test, "render", "demo:", "--demo-size", "160x90", "-o",
                clitest_path(test, "out.png"), "--model", path, NULL);
    clitest_expect_error(test, 1, why, NULL);
    clitest_run(test, "bench", "--size", "160x90", "--frames", "1", "--model", path, NULL);
    clitest_expect_error(test, 1, why, NULL);
    g_assert_false(g_file_test(clitest_path(test, "out.png"), G_FILE_TEST_EXISTS));
}

static void test_network_files(struct clitest *test, gconstpointer data)
{
    static const char text[] = "I am not a network, but I am long enough to be looked at.\n";
    char *path;
    char *bytes;
    gsize size;

    expect_bad_network(test, clitest_path(test, "none.tflite"), "none.tflite");
    expect_bad_network(test, clitest_write(test, "text.tflite", text, strlen(text)), "text.tflite");
    expect_bad_network(test, clitest_write(test, "empty.tflite", "", 0), "empty.tflite");
    expect_bad_network(test, cut(test, test->net, "half.tflite", 0.5), "half.tflite");
    expect_bad_network(test, test->dir, "");
    expect_bad_network(test, "no-such-network", "no-such-network");
    /* offsets that point anywhere */
    g_assert_true(g_file_get_contents(test->net, &bytes, &size, NULL));
    for (gsize i = 8; i < size; i += 3)
        bytes[i] = (char)(bytes[i] ^ 0x55);
    path = clitest_write(test, "hostile.tflite", bytes, size);
    g_free(bytes);
    expect_bad_network(test, path, "hostile.tflite");
}

/* What a network must not answer: then there is no picture, for the room would show. */
static void test_network_answers(struct clitest *test, gconstpointer data)
{
    static const struct {
        const struct testnet_weights *weights;
        const char *why;
    } answers[] = {
        /* executors may make a number of what is none */
        {&testnet_nan, "of no use"},
        {&testnet_all_person, "whole picture"},
        {&testnet_constant, "the same"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        char *path = testnet_write(test->net_dir, "wrong", answers[i].weights);

        expect_bad_network(test, path, answers[i].why);
        g_free(path);
    }
    clitest_expect_files(test, NULL, NULL);
}

/* A network in the folder where the person stands is found by its file's name. */
static void test_network_here(struct clitest *test, gconstpointer data)
{
    char *bytes;
    gsize size;

    g_assert_true(g_file_get_contents(test->net, &bytes, &size, NULL));
    clitest_write(test, "mine.tflite", bytes, size);
    g_free(bytes);
    clitest_write_person(test, "in.png", 96, 64);
    clitest_run(test, "render", "in.png", "-o", "out.png", "--model", "mine.tflite", NULL);
    clitest_expect_done(test);
    clitest_expect_files(test, NULL, "in.png", "mine.tflite", "out.png", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/bad-input/missing", test_missing);
    CLITEST_ADD("/cli/bad-input/text", test_text);
    CLITEST_ADD("/cli/bad-input/cut-picture", test_cut_picture);
    CLITEST_ADD("/cli/bad-input/wrong-size", test_wrong_size);
    CLITEST_ADD("/cli/bad-input/overlays", test_overlays);
    CLITEST_ADD("/cli/bad-input/unknown-background", test_unknown_background);
    CLITEST_ADD("/cli/bad-input/network-files", test_network_files);
    CLITEST_ADD("/cli/bad-input/network-answers", test_network_answers);
    CLITEST_ADD("/cli/bad-input/network-here", test_network_here);
    return g_test_run();
}
