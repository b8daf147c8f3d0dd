/* SPDX-License-Identifier: MIT */
/*
 * The sound of a film, read beside its pictures: whoever writes a film asks for the sound up to
 * each picture, so that both end together wherever that is.
 *
 * Sound comes as FC_AUDIO_FORMAT, at FC_AUDIO_RATE_HZ, one or two channels (more are mixed down).
 * Threads: one at a time.
 */
#ifndef FC_MEDIA_AUDIO_H
#define FC_MEDIA_AUDIO_H

#include <gst/gst.h>

#include "fakecam/fakecam.h"

#define FC_AUDIO_FORMAT "S16LE"
#define FC_AUDIO_RATE_HZ 48000

struct fc_audio;

/*
 * Opens the sound of a URI and reads as far as its first piece. start_ns is the place on the
 * file's clock that becomes time 0; what lies before is left out. -ENODATA: there is no sound.
 */
int fc_audio_open(const char *uri, int64_t start_ns, struct fc_audio **audio,
                  struct fc_error *error);

/* What the pieces are: raw caps, for as long as audio lives. */
GstCaps *fc_audio_caps(const struct fc_audio *audio);

/*
 * The next piece before until_ns, cut there to the sample, as a new reference; its PTS and
 * duration are set. -EAGAIN: no more before until_ns; -ENODATA: no more at all; another negative
 * errno where the sound is damaged.
 */
int fc_audio_read(struct fc_audio *audio, int64_t until_ns, GstBuffer **buffer);

/* Closes *audio and sets it to NULL. *audio may be NULL. */
void fc_audio_close(struct fc_audio **audio);

#endif
