/* SPDX-License-Identifier: MIT */
/*
 * `fakecam run` on a session bus of its own, steered by a program, by the other commands and by
 * whoever edits settings.ini. The demo person is the camera, previews are the readers. Whatever
 * fails in here ends the test.
 */
#ifndef FC_TESTS_BUS_BUSTEST_H
#define FC_TESTS_BUS_BUSTEST_H

#include <gio/gio.h>

#include <fakecam-bus.h>

#include "clitest.h"
#include "previewer.h"

#define BUSTEST_NAME "org.fakecam.Fakecam"
#define BUSTEST_PATH "/org/fakecam/Fakecam"
/* Nothing is as slow as this; a test that waits so long has failed. */
#define BUSTEST_PATIENCE_US (60 * G_USEC_PER_SEC)

struct bustest {
    struct clitest cli;
    GTestDBus *dbus;
    char *settings; /* path of settings.ini; the fixture's strings own it */
    GPid process;
    FcBusFakecam *service; /* owned; NULL until bustest_bustest_start() */
};

/* A case, which gets a bus of its own. */
struct bustest_case {
    const char *name;
    void (*run)(struct bustest *, gconstpointer);
};

/* All of a test program. */
int bustest_main(int argc, char **argv, const struct bustest_case *cases, gsize count);

/* One turn of the main loop and a short sleep; fails the test after end. */
void bustest_step(const char *what, gint64 end);

/* The service, known by its proxy; and its end, as Quit asks for it. */
void bustest_start(struct bustest *f);
void bustest_stop(struct bustest *f);

/* The process alone: `run` with the demo person and previews for outputs. */
GPid bustest_run(struct bustest *f);

/* --- what it says --- */

GDBusConnection *bustest_connection(const struct bustest *f);
void bustest_wait_state(struct bustest *f, const char *state);

/* The value of blur-strength, as the proxy was told of it, and as the service says when asked. */
int bustest_strength(const struct bustest *f);
int bustest_ask_strength(struct bustest *f);
GVariant *bustest_ask_values(struct bustest *f); /* all of them, as the service says; to be freed */
void bustest_wait_strength(struct bustest *f, int wanted);

/* Until settings.ini has this text in it. */
void bustest_wait_file(const struct bustest *f, const char *part);

/* --- setting --- */

/* Sets one value; what the bus says of it, to be freed, or NULL when it took it. */
char *bustest_set(struct bustest *f, const char *name, GVariant *value);
void bustest_expect_set(struct bustest *f, const char *name, GVariant *value);
void bustest_expect_refused(struct bustest *f, const char *name, GVariant *value, const char *kind,
                            const char *part);

/* --- pictures --- */

void bustest_open_preview(struct bustest *f, struct previewer *previewer);

/* The next composed picture of after that time; its corner's colour, 0xrrggbb. */
uint32_t bustest_next_corner(struct previewer *previewer, int64_t after_ns);
gboolean bustest_is_near(uint32_t a, uint32_t b);

#endif
