/* SPDX-License-Identifier: MIT */
/* Places that cannot be written to, and disks that fill up. */
#include "clitest.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

static void expect_unwritable(struct clitest *test, const char *path, const char *why)
{
    clitest_run(test, "render", "demo:", "--demo-size", "160x90", "-o", path, "--model", test->net,
                NULL);
    clitest_expect_error(test, 1, "cannot write", path, why, NULL);
}

static void test_no_folder(struct clitest *test, gconstpointer data)
{
    char *file = clitest_write(test, "file", "I stay as I am", 14);
    char *folder = clitest_path(test, "folder.png");
    char *bytes;

    g_assert_cmpint(g_mkdir(folder, 0777), ==, 0);
    expect_unwritable(test, clitest_path(test, "missing/out.png"), "folder");
    expect_unwritable(test, clitest_path(test, "missing/out.mp4"), "folder");
    expect_unwritable(test, clitest_text(test, "%s/out.png", file), "folder");
    expect_unwritable(test, "/proc/out.png", "folder");
    expect_unwritable(test, folder, "folder");
    clitest_run(test, "render", "demo:", "-o", clitest_path(test, "out.png"), "--matte-out",
                clitest_path(test, "missing/matte.png"), "--model", test->net, NULL);
    clitest_expect_error(test, 1, "cannot write", "missing/matte.png", NULL);
    g_assert_true(g_file_get_contents(file, &bytes, NULL, NULL));
    g_assert_cmpstr(bytes, ==, "I stay as I am");
    g_free(bytes);
    clitest_expect_files(test, NULL, "file", "folder.png", NULL);
}

/* Root may write anywhere, so the right is given up before the command starts. */
static void become_nobody(gpointer data)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        _exit(99);
}

static void test_no_right(struct clitest *test, gconstpointer data)
{
    char *locked = clitest_path(test, "locked");

    g_assert_cmpint(g_mkdir(locked, 0555), ==, 0);
    g_assert_cmpint(g_chmod(locked, 0555), ==, 0);
    g_assert_cmpint(g_chmod(test->dir, 0755), ==, 0);
    g_assert_cmpint(g_chmod(test->net_dir, 0755), ==, 0);
    test->setup = become_nobody;
    clitest_run(test, "--version", NULL);
    if (test->code != 0) {
        g_test_skip("another user cannot start the command here");
        return;
    }
    expect_unwritable(test, clitest_path(test, "locked/out.png"), "Permission denied");
    expect_unwritable(test, clitest_path(test, "locked/out.mp4"), "Permission denied");
    clitest_expect_files(test, locked, NULL);
}

static void test_extension(struct clitest *test, gconstpointer data)
{
    char *png = clitest_write_person(test, "in.png", 64, 48);

    clitest_run(test, "render", "demo:", "-o", "out.txt", "--model", test->net, NULL);
    clitest_expect_error(test, 1, "out.txt", ".txt", ".png", ".mp4", NULL);
    clitest_run(test, "render", "demo:", "-o", "out", "--model", test->net, NULL);
    clitest_expect_error(test, 1, "out", "no extension", ".png", ".mp4", NULL);
    clitest_run(test, "render", png, "-o", "out.txt", "--model", test->net, NULL);
    clitest_expect_error(test, 1, ".txt", ".png", NULL);
    clitest_run(test, "render", png, "-o", "out.mp4", "--model", test->net, NULL);
    clitest_expect_error(test, 1, "picture", ".mp4", "films", ".png", NULL);
    clitest_run(test, "render", png, "-o", "out.png", "--matte-out", "m.mkv", "--model", test->net,
                NULL);
    clitest_expect_error(test, 1, "m.mkv", "matte of a picture", ".png", NULL);
    clitest_run(test, "render", "demo:", "-o", "out.mp4", "--matte-out", "m.png", "--model",
                test->net, NULL);
    clitest_expect_error(test, 1, "m.png", "matte of a film", ".mkv", NULL);
    clitest_expect_files(test, NULL, "in.png", NULL);
}

/* What was there before stays when the new file cannot be made. */
static void test_old_file_stays(struct clitest *test, gconstpointer data)
{
    char *out = clitest_write(test, "out.png", "old", 3);
    char *bytes;

    clitest_run(test, "render", clitest_path(test, "none.png"), "-o", out, "--model", test->net,
                NULL);
    clitest_expect_error(test, 1, "none.png", NULL);
    clitest_run(test, "models", "run", test->net, clitest_path(test, "none.png"), out, NULL);
    clitest_expect_error(test, 1, "none.png", NULL);
    g_assert_true(g_file_get_contents(out, &bytes, NULL, NULL));
    g_assert_cmpstr(bytes, ==, "old");
    g_free(bytes);
    clitest_expect_files(test, NULL, "out.png", NULL);
}

/* A file of at most 4 KiB, as on a disk that is full behind it. */
static void limit_files(gpointer data)
{
    const struct rlimit limit = {4096, 4096};

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(99);
}

static void expect_full(struct clitest *test, const char *name, const char *why)
{
    clitest_run(test, "render", "demo:", "--demo-size", "320x180", "--demo-seconds", "1",
                "--background", "none", "-o", name, NULL);
    clitest_expect_error(test, 1, "cannot write", name, why, NULL);
}

static void test_limit(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"out.png", "out.jpg",  "out.webp",
                                        "out.mp4", "out.webm", "out.mkv"};

    test->setup = limit_files;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        expect_full(test, clitest_path(test, names[i]), "too large");
    clitest_expect_files(test, NULL, NULL);
}

static void test_full_disk(struct clitest *test, gconstpointer data)
{
    static const char *const names[] = {"out.png", "out.jpg",  "out.webp",
                                        "out.mp4", "out.webm", "out.mkv"};
    char *disk = clitest_path(test, "disk");

    g_assert_cmpint(g_mkdir(disk, 0777), ==, 0);
    /* in a world of our own, so that it goes when the test does */
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("fakecam-test", disk, "tmpfs", 0, "size=4k") != 0) {
        g_test_skip("a small disk cannot be mounted here");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        expect_full(test, clitest_text(test, "%s/%s", disk, names[i]), "the disk is full");
        clitest_expect_files(test, disk, NULL);
    }
    g_assert_cmpint(umount(disk), ==, 0);
}

/* A matte that does not fit ends it as well, and the picture beside it is not left alone. */
static void test_full_matte(struct clitest *test, gconstpointer data)
{
    struct clitest_picture picture = clitest_filled(600, 400, 0x2040c0);
    char *in;

    for (int i = 0; i < 60; i++)
        clitest_rect(&picture, i * 10, (i * 37) % 300, 9, 80, 0xf01010, 255);
    in = clitest_write_png(test, "in.png", &picture, CLITEST_RGB);
    test->setup = limit_files;
    clitest_run(test, "render", in, "-o", clitest_path(test, "out.jpg"), "--background",
                "color:#000000", "--matte-out", clitest_path(test, "matte.png"), "--model",
                test->net, NULL);
    clitest_expect_error(test, 1, "cannot write", NULL);
    clitest_expect_files(test, NULL, "in.png", NULL);
}

/* What is no file stays what it is: a device is not replaced by a picture. */
static void test_device(struct clitest *test, gconstpointer data)
{
    char *fifo = clitest_path(test, "fifo.png");
    GStatBuf status;

    g_assert_cmpint(mknod(fifo, S_IFIFO | 0666, 0), ==, 0);
    expect_unwritable(test, fifo, "not a file");
    g_assert_cmpint(g_lstat(fifo, &status), ==, 0);
    g_assert_true(S_ISFIFO(status.st_mode));
    clitest_expect_files(test, NULL, "fifo.png", NULL);
}

/* What is read is not written over, also by another name, and two outputs are two files. */
static void test_same_file(struct clitest *test, gconstpointer data)
{
    char *in = clitest_write_person(test, "in.png", 64, 48);
    char *link = clitest_path(test, "link.png");
    char *out = clitest_path(test, "out.png");

    g_assert_cmpint(symlink(in, link), ==, 0);
    clitest_run(test, "render", in, "-o", in, "--model", test->net, NULL);
    clitest_expect_error(test, 2, "-o names the file that is read", "in.png", NULL);
    clitest_run(test, "render", link, "-o", in, "--model", test->net, NULL);
    clitest_expect_error(test, 2, "-o names the file that is read", "in.png", NULL);
    clitest_run(test, "render", in, "-o", out, "--matte-out", in, "--model", test->net, NULL);
    clitest_expect_error(test, 2, "--matte-out names the file that is read", "in.png", NULL);
    clitest_run(test, "render", in, "-o", out, "--matte-out", clitest_path(test, "./out.png"),
                "--model", test->net, NULL);
    clitest_expect_error(test, 2, "name the same file", "out.png", NULL);
    clitest_expect_files(test, NULL, "in.png", "link.png", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CLITEST_ADD("/cli/bad-output/no-folder", test_no_folder);
    CLITEST_ADD("/cli/bad-output/no-right", test_no_right);
    CLITEST_ADD("/cli/bad-output/extension", test_extension);
    CLITEST_ADD("/cli/bad-output/old-file-stays", test_old_file_stays);
    CLITEST_ADD("/cli/bad-output/limit", test_limit);
    CLITEST_ADD("/cli/bad-output/full-disk", test_full_disk);
    CLITEST_ADD("/cli/bad-output/full-matte", test_full_matte);
    CLITEST_ADD("/cli/bad-output/same-file", test_same_file);
    CLITEST_ADD("/cli/bad-output/device", test_device);
    return g_test_run();
}
