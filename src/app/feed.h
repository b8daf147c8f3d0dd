/* SPDX-License-Identifier: MIT */
/*
 * A preview's socket and shared memory (bus/preview.h) as textures. A texture lies in the shared
 * memory: the service gets its place back when the last reference is dropped, on whatever thread.
 */
#ifndef FC_APP_FEED_H
#define FC_APP_FEED_H

#include <gdk/gdk.h>

struct fc_app_feed;

/* On the main thread. The newest picture, to be referenced; NULL: there will be no more. */
typedef void (*fc_app_feed_func)(GdkTexture *texture, gpointer user);

/* Takes over fd, a preview's socket. Main thread, as for closing it; textures may live longer. */
struct fc_app_feed *fc_app_feed_open(int fd, fc_app_feed_func func, gpointer user);
void fc_app_feed_close(struct fc_app_feed **feed);

#endif
