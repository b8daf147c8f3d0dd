/* SPDX-License-Identifier: MIT */
/*
 * A desktop's PipeWire for one test program: real daemons, pipewire and wireplumber, in a runtime
 * folder and on a session bus of their own. Nothing of the machine's own desktop is touched.
 */
#ifndef FC_TESTS_WORLD_H
#define FC_TESTS_WORLD_H

#include <stdbool.h>

#include <glib.h>

/*
 * Before anything else in main(): makes the folder and points the environment there. Returns the
 * program that is not installed, or NULL.
 */
const char *world_init(void);
void world_finish(void);

/* Starts the daemons, waits until they answer. With wireplumber or without. */
void world_start(bool with_wireplumber);

/* Kills what runs; returns when it is gone. */
void world_kill(void);

/* SIGSTOP and SIGCONT for pipewire. */
void world_freeze(bool frozen);

/* Runs the main context until done(user), for at most so many seconds; else the test fails. */
void world_wait(const char *what, bool (*done)(void *user), void *user, int seconds);

/* Runs the main context for so long: to see that nothing happens. */
void world_pause(int seconds);

#endif
