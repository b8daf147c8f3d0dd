/* SPDX-License-Identifier: MIT */
/*
 * A preview's socket and shared memory (bus/preview.h) as pictures that lie in that memory: the
 * service gets their place back when the last reference to pixels is dropped, on whatever thread.
 */
#ifndef FC_APP_FEED_H
#define FC_APP_FEED_H

#include <glib.h>

struct fc_app_feed;

/* Rows of blue, green, red and 255. */
struct fc_app_picture {
    GBytes *pixels;
    int width;
    int height;
    int stride;
};

/* On the main thread. The newest picture, pixels to be referenced; NULL: there will be no more. */
typedef void (*fc_app_feed_func)(const struct fc_app_picture *picture, gpointer user);

/* Takes over fd, a preview's socket. Main thread, as for closing it; pixels may live longer. */
struct fc_app_feed *fc_app_feed_open(int fd, fc_app_feed_func func, gpointer user);
void fc_app_feed_close(struct fc_app_feed **feed);

#endif
