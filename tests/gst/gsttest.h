/* SPDX-License-Identifier: MIT */
/*
 * The element between two pads of the test's own. A person is a red
 * rectangle, the room is noise, and a tiny network knows the one from the other.
 */
#ifndef FC_TESTS_GSTTEST_H
#define FC_TESTS_GSTTEST_H

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include "fakecam/fakecam.h"

struct gsttest_format {
    const char *format;
    struct fc_size size;
    const char *colorimetry; /* NULL: what GStreamer takes for granted */
};

extern const struct gsttest_format gsttest_i420; /* 320 x 180 */

struct gsttest {
    char *folder;        // owned
    char *network;       // owned; the file that finds red
    GstElement *element; // owned
    GstBus *bus;         // owned
    GstHarness *harness; // owned
    GstVideoInfo info;
};

/*
 * Starts GStreamer, and loads the plugin that FAKECAM_GST_PLUGIN names: here, for GStreamer would
 * look at it in another process first, where sanitizers refuse to run.
 */
void gsttest_main(int *argc, char ***argv);

/* Makes the element with that network, background=greenscreen, and a bus; no caps yet. */
void gsttest_init(struct gsttest *t, gboolean live);
/* The same for an element that has its properties already; takes it over. */
void gsttest_init_with(struct gsttest *t, GstElement *element, gboolean live);
void gsttest_finish(struct gsttest *t);

/* Sets properties from their texts: name, text, ..., NULL. */
void gsttest_set(GstElement *element, ...) G_GNUC_NULL_TERMINATED;
char *gsttest_get(GstElement *element, const char *property);

void gsttest_caps(struct gsttest *t, const struct gsttest_format *format);

/* A picture of the caps: the person at a place of its number before noise of its number. */
GstBuffer *gsttest_picture(struct gsttest *t, int number);

/* Writes I420 into a buffer of the caps. */
void gsttest_put(struct gsttest *t, const struct fc_image *from, GstBuffer *buffer);

/* Pushes a reference of the buffer's own and gives what came out; the test fails if nothing did. */
GstBuffer *gsttest_run(struct gsttest *t, GstBuffer *buffer);

/* Whether every sample is the same. */
gboolean gsttest_same(struct gsttest *t, GstBuffer *a, GstBuffer *b);

/* The share of luma samples, away from the person, that are within 2 of the other's: 0 to 1. */
double gsttest_likeness(struct gsttest *t, GstBuffer *a, GstBuffer *b, int number);

/* Noise is within 2 of anything else for one sample in fifty. */
#define gsttest_assert_no_room(t, in, out, number)                                                 \
    g_assert_cmpfloat(gsttest_likeness(t, in, out, number), <, 0.05)

/* Whether it is the card that says that. */
gboolean gsttest_is_card(struct gsttest *t, GstBuffer *buffer, const char *words);

/* Takes messages of that kind from the bus. Returns how many; *text (may be NULL) the last's. */
int gsttest_messages(struct gsttest *t, GstMessageType type, char **text);

/* Waits up to 10 s for one. Free with g_free(). */
char *gsttest_await_warning(struct gsttest *t);

/* What the engine itself makes of the same picture with these properties: name, text, ..., NULL. */
struct gsttest_engine;
struct gsttest_engine *gsttest_engine_new(struct gsttest *t, ...) G_GNUC_NULL_TERMINATED;
GstBuffer *gsttest_engine_run(struct gsttest_engine *engine, struct gsttest *t, GstBuffer *in);
void gsttest_engine_free(struct gsttest_engine *engine);

/* Runs that picture, and fails unless it comes out before the green screen. */
void gsttest_expect_frame(struct gsttest *t, int number);

#endif
