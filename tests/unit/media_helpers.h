/* SPDX-License-Identifier: MIT */
/* What the tests of media/ share: a folder that goes away, and pictures to write and to check. */
#ifndef FC_TESTS_MEDIA_HELPERS_H
#define FC_TESTS_MEDIA_HELPERS_H

#include <glib.h>

#include "media/sink_private.h"
#include "media/source.h"

/* A new folder; folder_remove() removes it with all files in it and frees the name. */
char *folder_make(void);
void folder_remove(char *folder);
/* How many files lie in it, hidden ones too. */
int folder_count(const char *folder);

/* A frame of one colour, and one whose quarters (row by row) have these values of Y. */
struct fc_frame *frame_plain(struct fc_size size, struct fc_colour colour, int64_t time_ns,
                             uint8_t y);
struct fc_frame *frame_quarters(struct fc_size size, const uint8_t y[4]);

/* Y of the pixel at that fraction of width and height. */
int luma_at(const struct fc_frame *frame, double x, double y);

/* Writes frame i at times_ns[i], plain, Y = 40 + i. */
void film_write(const char *path, struct fc_size size, struct fc_colour colour,
                const int64_t *times_ns, int count);

/* Opens, and fails the test with the error's text where that does not work. */
struct fc_source *source_open(const char *path);

/* Runs a GStreamer pipeline to its end. */
void pipeline_run(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* A sink's write, which takes the frame over. */
int sink_give(struct fc_sink *sink, struct fc_frame *frame, struct fc_error *error);

#endif
