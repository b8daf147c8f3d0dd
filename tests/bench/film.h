/* SPDX-License-Identifier: MIT */
/* What plays the camera where the source's own work is not to be measured. */
#ifndef FAKECAM_TESTS_BENCH_FILM_H
#define FAKECAM_TESTS_BENCH_FILM_H

/*
 * Makes a film of the demo person in dir with the program exe: raw I420 in a webcam's colours
 * (BT.601), 1280x720, 30 frames a second, so many seconds (41 MB each). Returns its path, which the
 * caller frees and removes, or NULL if it could not be made.
 */
char *film_make(const char *exe, const char *dir, int seconds);

#endif
