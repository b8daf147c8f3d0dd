/* SPDX-License-Identifier: MIT */
/*
 * Tests of the command `fakecam` as a person uses it: the real executable ($FAKECAM_EXE) in a
 * folder of its own, what it says, how it ends and which files it leaves. Whatever fails in here
 * ends the test.
 */
#ifndef FC_TESTS_CLI_CLITEST_H
#define FC_TESTS_CLI_CLITEST_H

#include <glib.h>
#include <stdint.h>

#include "fakecam/frame.h"
#include "media/source.h"

/* One test's folder and what the newest run left. To be used as fixture: CLITEST_ADD. */
struct clitest {
    char *dir;  /* owned; empty at first, removed with all that is in it at the end */
    char *net;  /* owned; a network that takes red for person, outside dir */
    char *warm; /* owned; one that finds something in demo: too: what is warm in colour */
    char *out;  /* owned; standard output */
    char *err;  /* owned; standard error */
    int code;   /* exit code; 128 + signal where a signal ended it */
    GSpawnChildSetupFunc setup; /* for the next runs, in the child before it starts; or NULL */
    GPtrArray *strings;         /* owned */
    char *net_dir;              /* owned */
};

void clitest_init(struct clitest *test, gconstpointer data);
void clitest_finish(struct clitest *test, gconstpointer data);

#define CLITEST_ADD(path, function)                                                                \
    g_test_add(path, struct clitest, NULL, clitest_init, function, clitest_finish)

/* A path below the test's folder; and a text like printf's. They live as long as the test. */
char *clitest_path(struct clitest *test, const char *name);
char *clitest_text(struct clitest *test, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Runs fakecam with these arguments, ended by NULL, and waits for its end. */
void clitest_run(struct clitest *test, ...) G_GNUC_NULL_TERMINATED;

/* Starts it and gives its process; clitest_end() waits and reads what it said. */
GPid clitest_start(struct clitest *test, ...) G_GNUC_NULL_TERMINATED;
void clitest_end(struct clitest *test, GPid process);

/* The run ended well and had nothing to say on standard error. */
void clitest_expect_done(const struct clitest *test);

/*
 * The run failed with that exit code and said so as a person wants it: "fakecam...: what: why",
 * one line, at most one more with the remedy, nothing else, and each of these texts in it, ended
 * by NULL.
 */
void clitest_expect_error(const struct clitest *test, int code, ...) G_GNUC_NULL_TERMINATED;

/* A folder holds exactly these files, hidden ones too; names ended by NULL. dir NULL: the test's. */
void clitest_expect_files(const struct clitest *test, const char *dir, ...) G_GNUC_NULL_TERMINATED;

/* Writes a file of those bytes. Returns its path. */
char *clitest_write(struct clitest *test, const char *name, const void *bytes, gsize size);

/* --- pictures --- */

/* 8-bit RGBA, rows without padding. */
struct clitest_picture {
    int width, height;
    uint8_t *rgba; /* owned; g_free() */
};

enum clitest_png_kind {
    CLITEST_RGB = 0,
    CLITEST_RGBA,
    CLITEST_GREY,
    CLITEST_GREY_ALPHA,
    CLITEST_PALETTE, /* at most 256 colours */
};

/* A picture of the colour 0xrrggbb, and part of one filled with another; opacity 0..255. */
struct clitest_picture clitest_filled(int width, int height, uint32_t rgb);
void clitest_rect(struct clitest_picture *picture, int x, int y, int width, int height,
                  uint32_t rgb, uint8_t opacity);

/* Writes it below the test's folder and clears it. Returns the path. */
char *clitest_write_png(struct clitest *test, const char *name, struct clitest_picture *picture,
                        enum clitest_png_kind kind);

/* A red person before a blue room, as PNG. */
char *clitest_write_person(struct clitest *test, const char *name, int width, int height);

/* Writes a frame as PNG, exactly as a sink for pictures does. */
void clitest_write_frame(const char *path, struct fc_frame *frame);

struct clitest_picture clitest_read_png(const char *path);
void clitest_clear(struct clitest_picture *picture);

/* The pixel is that colour, each channel within off. */
void clitest_expect_pixel(const struct clitest_picture *picture, int x, int y, uint32_t rgb,
                          int off);

/* --- films --- */

/* How many frames a film has, read to its end; its info in *info, which may be NULL. */
int clitest_count_frames(const char *path, struct fc_source_info *info);

#endif
