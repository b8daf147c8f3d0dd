/* SPDX-License-Identifier: MIT */
#include "service/camera/attempt.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "frame/frame.h"
#include "media/source.h"

/* Further behind than this (the process was stopped), and it goes on from where it is. */
#define MAX_LATE_NS (200 * FC_NS_PER_MS)

/* The demo person's film: long, for it jumps where it begins again. */
#define DEMO_LENGTH_S 3600

struct play {
    struct fc_attempt *attempt; // borrowed
    struct fc_source *source;   // owned
    int64_t start_ns;           /* when its frame of time 0 is due */
    int64_t due_ns;             /* before this no frame is wanted */
    int64_t interval_ns;        /* between two frames, at least */
};

static int open_source(struct play *play, struct fc_error *error)
{
    const struct fc_camera_params *wanted = play->attempt->params;
    const struct fc_source_params params = {
        .cover = wanted->size,
        .demo_size = wanted->size,
        .demo_rate = wanted->rate,
        .demo_frames = DEMO_LENGTH_S * (int64_t)wanted->rate,
    };

    return fc_source_open(wanted->name, &params, &play->source, error);
}

static int give(struct play *play, struct fc_frame *frame, int64_t time_ns)
{
    const struct fc_image *image = fc_frame_image(frame);
    const struct fc_camera_picture picture = {
        .format = GST_VIDEO_FORMAT_I420,
        .size = image->size,
        .colour = image->colour,
        .plane = {image->plane[0], image->plane[1], image->plane[2]},
        .stride = {image->stride[0], image->stride[1], image->stride[2]},
    };
    struct fc_frame *converted;
    const int ret = fc_convert_run(play->attempt->convert, &picture, time_ns, &converted);

    if (ret == 0)
        play->attempt->frame(play->attempt, converted);
    return ret;
}

/* Shows the frame when its time has come. False when it is time to end. */
static bool show(struct play *play, struct fc_frame *frame)
{
    int64_t due_ns = play->start_ns + fc_frame_time_ns(frame);
    const int64_t now_ns = fc_clock_now_ns();

    if (now_ns - due_ns > MAX_LATE_NS) {
        play->start_ns += now_ns - due_ns;
        due_ns = now_ns;
    }
    /* a faster film loses frames */
    if (due_ns < play->due_ns - play->interval_ns / 4)
        return fc_attempt_wait(play->attempt, -1, 0);
    play->due_ns += play->interval_ns;
    if (play->due_ns < due_ns)
        play->due_ns = due_ns + play->interval_ns;
    if (!fc_attempt_wait(play->attempt, -1, due_ns))
        return false;
    give(play, frame, due_ns);
    return true;
}

/* The same picture again and again. */
static void repeat(struct play *play, struct fc_frame *frame)
{
    for (int64_t due_ns = play->start_ns; fc_attempt_wait(play->attempt, -1, due_ns);
         due_ns = MAX(due_ns + play->interval_ns, fc_clock_now_ns() - MAX_LATE_NS))
        give(play, frame, due_ns);
}

/* Once through. 0 at the end and where the film is damaged, negative when it is time to end. */
static int play_through(struct play *play)
{
    struct fc_frame *frame = NULL;
    bool goes_on = true;

    while (goes_on && fc_source_next(play->source, &frame, NULL) == 0) {
        if (fc_source_info(play->source)->is_still) {
            repeat(play, frame);
            goes_on = false;
        } else {
            goes_on = show(play, frame);
        }
        fc_frame_unref(&frame);
    }
    play->start_ns += fc_source_until_ns(play->source);
    return goes_on ? 0 : -ECANCELED;
}

void fc_play_run(struct fc_attempt *attempt)
{
    struct play play = {
        .attempt = attempt,
        .start_ns = fc_clock_now_ns(),
        .interval_ns = FC_NS_PER_S / attempt->params->rate,
    };
    struct fc_error error = {0};
    int ret;

    g_strlcpy(attempt->label, attempt->params->name, sizeof(attempt->label));
    do {
        ret = open_source(&play, &error);
        if (ret < 0) {
            fc_attempt_end(attempt, ret == -ENOENT ? FC_CAMERA_ABSENT : FC_CAMERA_FAILED, "%s",
                           error.text);
            return;
        }
        ret = play_through(&play);
        fc_source_destroy(&play.source);
    } while (ret == 0);
}
